"""The server as a program sees it: what is closed, what is bounded, what is said in the headers."""

import socket
import threading
from dataclasses import replace

import httpx
import pytest
import uvicorn
from browser.conftest import TEST_LIMITS, serve_engine
from load import Page, sessions_kept

from assistant.access.access import Access
from assistant.chat.limits import Limits
from assistant.chat.serve import AddressError, PortInUseError, check_port, serve

pytestmark = pytest.mark.browser


def get(address, path, **headers):
    return httpx.get(address + path, headers=headers)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/gradio_api/upload"),
        ("POST", "/gradio_api/component_server"),
        ("POST", "/gradio_api/run/ask"),
        ("POST", "/en/gradio_api/call/ask"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/gradio_api/proxy=https://example.org"),
        ("GET", "/gradio_api/runs"),
        ("GET", "/gradio_api/mcp/"),
        ("GET", "/api/v1/admin"),
        ("GET", "/monitoring"),
        ("GET", "/docs"),
        ("GET", "/app-static/../server.py"),
        ("GET", "/documents/"),
    ],
)
def test_unused_routes_are_closed(address, method, path):
    assert httpx.request(method, address + path).status_code == 404


def test_unused_methods_are_refused(address):
    assert httpx.request("DELETE", address + "/").status_code == 405


@pytest.mark.parametrize("path", ["/", "/en/"])
def test_page_allows_its_own_scripts_only(address, path):
    page = get(address, path)
    policy = page.headers["content-security-policy"]
    nonce = policy.partition("'nonce-")[2].partition("'")[0]

    assert policy.startswith("default-src 'none'; script-src 'self' 'nonce-")
    assert "frame-ancestors 'none'" in policy
    assert page.text.count("<script") == page.text.count(f'<script nonce="{nonce}"') > 1
    assert nonce not in get(address, path).text
    assert page.headers["x-content-type-options"] == "nosniff"


def test_document_page_runs_no_script(address):
    page = get(address, "/documents/notes/2024%20%C3%A9t%C3%A9/a%26b.md?p=60-90")

    assert page.status_code == 200
    assert '<mark id="passage"' in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_missing_document_is_said_in_the_language_of_the_page(address):
    french, english = (get(address, f"/documents/nulle/part.md?lang={language}") for language in ("fr", "en"))

    assert (french.status_code, english.status_code) == (404, 404)
    assert "n’est pas" in french.text and "is not" in english.text


@pytest.mark.parametrize("path", ["/documents/..%2F..%2Fserver.py", "/documents/%2Fetc%2Fpasswd", "/documents/%00"])
def test_document_route_reads_no_file(address, path):
    assert get(address, path).status_code == 404


def test_foreign_host_is_refused(address):
    assert get(address, "/", host="evil.example").status_code == 400


def test_foreign_origin_gets_no_permission(address):
    assert "access-control-allow-origin" not in get(address, "/config", origin="https://evil.example").headers


def test_forwarded_host_is_not_believed(address):
    page = get(address, "/", **{"x-forwarded-host": "evil.example", "x-forwarded-proto": "https"})

    assert page.status_code == 200
    assert "evil.example" not in page.text


def test_big_body_is_refused(address):
    assert httpx.post(address + "/gradio_api/queue/join", content=b"x" * 100_000).status_code == 413


def test_body_of_unknown_length_is_refused(address):
    assert httpx.post(address + "/gradio_api/queue/join", content=iter([b"{}"])).status_code == 411


def test_too_many_questions_are_refused_in_the_language_of_the_page(engine):
    with serve_engine(engine, Limits(posts_per_minute=1)) as address:
        answers = [httpx.post(address + "/en/gradio_api/cancel", json={}) for _ in range(2)]

    assert answers[0].status_code != 429
    assert answers[1].status_code == 429
    assert answers[1].json()["detail"].startswith("Too many questions")
    assert 50 <= int(answers[1].headers["retry-after"]) <= 60


def test_question_from_another_site_is_refused(address):
    answer = httpx.post(address + "/gradio_api/queue/join", json={}, headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 403


def test_port_in_use_is_said_with_the_way_out():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(PortInUseError, match=f"port {port} of 127.0.0.1 .* plaidoyer chat --port {port + 1}"):
            check_port("127.0.0.1", port)


@pytest.mark.parametrize(("host", "port"), [("no such host", 0), ("192.0.2.1", 0), ("127.0.0.1", 99_999)])
def test_address_that_is_not_of_this_machine_is_refused(host, port):
    with pytest.raises(AddressError, match=r"--host 127\.0\.0\.1"):
        check_port(host, port, Access(public=True))


def test_serve_tells_its_address_once_it_answers(engine, monkeypatch):
    servers, ready = [], []
    monkeypatch.setattr(uvicorn.Server, "install_signal_handlers", lambda self: None, raising=False)
    started = threading.Event()
    run = uvicorn.Server.run
    monkeypatch.setattr(uvicorn.Server, "run", lambda self, sockets: (servers.append(self), run(self, sockets))[1])
    arguments = (engine, "127.0.0.1", 0, lambda address: (ready.append(address), started.set()))
    thread = threading.Thread(target=serve, args=arguments, daemon=True)

    thread.start()
    assert started.wait(60)
    answer = get(ready[0], "/healthz")
    servers[0].should_exit = True
    thread.join(20)

    assert answer.json()["ok"]
    assert len(ready) == 1 and not thread.is_alive()


def test_conversations_left_are_forgotten_and_who_comes_back_or_comes_later_is_answered(engine):
    question = "Que prévoit la loi REEN pour les communes ?"
    with serve_engine(engine, replace(TEST_LIMITS, sessions=3)) as address:
        page = Page(address)
        asked = [page.ask(question, f"reader{number}") for number in (*range(7), 0, 6)]
        kept = sessions_kept(address)

    assert [one.first is not None and one.whole is not None for one in asked] == [True] * 9
    assert kept == 3
