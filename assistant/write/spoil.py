"""Sentences a language model might write, right and wrong, of questions whose answers are known: they measure the check.

A right one is a sentence of a document word for word, or what the question says without its question words, followed by the
answer. A wrong one is a right one with one thing changed. The same sentence is always spoiled in the same way.
"""

import random
import re
from collections.abc import Iterator

from corpus.dates import MONTHS
from corpus.plain import plain

KINDS = ("number", "month", "name", "name_nearby", "negation")
"""What may be changed: ``name`` to one of another document, ``name_nearby`` to one of the same document."""

_ASKS = re.compile(
    r"(?i)^(?:(?:à|a|de|en|dans|par|pour|avec|depuis|jusqu'à|sur|chez) )?(?:qu'est[- ]ce (?:que?|qui)|"
    r"quel(?:le)?s? (?:est|sont|était|étaient|fut)|quel(?:le)?s?|qui|que|quoi|quand|où|ou|combien(?: d[e'’])?|comment|"
    r"pourquoi|lequel|laquelle)(?: est-ce que?)?\b|[?]"
)
_NUMBER = re.compile(r"(?<![\w.,])\d+(?![\w]|[.,]\d)")
_MONTH = re.compile(rf"\b({'|'.join(MONTHS)})\b")
_NAME = re.compile(r"(?<=[a-zé,] )(?:[A-ZÉ][\w-]{3,})(?: [A-ZÉ][\w-]+)*")
_VERB = re.compile(r"\b(est|sont|était|étaient|fut|a|ont|avait|peut|doit|permet|reste|devient|représente|compte)\b(?! pas)")


def said(question: str, answer: str) -> str:
    """Return the sentence that a question and its answer make together."""
    text = " ".join(_ASKS.sub(" ", question).split()).strip(" .")
    return f"{text} : {plain(answer).strip(' .')}."


def spoiled(sentence: str, document: str, other: str) -> Iterator[tuple[str, str]]:
    """Yield what is changed (``KINDS``) and the wrong sentence; only the changes that it allows.

    ``document`` is the text that carries it, ``other`` that of another document.
    """
    chance = random.Random(sentence)
    if number := _pick(_NUMBER, sentence, chance):
        yield "number", _replaced(sentence, number, _other_number(number[0], chance))
    if month := _pick(_MONTH, sentence, chance):
        yield "month", _replaced(sentence, month, chance.choice([one for one in MONTHS if one != month[0]]))
    if name := _pick(_NAME, sentence, chance):
        for kind, source in (("name", other), ("name_nearby", document)):
            found = [one for one in _NAME.findall(plain(source)) if one not in sentence]
            if found:
                yield kind, _replaced(sentence, name, chance.choice(found))
    if verb := _pick(_VERB, sentence, chance):
        negated = f"n'{verb[0]} pas" if verb[0][0] in "aeéo" else f"ne {verb[0]} pas"
        yield "negation", _replaced(sentence, verb, negated)


def _pick(pattern: re.Pattern[str], text: str, chance: random.Random) -> re.Match[str] | None:
    found = list(pattern.finditer(text))
    return chance.choice(found) if found else None


def _replaced(text: str, match: re.Match[str], word: str) -> str:
    return text[: match.start()] + word + text[match.end() :]


def _other_number(number: str, chance: random.Random) -> str:
    place = chance.randrange(len(number))
    digit = chance.choice([one for one in "123456789" if one != number[place]])
    return number[:place] + digit + number[place + 1 :]
