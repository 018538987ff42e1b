"""An answer as a Word file: the least that Office Open XML asks for (ECMA-376), written with the standard library."""

import io
import re
import zipfile
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from assistant.chat.export import Line, Run, Style, answer_lines
from assistant.chat.session import Turn
from assistant.chat.texts import TEXTS

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"

_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
)
_ROOT = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
_STYLES = (
    f'{_HEAD}<w:styles xmlns:w="{_WORD}"><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="23"/>'
    '<w:lang w:val="{language}"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="140" w:line="288" '
    'w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/>'
    '<w:pPr><w:keepNext/><w:spacing w:before="320"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="30"/></w:rPr>'
    '</w:style><w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr>'
    '<w:color w:val="1D5596"/><w:u w:val="single"/></w:rPr></w:style></w:styles>'
)
_ORIGIN = re.compile(r"https?://[\w.:\[\]-]{1,200}", re.ASCII)
_WHEN = (2000, 1, 1, 0, 0, 0)  # the same answer gives the same bytes


@dataclass(frozen=True)
class AnswerFile:
    """A file for a browser: ``content`` in base 64; ``at`` is the moment it was asked for."""

    name: str
    type: str
    content: str
    at: int


def docx(lines: Sequence[Line], origin: str, language: str) -> bytes:
    """Return the lines as a .docx; ``origin`` completes the addresses, so that they can be followed from the file."""
    links: list[str] = []
    body = "".join(_paragraph(line, number, links, origin) for line, number in _numbered(lines))
    document = (
        f'{_HEAD}<w:document xmlns:w="{_WORD}" xmlns:r="{_OFFICE}"><w:body>{body}<w:sectPr>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1417" w:right="1417" w:bottom="1417" w:left="1417" '
        'w:header="708" w:footer="708" w:gutter="0"/></w:sectPr></w:body></w:document>'
    )
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _ROOT,
        "word/document.xml": document,
        "word/_rels/document.xml.rels": _relationships(links),
        "word/styles.xml": _STYLES.replace("{language}", "fr-FR" if language == "fr" else "en-GB"),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(zipfile.ZipInfo(name, _WHEN), text.encode("utf-8", "replace"), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def answer_file(turns: Sequence[Turn], asked: object, language: str) -> AnswerFile | None:
    """Return the file of the answer that a browser asked for, None when it asked for none.

    ``asked`` holds the number of the turn, the origin of the page, and the moment, which makes two files differ.
    """
    fields = asked if isinstance(asked, dict) else {}
    number, origin, moment = (fields.get(name) for name in ("turn", "origin", "at"))
    if not isinstance(number, int) or not 1 <= number <= len(turns) or not turns[number - 1].cards:
        return None
    known = origin if isinstance(origin, str) and _ORIGIN.fullmatch(origin) else ""
    content = docx(answer_lines(turns[number - 1], language), known, language)
    name = f"{TEXTS[language]['download_name']}-{number}.docx"
    return AnswerFile(name, f"{_TYPE}.document", b64encode(content).decode(), moment if isinstance(moment, int) else 0)


def _numbered(lines: Sequence[Line]) -> list[tuple[Line, int]]:
    """Return each line with how many references there are up to it."""
    references = 0
    numbered = []
    for line in lines:
        references += line.style is Style.REFERENCE
        numbered.append((line, references))
    return numbered


def _paragraph(line: Line, number: int, links: list[str], origin: str) -> str:
    set_as = '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>' if line.style is Style.HEADING else ""
    first = (Run(f"{number}. "),) if line.style is Style.REFERENCE else ()
    return f"<w:p>{set_as}{''.join(_run(run, links, origin) for run in (*first, *line.runs) if run.text)}</w:p>"


def _run(run: Run, links: list[str], origin: str) -> str:
    if run.address:
        links.append(f"{origin}{run.address}")
        shown = '<w:rPr><w:rStyle w:val="Hyperlink"/></w:rPr>' + _text(links[-1])
        return f'<w:hyperlink r:id="l{len(links)}"><w:r>{shown}</w:r></w:hyperlink>'
    return f"<w:r>{'<w:rPr><w:b/></w:rPr>' if run.bold else ''}{_text(run.text)}</w:r>"


def _text(text: str) -> str:
    return f'<w:t xml:space="preserve">{escape(text)}</w:t>'


def _relationships(links: Sequence[str]) -> str:
    found = "".join(
        f'<Relationship Id="l{number}" Type="{_OFFICE}/hyperlink" Target="{escape(link)}" TargetMode="External"/>'
        for number, link in enumerate(links, 1)
    )
    styles = f'<Relationship Id="s1" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{styles}{found}</Relationships>'
