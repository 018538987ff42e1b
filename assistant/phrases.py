"""The sentences that an answer adds to its quotes, in French and in English."""

from collections.abc import Sequence

from corpus.document import Document

_PHRASES = {
    "fr": {
        "no_support": "Je ne trouve pas de réponse à cette question dans les documents.",
        "nothing_in_filters": "Aucun document ne correspond aux filtres demandés.",
        "nearest": "Passages les plus proches :",
        "undated": "{count} documents sans date n’ont pas été cherchés, puisqu’une période est demandée.",
        "undated_one": "1 document sans date n’a pas été cherché, puisqu’une période est demandée.",
        "period": "Recherche limitée à la période de la question (« {words} ») : documents datés de cette période ou qui en "
        "parlent.",
        "kind": "Recherche limitée aux documents nommés par la question (« {words} »).",
        "no_date": "sans date",
    },
    "en": {
        "no_support": "I cannot find an answer to this question in the documents.",
        "nothing_in_filters": "No document matches these filters.",
        "nearest": "Nearest passages:",
        "undated": "{count} documents without a date were not searched, since a period is asked for.",
        "undated_one": "1 document without a date was not searched, since a period is asked for.",
        "period": "Search limited to the period of the question (“{words}”): documents dated in it or that speak of it.",
        "kind": "Search limited to the documents named by the question (“{words}”).",
        "no_date": "no date",
    },
}


def refusal(reason: str, nearest: Sequence[tuple[Document, str]], language: str) -> str:
    """Return the text of a refusal, naming the nearest passages by document, date and section heading."""
    phrases = _PHRASES[language]
    lines = [phrases[reason]]
    if nearest:
        lines.append(phrases["nearest"])
    for document, heading in nearest:
        when = document.date.french() if document.date else phrases["no_date"]
        section = f", « {heading} »" if heading else ""
        lines.append(f"– {document.label} ({when}){section}")
    return "\n".join(lines)


def undated(count: int, language: str) -> str:
    """Return the notice that documents without a date were left out of a search in a period."""
    return _PHRASES[language]["undated_one" if count == 1 else "undated"].format(count=count)


def narrowed(*, period: str, kind: str, language: str) -> tuple[str, ...]:
    """Return the notices that a search was narrowed to a period and to a kind of document, each as the question words it."""
    words = {"period": period, "kind": kind}
    return tuple(_PHRASES[language][name].format(words=said) for name, said in words.items() if said)
