"""The conversation and its sources as HTML. Pure: values in, escaped HTML out."""

from collections.abc import Sequence

from assistant.chat.cards import card_html
from assistant.chat.export import answer_lines, letter, markdown
from assistant.chat.markup import exact, language_attribute, typeset
from assistant.chat.outcome import outcome_html
from assistant.chat.session import Turn
from assistant.chat.suggestions import Suggestion
from assistant.chat.texts import TEXTS, counted

MAX_SHOWN = 600  # characters of a question; only one that was refused as too long is longer

_HOW = ("how_quotes", "how_numbers", "how_refusals")


def header_html(document_count: int, language: str) -> str:
    """Return the skip links, the name of the page and its two buttons."""
    texts, other = TEXTS[language], "en" if language == "fr" else "fr"
    address = "/en/" if other == "en" else "/"
    corpus = "/corpus" if language == "fr" else "/corpus?lang=en"
    tools = (
        f'<a class="button" href="{corpus}" target="_blank" rel="noopener">{texts["corpus"]}'
        f'<span class="sr"> ({texts["new_tab"]})</span></a>'
        f'<a class="button" href="{address}" hreflang="{other}" lang="{other}">'
        f"{_short(texts['other_language'], other.upper())}</a>"
        f'<button type="button" class="button" data-act="theme" aria-pressed="false">'
        f"{_short(texts['theme'], '◐')}</button>"
    )
    return (
        f'<div class="skips"><a href="#question">{texts["skip_question"]}</a>'
        f'<a href="#sources">{texts["skip_sources"]}</a></div>'
        f'<header class="top"><div class="brand"><span class="logo" aria-hidden="true">«&#8239;»</span>'
        f"<div><h1>{texts['title']}</h1><p>{texts['subtitle']}"
        f'<span class="size"> · {counted("document", document_count, language)}</span></p></div></div>'
        f'<div class="tools">{tools}</div></header>'
    )


def welcome_html(examples: Sequence[Suggestion], document_count: int, language: str) -> str:
    """Return what stands in the place of the conversation before the first question."""
    texts = TEXTS[language]
    items = "".join(
        f'<li><button type="button" class="example" data-act="example">{_suggestion(example)}</button></li>'
        for example in examples
    )
    return (
        f'<div class="welcome"><h2>{typeset(texts["welcome"])}</h2><p>{texts["welcome_more"]}</p>'
        f'<p class="size">{counted("document", document_count, language)}</p>'
        f'<h3>{texts["examples"]}</h3><ul class="examples">{items}</ul></div>'
    )


def turn_html(turn: Turn, number: int, language: str) -> str:
    """Return one question and what came back; ``number`` counts the turns from 1."""
    return (
        f'<article class="turn" aria-labelledby="q{number}"><h2 class="asked" id="q{number}">'
        f'<span class="sr">{TEXTS[language]["asked"]} </span>{_asked(turn)}</h2>'
        f"{outcome_html(turn, number, language)}</article>"
    )


def sources_html(turns: Sequence[Turn], language: str) -> str:
    """Return the cards of every turn, those of the last one in sight."""
    texts = TEXTS[language]
    with_cards = [(number, turn) for number, turn in enumerate(turns, 1) if turn.cards]
    if not with_cards:
        how = "".join(f"<li>{texts[key]}</li>" for key in _HOW)
        return (
            f'<div class="sources"><h2>{texts["sources"]}</h2><p class="empty">{texts["sources_empty"]}</p>'
            f'<ul class="how">{how}</ul></div>'
        )
    last = with_cards[-1][0]
    groups = "".join(_group_html(turn, number, language, hidden=number != last) for number, turn in with_cards)
    return f'<div class="sources">{groups}</div>'


def _suggestion(one: Suggestion) -> str:
    title = f"<span{language_attribute(one.language)}>{typeset(one.title)}</span>"
    return f"{exact(one.before)}{title}{exact(one.after)}"


def _asked(turn: Turn) -> str:
    question = turn.question
    shown = typeset(question if len(question) <= MAX_SHOWN else f"{question[:MAX_SHOWN]}…")
    spoken = language_attribute(turn.answer.language) if turn.answer else ""
    return f"<span{spoken}>{shown}</span>" if spoken else shown


def _short(label: str, sign: str) -> str:
    return f'<span class="long">{label}</span><span class="sign" aria-hidden="true">{sign}</span>'


def _group_html(turn: Turn, number: int, language: str, *, hidden: bool) -> str:
    texts, name = TEXTS[language], f"a{number}-src"
    refused = turn.answer is not None and turn.answer.refused
    title = texts["nearest"] if refused else f'{texts["sources"]} <span class="count">{len(turn.cards)}</span>'
    more = f'<p class="for">{texts["nearest_more"]}</p>' if refused else _actions_html(turn, number, language)
    cards = "".join(card_html(card, number, position, language) for position, card in enumerate(turn.cards, 1))
    return (
        f'<section class="group" id="{name}" tabindex="-1" aria-labelledby="{name}-h"{" hidden" if hidden else ""}>'
        f'<h2 id="{name}-h">{title}</h2><p class="for">{texts["for_question"]} <q>{_asked(turn)}</q></p>'
        f'{more}<ol class="cards">{cards}</ol></section>'
    )


def _actions_html(turn: Turn, number: int, language: str) -> str:
    """Return the buttons that take the answer away; while it grows only their place, so that the cards do not move."""
    texts = TEXTS[language]
    lines, waiting = ([], " waiting") if turn.growing else (answer_lines(turn, language), "")
    acts = (
        f'data-act="copy" data-done="{texts["copied"]}" data-failed="{texts["not_copied"]}">{texts["copy"]}',
        f'data-act="download" data-name="{texts["download_name"]}-{number}.md">{texts["download"]}',
        f'data-act="docx" data-turn="{number}">{texts["download_docx"]}',
    )
    buttons = "".join(f'<button type="button" class="button" {act}</button>' for act in acts)
    taken = f'<div class="markdown" hidden>{exact(markdown(lines))}</div><div class="letter" hidden>{letter(lines)}</div>'
    return f'<p class="actions{waiting}">{buttons}</p>{taken}'
