"""Whatever stops a rebuild, the index is the old one or the new one, whole."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from word_hash import WordHashEmbedder

from corpus.settings import Settings
from index.generation import IndexDamagedError, IndexFolder, IndexMissingError, Published
from index.rebuild import rebuild
from index.report import RebuildReport
from index.retrieve import open_retriever
from index.verify import verify

KILLS = 50
REBUILD = """
import contextlib, sys
from pathlib import Path
from word_hash import WordHashEmbedder
from corpus.errors import AssistantError
from corpus.settings import Settings
from index.generation import IndexFolder
from index.rebuild import rebuild

@contextlib.contextmanager
def no_steps(label, total):
    yield lambda done: None

try:
    rebuild([Path(sys.argv[1])], IndexFolder(Path(sys.argv[2])), WordHashEmbedder(), Settings(), steps=no_steps)
except AssistantError as error:
    sys.exit(str(error))
"""


@pytest.fixture
def folder(tmp_path) -> IndexFolder:
    return IndexFolder(tmp_path / "built")


@pytest.fixture
def build(corpus_folder, folder, no_steps) -> Callable[[], RebuildReport]:
    return lambda: rebuild([corpus_folder], folder, WordHashEmbedder(), Settings(), steps=no_steps)


@pytest.fixture
def twice_built(build, corpus_folder, folder) -> IndexFolder:
    """Give an index whose second generation no longer has the letter."""
    build()
    (corpus_folder / "lettre.txt").unlink()
    build()
    return folder


def has_the_letter(folder: IndexFolder) -> bool:
    retriever = open_retriever(folder, WordHashEmbedder())
    found = retriever.document("lettre.txt") is not None
    retriever.close()
    return found


def files_of(generation: Path) -> list[str]:
    return sorted(path.relative_to(generation).as_posix() for path in generation.rglob("*") if path.is_file())


def test_killed_rebuild_leaves_the_old_or_the_new_generation_whole(tmp_path):
    (tmp_path / "corpus").mkdir()
    script = Path(__file__).with_name("killed_rebuilds.py")

    output = subprocess.run(
        [sys.executable, script, tmp_path / "corpus", tmp_path / "built", str(KILLS)],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    ).stdout

    first, second, *after = (json.loads(line)["found"] for line in output.splitlines())
    assert first
    assert second
    assert first != second
    assert len(after) == KILLS
    assert [found for found in after if found not in {first, second}] == []
    assert first in after
    assert second in after


@pytest.mark.parametrize("damage", ["flip", "truncate", "remove"])
def test_damage_to_any_file_is_refused_by_name_and_the_generation_before_serves(twice_built, damage, caplog):
    generation = twice_built.current()
    for name in files_of(generation):
        if name.endswith(".lock"):
            continue
        path = generation / name
        content = path.read_bytes()
        middle = len(content) // 2
        if damage == "remove":
            path.unlink()
        else:
            changed = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
            path.write_bytes(changed if damage == "flip" else content[:-1])
        caplog.clear()

        served = has_the_letter(twice_built)

        with pytest.raises(IndexDamagedError, match=path.name.replace(".", r"\.")):
            verify(generation)
        assert served, name
        assert path.name in caplog.text
        path.write_bytes(content)
    assert not has_the_letter(twice_built)


def test_damage_to_both_generations_names_the_one_that_should_serve(twice_built):
    for name in twice_built.published().current, twice_built.published().previous:
        (twice_built.generation(name) / "store.sqlite").write_bytes(b"damaged")

    with pytest.raises(IndexDamagedError, match=rf"store.sqlite in .*{twice_built.published().current} changed"):
        open_retriever(twice_built, WordHashEmbedder())


def test_rollback_lets_the_generation_before_serve_and_undoes_itself(twice_built):
    before = twice_built.published()

    twice_built.roll_back()

    assert twice_built.published() == Published(before.previous, before.current)
    assert has_the_letter(twice_built)
    assert twice_built.roll_back() == before
    assert not has_the_letter(twice_built)


def test_rollback_to_a_damaged_generation_is_refused(twice_built):
    before = twice_built.published()
    (twice_built.generation(before.previous) / "store.sqlite").write_bytes(b"damaged")

    with pytest.raises(IndexDamagedError, match=r"store\.sqlite"):
        twice_built.roll_back()

    assert twice_built.published() == before


def test_rollback_without_a_generation_before_is_refused(build, folder):
    build()

    with pytest.raises(IndexMissingError, match="no generation before"):
        folder.roll_back()


def test_rebuild_after_a_rollback_serves_under_a_new_name(twice_built, build):
    twice_built.roll_back()

    report = build()

    assert report.generation.startswith("000003-")
    assert not has_the_letter(twice_built)


@pytest.mark.parametrize("most_bytes", [100, 20_000, 50_000, 100_000])
def test_disk_that_takes_no_more_leaves_the_old_index_and_says_so(twice_built, corpus_folder, most_bytes):
    before, held = twice_built.published(), files_of(twice_built.path / "generations")
    (corpus_folder / "nouveau.md").write_text("Une phrase nouvelle sur le vélo. " * 2_000, encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-c", REBUILD, corpus_folder, twice_built.path],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes)),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "the index cannot be written in" in done.stderr
    assert "Traceback" not in done.stderr
    assert twice_built.published() == before
    assert files_of(twice_built.path / "generations") == held
    verify(twice_built.current())
