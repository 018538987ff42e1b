"""A question for a list: which events, positions or press releases there are, of a period, about a topic, or the last one.

The catalogue answers it, not the search: each document of the kind and period asked for is quoted once, newest first.
What else the question says is its topic, and only documents with a passage that holds all of its stems are listed. What a
position says is no question for a list.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.agenda import Days, Mention, Others, holds, mentions, own_days, own_event
from assistant.antecedent import start_with_antecedent
from assistant.features import is_titled
from assistant.narrow import without_period
from assistant.question import frame
from assistant.select import Quote
from corpus.document import Document
from corpus.expressions import DateExpression
from corpus.plain import fold, plain
from corpus.quotable import LIST_ITEM
from index.french import stems
from index.hit import Filters
from index.retrieve import Retriever
from index.store import Sentence

_KINDS = {
    "event": r"evenements?|rencontres|conferences|salons|w?ebinaires|webinars|events?|agenda|calendrier des evenements|"
    r"manifestations|rendez-vous|forums?|colloques?|seminaires?|congres|sommets?|hackathons?|ateliers?|journees?|salon|"
    r"conference|w?ebinaire|webinar|rencontre",
    "position": r"(?:prises? de )?positions?",
    "press_release": r"communiques?(?: de presse)?|press releases?",
    "newsletter": r"newsletters?|infolettres?|gazettes?|lettres? d'information",
    "report": r"rapports?(?! (?:entre|avec)\b)|reports?",
    "letter": r"courriers?|lettres? ouvertes?|open letters?",
    "speech": r"discours|speech(?:es)?",
    "any": r"documents|textes|publications|actualites|texts|news",
}
# Those that may be anything: the others bound a list to what their word is found in.
_AGENDA = frozenset(("agenda", "calendrier des evenements"))
_ANY_GATHERING = _AGENDA | {*"evenement evenements rencontre rencontres event events manifestations rendez-vous".split()}
_ONLY_IN_A_PERIOD = _AGENDA | {
    *"manifestations rendez-vous forum forums colloque colloques seminaire seminaires congres sommet sommets".split(),
    *"hackathon hackathons atelier ateliers journee journees salon conference webinaire ebinaire webinar rencontre".split(),
}
_NO_CALENDAR = re.compile(r"\bagenda 20[3-9]\d\b")  # the plan of the United Nations
_FEMININE = ("position", "newsletter")
_NUMBERS = {"deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "two": 2, "three": 3, "four": 4, "five": 5}
# On folded text without the words of its period: how a list is asked for, what may stand before the noun, the noun.
_ASKED = (
    r"(?:et )?(?:(?:a|dans|de|lors de|at|in) )?(?:quels?|quelles?|which|what) "
    r"(?:(?:sont|etaient|ont ete|est|are|were|is) )?",
    r"(?:quand|when) (?:(?:est|sont|se tien(?:t|nent|dra|dront)|is|are|will) |(?:aura|auront) lieu )",
    r"(?:(?:peux-tu|pouvez-vous|please|merci de) )?(?:(?:me|nous) )?(?:donne|liste|montre|cite|list|show|give)[rz]?"
    r"(?:[- ](?:moi|nous|me|us))? (?:la liste )?(?:(?:des?|of) |d')?",
    r"combien (?:y a-t-il )?(?:de |d')",
    r"(?:est-ce qu'il )?(?:(?:y a[- ]t[- ]il|il y a|y a)(?: eu)?|existe-t-il|avez-vous|as-tu|are there|were there|is there) "
    r"(?:(?:une?|des|d'autres|any|some) )?",
    r"(?:(?:il )?y a(?:vait)? quoi|on a (?:fait|eu) quoi) (?:comme |en )?",
    r"(?:j'aimerais |je voudrais |je veux )?(?:avoir )?(?:la )?liste (?:des? |d')",
)
_BEFORE = (
    r"(?:(?:l'|(?:tous|toutes|les?|la|des|vos|votre|nos|notre|leurs?|ses|son|sa|all|the|your|our|grands|principaux|"
    rf"principales|\d+|{'|'.join(_NUMBERS)}|derniers?|dernieres?|latest|last|recents?|recentes?|"
    r"prochaine?s?|futurs?|futures?|upcoming|next) ))*"
)
_NOUN = "|".join(f"(?P<{kind}>{nouns})" for kind, nouns in _KINDS.items())
_LIST = re.compile(rf"\W*(?P<asked>{'|'.join(_ASKED)})?(?P<before>{_BEFORE})(?P<noun>{_NOUN})\b")
_ABOUT = re.compile(r" (?:qui |that )?(?:parl|trait|mentionn|evoqu|concern|port|sur\b|about\b|on\b|mention)")
_LAST = re.compile(r"\b(?:dernier|derniere|latest|last|recent)")
_MOST_RECENT = re.compile(r" (?:les? |la |l')?plus recente?s?\b")
_CLOSING = re.compile(r" (?:la |le |les? |the )(?P<last>derniers?|dernieres?|plus recente?s?|latest|last)\W*$")
_WHAT_HAPPENED = re.compile(
    r"\W*(?:que se passe(?:ra)?[- ]t[- ]il|que s'est[- ]il passe|qu'y a(?:vait)?[- ]t[- ]il(?: eu)?|"
    r"what (?:happens|happened|is on))\W*"
)
_TO_COME = re.compile(
    r"\b(?:prochaine?s?|futurs?|futures?|upcoming|next)\b|"
    r"^ (?:(?:sont|seront|are) )?(?:a venir|prevus?|planned|scheduled|to come|coming up)\b"
)
# Periods that today alone would tell.
_RELATIVE = re.compile(
    r"\b(?:an|annee|mois|semaine|trimestre) (?:derni|passe|prochain)|\bcette (?:annee|semaine)\b|\bce mois\b|\bhier\b|"
    r"\b(?:last|this|next) (?:year|month|week)\b"
)
_WHO = re.compile(r"\b(?:organis|particip|attend)")
_SEVERAL_BEFORE = re.compile(r"\b(?:quels|les|des|vos|nos|ses|leurs|tous|derniers)\b")
# What is left out of a list cannot be found by its words.
_WITHOUT = re.compile(r"\b(?:ne|pas|sans|hors|sauf|autres? que|not|without|except|outside)\b|\bn'")
# Words that say that documents exist, and nothing of what they are about.
_TELLING = frozenset(
    stem
    for stem in stems(
        "venir prévus prévu coming come up planned scheduled "
        "participer participé organiser organisé publier publié publiées publient prises écrit sorti paru tenues "
        "autour propos sujet lors thème "
        "mentionnent parlent parlé traitent portent concernent évoquent corpus récents plus dates lieux thèmes "
        "datent principaux importants liste did attended organised published mention"
    )
)
_OF = re.compile(r"^(?:de |d'|des )")
_READ = 500  # documents of a list that are read for the days of their event; all count
# Not what it had asked for before.
_ASKS_FOR = re.compile(
    r"^(?!.*\bavai(?:t|ent)\b).*\b(?:demand|propos|souti[et]|oppos|appell|souhait|plaid|recommand|preconis|defend|favorable)",
    re.DOTALL,
)
_LEAST_STEMS = 4  # a shorter sentence says too little of its document


@dataclass(frozen=True)
class Listing:
    """A list asked for: documents of ``kind``, None for any, that pass ``filters``, with the stems of ``topic``.

    ``period``: the question's own words for it. ``most``: how many documents are asked for, None when it does not say.
    ``whose``: it asks who organised or took part, which the catalogue does not know. ``to_come``: it asks for events to
    come.
    """

    kind: str | None
    filters: Filters
    period: str
    topic: tuple[str, ...]
    most: int | None
    whose: bool
    to_come: bool = False


def asked_list(question: str, language: str, owners: Sequence[str] = ()) -> Listing | None:
    """Return the list that ``question``, on one line, asks for; None when it asks for something else."""
    rest, filters, period = without_period(question, language)
    text = "" if _NO_CALENDAR.search(fold(question)) else fold(rest)
    if period and _WHAT_HAPPENED.fullmatch(text):
        text = "quels evenements"
    found = _LIST.match(text)
    if found is None:
        return None
    after = text[found.end() :]
    closing, recent = _CLOSING.search(after), _MOST_RECENT.match(after)
    last = bool(_LAST.search(found["before"]) or recent or closing)
    several = closing["last"].endswith("s") if closing else _names_several(found)
    after = after[: closing.start()] if closing else after
    (kind,) = (name for name in _KINDS if found[name])
    to_come = kind == "event" and not period and bool(_TO_COME.search(found["before"]) or _TO_COME.search(after))
    left_out = _TELLING | frame(owners)
    topic = tuple(dict.fromkeys(stem for stem in stems(after) if stem not in left_out))
    if kind == "event" and found["noun"] not in _ANY_GATHERING:
        topic = (*stems(found["noun"]), *topic)
    if (
        _WITHOUT.search(after)
        or (found["noun"] in _ONLY_IN_A_PERIOD and not (period or to_come or last))
        or (not to_come and (_TO_COME.search(found["before"]) or found[0].lstrip().startswith(("quand ", "when "))))
        or _RELATIVE.search(text)
        or not (
            last
            or to_come
            or (found["asked"] and (several or topic or period))
            or (several and (period or (topic and kind != "any") or _ABOUT.match(after)))
        )
    ):
        return None
    if topic and ((kind == "position" and not last) or (kind == "any" and not _ABOUT.match(after))):
        return None  # it asks what a position says, or what some papers are needed for
    numbers = [int(word) if word.isdigit() else _NUMBERS[word] for word in found["before"].split() if _is_number(word)]
    most = numbers[0] if numbers else 1 if last and not several else None
    whose = bool(_WHO.search(text))
    most = most or (1 if to_come and not several else None)
    return Listing(None if kind == "any" else kind.replace("_", "-"), filters, period, topic, most, whose, to_come)


def _names_several(found: re.Match[str]) -> bool:
    """Tell whether the noun of a list is plural."""
    if found["noun"] in _AGENDA:
        return True
    words = found["noun"].split()
    if words[0] == "discours":
        return bool(_SEVERAL_BEFORE.search(found[0]))
    return words[-1 if words[0] in ("press", "open") else 0].endswith("s")


def other_list(before: str, asked: str) -> str | None:
    """Return the list that ``before`` asks for with the kind of document that ``asked`` names alone: "et les positions ?".

    None when one of them is something else.
    """
    asked = _OF.sub("", asked)
    listed_before, other = _LIST.match(fold(before)), _LIST.fullmatch(fold(asked))
    if not listed_before or not other or not listed_before["asked"] or len(fold(before)) != len(before):
        return None
    start, end = listed_before.span("noun")
    noun = asked[len(asked) - len(other["noun"]) :]
    feminine = any(other[kind] for kind in _FEMININE)
    opening = re.sub(r"^(quel)(?:le)?(s)\b", r"\1le\2" if feminine else r"\1\2", before[:start], flags=re.IGNORECASE)
    return f"{_elided(opening, noun)}{noun}{before[end:]}"


def _elided(opening: str, noun: str) -> str:
    """Return ``opening`` with its last "de" as the noun after it wants it."""
    said = "d'" if fold(noun)[0] in "aeiou" else "de "
    return re.sub(r"\b(?:de |d')$", said, opening)


def _is_number(word: str) -> bool:
    return word.isdigit() or word in _NUMBERS


@dataclass(frozen=True)
class Listed:
    """What a list holds: how many documents there are, a quote of each of the newest of them, and the ``others``, in order.

    ``told``: how many of the quotes, the last ones, tell of an event in other documents, of ``announced`` such events.
    ``unclassified``: how many more documents there may be, of no known kind. ``sure``: they are fewer than those listed, and
    each document quoted has the topic in its title when a kind is asked for: an event at a place is not one that names it.
    ``searched``: the filters without the kind.
    """

    count: int
    quotes: tuple[Quote, ...]
    others: tuple[Document, ...]
    told: int
    announced: int
    unclassified: int
    sure: bool
    searched: Filters


def listed(listing: Listing, filters: Filters, retriever: Retriever, most: int) -> Listed | None:
    """Return what is listed of the documents that pass ``filters`` too, at most ``most`` quotes.

    The newest come first, those without a date last; but those whose title names the topic come before all. Of near copies,
    the first one is quoted. Then come the events of the period, or about the topic, that other documents tell of. None when
    ``filters`` ask for other kinds.
    """
    if listing.kind and filters.kinds and listing.kind not in filters.kinds:
        return None
    store, searched = retriever.store, filters.over(listing.filters)
    passages = retriever.passages_holding(listing.topic, store.allowed_documents(searched))
    unclassified = 0
    if listing.kind:
        of_kind, known = ({*(store.allowed_documents(Filters(kinds=one)) or ())} for one in ((listing.kind,), store.kinds()))
        unclassified = len({int(store.passage_documents[row]) for row in passages} - known)
        passages = [row for row in passages if store.passage_documents[row] in of_kind]
    first_passages: dict[str, int] = {}
    for row in passages:
        first_passages.setdefault(store.document_ids[store.passage_documents[row]], row)
    documents = sorted(filter(None, map(store.document, first_passages)), key=lambda one: _order(one, listing.topic))
    quotes: list[Quote] = []
    events: list[Mention] = []
    most, elsewhere = min(most, listing.most or most), set[str]()
    bounded = listing.kind == "event" and bool(searched.since or searched.until)
    for document in documents[:_READ]:
        if len(quotes) == most and not bounded:
            break
        days = own_days(document, store) if listing.kind == "event" else []
        sentence = _telling_sentence(document, store.sentences([first_passages[document.id]]), listing.topic, days)
        event = own_event(document, sentence, days) if sentence else None
        if event and not event.within(searched.since, searched.until):
            elsewhere.add(document.id)  # published in the period, and about another one
            continue
        events += [event] if event else []
        near = store.near(document.id)
        if sentence and len(quotes) < most and not any(one.document.id in near for one in quotes):
            quotes.append(_quote(document, sentence))
    quoted = {one.document.id for one in quotes}
    unquoted = tuple(one for one in documents if one.id not in quoted | elsewhere)
    titled = all(is_titled(one.document, listing.topic) for one in quotes)
    count = len(documents) - len(elsewhere)
    sure = unclassified <= count and (titled or not listing.kind) and not listing.whose
    told, announced = list[Mention](), 0
    if bounded or (listing.kind == "event" and listing.topic):
        allowed = store.allowed_documents(replace(filters, since=None, until=None))
        others = Others(frozenset(one.id for one in documents) - elsewhere, events)
        newest_first = listing.most is not None and not listing.to_come
        days_asked = Days(searched.since, searched.until, newest_first)
        told, announced = mentions(retriever, allowed, listing.topic, days_asked, besides=others, most=most - len(quotes))
    if told:
        sure = (sure or not quotes) and all(one.told for one in told) and not listing.to_come and not listing.whose
    sure = sure and not (listing.most and announced > len(told))  # the last one may be among those told of
    quotes += [_quote(one.document, one.sentence) for one in told]
    return Listed(count, tuple(quotes), unquoted, len(told), announced, unclassified, sure, searched)


def _quote(document: Document, sentence: Sentence) -> Quote:
    words = plain(document.text[sentence.start : sentence.end])
    start = start_with_antecedent(document, sentence.start, words)
    return Quote(document, start, sentence.end, sentence=(sentence.start, sentence.end), certain=0.0, coverage=0.0)


def _order(document: Document, topic: Sequence[str]) -> tuple[bool, int, str]:
    day = document.date.first_day.toordinal() if document.date else 0
    return not is_titled(document, topic), -day, document.id


def _telling_sentence(
    document: Document, found: dict[int, list[Sentence]], topic: Sequence[str], days: Sequence[DateExpression]
) -> Sentence | None:
    """Return the first sentence that is not short with most of the topic, unless the title has it; None if there is none.

    Of equals it gives one of ``days``, or says what a position asks for, then is neither an introduction, a question nor an
    item of a list.
    """
    sentences = [sentence for of_passage in found.values() for sentence in of_passage]
    long_enough = [one for one in sentences if len(one.stems) >= _LEAST_STEMS]
    titled = is_titled(document, topic)

    def worth(one: Sentence) -> tuple[int, bool, bool, bool, int]:
        text = document.text[one.start : one.end].rstrip()
        tells = any(holds(one, day) for day in days) or (document.kind == "position" and _ASKS_FOR.search(fold(text)))
        introduces = text.endswith((":", "?"))
        item = bool(LIST_ITEM.match(document.text, one.start))
        return 0 if titled else len(set(topic) & set(one.stems)), bool(tells), not introduces, not item, -one.start

    return max(long_enough or sentences, key=worth, default=None)
