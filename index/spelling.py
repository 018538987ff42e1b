"""Typing errors: a word that no passage holds, as the corpus spells the word one letter away; accents and capitals left out.

And the capitals of names, for who types none (truecasing; Lita et al., "tRuEcasIng", ACL 2003, by counting as here).

Only the texts are the dictionary. A word may be right and merely absent from them: whoever reads a question respelt keeps
it as it was typed when that is answered as well.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable

from corpus.plain import fold
from index.french import stem_of

_LETTERS = re.compile(r"[^\W\d_]+")
_SHORTEST = 4
_SHORTEST_ACRONYM, _LONGEST_ACRONYM = 2, 6
_INSIDE = re.compile(r"(?:[a-zà-ÿ,][ \u00a0\n]|[a-zà-ÿ][’'-])\Z")
_ENDING = re.compile(r"(?<=\w{4})[aeirstuxz]{1,3}$")


def letters(text: str) -> list[str]:
    """Return the words of ``text`` that are made of letters, as they are written, in order."""
    return _LETTERS.findall(text)


def respelt(
    text: str,
    knows: Callable[[str], bool],
    is_word: Callable[[str], bool],
    words_near: Callable[[str], Iterable[str]],
) -> str:
    """Return ``text`` with each unknown word spelt as the corpus spells the most frequent word one error away.

    In a text without accents each word that the corpus only has with some gets them, and a short word in small letters that
    it only has in capitals, an acronym, gets these. ``knows`` tells whether any passage holds a stem, ``is_word`` whether
    a word is a common one and so no error; ``words_near`` gives the words of texts that share letter runs with one.
    Acronyms, numbers and short words stay.
    """
    bare = fold(text) == text.lower()

    def read(match: re.Match[str]) -> str:
        word, typed = match[0], fold(match[0])
        stem, base = stem_of(typed), _base(typed)
        if word.isupper() or not stem:
            return word
        if len(typed) >= _SHORTEST and not knows(stem):
            if is_word(word):
                return word
            return _nearest(word, words_near(word), lambda other: one_error_apart(other, typed) and _base(other) != base)
        if _SHORTEST_ACRONYM <= len(typed) <= _LONGEST_ACRONYM or (bare and len(typed) >= _SHORTEST):
            return _nearest(word, words_near(word), lambda other: other == typed)
        return word

    return _LETTERS.sub(read, text)


def cased(text: str, passages_with: Callable[[str], Iterable[str]], is_word: Callable[[str], bool] = lambda _: False) -> str:
    """Return ``text`` with the names that the corpus writes with capitals only, and so inside a sentence, as it writes them.

    A text that has capitals after its first letter stays as it is, and each word that ``is_word``. ``passages_with`` gives
    texts that hold a stem.
    """
    if text[1:] != text[1:].lower():
        return text

    def read(match: re.Match[str]) -> str:
        word, typed = match[0], fold(match[0])
        stem, spellings, inside = stem_of(typed), Counter[str](), False
        if not stem or len(typed) < _SHORTEST_ACRONYM or is_word(word):
            return word
        for passage in passages_with(stem):
            for found in _LETTERS.finditer(passage):
                if fold(found[0]) == typed:
                    if found[0][0].islower():
                        return word
                    spellings[found[0]] += 1
                    inside = inside or bool(_INSIDE.search(passage, max(0, found.start() - 3), found.start()))
        return min(spellings, key=lambda one: (-spellings[one], one)) if inside else word

    return _LETTERS.sub(read, text)


def _nearest(word: str, others: Iterable[str], alike: Callable[[str], bool]) -> str:
    """Return the spelling of the most frequent word that is alike when folded; ``word`` when there is none, or it is one."""
    first, found = fold(word[0]), dict[str, Counter[str]]()
    for other, times in Counter(one for one in others if abs(len(one) - len(word)) <= 1).items():
        if fold(other[0]) == first and alike(folded := fold(other)) and stem_of(folded):
            found.setdefault(folded, Counter())[other] += times
    if not found:
        return word
    best = found[min(found, key=lambda folded: (-found[folded].total(), folded))]
    same_letters = [spelling for spelling in best if spelling.lower() == word.lower()]
    if same_letters and not all(spelling.isupper() for spelling in same_letters):
        return word
    return min(best, key=lambda spelling: (spelling != spelling.lower(), -best[spelling], spelling))


def _base(word: str) -> str:
    """Return what two forms of a word have in common: "adoptée" is no typing error of "adopté"."""
    return _ENDING.sub("", word)


def one_error_apart(one: str, other: str) -> bool:
    """Tell whether two words differ by one letter added, left out or replaced, or by two neighbours exchanged (Damerau)."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    if len(one) < len(other):
        one, other = other, one
    same = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(other))
    if len(one) > len(other):
        return one[same + 1 :] == other[same:]
    exchanged = one[same + 1 : same + 2] + one[same : same + 1] + one[same + 2 :]
    return one[same + 1 :] == other[same + 1 :] or exchanged == other[same:]
