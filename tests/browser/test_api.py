"""The API as a program meets it, over a real server."""

import json
import re
import shlex
import subprocess
import threading
from pathlib import Path

import httpx
import pytest
from browser.conftest import TEST_LIMITS, serve_engine
from browser.word_engine import WordEngine, sample_documents

from assistant.access.access import Access
from assistant.access.users import user_line
from assistant.chat.limits import Limits

pytestmark = pytest.mark.browser

README = (Path(__file__).parents[2] / "assistant/api/README.md").read_text(encoding="utf-8")
EXAMPLES = [line for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) for line in block.splitlines()]
REEN = "Que prévoit la loi REEN pour les communes ?"


class BrokenEngine(WordEngine):
    """An engine whose index can no longer be read."""

    def generation(self):
        raise OSError("the disk has gone")


class SlowEngine(WordEngine):
    """An engine that answers when told to."""

    def __init__(self, documents):
        super().__init__(documents)
        self.go, self.begun = threading.Event(), threading.Semaphore(0)

    def ask(self, question, **more):
        self.begun.release()
        assert self.go.wait(30)
        return super().ask(question, **more)


@pytest.fixture(scope="module")
def api(address):
    with httpx.Client(base_url=f"{address}/api/v1") as client:
        yield client


@pytest.mark.parametrize("example", EXAMPLES)
def test_example_of_the_readme_gets_an_answer(address, example):
    command = shlex.split(example.replace("http://127.0.0.1:7860", address))

    printed = subprocess.run([*command, "--silent", "--fail"], capture_output=True, text=True, check=True).stdout

    assert printed.startswith("# HELP") or json.loads(printed)


def test_search_gives_the_best_passages_in_order(api):
    found = api.get("/search", params={"question": "lieu de médiation numérique", "limit": 2, "id": "q1"}).json()
    best = found["hits"][0]

    assert (found["id"], found["question"]) == ("q1", "lieu de médiation numérique")
    assert [hit["rank"] for hit in found["hits"]] == [1, 2]
    assert (best["document"], best["date"], best["kind"]) == ("notes/2024 été/a&b.md", "2023-09-21", "position")


def test_quote_of_an_answer_is_found_word_for_word_in_the_document(api):
    answer = api.post("/ask", json={"question": REEN}).json()
    citation = answer["citations"][0]
    document = api.get(f"/documents/{citation['document']}").json()

    assert not answer["refused"] and "[1]" in answer["answer"]
    assert document["text"][citation["start"] : citation["end"]] == citation["quote"]
    assert (document["title"], document["pages"][0]) == (citation["title"], document["text"].index("Ce que"))


def test_question_in_the_address_and_posted_get_the_same_answer(api):
    asked = {"question": REEN, "kind": ["report"], "until": "2023-01-01"}

    got, posted = api.get("/ask", params=asked).json(), api.post("/ask", json=asked).json()

    assert {**got, "seconds": 0} == {**posted, "seconds": 0}


def test_filters_and_earlier_questions_reach_the_engine(api, engine):
    api.post(
        "/ask", json={"question": "Et avant quelle date ?", "previous": [REEN], "kind": ["communiqué"], "publisher": "X"}
    )

    question, filters, previous = engine.asked[-1]
    assert (question, filters.kinds, filters.publisher, list(previous)) == (
        "Et avant quelle date ?",
        ("press-release",),
        "X",
        [REEN],
    )


def test_question_without_an_answer_is_refused_with_status_200(api):
    answer = api.get("/ask", params={"question": "Quel est le prix du pain à Barcelone en 1950 ?"})

    assert (answer.status_code, answer.json()["refused"], answer.json()["citations"]) == (200, True, [])


def test_document_with_an_odd_path_is_found(api):
    assert api.get("/documents/notes/2024%20%C3%A9t%C3%A9/a%26b.md").json()["kind"] == "position"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "question: Field required"),
        ({"question": ""}, "Écrivez une question"),
        ({"question": "x" * 600}, "trop longue"),
        ({"question": "x" * 3000}, "question: String should have at most"),
        ({"question": REEN, "since": "2024-02-30"}, "since: "),
        ({"question": REEN, "since": "2024-02-02", "until": "2024-02-01"}, "date de début"),
        ({"question": REEN, "language": "de"}, "language: "),
        ({"question": REEN, "limit": 3}, "limit: "),
        ({"question": REEN, "kinds": ["event"]}, "kinds: "),
        ({"question": "\ud800"}, "question: "),
        ([], "Input should be"),
    ],
)
def test_what_cannot_be_taken_is_named(api, asked, said):
    answer = api.post("/ask", content=json.dumps(asked), headers={"content-type": "application/json"})

    assert answer.status_code == 422
    assert said in answer.json()["detail"]


