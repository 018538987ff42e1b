"""The sentences that an answer adds to its quotes, in French and in English."""

from collections.abc import Sequence

from assistant.coverage import Coverage
from corpus.dates import PartialDate, parse_date
from corpus.document import Document

_NAMED = 10  # titles

_PHRASES = {
    "fr": {
        "no_support": "Je ne trouve pas de réponse à cette question dans les documents.",
        "nothing_in_filters": "Aucun document ne correspond aux filtres demandés.",
        "no_question": "Posez une question sur une position ou un événement : je réponds par des citations mot pour mot des "
        "documents, ou je dis qu’ils n’y répondent pas.",
        "nearest": "Passages les plus proches :",
        "uncertain": "Je ne suis pas sûr que les documents répondent ; voici les passages les plus proches :",
        "covered": "Le corpus compte {documents}{period}{kinds}.",
        "covered_years": ", de {first} à {last}",
        "covered_year": ", de {first}",
        "reported": "propos rapportés : {who}",
        "meant": "{words}, soit {days}",
        "days": "du {first} au {last}",
        "old_source": "Source citée la plus récente : {when} ; document le plus récent du corpus : {last}.",
        "disagreement": "Les sources ne disent pas la même chose : {said}.",
        "read_as": "Recherche comprise comme : « {text} ».",
        "other_reading": "La question peut aussi se comprendre ainsi : « {text} ».",
        "same_texts": "Cherché dans les textes que citait la réponse précédente.",
        "undated": "{count} documents sans date n’ont pas été cherchés, puisqu’une période est demandée.",
        "undated_one": "1 document sans date n’a pas été cherché, puisqu’une période est demandée.",
        "no_kind": "Aucun document n’est de la nature « {kind} » ; ceux du corpus sont : {kinds}.",
        "period": "Recherche limitée à la période de la question (« {words} ») : documents datés de cette période ou qui en "
        "parlent.",
        "kind": "Recherche limitée aux documents nommés par la question (« {words} »).",
        "listed_one": "{documents} dans le corpus{period}{topic}.",
        "listed_all": "{documents} dans le corpus{period}{topic}, {order}.",
        "listed_some": "{documents} dans le corpus{period}{topic} ; {shown} documents sont cités, {order}.",
        "listed_last": "{documents} dans le corpus{period}{topic} ; un document est cité, {last}.",
        "listed_period": " à une date de cette période (« {words} »)",
        "listed_topic": " où ces mots figurent",
        "announced": "{count} passages d’autres textes donnent le jour d’un événement{period}{cited}.",
        "at_least": "Au moins {count}",
        "announced_cited": " ; {shown} sont cités, dans l’ordre des jours",
        "other_documents": "Les autres : {said}{more}.",
        "and_more": " ; et encore {count}",
        "announced_first": " ; le premier de ces jours est cité",
        "announced_one": "1 passage d’un autre texte donne le jour d’un événement{period}{cited}.",
        "after_corpus": "après {last}, date du document le plus récent",
        "newest_first": "le document le plus récent d’abord",
        "titled_first": "d’abord ceux dont le titre les porte",
        "newest": "le plus récent",
        "titled": "le plus récent dont le titre les porte, s’il y en a",
        "unclassified": "{documents} de nature inconnue : il peut y en avoir d’autres.",
        "no_date": "sans date",
    },
    "en": {
        "no_support": "I cannot find an answer to this question in the documents.",
        "nothing_in_filters": "No document matches these filters.",
        "no_question": "Ask about a position or an event: I answer with quotes of the documents, word for word, or say that "
        "they do not answer.",
        "nearest": "Nearest passages:",
        "uncertain": "I am not sure that the documents answer; here are the nearest passages:",
        "covered": "The corpus has {documents}{period}{kinds}.",
        "covered_years": ", from {first} to {last}",
        "covered_year": ", of {first}",
        "reported": "reported words: {who}",
        "meant": "{words}, that is {days}",
        "days": "{first} to {last}",
        "old_source": "Newest source quoted: {when}; newest document of the corpus: {last}.",
        "disagreement": "The sources do not say the same: {said}.",
        "read_as": "Search understood as: “{text}”.",
        "other_reading": "The question may also be read as: “{text}”.",
        "same_texts": "Looked for in the texts that the answer before cites.",
        "undated": "{count} documents without a date were not searched, since a period is asked for.",
        "undated_one": "1 document without a date was not searched, since a period is asked for.",
        "no_kind": "No document is of the kind “{kind}”; those of the corpus are: {kinds}.",
        "period": "Search limited to the period of the question (“{words}”): documents dated in it or that speak of it.",
        "kind": "Search limited to the documents named by the question (“{words}”).",
        "listed_one": "{documents} in the corpus{period}{topic}.",
        "listed_all": "{documents} in the corpus{period}{topic}, {order}.",
        "listed_some": "{documents} in the corpus{period}{topic}; {shown} documents are quoted, {order}.",
        "listed_last": "{documents} in the corpus{period}{topic}; one document is quoted, {last}.",
        "listed_period": " with a date in this period (“{words}”)",
        "listed_topic": " with these words",
        "announced": "{count} passages of other texts give the day of an event{period}{cited}.",
        "at_least": "At least {count}",
        "announced_cited": "; {shown} are quoted, in the order of the days",
        "other_documents": "The others: {said}{more}.",
        "and_more": "; and {count} more",
        "announced_first": "; that of the first of these days is quoted",
        "announced_one": "1 passage of another text gives the day of an event{period}{cited}.",
        "after_corpus": "after {last}, the date of the newest document",
        "newest_first": "the newest first",
        "titled_first": "first those that have them in their title",
        "newest": "the newest",
        "titled": "the newest that has them in its title, if any",
        "unclassified": "{documents} of no known kind: there may be more.",
        "no_date": "no date",
    },
}


