"""Measures on questions whose answers are known, beside the same measures by hand."""

import contextlib
from math import log2

import pytest
from word_hash import WordHashEmbedder

from assistant.ask import Assistant
from assistant.batch import BatchQuestion
from assistant.evaluate import UnknownDocumentsError, evaluate
from assistant.evaluation import compare, means, refusal_measures
from assistant.settings import Settings
from assistant.write.measure import VERIFIER_MEASURES
from corpus.settings import Settings as CorpusSettings
from index.generation import IndexFolder
from index.hit import Filters
from index.rebuild import rebuild
from index.retrieve import open_retriever

OLD, NEW = "positions/mediation-2022.md", "positions/mediation-2024.md"
DEMAND = "L’association demande un financement pérenne des conseillers numériques."
SUPPORT = "Elle soutient les lieux de proximité."


@pytest.fixture
def assistant(tmp_path, corpus_folder, no_steps):
    folder, embedder = IndexFolder(tmp_path / "index"), WordHashEmbedder()
    rebuild([corpus_folder], folder, embedder, CorpusSettings(), steps=no_steps)
    retriever = open_retriever(folder, embedder)
    yield Assistant(retriever, Settings())
    retriever.close()


@pytest.fixture
def span_of(assistant):
    """Give the span of some words in a document."""

    def span(document_id, words):
        start = assistant.document(document_id).text.index(words)
        return {"text": words, "start": start, "end": start + len(words)}

    return span


def question(text, previous=(), **row):
    return BatchQuestion(row.get("id"), text, previous, Filters(), {"question": text, **row})


def values(evaluation):
    """Give the measures that have questions, by name."""
    return {name: one.value for name, one in means(evaluation.rows).items() if one}


def messages(evaluation):
    return [(problem.id, problem.message) for problem in evaluation.problems]


def test_measures_are_those_made_by_hand(assistant, span_of, no_steps):
    questions = [
        question(DEMAND, document=OLD, answers=[span_of(OLD, DEMAND)]),  # found first, first quote holds the answer
        question(DEMAND, documents=[NEW], answers=[span_of(NEW, "Elle propose")]),  # found second, another is quoted
        question("Le zébulon aime-t-il le xylophone ?", answerable=False),  # rightly refused
        question(SUPPORT, answerable=False),  # wrongly answered
    ]

    found = evaluate(assistant, questions, no_steps)

    assert values(found) == {
        "hit@1": 0.5,
        "hit@3": 1.0,
        "hit@5": 1.0,
        "hit@10": 1.0,
        "mrr@10": 0.75,
        "ndcg@10": round((1 + 1 / log2(3)) / 2, 4),
        "passage_hit@1": 0.5,
        "passage_hit@3": 1.0,
        "passage_hit@5": 1.0,
        "passage_hit@10": 1.0,
        "answered": 1.0,
        "sure": 1.0,
        "false_answers": 0.5,
        "false_sure": 0.0,
        "sure_right": 0.5,
        "sentence@1": 0.5,
        "sentence@3": 0.5,
        "sentence@shown": 0.5,
        "answer_shown": 0.5,
        "quote_failures": 0.0,
    }
    assert [(row.rank, row.passage_rank) for row in found.rows] == [(1, 1), (2, 2), (None, None), (None, None)]
    assert found.problems == ()


def test_evaluation_names_the_index_it_was_made_on(assistant, no_steps):
    found = evaluate(assistant, [question(DEMAND, id="a", document=OLD, kind="demande", lang="en")], no_steps)

    assert (found.generation, found.fingerprint) == (assistant.retriever.manifest.name, "word-hash-1")
    assert [(row.id, row.question, row.kind, row.language) for row in found.rows] == [("a", DEMAND, "demande", "en")]


def test_two_runs_give_the_same_rows(assistant, no_steps):
    questions = [question(text, id=place, document=OLD) for place, text in enumerate([DEMAND, SUPPORT] * 10)]

    assert evaluate(assistant, questions, no_steps) == evaluate(assistant, questions, no_steps)


def test_document_that_the_index_lacks_is_told_and_counts_as_not_found(assistant, no_steps):
    row = {"document": "absent.md", "answers": [{"start": 0, "end": 20}]}

    found = evaluate(assistant, [question(DEMAND, document=OLD), question(DEMAND, id="b", **row)], no_steps)

    assert (values(found)["hit@10"], values(found)["passage_hit@10"]) == (0.5, 0)
    assert messages(found) == [("b", "the document 'absent.md' is not in the index: counted as not found")]


def test_questions_of_another_corpus_are_refused(assistant, no_steps):
    questions = [question(DEMAND, document="a.md"), question("Le zébulon ?", answerable=False)]

    with pytest.raises(UnknownDocumentsError, match=r"none of the 1 documents .* \('a\.md'; the index has 'evenements/"):
        evaluate(assistant, questions, no_steps)


