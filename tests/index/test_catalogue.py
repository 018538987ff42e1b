"""Files as they were last read: only what changed is read again."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from word_hash import WordHashEmbedder

from corpus.intake import Stated, read_files, walk
from corpus.settings import Settings
from index.catalogue import Catalogue
from index.packed import DamagedError, pack, unpack
from index.prepare import prepare

NOTHING_STATED = Stated({})
TEXT = "La ville vote le plan vélo la semaine dernière. Elle le demande."


@pytest.fixture
def root(tmp_path) -> Path:
    """Give a folder of two files that were written long before they are read."""
    (tmp_path / "corpus").mkdir()
    for name in ("a.md", "b.md"):
        write(tmp_path / "corpus" / name, f"---\ndate: 2024-11-13\n---\n\n# Plan {name}\n\n{TEXT}")
    return tmp_path / "corpus"


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "catalogue.sqlite"


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def read(root: Path, path: Path, stated: Stated = NOTHING_STATED, made_by: str = "one") -> list[str]:
    """Read what changed under ``root`` and return the ids of what was read."""
    embedder = WordHashEmbedder()
    found, _ = walk([root])
    with closing(Catalogue(path, made_by)) as catalogue:
        changed = catalogue.changed(found, stated)
        for one in read_files(changed, stated, Settings()):
            catalogue.keep(one, stated, [prepare(each.document, embedder, 250) for each in one.documents])
    return [file.id for file in changed]


def test_every_file_is_read_once(root, path):
    assert read(root, path) == ["a.md", "b.md"]
    assert read(root, path) == []


def test_file_that_was_only_touched_is_not_read_again(root, path):
    read(root, path)
    os.utime(root / "a.md", (1_000_000_000, 1_000_000_000))

    assert read(root, path) == []


def test_edited_file_is_read_again_even_when_its_size_and_time_are_the_same(root, path):
    read(root, path)
    before = (root / "a.md").stat()
    write(root / "a.md", (root / "a.md").read_text(encoding="utf-8").replace("vote", "tient"[:4]))
    os.utime(root / "a.md", ns=(before.st_atime_ns, before.st_mtime_ns))

    assert read(root, path) == ["a.md"]


def test_file_with_other_fields_in_the_sidecar_is_read_again(root, path):
    read(root, path)

    assert read(root, path, Stated({"b.md": {"title": "Vélo"}})) == ["b.md"]


def test_files_read_by_another_version_are_read_again(root, path):
    read(root, path)

    assert read(root, path, made_by="two") == ["a.md", "b.md"]


def test_file_that_could_not_be_read_in_time_is_tried_again_and_an_empty_one_is_not(root, path):
    write(root / "a.md", "")
    read(root, path)
    with sqlite3.connect(path) as connection:
        (stamp,) = connection.execute("SELECT stamp FROM files WHERE path = 'a.md'").fetchone()
    connection.close()
    (root / "b.md").chmod(0)
    unreadable = read(root, path)

    assert stamp
    assert unreadable == ["b.md"] if os.getuid() else unreadable == []


def test_deleted_file_leaves_nothing(root, path):
    read(root, path)
    (root / "a.md").unlink()
    read(root, path)

    with closing(Catalogue(path, "one")) as catalogue:
        assert [row.path for row in catalogue.rows()] == ["b.md"]
        assert [one.document.id for one in catalogue.documents(without=())] == ["b.md"]
        assert [one.id for one in catalogue.sketches()] == ["b.md"]


def test_digest_changes_with_the_bytes_of_a_file_and_not_with_its_stamp(root, path):
    def digest() -> str:
        read(root, path)
        with closing(Catalogue(path, "one")) as catalogue:
            return catalogue.digest()

    first = digest()
    os.utime(root / "a.md", (1_000_000_000, 1_000_000_000))
    touched = digest()
    write(root / "a.md", TEXT)

    assert touched == first
    assert digest() != first


def test_document_is_given_back_as_it_was_prepared(root, path):
    read(root, path)
    found, _ = walk([root])
    (one,) = next(read_files(found, Stated({}), Settings())).documents
    prepared = prepare(one.document, WordHashEmbedder(), 250)

    with closing(Catalogue(path, "one")) as catalogue:
        first = next(catalogue.documents(without=()))

    assert first == prepared
    assert [date.partial for date in prepared.dates]
    assert [sentence.stems for row in prepared.sentences for sentence in row]


def test_copies_are_left_out_and_counted_out(root, path):
    read(root, path)

    with closing(Catalogue(path, "one")) as catalogue:
        assert [one.document.id for one in catalogue.documents(without={"a.md"})] == ["b.md"]
        assert catalogue.size(without={"a.md"}) == (1, 3)


def test_any_changed_byte_of_a_packed_document_is_noticed(root):
    found, _ = walk([root])
    (one,) = next(read_files(found, Stated({}), Settings())).documents
    packed = pack(prepare(one.document, WordHashEmbedder(), 250))
    known = unpack(packed)

    for place in range(len(packed)):
        damaged = packed[:place] + bytes([packed[place] ^ 0x20]) + packed[place + 1 :]
        try:
            assert unpack(damaged) == known  # a bit that means nothing to the compression
        except DamagedError:
            continue


@pytest.mark.parametrize("content", [b"not a database" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_damaged_file_is_replaced(root, path, content):
    path.write_bytes(content)

    assert read(root, path) == ["a.md", "b.md"]
    assert read(root, path) == []
