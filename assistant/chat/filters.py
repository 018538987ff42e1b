"""The filter box: its HTML, and the filters that its value means."""

from collections.abc import Sequence
from datetime import date

from assistant.chat.markup import escaped, exact
from assistant.chat.texts import TEXTS, kind_label, written_date
from corpus.dates import PartialDate
from corpus.errors import AssistantError
from index.hit import Filters

EMPTY_BOX: dict[str, object] = {"since": "", "until": "", "kinds": []}


class PeriodError(AssistantError):
    """The period of the filters ends before it starts."""


def filters_html(kinds: Sequence[str], language: str) -> str:
    """Return the folded box, two native dates and one check box a kind, and a chip for each filter, hidden until active."""
    texts = TEXTS[language]
    boxes = "".join(
        f'<label><input type="checkbox" name="kind" value="{exact(kind)}"> {escaped(kind_label(kind, language))}</label>'
        for kind in kinds
    )
    kind_field = f'<fieldset class="kinds"><legend>{texts["kinds"]}</legend>{boxes}</fieldset>' if kinds else ""
    return (
        f'<details class="filters"><summary>{texts["filters"]} '
        f'<span class="count" data-one="{texts["filter_one"]}" data-many="{texts["filter_many"]}"></span></summary>'
        f'<div class="fields"><fieldset><legend>{texts["period"]}</legend>'
        f'<label>{texts["since"]} <input type="date" name="since" max="2100-12-31"></label>'
        f'<label>{texts["until"]} <input type="date" name="until" max="2100-12-31"></label></fieldset>{kind_field}'
        f'<button type="button" class="button" data-act="clear">{texts["filters_clear"]}</button></div></details>'
        f'<ul class="chips" aria-label="{texts["filters_active"]}" hidden>{_chips_html(kinds, language)}</ul>'
    )


def filters_text(filters: Filters, language: str) -> str:
    """Return the active filters in words, an empty text when there is none."""
    texts = TEXTS[language]
    said = [kind_label(kind, language) for kind in filters.kinds]
    for key, day in (("from_day", filters.since), ("to_day", filters.until)):
        if day:
            said.append(texts[key].format(day=written_date(PartialDate(day.year, day.month, day.day), language)))
    return ", ".join(said)


def parse_filters(value: object, kinds: Sequence[str]) -> Filters:
    """Return what a box value asks for; the value comes from a browser, so whatever is not understood is ignored.

    Every kind checked means the same as none: documents without a kind are searched too.

    Raises PeriodError when the period ends before it starts.
    """
    fields = value if isinstance(value, dict) else {}
    since, until = _day(fields.get("since")), _day(fields.get("until"))
    if since and until and since > until:
        raise PeriodError(f"the period {since} to {until} ends before it starts; correct the filters")
    wanted = fields.get("kinds")
    chosen = tuple(kind for kind in kinds if isinstance(wanted, list) and kind in wanted)
    return Filters(since=since, until=until, kinds=chosen if len(chosen) < len(kinds) else ())


def _chips_html(kinds: Sequence[str], language: str) -> str:
    """Return one chip a filter; the script of the box shows those that are active, and writes the days in words."""
    texts = TEXTS[language]
    day = '<span class="day"></span>'
    chips = [("since", texts["from_day"].format(day=day)), ("until", texts["to_day"].format(day=day))]
    named = [(f'data-name="{name}"', label) for name, label in chips]
    named += [(f'data-name="kind" data-kind="{exact(kind)}"', escaped(kind_label(kind, language))) for kind in kinds]
    return "".join(
        f'<li hidden><button type="button" class="chip" data-act="remove" {which}><span class="sr">{texts["remove"]} </span>'
        f'{label} <span aria-hidden="true">×</span></button></li>'
        for which, label in named
    )


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
