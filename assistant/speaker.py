"""Who says it: the person or body whose words a sentence reports, read from the document around it.

Four ways of reporting: "selon X", a verb of saying with "que" or a colon ("X a déclaré que"), words between guillemets
with a verb of saying beside them, and a claim ("X réclame", "X a plaidé pour"). What the document says of itself, of its
publisher or of the corpus's owner is its own voice.
"""

import re
from collections.abc import Collection

from corpus.document import Document
from corpus.plain import fold, plain
from index.french import stems

_FEWEST_QUOTED_WORDS = 4  # fewer words between guillemets are a name or a term
_NEAR = 160  # characters beside guillemets in which the verb of saying stands
_MOST_SPEAKER_WORDS = 14

_SAYS = (
    r"(?:(?:(?:déclar|affirm|annonc|estim|soulign|rappel|rappell|expliqu|indiqu|précis|insist|observ|regrett|dénonc|assur|"
    r"témoign|confi|résum|considèr|considér|jug|martel|répèt|répét|ajout|pens|alert|plaid|constat)"
    r"(?:e|ent|ait|aient|é|a|èrent))|dit|disent|disait|conclu[ts]?|concluent|répond(?:ent|u)?|avert(?:it|issent|i)|"
    r"prom(?:et|ettent|is)|reconn(?:aît|aissent|u)|se (?:félicite|réjouit)|s[’']est (?:félicit|réjoui|inquiét)\w*|"
    r"said|says|stated|declared)\b"
)
_ASIDE = (
    r"(?:,?\s*(?:pour\s+(?:sa|leur)\s+part|de\s+(?:son|leur)\s+côté|(?:quant\s+à\s+)?(?:lui|elle|eux)\b|au\s+contraire|"
    r"en\s+revanche|toutefois|cependant|hier|le\s+\d{1,2}(?:er)?\s+\w+(?:\s+\d{4})?)\s*,?)?"
)
_DEMANDS = r"(?:réclam|demand|exig|souhait|propos|revendiqu|préconis|prôn)"
_CLAIMS = (
    rf"(?:{_DEMANDS}(?:e|ent|ait|aient|a|èrent)|"
    r"défend(?:ent|u|ait|aient)?|(?:plaid|milit)(?:e|ent|ait|é|a)?\s+(?:pour|en\s+faveur|contre)|"
    r"s[’']oppos(?:e|ent)|(?:s[’']est|se\s+sont)\s+oppos\w+)\b"
)
_HAD = r"(?:a|ont|avait|avaient)\s+(?:\w+ment\s+|également\s+|aussi\s+)?"
_HAS = rf"(?:{_HAD})?"
_VERB = rf"{_HAS}{_SAYS}"
_CLAIMED = re.compile(rf"^(?P<who>[^;:.«»]+?)\s+(?:{_HAD}{_DEMANDS}é\b|{_HAS}{_CLAIMS})")
# "à la demande de", "que la Commission propose": a noun, or what somebody else says of the claim
_NO_CLAIM = re.compile(
    r"(?:^|\s)(?:une?|l[ae]s?|des?|du|s[ao]n?|ses|leurs?|cett?e|nos|notre|toute|sur|à|en|par|pour)$|\b(?:qu[ei]|dont|nous)\b|\bqu[’']"
)
_ACCORDING = re.compile(r"\b(?:[Ss]elon|[Dd][’']après|[Aa]ccording to)\s+(?P<who>[^,;:.()«»]+?)(?=\s*(?:[,;:.()«»]|$))")
_CLAUSE_ACCORDING = re.compile(
    r"^(?:le|la|les|l[’']|leurs?|ses|son|sa|un|une|des|the|a)\s*(?:cas|besoins?|modalités|règles?|"
    r"modèle|principe|type|taille|nature|critères?|calendrier|méthode|formule|termes?)\b"
)
_SAID_THAT = re.compile(
    rf"(?P<who>[^;:.«»]+?)\s+{_VERB}{_ASIDE}\s+(?:également\s+|aussi\s+|ainsi\s+|that\b|(?:que\b|qu[’']))"
)
_AFTER_QUOTE = re.compile(rf"^\s*[,.]?\s*(?:–\s*)?(?:[a-zéèêà]+\s+)?{_VERB}\s*(?:-t-(?:il|elle)\b)?\s*(?P<who>[^;:.«»(]+)")
_BEFORE_QUOTE = re.compile(rf"(?P<who>[^;:.«»]+?)\s+{_VERB}{_ASIDE}\s*(?:que|qu[’']|ainsi)?\s*:?\s*$")
# "Anne Exemple, maire de Metz, se félicite : « ... »", and "Pour Anne Exemple, maire de Metz, « ... »"
_INTRODUCED = re.compile(r"^(?P<who>[^,;:.«»]{2,80}, [^,;:.«»]{2,80}), [^;.«»:]*:\s*$")
_FOR = re.compile(r"^Pour (?P<who>[A-ZÀ-ÖØ-Þ][^,;:.«»]{2,60}, [^,;:.«»]{2,80}),(?=[^«»]*«)")
_QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”")
_PERSONS = (
    r"ministres?|maires?|presidente?s?|vice-presidente?s?|commissaires?|secretaires?|directeurs?|directrices?|adjointe?s?|"
    r"elue?s?|deputee?s?|senateurs?|senatrices?|chefs?|porte-parole|experte?s?|chercheu\w+|professeure?s?|prefete?s?|mayors?|"
    r"minister|president|conseill\w+|deleguee?s?|referente?s?|chargee?s? de|responsables?|membres?|coordinat\w+|fondat\w+|"
    r"juristes?|economistes?|journalistes?|avocate?s?"
)
PERSON = re.compile(rf"\b(?:{_PERSONS})\b")
"""What a person is, on folded text."""
ROLE = re.compile(
    rf"\b(?:{_PERSONS}|etat|gouvernement|commission|conseil|parlement|villes?|metropoles?|associations?|reseaux?|syndicats?|"
    r"entreprises?|partenaires?|union|agence)\b"
)
"""What a person or a body is, on folded text."""
# Those who claim something in their own name: "les villes demandent" is what the corpus's owner says of its members.
_CLAIMANT = re.compile(
    r"\b(?:ministres?|gouvernement|etat|commission|senat|assemblee nationale|parlement|syndicats?|federations?|union|"
    r"collectifs?|associations?|confederations?|ong|medef)\b"
)
_BODY = re.compile(
    r"\b(?:ministres?|gouvernement|etat|commission|senat|parlement|maires?|mairies?|prefete?s?|president(?:e|s)?)\b"
)
_A_NAME = re.compile(r"(?<=[\s’'])[A-ZÀ-ÖØ-Þ][\w-]+")
_NAME = re.compile(r"(?<=[\s’'])[A-ZÀ-ÖØ-Þ]\w|^[A-ZÀ-ÖØ-Þ][\w-]+\s+[A-ZÀ-ÖØ-Þ]\w|\b[A-ZÀ-Þ]{2,}\b")
_OWN = re.compile(r"\b(?:nous|notre|nos|on|je|we|our)\b")
_LEAD = re.compile(
    r"^(?:.*\b(?:où|que|and that)\s|"
    r"(?:En|À|Au|Aux|Le (?:\d\d?(?:er)?|lendemain|même)|Dans|Pour|Lors|Depuis|Après|Dès|In|On|At)\b[^,]*,\s|"
    r"(?:Enfin|Ainsi|Toutefois|Cependant|Hier|Mais|Et|De plus)\s*,?\s)+"
)
_REFLEXIVE = re.compile(r",?\s+(?:s[’']est|se sont|se)$")
_TAIL = re.compile(
    r"\s+[–—]\s.*$|\s+(?:alors|tandis|lorsqu\w*|et)\s+(?:que|qu[’']|donna|a|ont)\b.*$|,?\s+qui$|,\s+(?:lui|elles?|eux)$"
)
_MEANWHILE = re.compile(
    r"\s+(?:a|ont|avait|avaient)\s+(?:quant\s+à\s+(?:lui|elles?|eux)|pour\s+(?:sa|leur)\s+part|de\s+(?:son|leur)\s+côté)$"
)
_LED_BY = re.compile(r"^(?:animé|présidé|ouvert|clos|porté|conduit|organisé)e?s? par\s+", re.IGNORECASE)
# What demands nothing in its own name, on folded text: "le projet de loi demande 5 milliards"
_THING = re.compile(
    r"^(?:(?:le|la|les|un|une|ce|cet|cette|ces)\s+|l')(?:projets?|propositions?|lois?|textes?|plans?|decrets?|rapports?|encadrement|"
    r"dispositifs?|programmes?|mesures?|reformes?|budgets?|reglements?|directives?)\b"
)
_PRONOUN_LAST = re.compile(r"(?:^|\s)(?:il|elle|ils|elles|celui-ci|celle-ci|ceux-ci|ce dernier|cette dernière)$")
_ASSOCIATION = re.compile(r"\b[Ll][’']association\b(?!\s+(?:[A-ZÀ-Þ\d«]|d(?:es?|u)\b|d[’']))")


