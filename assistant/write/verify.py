"""Whether an extract carries what a sentence says: its numbers, dates, names, polarity and content words.

No model judges: each rule compares what is written. What the rules catch, and what they miss, is measured by
``plaidoyer evaluate --verifier``.
"""

from collections.abc import Callable, Iterator, Sequence
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
_GAINED_BESIDE = 0.1  # coverage by other words from which a fact in the next sentence belongs to the claim


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

    ``wrong`` names the kinds of facts of the claim that they do not hold: number, date, name, link. ``denied``: the one
    nearest to the claim says the contrary. ``stretched``: a fact stands beside that nearest sentence, in one that has hardly
    any other word of the claim. ``unknown_opening``: they lack its first word, which may be a name. ``by_date``: a number or
    a date is only that of the document itself. ``foreign``: the claim is in another language, of which only facts are
    compared.
    """

    extract: Extract
    sentences: tuple[Evidence, ...]
    coverage: float
    wrong: tuple[str, ...]
    denied: bool
    stretched: bool
    unknown_opening: bool
    by_date: bool
    foreign: bool

    @property
    def holds(self) -> bool:
        """Whether they carry the claim in full."""
        doubtful = self.stretched or self.unknown_opening or self.by_date or self.foreign
        return self.true and not doubtful and self.coverage >= COVERED

    @property
    def true(self) -> bool:
        """Whether they hold every fact of the claim and do not deny it."""
        return not self.wrong and not self.denied


def make_claim(text: str, known_names: frozenset[str] = frozenset()) -> Claim:
    """Return a sentence as it is checked."""
    return Claim(text, read_statement(text), detect_language(text), known_names)


def single_supports(claim: Claim, extract: Extract, rarity: Rarity) -> Iterator[Support]:
    """Yield each sentence of ``extract`` beside the claim."""
    return (_support(claim, extract, (one,), one, rarity) for one in extract.sentences)


def best_support(claim: Claim, extract: Extract, rarity: Rarity) -> Support:
    """Return the sentences of ``extract`` that carry the claim best: the nearest one, with those beside it that it needs."""
    nearest = _nearest(claim, extract.sentences, extract, rarity)
    place = extract.sentences.index(nearest)
    windows = (
        extract.sentences[first:last]
        for first in range(max(0, place - _WIDEST + 1), place + 1)
        for last in range(place + 1, min(first + _WIDEST, len(extract.sentences)) + 1)
    )
    return max((_support(claim, extract, window, nearest, rarity) for window in windows), key=strength)


def joined(claim: Claim, one: Support, other: Support, rarity: Rarity) -> Support:
    """Return two supports read together; the extract is that of ``one``."""
    sentences = (*one.sentences, *other.sentences)
    return _support(claim, one.extract, sentences, _nearest(claim, sentences, one.extract, rarity), rarity)


def strength(support: Support) -> tuple[int, bool, float]:
    """Return what the best of several supports has the most of."""
    faults = len(support.wrong) + support.denied
    return -faults, not (support.stretched or support.by_date), support.coverage - _A_SENTENCE_MORE * len(support.sentences)


def _nearest(claim: Claim, sentences: Sequence[Evidence], extract: Extract, rarity: Rarity) -> Evidence:
    return max(sentences, key=lambda one: _coverage(claim.stated.stems, one.stated, extract.about, rarity))


def _support(claim: Claim, extract: Extract, sentences: tuple[Evidence, ...], nearest: Evidence, rarity: Rarity) -> Support:
    held = together(one.stated for one in sentences)
    known = together((held, extract.about))
    foreign = claim.language != extract.language
    wrong = tuple(_wrong(claim, known))
    by_date = bool(wrong) and not any(_wrong(claim, together((known, extract.dated))))
    return Support(
        extract=extract,
        sentences=sentences,
        coverage=_coverage(claim.stated.stems, held, extract.about, rarity),
        wrong=() if by_date else wrong,
        denied=not foreign and contradicts(claim.stated, nearest.stated, nearest.text),
        stretched=len(sentences) > 1 and not wrong and _is_stretched(claim, held, nearest, extract, rarity),
        unknown_opening=bool(claim.stated.first) and _is_missing(claim.stated.first, known.stems),
        by_date=by_date,
        foreign=foreign,
    )


def _is_stretched(claim: Claim, held: Statement, nearest: Evidence, extract: Extract, rarity: Rarity) -> bool:
    """Tell whether the sentences beside the nearest one give it a fact that it lacks, and hardly any other word."""
    if not any(_wrong(claim, together((nearest.stated, extract.about)))):
        return False
    facts = {stem for name in claim.stated.names for stem in name}
    others = frozenset(stem for stem in claim.stated.stems - facts if not stem[0].isdigit())
    gained = _coverage(others, held, extract.about, rarity) - _coverage(others, nearest.stated, extract.about, rarity)
    return gained < _GAINED_BESIDE


def _coverage(stems: frozenset[str], held: Statement, about: Statement, rarity: Rarity) -> float:
    """Return the share of ``stems``, weighted by rarity, that ``held`` or ``about`` has."""
    weights = {stem: rarity(stem) for stem in stems}
    covered = sum(weight for stem, weight in weights.items() if stem in held.stems or stem in about.stems)
    return covered / (sum(weights.values()) or 1.0)


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
