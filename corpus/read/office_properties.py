"""What the property parts of a Word, OpenDocument or slide file say: title, publisher, language, a hint of a date."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from xml.etree.ElementTree import Element

from corpus.errors import UnreadableFileError
from corpus.plain import fold
from corpus.read.zipped import Kind, Package, make_block, one_line

_TWO_LETTERS = re.compile(r"\w.*\w")
_LONG_WORD = re.compile(r"\w{4,}")
_LONGEST_FIELD_CHARACTERS = 300
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NOT_A_TITLE = re.compile(
    r"microsoft (?:word|powerpoint)\b.*|(?:presentation|diaporama) powerpoint|powerpoint presentation|"
    r"(?:document|presentation|sans (?:titre|nom)|untitled|diapositive|slide) ?\d*|.*\.(?:docx?|odt|pptx?|pdf|rtf|dotx?)"
)
_NOT_A_COMPANY = re.compile(
    r"microsoft.*|hewlett.?packard.*|hp|dell.*|lenovo.*|apple.*|acer.*|asus.*|toshiba.*|sony.*|home|maison|perso(?:nnel)?|"
    r"particulier|personal|user|utilisateur|admin(?:istrateur)?|company|societe|organi[sz]ation|windows.*|grizli777|n/?a"
)
_ORGANISATION_WORD = re.compile(
    r"\b(?:academie|agences?|alliance|assemblee|associations?|assos?|bureau|cabinet|caisse|centre|cercle|chambre|coalition|"
    r"collectif|collectivites?|comite|commission|communaute|confederation|conseil|cooperative|delegation|departement|"
    r"direction|ecole|europeen(?:ne)?|federation|fondation|forum|(?:de|en) france|francais(?:es?)?|groupe(?:ment)?|"
    r"initiative|institut|mairie|metropoles?|ministere|mission|mouvement|national(?:e|es)?|observatoire|office|ong|organisation|"
    r"prefecture|regions?|reseau|sarl|sas|secretariat|service|societe|syndicat|union|universite|urbaine?|villes?|"
    r"company|council|foundation|gmbh|inc|institute|ltd|network|university)\b"
)


@dataclass(frozen=True)
class Properties:
    """What the properties of a file say of it, as ``Extracted`` takes it."""

    fields: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def read_properties(package: Package, parts: Sequence[str], styled_title: str, text: str) -> Properties:
    """Return title, publisher and lang as far as they can be believed; a date is a hint and never a field.

    ``styled_title`` is the title in the text itself, which wins. That of the properties is often left over from the
    file that served as a model: it counts when the text uses half of its words.
    """
    written: dict[str, str] = {}
    warnings = []
    for part in parts:
        if part in package:
            try:
                _gather(package.tree(part), written)
            except UnreadableFileError as error:
                if error.code != "corrupt_xml":
                    raise
                warnings.append(f"bad_properties: {part}")
    title = styled_title[:_LONGEST_FIELD_CHARACTERS] or _believable_title(written.get("{dc}title", ""), text)
    language = written.get("{dc}language", "")
    found = {
        "title": title,
        "publisher": _publisher(written),
        "lang": language if _LANGUAGE.fullmatch(language) else "",
    }
    # A template gives a file a creation date long before it: the later of the two is the nearer.
    days = (
        written.get(name, "")[:10] for name in ("{dcterms}created", "{dcterms}modified", "{meta}creation-date", "{dc}date")
    )
    if day := max((day for day in days if _is_day(day)), default=""):
        warnings.append(f"date_hint: {day} from the file's properties")
    return Properties({name: value for name, value in found.items() if value}, tuple(warnings))


def _gather(root: Element, written: dict[str, str]) -> None:
    """Add the first text of each property, on one line."""
    for element in root.iter():
        value = one_line(make_block(Kind.HEADING, element.text or ""))
        if value and element.tag not in written:
            written[element.tag] = value[:_LONGEST_FIELD_CHARACTERS]


def _believable_title(title: str, text: str) -> str:
    """Return the title unless it is a program's own or has little to do with the text."""
    words = set(_LONG_WORD.findall(fold(title)))
    if not words or _NOT_A_TITLE.fullmatch(fold(title)):
        return ""
    return title if 2 * len(words & set(_LONG_WORD.findall(fold(text)))) >= len(words) else ""


def _publisher(written: Mapping[str, str]) -> str:
    """Return the company, else the author when the name is that of an organisation, else nothing."""
    company = written.get("{ep}Company", "")
    if _TWO_LETTERS.search(company) and not _NOT_A_COMPANY.fullmatch(fold(company)):
        return company
    authors = (written.get(name, "") for name in ("{dc}creator", "{meta}initial-creator"))
    return next((author for author in authors if _ORGANISATION_WORD.search(fold(author))), "")


def _is_day(written: str) -> bool:
    if not _DAY.fullmatch(written):
        return False
    try:
        return date.fromisoformat(written).year >= 1980
    except ValueError:
        return False
