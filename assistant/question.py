"""What a question asks for: it decides how many sentences answer it."""

import re
from collections.abc import Sequence
from enum import Enum
from itertools import pairwise

from assistant.errors import EmptyQuestionError, QuestionTooLongError
from corpus.plain import fold, plain
from index.french import stems, words

_WORDS = re.compile(r"\w")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class Kind(Enum):
    """What is asked: a short fact, or something that takes several sentences to say."""

    FACT = "fact"
    POSITION = "position"
    EXPLANATION = "explanation"
    OTHER = "other"


_POSITION = re.compile(
    r"\b(?:positions?|plaid\w+|defend\w*|demand\w+|propos\w+|recommand\w+|revendi\w+|reclam\w+|prone\w*|souhait\w+|"
    r"critiqu\w+|denonc\w+|soutien\w*|s'oppos\w+|oppose(?:e|s|es)?|favorables?|hostiles?|pour ou contre|"
    r"(?:est|sont|sommes|etes)-(?:elles?|ils?|on|nous|vous) (?:pour|contre)|pens\w+|avis|point de vue|stance|position on|"
    r"call\w* for|in favou?r of|support\w*|oppos(?:e|es|ed))\b"
)
_FACT = re.compile(
    r"\b(?:quand|quelles? dates?|quel(?:le)? (?:jour|annee|mois|ville|pays|lieu)|combien|qui|(?<!\w )ou|depuis quand|"
    r"jusqu'a quand|quel(?:le)? (?:est (?:le |la |l'))?(?:nombre|montant|budget|cout|taux|part|duree|date|lieu)|when|where|"
    r"who|how many|how much)\b"
)
_EXPLANATION = re.compile(
    r"\b(?:pourquoi|comment|pour quelles? raisons?|en quoi|quels? (?:sont|etaient) |quelles? (?:sont|etaient) |why|how)\b"
)


# Words by which one asks, and which an answer need not hold: "quelle position défend l'association", "s'est tenu".
_FRAME = frozenset(
    stem
    for stem in stems(
        "position défend défendre association pense penser avis vue demande demander souhaite souhaiter attend plaide "
        "dit dire parle sujet question tenu tenue tenir lieu déroulé déroulée dérouler passé passée existe connaître savoir "
        "fait faire sait peut pouvez appelle nom résume résumer explique expliquer date dates nombre signifie veut "
        "définition signification acronyme sigle propose proposer propositions lutter contre "
        "actuel actuelle actuellement aujourd'hui désormais évolue évolué évoluer évolution current "
        "take took place happen held tell explain mean stand"
    )
)


_LONG_NAME = re.compile(r"(?<=[\s'’(«])[A-ZÀ-ÖØ-ÞŒ][\w-]*(?: [A-ZÀ-ÖØ-ÞŒ][\w-]*)+")


def names_another(question: str, sentence: str) -> bool:
    """Tell whether a sentence has the words of a name in the question, or some, as another name.

    The "Data Governance Act" is not the "Data Act", whichever is asked about; the "Smart City Expo" is short for the "Smart
    City Expo World Congress".

    In a question typed without capitals, two neighbouring words are the name when a name in the sentence holds both, apart.
    """
    held, text = set(stems(sentence)), fold(plain(sentence))
    names = [match[0] for match in _LONG_NAME.finditer(question)]
    if any(fold(name) not in text and held.issuperset(stems(name)) for name in names):
        return True
    others = {fold(match[0]) for match in _LONG_NAME.finditer(plain(sentence))}
    wanted = [(fold(name), set(stems(name))) for name in names if fold(name) not in text]
    if any(other not in name and set(stems(other)) < held_by_name for name, held_by_name in wanted for other in others):
        return True
    pairs = {pair for pair in pairwise(words(question)) if " ".join(pair) not in text}
    apart = [words(other) for other in others] if pairs else []
    return any(first in other and second in other[other.index(first) + 2 :] for other in apart for first, second in pairs)


_NEXT = re.compile(r"\bprochaine?s?\b|\ba venir\b|\bnext\b|\bupcoming\b")
_TO_COME = re.compile(rf"{_NEXT.pattern}|\b(?:aura|auront|se tiendra|se tiendront|sera|seront|prevue?s?|accueillera|will)\b")
_LAST, _FIRST = re.compile(r"\bdernier|\bderniere|\blast\b|\blatest\b"), re.compile(r"\bpremier|\bpremiere|\bfirst\b")


def needs_today(question: str) -> bool:
    """Tell whether ``question`` is about the last or the next of its kind, which texts of another day cannot tell."""
    folded = fold(question)
    return bool(_LAST.search(folded) or _NEXT.search(folded))


# What happens to a text, each on its day: the date of one is not that of another.
_STAGES = tuple(
    re.compile(words)
    for words in (
        r"\bpropos(?:e|ee|es|ees|ition)\b",
        r"\badopt",
        r"\bsign(?:e|ee|es|ees|er|ature)\b|\bsigned\b",
        r"\bpromulgu",
        r"\bpubli(?:e|ee|es|ees|er|cation|shed)\b",
        r"\bvigueur\b|\bin(?:to)? force\b",
        r"\bappliqu|\bapplicable\b|\bapplication\b|\bappl(?:y|ies|ied)\b",
        r"\babrog|\brepeal",
    )
)
_WHEN = re.compile(r"\b(?:quand|dates?|when)\b")


