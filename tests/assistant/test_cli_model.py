"""The command line with the real model, on a folder with a bit of everything: the JSON contract from end to end."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from assistant.cli import main

pytestmark = pytest.mark.model

PLAIDOYER = Path(sys.executable).with_name("plaidoyer")
POSITION = """---
title: "Le fonds pour la médiation numérique"
date: 2024-05-16
kind: position
publisher: Réseau des villes
url: https://example.org/fonds
---

L’association demande un **fonds pluriannuel** pour la médiation numérique. Elle salue l’effort des communes.
"""
EVENT = """Le congrès des villes s'est tenu le 12 octobre 2023 à Grenoble. Cent élus y ont débattu de l'accès aux droits.
Les élus ont visité un lieu d'accueil à la fin de la journée.
"""
FUND = "L’association demande un **fonds pluriannuel** pour la médiation numérique."
ASKED = "Que demande l'association pour la médiation numérique ?"
ROWS = [
    {"id": "b", "question": ASKED},
    {"id": 7, "question": "Quand s'est tenu le congrès des villes ?"},
    {"question": "Et en 2022 ?", "previous": ["Où s'est tenu le congrès des villes en 2023 ?"]},
    {"id": "empty", "question": "?"},
    {"id": "long", "question": "x" * 1001},
    {"id": "flat", "question": ASKED, "kind": "letter"},
    {"id": "nested", "question": ASKED, "filters": {"since": "2025-01-01"}},
    {"id": "publisher", "question": ASKED, "publisher": "réseau des villes"},
]
ANSWER_KEYS = {
    "id",
    "question",
    "answer",
    "refused",
    "tier",
    "confidence",
    "engine",
    "written",
    "reason",
    "fact",
    "citations",
    "notices",
    "hits",
    "seconds",
    "understood",
    "generation",
    "fingerprint",
}
CITATION_KEYS = {"n", "document", "title", "date", "source", "page", "start", "end", "quote", "speaker"}
HIT_KEYS = {"rank", "document", "title", "date", "kind", "source", "page", "start", "end", "text", "score"}


def plaidoyer(*arguments, cwd):
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PLAIDOYER_")}
    command = [str(PLAIDOYER), *(str(part) for part in arguments)]
    return subprocess.run(
        command, cwd=cwd, env=inherited, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Give a folder with ``documents`` of every sort and a batch of questions."""
    place = tmp_path_factory.mktemp("cli")
    documents = place / "documents"
    (documents / "evenements").mkdir(parents=True)
    (documents / "fonds.md").write_text(POSITION, encoding="utf-8")
    (documents / "evenements/congres.txt").write_bytes(EVENT.encode("cp1252"))
    (documents / "photo.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (documents / "note.odt").write_bytes(b"PK\x03\x04")
    os.mkfifo(documents / "pipe.md")
    lines = [json.dumps(row, ensure_ascii=False) for row in ROWS]
    (place / "questions.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def rebuilt(place):
    """Build the index of the folder with the command; give the finished process."""
    return plaidoyer("rebuild", "--documents", "documents", "--index", "index", "--json", cwd=place)


@pytest.fixture(scope="module")
def asked(place, rebuilt):
    """Ask the batch with the command; give the finished process."""
    return plaidoyer("ask", "--batch", "questions.jsonl", "--index", "index", cwd=place)


@pytest.fixture
def run(place, rebuilt, monkeypatch, capsys):
    """Run a command in this process; give its exit status and its output, of which ``json`` reads the lines."""
    monkeypatch.chdir(place)
    capsys.readouterr()

    def run(*arguments):
        status = main([*arguments, "--index", "index"])
        return status, capsys.readouterr().out

    return run


def read_lines(output):
    return [json.loads(line) for line in output.splitlines()]


def without_seconds(output):
    return [{key: value for key, value in row.items() if key != "seconds"} for row in read_lines(output)]


def test_rebuild_reports_every_file_found(rebuilt):
    report = json.loads(rebuilt.stdout)

    assert list(report) == [
        "generation",
        "documents",
        "passages",
        "sentences",
        "embedded",
        "reused",
        "seconds",
        "files",
    ]
    assert {tuple(row) for row in report["files"]} == {("path", "status", "code", "message", "warnings")}
    assert [(row["path"], row["status"], row["code"], row["warnings"]) for row in report["files"]] == [
        (
            "evenements/congres.txt",
            "indexed",
            None,
            ["encoding_guessed: cp1252", "date_unknown", "kind_deduced: event from the folder"],
        ),
        ("fonds.md", "indexed", None, []),
        ("note.odt", "error", "corrupt_zip", []),
        ("photo.txt", "error", "type_mismatch", []),
        ("pipe.md", "skipped", "not_a_file", []),
    ]
    assert (report["documents"], report["embedded"], report["reused"]) == (2, report["passages"], 0)


def test_rebuild_with_a_file_in_error_builds_the_index_and_exits_with_1(rebuilt, run):
    status, output = run("status", "--json")

    assert rebuilt.returncode == 1
    assert (status, json.loads(output)["generation"]) == (0, json.loads(rebuilt.stdout)["generation"])


def test_rebuild_of_an_unchanged_folder_embeds_nothing(rebuilt, run):
    _, output = run("rebuild", "--documents", "documents", "--json")

    first, second = json.loads(rebuilt.stdout), json.loads(output)
    assert (second["embedded"], second["reused"]) == (0, first["passages"])
    assert (second["generation"], second["files"]) == (first["generation"], first["files"])


def test_batch_gives_one_object_a_question_in_order_with_its_id(asked):
    rows = read_lines(asked.stdout)

    assert [row["id"] for row in rows] == ["b", 7, None, "empty", "long", "flat", "nested", "publisher"]
    assert [row["question"] for row in rows] == [row["question"] for row in ROWS]


def test_answers_of_a_batch_have_the_keys_of_the_contract(asked):
    rows = [row for row in read_lines(asked.stdout) if "error" not in row]

    assert {frozenset(row) for row in rows} == {frozenset(ANSWER_KEYS)}
    assert {frozenset(one) for row in rows for one in row["citations"]} == {frozenset(CITATION_KEYS)}
    assert {frozenset(hit) for row in rows for hit in row["hits"]} == {frozenset(HIT_KEYS)}


def test_bad_question_of_a_batch_is_an_object_with_its_error_and_exit_status_1(asked):
    errors = [row for row in read_lines(asked.stdout) if "error" in row]

    assert [(row["id"], list(row), row["error"]["code"]) for row in errors] == [
        ("empty", ["id", "question", "error"], "EmptyQuestionError"),
        ("long", ["id", "question", "error"], "QuestionTooLongError"),
    ]
    assert "1001 characters, 1000 is the most" in errors[1]["error"]["message"]
    assert asked.returncode == 1
    assert asked.stderr.splitlines()[-1].startswith("plaidoyer: 2 questions of questions.jsonl could not be taken")


def test_answer_quotes_the_file_word_for_word(asked, place):
    row = read_lines(asked.stdout)[0]

    citation = row["citations"][0]
    with (place / "documents/fonds.md").open(encoding="utf-8", newline="") as stream:
        text = stream.read()
    assert row["answer"].startswith("« L’association demande un fonds pluriannuel pour la médiation numérique. » [1]")
    assert (citation["document"], citation["quote"]) == ("fonds.md", FUND)
    assert text[citation["start"] : citation["end"]] == FUND
    assert (citation["title"], citation["date"], citation["source"]) == (
        "Le fonds pour la médiation numérique",
        "2024-05-16",
        "https://example.org/fonds",
    )


def test_file_that_is_not_utf_8_is_quoted_as_it_was_decoded(asked, place):
    citation = read_lines(asked.stdout)[1]["citations"][0]

    text = (place / "documents/evenements/congres.txt").read_bytes().decode("cp1252")
    assert citation["quote"] == "Le congrès des villes s'est tenu le 12 octobre 2023 à Grenoble."
    assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_follow_up_of_a_batch_is_understood_from_its_row(asked):
    assert read_lines(asked.stdout)[2]["understood"] == "Où s'est tenu le congrès des villes en 2022 ?"


def test_filters_of_a_batch_are_those_of_their_row(asked):
    rows = {row["id"]: row for row in read_lines(asked.stdout)}

    assert (rows["flat"]["refused"], rows["flat"]["reason"], rows["flat"]["hits"]) == (True, "nothing_in_filters", [])
    assert rows["nested"]["reason"] == "nothing_in_filters"
    assert rows["nested"]["notices"] == ["1 document sans date n’a pas été cherché, puisqu’une période est demandée."]
    assert {hit["document"] for hit in rows["publisher"]["hits"]} == {"fonds.md"}
    assert rows["publisher"]["citations"] == rows["b"]["citations"][:1]


def test_two_runs_of_a_batch_differ_in_their_seconds_only(asked, run):
    status, output = run("ask", "--batch", "questions.jsonl")

    assert status == 1
    assert without_seconds(output) == without_seconds(asked.stdout)


def test_question_alone_gets_the_answer_it_gets_in_a_batch(asked, run):
    status, output = run("ask", ASKED, "--json")

    assert status == 0
    assert without_seconds(output) == [{**without_seconds(asked.stdout)[0], "id": None}]


def test_answer_is_printed_for_a_reader_without_json(run):
    status, output = run("ask", "Et en 2022 ?", "--previous", "Où s'est tenu le congrès des villes en 2023 ?")

    assert status == 0
    assert output.splitlines()[0] == "Compris comme : Où s'est tenu le congrès des villes en 2022 ?"


def test_search_gives_the_hits_of_the_contract(run):
    status, output = run("search", "congrès des villes", "-k", "1", "--json")

    row = json.loads(output)
    assert status == 0
    assert (list(row), row["id"], row["question"]) == (["id", "question", "hits", "notices"], None, "congrès des villes")
    assert [(set(hit), hit["rank"], hit["document"]) for hit in row["hits"]] == [(HIT_KEYS, 1, "evenements/congres.txt")]


def test_search_narrowed_to_the_period_asked_for_says_so_beside_the_hits(place, rebuilt, monkeypatch, capsys):
    monkeypatch.chdir(place)
    capsys.readouterr()

    main(["search", "Où s'est tenu le congrès des villes en 2023 ?", "--index", "index"])

    output = capsys.readouterr()
    assert "evenements/congres.txt" in output.out
    assert "en 2023" in output.err
    assert "fonds.md" not in output.out


def test_search_of_a_batch_gives_one_object_a_question(run):
    status, output = run("search", "--batch", "questions.jsonl", "-k", "1")

    rows = read_lines(output)
    assert status == 1
    assert [(row["id"], [hit["document"] for hit in row.get("hits", [])]) for row in rows] == [
        ("b", ["fonds.md"]),
        (7, ["evenements/congres.txt"]),
        (None, ["evenements/congres.txt"]),
        ("empty", []),
        ("long", []),
        ("flat", []),
        ("nested", []),
        ("publisher", ["fonds.md"]),
    ]


def test_evaluation_prints_its_measures_as_json(run, place):
    start = POSITION.index(FUND)
    rows = [
        {"question": ASKED, "document": "fonds.md", "answers": [{"start": start, "end": start + len(FUND)}]},
        {"question": "Le zébulon aime-t-il le xylophone ?", "answerable": False},
    ]
    (place / "known.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")

    status, output = run("evaluate", "known.jsonl", "--json")

    measures = json.loads(output)
    assert status == 0
    assert (measures["questions"], measures["hit@1"], measures["sentence@1"], measures["false_answers"]) == (2, 1, 1, 0)
    assert [row["question"] for row in measures["rows"]] == [row["question"] for row in rows]


def test_evaluation_compares_itself_with_an_earlier_one_and_tells_problems(run, place, capsys):
    rows = [{"id": 1, "question": ASKED, "document": "fonds.md"}, {"id": "b", "question": "Qui ?", "document": "absent.md"}]
    (place / "known.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    (place / "run.json").write_text(run("evaluate", "known.jsonl", "--json")[1], encoding="utf-8")

    status = main(["evaluate", "known.jsonl", "--compare", "run.json", "--index", "index"])
    printed = capsys.readouterr()
    _, as_json = run("evaluate", "known.jsonl", "--compare", "run.json", "--json")

    assert status == 0
    assert "this minus other, over the 2 common questions (0 only here, 0 only there)\n" in printed.out
    assert "plaidoyer: 1 problems in known.jsonl\nb: the document 'absent.md' is not in the index" in printed.err
    hit = json.loads(as_json)["comparison"]["differences"]["hit@1"]
    assert (hit["this"], hit["difference"], hit["interval"], hit["better"], hit["worse"]) == (0.5, 0, [0, 0], 0, 0)


def test_check_finds_all_that_is_needed(run):
    status, output = run("check", "--json")

    assert status == 0
    assert {row["ok"] for row in json.loads(output)} == {True}


def test_verify_finds_that_every_law_holds(run):
    status, output = run("verify")

    assert status == 0
    assert "2 documents" in output


def test_chat_serves_the_page_until_it_is_interrupted(place, rebuilt):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(PLAIDOYER), "chat", "--port", str(port), "--index", "index"]

    with subprocess.Popen(command, cwd=place, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as served:
        line = served.stdout.readline()
        health = httpx.get(f"http://127.0.0.1:{port}/healthz").json()
        served.send_signal(signal.SIGINT)
        rest, errors = served.communicate(timeout=30)

    assert line == f"Plaidoyer: http://127.0.0.1:{port} (Ctrl-C to stop)\n"
    assert (health["ok"], health["documents"]) == (True, 2)
    assert (served.returncode, rest) == (0, "")
    assert "Traceback" not in errors


def test_saved_answer_is_held_against_the_corpus_as_it_is_now(place, rebuilt):
    saved = plaidoyer("ask", ASKED, "--json", "--index", "index", cwd=place).stdout
    row = json.loads(saved)
    row["citations"][0]["quote"] = row["citations"][0]["quote"].replace("fonds", "budget")
    (place / "answer.json").write_text(saved, encoding="utf-8")
    (place / "changed.json").write_text(json.dumps(row), encoding="utf-8")

    kept, changed = (
        plaidoyer("verify-answer", name, "--index", "index", cwd=place) for name in ("answer.json", "changed.json")
    )

    assert (kept.returncode, changed.returncode) == (0, 1)
    assert kept.stdout.splitlines()[1].startswith("[1] stands: ")
    assert changed.stdout.splitlines()[1].startswith("[1] changed: ")
