"""PDF files to text: whole sentences, exact page numbers, and a reason for every page that could not be read."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import accumulate

from corpus.errors import UnreadableFileError
from corpus.limits import Limits
from corpus.read.extracted import Extracted
from corpus.read.pdf_file import Page, PdfFile, read_pdf_file
from corpus.read.pdf_layout import lay_out
from corpus.read.pdf_title import choose_title
from corpus.read.quality import Quality, text_quality

_PAGE_BREAK = "\n\n"
_MOST_PAGES_NAMED = 20
_TAIL_BYTES = 4096
_CREATED = re.compile(r"(?:D:)?(\d{4})(\d{2})(\d{2})")


def read_pdf(raw: bytes, limits: Limits) -> list[Extracted]:
    """Return the one document that a PDF holds, with the start of each page in its text.

    Warnings: pages_without_text, pages_unreadable, low_quality_text, damaged_file, restricted, date_hint.

    Raises UnreadableFileError: not_a_pdf, password_required, corrupt_pdf, pdf_no_text, limit_pages, limit_characters.
    """
    file = read_pdf_file(raw, limits)
    _refuse_without_text(file.pages)
    layout = lay_out([page.lines for page in file.pages])
    text = _PAGE_BREAK.join(page for page in layout.pages if page)
    quality = text_quality(text)
    if quality and quality.is_rubbish:
        raise UnreadableFileError("corrupt_pdf", f"the text is unusable: {quality}; run OCR on the file and save it again")
    title = choose_title(file.title, layout)
    return [
        Extracted(
            text=text,
            fields={"title": title} if title else {},
            provenance="file metadata",
            pages=_page_starts(layout.pages),
            warnings=(*_page_warnings(file.pages), *_file_warnings(file, raw, quality)),
        )
    ]


def _refuse_without_text(pages: Sequence[Page]) -> None:
    """Raise UnreadableFileError when no page holds a word."""
    if any(page.has_text for page in pages):
        return
    if not any(page.readable for page in pages):
        raise UnreadableFileError("corrupt_pdf", f"none of its {len(pages)} pages can be read; export the file anew")
    images = sum(page.image for page in pages)
    if 2 * images >= len(pages):
        raise UnreadableFileError(
            "pdf_no_text", f"scan, no text: {images} of {len(pages)} pages are images; run OCR on the file and save it again"
        )
    raise UnreadableFileError(
        "pdf_no_text", f"no text on its {len(pages)} pages; run OCR on the file and save it again, or export it anew"
    )


def _page_starts(pages: Sequence[str]) -> tuple[int, ...]:
    """Return where each page starts in the joined text; a page without text starts where the next one does."""
    starts = accumulate((len(page) + len(_PAGE_BREAK) if page else 0 for page in pages), initial=0)
    length = sum(len(page) + len(_PAGE_BREAK) for page in pages if page) - len(_PAGE_BREAK)
    return tuple(min(start, max(length, 0)) for start in starts)[:-1]


def _page_warnings(pages: Sequence[Page]) -> list[str]:
    unreadable = [number for number, page in enumerate(pages, 1) if not page.readable]
    without_text = [number for number, page in enumerate(pages, 1) if page.readable and not page.has_text]
    return [
        f"{code}: {_page_numbers(numbers)}"
        for code, numbers in (("pages_unreadable", unreadable), ("pages_without_text", without_text))
        if numbers
    ]


def _page_numbers(numbers: Sequence[int]) -> str:
    more = len(numbers) - _MOST_PAGES_NAMED
    return ", ".join(map(str, numbers[:_MOST_PAGES_NAMED])) + (f" and {more} more" if more > 0 else "")


def _file_warnings(file: PdfFile, raw: bytes, quality: Quality | None) -> list[str]:
    warnings = []
    if quality and quality.is_low:
        warnings.append(f"low_quality_text: {quality}")
    if b"%%EOF" not in raw[-_TAIL_BYTES:]:
        warnings.append("damaged_file: the end of the file is missing")
    if file.restricted:
        warnings.append("restricted: it opens without a password, but its author limits what may be done with it")
    if created := _created(file.created):
        warnings.append(f"date_hint: {created.isoformat()} from the PDF's metadata")
    return warnings


def _created(written: str) -> date | None:
    """Return the day of ``D:20221123...``; it is that of the export, so only a hint."""
    match = _CREATED.match(written)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None
