"""Follow-ups: a question that leans on the previous one is completed from it, by rules."""

import re
from collections.abc import Sequence

from corpus.plain import fold
from index.french import stems

_OPENS = re.compile(
    r"^(?:et|mais|alors|sinon|idem|meme question|pareil|and|what about)\b|"
    r"^(?:quand|ou|qui|combien|pourquoi|comment|avec qui|par qui|lesquel(?:le)?s|when|where|who|why|how)\s*\?*$"
)
_LEANS = re.compile(
    r"\b(?:celui-ci|celle-ci|ceux-ci|la-bas|cela|ca|a ce sujet|a ce propos|y (?:a|ont|etait|etaient|participai\w*)|"
    r"(?:cet|cette|ces|ce) (?:evenement|congres|sommet|texte|sujet|point|rencontre|reunion|position|mesure|decision|"
    r"question|proposition|ville|villes|mesures|propositions)|there|it|they)\b"
)
_PRONOUN_SUBJECT = re.compile(
    r"-(?:t-)?(?:il|elle|ils|elles)\b|^(?:que |quand |ou |comment |pourquoi )?(?:il|elle|ils|elles)\b"
)
_EMPTY_SUBJECT = re.compile(r"\b(?:y a-t-il|il y a|est-ce qu[e']|qu'est-ce qu[ei']|faut-il)")
_NOUN_BEFORE_PRONOUN = re.compile(r"\b(?:l'|la |le |les |l’)\w+[^?]*-(?:t-)?(?:il|elle|ils|elles)\b")
_LEAD = re.compile(r"^\s*(?:et|mais|alors|sinon|idem|même question|pareil|and|what about)\b[\s,]*", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_TOPIC = re.compile(
    r"\b(?P<link>sur|concernant|à propos d[eu’']|en matière d[e’'])\s*(?P<topic>[^?]+?)\s*\?*\s*$", re.IGNORECASE
)
_PREPOSITION = re.compile(r"^(?:sur|concernant|pour|à|au|aux|en|dans)\b\s*", re.IGNORECASE)
_WORD = re.compile(r"[\w’'-]+")


def understand(question: str, previous: Sequence[str]) -> str:
    """Return the question that stands alone; ``question`` itself when it does, or when there is no earlier one.

    A year replaces the year of the previous question, a bare topic replaces what followed "sur"; otherwise the content
    words of the previous question are added.
    """
    if not previous or not leans(question):
        return question
    before = previous[-1].strip().rstrip("? ")
    asked = _LEAD.sub("", question).strip().rstrip("? ")
    year = _YEAR.search(asked)
    if year and _YEAR.search(before) and len(stems(_YEAR.sub("", asked))) <= 0:
        return f"{_YEAR.sub(year[0], before)} ?"
    topic = _TOPIC.search(before)
    if _LEAD.match(question) and asked and not _is_interrogative(asked):
        bare = _PREPOSITION.sub("", asked)
        if topic and not year:
            return f"{before[: topic.start('topic')]}{bare} ?"
        return f"{before} {asked} ?"
    missing = [word for word in _WORD.findall(before) if stems(word) and not set(stems(word)) & set(stems(asked))]
    return f"{question.strip().rstrip('? ')} ({' '.join(missing)}) ?" if missing else question


def leans(question: str) -> bool:
    """Tell whether a question cannot be understood without the one before."""
    folded = fold(question).strip()
    if _OPENS.search(folded) or _LEANS.search(_EMPTY_SUBJECT.sub("", folded)):
        return True
    bare = _EMPTY_SUBJECT.sub("", folded)
    if _PRONOUN_SUBJECT.search(bare) and not _NOUN_BEFORE_PRONOUN.search(bare) and not _has_name(question):
        return True
    return len(stems(question)) == 0


def _is_interrogative(text: str) -> bool:
    return bool(
        re.match(r"(?:quand|o[uù]|qui|que|quoi|combien|pourquoi|comment|quel|par qui|avec qui|depuis quand)\b", fold(text))
    )


def _has_name(question: str) -> bool:
    return bool(re.search(r"(?<=\s)[A-ZÀ-ÖØ-Þ]\w", question))
