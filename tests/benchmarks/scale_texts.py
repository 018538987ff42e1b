"""Many documents from few: real French passages recombined and varied, with the vectors that go with them.

A varied document strings together real passages. One sentence in five comes from elsewhere, years and numbers are drawn
again, half of the names are replaced by made-up ones. Everything follows from the number of the document.
"""

import re
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from corpus.dates import PartialDate
from corpus.document import Document
from corpus.intake import read_files
from corpus.plain import plain
from corpus.settings import Settings
from index.cache import VectorCache
from index.embed import Embedder
from index.embedded_text import passage_text, sentence_text
from index.prepare import prepare
from index.reading import list_files
from index.store import ChunkedDocument

FIRST_DAY, DAYS = date(2000, 1, 1), 9_132
KINDS = {"newsletter": 30, "press-release": 25, "report": 20, "position": 15, "event": 10}  # shares, in percent
_PUBLISHERS = 40
_FROM_ELSEWHERE = 0.2
_RENAMED = 0.5
_NAMES = 20_000
_SYLLABLES = "ba bel bor ca cha cor da del dou fa fler ga gri la lan lor ma mer mon na nel no pa per pon ra ri ro sa".split()
_NUMBER = re.compile(r"\d+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NAME = re.compile(r"(?<=[a-zéèà,] )[A-ZÉ][a-zéèêàâîôûç]{3,}")
_CALIBRATED_ON = 200
_EXPECTED_AT_ONCE = 20_000  # more than ``index.assembly`` holds before it embeds


@dataclass(frozen=True)
class Base:
    """Real passages: heading and sentence rows of each, the sentences, the vectors of both by the bundled model."""

    headings: tuple[str, ...]
    members: tuple[tuple[int, ...], ...]
    sentences: tuple[str, ...]
    titles: tuple[str, ...]
    passage_vectors: NDArray[np.float32]
    sentence_vectors: NDArray[np.float32]


@dataclass(frozen=True)
class Noise:
    """How far a varied passage and a varied sentence are from their originals, as length of what is added."""

    passage: float
    sentence: float


def read_base(folders: Sequence[Path], embedder: Embedder, cache: VectorCache) -> Base:
    """Read the files of some folders and embed what they hold; ``cache`` spares a second time."""
    settings, listing = Settings(), list_files(folders)
    reads = read_files(listing.found, listing.stated, settings)
    prepared = [prepare(one.document, embedder, settings.passage_tokens) for read in reads for one in read.documents]
    headings, members, sentences, passage_texts, sentence_texts = [], [], [], [], []
    for chunked in prepared:
        document = chunked.document
        for passage, spans in zip(chunked.passages, chunked.sentences, strict=True):
            if spans:
                headings.append(passage.heading.rpartition(" > ")[2])
                members.append(tuple(range(len(sentences), len(sentences) + len(spans))))
                sentences += [" ".join(plain(document.text[one.start : one.end]).split()) for one in spans]
                passage_texts.append(passage_text(document, passage))
                sentence_texts += [sentence_text(document, one.start, one.end) for one in spans]
    titles = tuple(chunked.document.label for chunked in prepared)
    vectors = [_embed(texts, embedder, cache) for texts in (passage_texts, sentence_texts)]
    return Base(tuple(headings), tuple(members), tuple(sentences), titles, *vectors)


def _embed(texts: Sequence[str], embedder: Embedder, cache: VectorCache) -> NDArray[np.float32]:
    vectors = np.zeros((len(texts), embedder.dimension), np.float32)
    missing = cache.find(texts, vectors)
    for first in range(0, len(missing), 512):
        rows = missing[first : first + 512]
        vectors[rows] = embedder.embed_passages([texts[row] for row in rows])
        cache.keep([texts[row] for row in rows], vectors[rows])
    return vectors


@dataclass(frozen=True)
class Varied:
    """One varied document; ``passages`` and ``sentences`` hold (start in the text, row in the base), in order."""

    document: Document
    passages: tuple[tuple[int, int], ...]
    sentences: tuple[tuple[int, int], ...]


def vary(base: Base, number: int) -> Varied:
    """Return the varied document of a number."""
    random = Random(number)
    text, passages, sentences = "", [], []
    for row in random.choices(range(len(base.members)), k=random.randint(3, 12)):
        text += f"## {_varied(base.headings[row], random)}\n\n" if base.headings[row] else ""
        passages.append((len(text), row))
        for own in base.members[row]:
            origin = random.randrange(len(base.sentences)) if random.random() < _FROM_ELSEWHERE else own
            sentences.append((len(text), origin))
            text += _varied(base.sentences[origin], random) + " "
        text = text[:-1] + "\n\n"
    day = FIRST_DAY + timedelta(days=random.randrange(DAYS))
    document = Document(
        id=f"{number:07d}.md",
        title=_varied(random.choice(base.titles), random),
        text=text,
        date=PartialDate(day.year, day.month, day.day),
        kind=random.choices(list(KINDS), list(KINDS.values()))[0],
        publisher=f"Éditeur {random.randrange(_PUBLISHERS)}",
        language="fr",
        source=f"{number:07d}.md",
    )
    return Varied(document, tuple(passages), tuple(sentences))


def _varied(text: str, random: Random) -> str:
    def renamed(name: re.Match[str]) -> str:
        return _made_up(int(_NAMES ** random.random())) if random.random() < _RENAMED else name[0]

    def redrawn(number: re.Match[str]) -> str:
        if _YEAR.fullmatch(number[0]):
            return str(random.randint(2000, 2024))
        return str(random.randint(10 ** (len(number[0]) - 1), 10 ** len(number[0]) - 1))

    return _NUMBER.sub(redrawn, _NAME.sub(renamed, text))


def _made_up(rank: int) -> str:
    """Return the name of a rank; low ranks are drawn more often."""
    random = Random(f"name {rank}")
    return "".join(random.choices(_SYLLABLES, k=random.randint(2, 4))).capitalize()


def varied_sentences(base: Base, count: int) -> list[str]:
    """Return so many sentences of the base, varied."""
    random = Random(0)
    return [_varied(random.choice(base.sentences), random) for _ in range(count)]


def recombined(sentences: Sequence[str], count: int) -> Iterator[str]:
    """Yield so many texts: four of the sentences and a made-up name, one a line."""
    random = Random(1)
    for _ in range(count):
        name = _made_up(int(_NAMES ** random.random()))
        yield "\n".join((name, *random.choices(sentences, k=4)))


class PerturbedEmbedder:
    """Gives a text that is expected the vector of its original plus noise, of unit length.

    Noise is along the difference of two real vectors, which keeps it where real vectors are. Tokens are estimated at four
    characters each.
    """

    name, fingerprint, runtime = "real vectors perturbed", "perturbed-1", "none"

    def __init__(self, base: Base, noise: Noise) -> None:
        self._base, self._noise = base, noise
        self._origins: dict[str, tuple[int, NDArray[np.float32], float]] = {}

    @property
    def dimension(self) -> int:
        return int(self._base.passage_vectors.shape[1])

    def load(self) -> None:
        """There is nothing to load."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [(len(text) + 3) // 4 for text in texts]

    def expect(self, text: str, row: int, *, sentence: bool) -> None:
        """Tell of which passage, or sentence, of the base a text is a variation."""
        vectors = self._base.sentence_vectors if sentence else self._base.passage_vectors
        self._origins.pop(text, None)
        self._origins[text] = (row, vectors, self._noise.sentence if sentence else self._noise.passage)
        if len(self._origins) > _EXPECTED_AT_ONCE:
            del self._origins[next(iter(self._origins))]

    def embed_passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> NDArray[np.float32]:
        vectors = np.array([self._embed(text) for text in texts], np.float32)
        if progress:
            progress(len(texts))
        return vectors

    def embed_query(self, text: str) -> NDArray[np.float32]:
        raise NotImplementedError(text)  # questions are embedded by the real model, once

    def _embed(self, text: str) -> NDArray[np.float32]:
        row, vectors, length = self._origins[text]
        draw = zlib.crc32(text.encode())
        first, second = draw % len(vectors), (draw // 65_536 + 1 + draw) % len(vectors)
        return perturbed(vectors[row, None], (vectors[first] - vectors[second])[None], length)[0]


def perturbed(vectors: NDArray[np.float32], directions: NDArray[np.float32], length: float) -> NDArray[np.float32]:
    """Return unit vectors: each row plus a step of ``length`` along its direction."""
    steps = directions / np.maximum(np.linalg.norm(directions, axis=1, keepdims=True), 1e-9)
    moved = vectors + length * steps
    found: NDArray[np.float32] = moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return found


def chunked_documents(base: Base, passages: int, embedder: PerturbedEmbedder, tokens: int) -> Iterator[ChunkedDocument]:
    """Yield varied documents, cut, until they hold so many passages; the embedder is told what they vary."""
    number = 0
    while passages > 0:
        varied = vary(base, number)
        chunked = prepare(varied.document, embedder, tokens)
        _tell(embedder, varied, chunked)
        yield chunked
        passages -= len(chunked.passages)
        number += 1


def _tell(embedder: PerturbedEmbedder, varied: Varied, chunked: ChunkedDocument) -> None:
    document = chunked.document
    for passage, sentences in zip(chunked.passages, chunked.sentences, strict=True):
        embedder.expect(passage_text(document, passage), _origin(varied.passages, passage.start), sentence=False)
        for one in sentences:
            text = sentence_text(document, one.start, one.end)
            embedder.expect(text, _origin(varied.sentences, one.start), sentence=True)


def _origin(starts: Sequence[tuple[int, int]], position: int) -> int:
    """Return the row that begins at or before a position, the first when there is none."""
    return starts[max(0, bisect_right(starts, position, key=lambda pair: pair[0]) - 1)][1]


def measure_noise(base: Base, embedder: Embedder) -> Noise:
    """Return the noise that gives varied texts the mean cosine with their originals that the real model gives them."""
    cosines: dict[bool, list[float]] = {True: [], False: []}
    number = 0
    while min(map(len, cosines.values())) < _CALIBRATED_ON:
        varied = vary(base, number)
        chunked = prepare(varied.document, embedder, Settings().passage_tokens)
        document = varied.document
        for passage, spans in zip(chunked.passages, chunked.sentences, strict=True):
            vector = embedder.embed_passages([passage_text(document, passage)])[0]
            cosines[False].append(float(vector @ base.passage_vectors[_origin(varied.passages, passage.start)]))
            one = spans[0] if spans else None
            if one:
                vector = embedder.embed_passages([sentence_text(document, one.start, one.end)])[0]
                cosines[True].append(float(vector @ base.sentence_vectors[_origin(varied.sentences, one.start)]))
        number += 1
    passage, sentence = (float(np.sqrt(max(0.0, np.mean(cosines[kind]) ** -2 - 1))) for kind in (False, True))
    return Noise(passage, sentence)
