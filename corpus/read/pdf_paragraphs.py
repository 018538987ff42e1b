"""Wrapped lines of a PDF page joined into paragraphs, by their place on the page and the letters around the line end."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from statistics import quantiles

from corpus.blocks import LIST_MARK
from corpus.read.pdf_file import Line
from corpus.read.pdf_hyphens import Vocabulary

LONGEST_HEADING_CHARACTERS = 180
_FEWEST_LETTERS = 3
# Shares of the text.
_BODY_SHARE = 0.5
_HEADING_SHARE = 0.3
_FEWEST_DROPS = 4
# Heights of the font.
_SAME_SIZE = 0.03
_HEADING_SIZE = 1.07
_USUAL_LEADING = 1.2
_SMALLEST_LEADING = 1.0
_HEADING_LEADING = 1.7
_LARGEST_LEADING = 2.5
_PARAGRAPH_GAP = 1.35
_SAME_BASELINE = 0.5
_WIDEST_SPACE = 3.0
_INDENT = 0.8
_COLUMN_DROP = 4.0
_NARROWEST_COLUMN = 8.0

_LETTER = re.compile(r"[^\W\d_]")
_ENDS_SENTENCE = re.compile(r"[.!?…][\s»”\"’)\]\d]*$")
_ENDS_CLAUSE = re.compile(r"[;:][\s»”\")]*$")
_CUT_ADDRESS = re.compile(r"[^\w]*(?:https?://|www\.).*[./?=&_-]$")
_CUT_PATH = re.compile(r"[\w-]/[\w/.%?=&-]*[/?=&_]$")
_CONTENTS_ENTRY = re.compile(r"\.\.\. ?[\divxIVX]{1,4}$")
_GLUED = re.compile(r"[,.)\]]")
_BULLET_ALONE = re.compile("[•◦▪●■‣➢➤→✓✔○–-]")


@dataclass(frozen=True)
class Fonts:
    """What is usual in a document: the size of its body text, and the distance of two lines of each size.

    ``sure`` when one size holds most of the text and few characters are larger, so that a larger line is a heading.
    """

    body: float
    sure: bool
    leading: dict[float, float]

    def is_large(self, line: Line) -> bool:
        """Return whether the line is larger than the body text."""
        return self.body > 0 and line.size >= _HEADING_SIZE * self.body

    def follows(self, line: Line, following: Line) -> bool:
        """Return whether ``following`` is right under ``line`` as lines of one paragraph are."""
        leading = self.leading.get(_rounded(line.size), _USUAL_LEADING)
        return 0 < line.baseline - following.baseline <= _PARAGRAPH_GAP * leading * line.size


def usual_fonts(pages: Sequence[Sequence[Line]]) -> Fonts:
    """Return the fonts of a document."""
    counts: Counter[float] = Counter()
    leading: defaultdict[float, list[float]] = defaultdict(list)
    for lines in pages:
        for line in lines:
            counts[_rounded(line.size)] += len(line.text)
        for line, following in pairwise(lines):
            drop = line.baseline - following.baseline
            if _same_size(line, following) and _SAME_BASELINE * line.size < drop < _LARGEST_LEADING * line.size:
                leading[_rounded(line.size)].append(drop / line.size)
    # The smallest of equally frequent sizes: large letters are rare in a text.
    body = min(counts, key=lambda size: (-counts[size], size), default=0.0)
    large = sum(count for size, count in counts.items() if size >= _HEADING_SIZE * body)
    near = sum(count for size, count in counts.items() if abs(size - body) <= _SAME_SIZE * body)
    total = counts.total()
    sure = body > 0 and near >= _BODY_SHARE * total and large <= _HEADING_SHARE * total
    # The first quartile: a document of short paragraphs has as many gaps as wrapped lines.
    usual = {size: quantiles(drops, n=4)[0] for size, drops in leading.items() if len(drops) >= _FEWEST_DROPS}
    return Fonts(body, sure, {size: max(drop, _SMALLEST_LEADING) for size, drop in usual.items()})


def same_size_groups(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield neighbour lines of one size as groups; another size or a gap starts a new one."""
    group: list[Line] = []
    for line in lines:
        if group and not (_same_size(group[-1], line) and _are_neighbours(group[-1], line)):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def characters(group: Sequence[Line]) -> int:
    """Return how many characters the lines have."""
    return sum(len(line.text) for line in group)


def has_letters(group: Sequence[Line]) -> bool:
    """Return whether the lines hold a word rather than a number."""
    return sum(len(_LETTER.findall(line.text)) for line in group) >= _FEWEST_LETTERS


def on_one_line(lines: Sequence[Line], words: Vocabulary) -> str:
    """Return the lines of a title or heading as one."""
    pieces = [lines[0].text]
    for previous, line in pairwise(lines):
        pieces += _glue(previous, " ", line, words), line.text
    return "".join(pieces)


