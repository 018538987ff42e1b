"""Generations: each rebuild writes a folder of its own, and one atomic rename decides which of them serves.

    index/built/CURRENT             JSON: names of the generation that serves and of the one before it
    index/built/generations/NAME/   manifest.json, store.sqlite, passages.faiss, sentences.faiss, words/, report.json
    index/built/cache.sqlite        vectors by content
    index/built/catalogue.sqlite    files as they were last read
    index/built/lock                held by the rebuild that runs

The manifest names every file with its size and sha256; a file that differs is named and the generation refused.
"""

import contextlib
import fcntl
import hashlib
import json
import logging
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.errors import AssistantError

logger = logging.getLogger(__name__)

FORMAT = 4
CURRENT, GENERATIONS, MANIFEST = "CURRENT", "generations", "manifest.json"
STORE, PASSAGES, SENTENCES, WORDS, REPORT = (
    "store.sqlite",
    "passages.faiss",
    "sentences.faiss",
    "words",
    "report.json",
)
_NAME = re.compile(r"\d{6,}-[0-9a-f]{8}")


class IndexMissingError(AssistantError):
    """There is no index yet."""


class IndexDamagedError(AssistantError):
    """A file of the index is not the one that was written."""


class StaleIndexError(AssistantError):
    """The index was made by another model, or by another version of this program."""


class RebuildRunningError(AssistantError):
    """Another rebuild is writing this index."""


@dataclass(frozen=True)
class Manifest:
    """What a generation holds.

    ``inputs`` is a digest of the corpus, the settings and the model it was built from; ``runtime`` says what computed the
    vectors that were new, and need not be what serves them.
    """

    format: int
    name: str
    built_at: str
    model: str
    fingerprint: str
    runtime: str
    dimension: int
    passage_tokens: int
    inputs: str
    documents: int
    passages: int
    sentences: int
    files: dict[str, tuple[int, str]]


@dataclass(frozen=True)
class Published:
    """The names of the generation that serves and of the one before it.

    Raises ValueError for a name that no rebuild gives.
    """

    current: str
    previous: str | None

    def __post_init__(self) -> None:
        for name in (self.current, self.previous or self.current):
            if not _NAME.fullmatch(name):
                raise ValueError(f"{name!r} is not the name of a generation")


