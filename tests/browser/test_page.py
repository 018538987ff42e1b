"""The page as a reader meets it, in a real browser."""

import io
import json
import re
import zipfile
from datetime import date

import pypdfium2
import pytest
from browser.conftest import DESKTOP
from browser.look import ask
from browser.word_engine import NOTICE

from corpus.limits import Limits
from corpus.read.docx import read_docx
from index.hit import Filters

pytestmark = pytest.mark.browser

MEDIATION = "Quelle position défend l’association sur la médiation numérique ?"
REEN = "Que prévoit la loi REEN pour les communes ?"


def focused(page):
    return page.evaluate("document.activeElement.id")


def test_question_gets_quotes_whose_numbers_lead_to_their_passages(visit):
    page = visit()

    ask(page, MEDIATION, 1)
    first = page.locator("#a1 .quote").first.inner_text().replace("\u00a0", " ")
    page.get_by_role("link", name="Source 1").click()

    assert first.startswith(
        "« L'association défend un financement pluriannuel de la médiation numérique, garanti par l'État. »"
    )
    assert focused(page) == "a1-s1"
    assert page.locator("#a1-s1 mark").count() == 1
    assert page.locator("#a1-s1 mark").inner_text() in first
    assert page.locator(".card.on").count() == 1


def test_fact_stands_in_front_of_the_quotes_and_its_number_leads_to_its_passage(visit):
    page = visit()

    ask(page, "Quand et où s’est tenu le Smart City Expo ?", 1)
    page.locator("#a1 .fact .cite").click()

    assert page.locator("#a1 .fact strong").inner_text().replace("\u00a0", " ") == "du 5 au 7 novembre 2024"
    assert page.locator("#a1 .quote strong").first.inner_text() == "du 5 au 7 novembre 2024"
    assert focused(page) == "a1-s1"


def test_fact_that_is_not_sure_is_only_bold_in_its_quote(visit):
    page = visit()

    ask(page, "Combien d’habitants pour la stratégie numérique responsable de la loi REEN ?", 1)

    assert page.locator("#a1 .fact").count() == 0
    assert page.locator("#a1 .quote strong").inner_text() == "50 000 habitants"


def test_uncertain_answer_says_so_in_words(visit):
    page = visit()

    ask(page, "Les conseillers numériques ?", 1)

    assert page.locator("#a1 .tier.uncertain").inner_text().split("\n")[:2] == ["?", "Réponse incertaine"]
    assert page.locator("#status").inner_text().startswith("Réponse incertaine, ")


def test_reported_words_name_their_speaker(visit):
    page = visit()

    ask(page, "Qui demande un cadre stable pour les données ?", 1)

    assert page.locator("#a1 .speaker").first.inner_text() == "Propos rapportés : Anne Exemple"
    assert page.locator("#a1-s1 .speaker").inner_text() == "Propos rapportés : Anne Exemple"


def test_written_answer_marks_the_sentence_to_be_checked(visit):
    page = visit()

    ask(page, "Résume la position sur la médiation numérique", 1)

    assert page.locator("#a1 .written").count() >= 2
    assert page.locator("#a1 .flag").first.inner_text().startswith("⚠ à vérifier")
    assert "Rédigé par un modèle de langue" in page.locator("#a1 .notice").inner_text()


def test_back_link_returns_to_the_number(visit):
    page = visit()
    ask(page, MEDIATION, 1)
    page.get_by_role("link", name="Source 2").click()

    page.locator("#a1-s2 .back").click()

    assert focused(page) == "a1-r2"


def test_keyboard_alone_reaches_a_source(visit):
    page = visit()
    ask(page, MEDIATION, 1)

    page.locator("#chat .log").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert focused(page) == "a1-s1"


def test_skip_link_leads_to_the_question(visit):
    page = visit()

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.matches('#question textarea')")


