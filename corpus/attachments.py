"""Mails with their attachments: each attachment whose format is read is a document of its own."""

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
        found += [replace(part, name=f"{attachment.name}/{part.name}".rstrip("/")) for part in parts]
    first, *others = mails
    return [replace(first, warnings=(*first.warnings, *warnings)), *others, *found]
