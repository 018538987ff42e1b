"""Files of questions: read whole, and a line that cannot be read is named before anything is asked."""

import json
from datetime import date

import pytest

from assistant.batch import BatchError, BatchQuestion, read_batch
from index.hit import Filters


@pytest.fixture
def write(tmp_path):
    """Write the lines of a batch, objects or texts; give its path."""

    def write(*lines):
        path = tmp_path / "questions.jsonl"
        texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
        path.write_text("\n".join(texts) + "\n", encoding="utf-8")
        return path

    return write


def test_questions_keep_their_order_and_their_ids_as_they_are(write):
    path = write({"id": "b", "question": "Où ?"}, {"id": 7, "question": "Quand ?"}, {"question": "Qui ?"})

    questions = read_batch(path)

    assert [(one.id, one.question) for one in questions] == [("b", "Où ?"), (7, "Quand ?"), (None, "Qui ?")]


def test_row_without_more_asks_everything(write):
    row = {"id": 1, "question": "Où ?"}

    assert read_batch(write(row)) == [BatchQuestion(1, "Où ?", (), Filters(), row)]


@pytest.mark.parametrize(
    ("previous", "read"),
    [
        ("Quand ?", ("Quand ?",)),
        (["Quand ?", "Qui ?"], ("Quand ?", "Qui ?")),
        ([], ()),
        (None, ()),
        ("", ()),
    ],
)
def test_previous_question_is_one_text_or_a_list(write, previous, read):
    path = write({"question": "Et où ?", "previous": previous})

    assert [one.previous for one in read_batch(path)] == [read]


FILTERS = {"since": "2024-01-01", "until": "2024-12-31", "kind": ["prise de position", "event"], "language": "fr"}


@pytest.mark.parametrize("row", [FILTERS, {"filters": FILTERS}], ids=["flat", "nested"])
def test_filters_are_written_flat_or_nested(write, row):
    path = write({"question": "Où ?", "publisher": "Réseau", **row})

    assert [one.filters for one in read_batch(path)] == [
        Filters(date(2024, 1, 1), date(2024, 12, 31), ("position", "event"), "Réseau", "fr")
    ]


def test_kind_is_one_text_or_a_list(write):
    assert [one.filters for one in read_batch(write({"question": "Où ?", "kind": "événement"}))] == [
        Filters(kinds=("event",))
    ]


def test_empty_filters_let_everything_through(write):
    row = {"question": "Où ?", "since": None, "kind": [], "publisher": "", "filters": {}}

    assert [one.filters for one in read_batch(write(row))] == [Filters()]


def test_row_keeps_what_an_evaluation_needs(write):
    row = {"question": "Où ?", "document": "a.md", "answers": [{"start": 1, "end": 4}]}

    assert read_batch(write(row))[0].row == row


def test_blank_lines_are_passed_over(write):
    path = write("", {"question": "Où ?"}, "   ", {"question": "Quand ?"})

    assert [one.question for one in read_batch(path)] == ["Où ?", "Quand ?"]


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "Où ?",
        "[1]",
        "null",
        '"Où ?"',
        "{}",
        '{"question": 3}',
        '{"question": null}',
        '{"question": "Où ?", "since": "hier"}',
        '{"question": "Où ?", "until": 2024}',
        '{"question": "Où ?", "previous": 3}',
        '{"question": "Où ?", "previous": ["Quand ?", 3]}',
        '{"question": "Où ?", "since": "2024-02-01", "until": "2024-01-31"}',
        '{"question": "Où ?", "filters": "2024"}',
        '{"question": "Où ?", "kind": 3}',
        '{"question": "Où ?", "kind": [3]}',
        '{"question": "Où ?", "publisher": 3}',
        '{"question": "Où ?", "language": ["fr"]}',
        '{"question": "Où ?", "previous": {"Quand ?": 1}}',
        "[" * 100_000,
    ],
)
def test_line_that_cannot_be_read_is_named(write, line):
    path = write({"question": "Quand ?"}, "", line)

    with pytest.raises(BatchError, match=r'questions\.jsonl, line 3: .+; write \{"id": '):
        read_batch(path)


def test_missing_file_is_named(tmp_path):
    with pytest.raises(BatchError, match=r"absent\.jsonl cannot be read .*; give a JSONL file, one question a line"):
        read_batch(tmp_path / "absent.jsonl")


def test_file_in_another_encoding_is_named(tmp_path):
    path = tmp_path / "latin.jsonl"
    path.write_bytes('{"question": "Où ?"}'.encode("latin-1"))

    with pytest.raises(BatchError, match=r"latin\.jsonl cannot be read .*; give a JSONL file"):
        read_batch(path)


@pytest.mark.parametrize("separator", ["\u2028", "\u0085"])
def test_only_a_line_feed_ends_a_line(tmp_path, separator):
    path = tmp_path / "questions.jsonl"
    path.write_text(f'{{"question": "Où{separator}?"}}\n', encoding="utf-8", newline="")

    assert [one.question for one in read_batch(path)] == [f"Où{separator}?"]


def test_byte_order_mark_is_passed_over(tmp_path):
    path = tmp_path / "questions.jsonl"
    path.write_text('{"question": "Où ?"}\n', encoding="utf-8-sig")

    assert [one.question for one in read_batch(path)] == ["Où ?"]
