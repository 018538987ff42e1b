import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fuse import Evidence, Weights, fitted_weights, fuse, scale

EQUAL = Weights(1, 1, 1, 1)
COSINES = st.floats(-1, 1, width=32)
SCORES = st.floats(0, 1000, width=32)
CANDIDATES = st.lists(st.builds(Evidence, COSINES, COSINES, SCORES, SCORES), min_size=1, max_size=8)


@given(CANDIDATES)
def test_every_score_is_from_0_to_1(candidates):
    assert all(0 <= score <= 1 for score in fuse(candidates, fitted_weights()))


@given(CANDIDATES, st.randoms())
def test_score_of_a_candidate_does_not_depend_on_its_place(candidates, random):
    places = list(range(len(candidates)))
    random.shuffle(places)

    scores = fuse(candidates, EQUAL)

    assert fuse([candidates[place] for place in places], EQUAL) == pytest.approx([scores[place] for place in places])


@given(CANDIDATES)
def test_candidate_with_more_of_everything_never_scores_less(candidates):
    best = Evidence(*[max(getattr(one, name) for one in candidates) for name in ("passage", "sentence", "terms", "grams")])

    scores = fuse([*candidates, best], EQUAL)

    assert scores[-1] == max(scores)


def test_cosines_are_scaled_from_the_least_and_bm25_from_nothing():
    table = scale([Evidence(0.8, 0.7, 5.0, 2.0), Evidence(0.9, 0.8, 10.0, 4.0), Evidence(0.85, 0.9, 2.5, 8.0)])

    assert table.tolist() == [
        pytest.approx([0.0, 0.0, 0.5, 0.25]),
        pytest.approx([1.0, 0.5, 1.0, 0.5]),
        pytest.approx([0.5, 1.0, 0.25, 1.0]),
    ]


def test_weights_are_shares_of_their_sum():
    candidates = [Evidence(0.9, 0.1, 0.0, 0.0), Evidence(0.1, 0.1, 4.0, 0.0)]

    assert fuse(candidates, Weights(6, 0, 2, 0)) == pytest.approx([0.75, 0.25])


def test_candidates_that_nothing_tells_apart_have_one_score():
    assert len(set(fuse([Evidence(0.8, 0.8, 3.0, 1.0)] * 3, EQUAL))) == 1


def test_only_candidate_keeps_the_share_of_its_words():
    assert fuse([Evidence(0.8, 0.8, 3.0, 0.0)], EQUAL) == [0.25]


def test_no_candidate_has_no_score():
    assert fuse([], EQUAL) == []


def test_fitted_weights_are_positive():
    weights = fitted_weights()

    assert min(weights.passage, weights.sentence, weights.terms, weights.grams) > 0