def paragraphs(lines: Sequence[Line], fonts: Fonts, words: Vocabulary) -> Iterator[str]:
    """Yield the paragraphs of lines in reading order.

    The lines of a paragraph are joined by a space when the second surely goes on with the first, else by a newline.
    """
    pieces = [line.text for line in lines[:1]]
    for (previous, line), edge in zip(pairwise(lines), _right_edges(lines), strict=False):
        between = _separator(previous, line, edge, fonts)
        if between == "\n\n":
            yield "".join((*pieces, _own_hyphen(previous)))
            pieces = [line.text]
        else:
            pieces += _glue(previous, between, line, words), line.text
    if lines:
        yield "".join((*pieces, _own_hyphen(lines[-1])))


def _glue(previous: Line, between: str, line: Line, words: Vocabulary) -> str:
    """Return what joins two lines, ``between`` unless the first ended with a hyphen."""
    if previous.hyphen and between == " ":
        return words.hyphen_between(previous.text, line.text)
    if between == " " and _is_cut_address(previous.text) and not line.text[0].isupper():
        return ""
    return f"{_own_hyphen(previous)}{between}"


def _own_hyphen(line: Line) -> str:
    return "-" if line.hyphen else ""


def _is_cut_address(text: str) -> bool:
    """Return whether the line ends inside a web address."""
    token = text[text.rfind(" ") + 1 :]
    return bool(_CUT_PATH.search(token) or _CUT_ADDRESS.match(token))


def _separator(previous: Line, line: Line, edge: float, fonts: Fonts) -> str:
    """Return what stands between two lines: nothing, a space, a newline or a blank line.

    ``edge`` is where the lines around ``previous`` end at most.
    """
    if _on_same_baseline(previous, line):
        return _separator_on_baseline(previous, line)
    if _BULLET_ALONE.fullmatch(previous.text):
        return " "
    if LIST_MARK.match(line.text) or _CONTENTS_ENTRY.search(previous.text):
        return "\n" if fonts.follows(previous, line) else "\n\n"
    if not _same_size(previous, line):
        return "\n\n"
    unfinished = not _ENDS_SENTENCE.search(previous.text) and not _ENDS_CLAUSE.search(previous.text)
    goes_on = previous.hyphen or (unfinished and line.text[0].islower())
    if fonts.follows(previous, line):
        return " " if goes_on else _separator_below(previous, line, edge)
    return " " if goes_on and _is_next_column(previous, line) else "\n\n"


def _separator_on_baseline(previous: Line, line: Line) -> str:
    """PDFium starts a line after a footnote call and between the cells of a table."""
    if line.start - previous.end > _WIDEST_SPACE * line.size:
        return "\n"
    return "" if _GLUED.match(line.text) else " "


def _separator_below(previous: Line, line: Line, edge: float) -> str:
    """Return what separates two lines of one size, one right under the other."""
    finished = bool(_ENDS_SENTENCE.search(previous.text))
    if finished and line.start - previous.start > _INDENT * line.size and not LIST_MARK.match(previous.text):
        return "\n\n"
    character = (line.end - line.start) / len(line.text)
    next_word = len(line.text.split(" ", 1)[0]) + 1
    if previous.end + next_word * character > edge:
        return " "
    return "\n\n" if finished else "\n"


def _is_next_column(previous: Line, line: Line) -> bool:
    """Return whether the line is higher than the one before it, which is as long as a line of text."""
    return line.baseline > previous.baseline and previous.end - previous.start >= _NARROWEST_COLUMN * previous.size


def _right_edges(lines: Sequence[Line]) -> list[float]:
    """Return for each line where the wrapped lines of its size end at most, those of its column or else of the page.

    Lines none of which starts with a small letter may be a list of names: they say nothing about the edge.
    """
    columns = [(column, any(line.text[0].islower() for line in column[1:])) for column in _columns(lines)]
    page_edges: dict[float, float] = {}
    for column, _ in filter(itemgetter(1), columns):
        size = _rounded(column[0].size)
        page_edges[size] = max(_right_edge(column), page_edges.get(size, 0.0))
    edges: list[float] = []
    for column, is_wrapped in columns:
        edge = _right_edge(column) if is_wrapped else page_edges.get(_rounded(column[0].size), math.inf)
        edges += [edge] * len(column)
    return edges


def _right_edge(column: Sequence[Line]) -> float:
    return max(line.end for line in column)


def _columns(lines: Sequence[Line]) -> Iterator[list[Line]]:
    column: list[Line] = []
    for line in lines:
        if column and not _in_same_column(column[-1], line):
            yield column
            column = []
        column.append(line)
    if column:
        yield column


def _in_same_column(line: Line, following: Line) -> bool:
    drop = line.baseline - following.baseline
    overlap = min(line.end, following.end) - max(line.start, following.start)
    return _on_same_baseline(line, following) or (0 < drop < _COLUMN_DROP * line.size and overlap > 0)


def _are_neighbours(line: Line, following: Line) -> bool:
    drop = line.baseline - following.baseline
    return _on_same_baseline(line, following) or 0 < drop <= _HEADING_LEADING * line.size


def _on_same_baseline(line: Line, following: Line) -> bool:
    size = max(line.size, following.size)
    return abs(line.baseline - following.baseline) < _SAME_BASELINE * size and following.start > line.start


def _same_size(line: Line, following: Line) -> bool:
    return abs(line.size - following.size) <= _SAME_SIZE * max(line.size, following.size)


def _rounded(size: float) -> float:
    return round(2 * size) / 2
