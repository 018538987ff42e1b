"""Bytes of a text file to characters: UTF-8, UTF-16, Windows-1252 or Mac Roman, without a detector.

Detectors guess wrongly on short French texts; these rules were right on every sample they were measured with.
"""

import codecs
import re
from dataclasses import dataclass

from corpus.errors import UnreadableFileError
from corpus.read.mojibake import repair

_HEAD_BYTES = 8192
_SAMPLE_BYTES = 200_000
# So few accents say nothing about the encoding: "©", "£" and "½" alone are no reason to refuse a file.
_FEW_ACCENTS = 8
# The marks of UTF-32 first: the one of little-endian UTF-16 starts it.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an Office document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x7fELF", "a program"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"\x89PNG", "a PNG image"),
    (b"\x1f\x8b\x08", "a gzip archive"),
)
_ASCII = bytes(range(128))
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\x0b\x0c\r\x1b")
# Accented capitals and small letters, curly quotes and dashes as UTF-8 writes them.
_UTF8_ACCENT = re.compile(rb"\xc3[\x80-\xbf]|\xe2[\x80-\xbf]{2}|\xc5[\x92\x93]")
# Without Ç and Ê: "é" of DOS and the no-break space of Mac Roman are read as them in the other encoding.
_FRENCH_CHARACTERS = frozenset("éèàùçêîôûâëïüœæ’‘“”«»ÉÈÀ…–—€°•\u00a0")
_REPLACEMENT = "\ufffd"


@dataclass(frozen=True)
class Decoded:
    """The characters of a file, none added and no newline translated, and what had to be guessed.

    Accents that were garbled before the file was saved are decoded once more.

    A UTF-8 byte order mark stays as U+FEFF at position 0; one of UTF-16 or UTF-32 is removed.
    """

    text: str
    warnings: tuple[str, ...] = ()


def decode(raw: bytes) -> Decoded:
    """Return the text of ``raw``, with a warning for every guess and every byte that no encoding reads.

    Raises UnreadableFileError: ``empty_file``, ``binary_content`` or ``unknown_encoding``.
    """
    if not raw:
        raise UnreadableFileError("empty_file", "the file is empty (0 bytes)")
    for mark, encoding in _BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return _replacing(raw, encoding)
    if guess := _utf16_without_mark(raw[:_HEAD_BYTES]):
        return _replacing(raw, guess, f"encoding_guessed: {guess}")
    _refuse_binary(raw)
    controls = len(raw) - len(raw.translate(None, _CONTROLS))
    decoded = _decode_bytes(raw)
    return Decoded(decoded.text, decoded.warnings + ((f"control_characters: {controls}",) if controls else ()))


def _decode_bytes(raw: bytes) -> Decoded:
    """Decode UTF-8, whole or with faults, or an encoding of one byte a character."""
    try:
        text = raw.decode("utf-8")
        repaired = repair(text)
        return Decoded(repaired, () if repaired == text else ("mojibake_repaired",))
    except UnicodeDecodeError as error:
        fault = error.start
    accents = len(_UTF8_ACCENT.findall(raw))
    cut_at_the_end = accents > 0 and fault >= len(raw) - 3
    if cut_at_the_end or raw.startswith(codecs.BOM_UTF8):
        return _replacing(raw, "utf-8")
    if accents >= 2 and (mixed := _mixed(raw)):
        return mixed
    return _one_byte(raw)


def _replacing(raw: bytes, encoding: str, *warnings: str) -> Decoded:
    """Decode with U+FFFD for what the encoding cannot read, counted in a warning."""
    text = raw.decode(encoding, "replace")
    bad = text.count(_REPLACEMENT) - raw.decode(encoding, "ignore").count(_REPLACEMENT)
    return Decoded(text, (*warnings, f"bad_bytes_replaced: {bad}") if bad else warnings)


def _mixed(raw: bytes) -> Decoded | None:
    """Decode UTF-8 in which some lines were pasted in Windows-1252; None when those are not the exception."""
    lines = raw.splitlines(keepends=True)
    decoded = []
    foreign = bad = 0
    for line in lines:
        try:
            decoded.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            decoded.append(line.decode("cp1252", "replace"))
            foreign += 1
            bad += decoded[-1].count(_REPLACEMENT)
    if foreign > max(3, len(lines) // 2):
        return None
    warnings = (f"mixed_encoding: {foreign} line(s)",)
    return Decoded("".join(decoded), (*warnings, f"bad_bytes_replaced: {bad}") if bad else warnings)


def _one_byte(raw: bytes) -> Decoded:
    """Decode Mac Roman when it reads clearly more like French than Windows-1252 does, else Windows-1252."""
    accents = raw.translate(None, _ASCII)[:_SAMPLE_BYTES]
    windows = _french_share(accents.decode("cp1252", "replace"))
    macintosh = _french_share(accents.decode("mac_roman"))
    if macintosh > windows + 0.3:
        return Decoded(raw.decode("mac_roman"), ("encoding_guessed: mac_roman",))
    if windows < 0.3 and len(accents) > _FEW_ACCENTS:
        raise UnreadableFileError(
            "unknown_encoding",
            "read as UTF-8, UTF-16, Windows-1252 or Mac Roman the accents are not French; save the file as UTF-8",
        )
    return _replacing(raw, "cp1252", "encoding_guessed: cp1252")


def _french_share(accents: str) -> float:
    """Return the share of ``accents``, not empty, that French texts use."""
    return sum(character in _FRENCH_CHARACTERS for character in accents) / len(accents)


def _utf16_without_mark(head: bytes) -> str | None:
    """Return the byte order of UTF-16 when every other byte is mostly zero, as it is for Latin letters."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 0.3 * len(head) and even < 0.05 * len(head):
        return "utf-16-le"
    if even > 0.3 * len(head) and odd < 0.05 * len(head):
        return "utf-16-be"
    return None


def _refuse_binary(raw: bytes) -> None:
    """Raise UnreadableFileError when the first bytes are not those of a text."""
    for signature, kind in _SIGNATURES:
        if raw.startswith(signature):
            raise UnreadableFileError("binary_content", f"the content is {kind}, not text; give the file its own suffix")
    head = raw[:_HEAD_BYTES]
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls > max(8, 0.02 * len(head)):
        raise UnreadableFileError("binary_content", f"{controls} control bytes in the first {len(head)}: not a text")
