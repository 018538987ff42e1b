"""Whether a question leans on the one before it, by its own words: a pronoun, an ellipsis, too little to stand alone."""

import re

from assistant.subject import says_which, subject
from corpus.plain import fold
from index.french import stems

CORRECTS = (
    r"(?:(?:non|pardon|no|sorry)(?=\s*,\s*\S)|en fait\b|plut[oô]t(?= (?:en|[àa]|aux?|pour|sur|cel|ceux|\d))|"
    r"je (?:voulais|veux) dire\b|i meant?\b|je parl(?:e|ais) d(?:es?|u)\b)"
)
_OPENS = re.compile(
    rf"^(?:(?:et|mais|alors|sinon|idem|meme question|pareil|and|what about)\b|{CORRECTS})|"
    r"^(?:quand|ou|qui|combien|pourquoi|comment|avec qui|par qui|lesquel(?:le)?s|when|where|who|why|how)\s*\?*$"
)
_LEANS = re.compile(
    r"\b(?:celui-ci|celle-ci|ceux-ci|la-bas|cela|ca|a ce sujet|a ce propos|y (?:a|ont|avai\w+|etai\w+|particip\w*)|"
    r"(?:cet|cette|ces|ce) (?:evenement|congres|sommet|texte|sujet|point|rencontre|reunion|position|mesure|decision|"
    r"question|proposition|ville|villes|mesures|propositions)|it|they)\b|"
    r"\bthere\s*\?*$|^(?:son|sa|ses|leurs?|its|their) \w|"
    r"^(?:(?:et|mais|qui|que|combien|comment|on|ils?|elles?) )+y \w+|"
    r"^(?:(?:et|mais|qui|que|quand|comment|pourquoi|ou|peut|peuvent|doit|doivent|va|vont|on|ils?|elles?) )+en "
    r"(?:fai\w+|font|est|sont|etai\w+|a|ont|avai\w+|propos\w+|parl\w+|pens\w+|dit|disent|benefici\w+|profit\w+|sera)\b|"
    r"^(?:(?:et|mais) )?qui (?:l'|les |la |le )"
    r"(?:a|ont|avai\w+|est|sont|dirig\w+|presid\w+|financ\w+|organis\w+|anim\w+|pilot\w+|ger\w+)\b"
)
_THIS_ONE = re.compile(  # "ce logiciel"; not "cet automne", nor "cette réforme des retraites", which says which
    r"\b(?:ce|cet|cette|ces) (?!(?:annees?|mois|trimestre|semestre|semaines?|week-?end|jours?|matin\w*|soir\w*|nuit|moment|"
    r"ete|automne|hiver|printemps|rentree|saison|cas|types?|genres?|domaines?|qu\w*)\b)"
    r"\w+(?= ?\??$| (?:a|ont|est|sont)\b|.*-(?:t-)?(?:ils?|elles?) )"
)
# "Quelle date ?", "Qu'est-ce qui a changé depuis ?": asks, and names nothing; "Qu'est-ce que l'inclusion ?" names it
_ASKS = re.compile(
    r"^(?:(?:pour |par |avec |a )?(?:qui|quel(?:le)?s?)|qu'est-ce qui|quand|ou|combien|comment)\b|\b(?:qui|quand)\s*\?*$"
)
_ASKS_AT_ALL = re.compile(
    r"\?\s*$|^(?:qui|que|qu'|quoi|quel(?:le)?s?|quand|ou|combien|comment|pourquoi|est-ce|what|who|when|where|why|how|which)\b"
)
_DEFINES = re.compile(r"qu'est-ce qu|what (?:is|are) ")
_FEW_STEMS = 4
_TIME = re.compile(r"\b(?:depuis|entre|avant|apres|pendant|in|since|before|after|between|(?:19|20)\d\d)\b")
_PRONOUN_SUBJECT = re.compile(
    r"-(?:t-)?(?:il|elle|ils|elles)\b|^(?:que |quand |ou |comment |pourquoi )?(?:il|elle|ils|elles)\b"
)
_EMPTY_SUBJECT = re.compile(r"\b(?:y a-t-il|y avait-il|il y (?:a|avait)|est-ce qu[e']|qu'est-ce qu[ei']|faut-il)")
_NOUN_BEFORE_PRONOUN = re.compile(r"\b(?:l'|la |le |les |l’)\w+[^?]*-(?:t-)?(?:il|elle|ils|elles)\b")
ONE_OF_THEM = re.compile(
    r"^(?:lesquel(?:le)?s|ceux|celles|seulement|uniquement|only|which ones)(?: sont| ont (?:eu )?lieu| se sont tenue?s)? "
    r"(?P<rest>(?:à|aux?|en|sur|concernant|depuis|avant|après|de|du|in|on|since)\b.*)",
    re.IGNORECASE,
)
MORE = re.compile(
    r"(?:(?:peux-tu|pouvez-vous|tu peux|vous pouvez|can you) )?(?:(?:dis|dites)-m'en plus|(?:m')?en dire plus|"
    r"resume[rz]?(?:-l[ae]s?)?(?: ca| cela)?|(?:un peu )?"
    r"plus (?:de |d')(?:details?|precisions?|informations?|infos?)|(?:precis|developp|detaill)(?:e[rz]?|ons)|"
    r"(?:tell me )?more(?: details)?)\W*"
)
WHAT = re.compile(
    r"(?:c'est quoi|qu'est-ce que c'est|de quoi (?:s'agit-il|parle-t-on)|c'est-a-dire)"
    r"(?: exactement| au juste| (?:que )?ca)?|what (?:is|was) (?:it|that|this)"
)
# Words of a question that say nothing of its subject.
OF_NO_SUBJECT = frozenset(
    stems(
        "tenu tenue tenus tient lieu déroulé déroulée passé fois temps année date jour moment held took place time year day"
    )
)


