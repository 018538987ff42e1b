"""OpenDocument texts (.odt) to text: what the reader of the printed page sees, notes and text boxes included."""

import re
from collections import Counter
from dataclasses import dataclass, field
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
    name="odt",
    attributes=qualified("text", "style-name outline-level display is-hidden c")
    | qualified("style", "name display-name family parent-style-name"),
    skipped=qualified("office", "annotation forms scripts font-face-decls master-styles")
    | qualified("style", "paragraph-properties")
    | qualified(
        "text",
        "list-style note-citation ruby-text script table-of-content-source illustration-index-source table-index-source "
        "object-index-source user-index-source alphabetical-index-source bibliography-source",
    ),
)
_MIME_TYPE = b"application/vnd.oasis.opendocument.text"
_INDEXES = qualified(
    "text", "table-of-content illustration-index table-index object-index user-index alphabetical-index bibliography"
)
_HIDING = frozenset(("{text}hidden-paragraph", "{text}hidden-text"))
_MOST_SPACES = 100
_LONGEST_STYLE_CHAIN = 20
_SPACES = re.compile("[ \t\r\n]+")


def read_odt(raw: bytes, limits: Limits) -> list[Extracted]:
    """Return the one document of an .odt file.

    Headings are ``#`` lines, list items and entries of an index ``- `` lines, table rows ``| a | b |``. A note is a
    paragraph ``> Note : ...`` after the one that calls it, a text box follows the paragraph it hangs on. Headers,
    footers and comments are left out.

    Raises UnreadableFileError: the codes of ``Package`` and ``render``, and ``not_an_odt``.
    """
    package = Package(raw, limits, _FORMAT)
    _refuse_other(package)
    reader = _OdtReader(package)
    text, _ = render([reader.read()], limits)
    properties = read_properties(package, ("meta.xml",), reader.title, text)
    return [Extracted(text, properties.fields, warnings=reader.warnings() + properties.warnings)]


@dataclass(frozen=True)
class _Style:
    """What matters of a style once those it is based on have been followed."""

    is_title: bool = False
    is_hidden: bool = False


@dataclass
class _Line:
    """A paragraph being read: its pieces, the blocks that follow it, and whether a field hides it whole."""

    pieces: list[str] = field(default_factory=list)
    after: list[Block] = field(default_factory=list)
    hidden: bool = False


