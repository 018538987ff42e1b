"""What PDFium finds in a PDF: the lines of each page with their place and size, and the metadata.

The only module that talks to PDFium. PDFium is not thread-safe, and some files make it eat all memory: it runs in a
worker process that has limits of its own.
"""

import ctypes
import math
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import Any

from corpus.errors import UnreadableFileError
from corpus.limits import Limits
from corpus.read.pdf_characters import clean
from corpus.read.raised import raised

_HEADER_BYTES = 1024
# What pypdfium2 raises besides its own RuntimeError, on values it did not expect.
_PDFIUM_ERRORS = (RuntimeError, AssertionError, ValueError, ctypes.ArgumentError)
_PASSWORD_ERROR, _SECURITY_ERROR = 4, 5
_FEW_WORD_CHARACTERS = 20
_COVERED = 0.5
_MOST_OBJECTS = 5_000
_SIZE_SAMPLES = 3
_LINE = re.compile("[^\r\n\ufffe]+\ufffe?|\ufffe")
_LINE_END_HYPHEN = re.compile("(?<=\\S)(?:\ufffe|[\u00ad\u2010-])\\s*$")
_DIGITS = re.compile(r"\d+")
_SMALL = 0.9  # of the size beside it
_WORD_CHARACTER = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page, in the order of the file.

    ``start`` and ``end`` are measured along the writing direction, ``baseline`` across it, growing upwards, ``size`` is
    the height of the font; all in points, 0 when unknown. ``hyphen`` tells that the line ended with one, which is no
    longer in ``text``.
    """

    text: str
    start: float
    end: float
    baseline: float
    size: float
    hyphen: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of one page; ``readable`` is false when PDFium failed on it, ``image`` true when one covers it.

    ``image`` is looked for only on pages with hardly any text.
    """

    lines: tuple[Line, ...]
    readable: bool = True
    image: bool = False

    @property
    def has_text(self) -> bool:
        """Whether there is a word to read; the stamp of a scanner on a page image is none."""
        letters = _word_characters(self.lines)
        return letters >= _FEW_WORD_CHARACTERS or (letters > 0 and not self.image)


@dataclass(frozen=True)
class PdfFile:
    """The pages in order and the metadata as written; ``restricted`` when the file opens without its owner's password."""

    pages: tuple[Page, ...]
    title: str
    created: str
    restricted: bool


def read_pdf_file(raw: bytes, limits: Limits) -> PdfFile:
    """Return the pages of a PDF, each read and closed in turn.

    Raises UnreadableFileError: not_a_pdf, password_required, corrupt_pdf, limit_pages, limit_characters.
    """
    if b"%PDF-" not in raw[:_HEADER_BYTES]:
        raise UnreadableFileError("not_a_pdf", "the content is not a PDF; give the file its own suffix")
    pdfium = _pdfium().raw
    with closing(_open(raw)) as document:
        count = len(document)
        if count > limits.pages:
            raise UnreadableFileError(
                "limit_pages", f"the file has {count} pages, the limit is {limits.pages}; split it or raise limits.pages"
            )
        return PdfFile(
            pages=tuple(_pages(document, count, limits)),
            title=_metadata(document, "Title"),
            created=_metadata(document, "CreationDate"),
            restricted=pdfium.FPDF_GetSecurityHandlerRevision(document) != -1,
        )


def _pdfium() -> Any:
    import pypdfium2  # type: ignore[import-untyped, unused-ignore]

    return pypdfium2


def _open(raw: bytes) -> Any:
    try:
        return _pdfium().PdfDocument(raw)
    except _PDFIUM_ERRORS as error:
        reason = getattr(error, "err_code", None)
    if reason in (_PASSWORD_ERROR, _SECURITY_ERROR):
        raise UnreadableFileError(
            "password_required", "the file is protected by a password; save a copy without it and add that one"
        )
    raise UnreadableFileError("corrupt_pdf", "the file is damaged and no page can be read; export it anew")


def _metadata(document: Any, key: str) -> str:
    try:
        return clean(document.get_metadata_value(key))
    except _PDFIUM_ERRORS:
        return ""


def _pages(document: Any, count: int, limits: Limits) -> Iterator[Page]:
    characters = 0
    for number in range(count):
        try:
            with closing(document[number]) as page, closing(page.get_textpage()) as text_page:
                characters += text_page.count_chars()
                if characters > limits.characters:
                    raise UnreadableFileError(
                        "limit_characters",
                        f"over {limits.characters} characters by page {number + 1}; split it or raise limits.characters",
                    )
                lines = tuple(_lines(text_page))
                scanned = _word_characters(lines) < _FEW_WORD_CHARACTERS and _is_covered_by_images(page)
        except _PDFIUM_ERRORS:
            yield Page((), readable=False)
        else:
            yield Page(lines, image=scanned)


