"""Tables in .csv: each row becomes one paragraph that says its columns."""

import csv
import re
from io import StringIO

from corpus.errors import UnreadableFileError
from corpus.limits import Limits
from corpus.read.decode import decode
from corpus.read.extracted import Extracted

_DELIMITERS = ";,\t|"
_LARGEST_CELL = 1_000_000
# What Excel writes and reads above a table.
_SEPARATOR_LINE = re.compile(r"sep=([;,\t|])\r?\n", re.IGNORECASE)


def read_csv_rows(raw: bytes, limits: Limits) -> list[Extracted]:
    """Return the table as one text, a row a paragraph that names its columns: ``Lieu : Lyon ; Date : 5 mai 2024``.

    Raises UnreadableFileError: those of ``decode``, ``corrupt_csv``, ``limit_rows``, ``no_text``.
    """
    decoded = decode(raw)
    text = decoded.text.removeprefix("\ufeff")
    if "\0" in text:
        raise UnreadableFileError("corrupt_csv", "the table holds NUL characters; export it anew")
    stated = _SEPARATOR_LINE.match(text)
    text = text[stated.end() :] if stated else text
    delimiter = stated[1] if stated else max(_DELIMITERS, key=text.lstrip().split("\n", 1)[0].count)
    csv.field_size_limit(_LARGEST_CELL)
    try:
        rows = [row for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter) if any(map(str.strip, row))]
    except csv.Error as error:
        raise UnreadableFileError("corrupt_csv", f"the table cannot be read ({error}); export it anew") from error
    if len(rows) > limits.rows:
        raise UnreadableFileError("limit_rows", f"the table has {len(rows):,} rows, {limits.rows:,} are read; split it")
    if len(rows) < 2:
        raise UnreadableFileError("no_text", "the table has no row under its first line")
    header = [cell.strip() for cell in rows[0]]
    paragraphs = (_paragraph(header, row) for row in rows[1:])
    return [Extracted(text="\n\n".join(paragraph for paragraph in paragraphs if paragraph), warnings=decoded.warnings)]


def _paragraph(header: list[str], row: list[str]) -> str:
    named = [
        f"{header[place]} : {cell.strip()}" if place < len(header) and header[place] else cell.strip()
        for place, cell in enumerate(row)
        if cell.strip()
    ]
    return " ; ".join(" ".join(one.split()) for one in named) + "." if named else ""
