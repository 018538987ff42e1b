"""Sentence choice: what is quoted, how much, in which order, and what must be quoted with it."""

from dataclasses import replace
from itertools import pairwise

import pytest

from assistant.select import choose, fitted_weights, rank
from assistant.stance import says_another
from corpus.dates import PartialDate

POSITION = "Que défend l'association sur la médiation ?"
FACT = "Quand le salon a-t-il ouvert ?"
EXPLANATION = "Pourquoi le salon a-t-il ouvert ?"
OTHER = "Le salon"
UNLIKELY = -100.0
SENTENCES = (
    "Alpha bravo charlie delta echo. Foxtrot golf hotel india juliet. Kilo lima mike november oscar. "
    "Papa quebec romeo sierra tango. Uniform victor whiskey xray yankee."
)
WHOLE_FIRST = ((OTHER, 0.8), (OTHER, 0.5), (POSITION, 0.8))  # question, score of the whole one beside 1.0


@pytest.fixture
def quoted(candidates_of):
    """Give the texts quoted when these sentences of a text come first, by position and score, the others far behind."""

    def quote(question, text, ranking, most=5):
        found = candidates_of(text)
        ranked = [(score, found[position]) for position, score in ranking]
        rest = [(UNLIKELY, one) for one in found if one.position not in dict(ranking)]
        quotes = choose(question, ranked + rest, most)
        return [one.document.text[one.start : one.end] for one in quotes]

    return quote


@pytest.mark.parametrize(("question", "most"), [(FACT, 2), (OTHER, 2), (EXPLANATION, 5), (POSITION, 5)])
def test_kind_of_question_bounds_the_number_of_quotes(quoted, question, most):
    sentences = [f"{sentence.rstrip('.')}." for sentence in SENTENCES.split(". ")]

    assert quoted(question, SENTENCES, [(position, 1.0) for position in range(5)]) == sentences[:most]


def test_three_are_quoted_at_least_when_it_is_not_sure_that_they_answer(candidates_of):
    ranked = [(1.0, one) for one in candidates_of(SENTENCES)]

    assert [len(choose(question, ranked, 5, sure=False)) for question in (FACT, OTHER, POSITION)] == [3, 3, 5]


def test_question_in_the_text_is_no_answer_unless_nothing_else_is(quoted):
    text = "Pourquoi le salon a-t-il ouvert ? Le salon a ouvert en mai."

    assert quoted(EXPLANATION, text, [(0, 2.0), (1, 1.0)]) == ["Le salon a ouvert en mai."]
    assert quoted(EXPLANATION, text, [(0, 2.0)]) == ["Pourquoi le salon a-t-il ouvert ?"]


def test_sentence_that_ends_with_a_colon_is_quoted_with_what_it_announces(quoted):
    assert quoted(OTHER, "Anne Durand a déclaré : Le fonds est utile. Merci.", [(0, 1.0)]) == [
        "Anne Durand a déclaré : Le fonds est utile."
    ]


def test_sentence_that_announces_what_is_not_there_is_left_out(quoted):
    assert quoted(OTHER, "Le fonds est utile. Anne Durand a déclaré :", [(1, 2.0), (0, 1.0)]) == ["Le fonds est utile."]


def test_sentence_that_defines_the_word_asked_about_comes_first(quoted):
    text = "Chaque OSPO agit avec les villes. Un OSPO est une équipe garante."

    assert quoted("Qu'est-ce qu'un OSPO ?", text, [(0, 3.0), (1, 1.0)])[0] == "Un OSPO est une équipe garante."


def test_setting_bounds_the_number_of_quotes(quoted):
    ranking = [(position, 1.0) for position in range(5)]

    assert quoted(POSITION, SENTENCES, ranking, most=1) == ["Alpha bravo charlie delta echo."]


def test_quotes_come_in_the_order_of_their_scores(quoted):
    assert quoted(FACT, SENTENCES, [(3, 2.0), (1, 1.0), (0, 0.9)]) == [
        "Papa quebec romeo sierra tango.",
        "Foxtrot golf hotel india juliet.",
    ]


@pytest.mark.parametrize(("question", "margin"), [(FACT, 1.5), (OTHER, 1.5), (EXPLANATION, 2.0), (POSITION, 2.5)])
def test_sentence_much_less_likely_than_the_first_is_left_out(quoted, question, margin):
    ranking = [(0, 5.0), (1, 5.0 - margin), (2, 5.0 - margin - 0.01)]

    assert quoted(question, SENTENCES, ranking) == ["Alpha bravo charlie delta echo.", "Foxtrot golf hotel india juliet."]


def test_nothing_is_quoted_from_nothing():
    assert choose(FACT, [], 4) == []


