import sqlite3
from pathlib import Path

import numpy as np
import pytest

from index.cache import VectorCache

TEXTS = ["un", "deux", "trois"]
VECTORS = np.arange(12, dtype=np.float32).reshape(3, 4)


def find(path: Path, texts: list[str], fingerprint: str = "model") -> tuple[list[int], list[list[float]]]:
    """Return the rows that are missing and all rows, as a cache opened anew gives them."""
    cache = VectorCache(path, fingerprint, 4)
    vectors = np.zeros((len(texts), 4), np.float32)
    missing = cache.find(texts, vectors)
    cache.close()
    return missing, vectors.tolist()


@pytest.fixture
def path(tmp_path) -> Path:
    """Give the file of a cache that holds TEXTS."""
    cache = VectorCache(tmp_path / "cache.sqlite", "model", 4)
    cache.keep(TEXTS, VECTORS)
    cache.close()
    return tmp_path / "cache.sqlite"


def test_vectors_are_found_after_the_file_is_opened_again(path):
    assert find(path, ["trois", "un"]) == ([], [VECTORS[2].tolist(), VECTORS[0].tolist()])


def test_rows_of_unknown_texts_are_returned_in_order_and_left_as_they_were(path):
    assert find(path, ["quatre", "deux", "cinq"]) == ([0, 2], [[0] * 4, VECTORS[1].tolist(), [0] * 4])


def test_vectors_of_another_model_are_not_found(path):
    missing, _ = find(path, TEXTS, "other")

    assert missing == [0, 1, 2]


def test_last_vector_kept_for_a_text_replaces_the_one_before(path):
    cache = VectorCache(path, "model", 4)
    cache.keep(["deux"], VECTORS[:1])
    cache.close()

    assert find(path, ["deux"]) == ([], [VECTORS[0].tolist()])


@pytest.mark.parametrize("damage", ["vector = zeroblob(16)", "vector = x'00'", "check_sum = x'00'"])
def test_damaged_row_counts_as_absent(path, damage):
    with sqlite3.connect(path) as connection:
        connection.execute(f"UPDATE vectors SET {damage} WHERE vector = ?", (VECTORS[1].tobytes(),))
    connection.close()

    missing, _ = find(path, TEXTS)

    assert missing == [1]


def test_vector_of_another_length_counts_as_absent(path):
    cache = VectorCache(path, "model", 4)
    cache.keep(["deux"], np.ones((1, 5), np.float32))
    cache.close()

    missing, _ = find(path, TEXTS)

    assert missing == [1]


@pytest.mark.parametrize("content", [b"not a database" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_damaged_file_is_replaced_by_an_empty_cache(path, content):
    path.write_bytes(content)

    missing, _ = find(path, TEXTS)
    cache = VectorCache(path, "model", 4)
    cache.keep(TEXTS, VECTORS)
    cache.close()

    assert missing == [0, 1, 2]
    assert find(path, TEXTS) == ([], VECTORS.tolist())


@pytest.mark.parametrize("page", range(1, 12))
def test_file_damaged_in_the_middle_gives_no_wrong_vector_and_no_crash(tmp_path, page):
    texts = [str(number) for number in range(200)]
    vectors = np.random.default_rng(0).random((200, 64), np.float32)
    path = tmp_path / "cache.sqlite"
    cache = VectorCache(path, "model", 64)
    cache.keep(texts, vectors)
    cache.close()
    content = bytearray(path.read_bytes())
    content[4096 * page : 4096 * (page + 1)] = b"\xa5" * 4096
    path.write_bytes(content)

    cache = VectorCache(path, "model", 64)
    found = np.zeros_like(vectors)
    missing = cache.find(texts, found)
    cache.keep([texts[row] for row in missing], vectors[missing])
    cache.close()

    known = [row for row in range(200) if row not in missing]
    assert np.array_equal(found[known], vectors[known])


def test_vectors_that_were_not_asked_for_are_forgotten(path):
    cache = VectorCache(path, "model", 4)
    cache.find(["un", "quatre"], np.zeros((2, 4), np.float32))
    cache.keep(["quatre"], VECTORS[:1])
    cache.forget_unused()
    cache.close()

    missing, _ = find(path, ["un", "deux", "trois", "quatre"])

    assert missing == [1, 2]


def test_what_is_missing_is_told_once_a_text_and_does_not_count_as_asked_for(path):
    cache = VectorCache(path, "model", 4)

    missing = cache.missing(["quatre", "un", "quatre", "cinq"])
    cache.forget_unused()
    cache.close()

    assert missing == [0, 3]
    assert find(path, TEXTS)[0] == [0, 1, 2]


def test_cache_opened_anew_finds_only_what_it_was_given_since(path):
    cache = VectorCache(path, "model", 4, anew=True)
    cache.keep(["deux"], VECTORS[:1])

    missing, kept_now = cache.missing(TEXTS), cache.kept_now(["un", "deux", "deux"])
    cache.close()

    assert missing == [0, 2]
    assert kept_now == 2