def speaker(document: Document, start: int, end: int, owners: Collection[str] = ()) -> str | None:
    """Return who is reported in ``document.text[start:end]``, as the document writes it; None for its own voice.

    ``owners`` are names of the organisation whose corpus it is.
    """
    sentence = plain(document.text[start:end])
    found = _according(sentence) or _quoted(document, start, end) or _said_that(sentence)
    if found is None and owners:  # else the owner's own demands would be laid to someone else
        found = _claimed(sentence)
    return None if found is None or _is_own(found, document, owners) else found


def asked_speaker(question: str, owners: Collection[str]) -> frozenset[str]:
    """Return the stems of the names and bodies in a question other than ``owners``: it may ask what these say."""
    bodies = [match[0] for match in _BODY.finditer(fold(question))]
    names = [match[0] for match in _A_NAME.finditer(question)]
    return frozenset(stems(" ".join((*bodies, *names)))).difference(stems(" ".join(owners)))


def _according(sentence: str) -> str | None:
    if (match := _FOR.search(sentence)) and PERSON.search(fold(match["who"])):
        return _named(match["who"])
    match = _ACCORDING.search(sentence)
    who = _named(match["who"]) if match else None
    return None if who is None or _CLAUSE_ACCORDING.match(who) else who


def _said_that(sentence: str) -> str | None:
    match = _SAID_THAT.search(sentence)
    return _named(match["who"]) if match else None


