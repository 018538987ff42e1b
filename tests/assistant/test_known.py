"""Rows of questions with what is known of them: what is read, and what is wrong with them."""

import pytest

from assistant.batch import BatchQuestion
from assistant.known import read_known
from corpus.document import Document
from index.hit import Filters

TEXT = "L’association demande **un fonds**. Elle soutient les lieux."
NOTE = Document("note.md", "Note", TEXT, None, None, None, "fr", "note")
LETTER = Document("lettre.md", "Lettre", "Bonjour.", None, None, None, "fr", "lettre")
FOUND = {"note.md": NOTE, "lettre.md": LETTER, "copie.md": NOTE}


def known(question="Que demande l'association ?", **row):
    return read_known(BatchQuestion(None, question, (), Filters(), {"question": question, **row}), FOUND.get)


def span(words):
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words)}


@pytest.mark.parametrize(
    "row",
    [{"document": "note.md"}, {"documents": ["note.md"]}, {"documents": "note.md"}, {"documents": ["copie.md", "note.md"]}],
)
def test_documents_are_read_by_any_of_their_names(row):
    found = known(**row)

    assert (found.documents, found.answerable, found.problems) == ({"note.md"}, True, ())


def test_question_that_nothing_answers_needs_no_document():
    found = known(answerable=False)

    assert (found.answerable, found.problems) == (False, ())


@pytest.mark.parametrize(("row", "answerable"), [({}, None), ({"documents": []}, None), ({"answerable": True}, True)])
def test_question_without_document_is_a_problem(row, answerable):
    found = known(**row)

    assert found.answerable is answerable
    assert found.problems == (
        'it names no document; add "documents": ["file.md"], or "answerable": false when nothing answers it',
    )


def test_document_that_the_index_lacks_is_a_problem_and_still_to_be_found():
    found = known(documents=["note.md", "absent.md"])

    assert (found.documents, found.absent) == ({"note.md", "absent.md"}, {"absent.md"})
    assert found.problems == ("the document 'absent.md' is not in the index: counted as not found",)


@pytest.mark.parametrize("documents", [7, [7], {"note.md": 1}])
def test_documents_that_are_no_paths_are_a_problem(documents):
    assert known(documents=documents).problems[0] == 'its "documents" are not a list of paths'


def test_kind_and_language_are_those_of_the_row():
    found = known(kind="chiffre", lang="en")

    assert (found.kind, found.language) == ("chiffre", "en")


def test_kind_and_language_are_found_when_the_row_does_not_say():
    found = known("When was the fund created?")

    assert (found.kind, found.language) == ("fact", "en")


def test_answer_is_marked_where_it_overlaps():
    found = known(document="note.md", answers=[span("un fonds")])
    start, end = found.spans[0].start, found.spans[0].end

    assert found.marks("note.md", end - 1, end + 20)
    assert not found.marks("note.md", end, end + 20)
    assert not found.marks("note.md", 0, start)
    assert not found.marks("lettre.md", start, end)


def test_answer_may_be_said_to_be_in_one_of_its_documents():
    found = known(documents=["copie.md", "lettre.md"], answers=[{"document": "copie.md", "start": 0, "end": 5}])

    assert found.marks("note.md", 0, 5)
    assert not found.marks("lettre.md", 0, 5)
    assert found.words == ("l'ass",)


def test_answer_in_a_document_that_the_row_does_not_name_is_a_problem():
    found = known(document="note.md", answers=[{"document": "lettre.md", "start": 0, "end": 5}])

    assert (found.spans, found.problems) == ((), ("an answer is in 'lettre.md', which is none of its documents: left out",))


def test_words_of_an_answer_may_lack_the_marks_of_the_text():
    found = known(document="note.md", answers=[{"text": "demande un fonds", **span("demande **un fonds**")}])

    assert (len(found.spans), found.problems) == (1, ())


def test_answer_without_span_is_no_problem():
    found = known(document="note.md", answers=[{"text": "un fonds"}])

    assert (found.spans, found.problems) == ((), ())


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ({"start": 40, "end": 400}, "the answer 40-400 is not inside its document: left out"),
        ({"start": 9, "end": 9}, "the answer 9-9 is not inside its document: left out"),
        ({"start": 0, "end": 5, "text": "fonds"}, "the answer 0-5 reads 'L’ass', not 'fonds': left out"),
        ({"start": "0", "end": 5}, "an answer is {'start': '0', 'end': 5}, not {\"start\": ..., \"end\": ...}: left out"),
        ("un fonds", 'an answer is un fonds, not {"start": ..., "end": ...}: left out'),
    ],
)
def test_answer_that_is_no_span_of_its_document_is_left_out(answer, problem):
    found = known(document="note.md", answers=[answer, span("un fonds")])

    assert (len(found.spans), found.problems) == (1, (problem,))


def test_answer_may_be_in_any_of_the_documents():
    assert known(documents=["lettre.md", "note.md"], answers=[span("les lieux")]).problems == ()
