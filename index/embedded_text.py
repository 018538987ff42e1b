"""What the model and the lexical index read of a passage: its own words, led by what is known around them."""

from collections.abc import Sequence

from corpus.dates import PartialDate
from corpus.document import Document, Passage
from corpus.expressions import DateExpression
from corpus.plain import plain

_STRAIGHT = str.maketrans("’", "'")
_LONGEST_TITLE = 120  # characters: title and heading must leave room for the passage in the model's window
_LONGEST_HEADING = 120
_LONGEST_PERIOD_DAYS = 62  # a whole season or year is no month


def passage_text(document: Document, passage: Passage) -> str:
    """Return title, date and section heading, then the passage, all in plain reading, one a line."""
    lead = [
        _title(document),
        document.date.french() if document.date else "",
        _shorten(passage.heading, _LONGEST_HEADING),
    ]
    return "\n".join(line for line in [*lead, plain(passage.text)] if line).translate(_STRAIGHT)


def sentence_text(document: Document, start: int, end: int) -> str:
    """Return the title, then one sentence: the title names what the sentence is about."""
    sentence = plain(document.text[start:end])
    title = _title(document)
    return (f"{title}. {sentence}" if title else sentence).translate(_STRAIGHT)


def resolved_words(dates: Sequence[DateExpression]) -> str:
    """Return the months, with their year, that expressions without one mean: "la semaine dernière" is found by its month."""
    months = {
        PartialDate(day.year, day.month).french()
        for one in dates
        if one.first and one.last and one.provenance != "explicit" and (one.last - one.first).days <= _LONGEST_PERIOD_DAYS
        for day in (one.first, one.last)
    }
    return " ".join(sorted(months))


def _title(document: Document) -> str:
    return _shorten(plain(document.title), _LONGEST_TITLE)


def _shorten(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0]
