"""What is read out of the rows of an evaluation, and the files it is kept in."""

import json

import pytest

from assistant.batch import BatchQuestion
from assistant.evaluation import MEASURES, Evaluation, Problem, Row, compare, groups, means
from assistant.evaluation_output import (
    RunError,
    comparison_json,
    comparison_table,
    evaluation_json,
    problem_lines,
    read_evaluation,
    table,
)
from index.hit import Filters

PROBLEM = Problem(3, "Qui ?", "it names no document")


def row(identity, kind="fact", language="fr", question="Qui ?", **measures):
    named = {name.replace("_at_", "@"): value for name, value in measures.items()}
    return Row(identity, question, kind, language, True, 1, None, named)


def evaluation(*rows, generation="000002-b", problems=()):
    return Evaluation(rows, tuple(problems), generation, "bundled", "small-1")


def question(identity, words="Qui ?"):
    return BatchQuestion(identity, words, (), Filters(), {})


@pytest.fixture
def kept(tmp_path):
    """Write an evaluation to a file as the command does; give its path."""

    def kept(found):
        path = tmp_path / "run.json"
        path.write_text(json.dumps(evaluation_json(found)), encoding="utf-8")
        return path

    return kept


def test_means_are_over_the_questions_that_count():
    found = means([row(1, hit_at_1=1.0, answered=1.0), row(2, hit_at_1=0.0), row(3, false_answers=1.0)])

    assert [(name, one.value, one.questions) for name, one in found.items() if one] == [
        ("hit@1", 0.5, 2),
        ("answered", 1.0, 1),
        ("false_answers", 1.0, 1),
    ]
    assert list(found) == list(MEASURES)


def test_groups_are_given_when_there_are_several():
    rows = [row(1, "position"), row(2, "fact"), row(3, "position")]

    found = groups(rows)

    assert found == {"kind": {"fact": [rows[1]], "position": [rows[0], rows[2]]}}


def test_differences_are_paired_over_the_common_questions():
    this = [row(1, hit_at_1=1.0), row(2, hit_at_1=1.0), row(3, hit_at_1=0.0), row(4, hit_at_1=0.0)]
    other = [row(4, hit_at_1=0.0), row(2, hit_at_1=0.0), row(1, hit_at_1=0.0), row(5, hit_at_1=1.0)]

    found = compare(this, other)

    assert (found.common, found.only_this, found.only_other) == (3, 1, 1)
    one = found.differences["hit@1"]
    assert (one.this, one.other, one.change.value, one.better, one.worse) == (0.6667, 0.0, 0.6667, 2, 0)
    assert list(found.differences) == ["hit@1"]


def test_pairs_that_all_change_alike_leave_no_doubt():
    this = [row(place, mrr_at_10=place % 2 - 0.25) for place in range(8)]
    other = [row(place, mrr_at_10=place % 2) for place in range(8)]

    change = compare(this, other).differences["mrr@10"].change

    assert (change.value, change.low, change.high) == (-0.25, -0.25, -0.25)


def test_fewer_false_answers_are_better():
    this, other = [row(1, false_answers=0.0)], [row(1, false_answers=1.0)]

    one = compare(this, other).differences["false_answers"]

    assert (one.change.value, one.better, one.worse) == (-1.0, 1, 0)


def test_same_id_with_other_words_is_another_question():
    assert compare([row(1, question="Où ?")], [row(1, question="Quand ?")]).common == 0


def test_rows_alike_are_paired_in_order():
    this = [row(None, hit_at_1=1.0), row(None, hit_at_1=0.0)]
    other = [row(None, hit_at_1=1.0), row(None, hit_at_1=1.0)]

    one = compare(this, other).differences["hit@1"]

    assert (one.better, one.worse) == (0, 1)


def test_measure_of_one_side_only_is_not_compared():
    assert compare([row(1, answered=1.0)], [row(1, hit_at_1=1.0)]).differences == {}


def test_evaluation_read_again_is_the_same(kept):
    first = evaluation(row(1, hit_at_1=1.0), row("b", answered=0.0), problems=[PROBLEM])

    assert read_evaluation(kept(first), [question(1)]) == first