def test_document_opens_in_a_new_tab_at_the_marked_passage(visit):
    page = visit()
    ask(page, MEDIATION, 1)

    with page.expect_popup() as popup:
        page.locator("#a1-s1 .links a").first.click()
    document = popup.value
    document.wait_for_load_state()

    mark = document.locator("mark#passage")
    assert mark.inner_text().startswith("L'association défend un financement")
    assert 0 <= mark.bounding_box()["y"] < DESKTOP["height"]
    assert document.evaluate("document.documentElement.lang") == "fr"
    assert document.locator("h2").all_inner_texts() == ["Ce que nous constatons", "Ce que nous demandons"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_poisoned_document_runs_nothing_and_shows_as_text(visit, address, scheme):
    page = visit("/", {"color_scheme": scheme})

    ask(page, "Zébulon piégé <img src=x onerror='window.poisoned = 1'> ${window.poisoned = 1} {{7*7}} $$x$$", 1)
    page.evaluate("new Promise(shown => requestAnimationFrame(() => setTimeout(shown)))")
    chat, cards = page.locator("#chat").inner_text(), page.locator("#cards").inner_text()
    inside = page.locator(":is(#chat, #cards, #filters) :is(script, img, svg, form, style, iframe)").count()
    ran = [page.evaluate("typeof window.poisoned")]
    document = page.locator("#a1-s1 .links a").first.get_attribute("href")
    for path in (
        document,
        "/documents/poison.md?lang=en",
        "/corpus?kind=%3Cb%3Epi%C3%A8ge%3C/b%3E",
        "/corpus?publisher=${7*7}&year=<b>",
    ):
        page.goto(address + path)
        ran.append(page.evaluate("typeof window.poisoned"))
        assert page.locator("body :is(script, img, svg, form, style, iframe)").count() == 0
        assert page.locator("a[href^='javascript:']").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    for shown in (chat, cards):
        assert "<script>window.poisoned = 1</script>" in shown and "{{7*7}}" in shown and "lien gras txet" in shown
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", shown)
    assert inside == 0
    assert set(ran) == {"undefined"}


def test_poisoned_document_is_read_whole_as_text(visit):
    text = visit("/documents/poison.md").locator("main").inner_text()

    assert "<form action=" in text and "$$\\href{javascript:window.poisoned=1}{x}$$" in text and "W" * 10_000 in text


def test_second_question_is_asked_with_the_first(visit, engine):
    page = visit()
    ask(page, REEN, 1)

    ask(page, "Et avant quelle date ?", 2)

    assert engine.asked[-1] == ("Et avant quelle date ?", Filters(), (REEN,))
    assert f"Compris comme : « {REEN} Et avant quelle date ? »" in page.locator("#a2").inner_text().replace("\u00a0", " ")


def test_new_conversation_forgets_the_first_question(visit, engine):
    page = visit()
    ask(page, REEN, 1)

    page.locator("#new").click()
    page.wait_for_selector(".welcome")
    ask(page, MEDIATION, 1)

    assert engine.asked[-1] == (MEDIATION, Filters(), ())


def test_two_visitors_do_not_share_a_conversation(visit, engine):
    first, second = visit(), visit()
    ask(first, REEN, 1)

    ask(second, MEDIATION, 1)

    assert engine.asked[-1] == (MEDIATION, Filters(), ())


def test_filters_reach_the_engine(visit, engine):
    page = visit()

    page.locator("summary").click()
    page.get_by_label("Du", exact=True).fill("2024-01-01")
    page.get_by_label("Événement").check()
    ask(page, MEDIATION, 1)

    assert engine.asked[-1][1] == Filters(since=date(2024, 1, 1), kinds=("event",))
    assert page.locator("summary .count").inner_text() == "(2 actifs)"
    assert "Cherché parmi les documents : Événement, depuis le 1er janvier 2024" in page.locator("#a1").inner_text()
    assert page.get_by_role("note").inner_text() == NOTICE


def test_active_filters_are_in_words_and_each_is_removed_by_one_click(visit, engine):
    page = visit()
    page.locator("summary").click()
    page.get_by_label("Du", exact=True).fill("2024-01-01")
    page.get_by_label("Événement").check()
    page.locator("summary").click()
    shown = page.locator("#filters .chip:visible").all_inner_texts()

    page.locator("#filters .chip:visible").first.click()
    left = page.locator("#filters .chip:visible").all_inner_texts()
    ask(page, MEDIATION, 1)

    assert [" ".join(text.split()) for text in shown] == [
        "Retirer le filtre depuis le 1er janvier 2024 ×",
        "Retirer le filtre Événement ×",
    ]
    assert [" ".join(text.split()) for text in left] == ["Retirer le filtre Événement ×"]
    assert engine.asked[-1][1] == Filters(kinds=("event",))
    page.locator("#filters .chip:visible").click()
    assert page.evaluate("document.activeElement.matches('summary')")
    assert page.locator("#filters .chip:visible").count() == 0


def test_link_of_a_passage_is_copied_whole(visit, address):
    page = visit()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, REEN, 1)

    page.locator("#a1-s1").get_by_role("button", name="Copier le lien").click()
    page.get_by_role("button", name="Lien copié").wait_for()

    assert page.evaluate("navigator.clipboard.readText()").startswith(f"{address}/documents/reen.pdf?p=")


