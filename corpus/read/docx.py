"""Word documents (.docx) to text: what the reader of the printed page sees, notes and text boxes included."""

import posixpath
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from corpus.limits import Limits
from corpus.read.extracted import Extracted
from corpus.read.office_properties import read_properties
from corpus.read.pptx import diagram_blocks
from corpus.read.raised import raised
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
    name="docx",
    attributes=qualified("w", "val id type styleId fldCharType char") | qualified("r", "dm"),
    skipped=qualified(
        "w",
        "sectPr tblPr tblGrid rFonts sz szCs lang color b bCs i iCs u spacing jc ind kern highlight shd noProof proofErr "
        "tabs pBdr bookmarkStart bookmarkEnd lastRenderedPageBreak instrText delText delInstrText rPrChange pPrChange "
        "latentStyles docDefaults",
    ),
)
_PROPERTIES = ("docProps/core.xml", "docProps/app.xml")
_SPACES = {"{w}tab": " ", "{w}ptab": " ", "{w}br": "\n", "{w}cr": "\n", "{w}noBreakHyphen": "-"}
_CHARACTERS = frozenset(("{w}t", "{m}t", "{w}sym", *_SPACES))
_LINE_ENDS = str.maketrans("\t\r\n", "   ")
_NOT_TEXT = frozenset(("{w}pPr", "{w}rPr", "{w}sdtPr", "{w}sdtEndPr", "{w}trPr", "{w}tcPr"))
_REMOVED = frozenset(("{w}del", "{w}moveFrom"))
_INSERTED = frozenset(("{w}ins", "{w}moveTo"))
_NOTE_CALLS = {"{w}footnoteReference": "{w}footnote", "{w}endnoteReference": "{w}endnote"}
_OBJECTS = frozenset(("{w}object", "{w}altChunk", "{c}chart"))
_OFF = frozenset(("0", "false", "off", "none"))
_HEADING_NAME = re.compile(r"(?:heading|titre) ?([1-9])")
_LIST_NAME = re.compile(r"list (?:bullet|number).*|liste (?:à puces|numérotée).*|(?:toc|tm|contents) ?[1-9]")
_LONGEST_STYLE_CHAIN = 20
_BODY_LEVEL = 9


def read_docx(raw: bytes, limits: Limits) -> list[Extracted]:
    """Return the one document of a .docx file.

    Headings are ``#`` lines, list items and entries of a table of contents ``- `` lines, table rows ``| a | b |``. A
    note is a paragraph ``> Note : ...`` after the one that calls it, a text box follows the paragraph it hangs on.
    Headers, footers and comments are left out.

    Raises UnreadableFileError: the codes of ``Package`` and ``render``, and ``not_a_docx``.
    """
    package = Package(raw, limits, _FORMAT)
    reader = _DocxReader(package)
    blocks = reader.read()
    text, _ = render([blocks], limits)
    properties = read_properties(package, _PROPERTIES, reader.title, text)
    return [Extracted(text, properties.fields, warnings=reader.warnings() + properties.warnings)]


@dataclass(frozen=True)
class _Style:
    """What a style says of a paragraph or run; None where it says nothing. ``level`` counts from 0, 9 is body text."""

    level: int | None = None
    is_title: bool | None = None
    is_list: bool | None = None
    is_hidden: bool | None = None

    def over(self, base: "_Style") -> "_Style":
        """Return this style with what it leaves open taken from ``base``."""
        stated = {name: value for name, value in vars(self).items() if value is not None}
        return replace(base, **stated)


@dataclass
class _Line:
    """A paragraph being read: its pieces, the blocks that follow it, whether each field open in it shows its result."""

    pieces: list[str] = field(default_factory=list)
    after: list[Block] = field(default_factory=list)
    fields: list[bool] = field(default_factory=list)


