"""The kind of a document that does not state it: guessed from its first lines, its title or its path, or not at all.

Only words that announce a kind count: a title that merely mentions a report is no report. An unknown kind stays unknown.
"""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from corpus.plain import fold, plain

_MONTH = r"(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)"
_PERSON = r"(?:m\.|mm\.|mme|mmes|monsieur|madame|messieurs|mesdames)"
GATHERING = (
    r"(?:journees?|rencontres?|colloque|webinaire|seminaire|ateliers?|salon|assises|congres|forum|conference|table ronde|"
    r"hackathon|garagethon|sprint|sommet|festival|assemblee generale|universite d'ete|smart city expo)"
)
"""The names of events, as a pattern on folded text."""
# On folded text: without accents nor capitals.
_TITLES = {
    "press-release": re.compile(r"(?:communique de presse|dossier de presse|communique (?:du|commun|:|-))"),
    "newsletter": re.compile(
        rf"(?:newsletter|infolettre|lettre d'information)\b|(?:la |le )?(?:gazette|bulletin|lettre)\b.{{0,60}}?"
        rf"(?:\bn ?[°o] ?\d|#\d|\b{_MONTH} 20\d\d)"
    ),
    "letter": re.compile(
        rf"lettre ouverte\b|(?:lettre|courrier) (?:a|au|aux) (?:{_PERSON}|la ministre|l'attention|ministre|premier)"
    ),
    "speech": re.compile(rf"(?:discours|allocution) (?:de|du|d')|(?:intervention|audition|propos) de {_PERSON}"),
    "position": re.compile(
        r"(?:(?:note|prise) de position|position (?:sur|commune|:)|position (?:de|du)\b.{0,60}\bsur\b|"
        r"plaidoyer\b|motion\b|manifeste\b|"
        r"avis (?:de|du|sur)\b.{0,80}\bsur\b|contribution\b.{0,60}\b(?:consultation|concertation|debat|projet de loi|"
        r"proposition de loi|livre vert|livre blanc)|(?:nos|\d+) propositions pour|"
        r".{3,120} ?: (?:(?:notre|la) position|note de position|contribution|(?:nos|les|\d+)(?: \w+)? propositions)\b)"
    ),
    "report": re.compile(
        r"(?:rapport\b(?! de force|s? entre)|bilan (?:de|du|des|d'|annuel|20)|etude (?:sur|de|du|d'|:)(?! cas)|"
        r"barometre\b|livre blanc\b)"
    ),
    "event": re.compile(
        r"(?:.{3,120} ?: )?(?:compte[- ]rendu|retour sur (?:la|le|les|l') ?(?:.{0,30} )?"
        rf"{GATHERING}|(?:presentations? (?:de la|des|du) )?{GATHERING}\b.*\b20[0-3]\d\b)"
    ),
}
_GATHERING_TITLE = re.compile(rf"(?:(?:la|le|les|l'|premiere?s?|deuxieme|troisieme|\d+e) ?)*{GATHERING}\b(?! de presse)")
TAKES_PLACE = re.compile(
    r"\b(?:(?:aura|auront|a eu|ont eu|avait) lieu|(?:a|ont) (?:rassemble|reuni)|"
    r"(?:se|s'est|se sont) (?:tient|tiennent|tiendra|tiendront|tenue?s?|deroule\w*|reuni\w*)|"
    r"vous (?:convier?|inviter?)(?:nt)?|retrouve\w*|organis(?:e|ent|ee?s?|era|eront|ait)|accueiller\w+|rendez-vous|"
    r"inscri(?:vez|ptions?)|lors d[eu]|"
    r"a l'occasion|(?:takes?|took) place)\b"
)
"""What says, on folded text, that an event takes place."""
_FIRST_LINES = {
    "press-release": re.compile(
        r"(?:communique|dossier) de presse\b.{0,40}|communique(?: [-–—:] .{0,60})?|.{0,60} [-–—] communique de presse"
    ),
    "letter": re.compile(r"lettre ouverte"),
    "newsletter": re.compile(r"(?:newsletter|infolettre|lettre d'information)\b.{0,30}"),
    "position": re.compile(
        r"(?:note de position|prise de position|position paper|position adoptee|position du (?:conseil|bureau)|contribution"
        r"(?: de .{0,60})? (?:a|au|aux))\b.{0,100}"
    ),
    "event": re.compile(r"(?:.{0,60} [-–—] )?compte[- ]rendu"),
    "speech": re.compile(r"seul le prononce fait foi\W*|discours|allocution"),
}
_FOLDERS = {
    "press-release": "communiques communique-de-presse communiques-de-presse press-releases",
    "newsletter": "newsletter newsletters infolettre infolettres gazettes lettres-d-information",
    "report": "rapports reports etudes",
    "event": "evenements events comptes-rendus webinaires colloques",
    "position": "positions prises-de-position notes-de-position plaidoyers position-papers",
    "letter": "lettres-ouvertes courriers open-letters",
    "speech": "discours allocutions speeches",
}
_KIND_OF_FOLDER = {name: kind for kind, names in _FOLDERS.items() for name in names.split()}
_FILE_NAME = re.compile(
    r"(?:[\d_-]+)?(?:(?P<press_release>communique-de-presse|dossier-de-presse|cp(?=-\d))|(?P<newsletter>newsletter|infolettre)|"
    r"(?P<report>rapport)|(?P<event>compte-rendu|cr|webinaire|colloque|seminaire)|(?P<letter>lettre-ouverte)|"
    r"(?P<position>note-de-position|prise-de-position|position)|"
    r"(?P<speech>discours))(?:-|$)"
)
_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
_LEADING_MARKS = re.compile(r"^[\W_]+")
_LINES_READ = 3


