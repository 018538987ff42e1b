"""The title of a PDF: the one of the metadata unless the first page gives it the lie, else the largest words there."""

import re
from collections.abc import Sequence

from corpus.plain import fold
from corpus.read.pdf_file import Line
from corpus.read.pdf_layout import Layout
from corpus.read.pdf_paragraphs import LONGEST_HEADING_CHARACTERS, characters, has_letters, on_one_line, same_size_groups

_LONGEST_TITLE_CHARACTERS = 200
_SHORTEST_TITLE_CHARACTERS = 4
_SHOWN_SHARE = 0.6
_WORD = re.compile(r"[^\W_]+")
_LETTER_WORD = re.compile(r"[^\W\d_]{2,}")

# Names of files, scanners and templates that programs leave in the title.
_JUNK_TITLE = re.compile(
    r"""
    microsoft\ (?:word|powerpoint|excel|office)\b.*
  | .*\.(?:docx?|odt|rtf|pptx?|odp|xlsx?|ods|pdf|html?|txt|tex|indd|qxd|pub|pages|tmp|jpe?g|png|tiff?)
  | (?:untitled|sans\ (?:titre|nom)|document|doc|titre|title|présentation|presentation|layout|mise\ en\ page|diapositive
      |slide|page|print|impression|scan|scanned|numérisation|copie|copy|microsoft)[\s_-]*(?:\(?\d+\)?)?
  | (?:diaporama|présentation|presentation)\ powerpoint | powerpoint\ pr[eé]sentation | document\ sans\ (?:titre|nom)
  | s?scan\S*\d.* | (?:kmbt|xerox|canon|ricoh|brother|epson|hp|img|dsc|kyocera|konica|sharp)[\s_-]?\S*\d\S*
  | (?:https?://|www\.|about:|file:).*
  | \S*[\d_]\S*
    """,
    re.VERBOSE | re.IGNORECASE,
)


def choose_title(written: str, layout: Layout) -> str:
    """Return the title of a file whose metadata say ``written``; empty when neither they nor a larger line give one.

    The metadata are not believed when a program filled them in, nor against larger words of the first page when they
    repeat a running header, use words that are not on that page, or name a box at its foot.
    """
    title = _believable(written)
    groups = list(same_size_groups(layout.cover))
    largest = _largest(groups, layout)
    if not largest:
        return title
    shown = on_one_line(largest, layout.words)[:_LONGEST_TITLE_CHARACTERS]
    if not title or (_folded(title) not in _folded(shown) and _is_belied(title, largest, groups, layout)):
        return shown
    return title


def _believable(written: str) -> str:
    """Return the title of the metadata, nothing when a program filled it in."""
    title = written[:_LONGEST_TITLE_CHARACTERS].strip()
    letters = sum(character.isalpha() for character in title)
    return "" if letters < _SHORTEST_TITLE_CHARACTERS or _JUNK_TITLE.fullmatch(title) else title


def _largest(groups: Sequence[list[Line]], layout: Layout) -> list[Line]:
    """Return the group of lines that reads as the title, none when nothing is larger than the body text."""
    large = [
        group
        for group in groups
        if layout.fonts.is_large(group[0]) and characters(group) <= LONGEST_HEADING_CHARACTERS and has_letters(group)
    ]
    middle, half = _centre(layout.cover)

    def rank(group: Sequence[Line]) -> tuple[bool, float, bool, bool, int]:
        """Several words rather than "Année 2022"; of equals no letterhead at the right, nothing at the foot, the longest."""
        words = sum(len(_LETTER_WORD.findall(line.text)) for line in group)
        is_letterhead = min(line.start for line in group) >= middle
        return words > 1, round(group[0].size, 1), not is_letterhead, group[0].baseline > half, characters(group)

    return max(large, key=rank, default=[])


def _is_belied(title: str, largest: Sequence[Line], groups: Sequence[list[Line]], layout: Layout) -> bool:
    words = _folded(title)
    if any(words in _folded(text) for text in layout.running):
        return True
    on_page = set(_folded(" ".join(line.text for line in layout.cover)).split())
    named = set(words.split())
    if len(named & on_page) < _SHOWN_SHARE * len(named):
        return True
    foot = min(_centre(layout.cover)[1], largest[0].baseline)
    boxes = [group[0].baseline for group in groups if words in _folded(on_one_line(group, layout.words))]
    return bool(boxes) and max(boxes) < foot


def _centre(lines: Sequence[Line]) -> tuple[float, float]:
    """Return the middle of the lines, across and up; zeros without lines."""
    across = [place for line in lines for place in (line.start, line.end)] or [0.0]
    up = [line.baseline for line in lines] or [0.0]
    return (min(across) + max(across)) / 2, (min(up) + max(up)) / 2


def _folded(text: str) -> str:
    """Return the words of a text, without case, accents and punctuation."""
    return " ".join(_WORD.findall(fold(text)))
