"""Follow-ups that put another name in the place of one: "Et le RGPD ?", "Et Maven ?", "Et celui de Katowice ?"."""

import re

_LEADS = {  # preposition, article
    **{"": ("", ""), "le ": ("", "le "), "la ": ("", "la "), "les ": ("", "les "), "l'": ("", "l'"), "the ": ("", "the ")},
    **{"de ": ("de", ""), "d'": ("de", ""), "du ": ("de", "le "), "des ": ("de", "les "), "de la ": ("de", "la ")},
    **{"de l'": ("de", "l'"), "à ": ("à", ""), "au ": ("à", "le "), "aux ": ("à", "les "), "à la ": ("à", "la ")},
    "à l'": ("à", "l'"),
}
_CONTRACTED = {("de", "le "): "du ", ("de", "les "): "des ", ("à", "le "): "au ", ("à", "les "): "aux "}
_LEAD = "|".join(sorted((lead for lead in _LEADS if lead), key=len, reverse=True))
_CAPITAL = r"[A-ZÀ-ÖØ-ÞŒ][\w-]*"
_NAME = (
    rf"{_CAPITAL}(?: (?:(?:de la|de|du|des|la|le|d'|of|for) ?)?{_CAPITAL})*"
    r"(?: [a-zà-öø-ÿœ]+(?:ain|al|el|ique|aire|if|ien|éen|ais|ois)(?:e|ne|le)?s?\b)*"  # "Forum urbain mondial"
)
_NAMED = re.compile(rf"(?:^|(?<=[\s'(«]))(?P<lead>(?i:{_LEAD})?)(?P<name>(?<=[\s'(«]){_NAME})")
_OTHER = re.compile(rf"(?P<lead>(?i:{_LEAD})?)(?P<name>(?:[a-zà-öø-ÿœ][\w-]* ){{0,2}}{_NAME})")
_OF_NAME = rf"(?:de la |de l'|de |du |des |d'){_NAME}"
_THE_ONE = re.compile(rf"(?:celui|celle|ceux|celles) (?P<other>{_OF_NAME})")
_COMPLEMENT = re.compile(rf"\b{_OF_NAME}")
_ORDINAL = (
    r"(?:premier|première|second|seconde|deuxième|troisième|quatrième|cinquième|sixième|septième|huitième|neuvième|dixième|"
    r"onzième|douzième|treizième|dernier|dernière|first|second|third|last)s?"
)
_ORDINALS = re.compile(rf"\b{_ORDINAL}\b", re.IGNORECASE)
_OTHER_ORDINAL = re.compile(rf"(?:le |la |les |the )?(?P<ordinal>{_ORDINAL})", re.IGNORECASE)


def names(text: str) -> set[str]:
    """Return the names in a question: words with a capital after the first one."""
    return {match["name"] for match in _NAMED.finditer(text)}


def with_other_name(before: str, asked: str) -> str | None:
    """Return the question ``before`` about what ``asked`` names instead; None when it is not plain what is replaced.

    One name takes the place of one name, an ordinal that of an ordinal. Of several names, the one that stands after an
    article as the other does, or after none, is replaced.
    """
    if ordinal := _OTHER_ORDINAL.fullmatch(asked):
        found = list(_ORDINALS.finditer(before))
        return _spliced(before, found[0].span(), ordinal["ordinal"]) if len(found) == 1 else None
    if the_one := _THE_ONE.fullmatch(asked):
        complements = list(_COMPLEMENT.finditer(before))
        return _spliced(before, complements[-1].span(), the_one["other"]) if complements else None
    other = _OTHER.fullmatch(asked)
    if not other:
        return None
    preposition, article = _LEADS[other["lead"].lower()]
    found = list(_NAMED.finditer(before))
    if len(found) > 1:
        found = [match for match in found if _LEADS[match["lead"].lower()] == (preposition, article)] or [
            match for match in found if bool(_LEADS[match["lead"].lower()][1]) == bool(article)
        ]
    if len(found) != 1:
        return None
    (match,) = found
    said, _ = _LEADS[match["lead"].lower()]
    if preposition not in ("", said):
        return None
    return _spliced(before, match.span(), _led(said, article, other["name"]))


def _led(preposition: str, article: str, name: str) -> str:
    if (preposition, article) in _CONTRACTED:
        return _CONTRACTED[preposition, article] + name
    if preposition == "de" and not article and name[0] in "AEIOUÉÈ":
        return f"d'{name}"
    return f"{preposition}{' ' if preposition else ''}{article}{name}"


def _spliced(text: str, span: tuple[int, int], words: str) -> str:
    return text[: span[0]] + words + text[span[1] :]
