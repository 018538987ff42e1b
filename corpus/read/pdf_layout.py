"""The lines of PDF pages to text: headers and footers taken out, headings marked, the rest joined into paragraphs."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.dates import parse_date
from corpus.read.pdf_file import Line
from corpus.read.pdf_hyphens import Vocabulary, vocabulary
from corpus.read.pdf_paragraphs import (
    LONGEST_HEADING_CHARACTERS,
    Fonts,
    characters,
    has_letters,
    on_one_line,
    paragraphs,
    same_size_groups,
    usual_fonts,
)

_RUNNING_SHARE = 0.6
_RUNNING_PAGES = 3
_RUNNING_ROUNDS = 3
_KEPT_SHARE = 0.5
_EDGE_LINES = 3
_LONGEST_RUNNING_CHARACTERS = 160
_HEADING_LINES = 7
_NEVER_ENDS_HEADING = frozenset(".;,…")
_OPENING_MARKS = frozenset("«“\"'")
_DIGITS = re.compile(r"\d+")

_Key = tuple[str, int]


@dataclass(frozen=True)
class Layout:
    """The text of each page, its paragraphs separated by a blank line, and what tells the title of the file.

    ``cover`` holds the lines of the first page with text, ``running`` the texts of the headers and footers taken out.
    """

    pages: tuple[str, ...]
    cover: tuple[Line, ...]
    running: frozenset[str]
    fonts: Fonts
    words: Vocabulary


def lay_out(pages: Sequence[Sequence[Line]]) -> Layout:
    """Return the text of every page, in order, empty for a page without lines."""
    kept = _without_running_lines(pages)
    fonts = usual_fonts(kept)
    words = vocabulary(kept)
    return Layout(
        pages=tuple("\n\n".join(_parts(lines, fonts, words)) for lines in kept),
        cover=tuple(next((lines for lines in kept if lines), ())),
        running=frozenset(text for lines, left in zip(pages, kept, strict=True) for text in _left_out(lines, left)),
        fonts=fonts,
        words=words,
    )


def _without_running_lines(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Return the pages without the lines that come back, but for their page number, at the edge of most of them.

    A footer may have more lines than the edge: what lies behind those removed is looked at again.
    """
    kept = [list(lines) for lines in pages]
    for _ in range(_RUNNING_ROUNDS):
        edges = [_edge(lines) for lines in kept]
        running = _running_keys(kept, edges)
        if not running:
            break
        kept = [
            [line for place, line in enumerate(lines) if place not in edge or _running_key(line) not in running]
            for lines, edge in zip(kept, edges, strict=True)
        ]
    # Copies of one form are no headers: too much would be lost.
    return kept if _total(kept) >= _KEPT_SHARE * _total(pages) else [list(lines) for lines in pages]


def _left_out(lines: Sequence[Line], left: Sequence[Line]) -> Iterator[str]:
    stay = set(left)
    return (line.text for line in lines if line not in stay)


def _total(pages: Sequence[Sequence[Line]]) -> int:
    return sum(characters(lines) for lines in pages)


def _running_keys(pages: list[list[Line]], edges: list[set[int]]) -> set[_Key]:
    with_text = sum(1 for lines in pages if lines)
    enough = max(_RUNNING_PAGES, _RUNNING_SHARE * with_text)
    fonts, found = usual_fonts(pages), defaultdict[_Key, dict[int, Line]](dict)
    for number, (lines, edge) in enumerate(zip(pages, edges, strict=True)):
        for place in sorted(edge):
            found[_running_key(lines[place])].setdefault(number, lines[place])
    return {
        key
        for key, on_pages in found.items()
        if len(on_pages) >= enough and len(key[0]) < _LONGEST_RUNNING_CHARACTERS and _repeats(on_pages, fonts)
    }


def _repeats(on_pages: Mapping[int, Line], fonts: Fonts) -> bool:
    """Tell whether lines that differ by their digits only, by page, differ by a page number at most.

    Costs that differ are facts, and so are the numbers of headings, which are larger than the text.
    """
    numbers = [[int(digits) for digits in _DIGITS.findall(line.text)] for line in on_pages.values()]
    pages = list(on_pages)
    for of_one_place in zip(*numbers, strict=True):
        if len(set(of_one_place)) == 1:
            continue
        follows = Counter(number - page for number, page in zip(of_one_place, pages, strict=True)).most_common(1)[0][1]
        if follows < _RUNNING_SHARE * len(pages) or any(fonts.is_large(line) for line in on_pages.values()):
            return False
    return True


def _edge(lines: Sequence[Line]) -> set[int]:
    """Return the places of the first and last lines, in the order of the file and from top to bottom."""
    places = range(len(lines))
    downwards = sorted(places, key=lambda place: (-lines[place].baseline, place))
    return {place for order in (places, downwards) for place in (*order[:_EDGE_LINES], *order[-_EDGE_LINES:])}


def _running_key(line: Line) -> _Key:
    # The size too: the header of all pages may be the title of the first.
    return _DIGITS.sub("#", line.text), round(line.size)


def _parts(lines: Sequence[Line], fonts: Fonts, words: Vocabulary) -> Iterator[str]:
    """Yield the paragraphs of one page, and its headings as Markdown."""
    body: list[Line] = []
    for group in same_size_groups(lines):
        if fonts.sure and fonts.is_large(group[0]) and _is_heading(group):
            yield from paragraphs(body, fonts, words)
            body = []
            yield f"## {on_one_line(group, words)}"
        else:
            body += group
    yield from paragraphs(body, fonts, words)


def _is_heading(group: Sequence[Line]) -> bool:
    """Return whether large lines read as a heading: a few words that are neither a sentence nor a date."""
    first, last = group[0].text, group[-1].text
    return (
        len(group) <= _HEADING_LINES
        and characters(group) <= LONGEST_HEADING_CHARACTERS
        and has_letters(group)
        and (first[0].isupper() or first[0].isdecimal() or first[0] in _OPENING_MARKS)
        and last[-1] not in _NEVER_ENDS_HEADING
        and not group[-1].hyphen
        and (len(group) > 1 or parse_date(first) is None)
    )
