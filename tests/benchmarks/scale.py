"""Measure the search at a given size on one machine: build, disk, memory, CPU of a search, recall of the vector scan.

    python tests/benchmarks/scale.py [--passages N] [--documents DIR] [--questions FILE.jsonl] [--work DIR]

A generation of N passages is built through the real write path (chunking, store, words, vectors, manifest, verification)
from real French passages varied by ``scale_texts``; their vectors are those of the originals, made by the bundled model,
plus noise that gives varied texts the cosine with their originals that the model itself gives them. Questions are real and
embedded by the model before anything is timed. Each stage runs in a process of its own; CPU is the whole process's, one
thread searches. ``--million N`` then measures vectors and words alone at N rows. The tables go to tests/benchmarks/scale.md.
What a commit has measured stays in the work folder: a run that was stopped goes on where it was.
"""

import argparse
import json
import multiprocessing
import pickle
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scale_measures import MemoryWatch, milliseconds, recall, status_bytes
from scale_table import commit, write_tables
from scale_texts import (
    DAYS,
    FIRST_DAY,
    Base,
    Noise,
    PerturbedEmbedder,
    chunked_documents,
    measure_noise,
    perturbed,
    read_base,
    recombined,
    varied_sentences,
)

import index.words
from corpus.duplicates import Duplicates
from corpus.settings import Settings as CorpusSettings
from index.assembly import Counts, write_generation
from index.cache import VectorCache
from index.embed import open_embedder
from index.french import grams, stems, terms
from index.fuse import fitted_weights
from index.generation import (
    FORMAT,
    PASSAGES,
    SENTENCES,
    Manifest,
    check_files,
    file_digests,
    read_manifest,
    write_manifest,
)
from index.hit import Filters
from index.query import Query
from index.retrieve import Retriever
from index.settings import Settings as IndexSettings
from index.store import ChunkedDocument
from index.vectors import Vectors, VectorWriter
from index.verify import verify
from index.words import GRAMS, TERMS, Words, WordsEntry, WordsWriter

