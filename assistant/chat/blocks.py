"""Blocks of a text as a page sets them: paragraphs, headings, list items and table rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from corpus.plain import plain

_HEADING = re.compile(r"[ \t]*(#{1,6})[ \t]+\S")
_ITEM = re.compile(r"[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+\S")
_ROW = re.compile(r"[ \t]*\|")
_RULE = re.compile(r"[ \t|:=_*-]*")


class Shape(Enum):
    """How a block is set."""

    PARAGRAPH = "p"
    SECTION = "h2"
    SUBSECTION = "h3"
    ITEM = "li"
    ROW = "row"


@dataclass(frozen=True)
class Block:
    """A stretch of ``Document.text`` that is set as one element."""

    shape: Shape
    start: int
    end: int

    def clip(self, text: str, span: tuple[int, int]) -> tuple[int, int] | None:
        """Return the part of ``span`` inside this block, None when it shows no word."""
        start, end = max(self.start, span[0]), min(self.end, span[1])
        return (start, end) if start < end and plain(text[start:end]) else None


def shown_blocks(text: str, start: int = 0) -> Iterator[Block]:
    """Yield the blocks of ``text`` from ``start`` on that show a word: rules and bare marks are left out."""
    for block in blocks(text, start):
        if not _RULE.fullmatch(text, block.start, block.end) and plain(text[block.start : block.end]):
            yield block


def blocks(text: str, start: int) -> Iterator[Block]:
    """Yield the blocks of ``text`` from ``start`` on, in order, blank lines between them left out."""
    current: Block | None = None
    for line in re.finditer(r"[^\n]+", text[start:]):
        begin, end = start + line.start(), start + line.end()
        shape = _shape(line[0]) if line[0].strip() else None
        if current and shape is Shape.PARAGRAPH and _goes_on(current, text, begin):
            current = Block(current.shape, current.start, end)
            continue
        if current:
            yield current
        current = Block(shape, begin, end) if shape else None
    if current:
        yield current


def _goes_on(block: Block, text: str, position: int) -> bool:
    """Tell whether a line of plain text at ``position`` belongs to the block before it: no blank line between them."""
    return block.shape in (Shape.PARAGRAPH, Shape.ITEM) and text.count("\n", block.end, position) == 1


def _shape(line: str) -> Shape:
    if heading := _HEADING.match(line):
        return Shape.SECTION if len(heading[1]) <= 2 else Shape.SUBSECTION
    if _ITEM.match(line):
        return Shape.ITEM
    return Shape.ROW if _ROW.match(line) else Shape.PARAGRAPH