def test_corpus_is_browsed_by_links_without_a_script(visit):
    page = visit("/corpus")

    page.get_by_role("link", name="Événement 1").click()
    chosen = page.locator(".entries a").all_inner_texts()
    page.get_by_role("link", name="Retirer le filtre Événement").click()
    page.get_by_role("link", name="English").click()

    assert chosen == ["Une semaine à Barcelone"]
    assert page.locator("h1").inner_text() == "Corpus" and page.evaluate("document.documentElement.lang") == "en"
    assert "000007-abcdef01" in page.locator("main").inner_text()
    page.locator(".entries a").first.click()
    page.wait_for_selector("article")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_document_tells_its_other_versions_and_gives_its_file_when_allowed(visit, address):
    page = visit("/documents/events/barcelone.md")
    versions = page.locator(".note").inner_text()

    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger le fichier d’origine").click()

    assert "Texte presque identique : La loi REEN en deux pages" in versions
    assert "events/barcelone <copie>.txt" in versions
    assert download.value.path().read_text("utf-8") == "le fichier d’origine"


def test_period_backwards_is_explained_and_the_question_kept(visit):
    page = visit()

    page.locator("summary").click()
    page.get_by_label("Du", exact=True).fill("2024-01-02")
    page.get_by_label("Au", exact=True).fill("2024-01-01")
    ask(page, MEDIATION, 1)

    assert "La date de début est postérieure" in page.locator(".failure").inner_text()
    assert page.locator("#question textarea").input_value() == MEDIATION


def test_refusal_shows_the_nearest_passages_without_numbers(visit):
    page = visit()

    ask(page, "Quel est le prix du pain à Barcelone ?", 1)

    assert "Je n’ai pas trouvé" in page.locator("#a1 .refusal").inner_text()
    assert page.locator("#cards h2").inner_text() == "Passages les plus proches"
    assert page.locator("#cards .card h3").all_inner_texts() == ["Une semaine à Barcelone"]
    assert page.locator("a.cite, #cards .number, #cards mark").count() == 0
    assert page.locator("#status").inner_text() == "Pas de réponse dans le corpus"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("x" * 501, "Cette question est trop longue"),
        ("bug", "Une erreur interne est survenue"),
        (" ", "Écrivez une question"),
    ],
)
def test_failure_is_said_in_words_and_the_page_goes_on(visit, question, said):
    page = visit()

    ask(page, question, 1)
    failure = page.locator(".failure").inner_text()
    ask(page, REEN, 2)

    assert said in failure and "Traceback" not in failure
    assert page.locator("#a2 .quote").count() >= 1


def test_example_of_the_welcome_page_asks_itself(visit, engine):
    page = visit()

    page.locator(".example").first.click()
    page.wait_for_selector("#a1")

    assert engine.asked[-1][0] == "Que faut-il retenir de « Une semaine à Barcelone » ?"
    assert (
        page.locator("#q1")
        .inner_text()
        .replace("\u00a0", " ")
        .endswith("Que faut-il retenir de « Une semaine à Barcelone » ?")
    )


def test_understood_question_can_be_edited_and_asked_again(visit, engine):
    page = visit()
    ask(page, REEN, 1)
    ask(page, "Et avant quelle date ?", 2)

    page.get_by_role("button", name="Modifier la question").click()
    box = page.locator("#question textarea")
    assert box.input_value() == f"{REEN} Et avant quelle date ?"
    assert page.evaluate("document.activeElement.matches('#question textarea')")
    page.keyboard.type(" En 2025 ?")
    page.keyboard.press("Enter")
    page.wait_for_selector("#a3")

    assert engine.asked[-1][0] == f"{REEN} Et avant quelle date ? En 2025 ?"


def test_opinion_with_its_reason_is_written_and_thanked_for(visit, feedback):
    page = visit()
    ask(page, REEN, 1)

    page.get_by_role("button", name="Non").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("La date manque")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Merci, votre avis est gardé.").first.wait_for()
    row = json.loads(feedback.path.read_text("utf-8").splitlines()[-1])

    assert (row["question"], row["document"], row["verdict"], row["reason"]) == (
        REEN,
        "reen.pdf",
        "useless",
        "La date manque",
    )
    assert page.locator("#a1 .opinion button").count() == 0
    assert focused(page) == "a1"
    assert page.locator("#status").inner_text() == "Merci, votre avis est gardé."