def test_json_has_the_measures_of_all_and_of_each_group():
    found = evaluation_json(evaluation(row(1, hit_at_1=1.0), row(2, "position", hit_at_1=0.0)))

    assert (found["questions"], found["hit@1"], found["mrr@10"], found["intervals"]["mrr@10"]) == (2, 0.5, None, None)
    assert found["intervals"]["hit@1"] == [0.0, 1.0]
    assert {kind: one["hit@1"] for kind, one in found["groups"]["kind"].items()} == {"fact": 1.0, "position": 0.0}


def test_json_of_a_comparison_says_with_what():
    this, other = evaluation(row(1, hit_at_1=1.0)), evaluation(row(1, hit_at_1=0.0), generation="000001-a")

    found = comparison_json(compare(this.rows, other.rows), other)

    assert (found["generation"], found["common"]) == ("000001-a", 1)
    assert found["differences"] == {
        "hit@1": {
            "this": 1.0,
            "other": 0.0,
            "difference": 1.0,
            "interval": [1.0, 1.0],
            "questions": 1,
            "better": 1,
            "worse": 0,
        }
    }


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"rows": [{"id": 1}]}', '{"questions": 4, "hit@1": 0.5}'])
def test_file_that_is_no_evaluation_is_named(tmp_path, text):
    (tmp_path / "old.json").write_text(text, encoding="utf-8")

    with pytest.raises(RunError, match=r"old\.json is not an evaluation \(.*make one: plaidoyer evaluate .* > old\.json"):
        read_evaluation(tmp_path / "old.json", [question(1)])


def test_missing_file_is_named(tmp_path):
    with pytest.raises(RunError, match=r"absent\.json is not an evaluation \(FileNotFoundError"):
        read_evaluation(tmp_path / "absent.json", [question(1)])


def test_evaluation_of_other_questions_is_refused(kept):
    path = kept(evaluation(row(1)))

    with pytest.raises(RunError, match="have none in common, by id and words"):
        read_evaluation(path, [question(2), question(1, "Où ?")])


def test_table_has_a_line_a_measure_and_a_part_a_group():
    shown = table(evaluation(row(1, hit_at_1=1.0), row(2, "position", hit_at_1=1.0, answered=0.0)))

    assert shown.split("\n") == [
        "all questions: 2, 2 of them answerable",
        "                           value  95 % interval  questions",
        "hit@1                     1.0000  1.0000 1.0000          2",
        "answered                  0.0000  0.0000 0.0000          1",
        "",
        "kind fact: 1, 1 of them answerable",
        "                           value  95 % interval  questions",
        "hit@1                     1.0000  1.0000 1.0000          1",
        "",
        "kind position: 1, 1 of them answerable",
        "                           value  95 % interval  questions",
        "hit@1                     1.0000  1.0000 1.0000          1",
        "answered                  0.0000  0.0000 0.0000          1",
    ]


def test_table_of_differences_says_which_is_better():
    this = evaluation(row(1, hit_at_1=1.0), row(2, hit_at_1=1.0))
    other = evaluation(row(1, hit_at_1=0.0), row(3, hit_at_1=0.0), generation="000001-a")

    shown = comparison_table(compare(this.rows, other.rows), this, other)

    assert shown.split("\n") == [
        "this: generation 000002-b, model small-1",
        "other: generation 000001-a, model small-1",
        "this minus other, over the 1 common questions (1 only here, 1 only there)",
        "                            this   other  difference  95 % interval     better  worse",
        "hit@1                     1.0000  0.0000     +1.0000  +1.0000 +1.0000        1      0",
    ]


def test_problems_are_told_by_id_or_by_question():
    problems = [Problem(None, "Où ?", "it names no document"), PROBLEM]

    assert problem_lines(problems) == ["'Où ?': it names no document", "3: it names no document"]


def test_many_problems_are_told_in_part():
    lines = problem_lines([PROBLEM] * 12)

    assert lines[-1] == "... and 2 more; all of them: --json"
    assert len(lines) == 11