def test_question_without_document_is_told_and_not_measured(assistant, no_steps):
    found = evaluate(assistant, [question(DEMAND, id="b")], no_steps)

    assert [(row.answerable, row.measures) for row in found.rows] == [(None, {})]
    assert [identity for identity, _ in messages(found)] == ["b"]


def test_question_said_answerable_without_document_measures_the_answer_only(assistant, no_steps):
    found = evaluate(assistant, [question(DEMAND, answerable=True)], no_steps)

    assert values(found) == {"answered": 1.0, "sure": 1.0, "quote_failures": 0.0}


@pytest.mark.parametrize("answerable", [True, False])
def test_question_that_cannot_be_asked_is_told_and_not_measured(assistant, no_steps, answerable):
    questions = [question("?", id="b", document=OLD, answerable=answerable), question(DEMAND, document=OLD)]

    found = evaluate(assistant, questions, no_steps)

    assert [one.questions for one in means(found.rows).values() if one] == [1] * len(values(found))
    assert [(identity, message[:22]) for identity, message in messages(found)] == [("b", "the question is empty;")]


def test_follow_up_is_understood_from_the_question_before(assistant, no_steps):
    first = "Où s'est tenu le Smart City Expo en 2023 ?"
    asked = question("Et en 2024 ?", previous=(first,), document="evenements/barcelone.md")

    assert values(evaluate(assistant, [asked], no_steps))["hit@1"] == 1


def test_answer_without_span_measures_no_sentence(assistant, no_steps):
    found = evaluate(assistant, [question(DEMAND, document=OLD, answers=[{"text": "un fonds"}])], no_steps)

    searched = {"hit@1", "hit@3", "hit@5", "hit@10", "mrr@10", "ndcg@10"}
    assert values(found).keys() == searched | {"answered", "sure", "quote_failures"}


def test_same_words_in_another_document_hold_no_answer(assistant, span_of, no_steps):
    marked = {key: value for key, value in span_of(OLD, DEMAND).items() if key != "text"}

    found = evaluate(assistant, [question(DEMAND, document=NEW, answers=[marked])], no_steps)

    assert values(found)["sentence@1"] == 0


def test_another_search_can_be_measured_and_compared(assistant, no_steps):
    def by_meaning_backwards(asked):
        query = assistant.retriever.query(asked.question)
        hits = assistant.retriever.search(query, limit=100)
        ranked = sorted((hit for hit in hits if hit.dense_rank), key=lambda hit: -hit.dense_rank)
        return [hit.passage for hit in ranked]

    questions = [question(DEMAND, document=OLD)]
    whole = evaluate(assistant, questions, no_steps)

    found = evaluate(assistant, questions, no_steps, search=by_meaning_backwards)

    last = len(assistant.retriever.store.document_ids)
    assert values(found)["mrr@10"] == pytest.approx(1 / last)
    assert "answered" not in values(found)
    assert compare(whole.rows, found.rows).differences["hit@1"].better == 1


def test_each_question_is_a_step(assistant):
    opened, steps = [], []

    @contextlib.contextmanager
    def counted(label, total):
        opened.append((label, total))
        yield steps.append

    evaluate(assistant, [question(DEMAND, document=OLD), question(SUPPORT, document=OLD)], counted)

    assert (opened, steps) == ([("evaluating", 2)], [1, 1])


def test_written_sentences_are_checked_right_and_wrong(assistant, span_of, no_steps):
    event = "evenements/barcelone.md"
    asked = question(
        "Quand s'est tenu le Smart City Expo ?", document=event, answers=[span_of(event, "5 au 7 novembre 2024")]
    )

    found = values(evaluate(assistant, [asked, question(SUPPORT, document=OLD)], no_steps, verifier=True))

    assert found.keys() >= set(VERIFIER_MEASURES)
    assert [found[f"caught_{kind}"] for kind in ("number", "month", "negation")] == [1, 1, 1]
    assert found["false_alarms"] == 0


def test_question_asked_without_its_documents_is_measured_too(assistant, no_steps):
    found = evaluate(assistant, [question(DEMAND, document=OLD)], no_steps, absent=True)

    (row,) = found.rows
    assert row.measures["answered"] == 1
    assert row.measures["topic_absent"] <= row.measures["detail_absent"]
    assert row.confidence["asked"] > row.confidence["detail_absent"] >= row.confidence["topic_absent"]
    assert refusal_measures(found.rows)["auroc_topic_absent"] == 1.0


def test_processor_time_of_an_answer_is_told(assistant, no_steps):
    assert evaluate(assistant, [question(DEMAND, document=OLD)], no_steps).cpu_ms > 0
