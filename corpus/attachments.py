"""Mails with their attachments: each attachment whose format is read is a document of its own."""

from collections import Counter
from dataclasses import replace
from pathlib import PurePosixPath

from corpus.errors import UnreadableFileError
from corpus.formats import FORMATS, read_bytes
from corpus.limits import Limits
from corpus.read.extracted import Extracted
from corpus.read.mail import read_eml


def read_mail(raw: bytes, limits: Limits) -> list[Extracted]:
    """Return the mail, then the documents of its attachments, each named after its attachment.

    An attachment that cannot be read is a warning of the mail. Raises UnreadableFileError when the mail itself cannot.
    """
    mails, attachments = read_eml(raw, limits)
    found: list[Extracted] = []
    warnings: list[str] = []
    names: Counter[str] = Counter()
    for attachment in attachments:
        suffix = PurePosixPath(attachment.name).suffix.lower()
        if suffix not in FORMATS:
            warnings.append(f"attachment_skipped: {attachment.name}")
            continue
        try:
            parts = read_bytes(attachment.raw, suffix, limits)
        except UnreadableFileError as error:
            warnings.append(f"attachment_unreadable: {attachment.name} ({error.code})")
            continue
        name = _unused(attachment.name, names)
        found += [replace(part, name=f"{name}/{part.name}".rstrip("/")) for part in parts]
    if not mails:
        warnings.append("attachments_only")
    if not (documents := [*mails, *found]):
        raise UnreadableFileError("no_text", f"the mail has no text; {'; '.join(warnings)}")
    first, *others = documents
    return [replace(first, warnings=(*first.warnings, *warnings)), *others]


def _unused(name: str, names: Counter[str]) -> str:
    """Return the name, numbered when another attachment of the mail has it."""
    names[name] += 1
    if names[name] == 1:
        return name
    path = PurePosixPath(name)
    return f"{path.stem} ({names[name]}){path.suffix}"