_KINDS = {
    "fr": {
        "position": ("position", "positions"),
        "event": ("événement", "événements"),
        "press-release": ("communiqué", "communiqués"),
        "newsletter": ("lettre d’information", "lettres d’information"),
        "report": ("rapport", "rapports"),
        "letter": ("courrier", "courriers"),
        "speech": ("discours", "discours"),
        "document": ("document", "documents"),
    },
    "en": {
        "position": ("position", "positions"),
        "event": ("event", "events"),
        "press-release": ("press release", "press releases"),
        "newsletter": ("newsletter", "newsletters"),
        "report": ("report", "reports"),
        "letter": ("letter", "letters"),
        "speech": ("speech", "speeches"),
        "document": ("document", "documents"),
    },
}
_KINDS_NAMED = 4


def refusal(reason: str, nearest: Sequence[tuple[Document, str]], covered: Coverage, language: str) -> str:
    """Return the text of a refusal: the nearest passages by document, date and section heading, and what is covered."""
    phrases = _PHRASES[language]
    lines = [phrases[reason]]
    if nearest:
        lines.append(phrases["nearest"])
    for document, heading in nearest:
        when = _written(document.date, language) if document.date else phrases["no_date"]
        section = f", « {heading} »" if heading else ""
        lines.append(f"– {document.label} ({when}){section}")
    return "\n".join([*lines, _covered(covered, language)])


def uncertain(language: str) -> str:
    """Return the line that stands before quotes that may not answer."""
    return _PHRASES[language]["uncertain"]


def reported(who: str, language: str) -> str:
    """Return the words that label a quote in which someone else is reported."""
    return _PHRASES[language]["reported"].format(who=who)


def entry(title: str, date: PartialDate | None, language: str) -> str:
    """Return what stands in front of a quote of a list: the title of its document, and its date when it has one."""
    when = f" ({_written(date, language)})" if date else ""
    return f"{title}{when}{' :' if language == 'fr' else ':'} "


def meant(words: str, resolved: str, language: str) -> str:
    """Return the words of a date with the days they mean, ``resolved`` in ISO 8601: one day, or two around a slash."""
    days = [_written(known, language) for part in resolved.split("/") if (known := parse_date(part))]
    said = _PHRASES[language]["days"].format(first=days[0], last=days[-1]) if len(days) > 1 else days[0]
    if len(days) == 1 and language == "fr":
        said = f"le {said}"
    return _PHRASES[language]["meant"].format(words=words, days=said)


def old_source(newest: PartialDate, last: PartialDate, language: str) -> str:
    """Return the notice that even the newest source quoted is old beside the last document of the corpus."""
    return _PHRASES[language]["old_source"].format(when=_written(newest, language), last=_written(last, language))


def disagreement(said: Sequence[tuple[str, str]], language: str) -> str:
    """Return the notice that sources give different facts, each with the title of its document in parentheses."""
    return _PHRASES[language]["disagreement"].format(said=", ".join(f"« {words} » ({title})" for words, title in said))