class _DocxReader:
    """Walks the main part; ``title`` is what its title style holds."""

    def __init__(self, package: Package) -> None:
        self.title = ""
        self._counts: Counter[str] = Counter()
        self._package = package
        self._main = _main_part(package)
        self._body = _body(package, self._main)
        self._styles = _read_styles(package, self._related("styles"))
        self._notes = {
            (note.tag, note.get("{w}id", "")): note
            for part in (self._related("footnotes"), self._related("endnotes"))
            for note in (package.tree(part) if part else ())
            if note.get("{w}type", "normal") == "normal"
        }
        self._diagrams: set[str] = set()
        self._title_open = True
        self._inside_note = False

    def read(self) -> list[Block]:
        """Return the blocks of the document."""
        return self._blocks(self._body)

    def warnings(self) -> tuple[str, ...]:
        """Return what was dropped or kept on the way, each with its count."""
        return tuple(f"{code}: {count}" for code, count in sorted((+self._counts).items()))

    def _related(self, kind: str) -> str:
        """Return the name of a companion part, empty without one."""
        links = self._package.relationships(self._main).values()
        usual = posixpath.join(posixpath.dirname(self._main), f"{kind}.xml")
        part = next((link.part for link in links if link.kind == kind), usual)
        return part if part in self._package else ""

    def _blocks(self, element: Element) -> list[Block]:
        blocks: list[Block] = []
        for child in element:
            if child.tag == "{w}p":
                blocks += self._paragraph(child)
            elif child.tag == "{w}tbl":
                blocks += table_blocks([list(self._cells(row)) for row in self._rows(child)])
            elif self._enters(child):
                blocks += self._blocks(child)
        return blocks

    def _enters(self, element: Element) -> bool:
        """Return whether what is inside the element is shown, and count why not or how it came there."""
        tag = element.tag
        if tag in _REMOVED:
            self._counts["deleted_text"] += 1
        elif tag in _INSERTED:
            self._counts["tracked_changes"] += 1
        elif tag in _OBJECTS:
            self._counts["objects_not_read"] += 1
        elif tag == "{w}sdt" and _is_on(element.find("{w}sdtPr/{w}showingPlcHdr")):
            self._counts["placeholder_text"] += 1
            return False
        return tag not in _REMOVED and tag not in _NOT_TEXT

    def _rows(self, table: Element) -> Iterator[Element]:
        """Yield the rows of a table, not those of the tables inside it."""
        for child in table:
            if child.tag == "{w}tr":
                if child.find("{w}trPr/{w}del") is not None:
                    self._counts["deleted_text"] += 1
                    continue
                self._counts["tracked_changes"] += child.find("{w}trPr/{w}ins") is not None
                yield child
            elif self._enters(child):
                yield from self._rows(child)

    def _cells(self, row: Element) -> Iterator[list[Block]]:
        for child in row:
            if child.tag == "{w}tc":
                yield self._blocks(child)
            elif self._enters(child):
                yield from self._cells(child)

    def _paragraph(self, paragraph: Element) -> list[Block]:
        style = self._paragraph_style(paragraph.find("{w}pPr"))
        line = _Line()
        self._read_inline(paragraph, line, bool(style.is_hidden))
        level = _BODY_LEVEL if style.level is None else style.level
        written = "".join(line.pieces)
        if style.is_title or level < _BODY_LEVEL:
            blocks = make_block(Kind.HEADING, written, 1 if style.is_title else level + 1)
        else:
            blocks = make_block(Kind.ITEM if style.is_list else Kind.PARAGRAPH, written)
        self._follow_title(blocks, bool(style.is_title))
        return blocks + line.after

    def _follow_title(self, blocks: list[Block], is_title: bool) -> None:
        """Take the first title of the document, which may run over several paragraphs."""
        if is_title and blocks and self._title_open:
            self.title = f"{self.title} {blocks[0].text}".strip()
        elif blocks and self.title:
            self._title_open = False

    def _paragraph_style(self, properties: Element | None) -> _Style:
        if properties is None:
            return _Style()
        named = self._styles.get(_value(properties.find("{w}pStyle")), _Style())
        return _stated(properties).over(named)

    def _read_inline(self, element: Element, line: _Line, hidden: bool) -> None:
        """Add what the children of a paragraph, link, field or run show."""
        for child in element:
            tag = child.tag
            if tag == "{w}r":
                self._read_run(child, line, hidden)
            elif tag == "{w}fldChar":
                _follow_field(child, line)
            elif tag in _CHARACTERS:
                line.pieces.append(_characters(child) if all(line.fields) else "")
            elif tag in _NOTE_CALLS:
                line.after += self._note(_NOTE_CALLS[tag], child.get("{w}id", ""))
            elif tag == "{w}txbxContent":
                line.after += self._blocks(child)
            elif tag == "{dgm}relIds":
                line.after += diagram_blocks(self._package, self._main, child, self._diagrams)
            elif self._enters(child):
                self._read_inline(child, line, hidden)

    def _read_run(self, run: Element, line: _Line, hidden: bool) -> None:
        """Add what a run shows unless it is hidden; a field is followed all the same."""
        properties = run.find("{w}rPr")
        if properties is not None:
            named = self._styles.get(_value(properties.find("{w}rStyle")), _Style())
            stated = (_switch(properties.find("{w}vanish")), named.is_hidden, hidden)
            hidden = next(answer for answer in stated if answer is not None)
        if not hidden:
            first = len(line.pieces)
            self._read_inline(run, line, hidden)
            if properties is not None and _value(properties.find("{w}vertAlign")) == "superscript":
                line.pieces[first:] = [raised("".join(line.pieces[first:]), line.pieces[:first])]
            return
        self._counts["hidden_text"] += any(text.text for text in run.iter("{w}t"))
        for character in run.iter("{w}fldChar"):
            _follow_field(character, line)

    def _note(self, tag: str, identity: str) -> list[Block]:
        """Return a note the first time it is called; a note calls no other."""
        note = None if self._inside_note else self._notes.pop((tag, identity), None)
        if note is None:
            return []
        self._inside_note = True
        words = one_line(self._blocks(note))
        self._inside_note = False
        return make_block(Kind.NOTE, f"Note : {words}") if words else []


