"""The page for everybody: axe-core finds nothing in any state, the keyboard does all, it fits small, large and plain screens."""

import pytest
from browser.axe import violations
from browser.conftest import DESKTOP, Visit, check_visits
from browser.look import ask

pytestmark = pytest.mark.browser

SURE = "Quand et où s’est tenu le Smart City Expo ?"
PHONE = {"width": 390, "height": 844}


def answered(page):
    ask(page, SURE, 1)
    page.locator("#a1 .quote .cite").first.click()


def follow_up(page):
    ask(page, "Que prévoit la loi REEN pour les communes ?", 1)
    ask(page, "Et avant quelle date ?", 2)
    page.get_by_role("button", name="Non").last.click()


def filtered(page):
    page.locator("summary").click()
    page.locator("[name=since]").fill("2024-01-01")
    page.locator("[name=kind]").first.check()


STATES = {
    "welcome": lambda page: None,
    "sure": answered,
    "uncertain": lambda page: ask(page, "Les conseillers numériques ?", 1),
    "reported": lambda page: ask(page, "Qui demande un cadre stable pour les données ?", 1),
    "written": lambda page: ask(page, "Résume la position sur la médiation numérique", 1),
    "refusal": lambda page: ask(page, "Quel est le prix du pain à Barcelone ?", 1),
    "error": lambda page: ask(page, "bug", 1),
    "follow-up, opinion open": follow_up,
    "filters": filtered,
}


@pytest.fixture(scope="module")
def desk(address, chromium):
    """Give what opens a page once for each address and scheme, and begins a new conversation in it each time after."""
    with chromium.new_context(viewport=DESKTOP, reduced_motion="reduce") as context:
        visits = {}

        def desk(path="/", color_scheme="light"):
            if (path, color_scheme) not in visits:
                visits[path, color_scheme] = Visit(context.new_page())
                page = visits[path, color_scheme].page
                page.emulate_media(color_scheme=color_scheme)
                page.goto(address + path)
            page = visits[path, color_scheme].page
            page.bring_to_front()  # a page behind another is drawn once a second
            page.set_viewport_size(DESKTOP)
            page.emulate_media(contrast="null", forced_colors="null")
            page.locator("#filters details").evaluate(
                "box => { box.querySelector('[data-act=clear]').click(); box.open = false; }"
            )
            if page.locator(".turn").count():
                page.locator("#new").click()
            page.wait_for_selector(".welcome")
            return page

        yield desk
        check_visits(visits.values(), address)


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(desk, state):
    page = desk()

    STATES[state](page)

    assert violations(page) == []


@pytest.mark.parametrize(
    ("where", "media", "viewport"),
    [
        (("/", "dark"), {}, DESKTOP),
        (("/en/",), {}, DESKTOP),
        (("/",), {}, PHONE),
        (("/", "dark"), {}, {"width": 320, "height": 640}),
        (("/",), {"contrast": "more"}, DESKTOP),
        (("/",), {"forced_colors": "active"}, DESKTOP),
    ],
    ids=["dark", "English", "phone", "narrow dark", "more contrast", "forced colours"],
)
def test_axe_finds_nothing_in_an_answer_however_it_is_shown(desk, where, media, viewport):
    page = desk(*where)
    page.set_viewport_size(viewport)
    page.emulate_media(**media)

    answered(page)
    filtered(page)

    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    [
        "/documents/events/barcelone.md?p=30-90",
        "/documents/poison.md?lang=en",
        "/corpus",
        "/corpus?kind=event&lang=en",
    ],
)
def test_axe_finds_nothing_in_the_pages_without_a_script(visit, path, scheme):
    assert violations(visit(path, {"color_scheme": scheme})) == []


def focused(page):
    return page.evaluate("document.activeElement.id")


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def press_until(page, key, selector):
    """Press a key until what has the focus fits; fail when it never does."""
    for _ in range(40):
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{key} never reaches {selector}")


def test_keyboard_alone_asks_reads_a_source_and_comes_back(visit):
    page = visit()

    press(page, "Tab", "Enter")
    page.keyboard.type(SURE)
    press(page, "Enter")
    page.wait_for_selector("#a1")
    press_until(page, "Shift+Tab", "#chat .log")
    press_until(page, "Tab", "a.cite")
    press(page, "Enter")
    at_card = focused(page)
    press_until(page, "Tab", "#a1-s1 .back")
    press(page, "Enter")

    assert (at_card, focused(page)) == ("a1-s1", "a1-r1")


