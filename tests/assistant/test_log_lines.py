"""The log of the page: what a line holds, and that questions are not in it unless they are asked for."""

import json
import logging

import pytest
from browser.word_engine import WordEngine, sample_documents

from assistant.chat.log_lines import JsonLines
from assistant.chat.observer import ObservedEngine, Observer, StoppingError
from assistant.chat.open_routes import route_of

QUESTION = "Que prévoit la loi REEN pour les communes ?"


@pytest.fixture
def lines(caplog):
    """Give the lines logged so far, as objects."""
    caplog.set_level(logging.INFO, "assistant")
    return lambda: [json.loads(JsonLines().format(record)) for record in caplog.records]


def ask(question, **options):
    observer = Observer(**options)
    ObservedEngine(WordEngine(sample_documents()), observer, "page").ask(question)
    return observer


def test_line_of_a_question_tells_what_became_of_it_and_not_what_was_asked(lines):
    ask(QUESTION)

    (line,) = lines()
    assert (line["message"], line["channel"], line["outcome"], line["level"]) == ("question", "page", "answered", "info")
    assert line["ms"] >= 0 and line["time"].endswith("+00:00")
    assert "REEN" not in json.dumps(line)


def test_line_of_a_question_holds_its_text_when_that_is_asked_for(lines):
    ask(QUESTION, log_questions=True)

    assert lines()[0]["question"] == QUESTION


def test_answer_that_grows_is_one_question_and_one_left_before_its_end_is_told_apart(lines):
    observer = Observer()
    engine = ObservedEngine(WordEngine(sample_documents()), observer, "page")

    list(engine.stream(QUESTION))
    left = engine.stream(QUESTION)
    next(left)
    answering = observer.answering
    left.close()

    assert [line["outcome"] for line in lines()] == ["answered", "left"]
    assert (answering, observer.answering) == (1, 0)


def test_line_of_a_request_names_the_route_without_what_was_asked_for(lines):
    Observer().request("/documents/notes/secret.md", "GET", 200, 0.0123)

    (line,) = lines()
    assert (line["route"], line["method"], line["status"], line["ms"]) == ("/documents/*", "GET", 200, 12.3)
    assert "secret" not in json.dumps(line)


def test_line_of_an_exception_leaves_its_message_out(lines):
    try:
        raise ValueError(QUESTION)
    except ValueError:
        logging.getLogger("assistant.test").exception("a bug")

    (line,) = lines()
    assert line["error"] == "ValueError" and "test_log_lines.py" in line["frames"]
    assert "REEN" not in line["message"] + line["error"]


def test_server_that_stops_takes_no_new_question():
    observer = ask(QUESTION)
    observer.stopping = True

    with pytest.raises(StoppingError):
        ObservedEngine(WordEngine(sample_documents()), observer, "page").ask(QUESTION)


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/", "/"),
        ("/en/assets/a/b.js", "/en/assets/*"),
        ("/api/v1/documents/a b.md", "/api/v1/documents/*"),
        ("/gradio_api/heartbeat/x1", "/gradio_api/heartbeat/*"),
        ("/wp-login.php", "closed"),
    ],
)
def test_route_is_one_of_a_few(path, route):
    assert route_of(path) == route
