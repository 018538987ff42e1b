"""Whether a text layer holds words: a damaged file, or a font without its table of letters, gives signs that are none."""

import re
import unicodedata
from dataclasses import dataclass

# What no French or English word looks like.
_ODD_WORD = re.compile(
    r"""
    [^\w'’ʼ.,;:!?…()\[\]&+*/@%°€$«»“”"„•·‑–—-]     # a sign that stands in no word
  | [^\W\d_\u0000-\u024f\u1e00-\u1eff]             # a letter that is not Latin
  | \ufffd
  | \w[«»„•]\w
  | [^\W\d_]\d+[^\W\d_]
  | [a-zà-ÿ][A-ZÀ-Þ][a-zà-ÿ]?[A-ZÀ-Þ]
  | [bcdfghjklmnpqrstvwxz]{6}
  | ([^\W\d_])\1{3}
  | ^[b-df-hj-np-tv-xzç]{4,}$
  | ^[B-DF-HJ-NP-TV-XZ]{6,}$
    """,
    re.VERBOSE,
)
_LETTER = re.compile(r"[^\W\d_]")
_WEB_ADDRESS = re.compile(r"[/@_=#]|www\.|\.\w{2,}")
_VOWELS = frozenset("aeiouyœæ")
_LONGEST_WORD_CHARACTERS = 40
_FEWEST_WORDS = 20
_SAMPLE_CHARACTERS = 200_000

# PDFs in French and English have 0 to 3 % of odd words and 40 to 44 % of vowels; letters moved or shuffled 16 to 19 %.
_LOW_ODD_SHARE, _RUBBISH_ODD_SHARE = 0.08, 0.5
_LOW_VOWEL_SHARE, _RUBBISH_VOWEL_SHARE = 0.35, 0.28


@dataclass(frozen=True)
class Quality:
    """The share of the text that stands in words spelt as none is, and the share of vowels among its letters."""

    odd: float
    vowels: float

    @property
    def is_low(self) -> bool:
        """Whether part of the text is damaged."""
        return self.odd > _LOW_ODD_SHARE or self.vowels < _LOW_VOWEL_SHARE

    @property
    def is_rubbish(self) -> bool:
        """Whether the text is of no use."""
        return self.odd > _RUBBISH_ODD_SHARE or self.vowels < _RUBBISH_VOWEL_SHARE

    def __str__(self) -> str:
        return f"{self.odd:.0%} of the text is no French or English word, {self.vowels:.0%} of the letters are vowels"


def text_quality(text: str) -> Quality | None:
    """Return the quality of the first 200 000 characters, None for a text of less than 20 words."""
    words = [word for word in text[:_SAMPLE_CHARACTERS].split() if _LETTER.search(word) and not _WEB_ADDRESS.search(word)]
    if len(words) < _FEWEST_WORDS:
        return None
    odd = [word for word in words if len(word) > _LONGEST_WORD_CHARACTERS or _ODD_WORD.search(word)]
    letters = [mark for mark in unicodedata.normalize("NFD", "".join(words).lower()) if mark.isalpha()]
    vowels = sum(mark in _VOWELS for mark in letters)
    return Quality(odd=len("".join(odd)) / len("".join(words)), vowels=vowels / len(letters))