class _OdtReader:
    """Walks content.xml; ``title`` is what its title style holds."""

    def __init__(self, package: Package) -> None:
        self.title = ""
        self._counts: Counter[str] = Counter()
        root = package.tree("content.xml")
        common = package.tree("styles.xml") if "styles.xml" in package else None
        self._styles = _read_styles([root] if common is None else [common, root])
        body = root.find("{office}body/{office}text")
        if body is None:
            raise _FORMAT.refuse("content.xml is not that of a text document")
        self._body = body
        self._title_open = True

    def read(self) -> list[Block]:
        """Return the blocks of the document."""
        return self._blocks(self._body)

    def warnings(self) -> tuple[str, ...]:
        """Return what was dropped or kept on the way, each with its count."""
        return tuple(f"{code}: {count}" for code, count in sorted((+self._counts).items()))

    def _blocks(self, element: Element, kind: Kind = Kind.PARAGRAPH) -> list[Block]:
        """Return the blocks inside ``element``, its plain paragraphs as ``kind``."""
        blocks: list[Block] = []
        for child in element:
            tag = child.tag
            if tag in ("{text}p", "{text}h"):
                blocks += self._paragraph(child, kind)
            elif tag == "{table}table":
                blocks += table_blocks([self._cells(row) for row in _rows(child)])
            elif tag in ("{text}list-item", "{text}numbered-paragraph"):
                blocks += self._item(child)
            elif tag == "{text}tracked-changes":
                self._count_changes(child)
            elif not self._is_left_out(child):
                blocks += self._blocks(child, Kind.ITEM if tag in _INDEXES else kind)
        return blocks

    def _item(self, element: Element) -> list[Block]:
        """Return a list item: its first paragraph carries the mark, the others continue it."""
        blocks = self._blocks(element)
        if blocks and blocks[0].kind is Kind.PARAGRAPH:
            blocks[:1] = make_block(Kind.ITEM, blocks[0].text)
        return blocks

    def _cells(self, row: Element) -> list[list[Block]]:
        return [self._blocks(cell) for cell in row if cell.tag == "{table}table-cell"]

    def _count_changes(self, changes: Element) -> None:
        """Count the changes of the author; the text of deletions is kept here, away from the body."""
        self._counts["deleted_text"] += sum(1 for _ in changes.iter("{text}deletion"))
        self._counts["tracked_changes"] += sum(1 for _ in changes.iter("{text}insertion"))

    def _is_left_out(self, element: Element) -> bool:
        """Return whether a section or stretch of text is hidden, and count it and what cannot be read."""
        self._counts["objects_not_read"] += element.tag in ("{draw}object", "{draw}object-ole")
        if element.tag == "{text}placeholder":
            self._counts["placeholder_text"] += 1
            return True
        hidden = element.get("{text}display") == "none" or (
            element.get("{text}is-hidden") == "true"
            and (element.tag in _HIDING or element.get("{text}display") == "condition")
        )
        if not hidden and element.tag == "{text}span":
            hidden = self._style("text", element).is_hidden
        self._counts["hidden_text"] += hidden
        return hidden

    def _style(self, family: str, element: Element) -> _Style:
        return self._styles.get((family, element.get("{text}style-name", "")), _Style())

    def _paragraph(self, element: Element, kind: Kind) -> list[Block]:
        style = self._style("paragraph", element)
        line = _Line(hidden=style.is_hidden)
        self._read_inline(element, line)
        written = "".join(line.pieces)
        if line.hidden and written.strip():
            self._counts["hidden_text"] += 1
            return line.after
        if element.tag == "{text}h" or style.is_title:
            level = element.get("{text}outline-level", "1")
            blocks = make_block(Kind.HEADING, written, int(level) if re.fullmatch("[1-6]", level) else 6)
        else:
            blocks = make_block(kind, written)
        self._follow_title(blocks, style.is_title)
        return blocks + line.after

    def _follow_title(self, blocks: list[Block], is_title: bool) -> None:
        """Take the first title of the document, which may run over several paragraphs."""
        if is_title and blocks and self._title_open:
            self.title = f"{self.title} {blocks[0].text}".strip()
        elif blocks and self.title:
            self._title_open = False

    def _read_inline(self, element: Element, line: _Line) -> None:
        """Add what a paragraph, link, field or span shows."""
        line.pieces.append(_SPACES.sub(" ", element.text or ""))
        for child in element:
            self._read_child(child, line)
            line.pieces.append(_SPACES.sub(" ", child.tail or ""))

    def _read_child(self, child: Element, line: _Line) -> None:
        tag = child.tag
        if tag == "{text}s":
            count = child.get("{text}c", "1")
            line.pieces.append(" " * (min(int(count), _MOST_SPACES) if re.fullmatch("[0-9]{1,9}", count) else 1))
        elif tag == "{text}tab":
            line.pieces.append(" ")
        elif tag == "{text}line-break":
            line.pieces.append("\n")
        elif tag == "{text}note":
            words = one_line(self._blocks(child))
            line.after += make_block(Kind.NOTE, f"Note : {words}") if words else []
        elif tag == "{text}hidden-paragraph" and child.get("{text}is-hidden") == "true":
            line.hidden = True
        elif self._is_left_out(child):
            return
        elif str(tag).startswith("{draw}") and tag != "{draw}a":
            line.after += self._blocks(child)
        else:
            self._read_inline(child, line)


def _refuse_other(package: Package) -> None:
    """Raise UnreadableFileError for another OpenDocument than a text, and for one with a password."""
    if "content.xml" not in package:
        raise _FORMAT.refuse("the archive holds no content.xml")
    declared = package.read("mimetype").strip() if "mimetype" in package else _MIME_TYPE
    if not declared.startswith(_MIME_TYPE):
        raise _FORMAT.refuse(f"the file declares itself as {declared[:80].decode('ascii', 'replace')}")
    # Searched and not parsed: the manifests of OpenOffice 2 declare a document type.
    manifest = "META-INF/manifest.xml"
    if manifest in package and b"encryption-data" in package.read(manifest):
        raise UnreadableFileError("password_required", "the file is protected by a password; save it without one")


def _rows(table: Element) -> list[Element]:
    """Return the rows of a table, those of its header and groups included, not those of the tables inside it."""
    rows = []
    for child in table:
        if child.tag == "{table}table-row":
            rows.append(child)
        elif child.tag in ("{table}table-header-rows", "{table}table-rows", "{table}table-row-group"):
            rows += _rows(child)
    return rows


def _read_styles(roots: list[Element]) -> dict[tuple[str, str], _Style]:
    """Return what each style, by family and name, says once those it is based on have been followed."""
    elements = {
        (style.get("{style}family", ""), style.get("{style}name", "")): style
        for root in roots
        for style in root.iter("{style}style")
    }
    return {key: _followed(key, elements) for key in elements}


def _followed(key: tuple[str, str], elements: dict[tuple[str, str], Element]) -> _Style:
    """Return one style; the nearest one that says whether it is hidden decides."""
    is_title = False
    is_hidden: bool | None = None
    for _ in range(_LONGEST_STYLE_CHAIN):
        style = elements.get(key)
        if style is None:
            break
        names = (style.get("{style}name", ""), style.get("{style}display-name", ""))
        is_title = is_title or any(name.lower() in ("title", "titre") for name in names)
        properties = style.find("{style}text-properties")
        display = None if properties is None else properties.get("{text}display")
        if is_hidden is None and display is not None:
            is_hidden = display == "none"
        key = (key[0], style.get("{style}parent-style-name", ""))
    return _Style(is_title, bool(is_hidden))
