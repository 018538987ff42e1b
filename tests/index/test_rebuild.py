import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from word_hash import WordHashEmbedder

from corpus.errors import CorpusError
from corpus.settings import Settings
from index.cli import summary
from index.embed import TextTooLongError
from index.generation import IndexFolder, Published, RebuildRunningError, StaleIndexError, read_manifest
from index.hit import Filters
from index.rebuild import rebuild
from index.report import FileRow, NothingToIndexError, RebuildReport
from index.retrieve import open_retriever

DOCUMENT_IDS = (
    "evenements/barcelone.md",
    "lettre.txt",
    "note-anglaise.md",
    "positions/mediation-2022.md",
    "positions/mediation-2024.md",
)
QUESTIONS = ("médiation numérique", "Où s'est tenu le Smart City Expo ?", "données ouvertes", "inconnu")


class StoppedEmbedder(WordHashEmbedder):
    """Works until it has embedded so many texts, then fails as a machine does."""

    def __init__(self, texts: int) -> None:
        super().__init__()
        self._texts = texts

    def _embed(self, text):
        if len(self.passages) == self._texts:
            raise MemoryError
        return super()._embed(text)


@pytest.fixture
def folder(tmp_path) -> IndexFolder:
    return IndexFolder(tmp_path / "built")


@pytest.fixture
def build(corpus_folder, folder, no_steps) -> Callable[..., RebuildReport]:
    """Give a rebuild of the small corpus into ``folder``, with a new embedder unless one is given."""

    def run(embedder: WordHashEmbedder | None = None, *, into: IndexFolder = folder, full: bool = False, **settings):
        known = Settings(**settings)
        return rebuild([corpus_folder], into, embedder or WordHashEmbedder(), known, full=full, steps=no_steps)

    return run


def indexed_ids(folder: IndexFolder) -> tuple[str, ...]:
    retriever = open_retriever(folder, WordHashEmbedder())
    ids = retriever.store.document_ids
    retriever.close()
    return ids


def all_hits(folder: IndexFolder) -> list:
    retriever = open_retriever(folder, WordHashEmbedder())
    hits = [retriever.search(retriever.query(question)) for question in QUESTIONS]
    retriever.close()
    return hits


def test_every_file_found_is_one_row_of_the_report(build, corpus_folder):
    (corpus_folder / "image.png").write_bytes(b"\x89PNG")
    (corpus_folder / "vide.md").write_bytes(b"")

    report = build()

    assert [(row.path, row.status, row.code) for row in report.files] == [
        ("evenements/barcelone.md", "indexed", None),
        ("image.png", "skipped", "unsupported_format"),
        ("lettre.txt", "indexed", None),
        ("note-anglaise.md", "indexed", None),
        ("positions/mediation-2022.md", "indexed", None),
        ("positions/mediation-2024.md", "indexed", None),
        ("vide.md", "error", "empty_file"),
    ]
    assert report.failed == 1


def test_unreadable_file_is_an_error_row_and_the_rest_is_indexed(build, corpus_folder, folder):
    (corpus_folder / "binaire.txt").write_bytes(bytes(range(32)) * 50)

    report = build()

    assert report.files[0].status == "error"
    assert report.files[0].code == "binary_content"
    assert indexed_ids(folder) == DOCUMENT_IDS


def test_what_had_to_be_guessed_is_a_warning_of_its_file(build):
    report = build()

    assert FileRow("lettre.txt", "indexed", warnings=("date_unknown", "kind_unknown")) in report.files


def test_counts_are_those_of_the_manifest_and_add_up(build, folder):
    report = build()

    manifest = read_manifest(folder.current())
    assert (report.documents, report.passages, report.sentences) == (5, manifest.passages, manifest.sentences)
    assert (report.embedded, report.reused) == (report.passages, 0)
    assert report.generation == manifest.name == folder.published().current


def test_title_date_and_heading_are_embedded_with_the_passage(build):
    embedder = WordHashEmbedder()

    build(embedder)

    assert (
        "La médiation numérique\nmars 2022\nL'association demande un financement pérenne des conseillers numériques. "
        "Elle soutient les lieux de proximité."
    ) in embedder.passages


