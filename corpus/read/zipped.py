"""Zip packages of XML parts, read within limits: what .docx, .odt and .pptx have in common.

Parts are read in memory only: nothing is extracted, no address inside a file is followed, and a document type
declaration, which is how entities multiply or point elsewhere, is refused.
"""

import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from io import BytesIO
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from corpus.errors import UnreadableFileError
from corpus.limits import Limits

_OLE2_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MEMBER_SIGNATURE = b"PK\x01\x02"
# Embedded workbooks are archives too and may be stored as they are: their members are found but are not ours.
_SIGNATURES_PER_MEMBER = 10
_CHUNK_BYTES = 1_000_000
# Expat reads a tag again from its start each time more bytes come: bounding a tag keeps the time linear.
_TAG_BYTES = 4_000_000
_DEPTH = 200
_ELEMENTS = 3_000_000
# NotImplementedError is a RuntimeError, UnicodeDecodeError a ValueError.
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    LookupError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)

# The transitional and the strict edition of Office Open XML name the same things in other words.
_MICROSOFT = "http://schemas.openxmlformats.org"
_STRICT = "http://purl.oclc.org/ooxml"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_PREFIXES = {
    **{f"{_MICROSOFT}/wordprocessingml/2006/main": "w", f"{_STRICT}/wordprocessingml/main": "w"},
    **{f"{_MICROSOFT}/presentationml/2006/main": "p", f"{_STRICT}/presentationml/main": "p"},
    **{f"{_MICROSOFT}/drawingml/2006/main": "a", f"{_STRICT}/drawingml/main": "a"},
    **{f"{_MICROSOFT}/drawingml/2006/chart": "c", f"{_STRICT}/drawingml/chart": "c"},
    **{f"{_MICROSOFT}/drawingml/2006/diagram": "dgm", f"{_STRICT}/drawingml/diagram": "dgm"},
    **{f"{_MICROSOFT}/officeDocument/2006/math": "m", f"{_STRICT}/officeDocument/math": "m"},
    **{f"{_MICROSOFT}/officeDocument/2006/relationships": "r", f"{_STRICT}/officeDocument/relationships": "r"},
    **{f"{_MICROSOFT}/officeDocument/2006/extended-properties": "ep", f"{_STRICT}/officeDocument/extendedProperties": "ep"},
    f"{_MICROSOFT}/package/2006/relationships": "package",
    f"{_MICROSOFT}/markup-compatibility/2006": "mc",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    **{f"{_OASIS}:{name}:1.0": name for name in ("office", "style", "text", "table", "meta", "script", "form")},
    f"{_OASIS}:drawing:1.0": "draw",
}
_RELATIONSHIP_ATTRIBUTES = frozenset(("Id", "Type", "Target", "TargetMode"))

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_HAND_MADE_MARK = re.compile("[-–—•*] ")
_WORD_CHARACTER = re.compile(r"\w")


class Kind(Enum):
    """What a block of a text is, which decides its mark and what separates it from the next."""

    PARAGRAPH = auto()
    HEADING = auto()
    ITEM = auto()
    ROW = auto()
    NOTE = auto()


