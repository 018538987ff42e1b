"""The stream of an endpoint, line by line."""

import json

import pytest

from assistant.write.errors import UnavailableError
from assistant.write.events import Piece, read_pieces


def data(content):
    return f"data: {json.dumps(content)}"


def delta(content, finish=None):
    return data({"choices": [{"delta": {"content": content}, "finish_reason": finish}]})


def text_of(lines):
    return "".join(piece.text for piece in read_pieces(lines))


def test_pieces_come_in_order_until_done():
    lines = [delta("Le "), "", delta("congrès."), "data: [DONE]", delta("Trop tard.")]

    assert list(read_pieces(lines)) == [Piece("Le "), Piece("congrès.")]


def test_reason_of_the_end_is_told():
    assert list(read_pieces([delta("Le"), delta(None, "length")]))[-1] == Piece("", "length")


@pytest.mark.parametrize(
    "line",
    [
        ": keep-alive",
        "",
        "event: message",
        "id: 7",
        "data",
        delta(None),
        delta(""),
        data({}),
        data({"choices": []}),
        data({"choices": [{}]}),
        data({"choices": [{"delta": None}]}),
        data({"choices": [{"delta": {"content": 7}}]}),
        data({"choices": [{"delta": {"reasoning_content": "hm"}}]}),
        data({"choices": None, "usage": {}}),
        data({"choices": [{"delta": {"content": [{"type": "thinking", "text": "hm"}, "?"]}}]}),
    ],
)
def test_line_without_text_is_passed_over(line):
    assert text_of([delta("Le "), line, delta("congrès.", "stop")]) == "Le congrès."


@pytest.mark.parametrize("line", [delta("congrès."), delta("congrès.").replace("data: ", "data:") + "\r\n"])
def test_line_is_read_whatever_its_spaces_and_its_end(line):
    assert text_of([line, "data:[DONE]"]) == "congrès."


def test_content_in_parts_is_one_text():
    parts = [{"type": "text", "text": "Le "}, {"type": "text", "text": "congrès."}]

    assert text_of([data({"choices": [{"delta": {"content": parts}}]}), "data: [DONE]"]) == "Le congrès."


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["<html>"],
        ['{"choices": []}'],
        [delta("Le")],
        ["data: {"],
        ["data: 7"],
        ["data: []"],
        ["data: " + "[" * 100_000],
        [data({"error": {"message": "out of memory"}})],
        [data({"choices": "no"})],
        [data({"choices": ["no"]})],
    ],
    ids=["nothing", "page", "whole JSON", "no end", "cut JSON", "number", "list", "deep", "error", "text", "list of texts"],
)
def test_what_is_no_whole_stream_is_refused(lines):
    with pytest.raises(UnavailableError):
        text_of(lines)


def test_reason_of_a_refusal_repeats_nothing_that_was_received():
    with pytest.raises(UnavailableError) as raised:
        text_of([data({"error": {"message": "Incorrect API key provided: sk-secret"}})])

    assert "sk-secret" not in str(raised.value)