def test_second_rebuild_embeds_nothing_and_keeps_the_generation(build, folder):
    first = build()
    embedder = WordHashEmbedder()

    second = build(embedder)

    assert embedder.passages == []
    assert (second.embedded, second.reused) == (0, first.passages)
    assert second.files == first.files
    assert folder.published() == Published(first.generation, None)


def test_only_the_passages_of_an_edited_file_are_embedded(build, corpus_folder):
    first = build()
    path = corpus_folder / "positions/mediation-2022.md"
    path.write_text(path.read_text(encoding="utf-8").replace("pérenne", "durable"), encoding="utf-8")
    embedder = WordHashEmbedder()

    report = build(embedder)

    assert embedder.passages == [
        "La médiation numérique\nmars 2022\nL'association demande un financement durable des conseillers numériques. "
        "Elle soutient les lieux de proximité.",
        "La médiation numérique. L'association demande un financement durable des conseillers numériques.",
    ]
    assert (report.embedded, report.reused) == (1, first.passages - 1)


def test_renamed_file_embeds_nothing(build, corpus_folder, folder):
    build()
    (corpus_folder / "lettre.txt").rename(corpus_folder / "newsletter.txt")
    embedder = WordHashEmbedder()

    build(embedder)

    assert embedder.passages == []
    assert "newsletter.txt" in indexed_ids(folder)


def test_deleted_document_is_no_longer_found(build, corpus_folder, folder):
    build()
    (corpus_folder / "evenements/barcelone.md").unlink()

    build()

    assert indexed_ids(folder) == DOCUMENT_IDS[1:]


def test_other_passage_size_builds_a_new_generation(build, folder):
    build()

    report = build(passage_tokens=32)

    assert read_manifest(folder.current()).passage_tokens == 32
    assert report.embedded + report.reused == report.passages


def test_full_rebuild_embeds_everything_again(build):
    first = build()
    embedder = WordHashEmbedder()

    report = build(embedder, full=True)

    assert (report.embedded, report.reused) == (first.passages, 0)
    assert len(embedder.passages) == first.passages + first.sentences
    assert report.generation != first.generation


def test_damaged_index_is_built_anew_from_the_vectors_kept(build, folder):
    first = build()
    (folder.current() / "store.sqlite").write_bytes(b"damaged")

    report = build()

    assert (report.embedded, report.reused) == (0, first.passages)
    assert indexed_ids(folder) == DOCUMENT_IDS


def test_damaged_pointer_is_replaced_by_a_new_index(build, folder):
    build()
    (folder.path / "CURRENT").write_text("{")

    build()

    assert indexed_ids(folder) == DOCUMENT_IDS


def test_damaged_vector_cache_is_made_again(build, corpus_folder, folder):
    build()
    folder.cache.write_bytes(b"damaged" * 1000)
    (corpus_folder / "lettre.txt").unlink()

    report = build()

    assert (report.embedded, report.reused) == (report.passages, 0)


def test_damaged_catalogue_is_made_again_from_the_files(build, corpus_folder, folder):
    first = build()
    with sqlite3.connect(folder.catalogue) as connection:
        connection.execute("UPDATE documents SET packed = zeroblob(100) WHERE id = 'lettre.txt'")
    connection.close()
    (corpus_folder / "evenements/barcelone.md").unlink()

    report = build()

    assert report.documents == first.documents - 1
    assert indexed_ids(folder) == DOCUMENT_IDS[1:]


def test_path_that_the_sidecar_names_and_no_file_has_is_told(build, corpus_folder):
    (corpus_folder / "documents.csv").write_text("path,title\nlettre.txt,Lettre\nabsent.md,Rien\n", encoding="utf-8")

    report = build()

    assert [row.warnings for row in report.files if row.code == "sidecar"] == [("no_such_file: absent.md",)]


def test_nothing_to_index_gives_the_reasons_and_keeps_the_old_index(build, corpus_folder, folder):
    first = build()
    for path in corpus_folder.rglob("*.*"):
        path.write_bytes(b"")

    with pytest.raises(NothingToIndexError, match=r"none of the 5 files .* \(5 unreadable, 0 skipped\)") as caught:
        build()

    assert [(row.path, row.code) for row in caught.value.report.files] == [(name, "empty_file") for name in DOCUMENT_IDS]
    assert folder.published() == Published(first.generation, None)