def _claimed(sentence: str) -> str | None:
    """Return who asks for something, when it is a person or a body that speaks for itself."""
    match = _CLAIMED.search(sentence)
    who = _named(match["who"]) if match and not _NO_CLAIM.search(match["who"]) else None
    claims = who and not _THING.match(fold(who)) and (_NAME.search(who) or _CLAIMANT.search(fold(who)))
    return who if claims else None


def _quoted(document: Document, start: int, end: int) -> str | None:
    """Return who says the words between guillemets that make most of the span, read beside these guillemets."""
    first = max(document.text.rfind("\n\n", 0, start) + 2, document.body_start) if "\n\n" in document.text[:start] else 0
    last = document.text.find("\n\n", end)
    last = len(document.text) if last < 0 else last
    for quote in _QUOTED.finditer(document.text, first, last):
        held = min(end, quote.end()) - max(start, quote.start())
        if held * 2 < min(end - start, quote.end() - quote.start()) or len(quote[0].split()) < _FEWEST_QUOTED_WORDS + 2:
            continue
        before = plain(document.text[max(first, quote.start() - _NEAR) : quote.start()])
        after = plain(document.text[quote.end() : min(last, quote.end() + _NEAR)])
        for pattern, beside in ((_AFTER_QUOTE, after), (_BEFORE_QUOTE, before)):
            if (match := pattern.search(beside)) and (who := _named(match["who"])):
                return who
        introduced = _INTRODUCED.search(before.rpartition(". ")[2])
        if introduced and PERSON.search(fold(introduced["who"])) and (who := _named(introduced["who"])):
            return who
    return None


def _named(words: str) -> str | None:
    """Return the person or body that ``words`` end with; None when they name none."""
    who = _LEAD.sub("", words.strip(" ,–—-"))
    who = " ".join(_REFLEXIVE.sub("", _MEANWHILE.sub("", _TAIL.sub("", who))).split()).strip(" ,")
    who = _LED_BY.sub("", who)
    if not who or len(who.split()) > _MOST_SPEAKER_WORDS or _PRONOUN_LAST.search(who):
        return None
    return who if _NAME.search(who) or ROLE.search(fold(who)) or _OWN.search(fold(who)) else None


def _is_own(who: str, document: Document, owners: Collection[str]) -> bool:
    folded = fold(who)
    names = [fold(name) for name in (*owners, document.publisher or "") if name]
    return bool(_OWN.search(folded) or _ASSOCIATION.search(who) or any(name in folded for name in names))
