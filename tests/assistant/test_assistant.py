"""The whole way on a small corpus, without the model: filters, notices, refusals and the errors of a question."""

from datetime import date

import pytest
from word_hash import WordHashEmbedder

from assistant.answer import Tier
from assistant.ask import Assistant
from assistant.errors import EmptyQuestionError, QuestionTooLongError
from assistant.settings import Settings
from corpus.settings import Settings as CorpusSettings
from index.generation import IndexFolder
from index.hit import Filters
from index.rebuild import rebuild
from index.retrieve import open_retriever

POSITION = "Que demande l'association sur le financement pérenne des conseillers numériques ?"
SENTENCE = "L’association demande un financement pérenne des conseillers numériques."


@pytest.fixture
def embedder():
    return WordHashEmbedder()


@pytest.fixture
def assistant_with(tmp_path, corpus_folder, embedder, no_steps):
    """Give what opens the assistant of the small corpus with other settings."""
    folder = IndexFolder(tmp_path / "index")
    rebuild([corpus_folder], folder, embedder, CorpusSettings(), steps=no_steps)
    retriever = open_retriever(folder, embedder)
    yield lambda **settings: Assistant(retriever, Settings(**{"old_after_months": 0} | settings))
    retriever.close()


@pytest.fixture
def assistant(assistant_with):
    return assistant_with()


def test_answer_quotes_the_sentence_word_for_word(assistant):
    answer = assistant.ask(POSITION)

    first = answer.citations[0]
    assert f"« {SENTENCE} » [1]" in answer.text.split("\n")
    assert (first.document_id, first.quote) == ("positions/mediation-2022.md", SENTENCE)
    assert (answer.refused, answer.reason, answer.notices, answer.language) == (False, None, (), "fr")
    assert answer.understood is None


def test_question_is_answered_as_it_was_cleaned(assistant):
    answer = assistant.ask(f"  {POSITION}\n")

    assert answer.question == POSITION
    assert answer == assistant.ask(POSITION)


def test_setting_bounds_the_number_of_quotes(assistant_with):
    answer = assistant_with(sentences=1).ask(POSITION)

    assert [one.quote for one in answer.citations] == [SENTENCE]


def test_question_the_corpus_says_nothing_of_is_refused(assistant):
    answer = assistant.ask("Le zébulon aime-t-il le xylophone ?")

    assert (answer.refused, answer.reason, answer.citations) == (True, "no_support", ())
    assert answer.text.startswith("Je ne trouve pas de réponse")


def test_filters_that_leave_nothing_are_said(assistant):
    answer = assistant.ask(POSITION, filters=Filters(publisher="Personne"))

    assert (answer.refused, answer.reason, answer.hits) == (True, "nothing_in_filters", ())
    assert answer.text.split("\n") == [
        "Aucun document ne correspond aux filtres demandés.",
        "Le corpus compte 5 documents, de 2022 à 2024 (2 positions, 1 événement, 1 rapport).",
    ]


def test_filter_takes_an_answer_away(assistant):
    answer = assistant.ask(POSITION, filters=Filters(kinds=("event",)))

    assert {hit.passage.document_id for hit in answer.hits} == {"evenements/barcelone.md"}
    assert (answer.refused, answer.reason) == (True, "no_support")


@pytest.mark.parametrize("period", [Filters(since=date(2022, 1, 1)), Filters(until=date(2024, 12, 31))])
def test_period_is_answered_with_a_notice_about_documents_without_date(assistant, period):
    answer = assistant.ask(POSITION, filters=period)

    assert answer.notices == ("1 document sans date n’a pas été cherché, puisqu’une période est demandée.",)
    assert "lettre.txt" not in {hit.passage.document_id for hit in answer.hits}


def test_notice_is_in_the_language_of_the_question(assistant):
    answer = assistant.ask("What do the cities ask for in Europe?", filters=Filters(since=date(2022, 1, 1)))

    assert answer.notices == ("1 document without a date was not searched, since a period is asked for.",)


def test_filter_that_is_no_period_has_no_notice(assistant):
    assert assistant.ask(POSITION, filters=Filters(kinds=("position",))).notices == ()


def test_follow_up_is_searched_as_it_was_understood(assistant, embedder):
    answer = assistant.ask("Et en 2023 ?", previous=["Que demandent les villes en 2022 ?"])

    assert answer.understood == "Que demandent les villes en 2023 ?"
    assert answer.question == "Et en 2023 ?"
    assert embedder.queries == ["Que demandent les villes en 2023 ?"]


@pytest.mark.parametrize(
    ("question", "error"),
    [("", EmptyQuestionError), ("?!", EmptyQuestionError), ("x" * 1001, QuestionTooLongError)],
)
def test_question_that_cannot_be_taken_is_never_searched(assistant, embedder, question, error):
    with pytest.raises(error):
        assistant.ask(question)

    assert embedder.queries == []


def test_setting_bounds_the_length_of_a_question(assistant_with):
    with pytest.raises(QuestionTooLongError, match="has 51 characters, 50 is the most"):
        assistant_with(question_characters=50).ask("x" * 51)


def test_follow_up_too_long_for_the_model_is_a_problem_the_reader_can_repair(assistant):
    with pytest.raises(QuestionTooLongError):
        assistant.ask("Et les " + "x " * 300, previous=["y " * 300])


