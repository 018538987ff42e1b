"""Opinions on answers: what is written, and what is not taken."""

import json
from pathlib import Path

import pytest
from browser.word_engine import WordEngine, sample_documents

from assistant.chat.feedback import FeedbackFile, FeedbackFolderError, open_feedback
from assistant.chat.session import give_opinion, take_turn
from index.pinned import read_pinned


@pytest.fixture
def turns():
    engine = WordEngine(sample_documents())
    asked = ("Que prévoit la loi REEN pour les communes ?", "Quel est le prix du pain ?")
    answered = [turn for question in asked for turn in take_turn(engine, question, {}, [], "fr")]
    return [turn.__class__(**{**turn.__dict__, "opinion": ""}) for turn in answered]


def written(file):
    return [json.loads(line) for line in file.path.read_text("utf-8").splitlines()]


def test_opinion_is_a_line_that_reads_as_a_pinned_question(tmp_path, turns):
    file = FeedbackFile(tmp_path / "kept")

    place, kept = give_opinion(turns, {"turn": 1, "verdict": "useful", "reason": " Clair\nnet "}, file)
    file.path.rename(tmp_path / "questions.jsonl")
    (row,) = written(FeedbackFileAt(tmp_path / "questions.jsonl"))
    (pinned,) = read_pinned([tmp_path])

    quote = turns[0].answer.citations[0].quote
    assert (place, kept) == (0, True)
    assert row == {
        "question": "Que prévoit la loi REEN pour les communes ?",
        "document": "reen.pdf",
        "text": quote,
        "verdict": "useful",
        "reason": "Clair net",
        "generation": "000007-abcdef01",
    }
    assert (pinned.question, pinned.document, pinned.text) == (row["question"], "reen.pdf", quote)


class FeedbackFileAt:
    """A file of feedback that was moved."""

    def __init__(self, path):
        self.path = path


def test_opinion_on_a_refusal_names_no_document(tmp_path, turns):
    file = FeedbackFile(tmp_path)

    give_opinion(turns, {"turn": 2, "verdict": "useless", "reason": ""}, file)

    assert [(row["document"], row["text"], row["verdict"]) for row in written(file)] == [("", "", "useless")]


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "useful",
        {"turn": 0, "verdict": "useful"},
        {"turn": 3, "verdict": "useful"},
        {"turn": "1", "verdict": "useful"},
        {"turn": 1, "verdict": "<b>"},
        {"turn": 1, "verdict": ["useful"]},
        {"turn": 1},
    ],
)
def test_what_is_not_an_opinion_is_not_written(tmp_path, turns, sent):
    file = FeedbackFile(tmp_path)

    assert give_opinion(turns, sent, file) == (-1, False)
    assert not file.path.exists()


def test_long_reason_is_cut_and_a_second_opinion_ignored(tmp_path, turns):
    file = FeedbackFile(tmp_path)
    sent = {"turn": 1, "verdict": "useful", "reason": "x" * 9000}

    give_opinion(turns, sent, file)
    given = [turns[0].__class__(**{**turns[0].__dict__, "opinion": "useful"})]

    assert give_opinion(given, sent, file) == (-1, False)
    assert [len(row["reason"]) for row in written(file)] == [500]


def test_folder_that_cannot_be_written_loses_the_opinion_and_says_so(tmp_path, turns, caplog):
    (tmp_path / "file").write_text("")

    kept = give_opinion(turns, {"turn": 1, "verdict": "useful"}, FeedbackFile(tmp_path / "file"))

    assert kept == (0, False)
    assert "cannot be written" in caplog.text and "REEN" not in caplog.text


def test_folder_under_the_working_or_the_temporary_one_is_refused_by_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    for folder in ("kept", "/tmp/kept", "~/../tmp/kept"):
        with pytest.raises(FeedbackFolderError, match=r"assistant\.feedback is "):
            open_feedback(folder)


def test_no_folder_asks_for_no_opinion_and_another_is_made_only_when_one_is_given(monkeypatch):
    monkeypatch.setenv("HOME", "/nonexistent-home")

    assert open_feedback("") is None
    assert open_feedback("~/kept").path == Path("/nonexistent-home/kept/feedback.jsonl")
    assert not Path("/nonexistent-home").exists()