REPEATS = (
    "Le salon ouvre ses portes à Barcelone en novembre. À Barcelone, le salon ouvre ses portes en novembre. "
    "La ville de Nantes y tient un stand."
)


def test_sentence_that_says_the_same_as_one_before_is_left_out(quoted):
    assert quoted(FACT, REPEATS, [(0, 3.0), (1, 2.9), (2, 2.8)]) == [
        "Le salon ouvre ses portes à Barcelone en novembre.",
        "La ville de Nantes y tient un stand.",
    ]


LIST = """Le budget monte cette année encore.

L’association demande trois choses :

- un fonds pour les **conseillers** numériques ;
- un lieu d’accueil dans chaque commune ;
- une loi avant la fin de 2025.

Les élus attendent une réponse du ministre.
"""
WHOLE_LIST = LIST[LIST.index("L’association") : LIST.index("\n\nLes élus")]


@pytest.mark.parametrize("position", [1, 2, 3, 4], ids=["lead-in", "first", "middle", "last"])
def test_item_of_a_list_is_quoted_with_its_lead_in_and_its_list(quoted, position):
    assert quoted(POSITION, LIST, [(position, 1.0)]) == [WHOLE_LIST]


def test_list_is_quoted_once(quoted):
    assert quoted(POSITION, LIST, [(3, 3.0), (2, 2.9), (5, 2.8)]) == [
        WHOLE_LIST,
        "Les élus attendent une réponse du ministre.",
    ]


def test_item_of_a_numbered_list_is_quoted_with_its_list(quoted):
    text = "La loi prévoit deux mesures :\n\n1. le réemploi des appareils ;\n2. la formation des agents.\n"

    assert quoted(POSITION, text, [(2, 1.0)]) == [text.rstrip()]


def test_item_of_a_list_without_lead_in_is_quoted_alone(quoted):
    text = "Le budget monte encore.\n\n- un fonds pour les conseillers ;\n- une loi avant la fin.\n"

    assert quoted(POSITION, text, [(2, 1.0)]) == ["- une loi avant la fin."]


def test_item_of_a_long_list_is_quoted_alone(quoted):
    items = [f"- la mesure numéro {number} des communes, {'longue ' * 20}et chère ;" for number in range(6)]
    text = "Les communes attendent six mesures :\n\n" + "\n".join(items) + "\n"

    assert quoted(POSITION, text, [(3, 1.0)]) == [items[2]]


@pytest.mark.parametrize(
    "leaning",
    [
        "Cette décision inquiète les communes rurales.",
        "Elle inquiète les communes rurales.",
        "Ces crédits manquent aux communes rurales.",
        "Son retrait inquiète les communes rurales.",
        "Cela inquiète les communes rurales.",
        "This worries the rural cities.",
    ],
)
def test_sentence_that_leans_back_is_quoted_with_the_one_before(quoted, leaning):
    text = f"L’État retire ses crédits. {leaning} Nantes a répondu."

    assert quoted(POSITION, text, [(1, 1.0)]) == [f"L’État retire ses crédits. {leaning}"]


def test_sentence_that_stands_alone_is_quoted_alone(quoted):
    text = "L’État retire ses crédits. Cettefois n’est pas un mot. Nantes a répondu hier."

    assert quoted(POSITION, text, [(1, 1.0)]) == ["Cettefois n’est pas un mot."]


def test_first_sentence_of_a_passage_is_quoted_alone_even_when_it_leans_back(quoted):
    assert quoted(POSITION, "Elle inquiète les communes. Nantes a répondu hier.", [(0, 1.0)]) == [
        "Elle inquiète les communes."
    ]


def test_sentence_before_may_be_of_the_passage_before_but_not_of_another_section(candidates_of):
    text = "L’État retire ses crédits.\n\nCette décision inquiète les communes.\n\n# Ailleurs\n\nElle inquiète Nantes aussi."
    found = candidates_of(text)
    passages = [replace(one, passage=replace(one.passage, start=one.sentence.start), position=0) for one in found]

    quotes = choose(POSITION, [(1.0, passages[1]), (0.9, passages[2]), (UNLIKELY, passages[0])], 4)

    assert [text[one.start : one.end] for one in quotes] == [
        "L’État retire ses crédits.\n\nCette décision inquiète les communes.",
        "Elle inquiète Nantes aussi.",
    ]


@pytest.mark.parametrize("position", [0, 1, 2, 3])
def test_list_is_quoted_whole_when_passages_cut_it(candidates_of, position):
    text = "Le texte impose :\n\n- un registre ;\n- un délégué ;\n- une analyse.\n\nLa suite attend."
    found = candidates_of(text)[:4]
    passages = [replace(one, passage=replace(one.passage, start=one.sentence.start), position=0) for one in found]

    quotes = choose(OTHER, [(1.0, passages[position])], 4)

    assert [text[one.start : one.end] for one in quotes] == [text[text.index("Le texte") : text.index("\n\nLa suite")]]


