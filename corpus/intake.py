"""Intake: the folders of a corpus are walked, and each file becomes a document or a reason why not."""

import os
import unicodedata
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from corpus.assemble import ReadDocument, assemble
from corpus.errors import CorpusError, UnreadableFileError
from corpus.formats import FORMATS, remedy
from corpus.sandbox import Sandbox
from corpus.settings import Settings
from corpus.sidecar import NAME as SIDECAR
from corpus.sidecar import PINNED, read_sidecar

_OURS = {
    SIDECAR: ("sidecar", "it states titles and dates of the other files"),
    PINNED: ("pinned_questions", "it holds the questions that a rebuild must not lose"),
}
_SYSTEM_FILES = frozenset(("Thumbs.db", "desktop.ini"))


@dataclass(frozen=True)
class FoundFile:
    """A file to read. ``id`` is its path relative to its root, with ``/``, in NFC; ``path`` opens it."""

    id: str
    path: Path


@dataclass(frozen=True)
class ReadFile:
    """A file with its documents, or with the error that says why it has none.

    ``digest`` is the sha256 of its bytes, empty when it could not be opened or its reader died.
    """

    file: FoundFile
    digest: str
    documents: tuple[ReadDocument, ...]
    error: UnreadableFileError | None


@dataclass(frozen=True)
class Stated:
    """What the sidecars state: fields by file id, and the paths they name that no file has."""

    fields: Mapping[str, Mapping[str, str]]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class SkippedFile:
    """A file or folder that is left out. ``path`` is relative to the root, ``code`` and ``message`` say why."""

    path: str
    code: str
    message: str


def walk(roots: Sequence[Path]) -> tuple[list[FoundFile], list[SkippedFile]]:
    r"""Return the files to read and those left out, each sorted by id.

    Links are never followed, pipes and devices never opened. When two roots hold the same relative path the first root
    wins. Bytes of a name that are not UTF-8 are written ``\xe9`` in its id.

    Raises CorpusError when a root does not exist or is not a folder.
    """
    found: dict[str, FoundFile] = {}
    skipped: list[SkippedFile] = []
    for root in roots:
        _check_root(root)
        for entry in _entries(root):
            if isinstance(entry, SkippedFile):
                skipped.append(entry)
            elif entry.id in found:
                message = f"{_shown(entry.path)} has the same relative path as {_shown(found[entry.id].path)}; rename one"
                skipped.append(SkippedFile(entry.id, "path_collision", message))
            else:
                found[entry.id] = entry
    return [found[name] for name in sorted(found)], sorted(skipped, key=lambda row: (row.path, row.code))


def stated_fields(found: Sequence[FoundFile], roots: Sequence[Path]) -> Stated:
    """Return what the sidecars of the roots state; raises CorpusError for a sidecar that cannot be read."""
    fields: dict[str, Mapping[str, str]] = {}
    unknown: list[str] = []
    for root in roots:
        rows = read_sidecar(root)
        here = {file.id for file in found if file.path.is_relative_to(root)} if rows else set()
        for identity, row in rows.items():
            if identity in here:
                fields.setdefault(identity, row)
            else:
                unknown.append(identity)
    return Stated(fields, tuple(sorted(unknown)))


def read_files(found: Iterable[FoundFile], stated: Stated, settings: Settings) -> Iterator[ReadFile]:
    """Yield each file in order, after reading it in a sandbox, several at a time.

    A mail may give several documents, every other format gives one.
    """
    waiting: deque[FoundFile] = deque()

    def requests() -> Iterator[tuple[bytes, str]]:
        for file in found:
            waiting.append(file)
            yield os.fsencode(file.path), file.path.suffix.lower()

    for outcome in Sandbox(settings.limits()).read_all(requests()):
        file = waiting.popleft()
        documents = (assemble(one, file.id, None if one.name else stated.fields.get(file.id)) for one in outcome.documents)
        yield ReadFile(file, outcome.digest, tuple(documents), outcome.error)


def _check_root(root: Path) -> None:
    command = "plaidoyer rebuild --documents DIR"
    if not root.exists():
        raise CorpusError(f"the corpus folder '{root}' does not exist; create it or name another one: {command}")
    if not root.is_dir():
        raise CorpusError(f"'{root}' is not a folder; name the folder that holds it: {command}")


def _entries(root: Path) -> Iterator[FoundFile | SkippedFile]:
    """Yield what is under ``root``, folders in the order of their names."""
    folders = [(os.fspath(root), "")]
    while folders:
        folder, relative = folders.pop()
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            message = f"{error.strerror or error}; check that the folder may be read"
            yield SkippedFile(_identity(relative or "."), "unreadable", message)
            continue
        for entry in entries:
            path = f"{relative}/{entry.name}" if relative else entry.name
            identity = _identity(path)
            if reason := _OURS.get(identity) or _reason_to_skip(entry):
                yield SkippedFile(identity, *reason)
            elif entry.is_dir(follow_symlinks=False):
                folders.append((entry.path, path))
            else:
                yield FoundFile(identity, Path(entry.path))


def _reason_to_skip(entry: os.DirEntry[str]) -> tuple[str, str] | None:
    """Return the code and message of an entry that is neither a folder to enter nor a file to read, else None."""
    if entry.name.startswith((".", "~$")) or entry.name in _SYSTEM_FILES:
        return "hidden", "hidden and system files are left out"
    if entry.is_symlink():
        return "symlink", "links are not followed; copy the file here instead"
    if entry.is_dir(follow_symlinks=False):
        return None
    if not entry.is_file(follow_symlinks=False):
        return "not_a_file", "only regular files are read, not pipes, sockets or devices"
    suffix = PurePosixPath(entry.name).suffix.lower()
    if suffix not in FORMATS:
        named = f"{_shown(suffix)} files are not read" if suffix else "a file without suffix is not read"
        return "unsupported_format", f"{named}; {remedy(suffix)}"
    return None


def _identity(path: str) -> str:
    """Return a path relative to its root as ids are written."""
    return unicodedata.normalize("NFC", _shown(path))


def _shown(path: Path | str) -> str:
    r"""Return a path that can be printed: bytes of it that are not UTF-8 are written ``\xe9``."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
