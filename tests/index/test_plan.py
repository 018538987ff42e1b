import json

from word_hash import WordHashEmbedder

from corpus.settings import Settings
from index.cli import main
from index.generation import IndexFolder, Manifest
from index.plan import plan
from index.rebuild import rebuild


def manifest(passages: int, sentences: int, files: dict[str, int]) -> Manifest:
    counts = {"documents": 1, "passages": passages, "sentences": sentences}
    named = {name: (size, "digest") for name, size in files.items()}
    fields = {
        "format": 1,
        "name": "",
        "built_at": "",
        "model": "",
        "fingerprint": "",
        "runtime": "",
        "dimension": 384,
        "passage_tokens": 1,
    }
    return Manifest(**fields, inputs="", **counts, files=named)


SMALL = manifest(
    10, 40, {"passages.faiss": 15_360, "sentences.faiss": 61_440, "store.sqlite": 5_000, "words/a": 7, "words/b": 8}
)
LARGE = manifest(
    45_000,
    150_000,
    {"passages.faiss": 69_120_000, "sentences.faiss": 230_400_000, "sentences.scan.faiss": 15_600_000},
)


def test_small_index_is_scanned_exactly_in_memory():
    assert plan(SMALL).lines()["vectors"] == (
        "passages: exact scan, in memory; sentences: exact scan, in memory (exact up to 50000 vectors)"
    )


def test_large_index_is_mapped_and_what_is_beyond_the_threshold_is_quantised():
    assert plan(LARGE).lines()["vectors"] == (
        "passages: exact scan, memory-mapped; sentences: quantised scan, exact rescoring, memory-mapped "
        "(exact up to 50000 vectors)"
    )


def test_bytes_are_counted_by_part():
    assert plan(SMALL).bytes_by_part == {"passages": 15_360, "sentences": 61_440, "store": 5_000, "words": 15}
    assert plan(LARGE).bytes_by_part["sentences"] == 246_000_000


def test_status_says_how_the_index_is_searched(corpus_folder, tmp_path, no_steps, capsys):
    folder = IndexFolder(tmp_path / "index")
    rebuild([corpus_folder], folder, WordHashEmbedder(), Settings(), steps=no_steps)

    main(["status", "--index", str(folder.path)])
    words = capsys.readouterr().out
    main(["status", "--index", str(folder.path), "--json"])
    search = json.loads(capsys.readouterr().out)["search"]

    assert "vectors         passages: exact scan, in memory; sentences: exact scan, in memory" in words
    assert (search["passages"]["scan"], search["scanned_exactly_up_to"]) == ("exact scan", 50_000)
    assert sorted(search["bytes_by_part"]) == ["passages", "report", "sentences", "store", "words"]
