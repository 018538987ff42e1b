"""The sidecar: a file ``documents.csv`` at the root of a corpus states what its documents do not say themselves."""

import csv
from pathlib import Path

from corpus.errors import CorpusError
from corpus.read.decode import decode

NAME = "documents.csv"
PINNED = "questions.jsonl"
"""Beside the sidecar: the questions that a rebuild must not lose; ``index.pinned`` reads them."""

_COLUMNS = ("title", "date", "kind", "publisher", "url", "lang")


def read_sidecar(root: Path) -> dict[str, dict[str, str]]:
    """Return the fields stated for each path relative to ``root``; nothing without a sidecar.

    The first column is ``path``; the others are among title, date, kind, publisher, url and lang; an empty cell states
    nothing. Raises CorpusError for a file that cannot be read or has other columns.
    """
    path = root / NAME
    if not path.is_file() or path.is_symlink():
        return {}
    try:
        lines = decode(path.read_bytes()).text.lstrip("\ufeff").splitlines()
        rows = csv.DictReader(lines, delimiter=";" if lines and ";" in lines[0] else ",", strict=True)
        unknown = sorted(set(rows.fieldnames or ()) - {"path", *_COLUMNS})
        if "path" not in (rows.fieldnames or ()) or unknown:
            raise CorpusError(f"{path} must have the columns path and any of {', '.join(_COLUMNS)}; correct its first line")
        return {row["path"]: {name: row[name] for name in _COLUMNS if row.get(name)} for row in rows if row["path"]}
    except (OSError, csv.Error) as error:
        raise CorpusError(f"{path} cannot be read ({error}); correct it or remove it") from error
