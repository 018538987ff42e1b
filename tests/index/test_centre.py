import json
from importlib.resources import files

import numpy as np
import pytest

from index.bundled import bundled_fingerprint
from index.centre import fitted_centre, move
from index.embed import open_embedder
from index.settings import Settings

MEAN = np.array([0.6, 0.0], np.float32)


def test_vectors_are_of_unit_length_again():
    moved = move(np.array([[0.8, 0.6], [0.0, 1.0]], np.float32), MEAN)

    assert np.linalg.norm(moved, axis=1) == pytest.approx([1, 1])
    assert moved[0] == pytest.approx(np.array([0.2, 0.6]) / np.hypot(0.2, 0.6))


def test_vector_that_is_the_mean_says_nothing():
    assert move(MEAN[None], MEAN).tolist() == [[0.0, 0.0]]


def test_means_were_fitted_on_the_bundled_model():
    content = json.loads(files("index").joinpath("centre.json").read_text(encoding="utf-8"))

    assert content["model"] == bundled_fingerprint()
    assert (len(content["queries"]), len(content["passages"])) == (384, 384)


@pytest.mark.parametrize("weights", ["index/fusion.json", "assistant/selection.json", "assistant/refusal.json"])
def test_weights_were_fitted_on_the_vectors_of_these_means(weights):
    package, _, name = weights.partition("/")

    embedder = json.loads(files(package).joinpath(name).read_text(encoding="utf-8"))["embedder"]

    assert embedder == f"{bundled_fingerprint()}-{fitted_centre().digest}"


@pytest.mark.model
def test_unrelated_texts_are_not_alike(bundled_embedder):
    texts = ["La ville finance la médiation numérique.", "Le chat dort au soleil.", "Une recette de soupe aux poireaux."]

    vectors = bundled_embedder.embed_passages(texts)

    assert (vectors @ vectors.T)[~np.eye(3, dtype=bool)].max() < 0.5
    assert open_embedder(Settings()).fingerprint == bundled_embedder.fingerprint
