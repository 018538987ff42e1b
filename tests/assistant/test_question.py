"""Questions as they are typed: cleaned, refused by name, and sorted by what they ask for."""

import pytest

from assistant.errors import EmptyQuestionError, QuestionTooLongError
from assistant.question import Kind, about_another, clean_question, kind_of, names_another, needs_today, stages

LONGEST = 1000


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("  Quand\n\tet où ?\r\n", "Quand et où ?"),
        ("Que prévoit la loi\u00a0REEN\u202f?", "Que prévoit la loi REEN ?"),
        ("Que pre\u0301voit la loi ?", "Que prévoit la loi ?"),
        ("Que dit la loi\u200b\u202e REEN\x00 ?", "Que dit la loi REEN ?"),
        ("Que dit **la loi** [REEN](https://example.org/loi) ?", "Que dit la loi REEN ?"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("5G ?", "5G ?"),
        ("Quand \udbdb ?", "Quand ? ?"),
    ],
)
def test_question_is_one_line_of_plain_words(typed, cleaned):
    assert clean_question(typed, LONGEST) == cleaned


@pytest.mark.parametrize("typed", ["", " \n\t ", "?", "?!… — « »", "\u200b\u202e", "\x00", "🙂🙂", "** **", "<!-- rien -->"])
def test_question_without_a_word_is_empty(typed):
    with pytest.raises(EmptyQuestionError, match=r'^the question is empty; ask one, .*: plaidoyer ask ".+"$'):
        clean_question(typed, LONGEST)


def test_question_of_the_longest_length_is_taken():
    assert clean_question("é" * LONGEST, LONGEST) == "é" * LONGEST


def test_message_about_a_long_question_says_both_lengths():
    with pytest.raises(QuestionTooLongError, match=r"has 1001 characters, 1000 is the most; shorten it"):
        clean_question("x" * 1001, LONGEST)


def test_length_is_that_of_the_cleaned_question():
    assert clean_question("Où" + " " * 5000 + "?", 50) == "Où ?"


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Quand s'est tenu le Smart City Expo ?", Kind.FACT),
        ("Où s’est tenu le Smart City Expo ?", Kind.FACT),
        ("Combien de conseillers numériques l'État voulait-il recruter ?", Kind.FACT),
        ("Depuis quand l'association défend-elle cette position ?", Kind.FACT),
        ("À l'initiative de qui le Club s'est-il réuni ?", Kind.FACT),
        ("Quel est le montant du programme ?", Kind.FACT),
        ("When was it held?", Kind.FACT),
        ("How many cities signed it?", Kind.FACT),
        ("Quelle position défend l'association sur la médiation numérique ?", Kind.POSITION),
        ("QUE DEMANDENT LES VILLES ?", Kind.POSITION),
        ("Que propose France urbaine sur la 5G ?", Kind.POSITION),
        ("L'association s'oppose-t-elle à la loi ?", Kind.POSITION),
        ("What is the position on broadband?", Kind.POSITION),
        ("Pourquoi l'association défend-elle la médiation ?", Kind.EXPLANATION),
        ("Comment participer au Club ?", Kind.EXPLANATION),
        ("Quelles sont les mesures de la loi REEN ?", Kind.EXPLANATION),
        ("Why does it matter?", Kind.EXPLANATION),
        ("Médiation numérique", Kind.OTHER),
        ("La loi ou le décret ?", Kind.OTHER),
        ("Ou s'est tenu le congrès ?", Kind.FACT),
    ],
)
def test_kind_of_question_is_what_it_asks_for(question, kind):
    assert kind_of(question) is kind


@pytest.mark.parametrize("question", ["Depuis quand le Data Act s'applique-t-il ?", "le data act s'applique depuis quand"])
def test_longer_name_with_the_words_of_the_one_asked_is_another(question):
    assert names_another(question, "Le règlement, dit Data Governance Act, s’applique depuis 2023.")
    assert not names_another(question, "Le règlement, dit Data Act, s’applique depuis 2025, après le Data Governance Act.")