def test_items_without_lead_in_are_quoted_alone(candidates_of):
    text = "La suite attend.\n\n- un registre ;\n- un délégué ;\n- une analyse."
    found = candidates_of(text)

    quotes = choose(OTHER, [(1.0, found[2]), *((UNLIKELY, one) for one in found if one is not found[2])], 4)

    assert [text[one.start : one.end] for one in quotes] == ["- un délégué ;"]


def test_sentence_already_quoted_with_another_is_not_quoted_again(quoted):
    text = "L’État retire ses crédits. Cette décision inquiète les communes. Nantes a répondu hier."

    assert quoted(POSITION, text, [(1, 3.0), (0, 2.9), (2, 2.8)]) == [
        "L’État retire ses crédits. Cette décision inquiète les communes.",
        "Nantes a répondu hier.",
    ]


def test_quotes_of_two_documents_at_the_same_place_are_both_kept(candidates_of):
    first = candidates_of("La ville de Nantes ouvre un lieu.", title="Nantes")
    second = candidates_of("Un fonds soutient les communes rurales.", title="Fonds")

    quotes = choose(POSITION, [(1.0, first[0]), (0.9, second[0])], 4)

    assert [one.document.id for one in quotes] == ["Nantes.md", "Fonds.md"]


def test_rank_puts_the_sentence_that_holds_the_fact_first(candidates_of, query_of):
    found = candidates_of("Le salon a ouvert ses portes aux villes. Le salon a ouvert le 5 novembre aux villes.")

    ranked = rank(FACT, query_of(FACT), found)

    assert [one.position for _, one in ranked] == [1, 0]


def test_rank_puts_the_more_similar_sentence_first(candidates_of, query_of):
    found = candidates_of("Nantes agit pour les villes. Lyon agit pour les villes.", similarities=(0.8, 0.9))

    ranked = rank(OTHER, query_of(OTHER), found)

    assert [one.position for _, one in ranked] == [1, 0]
    assert ranked[0][0] - ranked[1][0] == pytest.approx(fitted_weights().similarity)


def test_rank_keeps_the_order_of_equal_sentences(candidates_of, query_of):
    found = candidates_of("Nantes agit pour les villes. Lyon agit pour les villes. Paris agit pour les villes.")

    ranked = rank(OTHER, query_of(OTHER), found)

    assert [one.position for _, one in ranked] == [0, 1, 2]


def test_rank_gives_scores_that_never_rise(candidates_of, query_of):
    found = candidates_of(SENTENCES, similarities=(0.2, 0.9, 0.4, 0.9, 0.1))

    scores = [score for score, _ in rank(FACT, query_of(FACT), found)]

    assert all(before >= after for before, after in pairwise(scores))


def test_rank_of_nothing_is_empty(query_of):
    assert rank(FACT, query_of(FACT), []) == []


def test_of_two_near_copies_that_say_about_the_same_the_newest_is_quoted(candidates_of):
    text = "La ville ouvre {} lieux de médiation numérique aux habitants du centre."
    (old,) = candidates_of(text.format("trois"), title="2023")
    (new,) = candidates_of(text.format("cinquante nouveaux"), title="2024")
    old = replace(old, document=replace(old.document, date=PartialDate(2023)))
    new = replace(new, document=replace(new.document, date=PartialDate(2024)))
    near = {"2023.md": ("2024.md",), "2024.md": ("2023.md",)}

    quotes = choose(POSITION, [(1.0, old), (0.9, new)], 4, near.__getitem__)

    assert [one.document.id for one in quotes] == ["2024.md"]


def test_near_copies_that_say_different_things_are_both_quoted(candidates_of):
    (old,) = candidates_of("La ville de Nantes ouvre un lieu.", title="2023")
    (new,) = candidates_of("Un fonds soutient les communes rurales.", title="2024")
    near = {"2023.md": ("2024.md",), "2024.md": ("2023.md",)}

    quotes = choose(POSITION, [(1.0, old), (0.9, new)], 4, near.__getitem__)

    assert [one.document.id for one in quotes] == ["2023.md", "2024.md"]


def test_sentence_about_another_name_of_the_same_words_comes_last(quoted):
    text = "Le Data Governance Act s’applique depuis 2023. Le Data Act s’appliquera à partir de 2025."

    assert quoted("Depuis quand le Data Act s'applique-t-il ?", text, [(0, 1.0), (1, 0.5)]) == [
        "Le Data Act s’appliquera à partir de 2025.",
        "Le Data Governance Act s’applique depuis 2023.",
    ]


