"""Web pages: the main text without menus and banners, by trafilatura; nothing a page points to is fetched."""

import re
from html import unescape

from corpus.errors import UnreadableFileError
from corpus.limits import Limits
from corpus.read.decode import Decoded, decode
from corpus.read.extracted import Extracted
from corpus.read.html_tree import Element, open_layout_tables, published, read_raised, remove_unseen

_LARGEST_TAG = 50_000
_DEEPEST = 5_000
_VOID = frozenset(("br", "img", "hr", "input", "meta", "link", "p", "li", "td", "tr", "option"))
_HEAD_BYTES = 4096
_CHARSET = re.compile(rb"charset=[\"']?\s*([\w-]+)", re.IGNORECASE)
_DATA_ADDRESS = re.compile(r"(?:src|href|srcset)\s*=\s*(?:\"data:[^\"]*\"|'data:[^']*')", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]{0,200000})")
_CHARACTERS_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BOILERPLATE = re.compile(
    r"(?:voir (?:cet e-mail |ce message |la version )?en ligne|version en ligne|(?:se |me )?désabonner|se désinscrire|"
    r"gérer mes préférences|mettre à jour (?:vos|mes) préférences|transférer à un ami|partager (?:sur|cette page).*|"
    r"imprimer|suivez-nous.*|retour en haut(?: de page)?|lire la suite|en savoir plus|unsubscribe|view in browser|"
    r"vous (?:recevez|avez reçu) (?:ce|cet|cette) (?:message|e-?mail|courriel|mail|lettre|newsletter|infolettre)\b.*|"
    r"si (?:ce message|cet e-?mail|vous) .{0,60}(?:ne s['’]affiche pas|ne parvenez pas à lire|ne visualisez pas).*|"
    r"(?:tout |j['’])(?:accepter?|refuser?)|(?:gérer|paramétrer) (?:les|mes|vos) cookies|"
    r"(?:ce site|nous) utilis(?:e|ons) des cookies.*)\W*",
    re.IGNORECASE,
)
_ESCAPED_CALL = re.compile(r"\\\[\^(\d{1,2})\\\]")
_BETWEEN_LINKS = re.compile(r"\s*\\?[|·•]\s*|(?<=[.!?])\s+")
_LANGUAGE = re.compile(r"<html[^>]{0,500}?\blang\s*=\s*[\"']?([a-zA-Z]{2})", re.IGNORECASE)
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,500})</title>", re.IGNORECASE)
_HEAD_CHARACTERS = 20_000
_LONGEST_BOILERPLATE = 400
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
    tree = _tree(page)
    fields = _fields(tree, page)
    text = _main_text(tree)
    letters = sum(character.isalpha() for character in text[:10_000])
    if letters < _FEWEST_LETTERS:
        raise UnreadableFileError("no_text", "the page has no main text; open it in a browser and save the text itself")
    warnings = _encoding_warnings(raw, decoded) + (["little_text"] if letters < _LITTLE else [])
    return [Extracted(text=text, fields=fields, warnings=tuple(warnings))]


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


def _tree(page: str) -> Element:
    import trafilatura

    tree = trafilatura.load_html(page)
    if tree is None:
        raise UnreadableFileError("no_text", "the page has no main text; open it in a browser and save the text itself")
    return tree


def _main_text(tree: Element) -> str:
    """Return the main text of the page, of which ``tree`` keeps only what is shown."""
    remove_unseen(tree)
    read_raised(tree)
    open_layout_tables(tree)
    text = _extract(tree, favor_recall=False)
    if len(text) < _LITTLE:
        text = max(text, _extract(tree, favor_recall=True), key=len)
    kept = "\n".join(line for line in text.splitlines() if not _is_boilerplate(line)).strip()
    return _ESCAPED_CALL.sub(r"[^\1]", kept)


def _is_boilerplate(line: str) -> bool:
    """Return whether every sentence or link of the line is one that newsletters and sites repeat."""
    if len(line) > _LONGEST_BOILERPLATE:
        return False
    parts = [words for part in _BETWEEN_LINKS.split(line) if (words := part.strip("-*|# "))]
    return bool(parts) and all(_BOILERPLATE.fullmatch(part) for part in parts)


def _extract(tree: Element, *, favor_recall: bool) -> str:
    import trafilatura

    found = trafilatura.extract(
        tree,
        output_format="markdown",
        include_tables=True,
        include_links=False,
        include_comments=False,
        favor_recall=favor_recall,
    )
    return found or ""


def _fields(tree: Element, page: str) -> dict[str, str]:
    import trafilatura

    found = trafilatura.extract_metadata(tree)
    stated = {"title": found.title, "publisher": found.sitename, "url": found.url} if found else {}
    fields = {name: " ".join(value.split()) for name, value in stated.items() if value}
    if "title" not in fields and (title := _TITLE.search(page[:_HEAD_CHARACTERS])):
        fields["title"] = " ".join(unescape(title[1]).split())
    if day := published(tree):
        fields["date"] = day
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
