"""The Gradio page. Only wiring: what is said is in texts, what is shown in render, what happens in session.

Only ``create_app`` imports this module, for it imports gradio. Gradio is the transport and the event engine; what a
reader sees is HTML of ours in ``gr.HTML``. Its templates hold ``${value}`` only: what ``{{value}}`` gives is evaluated.
"""

from collections.abc import Callable, Iterator
from typing import Any

import gradio as gr
from fastapi import FastAPI

from assistant.chat.engine import Engine
from assistant.chat.filters import EMPTY_BOX, filters_html
from assistant.chat.limits import Limits
from assistant.chat.render import header_html, sources_html, turn_html, welcome_html
from assistant.chat.session import MAX_TURNS, Turn, status, take_turn, typed_question
from assistant.chat.texts import TEXTS

SESSION_SECONDS = 3600

# what a handler gives back: question box, conversation, sources, turns of the session, status line
Outputs = tuple[Any, Any, Any, Any, Any]

_SHADES = (
    *("#eef4fb", "#d9e6f5", "#b5cfec", "#86b0de", "#4f89c8", "#2a68ad"),
    *("#1d5596", "#17457b", "#143a66", "#102e51", "#0a1f38"),
)

_LOG_SCRIPT = """
element.addEventListener('click', event => {
  const button = event.target.closest('[data-act=example]');
  if (button) trigger('example', {text: button.textContent});
});
/* keep the newest question at the top of the conversation, unless the reader scrolls */
let moved = false, count = props.value.length;
for (const kind of ['wheel', 'touchmove']) element.addEventListener(kind, () => { moved = true; }, {passive: true});
watch('value', () => queueMicrotask(() => {
  const log = element.querySelector('.log'), last = log.lastElementChild;
  if (props.value.length !== count) { moved = false; count = props.value.length; }
  if (!moved && last) log.scrollTop = last.offsetTop - log.offsetTop;
}));
"""

_FILTER_SCRIPT = """
const all = selector => [...element.querySelectorAll(selector)];
const field = name => element.querySelector(`[name=${name}]`).value;
const read = () => {
  const value = {since: field('since'), until: field('until'), kinds: all('[name=kind]:checked').map(box => box.value)};
  const active = !!value.since + !!value.until + value.kinds.length, label = element.querySelector('.count');
  props.value = value;
  queueMicrotask(() => {
    label.textContent = !active ? '' : active === 1 ? label.dataset.one : label.dataset.many.replace('{count}', active);
  });
};
element.addEventListener('change', read);
element.addEventListener('click', event => {
  if (!event.target.closest('[data-act=clear]')) return;
  all('input').forEach(input => { if (input.type === 'checkbox') input.checked = false; else input.value = ''; });
  read();
});
"""


def mount_page(app: FastAPI, engine: Engine, examples: tuple[str, ...], language: str, limits: Limits) -> None:
    """Mount the page of one language on ``app``: French at ``/``, another at ``/code``."""
    blocks = _build(engine, examples, language, limits)
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


def _build(engine: Engine, examples: tuple[str, ...], language: str, limits: Limits) -> gr.Blocks:
    texts, documents = TEXTS[language], engine.document_count()
    welcome, no_sources = [welcome_html(examples, documents, language)], sources_html([], language)
    blocks = gr.Blocks(
        title=texts["title"], analytics_enabled=False, fill_width=True, delete_cache=(SESSION_SECONDS, SESSION_SECONDS)
    )
    with blocks:
        turns = gr.State([], time_to_live=SESSION_SECONDS)
        _html(header_html(documents, language), elem_id="header")
        with gr.Row(elem_id="columns", equal_height=False):
            with gr.Column(elem_id="left", scale=7, min_width=320):
                log = _log(welcome, language)
                line = _html(elem_id="status", html_template='<p role="status" aria-live="polite">${value}</p>')
                box = _question_box(language)
                with gr.Row(elem_id="under"):
                    filters = _filter_box(engine, language)
                    new = gr.Button(texts["new"], size="sm", elem_id="new", scale=0, min_width=170)
            with gr.Column(elem_id="sources", scale=5, min_width=320):
                sources = _html(no_sources, elem_id="cards")

        outputs = [box, log, sources, turns, line]
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        queued = {**quiet, "concurrency_limit": limits.questions_at_once, "concurrency_id": "ask"}
        ask = _asker(engine, language)
        box.submit(ask, [box, turns, filters], outputs, **queued)
        chosen = log.example(_example, None, box, concurrency_limit=None, **quiet)
        chosen.then(ask, [box, turns, filters], outputs, **queued)
        new.click(lambda: ("", welcome, no_sources, [], ""), None, outputs, concurrency_limit=None, **quiet)
    return blocks


def _asker(engine: Engine, language: str) -> Callable[[str, list[Turn], object], Iterator[Outputs]]:
    def ask(typed: str, turns: list[Turn], box: object) -> Iterator[Outputs]:
        question, turns = typed_question(typed), (turns or [])[-(MAX_TURNS - 1) :]
        past = [turn_html(turn, number, language) for number, turn in enumerate(turns, 1)]
        number, waiting = len(turns) + 1, Turn(question)
        yield "", [*past, turn_html(waiting, number, language)], gr.skip(), gr.skip(), status(waiting, language)
        turn = take_turn(engine, question, box, turns, language)
        turns = [*turns, turn]
        yield (
            question if turn.retry else gr.skip(),
            [*past, turn_html(turn, number, language)],
            sources_html(turns, language),
            turns,
            status(turn, language),
        )

    return ask


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
    return _html(welcome, elem_id="chat", html_template=template, js_on_load=_LOG_SCRIPT)


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
    return _html(EMPTY_BOX, elem_id="filters", html_template=template, js_on_load=_FILTER_SCRIPT)


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