def test_keyboard_alone_sets_a_filter_and_removes_it(visit):
    page = visit()

    page.locator("#question textarea").focus()
    press_until(page, "Tab", "#filters summary")
    press(page, "Enter")
    press_until(page, "Tab", "[name=kind]")
    press(page, "Space")
    page.locator("#filters .chip:visible").wait_for()
    press_until(page, "Tab", "#filters .chip")
    press(page, "Enter")

    assert page.locator("#filters .chip:visible").count() == 0
    assert page.evaluate("document.activeElement.matches('#filters summary')")


def test_question_box_keeps_the_focus_while_the_answer_comes(visit):
    page = visit()

    ask(page, SURE, 1)

    assert page.evaluate("document.activeElement.matches('#question textarea')")


def test_every_focus_is_visible(visit):
    page = visit()
    ask(page, SURE, 1)
    page.locator("#header a").first.focus()
    unseen = []

    for _ in range(30):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
              const on = document.activeElement, style = getComputedStyle(on);
              const around = on.closest('#question') && getComputedStyle(document.querySelector('#question'));
              if (on === document.body) return ['', true];
              return [on.outerHTML.slice(0, 90), style.outlineStyle !== 'none' || (around && around.boxShadow !== 'none')];
            }"""
        )
        unseen += [] if seen[1] else [seen[0]]

    assert unseen == []


@pytest.mark.parametrize("path", ["/", "/corpus", "/documents/poison.md"])
@pytest.mark.parametrize(("width", "height"), [(320, 640), (683, 410)], ids=["320 px", "200 %"])
def test_small_screen_and_double_zoom_have_no_sideways_scroll(visit, path, width, height):
    page = visit(path, width=width, height=height)

    if path == "/":
        ask(page, "Zébulon piégé window.poisoned", 1)
        filtered(page)

    page.wait_for_function("width => document.documentElement.scrollWidth === width", arg=width)  # the style may come late


def test_going_to_a_source_moves_nothing_sideways(visit):
    page = visit()

    ask(page, "Les conseillers numériques ?", 1)
    page.get_by_role("link", name="Source 1").click()

    assert page.evaluate("[...document.querySelectorAll('#chat, #chat *')].filter(one => one.scrollLeft).length") == 0


def test_header_does_not_overlap_itself_on_the_narrowest_screen(visit):
    page = visit(width=320, height=640)

    name, tools = (page.locator(f"#header {one}").bounding_box() for one in ("h1", ".tools"))

    assert name["x"] + name["width"] <= tools["x"]


def test_reader_who_wants_no_motion_sees_none(visit):
    page = visit()

    name = page.evaluate(
        """() => {
          const wait = Object.assign(document.createElement('p'), {className: 'wait'});
          document.querySelector('#columns .log').append(wait);
          return getComputedStyle(wait, '::before').animationName;
        }"""
    )

    assert name == "none"


def test_tiers_and_numbers_keep_a_border_in_forced_colours(visit):
    page = visit(media={"forced_colors": "active"})

    ask(page, SURE, 1)
    borders = [
        page.locator(one).first.evaluate("element => getComputedStyle(element).borderTopStyle")
        for one in ("#a1 .tier .badge", "#a1 .cite", "#question")
    ]

    assert borders == ["solid", "solid", "solid"]


def test_each_text_is_in_its_own_language(visit):
    page = visit("/en/")

    ask(page, SURE, 1)
    languages = {
        one: page.locator(one).first.evaluate("element => element.closest('[lang]').lang")
        for one in (
            "#q1 span:last-child",
            "#a1 .tier strong",
            "#a1 .fact strong",
            "#a1 .quote span",
            "#a1-s1 h3 span:last-child",
            "#a1-s1 .links a",
        )
    }

    assert languages == {
        "#q1 span:last-child": "fr",
        "#a1 .tier strong": "en",
        "#a1 .fact strong": "fr",
        "#a1 .quote span": "fr",
        "#a1-s1 h3 span:last-child": "fr",
        "#a1-s1 .links a": "en",
    }


def test_print_shows_the_answer_and_all_its_sources_and_no_button(visit):
    page = visit()
    ask(page, SURE, 1)
    ask(page, "Que prévoit la loi REEN pour les communes ?", 2)

    page.emulate_media(media="print")

    assert page.locator("#cards .group:visible").count() == 2
    assert page.locator("button:visible, textarea:visible").count() == 0
    assert page.locator("#a1 .quote:visible").count() >= 1
