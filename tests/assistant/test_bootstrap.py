"""Means with their intervals, beside a bootstrap that draws the questions one by one."""

import numpy as np
import pytest

from assistant.bootstrap import Mean, mean


def drawn_one_by_one(values):
    """Return the ends of the interval of a bootstrap that draws question after question."""
    picked = np.random.default_rng(7).integers(0, len(values), (20_000, len(values)))
    return np.percentile(np.asarray(values)[picked].mean(axis=1), [2.5, 97.5])


@pytest.mark.parametrize(
    "values", [[1.0] * 30 + [0.0] * 10, [1 / (1 + place % 7) for place in range(50)], [0.0, 1.0, -1.0] * 20]
)
def test_interval_is_that_of_questions_drawn_again(values):
    found = mean(values)

    assert found.value == pytest.approx(sum(values) / len(values), abs=1e-4)
    assert [found.low, found.high] == pytest.approx(drawn_one_by_one(values), abs=0.03)


def test_interval_is_the_same_at_every_run():
    values = [1.0, 0.0, 0.5] * 9

    assert mean(values) == mean(values)


def test_order_of_the_questions_changes_nothing():
    assert mean([1.0, 0.0, 0.0, 0.5]) == mean([0.0, 0.5, 1.0, 0.0])


def test_four_times_the_questions_halve_the_interval():
    few, many = mean([1.0, 0.0] * 50), mean([1.0, 0.0] * 200)

    assert many.high - many.low == pytest.approx((few.high - few.low) / 2, rel=0.15)


def test_questions_that_all_agree_leave_no_doubt():
    assert mean([1.0] * 5) == Mean(1.0, 1.0, 1.0, 5)


def test_no_question_has_no_mean():
    assert mean([]) is None
