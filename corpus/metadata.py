"""What is known about a document: title, date, kind, publisher, source and language, with a warning for each guess."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import PurePosixPath

from corpus.blocks import LIST_MARK, block_spans
from corpus.dates import MONTH_NAMES, PartialDate, parse_date
from corpus.kind import guess_kind
from corpus.language import detect_language
from corpus.plain import fold, plain

_LONGEST_TITLE_CHARACTERS = 200
# A "# " heading further down is a section, and a date line too.
_TITLE_REGION_CHARACTERS = 20_000
_TITLE_REGION_BLOCKS = 5
_DATELINE_REGION_CHARACTERS = 400
_LONGEST_SHOWN_CHARACTERS = 80

_KINDS = {
    "position": "position positions prise-de-position note-de-position position-paper plaidoyer contribution motion",
    "event": "event events evenement evenements agenda rencontre atelier webinaire colloque conference compte-rendu",
    "press-release": "press-release press-releases communique communiques communique-de-presse dossier-de-presse cp",
    "newsletter": "newsletter newsletters infolettre infolettres lettre-d-information lettre-d-info gazette bulletin",
    "report": "report reports rapport rapports etude etudes study enquete bilan livre-blanc",
    "letter": "letter letters lettre lettres courrier courriers lettre-ouverte open-letter",
    "speech": "speech speeches discours allocution intervention audition",
    "other": "other autre autres divers misc",
}
_PRESS_RELEASES = frozenset(_KINDS["press-release"].split())
_LETTERHEAD = 3  # blocks: the name of the sender, the kind, the title, then the text
_KIND_OF_SYNONYM = {synonym: kind for kind, synonyms in _KINDS.items() for synonym in synonyms.split()}
_HEADING = re.compile(r"#{1,6}[ \t]")
_CLOSING_MARKS = re.compile(r"[ \t]#+[ \t]*$")
_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")

# On the folded name of a file, anywhere in it: 2024-11-13, 2024_11, 20241113, 13-11-2024, novembre-2024, nov 2024.
_FILE_NAME_DATES = (
    re.compile(
        r"(?<!\d)(?P<year>(?:19|20)\d{2})(?:(?P<mark>[-_])(?P<month>\d{2})(?:(?P=mark)(?P<day>\d{2}))?|(?P<compact>\d{4}))(?!\d)"
    ),
    re.compile(r"(?<!\d)(?P<day>\d{2})(?P<mark>[-_.])(?P<month>\d{2})(?P=mark)(?P<year>(?:19|20)\d{2})(?!\d)"),
    re.compile(
        r"(?<![a-z])(?:(?<!\d)(?P<day>1er|0?[1-9]|[12]\d|3[01])[-_. ])?"
        rf"(?P<name>{'|'.join(MONTH_NAMES)})[-_. ]?(?P<year>(?:19|20)\d{{2}})(?!\d)"
    ),
)
_DATE = r"(?P<date>(?:(?:1er|\d{1,2}) )?[a-z]+\.? \d{4}|\d{1,2}[/.]\d{1,2}[/.]\d{4}|\d{4}-\d{2}-\d{2})"
_WEEKDAY = r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) )?"
# On folded text, so without accents. "Réunion du 13 mars 2024" is the date of an event and is left out on purpose.
_DATELINES = (
    re.compile(
        rf"(?:fait )?(?:a )?[a-z][a-z' -]{{1,40}}(?:, [a-z][a-z' -]{{1,40}})?, ?(?:le )?{_WEEKDAY}{_DATE}(?: ?[-–—:.].*)?"
    ),
    re.compile(
        r"(?:publie|mis en ligne|paru|date|communique(?: de presse)?|dossier de presse|newsletter|infolettre)"
        rf"(?: n ?° ?\d{{1,4}})?(?: ?[-–—] [a-z' -]{{2,40}},)?(?: ?[-–—:,.]| du| le)* {_WEEKDAY}{_DATE}\b.*"
    ),
    re.compile(rf"(?:contribution|position|avis|motion|note)\b[^.]{{0,120}}?(?:,| [-–—]) (?:le )?{_DATE}\W*"),
    re.compile(
        r"\W*(?:(?:position|motion|avis|note|texte) )?(?:adopte|approuve|vote|valide)e?s? (?:[^.]{1,80} )?"
        rf"(?:le|du) {_WEEKDAY}{_DATE}\W*"
    ),
    re.compile(rf"(?:derniere mise a jour|mise? a jour|actualisee?)(?: ?:| le| du)* {_WEEKDAY}{_DATE}\W*"),
)
# "Congrès des maires – 23 novembre 2022"
_DATED_TITLE = re.compile(
    rf"(?!(?:du )?\d)(?![^.]*\b(?:du \d|cloture|limite|inscri|save the))[^.:]{{3,80}} [-–—] {_WEEKDAY}{_DATE}"
)
_ISSUE = re.compile(r"\W*(?:la |le )?(?:newsletter|infolettre|lettre|gazette|bulletin)\b")
_NO_TITLE = re.compile(
    r"\W*(?:(?:sous )?embargo\W*(?:$|jusqu|au\b|le\b|\d)|(?:monsieur|madame|mesdames|messieurs)\b[^.]{0,80},\W*$)"
)
_TITLE_LINES = 3  # what has a date after a dash below them may be the title of something else
_FIRST_YEAR, _LAST_YEAR = 1000, 9998  # of a stated date: "0001-01-01" stands for none
_SUBJECT = re.compile(r"\W*objet ?: ?(?=\w)", re.IGNORECASE)
_LANGUAGE_CODE = re.compile(r"(fr|en)(?:[-_].*)?")
_WEB_ADDRESS = re.compile(r"https?://[^\s/][^\s]*", re.IGNORECASE)
_NOT_A_TITLE_END = frozenset(".;,:")


@dataclass(frozen=True)
class Metadata:
    """What a document says of itself; the fields are those of ``Document``.

    ``date_from`` is ``stated`` when the fields state the date, else ``file name``, ``dateline`` or ``none``.
    """

    title: str
    date: PartialDate | None
    kind: str | None
    publisher: str | None
    language: str
    source: str
    date_from: str
    warnings: tuple[str, ...]


def read_metadata(text: str, body_start: int, fields: Mapping[str, str], identity: str, today: date) -> Metadata:
    """Return the metadata of the document ``identity`` whose front matter holds ``fields``.

    A date is never taken from the file system and never today's: front matter, else the file name, else the title or a
    dateline in the first 400 characters of the body. One later than ``today`` is kept, with a warning.
    """
    title = plain(fields.get("title", "")) or _title_in_body(text, body_start)
    published, date_from, date_warnings = _publication_date(text, body_start, fields, title, identity, today)
    source, source_warnings = _source(fields, identity)
    kind, kind_warnings = _kind(text, body_start, fields, title, identity)
    return Metadata(
        title=title,
        date=published,
        kind=kind,
        publisher=fields.get("publisher") or fields.get("author"),
        language=_language(text, body_start, fields),
        source=source,
        date_from=date_from,
        warnings=(*date_warnings, *kind_warnings, *source_warnings),
    )


def _kind(text: str, body_start: int, fields: Mapping[str, str], title: str, identity: str) -> tuple[str | None, list[str]]:
    """Return the kind that is stated, else the one that is announced, with a warning unless it is stated."""
    if stated := normalise_kind(fields.get("kind") or fields.get("type") or ""):
        return stated, []
    beginning = text[body_start:].lstrip()[:_DATELINE_REGION_CHARACTERS]
    if guessed := guess_kind(title, beginning, identity):
        return guessed.kind, [f"kind_deduced: {guessed.kind} from the {guessed.guessed_from}"]
    return None, ["kind_unknown"]


def normalise_kind(written: str) -> str:
    """Return a kind in our words when it is a known synonym, in French or English, else as a slug of itself."""
    slug = _slug(written)
    return _KIND_OF_SYNONYM.get(slug, slug)


def _title_in_body(text: str, body_start: int) -> str:
    """Return the title heading, else the first line that reads as a title, else nothing."""
    region_end = min(len(text), body_start + _TITLE_REGION_CHARACTERS)
    blocks = [text[start:end] for start, end in block_spans(text, body_start, region_end)]
    for number, block in enumerate(blocks):
        if block.startswith("# ") or (number == 0 and _HEADING.match(block)):
            return plain(_CLOSING_MARKS.sub("", block))
    # A press release may open with "Communiqué de presse" and "Paris, le 4 novembre 2024" before its title.
    opening = blocks[:_TITLE_REGION_BLOCKS]
    if subject := next((block for block in opening if _SUBJECT.match(plain(block)) and _reads_as_title(block)), None):
        return _SUBJECT.sub("", plain(subject))
    if len(opening) > _LETTERHEAD and _slug(plain(opening[1])) in _PRESS_RELEASES and _reads_as_title(opening[2]):
        return plain(opening[2])  # the first line is the head of the paper
    for block, _ in pairwise(opening):
        if not _announces_title(block):
            return plain(block) if _reads_as_title(block) else ""
    return ""


def _announces_title(block: str) -> bool:
    """Return whether the line comes before the title: the kind or the date of the text, an embargo, who is written to."""
    line = plain(block)
    folded = fold(line)
    if _ISSUE.match(folded):
        return _slug(line) in _KIND_OF_SYNONYM
    return _slug(line) in _KIND_OF_SYNONYM or bool(_NO_TITLE.match(folded)) or _dateline_date(line) is not None


def _reads_as_title(block: str) -> bool:
    """Return whether the block is one line without list mark that does not end as a sentence does."""
    line = plain(block)
    return (
        "\n" not in block
        and 0 < len(line) <= _LONGEST_TITLE_CHARACTERS
        and line[-1] not in _NOT_A_TITLE_END
        and any(character.isalpha() for character in line)
        and not block.startswith(("<", "![", "```"))
        and not LIST_MARK.match(block)
    )


def _publication_date(
    text: str, body_start: int, fields: Mapping[str, str], title: str, identity: str, today: date
) -> tuple[PartialDate | None, str, list[str]]:
    """Return the date, where it comes from, and the warnings about it."""
    written = next((fields[name] for name in ("date", "published", "publication_date") if name in fields), None)
    warnings, date_from = [], "stated"
    if written is not None:
        published = parse_date(written)
        if published is None or not _FIRST_YEAR <= published.year <= _LAST_YEAR:
            return None, "none", [f"bad_date: {written[:_LONGEST_SHOWN_CHARACTERS]}"]
    else:
        named = _file_name_date(identity, today)
        lined = None if named and named.day else _first_dateline(text, body_start, title, identity)
        exact = named and lined and (lined.year, lined.month) == (named.year, named.month)
        published, date_from = (lined, "dateline") if exact or not named else (named, "file name")
        if published is None:
            return None, "none", ["date_unknown"]
        warnings.append(f"date_deduced: {published.isoformat()} from the {date_from}")
    if published.first_day > today:
        warnings.append(f"date_in_future: {published.isoformat()}")
    return published, date_from, warnings


def _file_name_date(identity: str, today: date) -> PartialDate | None:
    """Return the first date in the file name that a calendar has and a document may have.

    Not "horizon-2030-10-mesures" nor the season "2009-10".
    """
    name = fold(PurePosixPath(identity).stem)
    for match in (found for pattern in _FILE_NAME_DATES for found in pattern.finditer(name)):
        parts = match.groupdict()
        if parts.get("name"):
            known = parse_date(" ".join(filter(None, (parts["day"], parts["name"], parts["year"]))))
        elif compact := parts.get("compact"):
            known = parse_date(f"{parts['year']}-{compact[:2]}-{compact[2:]}")
        else:
            known = parse_date("-".join(filter(None, (parts["year"], parts["month"], parts["day"]))))
        is_season = known is not None and known.day is None and known.month == (known.year + 1) % 100 and match.start() > 0
        if known and known.year <= today.year + 1 and not is_season:
            return known
    return None


def _first_dateline(text: str, body_start: int, title: str, identity: str) -> PartialDate | None:
    """Return the date of the title, else of the first dateline, or line under the title, in 400 characters of the body.

    The first row of a table is none.
    """
    if found := _title_date(title):
        return found
    if PurePosixPath(identity).suffix.lower() == ".csv":
        return None
    lines = [line for line in text[body_start:].lstrip()[:_DATELINE_REGION_CHARACTERS].splitlines() if line.strip()]
    for number, line in enumerate(lines):
        under_title = number < _TITLE_LINES and not LIST_MARK.match(line)
        if found := _dateline_date(plain(line)) or (_title_date(plain(line)) if under_title else None):
            return found
    return None


def _dateline_date(line: str) -> PartialDate | None:
    """Return the date of a line that says when the text was published, year included; else None."""
    folded = fold(line)
    alone = parse_date(folded.removeprefix("le ").rstrip("."))
    if alone is not None and alone.month is not None:
        return alone
    matches = (pattern.fullmatch(folded) for pattern in _DATELINES)
    return next((parse_date(match["date"]) for match in matches if match), None)


def _title_date(line: str) -> PartialDate | None:
    """Return the date that ends a title after a dash: "Newsletter 58 – juin 2024"; else None."""
    match = _DATED_TITLE.fullmatch(fold(line))
    return parse_date(match["date"]) if match else None


def _slug(text: str) -> str:
    """Return ``text`` in lower-case ASCII letters and digits joined by hyphens."""
    return _NOT_A_LETTER.sub("-", fold(text)).strip("-")


def _language(text: str, body_start: int, fields: Mapping[str, str]) -> str:
    """Return ``fr`` or ``en`` as the front matter says, else as the body reads."""
    written = _LANGUAGE_CODE.fullmatch((fields.get("lang") or fields.get("language") or "").strip().lower())
    return written[1] if written else detect_language(text[body_start : body_start + _TITLE_REGION_CHARACTERS])


def _source(fields: Mapping[str, str], identity: str) -> tuple[str, list[str]]:
    """Return the web address of the document, else its id, and a warning for an address that is not http(s)."""
    address = fields.get("url", "").strip()
    if not address:
        return identity, []
    if _WEB_ADDRESS.fullmatch(address):
        return address, []
    return identity, [f"bad_url: {address[:_LONGEST_SHOWN_CHARACTERS]}"]
