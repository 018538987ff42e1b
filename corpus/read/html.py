"""Web pages: the main text without menus and banners, by trafilatura; nothing a page points to is fetched."""

import re
from html import unescape

from corpus.errors import UnreadableFileError
from corpus.limits import Limits
from corpus.read.decode import Decoded, decode
from corpus.read.extracted import Extracted

_LARGEST_TAG = 50_000
_DEEPEST = 5_000
_VOID = frozenset(("br", "img", "hr", "input", "meta", "link", "p", "li", "td", "tr", "option"))
_HEAD_BYTES = 4096
_CHARSET = re.compile(rb"charset=[\"']?\s*([\w-]+)", re.IGNORECASE)
_DATA_ADDRESS = re.compile(r"(?:src|href|srcset)\s*=\s*(?:\"data:[^\"]*\"|'data:[^']*')", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]{0,200000})")
_INVISIBLE = re.compile(r"(?is)<(script|style|template|noscript)\b.*?</\1\s*>|<!--.*?-->")
_HIDDEN = re.compile(
    r"(?is)<(\w+)\b[^>]{0,5000}?(?:\shidden(?=[\s>=])|style\s*=\s*[\"'][^\"']{0,500}display\s*:\s*none)[^>]{0,5000}>"
    r".*?</\1\s*>"
)
_CHARACTERS_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BOILERPLATE = re.compile(
    r"(?:voir (?:cet e-mail |ce message |la version )?en ligne|version en ligne|(?:se |me )?désabonner|se désinscrire|"
    r"gérer mes préférences|mettre à jour (?:vos|mes) préférences|transférer à un ami|partager (?:sur|cette page).*|"
    r"imprimer|suivez-nous.*|retour en haut(?: de page)?|lire la suite|en savoir plus|unsubscribe|view in browser)\W*",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"<meta[^>]{0,300}?(?:article:published_time|datePublished|\bdate\b|dc\.date[\w.]*|dcterms\.[\w]+)[\"'][^>]{0,200}?"
    r"content\s*=\s*[\"'](\d{4}-\d{2}-\d{2})|\"datePublished\"\s*:\s*\"(\d{4}-\d{2}-\d{2})|"
    r"<time[^>]{0,200}?datetime\s*=\s*[\"'](\d{4}-\d{2}-\d{2})",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(r"<html[^>]{0,500}?\blang\s*=\s*[\"']?([a-zA-Z]{2})", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,500})</title>", re.IGNORECASE)
_HEAD_CHARACTERS = 20_000
_FEWEST_LETTERS = 20
_LITTLE = 200


def read_html(raw: bytes, limits: Limits) -> list[Extracted]:
    """Return the main text of a page, with the title, date, publisher and address that the page states.

    Headings are Markdown ``#`` lines and list items ``-`` lines. Raises UnreadableFileError: those of ``decode``,
    ``limit_html_bytes``, ``limit_html_tag``, ``limit_html_depth``, ``no_text``.
    """
    if len(raw) > limits.html_bytes:
        raise UnreadableFileError(
            "limit_html_bytes", f"the page has {len(raw):,} bytes, {limits.html_bytes:,} are read; split it"
        )
    decoded = decode(raw)
    page = _DATA_ADDRESS.sub("", _CHARACTERS_FORBIDDEN.sub("", decoded.text.removeprefix("\ufeff")))
    _guard(page)
    text = _main_text(page)
    letters = sum(character.isalpha() for character in text[:10_000])
    if letters < _FEWEST_LETTERS:
        raise UnreadableFileError("no_text", "the page has no main text; open it in a browser and save the text itself")
    warnings = _encoding_warnings(raw, decoded) + (["little_text"] if letters < _LITTLE else [])
    return [Extracted(text=text, fields=_fields(page), warnings=tuple(warnings))]


def _guard(page: str) -> None:
    """Refuse what makes the tree builder run for minutes: a giant tag, tags nested thousands deep."""
    depth = 0
    for closing, name, inside in _TAG.findall(page):
        if len(inside) > _LARGEST_TAG:
            raise UnreadableFileError(
                "limit_html_tag", f"one tag has more than {_LARGEST_TAG:,} characters; save the text itself"
            )
        if name.lower() in _VOID or inside.endswith("/"):
            continue
        depth += -1 if closing else 1
        if depth > _DEEPEST:
            raise UnreadableFileError(
                "limit_html_depth", f"its tags are nested more than {_DEEPEST:,} deep; save the text itself"
            )


def _main_text(page: str) -> str:
    shown = _HIDDEN.sub("", _INVISIBLE.sub("", page))
    text = _extract(shown, favor_recall=False)
    if len(text) < _LITTLE:
        text = max(text, _extract(shown, favor_recall=True), key=len)
    lines = [line for line in text.splitlines() if not _BOILERPLATE.fullmatch(line.strip())]
    return "\n".join(lines).strip()


def _extract(page: str, *, favor_recall: bool) -> str:
    import trafilatura

    found = trafilatura.extract(
        page,
        output_format="markdown",
        include_tables=True,
        include_links=False,
        include_comments=False,
        favor_recall=favor_recall,
    )
    return found or ""


def _fields(page: str) -> dict[str, str]:
    import trafilatura

    found = trafilatura.extract_metadata(page)
    stated = {"title": found.title, "publisher": found.sitename, "url": found.url} if found else {}
    fields = {name: " ".join(value.split()) for name, value in stated.items() if value}
    if "title" not in fields and (title := _TITLE.search(page[:_HEAD_CHARACTERS])):
        fields["title"] = " ".join(unescape(title[1]).split())
    if published := _PUBLISHED.search(page):
        fields["date"] = next(day for day in published.groups() if day)
    if language := _LANGUAGE.search(page[:_HEAD_CHARACTERS]):
        fields["lang"] = language[1]
    return fields


def _encoding_warnings(raw: bytes, decoded: Decoded) -> list[str]:
    """Return the warnings of decoding; an encoding that the page states itself is not a guess."""
    stated = _CHARSET.search(raw[:_HEAD_BYTES])
    guessed = any(warning.startswith("encoding_guessed") for warning in decoded.warnings)
    if not guessed or not stated:
        return list(decoded.warnings)
    name = stated[1].decode("ascii", "replace").lower()
    right = name in ("windows-1252", "cp1252", "iso-8859-1", "iso-8859-15", "latin1")
    return [] if right else [f"charset_mismatch: the page says {name}", *decoded.warnings]