def test_empty_folder_is_named_with_what_to_do(tmp_path, folder, no_steps):
    (tmp_path / "vide").mkdir()

    with pytest.raises(NothingToIndexError) as caught:
        rebuild([tmp_path / "vide"], folder, WordHashEmbedder(), Settings(), steps=no_steps)

    assert str(caught.value) == (
        f"the corpus folder {tmp_path / 'vide'} is empty; put texts in it (.txt, .md, .pdf, .docx...) and run: plaidoyer rebuild"
    )


def test_missing_folder_keeps_the_old_index(build, tmp_path, folder, no_steps):
    first = build()

    with pytest.raises(CorpusError, match=r"the corpus folder '.*absent' does not exist"):
        rebuild([tmp_path / "absent"], folder, WordHashEmbedder(), Settings(), steps=no_steps)

    assert folder.published() == Published(first.generation, None)


def test_document_without_a_sentence_is_indexed_by_its_heading(tmp_path, folder, no_steps):
    (tmp_path / "titre.md").write_text("# Médiation", encoding="utf-8")

    report = rebuild([tmp_path], folder, WordHashEmbedder(), Settings(), steps=no_steps)

    retriever = open_retriever(folder, WordHashEmbedder())
    assert (report.passages, report.sentences) == (1, 0)
    assert [hit.passage.text for hit in retriever.search(retriever.query("médiation"))] == ["# Médiation"]
    retriever.close()


def test_document_without_a_body_is_indexed_without_passages(tmp_path, folder, no_steps):
    (tmp_path / "vide.md").write_text("---\ntitle: Médiation\n---\n", encoding="utf-8")

    report = rebuild([tmp_path], folder, WordHashEmbedder(), Settings(), steps=no_steps)

    retriever = open_retriever(folder, WordHashEmbedder())
    assert (report.documents, report.passages) == (1, 0)
    assert retriever.search(retriever.query("médiation")) == []
    retriever.close()


def test_other_model_embeds_everything_again(build):
    first = build()
    other = WordHashEmbedder(fingerprint="word-hash-2")

    report = build(other)

    assert (report.embedded, report.reused) == (first.passages, 0)


def test_index_of_another_model_is_refused_as_stale(build, folder):
    build()

    with pytest.raises(StaleIndexError, match=r"built with the model word-hash-1, .* word-hash-2; .*plaidoyer rebuild"):
        open_retriever(folder, WordHashEmbedder(fingerprint="word-hash-2"))


def test_text_too_long_for_the_model_stops_the_build_and_keeps_the_old_index(build, corpus_folder, folder):
    first = build()
    (corpus_folder / "long.md").write_text("mot " * 40, encoding="utf-8")

    with pytest.raises(TextTooLongError, match="'mot mot"):
        build(WordHashEmbedder(max_tokens=30))

    assert folder.published() == Published(first.generation, None)
    assert indexed_ids(folder) == DOCUMENT_IDS


def test_rebuild_that_dies_leaves_the_old_index_and_the_next_goes_on_from_there(build, corpus_folder, folder):
    first = build()
    sentences = [f"Une phrase nouvelle porte le numéro {number}." for number in range(150)]
    (corpus_folder / "nouveau.md").write_text(" ".join(sentences), encoding="utf-8")
    with pytest.raises(MemoryError):
        build(StoppedEmbedder(texts=130))
    kept = indexed_ids(folder)
    embedder = WordHashEmbedder()

    report = build(embedder)

    assert kept == DOCUMENT_IDS
    new_passages = report.passages - first.passages
    assert (report.embedded, report.reused) == (0, report.passages)
    assert len(embedder.passages) == new_passages + len(sentences) - 128
    assert set(embedder.passages) < set(sentences)


def test_rebuild_is_refused_while_another_runs(build, folder):
    with folder.rebuilding(), pytest.raises(RebuildRunningError):
        build()


def test_two_rebuilds_of_the_same_files_give_the_same_hits(build, folder, tmp_path):
    other = IndexFolder(tmp_path / "other")

    build()
    build(into=other)

    assert all_hits(folder) == all_hits(other)


