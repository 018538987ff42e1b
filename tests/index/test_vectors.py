import tracemalloc

import numpy as np
import pytest

from index.vectors import SCANNED_EXACTLY, Vectors, VectorWriter, scan_path


def unit(*angles: float) -> np.ndarray:
    return np.array([[np.cos(angle), np.sin(angle)] for angle in angles], np.float32)


def open_vectors(tmp_path, rows: np.ndarray) -> Vectors:
    with VectorWriter(tmp_path / "vectors.faiss", rows.shape[1]) as writer:
        for first in range(0, len(rows), 7):
            writer.add(rows[first : first + 7])
    return Vectors.open(tmp_path / "vectors.faiss")


def test_nearest_vectors_come_first_with_their_cosine(tmp_path):
    vectors = open_vectors(tmp_path, unit(1.0, 0.0, 0.5))

    found = vectors.search(unit(0.0)[0], 2)

    assert [row for row, _ in found] == [1, 2]
    assert [score for _, score in found] == pytest.approx([1.0, np.cos(0.5)])


@pytest.mark.parametrize("count", [10, 300])
def test_equal_cosines_come_in_the_order_of_the_rows(tmp_path, count):
    vectors = open_vectors(tmp_path, unit(*[0.3] * count))

    found = vectors.search(unit(0.0)[0], count - 2)

    assert [row for row, _ in found] == list(range(count - 2))


def test_only_allowed_rows_are_returned(tmp_path):
    vectors = open_vectors(tmp_path, unit(*[0.1 * row for row in range(12)]))
    allowed = np.isin(np.arange(12), [3, 9, 11])

    found = vectors.search(unit(0.0)[0], 10, allowed)

    assert [row for row, _ in found] == [3, 9, 11]


def test_nothing_allowed_finds_nothing(tmp_path):
    vectors = open_vectors(tmp_path, unit(0.0, 0.1))

    assert vectors.search(unit(0.0)[0], 10, np.zeros(2, np.bool_)) == []


@pytest.mark.parametrize(("limit", "rows"), [(0, []), (1, [0]), (10, [0, 1])])
def test_limit_bounds_what_is_found(tmp_path, limit, rows):
    vectors = open_vectors(tmp_path, unit(0.0, 0.1))

    assert [row for row, _ in vectors.search(unit(0.0)[0], limit)] == rows


def test_empty_file_opens_and_finds_nothing(tmp_path):
    vectors = open_vectors(tmp_path, np.zeros((0, 2), np.float32))

    assert vectors.search(unit(0.0)[0], 10) == []
    assert vectors.rows.shape == (0, 2)


def test_rows_are_those_that_were_written(tmp_path):
    rows = unit(0.2, 1.3)

    assert np.array_equal(open_vectors(tmp_path, rows).rows, rows)


@pytest.fixture(scope="module")
def many(tmp_path_factory) -> Vectors:
    generator = np.random.default_rng(0)
    rows = generator.standard_normal((SCANNED_EXACTLY + 1, 32)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    path = tmp_path_factory.mktemp("many") / "vectors.faiss"
    with VectorWriter(path, 32) as writer:
        for first in range(0, len(rows), 20_000):
            writer.add(rows[first : first + 20_000])
    assert scan_path(path).stat().st_size < path.stat().st_size / 6
    return Vectors.open(path)


@pytest.mark.parametrize("every", [1, 3, 50, 50_000], ids=["all", "a third", "few", "two"])
def test_many_vectors_are_scanned_quantised_and_scored_exactly(many, every):
    allowed = None if every == 1 else np.arange(len(many)) % every == 0
    exact = many.rows @ many.rows[7]
    nearest = every * np.argsort(-exact[::every], kind="stable")[:10]

    found = many.search(many.rows[7], 10, allowed)

    assert [row for row, _ in found] == nearest.tolist()
    assert [score for _, score in found] == pytest.approx(exact[nearest].tolist(), abs=1e-6)


def test_vectors_nearer_to_each_other_than_the_scan_can_tell_are_all_scored(tmp_path):
    generator = np.random.default_rng(0)
    rows = generator.standard_normal((SCANNED_EXACTLY + 1, 32)).astype(np.float32)
    rows[::50] = rows[7] + 0.1 * rows[::50]  # a thousand
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    exact = rows @ rows[7]

    found = open_vectors(tmp_path, rows).search(rows[7], 10)

    assert [row for row, _ in found] == np.argsort(-exact, kind="stable")[:10].tolist()


def test_failed_writing_leaves_no_second_file(tmp_path):
    with pytest.raises(MemoryError), VectorWriter(tmp_path / "vectors.faiss", 2) as writer:
        writer.add(np.ones((SCANNED_EXACTLY + 1, 2), np.float32))
        raise MemoryError

    assert not scan_path(tmp_path / "vectors.faiss").exists()


def test_writing_what_is_scanned_holds_a_part_of_the_vectors_at_a_time(tmp_path):
    rows = np.ones((SCANNED_EXACTLY + 1, 64), np.float32)
    writer = VectorWriter(tmp_path / "vectors.faiss", 64)
    writer.add(rows)

    tracemalloc.start()
    writer.__exit__(None, None, None)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < rows.nbytes / 2
