"""The numbers of a text, however they are written: ``25 000``, ``3,5 millions``, ``douze``, ``XIXe``."""

import re
from collections.abc import Iterator

from corpus.plain import fold

_FROM_TWO = (
    "deux two|trois three|quatre four|cinq five|six|sept seven|huit eight|neuf nine|dix ten|onze eleven|douze twelve|"
    "treize thirteen|quatorze fourteen|quinze fifteen|seize sixteen"
)
_UNITS = {word: number for number, words in enumerate(_FROM_TWO.split("|"), 2) for word in words.split()}
_TENS = {
    "vingt": 20,
    "vingts": 20,
    "trente": 30,
    "quarante": 40,
    "cinquante": 50,
    "soixante": 60,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_SCALES = {"cent": 2, "cents": 2, "hundred": 2, "mille": 3, "thousand": 3, "million": 6, "millions": 6}
_SCALES |= {"milliard": 9, "milliards": 9, "billion": 9, "billions": 9}
_DIGITS = re.compile(
    r"(?<![\w.,])(\d{1,3}(?:[ .\u00a0\u202f]\d{3})+|\d+)(?:[.,](\d+))?"
    r"(?:[ \u00a0\u202f](mille|millions?|milliards?|billions?)\b)?"
)
_LAST_DIGITS = re.compile(r"\d+")
_WORDS = re.compile(r"[a-z]+(?:-[a-z]+)*")
_CENTURY = re.compile(r"\b([ivx]{1,6})e\b")
_ROMAN = {"i": 1, "v": 5, "x": 10}


def numbers(text: str) -> frozenset[str]:
    """Return the numbers in ``text``, each in digits with a point before its decimals; ``un`` and ``one`` are left out."""
    folded = fold(text)
    return frozenset((*_in_digits(folded), *_in_words(folded), *_centuries(folded)))


def _in_digits(folded: str) -> Iterator[str]:
    for match in _DIGITS.finditer(folded):
        whole, decimals, scale = match.groups()
        yield _scaled(re.sub(r"\D", "", whole), decimals or "", _SCALES.get(scale or "", 0))
    # digits inside other signs, such as 07/11/2024, B2 or 5G, count one by one
    rest = _DIGITS.sub(" ", folded)
    yield from (_scaled(digits, "", 0) for digits in _LAST_DIGITS.findall(rest))


def _scaled(whole: str, decimals: str, zeros: int) -> str:
    decimals = decimals.ljust(zeros, "0")
    whole, decimals = whole + decimals[:zeros], decimals[zeros:].rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{decimals}" if decimals else "")


def _in_words(folded: str) -> Iterator[str]:
    """Yield the numbers written in words; words of numbers that stand together make one."""
    total: int | None = None
    end = 0
    for match in _WORDS.finditer(folded):
        if total is not None and folded[end : match.start()] != " ":
            yield str(total)
            total = None
        end = match.end()
        for word in match[0].split("-"):
            if total is not None and word in ("et", "un", "une"):
                total += int(word != "et" and "-" in match[0])  # vingt-et-un
            elif word in _UNITS or word in _TENS or (word in _SCALES and (total is not None or _SCALES[word] < 6)):
                total = _added(total, word)
            else:
                if total is not None:
                    yield str(total)
                total = None
    if total is not None:
        yield str(total)


def _added(total: int | None, word: str) -> int:
    if word in _SCALES:
        scale: int = 10 ** _SCALES[word]
        below = (total or 0) % scale
        return (total or 0) - below + (below or 1) * scale if scale > 100 or below else (total or 0) + scale
    number = _UNITS.get(word, _TENS.get(word, 0))
    if word.startswith("vingt") and total is not None and total % 100 == 4:
        return total + 76  # quatre-vingt
    return (total or 0) + number


def _centuries(folded: str) -> Iterator[str]:
    for match in _CENTURY.finditer(folded):
        values = [_ROMAN[letter] for letter in match[1]]
        yield str(sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True)))