def test_rebuild_in_steps_gives_the_hits_of_one_rebuild(build, corpus_folder, folder, tmp_path):
    path = corpus_folder / "evenements/barcelone.md"
    text = path.read_text(encoding="utf-8")
    path.write_text("Un brouillon sans rapport.", encoding="utf-8")
    build()
    path.write_text(text, encoding="utf-8")
    other = IndexFolder(tmp_path / "other")

    build()
    build(into=other)

    assert all_hits(folder) == all_hits(other)


def test_open_retriever_keeps_its_generation_while_another_is_published(build, corpus_folder, folder):
    build()
    retriever = open_retriever(folder, WordHashEmbedder())
    before = retriever.search(retriever.query("médiation"), filters=Filters(kinds=("position",)))
    for number in range(3):
        (corpus_folder / "lettre.txt").write_text(f"La lettre numéro {number} paraît.", encoding="utf-8")
        build()

    after = retriever.search(retriever.query("médiation"), filters=Filters(kinds=("position",)))

    assert after == before
    retriever.close()


def test_steps_name_what_is_done_and_count_to_the_end(corpus_folder, folder):
    seen: dict[str, list[int]] = {}

    @contextlib.contextmanager
    def steps(label, total):
        seen[label] = [total, 0]

        def step(done):
            seen[label][1] += done

        yield step

    report = rebuild([corpus_folder], folder, WordHashEmbedder(), Settings(), steps=steps)

    assert seen == {
        "reading": [5, 5],
        "loading the model": [1, 1],
        "embedding what was read": [report.passages + report.sentences] * 2,
        "embedding": [report.passages + report.sentences] * 2,
    }


def test_documents_of_several_folders_are_indexed_together(corpus_folder, tmp_path, folder, no_steps):
    second = tmp_path / "second"
    second.mkdir()
    (second / "autre.md").write_text("Une autre phrase est écrite.", encoding="utf-8")

    rebuild([corpus_folder, second], folder, WordHashEmbedder(), Settings(), steps=no_steps)

    assert indexed_ids(folder) == ("autre.md", *DOCUMENT_IDS)


def test_corpus_files_are_never_changed(build, corpus_folder):
    def contents() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in corpus_folder.rglob("*") if path.is_file()}

    before = contents()

    build()

    assert contents() == before


def test_event_told_as_last_week_is_found_by_its_month(tmp_path, folder, no_steps):
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "a.md").write_text(
        "---\ndate: 2024-11-14\n---\n\nLes élus étaient au salon la semaine dernière.", encoding="utf-8"
    )
    (documents / "b.md").write_text(
        "---\ndate: 2023-02-01\n---\n\nLes élus étaient au musée la semaine dernière.", encoding="utf-8"
    )
    embedder = WordHashEmbedder()

    rebuild([documents], folder, embedder, Settings(), steps=no_steps)

    retriever = open_retriever(folder, embedder)
    assert retriever.search(retriever.query("novembre 2024"))[0].passage.document_id == "a.md"
    assert [str(one.first) for one in retriever.store.dates(0)] == ["2024-11-04"]
    retriever.close()


def test_copy_is_listed_with_what_was_said_when_it_was_read(build, corpus_folder):
    text = " ".join(
        f"Les élus défendent la médiation numérique à l'école numéro {number}, été comme hiver." for number in range(20)
    )
    (corpus_folder / "note.txt").write_text(text, encoding="utf-8")
    (corpus_folder / "vieille-note.txt").write_bytes(text.encode("cp1252"))

    (row,) = (row for row in build().files if row.path == "vieille-note.txt")

    assert (row.status, row.code, row.message) == ("duplicate", "duplicate_of", "the same text as note.txt")
    assert "encoding_guessed: cp1252" in row.warnings


def test_summary_tells_what_a_warning_means_and_what_to_do():
    rows = [FileRow("note.md", "indexed", warnings=("date_unknown", "title_long"))]

    assert summary(rows) == [
        "1 files found: 1 indexed",
        "warning   date_unknown, 1 files: note.md; no question on a period finds them: state their dates in documents.csv",
        "warning   title_long, 1 files: note.md",
    ]
