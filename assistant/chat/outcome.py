"""What came back for one question, as HTML: how far it can be trusted, the answer, its numbers, what is to be said of it."""

import re

from assistant.answer import Answer, Fact, Tier, WrittenSentence
from assistant.chat.cards import Card, entry_html, speaker_html
from assistant.chat.filters import filters_text
from assistant.chat.markup import escaped, exact, language_attribute, quoted, typeset
from assistant.chat.opinion import opinion_html
from assistant.chat.session import Turn
from assistant.chat.texts import TEXTS, counted, resolved_date
from assistant.quote import set_out

# a sign and words, never a colour alone
_SIGNS = {Tier.SURE: "✓", Tier.UNCERTAIN: "?", Tier.ABSENT: "∅"}
_NUMBERS_AT_END = re.compile(r"(?:\s*\[\d+\])+(?=\W*$)")


def outcome_html(turn: Turn, number: int, language: str) -> str:
    """Return the failure, the wait or the answer of the turn of that number."""
    texts = TEXTS[language]
    if turn.failure:
        return f'<div class="failure"><p><strong>{texts["error"]}</strong></p><p>{turn.failure}</p></div>'
    if turn.answer is None:
        return f'<p class="wait">{texts["searching"]}</p>'
    answer = turn.answer
    body = _refusal_html if answer.refused else _written_html if answer.written else _quotes_html
    spoken = language_attribute(answer.language)
    if turn.growing:
        name, end = "answer growing", f'<p class="wait">{texts["writing"]}</p>'
    else:
        notices = "".join(f'<p class="notice" role="note"{spoken}>{typeset(notice)}</p>' for notice in answer.notices)
        opinion = None if answer.welcome else turn.opinion
        name, end = "answer", f"{notices}{opinion_html(opinion, number, language)}"
    return (
        f'<div class="{name}" id="a{number}" tabindex="-1">{_understood_html(answer, language)}'
        f"{_filters_html(turn, language)}{_tier_html(answer, language)}{body(turn, answer, number, language)}"
        f"{end}</div>"
    )


def shown_quote(answer: Answer, card: Card) -> tuple[str, tuple[int, int]]:
    """Return the quote of ``card`` as it is set out, and the span of the fact in it, (0, 0) when the fact is elsewhere."""
    fact = answer.fact
    if fact is None or fact.citation != card.number or not card.start <= fact.start < fact.end <= card.end:
        return set_out(card.quote)
    return set_out(card.quote, (fact.start - card.start, fact.end - card.start))


def written_text(sentence: WrittenSentence) -> str:
    """Return a sentence without the numbers it ends with."""
    return _NUMBERS_AT_END.sub("", sentence.text)


def _tier_html(answer: Answer, language: str) -> str:
    if answer.welcome:
        return ""
    tier = answer.tier
    name, more = f"tier_{tier.value}", ""
    if tier is Tier.UNCERTAIN:
        more = f"<span>{TEXTS[language]['tier_uncertain_more']}</span>"
    return (
        f'<p class="tier {tier.value}"><span class="badge" aria-hidden="true">{_SIGNS[tier]}</span>'
        f"<strong>{TEXTS[language][name]}</strong> {more}</p>"
    )


def _understood_html(answer: Answer, language: str) -> str:
    if not answer.understood:
        return ""
    texts, spoken = TEXTS[language], language_attribute(answer.language)
    return (
        f'<p class="understood">{texts["understood"]} <span{spoken}>{quoted(answer.understood)}</span> '
        f'<button type="button" class="link" data-act="edit" data-question="{exact(answer.understood)}">'
        f"{texts['edit']}</button></p>"
    )


def _filters_html(turn: Turn, language: str) -> str:
    said = filters_text(turn.filters, language)
    return f'<p class="understood">{TEXTS[language]["searched_in"]} {escaped(said)}</p>' if said else ""


def _quotes_html(turn: Turn, answer: Answer, number: int, language: str) -> str:
    fact = _fact_html(answer.fact, turn, number, language) if answer.fact and answer.fact.leads else ""
    quotes = "".join(_quote_html(answer, card, number, language) for card in turn.cards)
    return f"{fact}{quotes}{_foot_html(turn, number, language, TEXTS[language]['caveat'])}"


def _fact_html(fact: Fact, turn: Turn, number: int, language: str) -> str:
    card = next(card for card in turn.cards if card.number == fact.citation)
    resolved = ""
    if fact.resolved:
        shown = TEXTS[language]["resolved"].format(date=escaped(resolved_date(fact.resolved, language)))
        resolved = f' <span class="resolved">({shown})</span>'
    return (
        f'<p class="fact"><span class="asks">{TEXTS[language][f"fact_{fact.kind}"]}</span> '
        f"<strong{language_attribute(card.language)}>{typeset(fact.text)}</strong>{resolved} "
        f"{_marker_html(card, number, language)}</p>"
    )


def _quote_html(answer: Answer, card: Card, number: int, language: str) -> str:
    entry = entry_html(card, language) if answer.listed else ""
    return (
        f'<div class="quote">{entry}{speaker_html(card, language)}<p><span{language_attribute(card.language)}>'
        f"{quoted(*shown_quote(answer, card))}</span> {_marker_html(card, number, language, first=True)}</p></div>"
    )


def _written_html(turn: Turn, answer: Answer, number: int, language: str) -> str:
    seen: set[int] = set()
    sentences = []
    for sentence in answer.written:
        cited = [card for card in turn.cards if card.number in sentence.citations]
        markers = " ".join(_marker_html(card, number, language, first=card.number not in seen) for card in cited)
        seen.update(sentence.citations)
        flag = f' <span class="flag">{_FLAG} {TEXTS[language]["flagged"]}</span>' if sentence.flagged else ""
        said = "".join(dict.fromkeys(speaker_html(card, language) for card in cited))
        text = f"<span{language_attribute(answer.language)}>{typeset(written_text(sentence))}</span>"
        sentences.append(f'<div class="written">{said}<p>{text} {markers}{flag}</p></div>')
    return "".join(sentences) + ("" if turn.growing else _foot_html(turn, number, language))


_FLAG = '<span aria-hidden="true">⚠</span>'


def _marker_html(card: Card, number: int, language: str, *, first: bool = False) -> str:
    """Return the number that leads to a card; the ``first`` of an answer is the one the card leads back to."""
    name = f' id="a{number}-r{card.number}"' if first else ""
    label = f"{TEXTS[language]['source']} {card.number}, {escaped(card.title)}"
    return (
        f'<a class="cite"{name} href="#a{number}-s{card.number}" aria-label="{label}">'
        f"<span>[</span>{card.number}<span>]</span></a>"
    )


def _foot_html(turn: Turn, number: int, language: str, caveat: str = "") -> str:
    link = f'<a class="all" href="#a{number}-src">{counted("see", len(turn.cards), language)}</a>'
    return f'<p class="foot">{link}{f"<span>{caveat}</span>" if caveat else ""}</p>'


def _refusal_html(turn: Turn, answer: Answer, number: int, language: str) -> str:
    lines = "".join(f"<p>{typeset(line)}</p>" for line in answer.text.splitlines() if line.strip())
    link = f'<p><a class="all" href="#a{number}-src">{TEXTS[language]["see_nearest"]}</a></p>' if turn.cards else ""
    return f'<div class="refusal"><div{language_attribute(answer.language)}>{lines}</div>{link}</div>'