@pytest.mark.parametrize("before", ["", "?!", "mot " * 600])
def test_earlier_question_that_could_not_be_asked_is_none(assistant, before):
    assert assistant.ask("Et les villes ?", previous=[before]).understood is None


def test_corpus_is_counted_and_its_kinds_named_by_frequency(assistant):
    assert assistant.document_count() == 5
    assert assistant.kinds() == ("position", "event", "report")


def test_document_is_found_by_its_id(assistant):
    assert assistant.document("lettre.txt").text.startswith("Nouvelles du réseau")
    assert assistant.document("absent.txt") is None


@pytest.mark.parametrize(("said", "language", "first"), [("Bonjour !", "fr", "Posez"), ("Hello! Who are you?", "en", "Ask")])
def test_greeting_is_told_what_to_ask(assistant, said, language, first):
    answer = assistant.ask(said, previous=[POSITION])

    assert (answer.refused, answer.welcome, answer.language) == (True, True, language)
    assert (answer.reason, answer.citations, answer.hits, answer.understood) == ("no_question", (), (), None)
    assert answer.text.startswith(first) and "5 documents" in answer.text


def test_words_of_courtesy_change_nothing_but_the_question_shown(assistant):
    polite = f"Bonjour, pourriez-vous me dire {POSITION.lower()} Merci d'avance"

    plain, courteous = assistant.ask(POSITION), assistant.ask(polite)

    assert courteous.question == polite
    assert (courteous.tier, courteous.text, courteous.understood) == (plain.tier, plain.text, None)
    assert [hit.passage for hit in assistant.search(polite).hits] == [hit.passage for hit in assistant.search(POSITION).hits]


def test_typing_errors_are_read_as_the_corpus_spells_the_words_and_said(assistant):
    typed = POSITION.replace("financement", "fiancement").replace("numériques", "numérqiues")

    answer, found = assistant.ask(typed), assistant.search(typed)

    assert (answer.question, answer.understood) == (typed, POSITION)
    assert SENTENCE in [citation.quote for citation in answer.citations]
    assert found.notices == (f"Recherche comprise comme : « {POSITION} ».",)
    assert found.hits == assistant.search(POSITION).hits


def test_names_typed_without_capitals_are_read_as_the_corpus_writes_them_and_not_told(assistant, embedder):
    typed = "quand s'est tenu le salon de barcelone pour le reseau ?"

    answer = assistant.ask(typed)

    assert embedder.queries[0] == "quand s'est tenu le salon de Barcelone pour le reseau ?"
    assert (answer.question, answer.understood) == (typed, None)
    assert assistant.search(typed).question == typed
    assert assistant.ask(typed.upper()).citations == answer.citations


def test_question_that_is_answered_as_it_is_typed_is_not_respelt(assistant):
    assert assistant.search(POSITION).notices == ()
    assert assistant.ask("Le zébulon aime-t-il le xylophone ?").understood is None


def test_measured_without_a_document_its_words_are_no_dictionary(assistant):
    typed = POSITION.replace("financement", "fiancement")

    everything = [entry.id for entry in assistant.entries()]

    assert assistant.looked(typed).text == POSITION
    assert assistant.looked(typed, without=everything).text == typed


def test_topic_alone_shows_the_sentences_that_hold_it(assistant):
    assert assistant.ask("conseillers numériques").tier is not Tier.ABSENT
    assert assistant.ask("conseillers xylophones").tier is Tier.ABSENT


def test_question_of_a_name_alone_shows_the_sentences_that_hold_it(assistant):
    answer = assistant.ask("Que s'est-il passé à Barcelone ?")

    assert "Le Smart City Expo s’est tenu du 5 au 7 novembre 2024 à Barcelone." in [one.quote for one in answer.citations]
    assert assistant.ask("Que s'est-il passé à Tokyo ?").tier is Tier.ABSENT


def test_answer_to_what_changed_need_not_say_so(assistant):
    changed, climate = "Notre position actuelle a-t-elle changé sur le climat ?", "Et le changement climatique ?"

    assert assistant.looked(changed).query.stems == ("climat",)
    assert assistant.looked(climate).query.stems == ("chang", "climat")


def test_owner_is_looked_for_by_its_name_then_by_what_texts_call_it(assistant_with, embedder):
    owned = assistant_with(owners=("Zébulon",))

    assert "L’association demande" in owned.ask("Que demande l'association pour les conseillers ?").text
    assert embedder.queries == ["Que demande Zébulon pour les conseillers ?"]
    assert owned.ask("Que demande l'association pour les baleines ?").refused
    assert embedder.queries[1:3] == [
        "Que demande Zébulon pour les baleines ?",
        "Que demande l'association pour les baleines ?",
    ]


def test_position_on_the_title_of_a_document_is_not_refused(assistant):
    answer = assistant.ask("Que propose l'association pour lutter contre la médiation numérique ?")

    assert answer.tier is Tier.UNCERTAIN
    assert {one.document_id for one in answer.citations} <= {"positions/mediation-2022.md", "positions/mediation-2024.md"}
    assert assistant.ask("Que propose l'association pour lutter contre la médiation lunaire ?").refused
