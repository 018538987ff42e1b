"""Mails (.eml) and saved pages (.mhtml): the text of the message, its subject, date and sender's organisation."""

import codecs
import contextlib
import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import PurePosixPath

from corpus.errors import UnreadableFileError
from corpus.limits import Limits
from corpus.read.decode import decode
from corpus.read.extracted import Extracted
from corpus.read.html import read_html

_HEADER = re.compile(rb"[\x21-\x39\x3b-\x7e]+:[ \t]?")
_MAILBOX_LINE = re.compile(rb"\AFrom [^\r\n]*\r?\n")
_LONGEST_HEADER = 300
_STUB_CHARACTERS = 1_000  # a shorter plain text may only say where to read
_FULLER = 2
# Codecs that are not those of a text: they know no lines, or read escapes.
_NO_TEXT_CODECS = frozenset(("idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7"))
_SUFFIXES = {
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/html": ".html",
    "text/csv": ".csv",
    "application/pdf": ".pdf",
    "message/rfc822": ".eml",
}
_PERSONAL = re.compile(r"(?:gmail|outlook|hotmail|yahoo|orange|free|laposte|wanadoo|sfr|live|icloud|proton(?:mail)?)\.\w+")


@dataclass(frozen=True)
class Attachment:
    """A file inside a mail: its own name, without any folder, and its bytes."""

    name: str
    raw: bytes


def read_eml(raw: bytes, limits: Limits) -> tuple[list[Extracted], list[Attachment]]:
    """Return the text of a mail, then its attachments; a mail inside the mail is an attachment.

    The plain text is read, else the web page, also when that says more than twice as much; a mail without either that
    carries attachments gives only these. Raises UnreadableFileError: ``not_an_email``, ``limit_parts``, ``limit_depth``,
    ``no_text``, and those of ``decode``.
    """
    message = _parse(raw)
    plain: list[str] = []
    pages: list[str] = []
    attachments: list[Attachment] = []
    warnings: list[str] = []
    for part in _parts(message, limits):
        kind = part.get_content_type()
        if _is_attachment(part, has_body=bool(plain or pages)):
            attachments.append(Attachment(_file_name(part) or f"attachment{_SUFFIXES.get(kind, '')}", _payload(part)))
        elif kind in ("text/plain", "text/html"):
            text, noted = _text(part)
            (plain if kind == "text/plain" else pages).append(text)
            warnings += noted
    text = "\n\n".join(one.strip() for one in plain if one.strip())
    if pages and len(text) < _STUB_CHARACTERS:
        text, of_page = _fuller(text, "".join(pages), limits)
        warnings += of_page
    if not re.search(r"\w", text) and attachments:
        return [], attachments
    if not re.search(r"\w", text):
        raise UnreadableFileError("no_text", "the mail has no text of its own; open it and save what it shows")
    return [Extracted(text=text, fields=_fields(message), warnings=tuple(dict.fromkeys(warnings)))], attachments


def _fuller(text: str, page: str, limits: Limits) -> tuple[str, tuple[str, ...]]:
    """Return the text of the page with its warnings, or ``text`` when that says half as much or the page says nothing."""
    try:
        found = read_html(page.encode("utf-8"), limits)[0]
    except UnreadableFileError:
        if not text:
            raise
        return text, ()
    return (found.text, found.warnings) if len(found.text) > _FULLER * len(text) else (text, ())


def read_mhtml(raw: bytes, limits: Limits) -> list[Extracted]:
    """Return the page saved in a .mhtml file; raises as ``read_eml`` and ``read_html`` do."""
    for part in _parts(_parse(raw), limits):
        if part.get_content_type() == "text/html":
            return read_html(_payload(part), limits)
    raise UnreadableFileError("no_text", "the file holds no page; save it again from the browser")