@dataclass(frozen=True)
class IndexFolder:
    """The folder of an index and the generations in it."""

    path: Path

    @property
    def cache(self) -> Path:
        """The file of the vectors kept between rebuilds."""
        return self.path / "cache.sqlite"

    @property
    def catalogue(self) -> Path:
        """The file of what was read, kept between rebuilds."""
        return self.path / "catalogue.sqlite"

    def published(self) -> Published | None:
        """Return which generation serves, None when none was ever published; raises IndexDamagedError."""
        try:
            return Published(**json.loads((self.path / CURRENT).read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError) as error:
            raise IndexDamagedError(
                f"{self.path / CURRENT} cannot be read ({error}); build the index again: plaidoyer rebuild"
            ) from error

    def generation(self, name: str) -> Path:
        """Return the folder of one generation."""
        return self.path / GENERATIONS / name

    def current(self) -> Path:
        """Return the folder of the generation that serves; raises IndexMissingError, IndexDamagedError."""
        published = self.published()
        if published is None:
            raise IndexMissingError(f"there is no index in {self.path}; build it: plaidoyer rebuild")
        return self.generation(published.current)

    @contextlib.contextmanager
    def rebuilding(self) -> Iterator[None]:
        """Hold the only right to write; raises RebuildRunningError when another process has it."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            stream = (self.path / "lock").open("a+")
        except OSError as error:
            raise AssistantError(
                f"the index folder {self.path} cannot be written ({error.strerror}); "
                f"make it writable or choose another: plaidoyer rebuild --index DIR"
            ) from error
        with stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise RebuildRunningError(
                    f"another rebuild is writing {self.path}; wait for it to end, then run the command again"
                ) from None
            yield

    def draft(self, name: str) -> Path:
        """Return a new empty folder for a generation to be written in, after sweeping what a killed rebuild left."""
        generations = self.path / GENERATIONS
        generations.mkdir(exist_ok=True)
        published = self.published_or_none()
        kept = {published.current, published.previous} if published else set()
        for folder in generations.iterdir():
            if folder.name not in kept:
                shutil.rmtree(folder)
        draft = generations / f"{name}.draft"
        draft.mkdir()
        return draft

    def published_or_none(self) -> Published | None:
        """Return which generation serves, None also when the pointer to it is damaged: a rebuild replaces it."""
        try:
            return self.published()
        except IndexDamagedError:
            return None

    def next_number(self) -> int:
        """Return a number that no generation of this folder has, higher than all."""
        generations = self.path / GENERATIONS
        names = [path.name for path in generations.iterdir()] if generations.is_dir() else []
        return 1 + max((int(name.partition("-")[0]) for name in names if _NAME.match(name)), default=0)

    def publish(self, draft: Path, name: str) -> None:
        """Make a finished draft the generation that serves: flushed to disk, renamed, then switched to at once."""
        for path in sorted(draft.rglob("*")):
            if path.is_file():
                path.chmod(0o644)
            _flush(path)
        _flush(draft)
        published = self.published_or_none()
        draft.replace(self.generation(name))
        _flush(self.path / GENERATIONS)
        self._point(Published(name, published.current if published else None))
        for folder in (self.path / GENERATIONS).iterdir():
            if folder.name not in (name, published.current if published else None):
                shutil.rmtree(folder)

    def roll_back(self) -> Published:
        """Make the generation before the one that serves serve again, after checking every file of it.

        Raises IndexMissingError when there is none, IndexDamagedError, RebuildRunningError.
        """
        with self.rebuilding():
            published = self.published()
            if published is None or published.previous is None:
                raise IndexMissingError(f"there is no generation before the one that serves in {self.path}; nothing changed")
            checked_manifest(self.generation(published.previous))
            exchanged = Published(published.previous, published.current)
            self._point(exchanged)
            return exchanged

    def servable(self) -> tuple[Path, Manifest]:
        """Return the generation that serves, every file checked; when it is damaged, the one before it, with a warning.

        Raises IndexMissingError, StaleIndexError, and IndexDamagedError when neither holds.
        """
        current = self.current()
        try:
            return current, checked_manifest(current)
        except IndexDamagedError as error:
            published = self.published()
            if published and self.generation(published.current) != current:  # a rebuild has just replaced it
                return self.servable()
            if published is None or published.previous is None:
                raise
            before = self.generation(published.previous)
            try:
                manifest = checked_manifest(before)
            except AssistantError:
                raise error from None
            logger.warning("%s; until then the generation before serves: %s", error, before.name)
            return before, manifest

    def _point(self, published: Published) -> None:
        pointer = self.path / f"{CURRENT}.draft"
        pointer.write_text(json.dumps(asdict(published)) + "\n")
        _flush(pointer)
        pointer.replace(self.path / CURRENT)
        _flush(self.path)


def checked_manifest(generation: Path) -> Manifest:
    """Return the manifest of a generation, every file of it checked; raises IndexDamagedError, StaleIndexError."""
    manifest = read_manifest(generation)
    check_files(generation, manifest)
    return manifest


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def file_digests(folder: Path) -> dict[str, tuple[int, str]]:
    """Return (bytes, sha256) of each file of a generation but its manifest and lock files, by relative path."""
    digests = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != MANIFEST and path.suffix != ".lock":
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            digests[path.relative_to(folder).as_posix()] = (path.stat().st_size, digest)
    return digests


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Write the manifest, the last file of a generation; it ends with a digest of itself."""
    (folder / MANIFEST).write_text(_manifest_text(manifest), encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a generation; raises IndexDamagedError, StaleIndexError."""
    path = folder / MANIFEST
    try:
        content = path.read_text(encoding="utf-8")
        fields = json.loads(content)
        if fields["format"] != FORMAT:
            raise StaleIndexError(
                f"the index in {folder} has format {fields['format']}, this program reads {FORMAT}; "
                f"build it again: plaidoyer rebuild"
            )
        del fields["digest"]
        files = {name: (size, digest) for name, (size, digest) in fields.pop("files").items()}
        manifest = Manifest(**fields, files=files)
        if _manifest_text(manifest) != content:
            raise ValueError("it is not as it was written")
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise IndexDamagedError(f"{path} cannot be read ({error}); build the index again: plaidoyer rebuild") from error
    return manifest


def _manifest_text(manifest: Manifest) -> str:
    fields = asdict(manifest)
    digest = hashlib.sha256(json.dumps(fields).encode()).hexdigest()
    return json.dumps({**fields, "digest": digest}, indent=1) + "\n"


def check_files(folder: Path, manifest: Manifest) -> None:
    """Compare every file with the manifest; raises IndexDamagedError that names those which differ."""
    try:
        found = file_digests(folder)
    except OSError as error:
        raise IndexDamagedError(f"{folder} cannot be read ({error}); build the index again: plaidoyer rebuild") from error
    differing = sorted(name for name in {*found, *manifest.files} if found.get(name) != manifest.files.get(name))
    if differing:
        raise IndexDamagedError(
            f"{', '.join(differing)} in {folder} changed after the index was built; build it again: plaidoyer rebuild"
        )
