"""The formats that are read: one table from a suffix, and what the first bytes must say, to a reader."""

import importlib
from dataclasses import dataclass

from corpus.errors import UnreadableFileError
from corpus.limits import Limits
from corpus.read.extracted import Extracted, Reader

_CONVERT = "soffice --headless --convert-to {to} FILE"


@dataclass(frozen=True)
class Format:
    """How one suffix is read: the module and function of its reader, and the content it must have."""

    module: str
    function: str
    content: str

    def reader(self) -> Reader:
        """Return the reader; its module, and what that needs, is imported now."""
        reader: Reader = getattr(importlib.import_module(self.module), self.function)
        return reader


FORMATS = {
    ".txt": Format("corpus.read.text", "extract_text", "text"),
    ".md": Format("corpus.read.text", "extract_text", "text"),
    ".html": Format("corpus.read.html", "read_html", "text"),
    ".htm": Format("corpus.read.html", "read_html", "text"),
    ".xhtml": Format("corpus.read.html", "read_html", "text"),
    ".mhtml": Format("corpus.read.mail", "read_mhtml", "text"),
    ".pdf": Format("corpus.read.pdf", "read_pdf", "PDF"),
    ".docx": Format("corpus.read.docx", "read_docx", "zip"),
    ".odt": Format("corpus.read.odt", "read_odt", "zip"),
    ".pptx": Format("corpus.read.pptx", "read_pptx", "zip"),
    ".eml": Format("corpus.attachments", "read_mail", "text"),
    ".csv": Format("corpus.read.csv_rows", "read_csv_rows", "text"),
}
"""A format is added here, and in one module of ``corpus/read``."""

_REMEDIES = {
    **dict.fromkeys((".doc", ".rtf", ".wps"), f"save it as .docx, for example: {_CONVERT.format(to='docx')}"),
    **dict.fromkeys((".xls", ".xlsx", ".ods"), f"save the sheet as .csv, for example: {_CONVERT.format(to='csv')}"),
    **dict.fromkeys((".ppt", ".odp"), f"save it as .pptx, for example: {_CONVERT.format(to='pptx')}"),
    ".msg": "save the mail as .eml from the mail program",
    **dict.fromkeys((".zip", ".7z", ".rar", ".gz", ".tar", ".tgz"), "unpack it in the corpus folder"),
    **dict.fromkeys(
        (".jpg", ".jpeg", ".png", ".gif", ".tif", ".tiff", ".webp", ".bmp", ".svg"),
        "an image holds no text; run OCR on it and save the result as .pdf or .txt",
    ),
}

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document or a protected one"),
    (b"{\\rtf", "RTF"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"\x89PNG", "a PNG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x7fELF", "a program"),
)
_HEADER_BYTES = 1024
_HTML_MARKS = (b"<!doctype html", b"<html")


def remedy(suffix: str) -> str:
    """Return what to do with a file whose format is not read."""
    known = ", ".join(sorted(FORMATS))
    return _REMEDIES.get(suffix, f"the formats that are read are {known}")


def read_bytes(raw: bytes, suffix: str, limits: Limits) -> list[Extracted]:
    """Return the documents of one file; raises UnreadableFileError, ``type_mismatch`` when content and suffix disagree."""
    if not raw:
        raise UnreadableFileError("empty_file", "the file is empty")
    chosen = FORMATS[suffix]
    found = "PDF" if chosen.content == "PDF" and b"%PDF-" in raw[:_HEADER_BYTES] else sniff(raw)
    if found != chosen.content and not (chosen.content == "text" and found in ("text", "HTML")):
        raise UnreadableFileError(
            "type_mismatch", f"the file is named {suffix} but holds {found}; give it its right suffix, or save it again"
        )
    documents = chosen.reader()(raw, limits)
    for document in documents:
        if len(document.text) > limits.characters:
            raise UnreadableFileError(
                "limit_characters",
                f"its text has {len(document.text):,} characters, limits.characters allows {limits.characters:,}; split it",
            )
    return documents


def sniff(raw: bytes) -> str:
    """Return what the first bytes say a file holds; ``text`` when nothing else is recognised."""
    head = raw[:_HEADER_BYTES]
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "HTML" if start.startswith(_HTML_MARKS) else "text"
