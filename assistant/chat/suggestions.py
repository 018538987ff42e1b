"""Questions to start with, drawn from the corpus itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from assistant.chat.texts import TEXTS
from corpus.plain import plain
from index.store import Entry

SUGGESTED = 4
_TITLE_CHARACTERS = 90
_ASKING = {kind: f"suggest_{kind}" for kind in ("position", "event", "press-release", "newsletter")}


@dataclass(frozen=True)
class Suggestion:
    """A question about one document: ``before``, the title in the language of the document, ``after``."""

    before: str
    title: str
    after: str
    language: str

    @property
    def question(self) -> str:
        """The whole question."""
        return f"{self.before}{self.title}{self.after}"


def suggestions(entries: Iterable[Entry], language: str) -> tuple[Suggestion, ...]:
    """Return questions about the latest document of each kind, then the one before; the latest kinds first."""
    titled = [entry for entry in entries if entry.title.strip()]
    titled.sort(key=lambda entry: entry.id)
    titled.sort(key=lambda entry: entry.date.isoformat() if entry.date else "", reverse=True)
    of_kind = sorted(enumerate(titled), key=lambda place: place[1].kind or "")
    turns = []
    for _, group in groupby(of_kind, key=lambda place: place[1].kind or ""):
        turns += [(turn, place, entry) for turn, (place, entry) in enumerate(group)]
    chosen = sorted(turns, key=lambda one: one[:2])[:SUGGESTED]
    return tuple(_suggestion(entry, language) for _, _, entry in chosen)


def _suggestion(entry: Entry, language: str) -> Suggestion:
    before, after = TEXTS[language][_ASKING.get(entry.kind or "", "suggest_other")].split("{title}")
    return Suggestion(before, _shortened(plain(entry.title)), after, entry.language)


def _shortened(title: str) -> str:
    if len(title) <= _TITLE_CHARACTERS:
        return title
    words, _, _ = title[:_TITLE_CHARACTERS].rpartition(" ")
    return f"{(words or title[:_TITLE_CHARACTERS]).rstrip(' ,;:')}…"