def test_beginning_of_a_long_name_is_not_another():
    assert not names_another("quand a lieu le smart city expo", "Le grand Smart City Expo World Congress a lieu en 2024.")


@pytest.mark.parametrize(
    ("sentence", "another"),
    [
        ("La session de 2002 s’est tenue à Nairobi.", True),
        ("La session de 2022 a suivi celle de 2002.", False),
        ("La session s’est tenue à Nairobi.", False),
    ],
)
def test_sentence_that_states_other_years_only_is_about_another(sentence, another):
    assert about_another("Où s'est tenue la session de 2022 ?", sentence) is another
    assert not about_another("Où s'est tenue la session ?", sentence)


@pytest.mark.parametrize(
    ("sentence", "another"),
    [
        ("Le salon s'est tenu à Barcelone.", True),
        ("Le prochain salon est à Lyon.", False),
        ("Le salon se tiendra à Lyon.", False),
        ("L'édition suivante est prévue à Lyon.", False),
    ],
)
def test_question_about_what_is_to_come_is_not_answered_by_what_was(sentence, another):
    assert about_another("Où est le prochain salon ?", sentence) is another
    assert not about_another("Où est le salon ?", sentence)


@pytest.mark.parametrize(
    ("question", "sentence", "another"),
    [
        ("Depuis quand le texte s'applique-t-il ?", "Le texte est en vigueur depuis mai.", True),
        ("Depuis quand le texte s'applique-t-il ?", "En vigueur en mai, le texte s'applique en juin.", False),
        ("Depuis quand le texte s'applique-t-il ?", "Le texte date de mai.", True),
        ("Quand la loi a-t-elle été adoptée ?", "La loi a été publiée en mai.", True),
        ("Que dit la loi publiée ?", "La loi a été adoptée en mai.", False),
        ("When does the act apply?", "Le règlement est entré en vigueur en mai.", True),
    ],
)
def test_date_of_one_stage_of_a_text_is_not_that_of_another(question, sentence, another):
    assert about_another(question, sentence) is another


@pytest.mark.parametrize(
    ("sentence", "another"),
    [
        ("Le garagethon a eu lieu les 9 et 10 janvier.", True),
        ("La journée du 4 décembre a réuni les agents.", False),
        ("Un atelier de la journée a porté sur GitLab.", False),
        ("La rencontre a eu lieu à Paris.", False),
    ],
)
def test_event_of_another_kind_is_another(sentence, another):
    assert about_another("Quand ont eu lieu les journées ?", sentence) is another


def test_longer_name_is_another_than_the_shorter_one_in_a_sentence():
    assert names_another("Quand s'applique le Data Governance Act ?", "Le Data Act s'applique en mai.")
    assert not names_another("Quand s'applique le Data Act ?", "Le Data Act s'applique en mai.")
    assert not names_another("Où est le Smart City Expo World Congress ?", "Le Smart City Expo est à Barcelone.")


def test_question_about_the_last_is_not_answered_by_the_first():
    assert about_another("Où était le dernier forum ?", "Le premier forum était à Nairobi.")
    assert not about_another("Où était le dernier forum ?", "Le forum était au Caire.")


@pytest.mark.parametrize(("question", "needed"), [("le dernier salon", True), ("The next fair?", True), ("le salon", False)])
def test_last_and_next_need_the_day(question, needed):
    assert needs_today(question) is needed


def test_stages_come_in_the_order_of_the_text():
    first, second = stages("promulguée puis publiée")

    assert stages("publiée puis promulguée") == [second, first]
    assert stages("le texte") == []


@pytest.mark.parametrize(
    ("sentence", "another"),
    [
        ("Le gagnant du premier prix est Anne Exemple.", True),
        ("Le deuxième prix va à Marc Exemple, après le premier.", False),
        ("Le second prix va à Marc Exemple.", False),
        ("Le prix va à Marc Exemple.", False),
    ],
)
def test_sentence_with_another_ordinal_only_is_about_another(sentence, another):
    assert about_another("Qui a gagné le deuxième prix ?", sentence) is another