def _parse(raw: bytes) -> Message:
    raw = _MAILBOX_LINE.sub(b"", raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n"))
    if not _HEADER.match(raw):
        raise UnreadableFileError("not_an_email", "the file does not begin with the headers of a mail; save it as .txt")
    return email.message_from_bytes(raw, policy=email.policy.compat32)


def _parts(message: Message, limits: Limits) -> Iterator[Message]:
    """Yield the leaves of a message in order; a mail inside it is a leaf, but counts with its own parts."""
    stack: list[tuple[Message, int, bool]] = [(message, 0, False)]
    count = 0
    leaves = []
    while stack:
        part, depth, inside = stack.pop()
        count += 1
        if count > limits.parts:
            raise UnreadableFileError("limit_parts", f"the mail has more than {limits.parts} parts")
        if depth > limits.depth:
            raise UnreadableFileError("limit_depth", f"its parts are nested more than {limits.depth} deep")
        is_leaf = not part.is_multipart() or (depth > 0 and part.get_content_type() == "message/rfc822")
        if is_leaf and not inside:
            leaves.append(part)
        # Only of parts that hold others: the text of a leaf would be decoded, whatever charset it states.
        payload = part.get_payload() if part.is_multipart() else []
        inner = [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []
        stack += [(one, depth + 1, inside or is_leaf) for one in reversed(inner)]
    yield from leaves


def _is_attachment(part: Message, *, has_body: bool) -> bool:
    """Return whether a part stands beside the text; an image that the text shows does not, nor a first text with a name."""
    kind, disposition = part.get_content_type(), str(part.get("Content-Disposition", "")).strip().lower()
    if kind == "message/rfc822" or disposition.startswith("attachment"):
        return True
    if kind.startswith("image/") and (disposition.startswith("inline") or part.get("Content-ID")):
        return False
    return bool(_file_name(part)) and (has_body or kind not in ("text/plain", "text/html"))


def _payload(part: Message) -> bytes:
    """Return the bytes of a part; those of a mail inside the mail are the mail."""
    if part.get_content_type() == "message/rfc822" and isinstance(inner := part.get_payload(), list):
        return b"".join(bytes(message) for message in inner if isinstance(message, Message))
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(part: Message) -> tuple[str, list[str]]:
    """Return the text of a part, in the encoding it states when that is one, and what had to be guessed."""
    name, raw = _charset(part), _payload(part)
    if codec := _codec(name):
        with contextlib.suppress(UnicodeError):
            return raw.decode(codec).replace("\r\n", "\n"), []
    if not raw.strip():
        return "", []
    decoded = decode(raw)
    noted = [f"charset_mismatch: the mail says {name}"] if name else []
    return decoded.text.replace("\r\n", "\n"), [*noted, *decoded.warnings]


def _charset(part: Message) -> str:
    stated = part.get_param("charset", "")
    return (stated[2] if isinstance(stated, tuple) else str(stated or "")).strip().lower()


def _codec(name: str) -> str:
    """Return the name of the codec that reads a text in this charset, empty when there is none."""
    try:
        found = codecs.lookup(name).name
        "".encode(found)  # refuses those that are no encoding of texts
    except (LookupError, ValueError):
        return ""
    if found in _NO_TEXT_CODECS or name.replace("_", "-") in _NO_TEXT_CODECS:
        return ""
    return "cp1252" if found == "iso8859-1" else found


def _file_name(part: Message) -> str:
    """Return the name of an attachment without any folder, empty when the part has none."""
    name = _header(part.get_filename() or "")
    return PurePosixPath(name.replace("\\", "/")).name


def _fields(message: Message) -> dict[str, str]:
    fields = {"title": _header(_raw(message, "Subject")), "publisher": _organisation(message)}
    try:
        fields["date"] = parsedate_to_datetime(str(message.get("Date"))).date().isoformat()
    except (TypeError, ValueError, IndexError, OverflowError):
        if message.get("Date"):
            fields["date"] = str(message.get("Date"))
    return {name: value for name, value in fields.items() if value}


def _organisation(message: Message) -> str:
    """Return the sender's organisation: its header, else the domain of an address that is not personal."""
    if stated := _header(_raw(message, "Organization")):
        return stated
    domain = parseaddr(_header(_raw(message, "From")))[1].rpartition("@")[2].lower()
    return "" if _PERSONAL.fullmatch(domain) else domain


def _raw(message: Message, name: str) -> str:
    """Return a header as it stands in the file, bytes that are not ASCII as surrogates."""
    return next((str(value) for field, value in message.raw_items() if field.lower() == name.lower()), "")


def _header(value: str) -> str:
    """Return a header in words, on one line, at most 300 characters."""
    value = value[:2000]
    if any("\udc80" <= character <= "\udcff" for character in value):  # bytes that are not ASCII
        raw = value.encode("utf-8", "surrogateescape")
        value = raw.decode("utf-8" if _is_utf8(raw) else "cp1252", "replace")
    with contextlib.suppress(LookupError, ValueError, MessageError):
        value = str(make_header(decode_header(value)))
    return " ".join(value.split())[:_LONGEST_HEADER]


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
