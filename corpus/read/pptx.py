"""Slides (.pptx) to text, one page a slide, and the properties that every Office format keeps in the same words."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from corpus.errors import UnreadableFileError
from corpus.limits import Limits
from corpus.read.extracted import Extracted
from corpus.read.office_properties import read_properties
from corpus.read.zipped import (
    Block,
    Format,
    Kind,
    Package,
    make_block,
    one_line,
    qualified,
    render,
    table_blocks,
)

_FORMAT = Format(
    name="pptx",
    attributes=frozenset(("type", "show", "hidden", "hMerge", "vMerge")) | qualified("r", "id dm"),
    skipped=qualified("p", "spPr style grpSpPr transition timing extLst clrMapOvr bg defaultTextStyle")
    | qualified("a", "extLst lstStyle bodyPr rPr endParaRPr tblPr tblGrid tcPr")
    | qualified("dgm", "cxnLst bg whole"),
)
_PROPERTIES = ("docProps/core.xml", "docProps/app.xml")
_TITLES = frozenset(("title", "ctrTitle"))
# Repeated on every slide, as running headers are.
_RUNNING = frozenset(("dt", "ftr", "hdr", "sldNum", "sldImg"))
_BULLETED = frozenset(("", "body", "obj"))
_LINE_ENDS = str.maketrans("\t\r\n", "   ")
_MOST_SLIDES_LISTED = 20


@dataclass
class _Slide:
    """A slide being read: its title and the rest, each in the order of the file."""

    title: list[Block] = field(default_factory=list)
    body: list[Block] = field(default_factory=list)


def read_pptx(raw: bytes, limits: Limits) -> list[Extracted]:
    """Return the one document of a .pptx file; page n is slide n, empty when the slide is hidden.

    Each slide gives its title as a ``#`` line, then text boxes, lists, tables and diagrams in the order of the file,
    which is the one screen readers follow, then its speaker notes as ``> Notes : ...``. Slide numbers, footers, comments
    and masters are left out.

    Raises UnreadableFileError: the codes of ``Package`` and ``render``, ``not_a_pptx``, and ``limit_pages``.
    """
    package = Package(raw, limits, _FORMAT)
    reader = _PptxReader(package)
    parts = reader.slide_parts()
    if len(parts) > limits.pages:
        raise UnreadableFileError("limit_pages", f"{len(parts)} slides, more than the {limits.pages} of limits.pages")
    text, pages = render([reader.page(number, part) for number, part in enumerate(parts, start=1)], limits)
    properties = read_properties(package, _PROPERTIES, reader.title, text)
    return [Extracted(text, properties.fields, pages=pages, warnings=reader.warnings() + properties.warnings)]


class _PptxReader:
    """Walks the slides; ``title`` is that of the first slide when it has one."""

    def __init__(self, package: Package) -> None:
        self.title = ""
        self._package = package
        self._counts: Counter[str] = Counter()
        self._hidden: list[int] = []
        self._empty: list[int] = []
        self._diagrams: set[str] = set()

    def slide_parts(self) -> list[str]:
        """Return the parts of the slides in the order of the presentation, each once."""
        links = self._package.relationships("").values()
        main = next((link.part for link in links if link.kind == "officeDocument"), "ppt/presentation.xml")
        root = self._package.tree(main)
        if root.tag != "{p}presentation":
            raise _FORMAT.refuse(f"{main} is not a PowerPoint presentation")
        slides = self._package.relationships(main)
        ids = [slide.get("{r}id", "") for slide in root.iter("{p}sldId")]
        return list(dict.fromkeys(slides[slide].part for slide in ids if slide in slides))

    def page(self, number: int, part: str) -> list[Block]:
        """Return the blocks of a slide, none when it is hidden."""
        if part not in self._package:
            self._counts["slides_missing"] += 1
            return []
        root = self._package.tree(part)
        if root.get("show") in ("0", "false"):
            self._hidden.append(number)
            return []
        slide = _Slide()
        self._read_shapes(root, part, slide)
        notes = self._speaker_notes(part)
        if not slide.title and not slide.body:
            self._empty.append(number)
        if number == 1:
            self.title = " ".join(block.text for block in slide.title)
        return slide.title + slide.body + notes

    def warnings(self) -> tuple[str, ...]:
        """Return what was left out or needs to be known, in a fixed order."""
        listed = {"hidden_slides": self._hidden, "slides_without_text": self._empty}
        return (
            *(f"{code}: {count}" for code, count in sorted((+self._counts).items())),
            *(f"{code}: {', '.join(map(str, found[:_MOST_SLIDES_LISTED]))}" for code, found in listed.items() if found),
        )

    def _speaker_notes(self, part: str) -> list[Block]:
        """Return the notes under a slide, which its audience did not see."""
        links = self._package.relationships(part).values()
        notes = next((link.part for link in links if link.kind == "notesSlide" and link.part in self._package), None)
        if notes is None:
            return []
        shapes = [shape for shape in self._package.tree(notes).iter("{p}sp") if _role(shape) == "body"]
        said = [block for shape in shapes for line in _lines(shape) for block in make_block(Kind.NOTE, _line_text(line))]
        self._counts["speaker_notes"] += bool(said)
        return [replace(block, text=f"Notes : {block.text}") for block in said[:1]] + said[1:]

    def _read_shapes(self, element: Element, part: str, slide: _Slide) -> None:
        """Add what the shapes under ``element`` show, groups opened."""
        for child in element:
            if _is_hidden(child):
                self._counts["hidden_text"] += any(text.text for text in child.iter("{a}t"))
            elif child.tag == "{p}sp":
                _read_shape(child, slide)
            elif child.tag == "{a}tbl":
                slide.body += table_blocks(
                    [[_cell(cell) for cell in row if _is_shown(cell)] for row in child.findall("{a}tr")]
                )
            elif child.tag == "{dgm}relIds":
                slide.body += diagram_blocks(self._package, part, child, self._diagrams)
            elif child.tag in ("{c}chart", "{p}oleObj"):
                self._counts["objects_not_read"] += 1
            else:
                self._read_shapes(child, part, slide)


def diagram_blocks(package: Package, part: str, relation: Element, already_read: set[str]) -> list[Block]:
    """Return the texts of a SmartArt diagram as list items, in the order of its outline; each diagram once.

    ``relation`` is the ``{dgm}relIds`` by which ``part`` points at it.
    """
    link = package.relationships(part).get(relation.get("{r}dm", ""))
    if link is None or link.part not in package or link.part in already_read:
        return []
    already_read.add(link.part)
    texts = package.tree(link.part).iter("{dgm}t")
    return [block for text in texts for line in text.findall("{a}p") for block in make_block(Kind.ITEM, _line_text(line))]


def _read_shape(shape: Element, slide: _Slide) -> None:
    """Add the text of a shape to the title or to the rest of the slide."""
    role = _role(shape)
    if role in _RUNNING:
        return
    if role in _TITLES:
        slide.title += make_block(Kind.HEADING, " ".join(map(_line_text, _lines(shape))), 1)
        return
    for line in _lines(shape):
        slide.body += make_block(Kind.ITEM if _has_bullet(line, role) else Kind.PARAGRAPH, _line_text(line))


def _role(shape: Element) -> str | None:
    """Return the place of the layout that the shape fills, empty for its contents, None for a free text box."""
    holder = shape.find("{p}nvSpPr/{p}nvPr/{p}ph")
    return None if holder is None else holder.get("type", "")


def _lines(shape: Element) -> list[Element]:
    return shape.findall("{p}txBody/{a}p")


def _has_bullet(line: Element, role: str | None) -> bool:
    """Return whether a paragraph is a list item: as it says itself, else as the layouts do for its place."""
    properties = line.find("{a}pPr")
    if properties is not None:
        if properties.find("{a}buNone") is not None:
            return False
        if any(properties.find(mark) is not None for mark in ("{a}buChar", "{a}buAutoNum", "{a}buBlip")):
            return True
    return role in _BULLETED


def _cell(cell: Element) -> list[Block]:
    lines = [block for line in cell.findall("{a}txBody/{a}p") for block in make_block(Kind.PARAGRAPH, _line_text(line))]
    return make_block(Kind.PARAGRAPH, one_line(lines))


def _is_shown(element: Element) -> bool:
    """Return whether it is a table cell that is not covered by a merged one."""
    merged = (element.get(name) for name in ("hMerge", "vMerge"))
    return element.tag == "{a}tc" and not any(value in ("1", "true") for value in merged)


def _is_hidden(shape: Element) -> bool:
    """Return whether a shape, group or frame was switched off in the selection pane."""
    return any(
        properties.get("hidden") in ("1", "true")
        for frame in shape
        if re.fullmatch(r"\{p\}nv\w+Pr", str(frame.tag))
        for properties in frame.findall("{p}cNvPr")
    )


def _line_text(line: Element) -> str:
    """Return the text of one DrawingML paragraph, its line breaks kept."""
    pieces = []
    for element in line.iter():
        if element.tag in ("{a}t", "{m}t"):
            pieces.append((element.text or "").translate(_LINE_ENDS))
        elif element.tag == "{a}br":
            pieces.append("\n")
    return "".join(pieces)
