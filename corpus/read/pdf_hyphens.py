"""The hyphens at line ends: those of cut words, which go, and those of compound words, which stay."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from corpus.read.pdf_file import Line

_WORD = re.compile(r"[^\W\d_]{2,}")
_COMPOUND = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*-[^\W\d_]+")
_LAST_WORD = re.compile(r"[^\W_]+$")
_FIRST_WORD = re.compile(r"[^\W_]+")
_WEB_ADDRESS = re.compile(r"://|www\.|[/@]")
_SHORTEST_HALF_CHARACTERS = 2
# "peut-il", "celui-ci", "là-même": the word after the hyphen is one of these, which no word ends on by itself.
_ENCLITICS = frozenset("il elle on ils elles nous vous je tu ce ci là même mêmes moi toi lui leur leurs eux".split())


@dataclass(frozen=True)
class Vocabulary:
    """The words of one document, folded to small letters, those cut at a line end left out."""

    words: frozenset[str]
    compounds: frozenset[str]

    def hyphen_between(self, line: str, following: str) -> str:
        """Return the hyphen that ended ``line`` when it belongs to the word, else nothing.

        It goes when the word without it occurs elsewhere; it stays when the compound does, when both halves are words of
        the document, before a capital or a digit, and in a web address. Otherwise it goes.
        """
        token = line[line.rfind(" ") + 1 :]
        left, right = _LAST_WORD.search(token), _FIRST_WORD.match(following)
        if left is None or right is None or left.group()[-1].isdigit() or not right.group()[0].islower():
            return "-"
        if _WEB_ADDRESS.search(token):
            return "-"
        return "-" if self._is_compound(left.group().lower(), right.group().lower()) else ""

    def _is_compound(self, left: str, right: str) -> bool:
        """Return whether ``left-right`` is rather two words than one."""
        if left + right in self.words:
            return False
        if min(len(left), len(right)) < _SHORTEST_HALF_CHARACTERS or f"{left}-{right}" in self.compounds:
            return True
        known = left in self.words and right in self.words and len(left) > 2 and len(right) > 3
        return known or (left in self.words and right in _ENCLITICS)


def vocabulary(pages: Iterable[Iterable[Line]]) -> Vocabulary:
    """Return the words of all pages, both halves of a word cut at a line end left out."""
    words: set[str] = set()
    compounds: set[str] = set()
    for page in pages:
        for line, text in _whole_words(page):
            folded = text.lower()
            words.update(_WORD.findall(folded))
            if "-" in line.text:
                compounds.update(_COMPOUND.findall(folded))
    return Vocabulary(frozenset(words), frozenset(compounds))


def _whole_words(lines: Iterable[Line]) -> Iterable[tuple[Line, str]]:
    nothing = Line("", 0, 0, 0, 0)
    for previous, line in pairwise((nothing, *lines)):
        text = _FIRST_WORD.sub("", line.text, count=1) if previous.hyphen and line.text[:1].isalnum() else line.text
        yield line, _LAST_WORD.sub("", text) if line.hyphen else text