# Kinds of event, each another: not "événement", "rencontre" or "édition", which any of them may be called.
_EVENTS = re.compile(
    r"\b(?P<kind>journee|salon|congres|assises|forum|hackathon|garagethon|webinaire|atelier|colloque|seminaire|conference|sommet|"
    r"festival|convention|assemblee|universite|barcamp|meetup|sprint|prix|concours|formation|trophee|workshop|summit)s?\b"
)


_ORDINALS = tuple(
    re.compile(rf"\b(?:{words})\b")
    for words in (
        "premiere?s?|first",
        "deuxiemes?|seconde?s?",
        "troisiemes?|third",
        "quatriemes?|fourth",
        "cinquiemes?|fifth",
    )
)


def about_another(question: str, sentence: str) -> bool:
    """Tell whether a sentence is about another name, year, time, kind of event, stage or ordinal than the question.

    Another name: ``names_another``. Another year: it states years, and none that the question does. Another time: the
    question is about what is to come, and the sentence is not, or about the last of its kind, and the sentence about the
    first. Another kind of event: a hackathon, and the question asks about a congress. Another stage: the question is when a
    text was adopted, of which the sentence says nothing. Another ordinal: the first prize, and the question asks about the
    second.
    """
    question_words, words_said = fold(question), fold(sentence)
    past = bool(_NEXT.search(question_words)) and not _TO_COME.search(words_said)
    other_time = past or bool(_LAST.search(question_words) and _FIRST.search(words_said))
    return (
        names_another(question, sentence)
        or about_another_year(question, sentence)
        or other_time
        or _other_event(question_words, words_said)
        or _other_stage(question_words, words_said)
        or _other_ordinal(question_words, words_said)
    )


def about_another_year(question: str, text: str) -> bool:
    """Tell whether ``text`` states years, and none that the question does."""
    asked, stated = set(YEAR.findall(question)), set(YEAR.findall(text))
    return bool(asked and stated) and not asked & stated


def _other_event(question: str, sentence: str) -> bool:
    asked, said = ({match["kind"] for match in _EVENTS.finditer(text)} for text in (question, sentence))
    return bool(asked and said) and not asked & said


def _other_ordinal(question: str, sentence: str) -> bool:
    asked, said = ({n for n, ordinal in enumerate(_ORDINALS) if ordinal.search(text)} for text in (question, sentence))
    return bool(asked and said) and not asked & said


def _other_stage(question: str, sentence: str) -> bool:
    asked = set(stages(question)) if _WHEN.search(question) else set()
    return bool(asked) and not asked.intersection(stages(sentence))


def stages(text: str) -> list[int]:
    """Return which stages of a text (adopted, signed, published...) ``text`` speaks of, in the order in which it does."""
    folded = fold(text)
    return [
        number for _, number in sorted((m.start(), n) for n, stage in enumerate(_STAGES) for m in stage.finditer(folded))
    ]


_OWNER = re.compile(r"\bl[’']association\b", re.IGNORECASE)


def name_owner(question: str, owners: Sequence[str]) -> str:
    """Return the question with the first of ``owners`` in the place of "l'association": that is how texts name it."""
    return _OWNER.sub(lambda _: owners[0], question) if owners else question


def content_stems(found: Sequence[str], owners: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the stems of a question without the words by which one asks; all of them when nothing else is left.

    The names of ``owners``, whose corpus it is, are such words: their texts need not say who they are.
    """
    left_out = frame(owners)
    return tuple(stem for stem in found if stem not in left_out) or tuple(found)


def frame(owners: Sequence[str] = ()) -> frozenset[str]:
    """Return the stems of the words by which one asks, and of the names of ``owners``."""
    return _FRAME.union(stem for owner in owners for stem in stems(owner))


def clean_question(text: str, longest: int) -> str:
    """Return the question on one line; raises EmptyQuestionError, QuestionTooLongError."""
    question = plain(text.encode("utf-8", "replace").decode("utf-8"))  # half surrogate pairs are no text
    if not _WORDS.search(question):
        raise EmptyQuestionError('the question is empty; ask one, for example: plaidoyer ask "Que défend l\'association ?"')
    if len(question) > longest:
        raise QuestionTooLongError(
            f"the question has {len(question)} characters, {longest} is the most; shorten it and ask again"
        )
    return question


def kind_of(question: str) -> Kind:
    """Return what ``question`` asks for. A question about a date of a position is one about a fact."""
    folded = fold(question)
    if re.search(r"\b(?:pourquoi|why)\b", folded):
        return Kind.EXPLANATION
    if re.search(r"\b(?:quand|combien|when|how many|how much)\b|\boù\b", question.lower().replace("’", "'")):
        return Kind.FACT
    if _POSITION.search(folded):
        return Kind.POSITION
    if _FACT.search(folded):
        return Kind.FACT
    return Kind.EXPLANATION if _EXPLANATION.search(folded) else Kind.OTHER