def other_reading(text: str, language: str) -> str:
    """Return the notice that a follow-up may be understood in another way, which answers as well."""
    return _PHRASES[language]["other_reading"].format(text=text)


def same_texts(language: str) -> str:
    """Return the notice that a follow-up was looked for in the documents of the answer before."""
    return _PHRASES[language]["same_texts"]


def read_as(text: str, language: str) -> str:
    """Return the notice that a search was read in another way than it was typed."""
    return _PHRASES[language]["read_as"].format(text=text)


def _covered(covered: Coverage, language: str) -> str:
    phrases, period = _PHRASES[language], ""
    if covered.years:
        first, last = covered.years[0][0], covered.years[-1][0]
        period = phrases["covered_year" if first == last else "covered_years"].format(first=first, last=last)
    kinds = ", ".join(
        _several(count, kind, language) for kind, count in covered.kinds[:_KINDS_NAMED] if kind in _KINDS[language]
    )
    documents = _several(covered.documents, "document", language)
    return phrases["covered"].format(documents=documents, period=period, kinds=f" ({kinds})" if kinds else "")


def _several(count: int, kind: str, language: str) -> str:
    one, many = _KINDS[language][kind]
    return f"{count} {one if count == 1 or (count == 0 and language == 'fr') else many}"


def _written(known: PartialDate, language: str) -> str:
    return known.french() if language == "fr" else known.isoformat()


def undated(count: int, language: str) -> str:
    """Return the notice that documents without a date were left out of a search in a period."""
    return _PHRASES[language]["undated_one" if count == 1 else "undated"].format(count=count)


def no_kind(kind: str, kinds: Sequence[str], language: str) -> str:
    """Return the notice that no document is of a kind that is asked for, with those that the corpus has."""
    return _PHRASES[language]["no_kind"].format(kind=kind, kinds=", ".join(kinds) or "–")


def narrowed(*, period: str, kind: str, language: str) -> tuple[str, ...]:
    """Return the notices that a search was narrowed to a period and to a kind of document, each as the question words it."""
    words = {"period": period, "kind": kind}
    return tuple(_PHRASES[language][name].format(words=said) for name, said in words.items() if said)


def list_held(count: int, shown: int, kind: str | None, *, period: str, topic: bool, language: str) -> str:
    """Return the notice that says how many documents a list has and how many of them are quoted."""
    phrases = _PHRASES[language]
    last = "listed_one" if count < 2 else "listed_last"
    name = last if shown < 2 else "listed_all" if shown == count else "listed_some"
    return phrases[name].format(
        documents=_several(count, kind or "document", language),
        period=phrases["listed_period"].format(words=period) if period else "",
        topic=phrases["listed_topic"] if topic else "",
        shown=shown,
        order=phrases["titled_first" if topic else "newest_first"],
        last=phrases["titled" if topic else "newest"],
    )


def other_documents(others: Sequence[tuple[str, PartialDate | None]], language: str) -> str:
    """Return the notice that names the documents of a list that are not quoted, by title and date, up to ten."""
    phrases = _PHRASES[language]
    named = [f"{title} ({_written(date, language)})" if date else title for title, date in others[:_NAMED]]
    left = len(others) - len(named)
    more = phrases["and_more"].format(count=left) if left else ""
    return phrases["other_documents"].format(said=" ; ".join(named) if language == "fr" else "; ".join(named), more=more)


def announced(count: int, shown: int, period: str, language: str, *, at_least: bool = False) -> str:
    """Return the notice that so many events, or ``at_least`` so many, are told of elsewhere, and how many are quoted."""
    phrases = _PHRASES[language]
    said = f" (« {period} »)" if language == "fr" else f" (“{period}”)"
    of_several = phrases["announced_first" if shown == 1 else "announced_cited"]
    cited = of_several.format(shown=shown) if 0 < shown < count else ""
    phrase = phrases["announced_one" if count == 1 else "announced"]
    counted = phrases["at_least"].format(count=count) if at_least else count
    return phrase.format(count=counted, period=said if period else "", cited=cited)


def after_corpus(last: PartialDate, language: str) -> str:
    """Return the words for the time after the last date of the corpus."""
    written = _written(last, language)
    return _PHRASES[language]["after_corpus"].format(last=f"le {written}" if last.day and language == "fr" else written)


def unclassified(count: int, language: str) -> str:
    """Return the notice that a list may lack documents whose kind is not known."""
    return _PHRASES[language]["unclassified"].format(documents=_several(count, "document", language))