def test_position_of_the_corpus_itself_comes_before_what_it_reports(quoted):
    text = "Selon la ministre, le fonds suffit. Les villes demandent un fonds plus grand."

    assert quoted(POSITION, text, [(0, 2.0), (1, 1.0)])[0] == "Les villes demandent un fonds plus grand."
    assert quoted(FACT, text, [(0, 2.0), (1, 1.0)])[0] == "Selon la ministre, le fonds suffit."


def test_among_sentences_about_as_likely_the_newest_document_comes_first(candidates_of):
    (old,) = candidates_of("La ville ouvre trois lieux.", title="2023")
    (new,) = candidates_of("Un fonds soutient les communes rurales.", title="2024")
    old = replace(old, document=replace(old.document, date=PartialDate(2023)))
    new = replace(new, document=replace(new.document, date=PartialDate(2024)))

    near, far = (choose(POSITION, [(1.0, old), (score, new)], 4) for score in (0.1, -0.5))

    assert [one.document.title for one in near] == ["2024", "2023"]
    assert [one.document.title for one in far] == ["2023", "2024"]


def test_among_sentences_about_as_likely_one_with_all_words_comes_first_but_for_a_position(candidates_of):
    (part,), (whole,) = (
        candidates_of("La ville ouvre trois lieux."),
        candidates_of("Un fonds soutient les communes rurales."),
    )
    part, whole = replace(part, coverage=0.6), replace(whole, coverage=1.0)

    first = [choose(asked, [(1.0, part), (score, whole)], 4)[0].coverage for asked, score in WHOLE_FIRST]

    assert first == [1.0, 0.6, 0.6]


@pytest.mark.parametrize(("question", "first"), [(POSITION, "Position.md"), (OTHER, "Loi.md")])
def test_document_that_is_a_position_comes_first_for_a_question_about_one(candidates_of, question, first):
    (law,) = candidates_of("La loi de Nantes ouvre un lieu.", title="Loi")
    (stand,) = candidates_of("Un fonds soutient les communes rurales.", title="Position")
    stand = replace(stand, document=replace(stand.document, kind="position"))

    quotes = choose(question, [(1.0, law), (0.1, stand)], 4)

    assert [quotes[0].document.id, len(quotes)] == [first, 2]


def test_position_of_the_minister_comes_first_when_it_is_asked_for(quoted):
    text = "Les villes demandent un fonds. Selon la ministre, le fonds actuel suffit."

    assert quoted("Que pense la ministre du fonds ?", text, [(0, 2.0), (1, 1.0)])[0].startswith("Selon la ministre")


def test_position_of_somebody_else_is_quoted_with_what_the_text_says_of_it(quoted):
    text = "Selon le maire de Metz, le fonds suffit. L'association ne partage pas cet avis. La séance est levée."

    assert quoted(POSITION, text, [(0, 2.0)])[0] == text.removesuffix(" La séance est levée.")
    assert quoted(FACT, text, [(0, 2.0)])[0] == "Selon le maire de Metz, le fonds suffit."


@pytest.mark.parametrize(
    ("question", "another"),
    [
        (POSITION, True),
        ("Que pense le maire de Metz du fonds ?", False),
        ("Qui défend le fonds ?", False),
        ("Combien coûte le fonds ?", False),
    ],
)
def test_position_of_somebody_else_answers_only_who_asks_for_it(candidates_of, question, another):
    (found,) = candidates_of("Selon le maire de Metz, le fonds suffit.")
    sentence = (found.sentence.start, found.sentence.end)

    assert says_another(question, found.document, sentence, ()) is another


@pytest.mark.parametrize(
    ("title", "sentence", "comes_first"),
    [
        ("Note", "Le réseau n'est pas favorable à la médiation numérique.", True),
        ("La médiation numérique", "Le réseau demande une loi.", True),
        ("La médiation numérique", "La loi existe.", False),
        ("Note", "Le réseau demande une loi.", False),
        ("Note", "Selon le maire de Metz, il faut une médiation numérique.", False),
    ],
)
def test_newer_position_on_the_whole_topic_comes_first_however_it_is_worded(candidates_of, title, sentence, comes_first):
    (old,) = candidates_of("Les villes demandent un fonds pour la médiation numérique.", title="Ancienne")
    (new,) = candidates_of(sentence, title=title)
    old = replace(old, document=replace(old.document, date=PartialDate(2019)), coverage=1.0)
    new = replace(new, document=replace(new.document, date=PartialDate(2024)), coverage=float("médiation" in sentence))

    quotes = choose("Quelle position sur la médiation numérique ?", [(9.0, old), (1.0, new)], 4)

    assert (quotes[0].document.title == title) is comes_first
