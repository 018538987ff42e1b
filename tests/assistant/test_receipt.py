"""Saved answers: each quote is held against the corpus as it is now."""

import json

import pytest

from assistant.receipt import CheckedQuote, ReceiptError, Standing, check_receipt, read_receipts
from corpus.document import Document

TEXT = "La ville demande un fonds. Elle le redemande. La ville demande un fonds."
QUOTE = "La ville demande un fonds."
DOCUMENT = Document("a.md", "Fonds", TEXT, None, None, None, "fr", "a.md")


def saved(**citation):
    known = {"n": 1, "document": "a.md", "quote": QUOTE, "start": 0, "end": 26}
    return {"id": 7, "question": "Que demande la ville ?", "generation": "g1", "citations": [known | citation]}


def lookup(document_id):
    return DOCUMENT if document_id == DOCUMENT.id else None


def checked(row):
    return check_receipt(row, lookup)


def test_quote_at_its_place_stands():
    answer = checked(saved())

    assert answer.quotes == (CheckedQuote(1, "a.md", QUOTE, Standing.STANDS, 0, 26),)
    assert (answer.id, answer.generation, answer.stands) == (7, "g1", True)


def test_quote_that_moved_is_found_at_the_nearest_place():
    answer = checked(saved(start=40, end=66))

    assert answer.quotes[0] == CheckedQuote(1, "a.md", QUOTE, Standing.MOVED, 46, 72)
    assert answer.stands


@pytest.mark.parametrize(
    ("change", "standing"),
    [
        ({"quote": "La ville demande deux fonds."}, Standing.CHANGED),
        ({"quote": ""}, Standing.CHANGED),
        ({"document": "b.md"}, Standing.GONE),
    ],
)
def test_quote_that_is_nowhere_does_not_stand(change, standing):
    answer = checked(saved(**change))

    assert (answer.quotes[0].standing, answer.quotes[0].start) == (standing, None)
    assert not answer.stands


def test_one_answer_or_one_a_line_is_read(tmp_path):
    one, many = tmp_path / "one.json", tmp_path / "many.jsonl"
    one.write_text(json.dumps(saved(), indent=1))
    refused = {"id": 2, "question": "?", "error": {"code": "EmptyQuestionError", "message": ""}}
    many.write_text("\n".join(json.dumps(row) for row in (saved(), refused, saved(n=2))) + "\n")

    assert [row["citations"][0]["n"] for row in read_receipts(one)] == [1]
    assert [row["citations"][0]["n"] for row in read_receipts(many)] == [1, 2]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty"),
        ("{}", "line 1: no saved answer"),
        (json.dumps(saved()) + "\n[1]", "line 2: no saved answer"),
        (json.dumps(saved(start="0")), "line 1: no saved answer"),
        ("pas du JSON", "line 1: Expecting value"),
        ("[" * 100_000, "line 1: maximum recursion depth"),
    ],
)
def test_what_is_no_saved_answer_is_refused_by_line(tmp_path, content, message):
    path = tmp_path / "answer.json"
    path.write_text(content)

    with pytest.raises(ReceiptError, match=message):
        read_receipts(path)


def test_file_that_is_missing_is_named(tmp_path):
    with pytest.raises(ReceiptError, match=r"absent\.json cannot be read"):
        read_receipts(tmp_path / "absent.json")
