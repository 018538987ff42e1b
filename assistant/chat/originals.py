"""The files that documents were read from, for an administrator who lets readers download them."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Originals:
    """The folders of the corpus."""

    roots: tuple[Path, ...]

    def path(self, document_id: str) -> Path | None:
        """Return the file of a document, None when there is none: an attachment of a mail, a file that went away.

        As for the rebuild, links are not followed, and the first folder that has the file wins.
        """
        for root in (root.resolve() for root in self.roots):
            wanted = root / document_id
            try:
                found = wanted.resolve(strict=True)
            except (OSError, ValueError):  # no such file, or a name that no file system takes
                continue
            if found == wanted and found.is_relative_to(root) and found.is_file():
                return found
        return None
