"""The Gradio page. Only wiring: what is said is in texts, what is shown in render, what happens in session.

Only ``create_app`` imports this module, for it imports gradio. Gradio is the transport and the event engine; what a
reader sees is HTML of ours in ``gr.HTML``. Its templates hold ``${value}`` only: what ``{{value}}`` gives is evaluated.
"""

import threading
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import asdict, replace
from typing import Any

import gradio as gr
from anyio import to_thread
from fastapi import FastAPI

from assistant.chat.allowed import Allowed
from assistant.chat.docx import answer_file
from assistant.chat.engine import Engine
from assistant.chat.feedback import FeedbackFile
from assistant.chat.filters import EMPTY_BOX, filters_html
from assistant.chat.limits import Limits
from assistant.chat.render import header_html, sources_html, turn_html, welcome_html
from assistant.chat.scripts import FILE, FILTERS, LOG, SOURCES
from assistant.chat.session import MAX_TURNS, Turn, give_opinion, status, take_turn, typed_question
from assistant.chat.suggestions import suggestions
from assistant.chat.texts import TEXTS

SESSION_SECONDS = 3600

# what a handler gives back: question box, conversation, sources, turns of the session, status line
Outputs = tuple[Any, Any, Any, Any, Any]

_SHADES = (
    *("#eef4fb", "#d9e6f5", "#b5cfec", "#86b0de", "#4f89c8", "#2a68ad"),
    *("#1d5596", "#17457b", "#143a66", "#102e51", "#0a1f38"),
)


def mount_page(app: FastAPI, engine: Engine, language: str, limits: Limits, allowed: Allowed) -> Callable[[], None]:
    """Mount the page of one language on ``app``: French at ``/``, another at ``/code``.

    Return what makes its first sight again when another generation serves: number of documents, suggestions, kinds.
    """
    blocks, renew = _build(engine, language, limits, allowed)
    blocks.state_session_capacity = limits.sessions  # no argument sets it, and Gradio's default is 10,000
    blocks.queue(max_size=limits.questions_waiting, default_concurrency_limit=limits.questions_at_once, api_open=False)
    gr.mount_gradio_app(
        app,
        blocks,
        "/" if language == "fr" else f"/{language}",
        theme=_theme(),
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size="1kb",
        enable_monitoring=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        allowed_paths=[],
    )
    return renew


def _build(engine: Engine, language: str, limits: Limits, allowed: Allowed) -> tuple[gr.Blocks, Callable[[], None]]:
    texts, no_sources = TEXTS[language], sources_html([], language)
    blocks = gr.Blocks(
        title=texts["title"], analytics_enabled=False, fill_width=True, delete_cache=(SESSION_SECONDS, SESSION_SECONDS)
    )
    with blocks:
        turns = gr.State([], time_to_live=SESSION_SECONDS)
        header = _html(header_html(engine.document_count(), language), elem_id="header")
        with gr.Row(elem_id="columns", equal_height=False):
            with gr.Column(elem_id="left", scale=7, min_width=320):
                log = _log(_welcome(engine, language), language)
                line = _html(elem_id="status", html_template='<p role="status" aria-live="polite">${value}</p>')
                box = _question_box(language)
                with gr.Row(elem_id="under"):
                    filters = _filter_box(engine, language)
                    new = gr.Button(texts["new"], size="sm", elem_id="new", scale=0, min_width=170)
            with gr.Column(elem_id="sources", scale=5, min_width=320):
                sources = _html(no_sources, elem_id="cards", js_on_load=SOURCES)
                file = _html({}, elem_id="file", html_template="<span hidden></span>", js_on_load=FILE)

        outputs = [box, log, sources, turns, line]
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        queued = {**quiet, "concurrency_limit": limits.questions_at_once, "concurrency_id": "ask"}
        free = {**quiet, "concurrency_limit": None}
        ask = _asker(engine, language, allowed)
        typed = box.submit(ask, [box, turns, filters], outputs, **queued)
        chosen = log.example(_example, None, box, **free).then(ask, [box, turns, filters], outputs, **queued)
        begin = new.click(None, cancels=[typed, chosen])  # an answer that still grows belongs to the conversation before
        begin.then(lambda: ("", _welcome(engine, language), no_sources, [], ""), None, outputs, **free)
        sources.docx(_docx_maker(language), [turns], [file], **free)
        if allowed.feedback:
            log.opinion(_opinion_taker(allowed.feedback, language), [turns], [log, turns, line], **free)
    return blocks, _renewer(engine, language, blocks, header, log, filters)


def _renewer(
    engine: Engine, language: str, blocks: gr.Blocks, header: gr.HTML, log: gr.HTML, filters: gr.HTML
) -> Callable[[], None]:
    """Return what makes these parts again when another generation serves; Gradio sends every reader what it was given."""
    lock, made_of = threading.Lock(), ""

    def renew() -> None:
        nonlocal made_of
        with lock:
            current = engine.current()
            if current.generation() == made_of:
                return
            header.value = header_html(current.document_count(), language)
            log.value = _welcome(current, language)
            filters.html_template = filters_html(current.kinds(), language)
            blocks.config = blocks.get_config_file()
            made_of = current.generation()

    return renew


