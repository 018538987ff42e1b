"""Whether an extract carries what a sentence says: its numbers, dates, names, polarity and content words.

No model judges: each rule compares what is written. What the rules catch, and what they miss, is measured by
``tests/benchmarks/measure_verifier.py``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.write.extracts import Evidence, Extract
from assistant.write.polarity import contradicts
from assistant.write.statement import Statement, read_statement, together
from corpus.language import detect_language

Rarity = Callable[[str], float]
COVERED = 0.4
"""Share of a sentence's stems, weighted by rarity, from which what it cites covers it."""
BARELY_COVERED = 0.3
_WIDEST = 3  # sentences cited together
_A_SENTENCE_MORE = 0.05  # coverage that a longer quote must gain


@dataclass(frozen=True)
class Claim:
    """A sentence to be checked. ``known_names``: stems of names that its first word may be one of."""

    text: str
    stated: Statement
    language: str
    known_names: frozenset[str]


@dataclass(frozen=True)
class Support:
    """Sentences of an extract that stand next to each other, beside a claim.

    ``missing`` are the facts of the claim that they do not hold (``wrong`` names their kinds: number, date, name, link);
    ``denied``: they say the contrary. ``by_date``: a number or a date is only that of the document itself. ``foreign``: the
    claim is in another language, of which only facts are compared.
    """

    extract: Extract
    sentences: tuple[Evidence, ...]
    coverage: float
    wrong: tuple[str, ...]
    denied: bool
    by_date: bool
    foreign: bool

    @property
    def holds(self) -> bool:
        """Whether they carry the claim in full."""
        return self.true and not self.by_date and not self.foreign and self.coverage >= COVERED

    @property
    def true(self) -> bool:
        """Whether they hold every fact of the claim and do not deny it."""
        return not self.wrong and not self.denied


def make_claim(text: str, known_names: frozenset[str] = frozenset()) -> Claim:
    """Return a sentence as it is checked."""
    return Claim(text, read_statement(text), detect_language(text), known_names)


def single_supports(claim: Claim, extract: Extract, rarity: Rarity) -> Iterator[Support]:
    """Yield each sentence of ``extract`` beside the claim."""
    return (_support(claim, extract, (one,), rarity) for one in extract.sentences)


def best_support(claim: Claim, extract: Extract, rarity: Rarity) -> Support:
    """Return the sentences of ``extract`` that carry the claim best: the fewest faults, then the most of its words."""
    return max(_supports(claim, extract, rarity), key=strength)


def joined(claim: Claim, one: Support, other: Support, rarity: Rarity) -> Support:
    """Return two supports read together; the extract is that of ``one``."""
    return _support(claim, one.extract, (*one.sentences, *other.sentences), rarity)


def strength(support: Support) -> tuple[int, bool, float]:
    """Return what the best of several supports has the most of."""
    faults = len(support.wrong) + support.denied
    return -faults, not support.by_date, support.coverage - _A_SENTENCE_MORE * len(support.sentences)


def _supports(claim: Claim, extract: Extract, rarity: Rarity) -> Iterator[Support]:
    for first in range(len(extract.sentences)):
        for last in range(first + 1, min(first + _WIDEST, len(extract.sentences)) + 1):
            yield _support(claim, extract, extract.sentences[first:last], rarity)


def _support(claim: Claim, extract: Extract, sentences: tuple[Evidence, ...], rarity: Rarity) -> Support:
    held = together(one.stated for one in sentences)
    coverage, nearest = _coverage(claim.stated, held, extract.about, rarity), sentences[0]
    if len(sentences) > 1:
        nearest = max(sentences, key=lambda one: _coverage(claim.stated, one.stated, extract.about, rarity))
    foreign = claim.language != extract.language
    known = together((held, extract.about))
    wrong = tuple(_wrong(claim, known))
    by_date = bool(wrong) and not tuple(_wrong(claim, together((known, extract.dated))))
    return Support(
        extract=extract,
        sentences=sentences,
        coverage=coverage,
        wrong=() if by_date else wrong,
        denied=not foreign and contradicts(claim.stated, nearest.stated, nearest.text),
        by_date=by_date,
        foreign=foreign,
    )


def _coverage(claim: Statement, held: Statement, about: Statement, rarity: Rarity) -> float:
    weights = {stem: rarity(stem) for stem in claim.stems}
    total = sum(weights.values())
    covered = sum(weight for stem, weight in weights.items() if stem in held.stems or stem in about.stems)
    return covered / total if total else 0.0


def _wrong(claim: Claim, known: Statement) -> Iterator[str]:
    """Yield the kinds of facts of the claim that ``known`` does not hold."""
    stated = claim.stated
    if stated.numbers - known.numbers:
        yield "number"
    if stated.days - known.days or stated.months - known.months:
        yield "date"
    opening = [stated.first] if set(stated.first) & claim.known_names else []
    if any(_is_missing(name, known.stems) for name in (*stated.names, *opening)):
        yield "name"
    if stated.links - known.links:
        yield "link"


def _is_missing(name: tuple[str, ...], held: frozenset[str]) -> bool:
    """Tell whether at least half of the words of a name are not held, endings apart."""
    missing = [word for word in name if word not in held and not _held_with_another_ending(word, held)]
    return 2 * len(missing) >= len(name)


def _held_with_another_ending(word: str, held: frozenset[str]) -> bool:
    beginning = word[: max(4, len(word) - 2)]
    return len(word) > 4 and any(other.startswith(beginning) for other in held)
