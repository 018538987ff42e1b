"""The page of a server that stays up while the index is rebuilt."""

import httpx
import pytest
from browser.conftest import serve_engine
from word_hash import WordHashEmbedder

from assistant.live import LiveAssistant
from assistant.settings import Settings
from corpus.settings import Settings as CorpusSettings
from index.generation import IndexFolder
from index.rebuild import rebuild

pytestmark = pytest.mark.browser

LETTER = "---\ntitle: Lettre au préfet\ndate: 2025-06-01\nkind: letter\n---\n\nUn atelier aura lieu en mai 2025.\n"


@pytest.fixture
def build(tmp_path, corpus_folder, no_steps):
    """Give what builds the next generation of the small corpus."""
    folder = IndexFolder(tmp_path / "index")

    def build():
        rebuild([corpus_folder], folder, WordHashEmbedder(), CorpusSettings(), steps=no_steps)
        return folder

    return build


@pytest.fixture
def address(build):
    with serve_engine(LiveAssistant(build(), WordHashEmbedder(), Settings())) as address:
        yield address


def counted(page):
    sizes = page.locator("#header .size, .welcome .size").all_text_contents()
    kinds = page.locator("#filters [name=kind]").evaluate_all("boxes => boxes.map(box => box.value)")
    return [size.strip(" ·") for size in sizes], kinds, page.locator(".example").first.text_content()


def config_without_the_page(address):
    config = httpx.get(f"{address}/config").json()
    for component in config["components"]:
        if component["props"].get("elem_id") in ("header", "chat", "filters"):
            component["props"] = {}
    return config


def test_page_opened_after_a_rebuild_counts_suggests_and_filters_what_now_serves(visit, address, corpus_folder, build):
    page, config = visit(), config_without_the_page(address)
    before = counted(page)
    (corpus_folder / "lettre-prefet.md").write_text(LETTER, encoding="utf-8")

    build()
    page.reload()
    page.wait_for_selector(".welcome")
    english = visit("/en/")

    assert before[0] == ["5 documents"] * 2 and "letter" not in before[1]
    assert counted(page)[0] == counted(english)[0] == ["6 documents"] * 2
    assert "letter" in counted(page)[1]
    assert counted(page)[2].replace("\u00a0", " ") == "Que dit « Lettre au préfet » ?"
    assert config_without_the_page(address) == config


def test_conversation_goes_on_over_a_rebuild(visit, corpus_folder, build):
    page = visit()
    (corpus_folder / "lettre-prefet.md").write_text(LETTER, encoding="utf-8")

    build()
    page.locator("#new").click()
    page.get_by_text("Lettre au préfet").wait_for()

    assert page.locator(".welcome .size").text_content() == "6 documents"