# A quotation mark before a note: without one, the program takes a short line such as "Note : Voir p. 3" for a heading.
_MARKS = {Kind.PARAGRAPH: "", Kind.ITEM: "- ", Kind.ROW: "", Kind.NOTE: "> "}


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item, table row or note; only a paragraph has line breaks. ``level`` is 1 to 6."""

    kind: Kind
    text: str
    level: int = 0


def qualified(prefix: str, names: str) -> frozenset[str]:
    """Return the names of one namespace as ``tree`` gives them: ``{w}p`` for ``p`` of ``w``."""
    return frozenset(f"{{{prefix}}}{name}" for name in names.split())


@dataclass(frozen=True)
class Format:
    """A format and what its reader uses of the XML; elements ``skipped`` are not even kept in memory."""

    name: str
    attributes: frozenset[str]
    skipped: frozenset[str]

    def refuse(self, message: str) -> UnreadableFileError:
        """Return the error that says the file is another thing than its suffix says."""
        article = "an" if self.name.startswith("o") else "a"
        return UnreadableFileError(f"not_{article}_{self.name}", message)


@dataclass(frozen=True)
class Relationship:
    """A link between two parts: the last word of its type, and the name of the part it leads to."""

    kind: str
    part: str


class Package:
    """The parts of one file, found by name whatever its case; ``tree`` and ``read`` share one budget of bytes."""

    def __init__(self, raw: bytes, limits: Limits, form: Format) -> None:
        """Open ``raw``. Raises UnreadableFileError when it is no archive, protected, or declares more than the limits."""
        self.limits = limits
        self._form = form
        self._archive = _open_archive(raw, limits, form)
        self._members = {_part_name(member.filename): member for member in self._archive.infolist()}
        self._bytes_left = limits.expanded_bytes
        self._elements_left = _ELEMENTS
        self._relationships: dict[str, dict[str, Relationship]] = {}

    def __contains__(self, part: str) -> bool:
        return _part_name(part) in self._members

    def read(self, part: str) -> bytes:
        """Return the bytes of a part."""
        return b"".join(self._chunks(part))

    def tree(self, part: str) -> Element:
        """Return the XML of a part, names as ``{w}p`` whatever prefix and edition the file uses.

        Only the first branch of each {mc}AlternateContent is kept: the others say the same for older programs.
        """
        parser = _TreeParser(self._form, self._elements_left, self.limits.characters)
        try:
            root = parser.parse(self._chunks(part))
        # LookupError and ValueError: an encoding that Python does not know, or that is not for text.
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise UnreadableFileError("corrupt_xml", f"{part}: {error}; open and save the file again") from error
        except MemoryError:
            raise UnreadableFileError("limit_xml_elements", f"{part} does not fit in the memory a file may use") from None
        self._elements_left = parser.elements_left
        return root

    def relationships(self, part: str) -> dict[str, Relationship]:
        """Return the links from a part to others by their id; those that lead out of the file are left out."""
        if part not in self._relationships:
            self._relationships[part] = self._read_relationships(part)
        return self._relationships[part]

    def _read_relationships(self, part: str) -> dict[str, Relationship]:
        folder, name = posixpath.split(part)
        links = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, Relationship] = {}
        if links not in self:
            return found
        for link in self.tree(links).iter("{package}Relationship"):
            target = link.get("Target", "")
            if link.get("TargetMode") != "External" and target:
                where = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                found[link.get("Id", "")] = Relationship(link.get("Type", "").rpartition("/")[2], where)
        return found

    def _chunks(self, part: str) -> Iterator[bytes]:
        """Yield the bytes of a part, never more in all parts than the limit, whatever sizes the archive declares."""
        member = self._members.get(_part_name(part))
        if member is None:
            raise self._form.refuse(f"the archive holds no {part}")
        try:
            with self._archive.open(member) as stream:
                while chunk := stream.read(_CHUNK_BYTES):
                    self._bytes_left -= len(chunk)
                    if self._bytes_left < 0:
                        raise _too_large(self.limits)
                    yield chunk
        except _ZIP_ERRORS as error:
            raise UnreadableFileError("corrupt_zip", f"{part}: {error or type(error).__name__}") from error


class _TreeParser:
    """Builds the tree of one part, and stops at the first thing that has no place in it."""

    def __init__(self, form: Format, elements: int, characters: int) -> None:
        self.elements_left = elements
        self._characters_left = characters
        self._attributes = form.attributes | _RELATIONSHIP_ATTRIBUTES
        self._skipped = form.skipped
        self._names: dict[str, str] = {}
        self._depth = 0
        self._skipped_depth = 0
        self._branch_seen: list[bool] = []
        self._builder = TreeBuilder()
        self._expat = expat.ParserCreate(namespace_separator="}")
        self._expat.buffer_text = True
        self._expat.StartElementHandler = self._start
        self._expat.EndElementHandler = self._end
        self._expat.CharacterDataHandler = self._text
        self._expat.StartDoctypeDeclHandler = self._doctype

    def parse(self, chunks: Iterator[bytes]) -> Element:
        """Return the root, once. Raises ExpatError, or UnreadableFileError for a limit."""
        size = 0
        try:
            for chunk in chunks:
                size += len(chunk)
                self._expat.Parse(chunk, False)
                if size - self._expat.CurrentByteIndex > _TAG_BYTES:
                    raise UnreadableFileError("limit_expanded_size", f"one XML tag is longer than {_TAG_BYTES} bytes")
            self._expat.Parse(b"", True)
        finally:
            # It refers to this object and this object to it: left so, the tree would stay in memory long after its use.
            del self._expat
        return self._builder.close()

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        self.elements_left -= 1
        if self._depth > _DEPTH:
            raise UnreadableFileError("limit_xml_depth", f"the XML is nested more than {_DEPTH} levels deep")
        if self.elements_left < 0:
            raise UnreadableFileError("limit_xml_elements", f"the XML holds more than {_ELEMENTS} elements")
        if self._skipped_depth:
            return
        tag = self._names.get(name) or self._names.setdefault(name, _short_name(name))
        if (self._is_other_branch(tag) or tag in self._skipped) and self._depth > 1:
            self._skipped_depth = self._depth
            return
        # Most attributes say how a thing looks; dropping them halves the memory.
        kept = {}
        for key, value in attributes.items():
            short = _short_name(key)
            if short in self._attributes:
                kept[short] = value
        self._builder.start(tag, kept)

    def _is_other_branch(self, tag: str) -> bool:
        """Return whether the element is an alternative to one that was kept."""
        if tag == "{mc}AlternateContent":
            self._branch_seen.append(False)
        elif tag in ("{mc}Choice", "{mc}Fallback") and self._branch_seen:
            seen, self._branch_seen[-1] = self._branch_seen[-1], True
            return seen
        return False

    def _end(self, name: str) -> None:
        if not self._skipped_depth:
            tag = self._names[name]
            if tag == "{mc}AlternateContent":
                self._branch_seen.pop()
            self._builder.end(tag)
        elif self._skipped_depth == self._depth:
            self._skipped_depth = 0
        self._depth -= 1

    def _text(self, characters: str) -> None:
        if self._skipped_depth:
            return
        if not characters.isspace():
            self._characters_left -= len(characters)
            if self._characters_left < 0:
                raise UnreadableFileError("limit_characters", "the text is longer than limits.characters; split the file")
        self._builder.data(characters)

    def _doctype(self, *_: object) -> None:
        raise UnreadableFileError("xml_doctype_forbidden", "the XML declares a document type, as no Office program does")


def table_blocks(rows: Sequence[Sequence[Sequence[Block]]]) -> list[Block]:
    """Return one block a row of cells; tables and notes inside a cell follow its row.

    A table of one column is a frame around a text: its blocks come as they are.
    """
    if all(len(cells) <= 1 for cells in rows):
        return [block for cells in rows for cell in cells for block in cell]
    blocks = []
    for cells in rows:
        texts = [one_line(cell) for cell in cells]
        if any(texts):
            blocks.append(Block(Kind.ROW, f"| {' | '.join(texts)} |"))
        blocks += [block for cell in cells for block in cell if block.kind in (Kind.ROW, Kind.NOTE)]
    return blocks


def one_line(blocks: Sequence[Block]) -> str:
    """Return the text of the blocks on one line, without table rows and notes."""
    kept = (block for block in blocks if block.kind not in (Kind.ROW, Kind.NOTE))
    return " ".join(" ".join((("- " if block.kind is Kind.ITEM else "") + block.text).split("\n")) for block in kept)


def make_block(kind: Kind, written: str, level: int = 0) -> list[Block]:
    """Return the block without control characters and spaces at its ends; none when nothing is left."""
    text = _CONTROL.sub("", _LINE_BREAK.sub("\n", written.replace("\t", " ")))
    if not text.strip():
        return []
    lines = [line.strip(" ") for line in text.strip(" \n").split("\n")]
    if kind is not Kind.PARAGRAPH:
        return [Block(kind, " ".join(line for line in lines if line), min(level, 6))]
    return [Block(kind, re.sub("\n{3,}", "\n\n", "\n".join(lines)))]


def render(pages: Sequence[Sequence[Block]], limits: Limits) -> tuple[str, tuple[int, ...]]:
    """Return the text of all pages and where each starts; an empty page starts where the next one does.

    Raises UnreadableFileError: ``limit_characters``, or ``no_text`` without one letter or digit.
    """
    pieces: list[str] = []
    starts = []
    length = 0
    for page in pages:
        starts.append(length + 2 if pieces else 0)
        previous = None
        for block in page:
            together = block.kind is previous and previous in (Kind.ITEM, Kind.ROW)
            separator = "" if not pieces else "\n" if together else "\n\n"
            pieces.append(separator + _mark(block) + block.text)
            previous = block.kind
            length += len(pieces[-1])
            if length > limits.characters:
                raise UnreadableFileError("limit_characters", "the text is longer than limits.characters; split the file")
    text = "".join(pieces)
    if not _WORD_CHARACTER.search(text):
        raise UnreadableFileError(
            "no_text", "the file holds no letter and no digit; if it holds scans, save it as PDF with OCR"
        )
    return text, tuple(min(start, len(text)) for start in starts)


def _mark(block: Block) -> str:
    """Return what stands before the text of a block; nothing before an item that the author marked by hand."""
    if block.kind is Kind.HEADING:
        return "#" * block.level + " "
    return "" if block.kind is Kind.ITEM and _HAND_MADE_MARK.match(block.text) else _MARKS[block.kind]


def _open_archive(raw: bytes, limits: Limits, form: Format) -> zipfile.ZipFile:
    """Return the archive once its directory was found to be within the limits."""
    if not raw:
        raise UnreadableFileError("empty_file", "the file is empty (0 bytes)")
    if raw.startswith(_OLE2_SIGNATURE):
        raise UnreadableFileError(
            "old_or_protected",
            f"the content is an old or a password-protected Office document; save it as .{form.name} without password",
        )
    # Before the directory is read: a million entries would fill the memory.
    if raw.count(_MEMBER_SIGNATURE) > _SIGNATURES_PER_MEMBER * limits.members:
        raise UnreadableFileError("limit_members", f"the archive holds more than {limits.members} files")
    try:
        archive = zipfile.ZipFile(BytesIO(raw))
    except _ZIP_ERRORS as error:
        if not raw.startswith(b"PK"):
            raise form.refuse("the content is not a zip archive, so not what its suffix says") from error
        raise UnreadableFileError(
            "corrupt_zip", f"the archive is damaged ({error or type(error).__name__}); get a new copy"
        ) from error
    _check_directory(archive.infolist(), limits)
    return archive


def _check_directory(members: Sequence[zipfile.ZipInfo], limits: Limits) -> None:
    """Raise UnreadableFileError when the archive declares too much, or what no Office program writes."""
    if len(members) > limits.members:
        raise UnreadableFileError("limit_members", f"the archive holds {len(members)} files, more than {limits.members}")
    if sum(member.file_size for member in members) > limits.expanded_bytes:
        raise _too_large(limits)
    for member in members:
        if member.flag_bits & 1:
            raise UnreadableFileError("password_required", "the file is protected by a password; save it without one")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnreadableFileError("corrupt_zip", f"compression method {member.compress_type} is not one of Office")


def _too_large(limits: Limits) -> UnreadableFileError:
    return UnreadableFileError("limit_expanded_size", f"the archive expands to more than {limits.expanded_bytes} bytes")


def _part_name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _short_name(name: str) -> str:
    """Return ``{prefix}local`` for a namespace of the formats read here, the name alone for one without namespace."""
    namespace, _, local = name.rpartition("}")
    if not namespace:
        return local
    prefix = _PREFIXES.get(namespace)
    return f"{{{prefix}}}{local}" if prefix else name
