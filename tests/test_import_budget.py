"""What each command may load: start-up time is held by the heavy packages it does without, not by a clock."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.model

ROOT = Path(__file__).parents[1]
HEAVY = (
    "torch",
    "transformers",
    "sentence_transformers",
    "sklearn",
    "scipy",
    "pandas",
    "gradio",
    "fastapi",
    "onnxruntime",
    "tokenizers",
    "faiss",
    "tantivy",
    "ir_measures",
    "trafilatura",
    "pypdfium2",
    "numpy",
)
SEARCH = {"numpy", "faiss", "tantivy", "tokenizers", "onnxruntime"}
PAGE = SEARCH | {"gradio", "fastapi", "pandas"}
QUESTION = "Quand s'est tenu le Smart City Expo ?"
# The last line of what it prints names what was loaded when the command was done.
RUN = (
    "import json, sys\nfrom assistant.cli import main\n"
    "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
    f"print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))"
)
# The page serves until it is interrupted; it is, once it answers.
SERVE = RUN.replace(
    "main(sys.argv[1:])",
    "import os, signal, assistant.chat.serve as page\n"
    "    serve = page.serve\n"
    "    stop = lambda url: os.kill(os.getpid(), signal.SIGINT)\n"
    "    page.serve = lambda *given, **named: serve(*given[:3], stop, **named)\n"
    "    main(sys.argv[1:])",
)


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, env=environment, timeout=300)


@pytest.fixture
def loaded(tmp_path, corpus_folder) -> Callable[..., set[str]]:
    """Build the index of the small corpus; give what a command on it loads of the heavy packages."""
    index = tmp_path / "index"
    run(RUN, "rebuild", "--documents", str(corpus_folder), "--index", str(index))

    def loaded_by(*arguments: str, code: str = RUN) -> set[str]:
        done = run(code, *arguments, "--index", str(index))
        return set(json.loads(done.stdout.splitlines()[-1]))

    return loaded_by


def test_help_loads_nothing_heavy():
    assert json.loads(run(RUN, "--help").stdout.splitlines()[-1]) == []


@pytest.mark.parametrize("command", ["ask", "search"])
def test_question_is_answered_without_torch(loaded, command):
    assert loaded(command, QUESTION) <= SEARCH


def test_evaluation_does_without_torch(loaded, tmp_path):
    questions = tmp_path / "questions.jsonl"
    questions.write_text(json.dumps({"question": QUESTION, "documents": ["evenements/barcelone.md"]}) + "\n")

    assert loaded("evaluate", str(questions)) <= SEARCH | {"ir_measures", "scipy", "pandas"}


@pytest.mark.parametrize("command", ["status", "verify"])
def test_looking_at_the_index_does_without_torch(loaded, command):
    assert loaded(command) <= SEARCH


def test_rebuild_with_nothing_changed_loads_no_model_and_no_reader(loaded, corpus_folder):
    assert loaded("rebuild", "--documents", str(corpus_folder)) <= {"numpy", "faiss", "tantivy", "tokenizers"}


def test_page_is_served_without_torch(loaded):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    found = loaded("chat", "--port", str(port), code=SERVE)

    assert "gradio" in found
    assert found <= PAGE
