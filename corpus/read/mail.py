"""Mails (.eml) and saved pages (.mhtml): the text of the message, its subject, date and sender's organisation."""

import contextlib
import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
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
_LONGEST_HEADER = 300
_PERSONAL = re.compile(r"(?:gmail|outlook|hotmail|yahoo|orange|free|laposte|wanadoo|sfr|live|icloud|proton(?:mail)?)\.\w+")


@dataclass(frozen=True)
class Attachment:
    """A file inside a mail: its own name, without any folder, and its bytes."""

    name: str
    raw: bytes


def read_eml(raw: bytes, limits: Limits) -> tuple[list[Extracted], list[Attachment]]:
    """Return the text of a mail, then its attachments; a mail inside the mail is an attachment.

    The plain text is read, else the web page. Raises UnreadableFileError: ``not_an_email``, ``limit_parts``,
    ``limit_depth``, ``no_text``, and those of ``decode``.
    """
    message = _parse(raw)
    plain: list[str] = []
    pages: list[str] = []
    attachments: list[Attachment] = []
    warnings: list[str] = []
    for part in _parts(message, limits):
        name = _file_name(part)
        kind = part.get_content_type()
        if name or "attachment" in str(part.get("Content-Disposition", "")):
            attachments.append(Attachment(name or "attachment", _payload(part)))
        elif kind in ("text/plain", "text/html"):
            text, noted = _text(part)
            (plain if kind == "text/plain" else pages).append(text)
            warnings += noted
    text = "\n\n".join(one.strip() for one in plain if one.strip())
    if not text and pages:
        found = read_html("".join(pages).encode("utf-8"), limits)[0]
        text, warnings = found.text, [*warnings, *found.warnings]
    if not re.search(r"\w", text):
        raise UnreadableFileError("no_text", "the mail has no text of its own; open it and save what it shows")
    return [Extracted(text=text, fields=_fields(message), warnings=tuple(dict.fromkeys(warnings)))], attachments


def read_mhtml(raw: bytes, limits: Limits) -> list[Extracted]:
    """Return the page saved in a .mhtml file; raises as ``read_eml`` and ``read_html`` do."""
    for part in _parts(_parse(raw), limits):
        if part.get_content_type() == "text/html":
            return read_html(_payload(part), limits)
    raise UnreadableFileError("no_text", "the file holds no page; save it again from the browser")


def _parse(raw: bytes) -> Message:
    if not _HEADER.match(raw.lstrip(b"\r\n")):
        raise UnreadableFileError("not_an_email", "the file does not begin with the headers of a mail; save it as .txt")
    return email.message_from_bytes(raw, policy=email.policy.compat32)


def _parts(message: Message, limits: Limits) -> Iterator[Message]:
    """Yield the leaves of a message in order; mails inside it are not entered."""
    stack: list[tuple[Message, int]] = [(message, 0)]
    count = 0
    while stack:
        part, depth = stack.pop()
        count += 1
        if count > limits.parts:
            raise UnreadableFileError("limit_parts", f"the mail has more than {limits.parts} parts")
        if depth > limits.depth:
            raise UnreadableFileError("limit_depth", f"its parts are nested more than {limits.depth} deep")
        payload = part.get_payload()
        if part.is_multipart() and isinstance(payload, list):
            stack += [(inner, depth + 1) for inner in reversed(payload) if isinstance(inner, Message)]
        else:
            yield part


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(part: Message) -> tuple[str, list[str]]:
    raw = _payload(part)
    name = (part.get_content_charset() or "").lower()
    try:
        if name:
            return raw.decode("cp1252" if name == "iso-8859-1" else name).replace("\r\n", "\n"), []
    except (LookupError, UnicodeDecodeError):
        pass
    if not raw.strip():
        return "", []
    decoded = decode(raw)
    noted = [f"charset_mismatch: the mail says {name}"] if name else []
    return decoded.text.replace("\r\n", "\n"), [*noted, *decoded.warnings]


def _file_name(part: Message) -> str:
    """Return the name of an attachment without any folder, empty when the part has none."""
    name = _header(part.get_filename() or "")
    return PurePosixPath(name.replace("\\", "/")).name


def _fields(message: Message) -> dict[str, str]:
    fields = {"title": _header(str(message.get("Subject", ""))), "publisher": _organisation(message)}
    try:
        fields["date"] = parsedate_to_datetime(str(message.get("Date"))).date().isoformat()
    except (TypeError, ValueError, IndexError, OverflowError):
        if message.get("Date"):
            fields["date"] = str(message.get("Date"))
    return {name: value for name, value in fields.items() if value}


def _organisation(message: Message) -> str:
    """Return the sender's organisation: its header, else the domain of an address that is not personal."""
    if stated := _header(str(message.get("Organization", ""))):
        return stated
    domain = parseaddr(_header(str(message.get("From", ""))))[1].rpartition("@")[2].lower()
    return "" if _PERSONAL.fullmatch(domain) else domain


def _header(value: str) -> str:
    """Return a header in words, on one line, at most 300 characters."""
    value = value[:2000]
    with contextlib.suppress(LookupError, UnicodeError, ValueError):
        value = str(make_header(decode_header(value)))
    return " ".join(value.split())[:_LONGEST_HEADER]
