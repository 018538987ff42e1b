"""Follow-ups: a question that leans on the previous one is completed from it, by rules."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.courtesy import greets
from assistant.leaning import (
    CORRECTS,
    MORE,
    OF_NO_SUBJECT,
    ONE_OF_THEM,
    WHAT,
    content,
    has_name,
    leans,
    may_lean,
    says_little,
    surely_leans,
)
from assistant.listing import asked_list, other_list
from assistant.question import YEAR
from assistant.replace_name import names, with_other_name
from assistant.subject import POSSESSIVES, by_itself, says_which, subject
from assistant.wording import asked_sentence, bare, is_aside
from corpus.expressions import find_dates
from corpus.language import detect_language
from corpus.plain import fold
from index.french import stems

_LEAD = re.compile(
    rf"^\s*(?:(?:(?:et|mais|alors|sinon|idem|même question|pareil|and|what about)\b|{CORRECTS})[\s,:]*)+", re.IGNORECASE
)
_CORRECTION = re.compile(rf"^\s*{CORRECTS}", re.IGNORECASE)
_TOPIC = re.compile(
    r"\b(?:sur|concernant|à propos d[eu’']|en matière d[e’']|(?:position|stance|views?|opinion|says?|said) (?:on|about))\s*"
    r"(?P<topic>[^?()]+?(?: \([^()]*\))?)\s*\)?\s*\?*\s*$",
    re.IGNORECASE,
)
_OF_ALL = re.compile(r"(?:pourquoi|comment|why|how)", re.IGNORECASE)  # asks of what was said, verb and all
_DATED_AFTER = re.compile(r"^(?:à partir de|dès)\b", re.IGNORECASE)
_NEXT_YEAR = re.compile(r"(?:l'annee|l'edition|celle|la|le) (?:(?P<before>d'avant|precedente?)|d'apres|suivante?)")
_ITS = re.compile(rf"^(?:{'|'.join(sorted(POSSESSIVES))})\s", re.IGNORECASE)
_PROPERTY = re.compile(
    r"(?:le |la |les |l'|the )(?:thème|date|lieu|prix|coût|montant|budget|participants|intervenants|organisateurs?|auteurs?|"
    r"adresse|durée|horaires?|programme|objectifs?|but|licence|calendrier|résultats?|conclusions?|bilan|topic|venue|price|"
    r"cost|amount|speakers|organisers?|authors?|results?)",
    re.IGNORECASE,
)
_THAT_OF = re.compile(r"^(?:celle|celui) (?P<whose>(?:du|de la|de l'|des|de|d').+)", re.IGNORECASE)
_WHOSE = re.compile(r" (?:du|de la|de l'|des|de|d') ?[\w'’-]+ $")
_COMPANION = re.compile(r"(avec|par|chez|with|by) \S", re.IGNORECASE)
_WITH = r"\b{} (?:[^\s()]+ ){{0,2}}[^\s()]+(?: \([^()]*\))?(?=\)?$)"
_BRACKETS = re.compile(r" \((?P<inside>[^()]*)\)$")
_NAMED = re.compile(r"\b(?:(?:le|la|les|du|au|des|aux) |l')[A-ZÀ-ÖØ-Þ].*$")
_OF_YEAR = re.compile(rf"\s*(?:\b(?:en|de|in|of) )?{YEAR.pattern}")
_THE = re.compile(r"(?P<article>le|la|les|du|des|au|aux|the) (?P<noun>[a-zà-ÿœ-]+) .+", re.IGNORECASE)
_PLACE = re.compile(r"\b(?:à|au|aux|en|in) (?:la |l[’'])?[A-ZÀ-ÖØ-Þ][\w-]+(?: [A-ZÀ-ÖØ-Þ][\w-]+)*")
_OF_PLACE = re.compile(r" (?:de|du|des) [A-ZÀ-ÖØ-Þ][\w-]+$")
_CONTRACTED = {"au": "du", "aux": "des"}
_AT = re.compile(r"(?:à|au|aux) [\w-]+", re.IGNORECASE)  # a place that the texts do not name, or "à distance"
_PREPOSITION = re.compile(r"^(?:sur|concernant|pour|à|au|aux|en|dans|on|about)\b\s*", re.IGNORECASE)
_DEFINES = re.compile(r"qu'est-ce qu|qui (?:est|sont|etait)\b|(?:what|who) (?:is|are|was)\b")
_THE_NAME = re.compile(r"(?:(?:le|la|les|the) |l')[A-ZÀ-ÖØ-Þ].*")
_THE_NOUN = re.compile(r"(?:(?:le|la|les) |l')[a-zà-ÿœ][a-zà-ÿœ -]*\s*\??")
_WORD = re.compile(r"[\w’'-]+")


def readings(question: str, previous: Sequence[str]) -> tuple[str, ...]:
    """Return the questions that ``question`` may stand for, the likelier first: one, or two when that is not sure.

    A question that leans on those before it is completed from them; one that only may lean is read both ways. Of several
    sentences the one that asks is read, after those before it; each is read as ``bare`` gives it.
    """
    before, asked, after = asked_sentence(question)
    context = [*before, *after]
    if not leans(bare(asked)):
        context = [one for one in before if not is_aside(one)]
        if any(not is_aside(one) and not greets(one) for one in after):  # it may say which one is meant
            context, asked = [], question
    question = bare(asked)
    earlier = [said for one in previous for said in (*asked_sentence(one)[0], asked_sentence(one)[1])]
    previous = [bare(one) for one in (*earlier, *context) if not greets(one)]
    completed = understand(question, previous)
    if completed != question:
        return (completed,) if surely_leans(question) else (completed, question)
    carried = understand(question, previous, certain=False)
    return (question,) if carried == question else (question, carried)


@dataclass(frozen=True)
class OwnWords:
    """What a follow-up says itself, to be looked for in what answered the question before.

    ``first``: before the completed question is looked for elsewhere; else only when that is not answered.
    """

    text: str
    first: bool


def own_words(question: str, previous: Sequence[str], read: Sequence[str]) -> OwnWords | None:
    """Return what ``question`` says itself, when it may be about what answered the one before; ``read`` are its readings.

    None when it has a name, a year or no word of its own, and when it only puts another date or name in the place of one:
    "Et en 2023 ?". "Et pour la formation ?" is added to what was asked; "Et le financement ?", in the place of another
    topic, may be about the same texts.
    """
    asked = bare(asked_sentence(question)[1])
    own = _LEAD.sub("", asked)
    if tuple(read) == (asked,) or OF_NO_SUBJECT.issuperset(content(own)) or YEAR.search(own):
        return None
    if own == asked or _added(question, previous)[1]:
        return OwnWords(own, first=not _DEFINES.match(fold(own)))
    return OwnWords(own, first=False) if _THE_NOUN.fullmatch(own) else None


def understand(question: str, previous: Sequence[str], *, certain: bool = True) -> str:
    """Return the question that stands alone; ``question`` itself when it does, or when there is no earlier one.

    Each earlier question, oldest first, is completed from those before it when it leans on them or says little of a subject;
    ``question`` also when it only may lean on them and ``certain`` is False.

    A date replaces the date of the previous question, a kind of document the kind of a list, a year its year, a place its
    place, a bare topic what followed "sur"; otherwise what the previous question is about is added.
    """
    understood = ""
    for one in previous:
        if understood and _OF_ALL.fullmatch(_LEAD.sub("", one).strip(" ?")):
            continue  # "Pourquoi ?" changes nothing of what is spoken of
        understood = _complete(one, understood) if understood and (leans(one) or says_little(one)) else one
    follows = leans(question) or (not certain and may_lean(question))
    return _complete(question, understood) if understood and follows else question


def _complete(question: str, previous: str) -> str:
    before = previous.strip().rstrip("? ")
    asked = _LEAD.sub("", question).strip().rstrip("? ")
    follows = bool(_LEAD.match(question))
    if (whole := asked_list(asked, detect_language(asked))) and whole.period:  # "les événements de 2024" says it all
        return f"{asked[:1].upper()}{asked[1:]} ?" if follows else question
    if chosen := ONE_OF_THEM.match(asked):
        asked, follows = _where(chosen["rest"]), True
    replaced = _same_again(before, asked) or _with_date(before, asked) or other_list(before, asked)
    if another := replaced or _with_year(before, asked):
        return f"{another} ?"
    if follows:
        if not _is_interrogative(asked) and not _ITS.match(asked) and not _PROPERTY.fullmatch(asked):
            return f"{_replaced(before, asked)} ?"
        if _CORRECTION.match(question) and not leans(asked):
            return f"{asked[:1].upper()}{asked[1:]} ?"
        if has_name(asked) and not leans(asked):
            return question
    said = OF_NO_SUBJECT.union(stems(asked))
    if YEAR.search(asked):
        before = _OF_YEAR.sub("", before)
    about = [] if _OF_ALL.fullmatch(asked) or before == before.lower() else _about(before)
    told = about or [word for word in _WORD.findall(before) if stems(word)]
    missing = (", " if about else " ").join(one for one in told if not said.issuperset(stems(one)))
    return f"{asked[:1].upper()}{asked[1:]} ({missing}) ?" if missing else question


def _same_again(before: str, asked: str) -> str | None:
    """Return the previous question when more is asked, or what its subject is; None when something else is asked."""
    if not asked or MORE.fullmatch(fold(asked)):
        return before
    if not WHAT.fullmatch(fold(asked)):
        return None
    about = subject(before)
    if named := next((match for one in about if (match := _NAMED.search(one))), None):
        return f"Qu'est-ce que {by_itself(named[0].split(' '))}"
    return f"Qu'est-ce que {about[-1]}" if about and _THE_NOUN.match(about[-1]) else None


def _about(before: str) -> list[str]:
    """Return what a question is about; of one that was completed, not what was asked of the same thing before it."""
    brackets = _BRACKETS.search(before)
    if not brackets:
        return subject(before)
    kept = brackets["inside"].split(", ")
    return [*subject(before[: brackets.start()]), *(list(filter(says_which, kept)) or kept)]


def _where(rest: str) -> str:
    """Return the complement of a noun as it stands in a question: "de Lyon" as "à Lyon"."""
    return re.sub(r"^de (?=[A-ZÀ-ÖØ-Þ])", "à ", rest)


def _with_date(before: str, asked: str) -> str | None:
    """Return the previous question with its one date replaced by ``asked``; None when they are not one date each."""
    asked = _DATED_AFTER.sub("depuis", asked)
    dates, others = find_dates(before, None), find_dates(asked, None)
    if len(dates) != 1 or len(others) != 1 or asked[: others[0].start].strip() or asked[others[0].end :].strip():
        return None
    said, years = re.sub(r"^pour\b", "en", asked, flags=re.IGNORECASE), YEAR.findall(before)
    if len(years) == 1 and not YEAR.search(asked) and others[0].partial:  # "Et en novembre ?"
        said = f"{said} {years[0]}"
    return before[: dates[0].start] + said + before[dates[0].end :]


def _with_year(before: str, asked: str) -> str | None:
    """Return the previous question in the year that is all that ``asked`` names; None when one of them has no year."""
    if (other := _NEXT_YEAR.fullmatch(fold(asked))) and len(years := set(YEAR.findall(before))) == 1:
        return YEAR.sub(str(int(years.pop()) + (-1 if other["before"] else 1)), before)
    year = YEAR.search(asked)
    return YEAR.sub(year[0], before) if year and YEAR.search(before) and not content(asked) else None


def _replaced(before: str, asked: str) -> str:
    """Return the previous question about another place, another name, another topic, or with ``asked`` added."""
    topic, companion = _TOPIC.search(before), _COMPANION.match(asked)
    if companion and (other := re.search(_WITH.format(companion[1]), before, re.IGNORECASE)):
        return before[: other.start()] + asked + before[other.end() :]
    brackets = _BRACKETS.search(before)
    if brackets and _THE_NAME.fullmatch(asked):
        return f"{before[: brackets.start()]} ({asked})"
    if there := _with_other_place(before, asked):
        return there
    if topic and (that_of := _THAT_OF.match(asked)):
        return f"{_WHOSE.sub(' ', before[: topic.start()])}{that_of['whose']} {before[topic.start() :]}"
    if topic and content(asked):
        return before[: topic.start("topic")] + _PREPOSITION.sub("", asked) + before[topic.end("topic") :]
    return with_other_name(before, asked) or _with_other_noun(before, asked) or f"{before} {asked}"


def _with_other_place(before: str, asked: str) -> str | None:
    """Return ``before`` with ``asked``, a place, in the place of its only one, or added; None when it may be no place."""
    only = _PLACE.sub(asked, before) if len(_PLACE.findall(before)) == 1 else None
    if _PLACE.fullmatch(asked):
        of_place = _OF_PLACE.sub(f" {_of(asked)}", before) if _OF_PLACE.search(before) else None
        return with_other_name(before, asked) or only or of_place or f"{before} {asked}"
    return only if _AT.fullmatch(asked) else None


def _of(place: str) -> str:
    """Return a place as a complement: "à Lyon" as "de Lyon", "au Caire" as "du Caire"."""
    preposition, _, name = place.partition(" ")
    return f"{_CONTRACTED.get(preposition.lower(), 'de')} {name}"


def _with_other_noun(before: str, asked: str) -> str | None:
    """Return ``before`` with its last noun and what tells which as ``asked`` has them: "fonds vert", "fonds chaleur"."""
    other = _THE.fullmatch(asked)
    if not other:
        return None
    last = re.search(rf"\b{other['article']} {other['noun']}(?: [\w'’-]+)?$", before, re.IGNORECASE)
    return before[: last.start()] + asked if last else None


def adds_to_name(question: str, previous: Sequence[str]) -> bool:
    """Tell whether a follow-up is understood as the question before with words added that may be about something else.

    "Et dnsmasq ?" after "Quand Apache Maven a-t-il été créé ?": what answers the one may say nothing of the other.
    """
    before, added = _added(question, previous)
    return bool(added) and (bool(names(before)) or not _PREPOSITION.match(added))


def _added(question: str, previous: Sequence[str]) -> tuple[str, str]:
    """Return the question before, completed, and the words that a follow-up adds to it: none when it is read otherwise."""
    asked, earlier = bare(asked_sentence(question)[1]), [bare(asked_sentence(one)[1]) for one in previous if not greets(one)]
    if not earlier or not leans(asked):
        return "", ""
    before, understood = understand(earlier[-1], earlier[:-1]).rstrip("? "), understand(asked, earlier)
    added = understood.removeprefix(before).lstrip() if understood.startswith(before) else ""
    return before, added if content(added) else ""


def _is_interrogative(text: str) -> bool:
    return bool(
        re.match(
            r"(?:quand|o[uù]|qui|que|quoi|combien|pourquoi|comment|quel(?:le)?s?|par qui|avec qui|depuis quand)\b",
            fold(text),
        )
    )
