"""The end of a real server: answers being made are finished, new questions are not taken, and the status is 0."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
QUESTION = "Que prévoit la loi REEN pour les communes ?"
SERVER = """
import time
from browser.word_engine import WordEngine, sample_documents
from assistant.chat.log_lines import log_to_stderr
from assistant.chat.serve import serve

class SlowEngine(WordEngine):
    def ask(self, question, **more):
        print("begun", flush=True)
        time.sleep(4)
        return super().ask(question, **more)

log_to_stderr("json")
serve(SlowEngine(sample_documents()), "127.0.0.1", 0, lambda address: print(address, flush=True))
"""


@pytest.fixture
def server():
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", SERVER], env=environment, encoding="utf-8", **pipes) as process:
        process.address = process.stdout.readline().strip()
        yield process
        process.kill()


def ask(address, answers):
    answers.append(httpx.post(f"{address}/api/v1/ask", json={"question": QUESTION}, timeout=30))


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_answer_being_made_is_finished_before_the_end(server, sent):
    answers = []
    asked = threading.Thread(target=ask, args=(server.address, answers))
    asked.start()
    assert server.stdout.readline() == "begun\n"

    server.send_signal(sent)
    time.sleep(0.5)
    late = httpx.post(f"{server.address}/api/v1/ask", json={"question": QUESTION})
    health = httpx.get(f"{server.address}/healthz")
    asked.join()
    _, log = server.communicate(timeout=30)

    assert (answers[0].status_code, answers[0].json()["refused"]) == (200, False)
    assert (late.status_code, "s’arrête" in late.json()["detail"], health.status_code) == (503, True, 503)
    assert server.returncode == 0
    lines = [json.loads(line) for line in log.splitlines()]
    assert {"route": "/api/v1/ask", "status": 200}.items() <= next(
        line for line in lines if line.get("status") == 200
    ).items()
    assert "REEN" not in log