def test_body_that_is_no_json_is_refused(api):
    assert api.post("/ask", content=b"{", headers={"content-type": "application/json"}).status_code == 400


def test_error_is_in_english_for_who_asks_for_it(api):
    answer = api.get("/documents/absent.md", headers={"accept-language": "en-GB"})

    assert (answer.status_code, answer.json()) == (404, {"detail": "This document is not, or no longer, in the corpus."})


def test_bug_is_said_without_its_message(api):
    answer = api.post("/ask", json={"question": "bug"})

    assert answer.status_code == 500
    assert "erreur interne" in answer.json()["detail"] and "secret" not in answer.text


def test_questions_beyond_the_limit_are_told_when_to_come_back(engine):
    with serve_engine(engine, Limits(posts_per_minute=1)) as address:
        answers = [httpx.get(f"{address}/api/v1/search", params={"question": REEN}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1].json()["detail"].startswith("Trop de questions") and int(answers[1].headers["retry-after"]) > 50


def test_questions_beyond_those_that_may_wait_are_turned_away():
    slow, answers = SlowEngine(sample_documents()), []
    with serve_engine(slow, Limits(questions_at_once=1, questions_waiting=0)) as address:
        asked = threading.Thread(target=lambda: answers.append(httpx.post(f"{address}/api/v1/ask", json={"question": REEN})))
        asked.start()
        assert slow.begun.acquire(timeout=30)
        turned_away = httpx.post(f"{address}/api/v1/ask", json={"question": REEN})
        slow.go.set()
        asked.join()

    assert (turned_away.status_code, turned_away.headers["retry-after"], answers[0].status_code) == (503, "5", 200)


def test_api_runs_nothing_in_a_browser_and_needs_no_other_host(address):
    described = httpx.get(f"{address}/api/openapi.json")

    assert described.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert set(described.json()["paths"]) == {"/healthz", "/api/v1/search", "/api/v1/ask", "/api/v1/documents/{document}"}


def test_program_gives_name_and_password_with_each_request(engine, tmp_path):
    (tmp_path / "users").write_text(user_line("marie", "médiation"), encoding="utf-8")
    with serve_engine(engine, TEST_LIMITS, Access(users=tmp_path / "users")) as address:
        asked = {"url": f"{address}/api/v1/search", "params": {"question": REEN}}
        right = [httpx.get(**asked, auth=("marie", "médiation")).status_code for _ in range(2)]
        wrong, without = httpx.get(**asked, auth=("marie", "non")), httpx.get(**asked)
        figures = (
            httpx.get(f"{address}/metrics").status_code,
            httpx.get(f"{address}/metrics", auth=("marie", "médiation")).status_code,
        )

    assert right == [200, 200]
    assert (wrong.status_code, without.status_code) == (401, 401)
    assert without.headers["www-authenticate"].startswith("Basic")
    assert figures == (401, 200)


def test_health_tells_the_generation_that_serves(address, engine):
    answer = httpx.get(f"{address}/healthz")

    assert answer.status_code == 200
    assert answer.json() == {"ok": True, "generation": "000007-abcdef01", "documents": engine.document_count()}


def test_health_says_when_the_index_cannot_be_read():
    with serve_engine(BrokenEngine(sample_documents())) as address:
        answer = httpx.get(f"{address}/healthz")

    assert (answer.status_code, answer.json()["ok"]) == (503, False)


def test_figures_count_questions_by_outcome_and_requests_by_status(engine):
    with serve_engine(engine) as address:
        for question in (REEN, "Quel est le prix du pain à Barcelone en 1950 ?", "", "bug"):
            httpx.post(f"{address}/api/v1/ask", json={"question": question})
        httpx.get(f"{address}/api/v1/documents/reen.pdf")
        httpx.get(f"{address}/wp-login.php")
        lines = httpx.get(f"{address}/metrics").text.splitlines()

    for outcome in ("answered", "refused", "invalid", "failed"):
        assert f'plaidoyer_questions_total{{channel="api",outcome="{outcome}"}} 1.0' in lines
    assert 'plaidoyer_answer_seconds_count{channel="api"} 4.0' in lines
    assert 'plaidoyer_requests_total{method="GET",route="/api/v1/documents/*",status="200"} 1.0' in lines
    assert 'plaidoyer_requests_total{method="GET",route="closed",status="404"} 1.0' in lines
    assert 'plaidoyer_index_generation{name="000007-abcdef01"} 1.0' in lines
    assert f"plaidoyer_index_documents {float(engine.document_count())}" in lines
    assert "plaidoyer_sessions 0.0" in lines
