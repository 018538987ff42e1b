"""Acronyms as the corpus itself spells them out: "Smart City Expo World Congress (SCEWC)" makes each found by the other.

A passage that holds one is indexed under the words of both, so that a query needs no change. Nothing is known of any
acronym but what the texts say, in brackets, or by repeating words that have its initials.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from corpus.plain import fold, plain
from index.french import stems

_SMALL_WORDS = frozenset("a au aux and d de des du en et for in l la le les of on ou par pour s sur the to".split())
_BRACKETS = re.compile(r"\(([^()\n]{2,120})\)")
_ACRONYM = re.compile(r"(?<![\w-])(?:[A-Z][A-Z0-9]{1,9}|(?:[A-Z]\.){2,9})(?![\w-])")
_ACRONYM_BEFORE = re.compile(rf"({_ACRONYM.pattern})\W{{0,3}}$")
_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"[.!?;:()\n]")
_APART = re.compile(r"[,«»\"“”/]|\s[-–—]\s")
_LONG_CHARACTERS = 160
_FEWEST_WORDS = 2
_FEWEST_INITIALS = 3  # letters: two may be the initials of anything


@dataclass(frozen=True)
class Acronym:
    """An acronym, what the corpus spells next to it, and how many documents do."""

    name: str
    long_form: str
    count: int


@dataclass(frozen=True)
class Acronyms:
    """The acronyms of a corpus; ``pairs`` are in the order of names, the most frequent long form of each first."""

    pairs: tuple[Acronym, ...] = ()
    _long_forms: dict[str, str] = field(init=False, repr=False, compare=False)
    _names: dict[str, list[tuple[tuple[str, ...], str]]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        long_forms: dict[str, str] = {}
        names: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for pair in self.pairs:
            long_forms.setdefault(pair.name, pair.long_form)
            if known := tuple(stems(pair.long_form)):
                names[known[0]].append((known, pair.name))
        object.__setattr__(self, "_long_forms", long_forms)
        object.__setattr__(self, "_names", dict(names))

    def other_words(self, text: str) -> str:
        """Return what the acronyms in ``text`` stand for, and the acronyms of the long forms in it, that it does not hold.

        An acronym with several long forms stands for the most frequent.
        """
        if not self.pairs:
            return ""
        written = {_bare(name) for name in _ACRONYM.findall(text)}
        spelled = set(self._spelled(stems(text)))
        expanded = {self._long_forms[name] for name in written - spelled if name in self._long_forms}
        return " ".join(sorted(expanded) + sorted(spelled - written))

    def _spelled(self, found: list[str]) -> Iterator[str]:
        """Yield the acronyms whose long form stands in these stems."""
        for at, stem in enumerate(found):
            for known, name in self._names.get(stem, ()):
                if tuple(found[at : at + len(known)]) == known:
                    yield name


def find_acronyms(texts: Iterable[str]) -> Acronyms:
    """Return the acronyms that ``texts`` spell out, as "long form (ACR)" or "ACR (long form)".

    An acronym that is never spelled out so stands for the words with its initials that are repeated in the texts that have
    it. Two spellings with the same stems are one long form, written as the most frequent of them.
    """
    spellings: dict[tuple[str, tuple[str, ...]], Counter[str]] = defaultdict(Counter)
    initials: dict[tuple[str, tuple[str, ...]], Counter[str]] = defaultdict(Counter)
    for text in texts:
        read = plain(text)
        for name, long_form in _with_initials(read):
            initials[name, tuple(stems(long_form))][long_form] += 1
        for name, long_form in set(_pairs(read)):
            spellings[name, tuple(stems(long_form))][long_form] += 1
    spelled = {name for name, _ in spellings}
    spellings |= {(name, known): counts for (name, known), counts in _repeated(initials) if name not in spelled}
    pairs = [
        Acronym(name, min(counts, key=lambda spelling: (-counts[spelling], spelling)), counts.total())
        for (name, _), counts in spellings.items()
    ]
    return Acronyms(tuple(sorted(pairs, key=lambda one: (one.name, -one.count, one.long_form))))


def _with_initials(text: str) -> Iterator[tuple[str, str]]:
    """Yield each acronym of three letters or more with every run of words in ``text`` that has its initials."""
    names = {name for found in _ACRONYM.findall(text) if len(name := _bare(found)) >= _FEWEST_INITIALS and name.isalpha()}
    for part in _SENTENCE_END.split(text) if names else ():
        folded = [(word, fold(word[0])) for word in _WORD.finditer(part)]
        words = [word for word, said in folded if said not in _SMALL_WORDS]
        first_letters = "".join(said[0] for _, said in folded if said not in _SMALL_WORDS)
        for name in names:
            for found in re.finditer(f"(?={name.lower()})", first_letters):
                run = words[found.start() : found.start() + len(name)]
                long_form = part[run[0].start() : run[-1].end()]
                if all(word[0][1:].islower() for word in run) and not _APART.search(long_form):
                    yield name, long_form


def _repeated(
    found: dict[tuple[str, tuple[str, ...]], Counter[str]],
) -> Iterator[tuple[tuple[str, tuple[str, ...]], Counter[str]]]:
    """Yield the long form of each acronym that is repeated, and twice as often as any other with its initials."""
    totals: dict[str, list[int]] = defaultdict(list)
    for (name, _), counts in found.items():
        totals[name].append(counts.total())
    for (name, known), counts in found.items():
        first, second = (*sorted(totals[name], reverse=True), 0)[:2]
        if counts.total() == first >= max(2, 2 * second) and len(known) == len(name):
            yield (name, known), counts


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for brackets in _BRACKETS.finditer(text):
        before, inside = text[max(0, brackets.start() - _LONG_CHARACTERS) : brackets.start()], brackets[1].strip(" «»\"'“”")
        if _ACRONYM.fullmatch(inside):
            name, long_form = _bare(inside), _ending(_SENTENCE_END.split(before)[-1], _bare(inside))
        elif acronym := _ACRONYM_BEFORE.search(before):
            name, long_form = _bare(acronym[1]), _ending(inside, _bare(acronym[1]))
            if len(_WORD.findall(long_form)) + _leading_small_words(inside) != len(_WORD.findall(inside)):
                continue  # more is said between the brackets than the name
        else:
            continue
        if len(stems(long_form)) >= _FEWEST_WORDS:
            yield name, long_form


def _bare(acronym: str) -> str:
    return acronym.replace(".", "")


def _leading_small_words(text: str) -> int:
    words = [fold(word) for word in _WORD.findall(text)]
    return next((at for at, word in enumerate(words) if word not in _SMALL_WORDS), len(words))


def _ending(text: str, acronym: str) -> str:
    """Return the shortest end of ``text`` whose initials make the acronym, empty when none does.

    Small words may be skipped or not: in "Agence de l'environnement" the first "d" of ADEME is that of "de".
    """
    words = list(_WORD.finditer(text))
    initials = [fold(word[0]) for word in words]
    starts = {len(words): {len(acronym)}}  # at a word, how many letters are still to be found before it
    for at in range(len(words) - 1, -1, -1):
        left = {count - 1 for count in starts[at + 1] if initials[at][0] == acronym[count - 1].lower()}
        if 0 in left and initials[at] not in _SMALL_WORDS:
            return text[words[at].start() : words[-1].end()]
        starts[at] = (left - {0}) | (starts[at + 1] if initials[at] in _SMALL_WORDS else set())
        if not starts[at]:
            break
    return ""
