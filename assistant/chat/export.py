"""An answer as lines to take away, and those lines as Markdown or as the HTML of a letter, with numbered references."""

import re
from dataclasses import dataclass
from enum import Enum

from assistant import phrases
from assistant.answer import Answer, Tier
from assistant.chat.cards import Card, document_address
from assistant.chat.filters import filters_text
from assistant.chat.markup import exact, read_apart
from assistant.chat.outcome import shown_quote, written_text
from assistant.chat.session import Turn
from assistant.chat.texts import TEXTS, kind_label, resolved_date, written_date
from corpus.plain import plain

_SPECIAL = re.compile(r"([\\`*_\[\]<>$#|~])")


class Style(Enum):
    """How a line is set."""

    TEXT = "text"
    HEADING = "heading"
    REFERENCE = "reference"
    RECEIPT = "receipt"


@dataclass(frozen=True)
class Run:
    """A stretch of a line, in plain reading.

    ``address`` is where it leads, if anywhere; ``number`` tells that it is the number of a reference, as in ``[1]``.
    """

    text: str
    bold: bool = False
    address: str = ""
    number: bool = False


@dataclass(frozen=True)
class Line:
    """A paragraph; the references are numbered from 1 in their order."""

    style: Style
    runs: tuple[Run, ...]


def answer_lines(turn: Turn, language: str) -> list[Line]:
    """Return the question and its reading, the trust in the answer, this one with its numbers, their references, a receipt.

    Addresses start with ``/``: whoever knows the name of the server completes them.
    """
    answer = turn.answer
    assert answer is not None  # only an answer is taken away
    texts, colon = TEXTS[language], " :" if language == "fr" else ":"
    lines = [_line(Run(f"{texts['export_question']}{colon}", bold=True), Run(f" {plain(turn.question)}"))]
    if answer.understood:
        lines.append(_line(Run(f"{texts['understood']} « {plain(answer.understood)} »")))
    lines += [
        _line(Run(texts[f"tier_{answer.tier.value}"], bold=True), Run(_doubt(answer, language))),
    ]
    if said := filters_text(turn.filters, language):
        lines.append(_line(Run(f"{texts['searched_in']} {plain(said)}")))
    lines += _written(answer, turn, language) if answer.written else _quotes(answer, turn, language)
    lines += [_line(Run(plain(notice))) for notice in answer.notices]
    lines.append(_line(Run(texts["references"]), style=Style.HEADING))
    lines += [_line(*_reference(card, language), style=Style.REFERENCE) for card in turn.cards]
    if answer.generation:
        confidence = "" if answer.listed else texts["receipt_confidence"].format(confidence=f"{answer.confidence:.2f}")
        receipt = texts["receipt"].format(generation=answer.generation, model=answer.fingerprint, confidence=confidence)
        lines.append(_line(Run(receipt), style=Style.RECEIPT))
    return lines


def markdown(lines: list[Line]) -> str:
    """Return the lines in Markdown."""
    shown, number = [], 0
    for line in lines:
        text = "".join(_marked_up(run) for run in line.runs if run.text)
        if line.style is Style.REFERENCE:
            number += 1
            shown.append(f"{number}. {text}\n")
        else:
            after_references = "\n" if number else ""  # or it would belong to the last one
            shown.append(f"## {text}\n\n" if line.style is Style.HEADING else f"{after_references}{text}\n\n")
    return "".join(shown)


def letter(lines: list[Line]) -> str:
    """Return the lines but the receipt in the HTML that a word processor takes: paragraphs, then the list of references."""
    shown = {style: [_as_html(line) for line in lines if line.style is style] for style in Style}
    said = "".join(f"<p>{text}</p>" for text in shown[Style.TEXT])
    references = "".join(f"<li>{text}</li>" for text in shown[Style.REFERENCE])
    return f"{said}{''.join(f'<p><strong>{text}</strong></p>' for text in shown[Style.HEADING])}<ol>{references}</ol>"


def _as_html(line: Line) -> str:
    return "".join(_run_html(run) for run in line.runs if run.text)


def _run_html(run: Run) -> str:
    if run.address:
        return f'<a href="{exact(run.address)}">{exact(run.address)}</a>'
    return f"<strong>{exact(run.text)}</strong>" if run.bold else exact(run.text)


def _line(*runs: Run, style: Style = Style.TEXT) -> Line:
    return Line(style, runs)


def _doubt(answer: Answer, language: str) -> str:
    return f" – {TEXTS[language]['tier_uncertain_more']}" if answer.tier is Tier.UNCERTAIN else ""


def _quotes(answer: Answer, turn: Turn, language: str) -> list[Line]:
    lines, fact = [], answer.fact
    if fact and fact.leads:
        resolved = ""
        if fact.resolved:
            resolved = f" ({TEXTS[language]['resolved'].format(date=plain(resolved_date(fact.resolved, language)))})"
        lines.append(_line(Run(plain(fact.text), bold=True), Run(resolved + " "), *_numbers(fact.citation)))
    return lines + [_quote(answer, card, language) for card in turn.cards]


def _quote(answer: Answer, card: Card, language: str) -> Line:
    entry = phrases.entry(plain(card.title), card.date, language) if answer.listed else ""
    said = entry + _reported(card, language)
    quote, (start, end) = shown_quote(answer, card)
    if start == end:
        return _line(Run(f"{said}« {plain(quote)} » "), *_numbers(card.number))
    before, fact, after = read_apart(quote[:start], quote[start:end], quote[end:])
    return _line(Run(f"{said}« {before}"), Run(fact, bold=True), Run(f"{after} » "), *_numbers(card.number))


def _written(answer: Answer, turn: Turn, language: str) -> list[Line]:
    lines = []
    for sentence in answer.written:
        cited = [card for card in turn.cards if card.number in sentence.citations]
        said = "".join(dict.fromkeys(_reported(card, language) for card in cited))
        flag = f" ({TEXTS[language]['flagged']})" if sentence.flagged else ""
        text = plain(written_text(sentence))
        lines.append(_line(Run(f"{said}{text} "), *_numbers(*sentence.citations), Run(flag)))
    return lines


def _reported(card: Card, language: str) -> str:
    return f"{TEXTS[language]['reported']} {plain(card.speaker)}. " if card.speaker else ""


def _numbers(*numbers: int | None) -> tuple[Run, ...]:
    return tuple(Run(f"[{number}]", number=True) for number in numbers)


def _reference(card: Card, language: str) -> tuple[Run, Run]:
    parts = [plain(card.publisher)] if card.publisher else []
    parts.append(written_date(card.date, language))
    if card.kind:
        parts.append(plain(kind_label(card.kind, language)))
    if card.page is not None:
        parts.append(TEXTS[language]["page"].format(number=card.page))
    address = document_address(card.document_id, card.start, card.end, language)
    return Run(f"{plain(card.title)}. {', '.join(parts)}. "), Run(address, address=address)


def _marked_up(run: Run) -> str:
    if run.address:
        return f"<{run.address}>"
    text = run.text if run.number else _SPECIAL.sub(r"\\\1", run.text)
    return f"**{text}**" if run.bold else text