ROOT = Path(__file__).parents[2]
_FILTERS = {
    "no filter": Filters(),
    "dates, 2 % of the documents": Filters(since=FIRST_DAY, until=FIRST_DAY + timedelta(days=DAYS // 50)),
    "kind, 15 %": Filters(kinds=("position",)),
}
_AT_ONCE = 8_192
_SENTENCES, _PASSAGES_A_DOCUMENT = 50_000, 5
_SHARES = {"no filter": None, "2 % of the documents": 50, "15 %": 7}


@dataclass(frozen=True)
class Prepared:
    """What the stages are given: the base, the noise, the questions with their vectors."""

    base: Base
    noise: Noise
    queries: tuple[Query, ...]


def prepare_stage(documents: Sequence[Path], questions: Sequence[Path], work: Path, prepared_path: Path) -> None:
    """Embed the base and the questions with the bundled model into a file."""
    embedder = open_embedder(IndexSettings())
    cache = VectorCache(work / "base.sqlite", embedder.fingerprint, embedder.dimension)
    base = read_base(documents, embedder, cache)
    texts = [json.loads(line)["question"] for path in questions for line in path.read_text(encoding="utf-8").splitlines()]
    queries = tuple(_query(text, embedder.embed_query(text)) for text in dict.fromkeys(texts))
    prepared = Prepared(base, measure_noise(base, embedder), queries)
    draft = prepared_path.with_suffix(".draft")
    draft.write_bytes(pickle.dumps(prepared))
    draft.replace(prepared_path)


def _query(text: str, vector: NDArray[np.float32]) -> Query:
    return Query(text, vector, *(tuple(dict.fromkeys(analysed(text))) for analysed in (stems, terms, grams)))


def build_stage(prepared_path: Path, passages: int, work: Path) -> dict[str, Any]:
    """Build a generation of so many passages in ``work``."""
    prepared: Prepared = pickle.loads(prepared_path.read_bytes())
    embedder = PerturbedEmbedder(prepared.base, prepared.noise)
    draft = _generation(work, passages)
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    (work / "cache.sqlite").unlink(missing_ok=True)
    before, watch, started = status_bytes("VmRSS"), MemoryWatch(), time.monotonic()
    documents = _Timed(chunked_documents(prepared.base, passages, embedder, CorpusSettings().passage_tokens))
    cache = VectorCache(work / "cache.sqlite", embedder.fingerprint, embedder.dimension)
    counts = write_generation(documents, Duplicates({}, ()), draft, embedder, cache, lambda _: None)
    cache.close()
    manifest = _manifest(embedder, counts)
    write_manifest(replace(manifest, files=file_digests(draft)), draft)
    written = time.monotonic()
    verify(draft, documents=200)
    return {
        "documents": counts.documents,
        "passages": counts.passages,
        "sentences": counts.sentences,
        "seconds": time.monotonic() - started,
        "making_texts_seconds": documents.seconds,
        "verify_seconds": time.monotonic() - written,
        "before_resident": before,
        **watch.stop(),
        "files": _sizes(draft),
    }


def _generation(work: Path, passages: int) -> Path:
    return work / f"generation-{passages}"


class _Timed(Iterator[ChunkedDocument]):
    """Counts the seconds that making the documents takes."""

    def __init__(self, documents: Iterator[ChunkedDocument]) -> None:
        self.seconds, self._documents = 0.0, documents

    def __next__(self) -> ChunkedDocument:
        started = time.monotonic()
        try:
            return next(self._documents)
        finally:
            self.seconds += time.monotonic() - started


def _manifest(embedder: PerturbedEmbedder, counts: Counts) -> Manifest:
    return Manifest(
        format=FORMAT,
        name="000001-benchmark"[:15],
        built_at="",
        model=embedder.name,
        fingerprint=embedder.fingerprint,
        runtime=embedder.runtime,
        dimension=embedder.dimension,
        passage_tokens=CorpusSettings().passage_tokens,
        inputs="",
        documents=counts.documents,
        passages=counts.passages,
        sentences=counts.sentences,
        files={},
    )


def _sizes(folder: Path) -> dict[str, int]:
    sizes: dict[str, int] = {}
    for path in folder.rglob("*"):
        if path.is_file():
            name = path.relative_to(folder).parts[0]
            sizes[name] = sizes.get(name, 0) + path.stat().st_size
    return dict(sorted(sizes.items()))


def search_stage(prepared_path: Path, passages: int, work: Path) -> dict[str, Any]:
    """Open the generation of so many passages and search it."""
    prepared: Prepared = pickle.loads(prepared_path.read_bytes())
    generation = _generation(work, passages)
    manifest = read_manifest(generation)
    started = time.monotonic()
    check_files(generation, manifest)
    checked = time.monotonic()
    before, anonymous = status_bytes("VmRSS"), status_bytes("RssAnon")
    retriever = Retriever(generation, manifest, PerturbedEmbedder(prepared.base, prepared.noise), fitted_weights())
    opened = time.monotonic()
    kept = status_bytes("RssAnon") - anonymous
    times = {
        name: milliseconds(prepared.queries, lambda query, filters=filters: retriever.search(query, filters=filters))
        for name, filters in _FILTERS.items()
    }
    return {
        "check_seconds": checked - started,
        "open_seconds": opened - checked,
        "anonymous_after_opening": kept,
        "anonymous_after_searches": status_bytes("RssAnon") - anonymous,
        "resident_after_searches": status_bytes("VmRSS") - before,
        "times": times,
        "recall": {name: recall(Vectors.open(generation / name), prepared.queries) for name in (PASSAGES, SENTENCES)},
    }


def million_vectors_stage(prepared_path: Path, rows: int, work: Path) -> dict[str, Any]:
    """Write and search so many vectors of passages."""
    prepared: Prepared = pickle.loads(prepared_path.read_bytes())
    path = work / "million.faiss"
    vectors = prepared.base.passage_vectors
    random = np.random.default_rng(0)
    watch, started = MemoryWatch(), time.monotonic()
    with VectorWriter(path, vectors.shape[1]) as writer:
        for first in range(0, rows, _AT_ONCE):
            own, one, other = random.integers(0, len(vectors), (3, min(_AT_ONCE, rows - first)))
            writer.add(perturbed(vectors[own], vectors[one] - vectors[other], prepared.noise.passage))
    seconds, peaks = time.monotonic() - started, watch.stop()
    opened = Vectors.open(path)
    times = {}
    for name, one_in in _SHARES.items():
        allowed = None if one_in is None else random.integers(0, one_in, rows) == 0
        times[name] = milliseconds(
            prepared.queries, lambda query, allowed=allowed: opened.search(query.vector, 100, allowed)
        )
    sizes = {found.name: found.stat().st_size for found in work.glob("million*.faiss")}
    result = {"rows": rows, "seconds": seconds, **peaks, "files": sizes, "times": times}
    return {**result, "recall": recall(opened, prepared.queries)}


def million_words_stage(prepared_path: Path, rows: int, work: Path) -> dict[str, Any]:
    """Write and search the words of so many passages, recombined from sentences that are analysed once each."""
    prepared: Prepared = pickle.loads(prepared_path.read_bytes())
    folder = work / "million-words"
    shutil.rmtree(folder, ignore_errors=True)
    index.words.terms, index.words.grams = _once_a_line(terms), _once_a_line(grams)
    sentences = varied_sentences(prepared.base, _SENTENCES)
    watch, started = MemoryWatch(), time.monotonic()
    with WordsWriter(folder) as writer:
        for row, text in enumerate(recombined(sentences, rows)):
            writer.add(WordsEntry(row, row // _PASSAGES_A_DOCUMENT, text))
    seconds, peaks = time.monotonic() - started, watch.stop()
    words, random = Words(folder), np.random.default_rng(0)
    times = {}
    for name, one_in in _SHARES.items():
        documents = -(-rows // _PASSAGES_A_DOCUMENT)
        allowed = None if one_in is None else np.flatnonzero(random.integers(0, one_in, documents) == 0).tolist()
        for field, of in ((TERMS, "terms"), (GRAMS, "grams")):
            times[f"{of}, {name}"] = milliseconds(
                prepared.queries,
                lambda query, field=field, of=of, allowed=allowed: words.search(field, getattr(query, of), 100, allowed),
            )
    return {"rows": rows, "seconds": seconds, **peaks, "files": _sizes(work / "million-words"), "times": times}


def _once_a_line(analyse: Callable[[str], list[str]]) -> Callable[[str], list[str]]:
    @lru_cache(2 * _SENTENCES)
    def of_line(line: str) -> tuple[str, ...]:
        return tuple(map(sys.intern, analyse(line)))

    return lambda text: [word for line in text.split("\n") for word in of_line(line)]


def in_own_process(stage: Callable[..., Any], *arguments: object) -> Any:
    """Run a stage in a fresh process, so that its memory is its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(stage, *arguments).result()


def measured(stage: Callable[..., dict[str, Any]], prepared: Path, rows: int, work: Path) -> dict[str, Any]:
    """Return what a stage measures, from the work folder when it ran to its end before."""
    path = work / f"{stage.__name__}-{rows}.json"
    if not path.exists():
        found = in_own_process(stage, prepared, rows, work)
        draft = path.with_suffix(".draft")
        draft.write_text(json.dumps(found, indent=1), encoding="utf-8")
        draft.replace(path)
        print(path.read_text(encoding="utf-8"), flush=True)
    found_before: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found_before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, nargs="+", default=[1_000, 5_000, 20_000, 100_000], metavar="N")
    parser.add_argument(
        "--million", type=int, default=1_000_000, metavar="N", help="rows of vectors and words alone; 0: none"
    )
    parser.add_argument("--documents", type=Path, nargs="+", default=[ROOT / "corpus/documents"], metavar="DIR")
    parser.add_argument("--questions", type=Path, nargs="+", default=[ROOT / "tests/golden/questions.jsonl"], metavar="FILE")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "plaidoyer-scale", metavar="DIR")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("scale.md"), metavar="FILE")
    arguments = parser.parse_args()
    work = arguments.work / commit()
    work.mkdir(parents=True, exist_ok=True)
    prepared = work / "prepared.pickle"
    if not prepared.exists():
        in_own_process(prepare_stage, arguments.documents, arguments.questions, arguments.work, prepared)
    results: dict[str, Any] = {"generations": []}
    for passages in arguments.passages:
        stages = [measured(stage, prepared, passages, work) for stage in (build_stage, search_stage)]
        results["generations"].append(stages[0] | stages[1])
    if arguments.million:
        for name, stage in {"vectors": million_vectors_stage, "words": million_words_stage}.items():
            results[name] = measured(stage, prepared, arguments.million, work)
    of = in_own_process(_what, prepared, arguments.documents)
    write_tables(results, of, arguments.out, Path(__file__).with_name("README.md"))


def _what(prepared_path: Path, documents: Sequence[Path]) -> str:
    """Return what was varied and asked, in words."""
    prepared: Prepared = pickle.loads(prepared_path.read_bytes())
    base, noise = prepared.base, prepared.noise
    return (
        f"Real texts with variations: {len(base.members)} passages and {len(base.sentences)} sentences of "
        f"{', '.join(folder.name for folder in documents)}, recombined, with other years, numbers and names. Vectors are the real "
        f"ones perturbed: noise of length {noise.passage:.2f} for passages and {noise.sentence:.2f} for sentences, which gives "
        f"varied texts the mean cosine with their originals that the model itself gives. {len(prepared.queries)} real questions, "
        f"embedded by the model before; times are CPU milliseconds of a search, median / 95th percentile, one thread. Build "
        f"seconds are wall time, in parentheses what making and cutting the texts took of it; they include no embedding. Peaks "
        f"are megabytes of memory of its own / with the pages of mapped files. Opening: checksums + files."
    )


if __name__ == "__main__":
    main()
