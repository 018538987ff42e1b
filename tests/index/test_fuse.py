from dataclasses import astuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.fuse import Evidence, Weights, fitted_weights, fuse

EQUAL = Weights(0.25, 0.25, 0.25, 0.25)
COSINES = st.floats(-1, 1, width=32)
SHARES = st.floats(0, 1, width=32)
CANDIDATES = st.lists(st.builds(Evidence, COSINES, COSINES, SHARES, SHARES), min_size=1, max_size=8)


def test_fitted_weights_add_up_to_1_but_for_their_rounding():
    assert sum(astuple(fitted_weights())) == pytest.approx(1, abs=2e-4)


@given(CANDIDATES)
@example([Evidence(1.0, 1.0, 1.0, 1.0)])
def test_every_score_is_at_most_the_sum_of_the_weights(candidates):
    most = sum(astuple(fitted_weights()))

    assert all(score <= most + 1e-9 for score in fuse(candidates, fitted_weights()))


@given(CANDIDATES)
def test_score_of_a_candidate_does_not_depend_on_the_others(candidates):
    assert fuse(candidates, EQUAL) == [score for one in candidates for score in fuse([one], EQUAL)]


@given(CANDIDATES)
def test_candidate_with_more_of_everything_never_scores_less(candidates):
    best = Evidence(*[max(getattr(one, name) for one in candidates) for name in ("passage", "sentence", "terms", "grams")])

    scores = fuse([*candidates, best], EQUAL)

    assert scores[-1] == max(scores)


def test_each_kind_of_evidence_counts_by_its_weight():
    candidates = [Evidence(1, 0, 0, 0), Evidence(0, 1, 0, 0), Evidence(0, 0, 1, 0), Evidence(0, 0, 0, 1)]

    assert fuse(candidates, Weights(0.4, 0.3, 0.2, 0.1)) == [0.4, 0.3, 0.2, 0.1]


def test_no_candidate_has_no_score():
    assert fuse([], EQUAL) == []


def test_fitted_weights_are_positive_shares():
    weights = astuple(fitted_weights())

    assert min(weights) > 0
    assert sum(weights) == pytest.approx(1, abs=1e-3)