def test_downloaded_word_file_reads_back_with_its_links(visit, address):
    page = visit()
    ask(page, REEN, 1)

    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger (.docx)").click()
    raw = download.value.path().read_bytes()
    (read,) = read_docx(raw, Limits())

    assert download.value.suggested_filename == "reponse-1.docx"
    assert "Que prévoit la loi REEN" in read.text and "» [1]" in read.text
    assert f"{address}/documents/reen.pdf?p=".encode() in zipfile.ZipFile(io.BytesIO(raw)).read(
        "word/_rels/document.xml.rels"
    )


def test_copied_answer_has_references_with_whole_addresses(visit, address):
    page = visit()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, REEN, 1)

    page.get_by_role("button", name="Copier avec les références").dblclick()
    page.get_by_role("button", name="Copié").wait_for()
    page.get_by_role("button", name="Copier avec les références").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    html = page.evaluate("navigator.clipboard.read().then(([item]) => item.getType('text/html')).then(part => part.text())")

    reference = f"La loi REEN en deux pages. Réseau des villes (fictif), 2022, Rapport, p. 1. {address}/documents/"
    assert "» [1]\n\n" in copied
    assert "\n\nRéférences\n\n1. " + reference in copied
    assert (
        f'<li>La loi REEN en deux pages. Réseau des villes (fictif), 2022, Rapport, p. 1. <a href="{address}/documents/'
        in html
    )
    assert "**" not in copied and "modèle" not in copied


def test_printed_page_has_the_whole_conversation(visit):
    page = visit()
    ask(page, REEN, 1)
    ask(page, REEN, 2)

    printed = pypdfium2.PdfDocument(page.pdf(format="A4"))
    texts = [sheet.get_textpage().get_text_range() for sheet in printed]

    assert "".join(texts).count("La loi REEN en deux pages") >= 2
    assert all(sheet.get_textpage().count_rects() for sheet in printed)  # no page is empty


def test_another_conversation_begins_without_filters_and_in_the_question(visit, engine):
    page = visit()
    page.locator("#filters summary").click()
    page.get_by_label("Événement", exact=True).check()
    ask(page, REEN, 1)
    page.locator("#new").click()
    page.wait_for_function("document.activeElement.matches('#question textarea')")
    page.locator("[data-act=example]").first.wait_for()
    ask(page, REEN, 1)

    assert [filters for _, filters, *_ in engine.asked[-2:]] == [Filters(kinds=("event",)), Filters()]


def test_downloaded_answer_is_markdown(visit):
    page = visit()
    ask(page, REEN, 1)

    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger (.md)").click()

    assert download.value.suggested_filename == "reponse-1.md"
    assert download.value.path().read_text("utf-8").startswith("**Question :** Que prévoit la loi REEN")


@pytest.mark.parametrize("width", [320, 390])
def test_phone_has_no_sideways_scroll(visit, width):
    page = visit(width=width, height=640)
    widths = [page.evaluate("document.documentElement.scrollWidth")]

    ask(page, "Zébulon piégé window.poisoned", 1)
    page.locator("summary").click()
    widths.append(page.evaluate("document.documentElement.scrollWidth"))
    page.goto(page.url + page.locator("#a1-s1 .links a").first.get_attribute("href").lstrip("/"))
    widths.append(page.evaluate("document.documentElement.scrollWidth"))

    assert widths == [width, width, width]


def test_question_box_is_in_sight_on_a_small_phone(visit):
    page = visit(width=320, height=640)

    box = page.locator("#question textarea").bounding_box()

    assert box["y"] + box["height"] <= 640


def test_french_page_is_french_whatever_the_browser_speaks(visit):
    page = visit()

    assert page.evaluate("[document.documentElement.lang, document.title]") == ["fr", "Plaidoyer"]
    assert page.locator("#header p").inner_text().endswith("cités mot pour mot · 5 documents")


def test_english_page_is_english(visit):
    page = visit("/en/")

    ask(page, REEN, 1)
    page.get_by_role("link", name="Source 1").click()

    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.locator("#status").inner_text().startswith("Answer ready, ")
    assert page.locator("#a1 .quote span").first.get_attribute("lang") == "fr"
    assert "lang=en" in page.locator("#a1-s1 .links a").first.get_attribute("href")
    assert "French" not in page.locator("#question").inner_text()


def test_theme_is_kept_on_the_next_visit(visit):
    page = visit()

    page.get_by_role("button", name="Thème sombre").click()
    chosen = page.evaluate("document.body.classList.contains('dark')")
    page.reload()
    page.wait_for_selector(".welcome")

    assert chosen
    assert page.evaluate("document.body.classList.contains('dark')")
    assert page.get_by_role("button", name="Thème sombre").get_attribute("aria-pressed") == "true"
    page.evaluate("localStorage.clear()")
