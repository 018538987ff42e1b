"""Measures of a ranking, beside the same measures by hand."""

from math import log2

import pytest

from assistant.measures import Ranking, search_measures


def ranked(documents, gold, holding=None):
    return Ranking(tuple(documents), frozenset(gold), holding)


def hits(measures, name="hit"):
    return [measures[f"{name}@{depth}"] for depth in (1, 3, 5, 10)]


@pytest.mark.parametrize(
    ("place", "expected"), [(1, [1, 1, 1, 1]), (2, [0, 1, 1, 1]), (4, [0, 0, 1, 1]), (10, [0, 0, 0, 1])]
)
def test_rank_of_the_right_document_gives_every_measure(place, expected):
    documents = [f"other-{one}" for one in range(1, place)] + ["right"]

    (found,) = search_measures([ranked(documents, ["right"])])

    assert hits(found) == expected
    assert found["mrr@10"] == pytest.approx(1 / place)
    assert found["ndcg@10"] == pytest.approx(1 / log2(place + 1))


def test_order_is_that_of_the_ranking_whatever_the_names():
    found = search_measures([ranked("zab", "a"), ranked("abz", "a"), ranked("bza", "a")])

    assert [one["mrr@10"] for one in found] == pytest.approx([1 / 2, 1, 1 / 3])


def test_gain_counts_every_right_document_and_the_others_only_the_first():
    (found,) = search_measures([ranked(["a", "x", "b"], ["a", "b", "c"])])

    best = 1 + 1 / log2(3) + 1 / log2(4)
    assert (found["hit@1"], found["mrr@10"]) == (1, 1)
    assert found["ndcg@10"] == pytest.approx((1 + 1 / log2(4)) / best)


@pytest.mark.parametrize("documents", [["x", "y"], []], ids=["others", "nothing"])
def test_document_that_is_not_found_counts_nothing(documents):
    (found,) = search_measures([ranked(documents, ["right"])])

    assert set(found.values()) == {0}


def test_passages_are_measured_where_an_answer_is_marked():
    marked, missed, unmarked = search_measures(
        [ranked(["a"], ["a"], (False, True, False, True)), ranked([], ["a"], ()), ranked(["a"], ["a"])]
    )

    assert hits(marked, "passage_hit") == [0, 1, 1, 1]
    assert hits(missed, "passage_hit") == [0, 0, 0, 0]
    assert "passage_hit@1" not in unmarked


def test_each_ranking_keeps_its_own_measures():
    rankings = [ranked(["x"] * (one % 2) + ["a"], ["a"]) for one in range(12)]

    assert [one["hit@1"] for one in search_measures(rankings)] == [1, 0] * 6


def test_no_ranking_has_no_measure():
    assert search_measures([]) == []


def test_ranks_count_from_one():
    found = ranked(["x", "a"], ["a", "b"], (False, False, True))

    assert (found.rank, found.passage_rank) == (2, 3)


def test_what_is_not_found_has_no_rank():
    found = ranked(["x"], ["a"], (False,))

    assert (found.rank, found.passage_rank) == (None, None)
