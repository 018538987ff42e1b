import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import AssistantError
from index.generation import (
    CURRENT,
    FORMAT,
    GENERATIONS,
    MANIFEST,
    IndexDamagedError,
    IndexFolder,
    IndexMissingError,
    Manifest,
    Published,
    RebuildRunningError,
    StaleIndexError,
    check_files,
    file_digests,
    read_manifest,
    write_manifest,
)

ONE, TWO, THREE = "000001-aaaaaaaa", "000002-bbbbbbbb", "000003-cccccccc"

HOLD_THE_RIGHT_TO_WRITE = """
import sys
from pathlib import Path
from index.generation import IndexFolder
with IndexFolder(Path(sys.argv[1])).rebuilding():
    print("held", flush=True)
    sys.stdin.read()
"""


def manifest_of(folder: Path, name: str) -> Manifest:
    return Manifest(
        format=FORMAT,
        name=name,
        built_at="2024-11-07T12:00:00+00:00",
        model="word-hash",
        fingerprint="word-hash-1",
        runtime="word hashes",
        dimension=64,
        passage_tokens=250,
        inputs="digest",
        documents=1,
        passages=2,
        sentences=3,
        files=file_digests(folder),
    )


def write(folder: IndexFolder, name: str) -> Path:
    """Write a draft of two files and a manifest."""
    with folder.rebuilding():
        draft = folder.draft(name)
        (draft / "store.sqlite").write_text(f"store of {name}")
        (draft / "words").mkdir()
        (draft / "words/meta.json").write_text("{}")
        write_manifest(manifest_of(draft, name), draft)
    return draft


def publish(folder: IndexFolder, name: str) -> Path:
    folder.publish(write(folder, name), name)
    return folder.generation(name)


def generations(folder: IndexFolder) -> list[str]:
    return sorted(path.name for path in (folder.path / GENERATIONS).iterdir())


@pytest.fixture
def folder(tmp_path) -> IndexFolder:
    return IndexFolder(tmp_path / "parent/built")


def test_published_draft_is_the_generation_that_serves(folder):
    generation = publish(folder, ONE)

    assert folder.current() == generation
    assert folder.published() == Published(ONE, None)
    assert (generation / "store.sqlite").read_text() == f"store of {ONE}"


def test_draft_serves_nobody_until_it_is_published(folder):
    publish(folder, ONE)

    write(folder, TWO)

    assert folder.current() == folder.generation(ONE)


def test_generation_before_is_kept_and_older_ones_are_swept(folder):
    for name in (ONE, TWO, THREE):
        publish(folder, name)

    assert folder.published() == Published(THREE, TWO)
    assert generations(folder) == [TWO, THREE]


def test_abandoned_draft_is_swept_by_the_next_rebuild(folder):
    publish(folder, ONE)
    write(folder, TWO)

    draft = write(folder, THREE)

    assert generations(folder) == [ONE, draft.name]


def test_missing_index_names_the_folder_and_the_command(folder):
    with pytest.raises(IndexMissingError) as caught:
        folder.current()

    assert str(caught.value) == f"there is no index in {folder.path}; build it: plaidoyer rebuild"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        b"{}",
        b'{"current": null, "previous": null}',
        b'{"current": "../../elsewhere", "previous": null}',
        b'{"current": "other", "previous": null}',
        b'{"current": "000001-aaaaaaaa", "previous": 1}',
    ],
)
def test_damaged_pointer_is_named_and_the_next_rebuild_replaces_it(folder, content):
    publish(folder, ONE)
    (folder.path / CURRENT).write_bytes(content)

    with pytest.raises(IndexDamagedError, match=r"CURRENT cannot be read .*; build the index again: plaidoyer rebuild"):
        folder.current()
    publish(folder, TWO)

    assert folder.published() == Published(TWO, None)


def test_second_rebuild_is_refused_while_one_runs(folder):
    command = [sys.executable, "-c", HOLD_THE_RIGHT_TO_WRITE, str(folder.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"held\n"

        with pytest.raises(RebuildRunningError, match=f"another rebuild is writing {folder.path}"), folder.rebuilding():
            pass

        other.communicate()


def test_rebuild_that_was_killed_leaves_the_right_to_write(folder):
    command = [sys.executable, "-c", HOLD_THE_RIGHT_TO_WRITE, str(folder.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"held\n"
        other.kill()

    generation = publish(folder, ONE)

    assert folder.current() == generation


def test_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    folder = IndexFolder(tmp_path / "file/built")

    with pytest.raises(AssistantError, match=r"file/built cannot be written .*--index DIR"), folder.rebuilding():
        pass


def test_manifest_comes_back_as_it_was_written(folder):
    generation = publish(folder, ONE)

    manifest = read_manifest(generation)

    assert manifest == manifest_of(generation, ONE)
    assert sorted(manifest.files) == ["store.sqlite", "words/meta.json"]


def test_undamaged_files_pass_the_check(folder):
    generation = publish(folder, ONE)

    check_files(generation, read_manifest(generation))


def change(generation: Path) -> str:
    (generation / "store.sqlite").write_text(f"STORE of {ONE}")
    return "store.sqlite"


def truncate(generation: Path) -> str:
    (generation / "words/meta.json").write_text("")
    return "words/meta.json"


def delete(generation: Path) -> str:
    (generation / "store.sqlite").unlink()
    return "store.sqlite"


def add(generation: Path) -> str:
    (generation / "words/more.idx").write_text("")
    return "words/more.idx"


def delete_one_and_add_one(generation: Path) -> str:
    (generation / "store.sqlite").rename(generation / "store.sqlite.old")
    return "store.sqlite, store.sqlite.old"


@pytest.mark.parametrize("damage", [change, truncate, delete, add, delete_one_and_add_one])
def test_file_that_differs_is_named(folder, damage):
    generation = publish(folder, ONE)
    manifest = read_manifest(generation)

    named = damage(generation)

    with pytest.raises(IndexDamagedError) as caught:
        check_files(generation, manifest)
    assert str(caught.value) == (
        f"{named} in {generation} changed after the index was built; build it again: plaidoyer rebuild"
    )


def test_generation_that_is_gone_is_damaged(folder):
    generation = publish(folder, ONE)
    (generation / MANIFEST).unlink()

    with pytest.raises(IndexDamagedError, match=r"manifest\.json cannot be read"):
        read_manifest(generation)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        f'{{"format": {FORMAT}}}',
        f'{{"format": {FORMAT}, "files": []}}',
        f'{{"format": {FORMAT}, "files": {{"a": 1}}}}',
        '{"files": {}}',
    ],
)
def test_damaged_manifest_is_named(folder, content):
    generation = publish(folder, ONE)
    (generation / MANIFEST).write_text(content)

    with pytest.raises(IndexDamagedError, match=r"manifest\.json cannot be read .*plaidoyer rebuild"):
        read_manifest(generation)


def test_index_of_another_format_is_stale(folder):
    generation = publish(folder, ONE)
    write_manifest(replace(read_manifest(generation), format=FORMAT + 1), generation)

    with pytest.raises(StaleIndexError, match=f"has format {FORMAT + 1}, this program reads {FORMAT}; .*plaidoyer rebuild"):
        read_manifest(generation)


def test_unknown_field_of_a_later_version_is_not_read_in_part(folder):
    generation = publish(folder, ONE)
    fields = json.loads((generation / MANIFEST).read_text())
    (generation / MANIFEST).write_text(json.dumps(fields | {"later": 1}))

    with pytest.raises(IndexDamagedError):
        read_manifest(generation)
