"""How a generation is searched, as its size decides: what ``status`` says of it."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from index.generation import PASSAGES, SENTENCES, Manifest
from index.vectors import SCANNED_EXACTLY, is_mapped, scan_path


@dataclass(frozen=True)
class Scan:
    """How one set of vectors is scanned. ``mapped``: its exact vectors are mapped into memory, not read."""

    rows: int
    scan: str
    mapped: bool

    def __str__(self) -> str:
        return f"{self.scan}, {'memory-mapped' if self.mapped else 'in memory'}"


@dataclass(frozen=True)
class Plan:
    """The scans of a generation, the number of vectors up to which one is exact, the bytes of each part on disk."""

    passages: Scan
    sentences: Scan
    scanned_exactly_up_to: int
    words: str
    bytes_by_part: dict[str, int]

    def lines(self) -> dict[str, str]:
        """Return the plan in words, one line a part."""
        sizes = ", ".join(f"{part} {size}" for part, size in self.bytes_by_part.items())
        limit = f"exact up to {self.scanned_exactly_up_to} vectors"
        vectors = f"passages: {self.passages}; sentences: {self.sentences} ({limit})"
        return {"vectors": vectors, "words": self.words, "bytes_by_part": sizes}


def plan(manifest: Manifest) -> Plan:
    """Return how the generation of a manifest is searched."""
    sizes: dict[str, int] = {}
    for name, (size, _) in sorted(manifest.files.items()):
        part = PurePosixPath(name).parts[0].partition(".")[0]
        sizes[part] = sizes.get(part, 0) + size
    passages, sentences = _scan(manifest, PASSAGES, manifest.passages), _scan(manifest, SENTENCES, manifest.sentences)
    return Plan(passages, sentences, SCANNED_EXACTLY, "inverted lists, memory-mapped", sizes)


def _scan(manifest: Manifest, name: str, rows: int) -> Scan:
    quantised = scan_path(PurePosixPath(name)).name in manifest.files
    scan = "quantised scan, exact rescoring" if quantised else "exact scan"
    return Scan(rows, scan, is_mapped(manifest.files[name][0]))
