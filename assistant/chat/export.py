"""An answer as Markdown with numbered references, to copy or download."""

import re

from assistant.chat.cards import Card, document_address
from assistant.chat.session import Turn
from assistant.chat.texts import TEXTS, kind_label, written_date
from corpus.plain import plain

_SPECIAL = re.compile(r"([\\`*_\[\]<>$#|~])")


def answer_markdown(turn: Turn, language: str) -> str:
    """Return the question, each quote with its number, and one reference a number.

    Addresses start with ``/``: the browser, which knows the name of the server, completes them.
    """
    texts = TEXTS[language]
    colon = " :" if language == "fr" else ":"
    lines = [f"**{texts['export_question']}{colon}** {_literal(turn.question)}", ""]
    lines += [f"« {_literal(card.quote)} » [{card.number}]\n" for card in turn.cards]
    lines += [f"## {texts['references']}", ""]
    lines += [f"{card.number}. {_reference(card, language)}" for card in turn.cards]
    return "\n".join(lines) + "\n"


def _reference(card: Card, language: str) -> str:
    parts = [_literal(card.publisher)] if card.publisher else []
    parts.append(written_date(card.date, language))
    if card.kind:
        parts.append(_literal(kind_label(card.kind, language)))
    if card.page is not None:
        parts.append(TEXTS[language]["page"].format(number=card.page))
    address = document_address(card.document_id, card.start, card.end, language)
    return f"{_literal(card.title)}. {', '.join(parts)}. <{address}>"


def _literal(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", plain(text))
