import json
import logging
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from index.embed import TextTooLongError, open_embedder
from index.fast import FIDELITY, FastEmbedder, RuntimeMissingError
from index.settings import Settings

pytestmark = pytest.mark.model

QUESTION = "Quand et où s'est tenu le Smart City Expo ?"


@pytest.fixture(scope="module")
def fast() -> FastEmbedder:
    return open_embedder(Settings(runtime="fast"))


@pytest.fixture(scope="module")
def questions(bundled_embedder, french_texts) -> np.ndarray:
    """Give the reference's vectors of the texts as questions."""
    with ThreadPoolExecutor(2) as pool:
        return np.array(list(pool.map(bundled_embedder.embed_query, french_texts)))


@pytest.fixture(scope="module")
def passages(bundled_embedder, french_texts) -> np.ndarray:
    """Give the reference's vectors of the texts as passages."""
    return bundled_embedder.embed_passages(french_texts)


@pytest.fixture
def without_onnxruntime(monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)


@pytest.fixture
def with_another_known_vector(monkeypatch):
    monkeypatch.setattr("index.fast._known_vector", lambda: ("Où ?", np.eye(1, 384, dtype=np.float32)[0]))


def cosines(vectors, others) -> np.ndarray:
    return np.sum(vectors * others, axis=1)


def test_each_question_has_the_vector_of_the_reference(fast, questions, french_texts):
    vectors = np.array([fast.embed_query(text) for text in french_texts])

    assert cosines(vectors, questions).min() >= FIDELITY


def test_each_question_in_float32_has_the_vector_of_the_reference(questions, french_texts):
    exact = open_embedder(Settings(runtime="fast", precision="float32"))

    vectors = np.array([exact.embed_query(text) for text in french_texts[::5]])

    assert cosines(vectors, questions[::5]).min() >= 0.99999


def test_each_passage_has_the_vector_of_the_reference(fast, passages, french_texts):
    assert cosines(fast.embed_passages(french_texts), passages).min() >= FIDELITY


def test_question_embedded_one_way_finds_the_same_passages_as_embedded_the_other_way(
    fast, questions, passages, french_texts
):
    rows = range(0, len(french_texts), 5)
    crossed = np.array([fast.embed_query(french_texts[row]) for row in rows])

    found, expected = (np.argsort(-vectors @ passages.T, axis=1)[:, :5] for vectors in (crossed, questions[rows]))

    same = [set(one) == set(other) for one, other in zip(found.tolist(), expected.tolist(), strict=True)]
    assert np.mean(same) >= 0.9


def test_fingerprint_is_that_of_the_weights_whatever_computes_the_vectors(fast, bundled_embedder):
    assert fast.fingerprint == bundled_embedder.fingerprint


def test_runtime_says_what_embeds_questions_and_passages(fast, bundled_embedder):
    assert fast.runtime.startswith("questions: onnxruntime ")
    assert "; passages: " in fast.runtime
    assert bundled_embedder.runtime.startswith("sentence-transformers ")


def test_tokens_are_counted_as_the_reference_counts_them(fast, bundled_embedder, french_texts):
    assert fast.count_tokens(french_texts) == bundled_embedder.count_tokens(french_texts)
    assert fast.count_tokens([]) == []


def test_text_of_the_models_window_is_embedded_and_one_of_one_more_token_refused(fast):
    (prompt,) = fast.count_tokens(["passage: mot"])
    words = 512 - 2 - prompt + 1  # the prompt with the first word, and the marks of both ends

    fast.embed_passages(["mot " * words])
    with pytest.raises(TextTooLongError, match=r"'mot mot .* has 513 tokens, the model bundled reads 512"):
        fast.embed_passages(["mot " * (words + 1)])
    with pytest.raises(TextTooLongError, match="reads 512"):
        fast.embed_query("mot " * 600)


def test_no_passage_gives_no_row(fast):
    assert fast.embed_passages([]).shape == (0, 384)