def _main_part(package: Package) -> str:
    """Return the name of the part that holds the text, whatever it is called."""
    links = package.relationships("").values()
    return next((link.part for link in links if link.kind == "officeDocument"), "word/document.xml")


def _body(package: Package, part: str) -> Element:
    """Return the body of the text. Raises UnreadableFileError when the part is something else."""
    body = package.tree(part).find("{w}body")
    if body is None:
        raise _FORMAT.refuse(f"{part} is not the text of a Word document")
    return body


def _read_styles(package: Package, part: str) -> dict[str, _Style]:
    """Return what each style says once those it is based on have been followed."""
    if not part:
        return {}
    own: dict[str, tuple[_Style, str]] = {}
    for element in package.tree(part).iter("{w}style"):
        own[element.get("{w}styleId", "")] = (_own_style(element), _value(element.find("{w}basedOn")))
    styles = {}
    for name in own:
        style, base = _Style(), name
        for _ in range(_LONGEST_STYLE_CHAIN):
            if base not in own:
                break
            inherited, base = own[base]
            style = style.over(inherited)
        styles[name] = style
    return styles


def _own_style(element: Element) -> _Style:
    """Return what one style says by its name and its properties."""
    name = _value(element.find("{w}name")).lower()
    properties = element.find("{w}pPr")
    stated = _Style() if properties is None else _stated(properties)
    if heading := _HEADING_NAME.fullmatch(name):
        stated = replace(stated, level=int(heading[1]) - 1, is_title=False)
    elif name in ("title", "titre"):
        stated = replace(stated, is_title=True)
    elif _LIST_NAME.fullmatch(name):
        stated = replace(stated, is_list=True)
    return replace(stated, is_hidden=_switch(element.find("{w}rPr/{w}vanish")))


def _stated(properties: Element) -> _Style:
    """Return what the properties of a paragraph say themselves; a list numbered 0 is no list."""
    level = _value(properties.find("{w}outlineLvl"))
    numbering = properties.find("{w}numPr")
    is_list = None if numbering is None else _value(numbering.find("{w}numId")) != "0"
    return _Style(level=int(level) if re.fullmatch("[0-9]", level) else None, is_list=is_list)


def _follow_field(character: Element, line: _Line) -> None:
    """Note where a field begins, where its result begins and where it ends: only the result is shown."""
    kind = character.get("{w}fldCharType")
    if kind == "begin":
        line.fields.append(False)
    elif kind == "separate" and line.fields:
        line.fields[-1] = True
    elif kind == "end" and line.fields:
        line.fields.pop()


def _characters(element: Element) -> str:
    """Return the characters that an element stands for, nothing for a symbol that only its font defines."""
    if element.tag in ("{w}t", "{m}t"):
        return (element.text or "").translate(_LINE_ENDS)
    if element.tag in _SPACES:
        return _SPACES[element.tag]
    code = element.get("{w}char", "")
    number = int(code, 16) if re.fullmatch(r"[0-9A-Fa-f]{4}", code) else 0
    return chr(number) if 0x20 <= number < 0xD800 else ""


def _value(element: Element | None) -> str:
    return "" if element is None else element.get("{w}val", "")


def _switch(element: Element | None) -> bool | None:
    """Return whether a property is on; None when it is not stated."""
    return None if element is None else _is_on(element)


def _is_on(element: Element | None) -> bool:
    return element is not None and element.get("{w}val", "1").lower() not in _OFF
