import json

import pytest

from corpus.__main__ import main


def write_rows(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def test_each_miss_is_a_line_before_the_totals_and_the_status_is_one(tmp_path, capsys):
    rows = [
        {"id": "good", "text": "Un. Deux.", "spans": [[0, 3], [4, 9]]},
        {"id": "bad", "text": "Trois. Quatre.", "spans": [[0, 14]]},
    ]

    status = main(["sentences", write_rows(tmp_path / "rows.jsonl", rows)])

    assert status == 1
    assert capsys.readouterr().out.splitlines() == [
        'bad: found ["Trois.", "Quatre."], expected ["Trois. Quatre."]',
        "sentences: 1/2 cases exact, boundary F1 0.667",
    ]


def test_all_rows_exact_give_status_zero(tmp_path, capsys):
    path = write_rows(tmp_path / "rows.jsonl", [{"text": "Un.\u2028Deux.", "spans": [[0, 3], [4, 9]]}])

    assert main(["sentences", path]) == 0
    assert capsys.readouterr().out == "sentences: 1/1 cases exact, boundary F1 1.000\n"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"text": "a"}', '{"text": "a", "spans": [1]}'])
def test_unreadable_rows_are_one_line_on_stderr(tmp_path, capsys, content):
    path = tmp_path / "rows.jsonl"
    path.write_text(content, encoding="utf-8")

    assert main(["sentences", str(path)]) == 1
    error = capsys.readouterr().err
    assert error.startswith(f"corpus: '{path}'")
    assert error.count("\n") == 1


def test_missing_file_is_named(tmp_path, capsys):
    assert main(["sentences", str(tmp_path / "none.jsonl")]) == 1
    assert "none.jsonl' cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["sentences"], ["words", "a"]])
def test_wrong_usage_exits_with_two(arguments):
    with pytest.raises(SystemExit) as caught:
        main(arguments)

    assert caught.value.code == 2