def test_progress_counts_every_passage(fast):
    counts = []

    fast.embed_passages(["mot"] * 70, counts.append)

    assert counts == [32, 32, 6]


@pytest.mark.parametrize("broken", ["without_onnxruntime", "with_another_known_vector"])
def test_reference_takes_over_with_one_notice(broken, request, caplog, bundled_embedder):
    request.getfixturevalue(broken)
    embedder = open_embedder(Settings(precision="float32"))

    with caplog.at_level(logging.WARNING):
        vector = embedder.embed_query(QUESTION)
        embedder.embed_passages([QUESTION])
        runtime = embedder.runtime

    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "sentence-transformers takes its place" in caplog.text
    assert np.array_equal(vector, bundled_embedder.embed_query(QUESTION))
    assert runtime.startswith("questions: sentence-transformers ")


@pytest.mark.parametrize("broken", ["without_onnxruntime", "with_another_known_vector"])
def test_forced_runtime_that_is_missing_or_wrong_is_an_error_that_says_what_to_do(broken, request):
    request.getfixturevalue(broken)

    with pytest.raises(
        RuntimeMissingError, match=r"pip install --force-reinstall onnxruntime torch, or set index.runtime to auto"
    ):
        open_embedder(Settings(runtime="fast")).embed_query(QUESTION)


def test_known_vector_is_the_one_of_the_reference(bundled_embedder):
    from importlib.resources import files

    from index.centre import fitted_centre, move

    known = json.loads(files("index").joinpath("self_check.json").read_text(encoding="utf-8"))
    vector = move(np.array([known["vector"]], np.float32), fitted_centre().queries)[0]

    assert float(vector @ bundled_embedder.embed_query(known["text"])) >= 0.99999


@pytest.mark.parametrize("features", [frozenset(("avx512f",)), frozenset(("avx2",))], ids=["wide", "narrow"])
def test_each_of_many_passages_has_the_vector_of_the_reference(features, monkeypatch, passages, french_texts):
    monkeypatch.setattr("index.fast.processor_features", lambda: features)
    embedder = open_embedder(Settings(runtime="fast", precision="float32"))

    vectors = embedder.embed_passages(french_texts)

    assert cosines(vectors, passages).min() >= FIDELITY
    assert ("torch, packed, float32" in embedder.runtime) == ("avx512f" in features)


def test_network_in_bfloat16_has_the_vectors_of_the_reference(bundled_embedder, french_texts):
    short = sorted(french_texts, key=len)[:70]  # more than a few, and short: slow where the processor has no bfloat16
    embedder = open_embedder(Settings(runtime="fast", precision="bfloat16"))

    vectors = embedder.embed_passages(short)

    assert cosines(vectors, bundled_embedder.embed_passages(short)).min() >= FIDELITY
    assert "torch, packed, bfloat16" in embedder.runtime


def test_network_without_the_operators_of_onednn_has_the_same_vectors(monkeypatch, passages, french_texts):
    import torch

    monkeypatch.setattr("index.fast.processor_features", lambda: frozenset(("avx512f",)))
    monkeypatch.setattr(torch.ops.mkldnn, "_reorder_linear_weight", None)
    embedder = open_embedder(Settings(runtime="fast", precision="float32"))

    vectors = embedder.embed_passages(french_texts[:80])

    assert cosines(vectors, passages[:80]).min() >= FIDELITY


def test_few_passages_do_not_load_torch(monkeypatch, french_texts):
    monkeypatch.setattr("index.fast.processor_features", lambda: frozenset(("avx512f",)))
    monkeypatch.setitem(sys.modules, "index.packed_network", None)  # importing it would fail
    embedder = open_embedder(Settings(runtime="fast"))

    assert embedder.embed_passages(french_texts[:10]).shape == (10, 384)


def test_question_that_comes_again_has_the_very_same_vector_which_nobody_can_change(fast):
    vector = fast.embed_query(QUESTION)

    assert fast.embed_query(QUESTION) is vector
    with pytest.raises(ValueError, match="read-only"):
        vector[0] = 1
