"""What a question is about: its noun phrases, without the words that ask.

Only the commonest verbs are known: a phrase begins after an article, at a name or a number, and ends at the next word that
none of them has, such as an auxiliary or a pronoun; another verb right after a noun stays with it. Two phrases that a
preposition links are one.
"""

import re
from collections.abc import Sequence

from corpus.plain import fold
from index.french import stems

_TOKEN = re.compile(r"[\w’'-]+|[^\w\s’'-]")
_ARTICLES = frozenset(
    "le la les un une des du de au aux ce cet cette ces notre nos votre vos leur leurs son sa ses mon ma mes "
    "the an of this that these those our your their its".split()
)
_ELIDED = re.compile(r"[ld]['’](?=\w)", re.IGNORECASE)
_WHICH = re.compile(r"quel(?:le)?s?|which|what|many|much")
_LINKS = frozenset(
    "à de en pour par avec sans sur sous dans chez vers entre contre for to by with on in at from about between".split()
)
_ENDS = re.compile(  # on folded text
    r"(?:a|ont|avai(?:en)?t|aura|auront|est|sont|etai(?:en)?t|sera|seront|ete|etre|avoir|fait|font|faire|peut|peuvent|doit|"
    r"doivent|va|vont|dit|disent|pensent?|demandent?|prevoit|prevoient|defend|defendent|proposent?|"
    r"y|ca|cela|ceci|ils?|elles?|on|nous|vous|je|tu|se|qui|que|quoi|dont|ou|quand|comment|pourquoi|et|mais|donc|autres?|or|ni|car|depuis|pendant|"
    r"avant|apres|selon|concernant|lors|is|are|was|were|be|been|has|have|had|do|does|did|will|would|can|could|should|may|held|"
    r"since|before|after|and|whom?|when|where|why|how|says?|thinks?)$|\w['’]|.+-(?:t-)?(?:ils?|elles?|on|je|tu|nous|vous|ce|moi)$"
)
_PRONOUNS = frozenset("d'autre ne me te nous vous je tu il elle on ils elles".split())  # no article follows
POSSESSIVES = frozenset("son sa ses leur leurs its their his her".split())
_CONTRACTED = {"du": "le", "des": "les", "au": "le", "aux": "les"}
_LOOSE = re.compile(rf"^(?:de (?!la\b)|d['’])|(?:^|\s)(?:{'|'.join(sorted(_LINKS))})$")
_NAME_OR_NUMBER = re.compile(r"[A-ZÀ-ÖØ-ÞŒ]|\d")
_WORD = re.compile(r"\w")


def subject(question: str) -> list[str]:
    """Return the noun phrases of ``question``, in order, each with its article: "la loi REEN pour les communes", "2024".

    A phrase with "son" or "its" is left out: it leans on another one.
    """
    phrases: list[list[str]] = [[]]
    most = 0  # words that the phrase may still take
    before = ""
    for place, token in enumerate(tokens := _TOKEN.findall(question)):
        word, elided = token.lower(), _ELIDED.match(token)
        own = token[elided.end() :] if elided else token
        following = tokens[place + 1].lower() if place + 1 < len(tokens) else ""
        named = _NAME_OR_NUMBER.match(own) and (place > 0 or not _begins_otherwise(word, following))
        pronoun = before in _PRONOUNS or (place == 1 and before == "qui")  # "Qui la soutient ?"
        opens = word in _ARTICLES and not pronoun and (most > 0 or word not in _LINKS or before == "combien")
        stands = not _ENDS.match(fold(own))
        if _WHICH.fullmatch(word):
            phrases.append([])
            most = 1
        elif opens or ((elided or named) and stands):
            phrases[-1].append(word if opens else token)
            most = len(question)
        elif (most > 1 and word in _LINKS) or (most and stands and _WORD.match(token)):
            phrases[-1].append(token)
            most -= 1
        else:
            phrases.append([])
            most = 0
        before = word
    return [said for words in phrases if stems(said := by_itself(words)) and words[0] not in POSSESSIVES]


def by_itself(words: Sequence[str]) -> str:
    """Return the words of a phrase as it stands by itself: "du Club de Metz" as "le Club de Metz"."""
    return _LOOSE.sub("", " ".join([*(_CONTRACTED.get(word, word) for word in words[:1]), *words[1:]]))


def says_which(phrase: str) -> bool:
    """Tell whether a phrase has a name, or more than a noun: "la loi REEN" and not "le montant"."""
    return phrase != phrase.lower() or len(set(stems(phrase))) > 1


def _begins_otherwise(word: str, following: str) -> bool:
    """Tell whether the first word of a question is none of a name: "Donne la date", "Combien d'habitants"."""
    said = word in _ARTICLES or word in _LINKS or word == "combien" or _WHICH.fullmatch(word)
    return bool(said or following in _ARTICLES or _ELIDED.match(following))
