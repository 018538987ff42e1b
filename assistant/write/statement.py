"""What a sentence states that can be compared with another: numbers, days, months, names, negations, content words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from assistant.write.numbers import numbers
from corpus.dates import ENGLISH_MONTHS, MONTHS, month_number
from corpus.plain import fold
from index.french import stems

_ENGLISH_MONTHS = tuple(name.lower() for name in ENGLISH_MONTHS)
_MONTH_NUMBERS = {fold(name): month_number(name) for name in MONTHS} | {
    name: number for number, name in enumerate(_ENGLISH_MONTHS, 1) if name != "may"
}
_MONTH_STEMS = frozenset(stem for name in (*_MONTH_NUMBERS, "may") for stem in stems(name))
_MONTH = rf"({'|'.join(_MONTH_NUMBERS)}|(?<=\d )may)\b"
_DAYS_OF_MONTH = re.compile(rf"((?:\b(?:1er|\d{{1,2}})(?: ?(?:,|au|a|et|-|–|to|and) ?(?:le )?)?)+) {_MONTH}")
_MONTH_THEN_DAY = re.compile(rf"\b({'|'.join(_ENGLISH_MONTHS)}) (\d{{1,2}})\b")
_NUMERIC_DAY = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.]\d{4}\b")
_ISO_DAY = re.compile(r"\b\d{4}-(\d{1,2})-(\d{1,2})\b")
_MONTH_ALONE = re.compile(rf"\b{_MONTH}")
_NAME = re.compile(
    r"(?<![\w’'-])(?:[LDdl][’'])?(?!(?:[CDJLMNST]|Qu)[’'])((?:[A-ZÀ-ÖØ-ÞŒ][\w’'&-]*)"
    r"(?:\s(?:(?:de|du|des|la|le|les|d[’']|et|of|the)\s){0,2}[A-ZÀ-ÖØ-ÞŒ][\w’'&-]*)*)"
)
# Words that open a sentence and are no names: participles, adverbs, connectors.
_NO_NAME = re.compile(
    r"(?:ee|es|ant|ment|nts|nte|ntes)$|^(?:selon|plusieurs|ainsi|ensuite|enfin|outre|parmi|apres|lors|certain\w*|chaque|tou\w+|"
    r"afin|grace|aussi|toutefois|par|face|celui|celle|ceux|or|car|donc|mais|pres|quelque|environ|seul\w*|grand\w*|premier\w*|"
    r"nouvel\w*|autre|reuni\w*|tenu\w*|issu\w*|according|several|some|many|all|both|each|most|also|after|during|since)$"
)
_LINK = re.compile(r"https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.\w+", re.IGNORECASE)
_NEGATED_VERB = re.compile(
    r"\b(?:ne |n')(?:(?:le|la|les|l'|lui|leur|y|en|se|s'|me|nous|vous) ?)*(\w+)(?:-\w+)*"
    r"(?: (pas|plus|jamais|rien|guere|point|aucun\w*|personne|que|qu'|ni)\b)?"
)
_NEGATED_NOUN = re.compile(r"\b(?:aucune?|sans(?: aucune?)?) (?:\w{1,3} )?(\w{4,})")
_NEGATED_ENGLISH = re.compile(r"\b(?:not|never|cannot|no longer)\b|\b\w+n't\b")
_AFTER_A_VERB = 60  # characters in which what an auxiliary says is looked for
_AUXILIARIES = frozenset(
    "est sont etait etaient fut furent a ont avait avaient sera seront serait ete avoir etre peut peuvent doit doivent "
    "va vont faut".split()
)


@dataclass(frozen=True)
class Statement:
    """What one sentence, or several together, state.

    ``days`` are (month, day). ``names`` are the stems of each capitalised name after the first word; ``first`` those of the
    first word, which may be a name. ``negated`` are the stems of what stands under a negation.
    """

    stems: frozenset[str]
    numbers: frozenset[str]
    days: frozenset[tuple[int, int]]
    months: frozenset[int]
    names: frozenset[tuple[str, ...]]
    first: tuple[str, ...]
    negated: frozenset[str]
    links: frozenset[str]


@lru_cache(maxsize=4096)
def read_statement(text: str) -> Statement:
    """Return what ``text``, in plain reading, states."""
    folded = fold(text)
    first, names = _names(text)
    return Statement(
        stems=frozenset(stems(text)),
        numbers=numbers(text),
        days=frozenset(_days(folded)),
        months=frozenset(_month_number(name) for name in _MONTH_ALONE.findall(folded)),
        names=names,
        first=first,
        negated=frozenset(_negated(folded)),
        links=frozenset(link.rstrip(".,;:)»") for link in _LINK.findall(text)),
    )


def together(statements: Iterable[Statement]) -> Statement:
    """Return what several sentences state."""
    several = list(statements)
    return Statement(
        stems=frozenset().union(*(one.stems for one in several)),
        numbers=frozenset().union(*(one.numbers for one in several)),
        days=frozenset().union(*(one.days for one in several)),
        months=frozenset().union(*(one.months for one in several)),
        names=frozenset().union(*(one.names for one in several)),
        first=(),
        negated=frozenset().union(*(one.negated for one in several)),
        links=frozenset().union(*(one.links for one in several)),
    )


def _month_number(name: str) -> int:
    return _MONTH_NUMBERS.get(name, 5)  # "may" after a number


def _days(folded: str) -> Iterable[tuple[int, int]]:
    for days, month in _DAYS_OF_MONTH.findall(folded):
        yield from ((_month_number(month), int(day)) for day in re.findall(r"\d{1,2}", days))
    yield from ((_ENGLISH_MONTHS.index(month) + 1, int(day)) for month, day in _MONTH_THEN_DAY.findall(folded))
    yield from ((int(month), int(day)) for day, month in _NUMERIC_DAY.findall(folded))
    yield from ((int(month), int(day)) for month, day in _ISO_DAY.findall(folded))


def _names(text: str) -> tuple[tuple[str, ...], frozenset[tuple[str, ...]]]:
    """Return the stems of the first word when it has a capital, and of each name after it."""
    first: tuple[str, ...] = ()
    names = set()
    opening = re.match(r"\W*(?:[LD][’'])?", text)
    start = opening.end() if opening else 0
    for match in _NAME.finditer(text):
        if match.start(1) > start:
            names.add(tuple(stems(match[1])))
            continue
        head, _, rest = match[1].partition(" ")
        first = () if _NO_NAME.search(fold(head)) or head.endswith("é") else tuple(stems(head))
        if rest:  # "La Ville de Niort" or "Eric Peters": what follows the first word is a name
            names.add(tuple(stems(rest)))
    return first, frozenset(name for name in names if name and not set(name) <= _MONTH_STEMS)


def _negated(folded: str) -> Iterable[str]:
    for match in _NEGATED_VERB.finditer(folded):
        verb, mark = match.groups("")
        after = folded[match.end() : match.end() + _AFTER_A_VERB]
        if not (mark.startswith("qu") or after.startswith((" que ", " qu'"))):  # "ne ... que" only limits
            yield from stems(after)[:1] if verb in _AUXILIARIES else stems(verb)
    for noun in _NEGATED_NOUN.findall(_NEGATED_VERB.sub(" ", folded)):
        yield from stems(noun)
    if _NEGATED_ENGLISH.search(folded):
        yield "not"
