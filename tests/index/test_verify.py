import sqlite3
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from word_hash import WordHashEmbedder

from corpus.settings import Settings
from index.forward import Forward, ForwardWriter
from index.generation import IndexDamagedError, IndexFolder, file_digests, read_manifest, write_manifest
from index.rebuild import rebuild
from index.vectors import Vectors, VectorWriter
from index.verify import verify


@pytest.fixture
def generation(tmp_path, corpus_folder, no_steps) -> Path:
    folder = IndexFolder(tmp_path / "built")
    rebuild([corpus_folder], folder, WordHashEmbedder(), Settings(passage_tokens=32), steps=no_steps)
    return folder.current()


def sign_again(generation: Path, **changes) -> None:
    """Make the manifest agree with files that were changed, so that only the laws can tell."""
    write_manifest(replace(read_manifest(generation), files=file_digests(generation), **changes), generation)


def change_store(generation: Path, statement: str) -> None:
    with sqlite3.connect(generation / "store.sqlite") as connection:
        connection.execute(statement)
    connection.close()
    sign_again(generation)


def test_index_that_was_just_built_holds(generation):
    assert verify(generation) == read_manifest(generation)


def test_changed_file_is_named(generation):
    (generation / "report.json").write_text("[]")

    with pytest.raises(IndexDamagedError, match=r"report\.json in .* changed after the index was built"):
        verify(generation)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE passages SET start = start + 3 WHERE row = 1", r"evenements/barcelone\.md: the text before \d+ is in no"),
        ("UPDATE passages SET start = start - 5 WHERE row = 1", r"evenements/barcelone\.md: the text before \d+ is in no"),
        ("UPDATE passages SET end = end - 3 WHERE row = 0", r"evenements/barcelone\.md: "),
        ("UPDATE passages SET end = end - 9 WHERE row = (SELECT max(row) FROM passages)", r"the text after \d+ is in no"),
        ("UPDATE sentences SET end = end + 500 WHERE row = 0", r"a sentence crosses the passage at \d+"),
        ("UPDATE sentences SET end = start WHERE row = 0", r"a sentence crosses the passage at \d+"),
        ("UPDATE documents SET body_start = 0 WHERE row = 0", r"the text before \d+ is in no passage"),
        ("DELETE FROM passages WHERE row = (SELECT max(row) FROM passages)", r"the manifest counts \d+ passages"),
        ("DELETE FROM sentences WHERE row = 0", r"the manifest counts \d+ sentences"),
    ],
)
def test_broken_law_is_named(generation, statement, fault):
    change_store(generation, statement)

    with pytest.raises(IndexDamagedError, match=f"breaks its own laws: .*{fault}.*plaidoyer rebuild --full"):
        verify(generation)


@pytest.mark.parametrize(("name", "counted"), [("passages.faiss", "passages"), ("sentences.faiss", "sentences")])
def test_missing_vector_is_counted(generation, name, counted):
    rows = np.array(Vectors.open(generation / name).rows)
    with VectorWriter(generation / name, rows.shape[1]) as writer:
        writer.add(rows[:-1])
    sign_again(generation)

    with pytest.raises(IndexDamagedError, match=f"the manifest counts {len(rows)} {counted}"):
        verify(generation)


@pytest.mark.parametrize(("name", "width"), [("terms.forward", 8), ("grams.forward", 4)])
def test_missing_list_of_words_is_counted(generation, name, width):
    path = generation / "words" / name
    count = len(Forward(path, width))
    with ForwardWriter(path, width) as writer:
        for _ in range(count - 1):
            writer.add([])
    sign_again(generation)

    with pytest.raises(IndexDamagedError, match=f"the manifest counts {count} passages, its files hold"):
        verify(generation)


def test_wrong_count_of_documents_is_named(generation):
    sign_again(generation, documents=6)

    with pytest.raises(IndexDamagedError, match=r"the manifest counts 6 documents, its files hold \[5\]"):
        verify(generation)
