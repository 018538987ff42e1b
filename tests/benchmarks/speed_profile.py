"""Where the CPU time of a first rebuild and of questions goes, on the sample corpus: seconds of each part that is timed."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

Places = dict[str, tuple[Any, str]]


def rebuild_places() -> Places:
    """Return the parts of a rebuild in this process, each an owner and the name of its function; none within another."""
    from index import assembly, fast, packed_network, reading, rebuild
    from index.cache import VectorCache
    from index.catalogue import Catalogue
    from index.store import StoreWriter
    from index.words import WordsWriter

    return {
        "the network, after torch": (packed_network.PackedNetwork, "__init__"),
        "embedding": (fast.FastEmbedder, "_vectors"),
        "passages, sentences, stems, dates": (reading, "prepare"),
        "keeping what was read": (Catalogue, "keep"),
        "acronyms": (rebuild, "find_acronyms"),
        "copies and near copies": (rebuild, "find_duplicates"),
        "vectors kept: looked up": (VectorCache, "find"),
        "vectors kept: written": (VectorCache, "keep"),
        "words": (WordsWriter, "add"),
        "words, end": (WordsWriter, "__exit__"),
        "texts of passages": (assembly, "passage_text"),
        "store": (StoreWriter, "add"),
        "check sums": (rebuild, "file_digests"),
        "check of files and laws": (rebuild, "verify"),
    }


def question_places() -> Places:
    """Return the parts of an answer."""
    from index.fast import FastEmbedder
    from index.retrieve import Retriever

    return {
        "its vector": (FastEmbedder, "_vectors"),
        "rankings": (Retriever, "_rankings"),
        "scores of the candidates": (Retriever, "evidence"),
        "sentences of the best passages": (Retriever, "sentence_evidence"),
    }


def spent(places: Places, work: Callable[[], object]) -> dict[str, float]:
    """Return the CPU seconds of each part while ``work`` runs, the most first, and of the rest of this process."""
    seconds: Counter[str] = Counter()
    with _timed(places, seconds):
        started = time.process_time()
        work()
        whole = time.process_time() - started
    return {**dict(seconds.most_common()), "the rest": whole - seconds.total()}


@contextmanager
def _timed(places: Places, seconds: Counter[str]) -> Iterator[None]:
    originals = {label: getattr(owner, name) for label, (owner, name) in places.items()}

    def timed(label: str) -> Callable[..., Any]:
        @wraps(originals[label])
        def run(*given: Any, **named: Any) -> Any:
            started = time.thread_time()
            try:
                return originals[label](*given, **named)
            finally:
                seconds[label] += time.thread_time() - started

        return run

    for label, (owner, name) in places.items():
        setattr(owner, name, timed(label))
    try:
        yield
    finally:
        for label, (owner, name) in places.items():
            setattr(owner, name, originals[label])


def profile(documents: Path, index: Path, questions: list[str]) -> dict[str, dict[str, float]]:
    """Return the seconds of a rebuild into ``index``, and the milliseconds of a question, by part."""
    from assistant.ask import Assistant
    from assistant.settings import Settings as AssistantSettings
    from corpus.settings import Settings as CorpusSettings
    from index.embed import open_embedder
    from index.generation import IndexFolder
    from index.rebuild import rebuild
    from index.retrieve import open_retriever
    from index.settings import Settings

    embedder, folder = open_embedder(Settings(threads=1)), IndexFolder(index)
    embedder.load()
    built = spent(rebuild_places(), lambda: rebuild([documents], folder, embedder, CorpusSettings(), steps=_steps))
    assistant = Assistant(open_retriever(folder, embedder), AssistantSettings())
    assistant.ask("Où ?")
    asked = spent(question_places(), lambda: [assistant.ask(one) for one in questions])
    return {"rebuild": built, "question": {name: 1000 * one / len(questions) for name, one in asked.items()}}


@contextmanager
def _steps(label: str, total: int) -> Iterator[Callable[[int], None]]:
    yield lambda done: None
