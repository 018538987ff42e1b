"""A choice among the documents of a corpus, by kind, year and publisher, and the addresses that change it."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from index.store import Entry

UNDATED = "none"


@dataclass(frozen=True)
class Choice:
    """What a reader chose to see, each empty for everything; ``year`` is UNDATED for the documents without a date."""

    kind: str = ""
    year: str = ""
    publisher: str = ""

    def without(self, name: str) -> "Choice":
        """Return the choice with one of its fields taken back."""
        return replace(self, **{name: ""})

    def active(self) -> list[tuple[str, str]]:
        """Return the names and values of the fields that are chosen."""
        return [(field.name, getattr(self, field.name)) for field in fields(self) if getattr(self, field.name)]

    def address(self, language: str, page: int = 1) -> str:
        """Return the path of the page that shows it."""
        asked = [*self.active(), *([("page", str(page))] if page > 1 else [])]
        asked += [("lang", language)] if language != "fr" else []
        return "/corpus" + (f"?{urlencode(asked, errors='replace')}" if asked else "")


def chosen(entries: Iterable[Entry], choice: Choice) -> list[Entry]:
    """Return the documents of a choice, the latest first, those without a date last; of equal dates by id."""
    found = [entry for entry in entries if _fits(entry, choice)]
    found.sort(key=lambda entry: entry.id)
    found.sort(key=lambda entry: entry.date.isoformat() if entry.date else "", reverse=True)
    return found


def _fits(entry: Entry, choice: Choice) -> bool:
    year = str(entry.date.year) if entry.date else UNDATED
    return (
        choice.kind in ("", entry.kind or "")
        and choice.publisher in ("", entry.publisher or "")
        and choice.year in ("", year)
    )
