import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from word_hash import DIMENSION, WordHashEmbedder

from corpus.document import Document, Passage
from corpus.settings import Settings
from index.ahead import EmbeddingAhead
from index.cache import VectorCache
from index.embed import TextTooLongError
from index.generation import IndexFolder
from index.rebuild import rebuild
from index.store import ChunkedDocument

REBUILD = """
import contextlib, sys, time
from pathlib import Path
from word_hash import WordHashEmbedder
from corpus.settings import Settings
from index.generation import IndexFolder
from index.rebuild import rebuild

class SlowEmbedder(WordHashEmbedder):
    def embed_passages(self, texts, progress=None):
        vectors = super().embed_passages(texts, progress)
        if len(self.passages) > len(texts):
            print("the second part", flush=True)
            time.sleep(0.5)
        return vectors

@contextlib.contextmanager
def no_steps(label, total):
    yield lambda done: None

rebuild([Path(sys.argv[1])], IndexFolder(Path(sys.argv[2])), SlowEmbedder(), Settings(), steps=no_steps)
"""


class HeldEmbedder(WordHashEmbedder):
    """Embeds nothing until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.go = threading.Event()

    def embed_passages(self, texts, progress=None):
        self.go.wait(30)
        return super().embed_passages(texts, progress)


@pytest.fixture
def cache(tmp_path) -> VectorCache:
    with_vectors = VectorCache(tmp_path / "cache.sqlite", "word-hash-1", DIMENSION)
    yield with_vectors
    with_vectors.close()


def chunked(name: str, passages: int) -> ChunkedDocument:
    texts = [f"Le passage {number} du document {name}." for number in range(passages)]
    document = Document(name, name, "\n".join(texts), None, None, None, "fr", "own")
    spans = [(document.text.index(text), len(text)) for text in texts]
    cut = tuple(Passage(name, first, first + size, "", document.text[first : first + size]) for first, size in spans)
    return ChunkedDocument(document, cut, tuple(() for _ in cut), ())


def test_texts_of_documents_are_in_the_cache_when_all_is_finished(cache):
    embedder, done = WordHashEmbedder(), []

    with EmbeddingAhead(embedder, cache) as ahead:
        ahead.add(chunked("a", 700))
        ahead.add(chunked("b", 700))
        left = ahead.left
        ahead.finish(done.append)

    assert left == 1400
    assert done == [1024, 376]
    assert len(embedder.passages) == 1400
    assert cache.missing(embedder.passages) == []


def test_text_that_is_known_or_comes_twice_is_embedded_once(cache):
    embedder = WordHashEmbedder()

    for _ in range(2):
        with EmbeddingAhead(embedder, cache) as ahead:
            ahead.add(chunked("a", 3))
            ahead.add(chunked("a", 3))
            ahead.finish(lambda done: None)

    assert len(embedder.passages) == 3


def test_no_more_than_four_lots_of_texts_are_held(cache):
    embedder = HeldEmbedder()

    with EmbeddingAhead(embedder, cache) as ahead:
        reading = threading.Thread(target=lambda: [ahead.add(chunked(str(number), 512)) for number in range(20)])
        reading.start()
        deadline = time.monotonic() + 30
        while ahead.left < 4 * 1024 and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.1)
        held = ahead.left
        embedder.go.set()
        reading.join()
        ahead.finish(lambda done: None)

    assert held == 4 * 1024
    assert len(embedder.passages) == 20 * 512


def test_text_too_long_for_the_model_is_told_at_the_end_at_the_latest(cache):
    with (
        pytest.raises(TextTooLongError, match="Le passage 0"),
        EmbeddingAhead(WordHashEmbedder(max_tokens=3), cache) as ahead,
    ):
        ahead.add(chunked("a", 1))
        ahead.finish(lambda done: None)


def test_rebuild_stopped_by_ctrl_c_keeps_what_it_embedded_and_the_next_goes_on_from_there(tmp_path, no_steps):
    (tmp_path / "corpus").mkdir()
    sentences = " ".join(f"Une phrase nouvelle porte le numéro {number}." for number in range(400))
    (tmp_path / "corpus/a.md").write_text(sentences, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *sys.path])}
    command = [sys.executable, "-c", REBUILD, tmp_path / "corpus", tmp_path / "built"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as stopped:
        assert stopped.stdout.readline() == "the second part\n"
        stopped.send_signal(signal.SIGINT)
        errors = stopped.stderr.read()
    folder, embedder = IndexFolder(tmp_path / "built"), WordHashEmbedder()

    report = rebuild([tmp_path / "corpus"], folder, embedder, Settings(), steps=no_steps)

    assert errors.endswith("KeyboardInterrupt\n")
    assert stopped.returncode == -signal.SIGINT
    assert len(embedder.passages) == report.passages + report.sentences - 2 * 128
    assert (report.embedded, report.reused) == (0, report.passages)
