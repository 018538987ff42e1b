"""The client of an endpoint, against a real server that fails in every way."""

import contextlib
import logging
import threading

import pytest
from fake_endpoint import FAULTS, WELL

from assistant.write.endpoint import Endpoint
from assistant.write.errors import UnavailableError
from assistant.write.settings import Settings

KEY = "sk-secret-0123456789"
TEXT = "Le congrès s’est tenu à Barcelone [1]."
SLOW = {"silent", "stalled", "only_comments", "never_done"}
MESSAGES = [{"role": "user", "content": "Où ?"}]


@pytest.fixture
def impatient(settings_of):
    """Give what makes settings for one fault: short waits for those that make one wait.

    The first words of those that begin may come late on a busy machine.
    """

    def settings(fault):
        first = 0.2 if fault == "silent" else 2.0
        waits = {"first_seconds": first, "idle_seconds": 0.2, "total_seconds": first + 0.4} if fault in SLOW else {}
        return settings_of(fault, **waits)

    return settings


def answer_of(settings):
    return "".join(piece.text for piece in Endpoint(settings).stream(MESSAGES))


@pytest.mark.parametrize("fault", [*WELL, "busy_once"])
def test_answer_is_read_in_every_form_the_protocol_allows(fake, settings_of, fault):
    fake.text = TEXT

    assert answer_of(settings_of(fault)) == TEXT


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_an_unavailable_model_and_the_key_is_told_to_nobody(fake, impatient, caplog, fault):
    fake.text = TEXT
    caplog.set_level(logging.DEBUG)

    with pytest.raises(UnavailableError) as raised:
        answer_of(impatient(fault))

    assert KEY not in str(raised.value) + caplog.text


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("refused_key", r"it refuses the key \(HTTP 401\); correct PLAIDOYER_LLM_KEY"),
        ("no_such_model", r"HTTP 404\); correct llm\.url"),
        ("web_page", r"web page; correct llm\.url"),
        ("silent", "did not answer in time"),
        ("stalled", "stopped answering"),
        ("only_comments", "stopped answering"),
        ("never_done", "stopped answering"),
        ("redirect", "HTTP 302"),
    ],
)
def test_reason_says_what_to_correct(impatient, fault, words):
    with pytest.raises(UnavailableError, match=words):
        answer_of(impatient(fault))


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/v1", "http://localhost:9/v1", "http://no-such-host.invalid/v1"])
def test_nobody_at_the_address_is_no_connection(url):
    with pytest.raises(UnavailableError, match=r"no connection \(ConnectError\)"):
        answer_of(Settings(url=url))


@pytest.mark.parametrize(
    ("fault", "requests"),
    [
        ("busy_once", 2),
        ("loading", 2),
        ("busy_for_long", 1),
        ("busy_until_a_date", 1),
        ("server_error", 1),
        ("refused_key", 1),
        ("cut", 1),
        ("stalled", 1),
    ],
)
def test_busy_endpoint_is_asked_once_more_and_no_other(fake, impatient, fault, requests):
    with contextlib.suppress(UnavailableError):
        answer_of(impatient(fault))

    assert len(fake.requests) == requests


def test_request_names_the_model_and_holds_the_key(fake, settings_of):
    answer_of(settings_of())

    path, headers, body = fake.requests[0]
    assert path == "/well/v1/chat/completions"
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert body == {"messages": MESSAGES, "stream": True, "temperature": 0, "max_tokens": 400, "model": "small"}


def test_without_key_or_model_none_is_sent(fake):
    answer_of(Settings(url=f"{fake.url()}/"))

    _, headers, body = fake.requests[0]
    assert "Authorization" not in headers
    assert "model" not in body


def test_this_machine_is_reached_without_the_proxy_of_the_environment(fake, settings_of, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    fake.text = TEXT

    assert answer_of(settings_of()) == TEXT


def test_proxy_that_cannot_be_used_is_an_unavailable_model(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "gopher://host")

    with pytest.raises(UnavailableError, match="proxy"):
        answer_of(Settings(url="http://model.invalid/v1"))


def test_models_are_listed(settings_of):
    assert Endpoint(settings_of()).models() == ["small", "large"]


@pytest.mark.parametrize(
    "fault", ["refused_key", "web_page", "html_in_stream", "json_without_stream", "endless_line", "nothing"]
)
def test_list_that_is_none_is_an_unavailable_model(settings_of, fault):
    with pytest.raises(UnavailableError):
        Endpoint(settings_of(fault)).models()


def test_answer_that_is_not_read_to_its_end_leaves_nothing_running(fake, settings_of):
    fake.text = TEXT * 100
    pieces = Endpoint(settings_of()).stream(MESSAGES)

    next(pieces)
    pieces.close()

    assert [thread.name for thread in threading.enumerate() if thread.name == "language-model-watch"] == []
