"""The page of the corpus: its documents by kind, year and publisher, what it does not cover, the state of its index."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from assistant.chat.cards import entry_address, origin_html
from assistant.chat.catalogue import UNDATED, Choice, chosen
from assistant.chat.frame import framed
from assistant.chat.markup import escaped, exact, language_attribute, typeset
from assistant.chat.texts import KINDS, TEXTS, counted, kind_label, written_date
from assistant.coverage import Coverage, coverage
from assistant.state import IndexState
from corpus.dates import PartialDate
from index.store import Entry

PAGE = 50
_PUBLISHERS = 20
_OWN_FILES = ("sidecar", "pinned_questions")  # left out because they are ours, nothing to tell


def corpus_page(entries: Sequence[Entry], state: IndexState, choice: Choice, page: int, language: str) -> str:
    """Return the whole page; ``page`` counts from 1, and one that does not exist is the nearest that does."""
    texts, whole = TEXTS[language], coverage(entries)
    found = chosen(entries, choice)
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(page, 1), pages)
    shown = "".join(_entry_html(entry, language) for entry in found[(page - 1) * PAGE : page * PAGE])
    main = (
        f'<h1>{texts["corpus"]}</h1><p class="lead">{_extent(whole, language)}</p><div class="browse">'
        f'<div class="facets">{_facets_html(entries, choice, language)}</div><section aria-labelledby="found">'
        f'<h2 id="found">{counted("document", len(found), language)}</h2>{_active_html(choice, language)}'
        f'<ul class="entries">{shown}</ul>{_pages_html(choice, page, pages, language)}</section></div>'
        f"{_gaps_html(entries, whole, language)}{_state_html(state, language)}"
    )
    return framed(texts["corpus"], main, language, other=choice.address("en" if language == "fr" else "fr", page), wide=True)


def choice_of(kind: str, year: str, publisher: str) -> Choice:
    """Return the choice that an address asks for; a year that is none is left out."""
    return Choice(kind, year if year == UNDATED or (year.isascii() and year.isdigit()) else "", publisher)


def _extent(whole: Coverage, language: str) -> str:
    count = counted("document", whole.documents, language)
    if whole.first is None or whole.last is None:
        return count
    dates = (written_date(PartialDate(one.year, one.month), language) for one in (whole.first, whole.last))
    return TEXTS[language]["extent"].format(documents=count, first=next(dates), last=next(dates))


def _facets_html(entries: Sequence[Entry], choice: Choice, language: str) -> str:
    texts, shown = TEXTS[language], []
    kinds = coverage(chosen(entries, choice.without("kind"))).kinds
    shown.append(_facet_html("kind", [(kind, kind_label(kind, language), n) for kind, n in kinds], choice, language))
    dated = coverage(chosen(entries, choice.without("year")))
    years = [(str(year), str(year), n) for year, n in reversed(dated.years)]
    years += [(UNDATED, texts["undated"], dated.undated)] if dated.undated else []
    shown.append(_facet_html("year", years, choice, language))
    publishers = coverage(chosen(entries, choice.without("publisher"))).publishers[:_PUBLISHERS]
    shown.append(_facet_html("publisher", [(name, name, n) for name, n in publishers], choice, language))
    return "".join(shown)


def _facet_html(name: str, values: Sequence[tuple[str, str, int]], choice: Choice, language: str) -> str:
    """Return the links of one facet: each value, how it is shown, how many documents it has."""
    if not values:
        return ""
    items = []
    for value, label, count in values:
        on = getattr(choice, name) == value
        target = choice.without(name) if on else Choice(**{**vars(choice), name: value})
        current = ' aria-current="true"' if on else ""
        items.append(
            f'<li><a href="{exact(target.address(language))}"{current}><span>{escaped(label)}</span> '
            f'<span class="n">{count}</span></a></li>'
        )
    title = TEXTS[language][f"by_{name}"]
    return f'<nav aria-label="{title}"><h2>{title}</h2><ul>{"".join(items)}</ul></nav>'


def _active_html(choice: Choice, language: str) -> str:
    texts, links = TEXTS[language], []
    for name, value in choice.active():
        label = kind_label(value, language) if name == "kind" else texts["undated"] if value == UNDATED else value
        links.append(
            f'<li><a class="chip" href="{exact(choice.without(name).address(language))}">'
            f'<span class="sr">{texts["remove"]} </span>{escaped(label)} <span aria-hidden="true">×</span></a></li>'
        )
    return f'<ul class="chips">{"".join(links)}</ul>' if links else ""


def _entry_html(entry: Entry, language: str) -> str:
    from_page = "" if language == "fr" else f"?lang={language}"
    label = escaped(entry.title) or escaped(entry.id)
    return (
        f'<li><a href="{exact(entry_address(entry.id))}{from_page}"{language_attribute(entry.language)}>{label}</a>'
        f'<p class="meta">{origin_html(entry.kind, entry.date, entry.publisher, language)}</p></li>'
    )


def _pages_html(choice: Choice, page: int, pages: int, language: str) -> str:
    if pages == 1:
        return ""
    texts = TEXTS[language]
    before = f'<a rel="prev" href="{exact(choice.address(language, page - 1))}">{texts["page_before"]}</a>'
    after = f'<a rel="next" href="{exact(choice.address(language, page + 1))}">{texts["page_after"]}</a>'
    place = f"<span>{texts['page_of'].format(page=page, pages=pages)}</span>"
    shown = (before if page > 1 else "") + place + (after if page < pages else "")
    return f'<nav class="pages" aria-label="{texts["pages"]}">{shown}</nav>'


def _gaps_html(entries: Sequence[Entry], whole: Coverage, language: str) -> str:
    texts, gaps = TEXTS[language], []
    if whole.years:
        covered = {year for year, _ in whole.years}
        missing = [str(year) for year in range(min(covered), max(covered)) if year not in covered]
        gaps += [texts["gap_years"].format(years=", ".join(missing))] if missing else []
    absent = [kind_label(kind, language) for kind in KINDS[language] if kind not in dict(whole.kinds) and kind != "other"]
    gaps += [texts["gap_kinds"].format(kinds=", ".join(absent))] if absent else []
    if whole.undated:
        link = (
            f'<a href="{exact(Choice(year=UNDATED).address(language))}">{counted("document", whole.undated, language)}</a>'
        )
        gaps.append(texts["gap_undated"].format(documents=link))
    unkind = sum(not entry.kind for entry in entries)
    gaps += [texts["gap_unkind"].format(documents=counted("document", unkind, language))] if unkind else []
    items = "".join(f"<li>{gap}</li>" for gap in gaps) or f"<li>{texts['gap_none']}</li>"
    return f'<section class="note"><h2>{texts["gaps"]}</h2><ul>{items}</ul></section>'


def _state_html(state: IndexState, language: str) -> str:
    texts = TEXTS[language]
    codes = Counter(code for row in state.told for code in _codes(row.code, row.warnings) if code not in _OWN_FILES)
    told = ", ".join(f"<code>{escaped(code)}</code> ({count})" for code, count in sorted(codes.items()))
    rows = (
        (texts["state_generation"], f"<code>{escaped(state.generation)}</code>"),
        (texts["state_built"], _moment(state.built_at, language)),
        (texts["state_documents"], str(state.documents)),
        (texts["state_passages"], str(state.passages)),
        (texts["state_warnings"], f"{told}. {texts['state_check']}" if told else texts["state_fine"]),
    )
    items = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in rows)
    return f'<section class="note"><h2>{texts["state"]}</h2><dl class="facts">{items}</dl></section>'


def _codes(code: str | None, warnings: Sequence[str]) -> list[str]:
    """Return the codes of a file, without the details, which may hold names."""
    return [*([code] if code else []), *(warning.partition(":")[0] for warning in warnings)]


def _moment(iso: str, language: str) -> str:
    try:
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return escaped(iso)
    day = written_date(PartialDate(moment.year, moment.month, moment.day), language)
    return typeset(f"{day}, {moment:%H:%M} UTC")