def surely_leans(question: str) -> bool:
    """Tell whether a question points back by an opening, a demonstrative or a year alone, or names next to nothing."""
    folded = fold(question).strip()
    asks_for_more = MORE.fullmatch(folded) or WHAT.fullmatch(folded.rstrip("? "))
    points_back = _OPENS.search(folded) or asks_for_more or _LEANS.search(_EMPTY_SUBJECT.sub("", folded))
    return bool(points_back or ONE_OF_THEM.match(question)) or not content(question)


def may_lean(question: str) -> bool:
    """Tell whether a question that names nothing by its name is short enough to go on with the subject before it."""
    return not has_name(question) and bool(_ASKS_AT_ALL.search(fold(question))) and len(content(question)) <= _FEW_STEMS


def says_little(question: str) -> bool:
    """Tell whether a question that may lean on the one before has no noun with a word that says which: "Quel montant ?".

    "Qu'est-ce que le télétravail ?" says it all.
    """
    return may_lean(question) and not any(map(says_which, subject(question))) and not _DEFINES.match(fold(question))


def leans(question: str) -> bool:
    """Tell whether a question cannot be understood without the one before."""
    if surely_leans(question):
        return True
    folded = fold(question).strip()
    bare = _EMPTY_SUBJECT.sub("", folded)
    pronoun = _PRONOUN_SUBJECT.search(bare) and not _NOUN_BEFORE_PRONOUN.search(bare)
    if (pronoun or _THIS_ONE.search(bare)) and not has_name(question):
        return True
    most = 1 if _ASKS.search(folded) and not has_name(question) else 0
    return len(content(question)) <= most


def content(text: str) -> list[str]:
    """Return the stems of ``text`` but those that only say when."""
    return stems(_TIME.sub(" ", fold(text)))


def has_name(question: str) -> bool:
    """Tell whether a word after the first one begins with a capital."""
    return bool(re.search(r"(?<=[\s'’(«])[A-ZÀ-ÖØ-Þ]\w", question))
