"""The parts of the search comparison: what goes in, what is measured, what is written."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from comparison.measures import MEASURES, difference
from comparison.questions import Question, read_questions, write_input
from comparison.report import Cost, Missing, Row, Setting, marked, quote, results
from comparison.service import Vectors, served
from comparison.systems import OURS, PEER_SYSTEMS, PEERS, PYTHON312, ROOT, NotRunError, environment, rank
from peer import VectorService
from word_hash import WordHashEmbedder

WHERE = Setting("2026-01-02", "abc", "a machine", "a model", documents=3, questions=2, cut=0)


def question(identity: str, *documents: str) -> Question:
    return Question(identity, f"Question {identity} ?", frozenset(documents))


@pytest.fixture
def service(tmp_path):
    vectors = Vectors(WordHashEmbedder(max_tokens=490))
    with served(vectors.answer, tmp_path / "vectors"):
        client = VectorService(str(tmp_path / "vectors"))
        yield vectors, client
        client.close()


def test_a_sample_of_questions_is_evenly_spaced_in_the_order_of_ids(tmp_path):
    rows = [{"id": f"q{number}", "question": "?", "documents": ["a.md"]} for number in (5, 3, 1, 0, 2, 4)]
    rows.append({"id": "q9", "question": "?", "documents": ["a.md"], "answerable": False})
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")

    assert [one.id for one in read_questions(tmp_path / "questions.jsonl", 3)] == ["q0", "q2", "q4"]
    assert [one.id for one in read_questions(tmp_path / "questions.jsonl")] == ["q0", "q1", "q2", "q3", "q4", "q5"]


def test_systems_get_the_title_as_first_line_and_never_the_right_documents(tmp_path):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/b.md").write_text('---\ntitle: "Été : le bilan"\n---\n\nUn texte.\n', encoding="utf-8")
    (tmp_path / "texts/a.md").write_text("Sans titre.\n", encoding="utf-8")

    count = write_input(tmp_path / "texts", [question("q", "b.md")], tmp_path / "input")

    documents = [json.loads(line) for line in (tmp_path / "input/documents.jsonl").read_text(encoding="utf-8").splitlines()]
    assert count == 2
    assert documents == [
        {"id": "a.md", "title": "", "text": "Sans titre."},
        {"id": "b.md", "title": "Été : le bilan", "text": "Été : le bilan\nUn texte."},
    ]
    assert json.loads((tmp_path / "input/questions.jsonl").read_text(encoding="utf-8")) == {
        "id": "q",
        "question": "Question q ?",
    }


@pytest.mark.parametrize(
    ("measure", "expected"),
    [("hit@1", 0.0), ("hit@3", 1.0), ("MRR@10", 0.5), ("nDCG@10", (1 / np.log2(3)) / (1 + 1 / np.log2(3)))],
)
def test_measures_of_a_right_document_in_second_place_of_two(measure, expected):
    assert MEASURES[measure](["x", "a", "y"], frozenset({"a", "b"})) == pytest.approx(expected)


@pytest.mark.parametrize("measure", MEASURES)
def test_measures_are_one_when_the_right_document_is_first_and_zero_when_it_is_missing(measure):
    assert MEASURES[measure](["a", "x"], frozenset({"a"})) == 1
    assert MEASURES[measure](["x", "y"], frozenset({"a"})) == 0


def test_interval_holds_the_difference_and_excludes_zero_when_ours_is_always_better():
    questions = [question(str(number), f"{number}.md") for number in range(50)]

    found = difference(np.ones(50), np.tile([0.0, 1.0], 25), questions)

    assert found.mean == 0.5
    assert 0.3 < found.low < 0.5 < found.high < 0.7


def test_questions_about_one_document_count_as_one_draw():
    alone = [question(str(number), f"{number}.md") for number in range(40)]
    together = [question(str(number), f"{number // 10}.md") for number in range(40)]
    ours, theirs = np.repeat([1.0, 0.0, 1.0, 0.0], 10), np.zeros(40)

    narrow, wide = (difference(ours, theirs, questions) for questions in (alone, together))

    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)


def test_service_gives_the_vectors_of_the_embedder_and_embeds_a_text_once(service):
    vectors, client = service

    rows = [client.embed_passages(["un texte", "deux textes", "un texte"]), client.embed_passages(["deux textes"])]

    expected = WordHashEmbedder().embed_passages(["un texte", "deux textes", "un texte"])
    assert np.array_equal(np.array(rows[0], np.float32), expected)
    assert rows[1][0] == rows[0][1]
    assert vectors.embedder.passages == ["un texte", "deux textes"]
    assert (client.texts, client.characters) == (4, len("un texte" * 2 + "deux textes" * 2))


def test_service_cuts_what_the_model_cannot_read_and_counts_it(service):
    vectors, client = service

    client.embed_passages(["mot " * 1000, "court"])

    assert vectors.cut == 1
    assert len(vectors.embedder.passages[0].split()) <= 490


def test_error_of_the_embedder_reaches_the_system_that_asked(service):
    _, client = service

    with pytest.raises(RuntimeError, match="TextTooLongError: the text that begins"):
        client.embed_query("mot " * 1000)


def test_our_rows_rank_the_document_that_answers_first(corpus_folder, tmp_path):
    asked = [Question("q", "Où s'est tenu le Smart City Expo ?", frozenset())]
    write_input(corpus_folder, asked, tmp_path / "input")
    places = {"input": "input", "work": "work", "out": "report.json", "service": "vectors"}
    task = {name: str(tmp_path / place) for name, place in places.items()} | {
        "folder": str(corpus_folder),
        "model_folder": "",
    }

    with served(Vectors(WordHashEmbedder()).answer, tmp_path / "vectors"):
        reports = {mode: rank(OURS, mode, Path(sys.executable), task) for mode in OURS.modes}

    assert {mode: report["ranked"]["q"][0] for mode, report in reports.items()} == dict.fromkeys(
        OURS.modes, "evenements/barcelone.md"
    )
    assert all(report["index_seconds"] > 0 and report["characters"] > 0 for report in reports.values())


def test_peer_without_its_python_is_not_run_and_says_which_variable_to_set(monkeypatch, tmp_path):
    haiku = next(system for system in PEER_SYSTEMS if system.needs_python312)
    monkeypatch.setenv(PYTHON312, str(tmp_path / "python3.12"))

    with pytest.raises(NotRunError, match=f"no Python 3.12: .* in the variable {PYTHON312}"):
        environment(haiku, tmp_path)


@pytest.mark.parametrize("system", PEER_SYSTEMS, ids=lambda system: system.name)
def test_requirements_of_a_peer_are_pinned_and_its_torch_is_the_one_without_cuda(system):
    lines = (PEERS / f"{system.name}.txt").read_text(encoding="utf-8").splitlines()
    pins = dict(line.split("==") for line in lines if line and not line.startswith("#"))

    assert all(re.fullmatch(r"[\w.!]+", version) for version in pins.values())
    assert pins.get("torch", "2.13.0") == "2.13.0"
    assert set(system.packages) <= set(pins)
    assert not [name for name in pins if name.startswith("nvidia")]


def test_a_ranking_that_did_not_run_is_a_row_with_its_reason():
    ran = Row("ours", {"plaidoyer": "1"}, dict.fromkeys(MEASURES, 0.5), {}, Cost(1.0, 2000, (3.0, 4.0), 50.0))

    written = results(WHERE, [ran, Missing("theirs", "no Python | 3.12")])

    assert "| theirs | not run: no Python / 3.12 |  |  |  |  |" in marked(written)
    assert "| ours | 0.500 | 0.500 | 0.500 | 3.0 | 50 |" in marked(written)


def test_only_what_stands_between_the_marks_is_written_anew(tmp_path):
    page = tmp_path / "README.md"
    page.write_text("before\n<!-- bench-search -->\nold\n<!-- /bench-search -->\nafter\n", encoding="utf-8")

    quote("new \\1\n", page)

    assert page.read_text(encoding="utf-8") == "before\n<!-- bench-search -->\nnew \\1\n<!-- /bench-search -->\nafter\n"


def test_a_page_without_marks_is_refused(tmp_path):
    page = tmp_path / "README.md"
    page.write_text("nothing", encoding="utf-8")

    with pytest.raises(ValueError, match="no section between <!-- bench-search -->"):
        quote("new\n", page)


@pytest.mark.parametrize("page", ["README.md", "tests/benchmarks/README.md"])
def test_readmes_quote_the_results_file(page):
    section = marked((ROOT / page).read_text(encoding="utf-8"))

    assert section == marked((ROOT / "tests/benchmarks/search.md").read_text(encoding="utf-8"))
    assert "| **Plaidoyer** |" in section


def test_make_without_data_names_the_command():
    variables = {name: value for name, value in os.environ.items() if name != "DATA"}

    done = subprocess.run(["make", "bench-search"], cwd=ROOT, env=variables, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert "make bench-search DATA=FOLDER" in done.stderr
