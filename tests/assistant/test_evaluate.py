"""Measures on questions whose answers are known, beside the same measures by hand."""

import contextlib

import pytest
from word_hash import WordHashEmbedder

from assistant.ask import Assistant
from assistant.batch import BatchQuestion
from assistant.evaluate import evaluate, readable
from assistant.settings import Settings
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


def question(text, **row):
    return BatchQuestion(None, text, (), Filters(), {"question": text, **row})


def test_measures_are_those_made_by_hand(assistant, span_of, no_steps):
    questions = [
        question(DEMAND, document=OLD, answers=[span_of(OLD, DEMAND)]),  # found first, first quote holds the answer
        question(DEMAND, documents=[NEW], answers=[span_of(NEW, "Elle propose")]),  # found second, another is quoted
        question("Le zébulon aime-t-il le xylophone ?"),  # rightly refused
        question(SUPPORT, answerable=False),  # wrongly answered
    ]

    measures = evaluate(assistant, questions, no_steps)

    assert measures == {
        "questions": 4,
        "answerable": 2,
        "hit@1": 0.5,
        "hit@3": 1.0,
        "hit@5": 1.0,
        "hit@10": 1.0,
        "mrr@10": 0.75,
        "answered": 1.0,
        "false_answers": 0.5,
        "sentence@1": 0.5,
        "sentence@shown": 0.5,
    }


def test_measure_without_questions_is_unknown(assistant, no_steps):
    measures = evaluate(assistant, [question("Le zébulon ?")], no_steps)
    unknown = [name for name, value in measures.items() if value is None]

    assert unknown == [
        "hit@1",
        "hit@3",
        "hit@5",
        "hit@10",
        "mrr@10",
        "answered",
        "sentence@1",
        "sentence@shown",
    ]


def test_document_that_is_not_in_the_corpus_is_never_found(assistant, no_steps):
    measures = evaluate(assistant, [question(DEMAND, document="absent.md")], no_steps)

    assert (measures["answerable"], measures["hit@10"], measures["mrr@10"]) == (1, 0, 0)


def test_answer_without_span_measures_no_sentence(assistant, no_steps):
    measures = evaluate(assistant, [question(DEMAND, document=OLD, answers=[{"text": "un fonds"}])], no_steps)

    assert (measures["hit@1"], measures["sentence@1"], measures["sentence@shown"]) == (1, None, None)


def test_same_words_in_another_document_hold_no_answer(assistant, span_of, no_steps):
    row = {"document": NEW, "answers": [span_of(OLD, DEMAND)]}

    measures = evaluate(assistant, [question(DEMAND, **row)], no_steps)

    assert measures["sentence@1"] == 0


def test_each_question_is_a_step(assistant):
    opened, steps = [], []

    @contextlib.contextmanager
    def counted(label, total):
        opened.append((label, total))
        yield steps.append

    evaluate(assistant, [question(DEMAND, document=OLD), question(SUPPORT, document=OLD)], counted)

    assert (opened, steps) == ([("evaluating", 2)], [1, 1])


def test_table_has_a_line_a_measure():
    assert readable({"questions": 4, "hit@1": 0.5, "sentence@1": None}).split("\n") == [
        "questions       4",
        "hit@1           0.5000",
        "sentence@1      -",
    ]
