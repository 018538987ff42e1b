"""The state of the index that answers, and the versions of its documents."""

import pytest
from word_hash import WordHashEmbedder

from assistant.live import LiveAssistant
from assistant.settings import Settings
from assistant.state import Versions
from corpus.settings import Settings as CorpusSettings
from index.generation import IndexFolder
from index.rebuild import rebuild

TEXT = "rapport.md"
LONG = "Rapport.\n\n" + " ".join(
    f"La ville numéro {number} a ouvert un lieu de médiation numérique." for number in range(60)
)


@pytest.fixture
def live(tmp_path, corpus_folder, no_steps):
    """Give the assistant of the small corpus with a copy of one document, and a file that cannot be read."""
    for name in (TEXT, "zcopie.md"):
        (corpus_folder / name).write_text(LONG, encoding="utf-8")
    (corpus_folder / "image.png").write_bytes(b"not a text")
    folder = IndexFolder(tmp_path / "index")
    rebuild([corpus_folder], folder, WordHashEmbedder(), CorpusSettings(), steps=no_steps)
    return LiveAssistant(folder, WordHashEmbedder(), Settings())


def test_state_names_the_generation_and_the_files_that_were_not_taken_whole(live):
    state = live.state()

    assert state.generation.startswith("000001-") and state.documents == live.document_count()
    assert {(row.path, row.status) for row in state.told} >= {("zcopie.md", "duplicate")}
    assert "image.png" in {row.path for row in state.told}
    assert all(row.status != "indexed" or row.warnings for row in state.told)


def test_versions_of_a_document_are_the_paths_of_its_copies(live):
    assert live.versions(TEXT).copies == ("zcopie.md",)
    assert live.versions("none.md") == Versions()