@dataclass(frozen=True)
class GuessedKind:
    """A kind and what it was guessed from: ``first lines``, ``title``, ``folder`` or ``file name``."""

    kind: str
    guessed_from: str


def guess_kind(title: str, body: str, identity: str) -> GuessedKind | None:
    """Return the kind that a document announces; None when it announces none. ``body`` is its beginning, as it stands."""
    if _TITLES["newsletter"].match(_announced(title)):  # its first lines may be the title of what it reports
        return GuessedKind("newsletter", "title")
    lines = [line for line in map(plain, body.splitlines()) if line]
    for line in lines[:_LINES_READ]:
        if kind := _matching(_FIRST_LINES, line, whole=True):
            return GuessedKind(kind, "first lines")
    if kind := _matching(_TITLES, title, whole=False):
        return GuessedKind(kind, "title")
    if of_path := _of_path(PurePosixPath(identity)):
        return of_path
    is_event = _GATHERING_TITLE.match(_announced(title)) and TAKES_PLACE.search(fold(" ".join(lines)))
    return GuessedKind("event", "title") if is_event else None


def _matching(patterns: dict[str, re.Pattern[str]], text: str, *, whole: bool) -> str | None:
    folded = _announced(text)
    return next(
        (kind for kind, pattern in patterns.items() if (pattern.fullmatch(folded) if whole else pattern.match(folded))), None
    )


def _announced(line: str) -> str:
    return _LEADING_MARKS.sub("", fold(line)).rstrip(" .:*_")


def _of_path(path: PurePosixPath) -> GuessedKind | None:
    for folder in reversed(path.parts[:-1]):
        if kind := _KIND_OF_FOLDER.get(_slug(folder)):
            return GuessedKind(kind, "folder")
    name = _FILE_NAME.match(_slug(path.stem))
    if name and name.lastgroup:
        return GuessedKind(name.lastgroup.replace("_", "-"), "file name")
    return None


def _slug(text: str) -> str:
    return _NOT_A_LETTER.sub("-", fold(text)).strip("-")
