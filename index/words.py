"""Words searched by BM25 over French stems and letter runs. The only module that imports tantivy."""

import math
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.forward import Forward, ForwardWriter
from index.french import grams, terms

TERMS, GRAMS = "terms", "grams"
_ROW, _DOCUMENT = "row", "document"
_FORWARD = {TERMS: ("terms.forward", 8), GRAMS: ("grams.forward", 4)}
_WRITER_BYTES = 128_000_000
_ASKED_ONE_BY_ONE = 1_000  # more values: a set walks the whole dictionary once, 2 to 4 ms for 100,000 passages
_READ_AHEAD = 16  # reading so many times what is asked for and leaving out the rest is quicker


@dataclass(frozen=True)
class WordsEntry:
    """The words of one passage: those of its title, date and heading, then its own."""

    row: int
    document_row: int
    text: str


class WordsWriter:
    """A lexical index being written into a new folder: passages are added in the order of their rows.

    Leaving the block ends it. The same passages give the same ranking. Raises OSError when the disk takes no more.
    """

    def __init__(self, folder: Path) -> None:
        import tantivy

        folder.mkdir()
        self._document: Any = tantivy.Document
        self._writer = tantivy.Index(_schema(), path=str(folder)).writer(heap_size=_WRITER_BYTES, num_threads=1)
        self._files = ExitStack()
        self._forward = {
            field: self._files.enter_context(ForwardWriter(folder / name, width))
            for field, (name, width) in _FORWARD.items()
        }

    def __enter__(self) -> "WordsWriter":
        return self

    def add(self, entry: WordsEntry) -> None:
        """Add one passage."""
        document = self._document()
        document.add_unsigned(_ROW, entry.row)
        document.add_unsigned(_DOCUMENT, entry.document_row)
        for field, words in ((TERMS, terms(entry.text)), (GRAMS, grams(entry.text))):
            document.add_text(field, " ".join(words))
            self._forward[field].add(words)
        with _disk_errors():
            self._writer.add_document(document)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._files.__exit__(kind, error, trace)
        if kind is None:
            with _disk_errors():
                self._writer.commit()
                self._writer.wait_merging_threads()


@contextmanager
def _disk_errors() -> Iterator[None]:
    """Tantivy has ValueError for a disk that takes no more."""
    try:
        yield
    except ValueError as error:
        raise OSError(str(error)) from error


class Words:
    """A lexical index open for searching; searches may run at the same time. ``forward``: the words of each passage."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._schema = _schema()
        self._searcher = tantivy.Index(self._schema, path=str(folder)).searcher()
        self.forward = {field: Forward(folder / name, width) for field, (name, width) in _FORWARD.items()}

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def search(
        self, field: str, words: Sequence[str], limit: int, documents: Collection[int] | None = None
    ) -> list[tuple[int, float]]:
        """Return the best (passage row, BM25 score) for distinct ``words`` of ``field``, best first, ties by row.

        ``documents`` are the rows of the documents that may be returned; None allows all.
        """
        any_of = [self._word(field, word) for word in sorted(set(words))]
        if documents is None:
            return self._ranked(self._hits(any_of, limit))
        found = self._first_allowed(any_of, limit, documents) if len(documents) > _ASKED_ONE_BY_ONE else None
        return self._ranked(self._hits(any_of, limit, self._among(documents)) if found is None else found)

    def coverage(self, field: str, words: Sequence[str], rows: Sequence[int]) -> NDArray[np.float64]:
        """Return for each of the passages of ``rows`` the share that it holds of distinct ``words``, weighted by rarity.

        A word that no passage holds counts among those that are missing.
        """
        if not words:
            return np.zeros(len(rows))
        rarities = np.array([self.rarity(field, word) for word in words])
        return self.forward[field].weigh(words, (rarities / rarities.sum()).tolist(), rows)

    def holding(self, field: str, words: Sequence[str], rows: Sequence[int]) -> NDArray[np.bool_]:
        """Tell of each of the passages of ``rows`` whether it holds all of the distinct ``words``."""
        counts = self.forward[field].weigh(words, [1.0] * len(words), rows)
        holds: NDArray[np.bool_] = counts == len(words)
        return holds

    def rarity(self, field: str, word: str) -> float:
        """Return the inverse document frequency of a word, as BM25 has it: ln(1 + (N - n + 0.5) / (n + 0.5))."""
        holding = self._searcher.doc_freq(field, word)
        return math.log(1 + (len(self) - holding + 0.5) / (holding + 0.5))

    def knows(self, field: str, word: str) -> bool:
        """Tell whether any passage holds a word."""
        return bool(self._searcher.doc_freq(field, word))

    def _word(self, field: str, word: str) -> Any:
        import tantivy

        return tantivy.Query.term_query(self._schema, field, word)

    def _first_allowed(
        self, any_of: Sequence[Any], limit: int, documents: Collection[int]
    ) -> list[tuple[float, Any]] | None:
        """Return the best hits among many documents as the best of all hold them; None when those hold too few of them."""
        read = _READ_AHEAD * limit
        hits, kept = self._hits(any_of, read), frozenset(documents)
        owners = self._searcher.fast_field_values(_DOCUMENT, [address for _, address in hits])
        found = [hit for hit, owner in zip(hits, owners, strict=True) if owner in kept][:limit]
        return found if len(found) == limit or len(hits) < read else None

    def _hits(self, any_of: Sequence[Any], limit: int, allowed: Any = None) -> list[tuple[float, Any]]:
        """Return the best (sum of the scores of the queries that it meets, address of the passage), best first."""
        import tantivy

        if not any_of or limit == 0:
            return []
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, one) for one in any_of])
        if allowed is not None:
            must = [(tantivy.Occur.Must, query), (tantivy.Occur.Must, allowed)]
            query = tantivy.Query.boolean_query(must)
        hits: list[tuple[float, Any]] = self._searcher.search(query, limit, count=False).hits
        return hits

    def _ranked(self, hits: Sequence[tuple[float, Any]]) -> list[tuple[int, float]]:
        """Return (passage row, score), best first, ties by row."""
        rows = self._searcher.fast_field_values(_ROW, [address for _, address in hits])
        found = [(int(row or 0), float(score)) for row, (score, _) in zip(rows, hits, strict=True)]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def _among(self, documents: Collection[int]) -> Any:
        import tantivy

        if len(documents) > _ASKED_ONE_BY_ONE:
            any_of = tantivy.Query.term_set_query(self._schema, _DOCUMENT, sorted(documents))
        else:
            one_by_one = [tantivy.Query.term_query(self._schema, _DOCUMENT, row) for row in sorted(documents)]
            any_of = tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in one_by_one])
        return tantivy.Query.const_score_query(any_of, 0.0)


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field(_ROW, stored=False, indexed=False, fast=True)
    builder.add_unsigned_field(_DOCUMENT, stored=False, indexed=True, fast=True)
    for field in (TERMS, GRAMS):
        builder.add_text_field(field, stored=False, tokenizer_name="whitespace", index_option="freq")
    return builder.build()