def _welcome(engine: Engine, language: str) -> list[str]:
    return [welcome_html(suggestions(engine.entries(), language), engine.document_count(), language)]


def _asker(engine: Engine, language: str, allowed: Allowed) -> Callable[[str, list[Turn], object], AsyncIterator[Outputs]]:
    opinion = "" if allowed.feedback else None

    async def ask(typed: str, turns: list[Turn], box: object) -> AsyncIterator[Outputs]:
        question, turns = typed_question(typed), (turns or [])[-(MAX_TURNS - 1) :]
        past, number, waiting = _turns_html(turns, language), len(turns) + 1, Turn(question)
        yield "", [*past, turn_html(waiting, number, language)], gr.skip(), gr.skip(), status(waiting, language)
        growing = take_turn(engine, question, box, turns, language)
        # left at once when the reader begins another conversation, and closed by its thread once that is done
        while taken := await to_thread.run_sync(next, growing, None, abandon_on_cancel=True):
            turn = replace(taken, opinion=opinion)
            shown = [*past, turn_html(turn, number, language)], sources_html([*turns, turn], language)
            if turn.growing:  # said aloud once it is whole
                yield gr.skip(), *shown, gr.skip(), gr.skip()
            else:
                yield question if turn.retry else gr.skip(), *shown, [*turns, turn], status(turn, language)

    return ask


def _opinion_taker(feedback: FeedbackFile, language: str) -> Callable[[list[Turn], gr.EventData], tuple[Any, Any, Any]]:
    def take(turns: list[Turn], event: gr.EventData) -> tuple[Any, Any, Any]:
        place, kept = give_opinion(turns, event._data, feedback)
        if not kept:
            return gr.skip(), gr.skip(), TEXTS[language]["opinion_failed"] if place >= 0 else gr.skip()
        turns = [*turns[:place], replace(turns[place], opinion=event._data["verdict"]), *turns[place + 1 :]]
        return _turns_html(turns, language), turns, TEXTS[language]["opinion_thanks"]

    return take


def _docx_maker(language: str) -> Callable[[list[Turn], gr.EventData], dict[str, object]]:
    def make(turns: list[Turn], event: gr.EventData) -> dict[str, object]:
        file = answer_file(turns, event._data, language)
        return asdict(file) if file else gr.skip()

    return make


def _turns_html(turns: Sequence[Turn], language: str) -> list[str]:
    return [turn_html(turn, number, language) for number, turn in enumerate(turns, 1)]


def _example(event: gr.EventData) -> str:
    return typed_question((event._data or {}).get("text"))


def _html(value: object = "", **options: Any) -> gr.HTML:
    """Return a ``gr.HTML`` without Gradio's own style; ``value`` is inserted as it is, so it comes from render.

    A function, for Gradio writes a .pyi file next to the module of a subclass.
    """
    options.setdefault("js_on_load", None)
    return gr.HTML(value, apply_default_css=False, padding=False, container=False, **options)


def _log(welcome: list[str], language: str) -> gr.HTML:
    """Return the conversation; its value is one string a turn, so that only the turn that changes is sent."""
    template = (
        f'<div class="log" role="log" aria-live="off" aria-label="{TEXTS[language]["conversation"]}" tabindex="0">'
        '${value.join("")}</div>'
    )
    return _html(welcome, elem_id="chat", html_template=template, js_on_load=LOG)


def _question_box(language: str) -> gr.Textbox:
    texts = TEXTS[language]
    return gr.Textbox(
        elem_id="question",
        label=texts["question"],
        placeholder=texts["placeholder"],
        lines=1,
        max_lines=5,
        submit_btn=texts["send"],
        html_attributes=gr.InputHTMLAttributes(enterkeyhint="search", autocomplete="off", spellcheck=True),
    )


def _filter_box(engine: Engine, language: str) -> gr.HTML:
    template = filters_html(engine.kinds(), language)
    return _html(EMPTY_BOX, elem_id="filters", html_template=template, js_on_load=FILTERS)


def _theme() -> gr.themes.Base:
    blue = gr.themes.Color(*_SHADES, name="ink")
    # Regular and Bold are the weights of this font that hold Latin letters
    font = (gr.themes.LocalFont("IBM Plex Sans", weights=(400, 700)), "system-ui", "sans-serif")
    mono = ("ui-monospace", "monospace")
    return gr.themes.Default(primary_hue=blue, secondary_hue=blue, neutral_hue="slate", font=font, font_mono=mono).set(
        body_background_fill="#f6f7f9",
        body_background_fill_dark="#0f151d",
        body_text_color="#15202e",
        body_text_color_dark="#e8edf3",
        block_border_width="0px",
        block_shadow="none",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        input_placeholder_color="#5f6b7a",
        input_placeholder_color_dark="#98a4b3",
    )