def _lines(text_page: Any) -> Iterator[Line]:
    """Yield the lines that have a character to show."""
    text = text_page.get_text_range(errors="surrogatepass")
    first = end = 0
    for match in _LINE.finditer(text):
        # PDFium counts in UTF-16 units.
        first += _units(text[end : match.start()])
        written, end = match.group(), match.end()
        if shown := clean(_with_calls(text_page, written, first)):
            hyphen = len(shown) > 1 and bool(_LINE_END_HYPHEN.search(written))
            bare = shown[:-1].rstrip() if hyphen and shown[-1] in "-\u2010" else shown
            yield _placed(text_page, written, first, bare, hyphen)
        first += _units(written)


def _with_calls(text_page: Any, written: str, first: int) -> str:
    """Return a line with its small raised digits as calls of notes or powers; it begins at ``first`` in its page."""
    parts, done = list[str](), 0
    for match in _DIGITS.finditer(written):
        before = written[: match.start()].rstrip()
        base = len(before) - 1 if before else match.start()
        places = [base, *range(*match.span())]
        sizes, heights = zip(
            *(_size_and_height(text_page, first + _units(written[:place])) for place in places), strict=True
        )
        small = [size < _SMALL * max(sizes) and height > min(heights) for size, height in zip(sizes, heights, strict=True)]
        raised_from = small.index(True) if any(small) else 0
        if before and raised_from > 0 and all(small[raised_from:]):
            start = places[raised_from]
            parts += [written[done:start].rstrip(), raised(written[start : match.end()], (written[:start].rstrip(),))]
            done = match.end()
    return "".join((*parts, written[done:]))


def _size_and_height(text_page: Any, position: int) -> tuple[float, float]:
    index = _pdfium().raw.FPDFText_GetCharIndexFromTextIndex(text_page, position)
    return _font_size(text_page, index), _origin(text_page, index)[1]


def _placed(text_page: Any, written: str, first: int, shown: str, hyphen: bool) -> Line:
    """Return the line at its place; ``first`` is the position of its first character in the text of the page."""
    pdfium = _pdfium().raw
    inked = (_WORD_CHARACTER.search(written, part * len(written) // _SIZE_SAMPLES) for part in range(_SIZE_SAMPLES))
    sampled = [first + match.start() for match in inked if match] or [first]
    indexes = [pdfium.FPDFText_GetCharIndexFromTextIndex(text_page, position) for position in sampled]
    sizes = sorted(_font_size(text_page, index) for index in indexes)
    angle = pdfium.FPDFText_GetCharAngle(text_page, indexes[0])
    # PDFium counts the angle clockwise.
    along = (math.cos(angle), -math.sin(angle)) if math.isfinite(angle) and angle >= 0 else (1.0, 0.0)
    written_end = first + len(written.rstrip("\ufffe \u00a0")) - 1
    last = pdfium.FPDFText_GetCharIndexFromTextIndex(text_page, max(first, written_end))
    origin = _origin(text_page, pdfium.FPDFText_GetCharIndexFromTextIndex(text_page, first))
    return Line(
        text=shown,
        start=origin[0] * along[0] + origin[1] * along[1],
        end=_far_end(text_page, last, along),
        baseline=origin[1] * along[0] - origin[0] * along[1],
        size=sizes[len(sizes) // 2],
        hyphen=hyphen,
    )


def _font_size(text_page: Any, index: int) -> float:
    """Return the height of the font on the page: its size in the file, scaled as the text is."""
    pdfium = _pdfium().raw
    matrix = pdfium.FS_MATRIX()
    scale = math.hypot(matrix.c, matrix.d) if pdfium.FPDFText_GetMatrix(text_page, index, matrix) else 1.0
    return _finite(pdfium.FPDFText_GetFontSize(text_page, index) * scale)


def _origin(text_page: Any, index: int) -> tuple[float, float]:
    pdfium = _pdfium().raw
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
    return _finite(x.value), _finite(y.value)


def _far_end(text_page: Any, index: int, along: tuple[float, float]) -> float:
    pdfium = _pdfium().raw
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(text_page, index, box)
    corners = [(x, y) for x in (box.left, box.right) for y in (box.bottom, box.top)]
    return max(_finite(x) * along[0] + _finite(y) * along[1] for x, y in corners)


def _is_covered_by_images(page: Any) -> bool:
    """Return whether images, one or several strips, cover half of the page."""
    pdfium = _pdfium().raw
    width, height = page.get_size()
    area = 0.0
    for shape in islice(page.get_objects(max_depth=3), _MOST_OBJECTS):
        if shape.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = shape.get_bounds()
            area += _finite(abs(right - left) * abs(top - bottom))
    return area > 0 and area >= _COVERED * width * height


def _finite(value: float) -> float:
    return value if math.isfinite(value) else 0.0


def _units(text: str) -> int:
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _word_characters(lines: tuple[Line, ...]) -> int:
    return sum(len(_WORD_CHARACTER.findall(line.text)) for line in lines)
