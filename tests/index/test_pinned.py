import json

import pytest
from word_hash import WordHashEmbedder

from corpus.errors import CorpusError
from corpus.settings import Settings
from index.generation import IndexFolder
from index.pinned import PinnedQuestion, read_pinned
from index.rebuild import PinnedQuestionsLostError, rebuild
from index.retrieve import open_retriever

FOUND = {
    "question": "Quand s'est tenu le Smart City Expo ?",
    "document": "evenements/barcelone.md",
    "text": "du 5 au 7 novembre",
}
LOST = {"question": "Que dit la lettre ?", "document": "disparue.md"}
OTHER_WORDS = {
    "question": "Quand s'est tenu le Smart City Expo ?",
    "document": "evenements/barcelone.md",
    "text": "le 12 mai",
}


@pytest.fixture
def folder(tmp_path) -> IndexFolder:
    return IndexFolder(tmp_path / "built")


@pytest.fixture
def build(corpus_folder, folder, no_steps):
    def run(*pinned: dict[str, str], strict: bool = False):
        (corpus_folder / "questions.jsonl").write_text("\n".join(map(json.dumps, pinned)), encoding="utf-8")
        return rebuild([corpus_folder], folder, WordHashEmbedder(), Settings(), strict=strict, steps=no_steps)

    return run


def warnings(report) -> tuple[str, ...]:
    (row,) = (row for row in report.files if row.path == "questions.jsonl")
    return row.warnings


def test_pinned_question_that_finds_its_passage_is_not_mentioned(build):
    assert warnings(build(FOUND, strict=True)) == ()


@pytest.mark.parametrize("lost", [LOST, OTHER_WORDS])
def test_pinned_question_without_its_passage_is_a_warning_of_the_report(build, lost):
    assert warnings(build(FOUND, lost)) == (f"pinned_question_lost: {lost['question']}",)


def test_strict_rebuild_that_loses_a_pinned_question_does_not_switch(build, folder):
    before = build(FOUND).generation

    with pytest.raises(PinnedQuestionsLostError, match="1 of 2 pinned questions lose their passage: Que dit la lettre"):
        build(FOUND, LOST, strict=True)

    assert folder.current().name == before
    assert [path.name for path in folder.current().parent.iterdir()] == [before]


def test_pinned_questions_are_no_document(build, folder):
    build(FOUND)

    retriever = open_retriever(folder, WordHashEmbedder())

    assert "questions.jsonl" not in retriever.store.document_ids
    retriever.close()


def test_pinned_questions_are_read_in_order_from_every_root(tmp_path):
    for name in ("un", "deux"):
        (tmp_path / name).mkdir()
        row = {"question": f"Et {name} ?", "document": f"{name}.md"}
        (tmp_path / name / "questions.jsonl").write_text(json.dumps(row) + "\n\n", encoding="utf-8")

    found = read_pinned([tmp_path / "un", tmp_path / "deux", tmp_path])

    assert found == (PinnedQuestion("Et un ?", "un.md"), PinnedQuestion("Et deux ?", "deux.md"))


@pytest.mark.parametrize("line", ["{", "[]", '{"question": "Quand ?"}', '{"question": 1, "document": "a.md"}'])
def test_line_that_is_no_pinned_question_is_named(tmp_path, line):
    (tmp_path / "questions.jsonl").write_text(f"{json.dumps(FOUND)}\n{line}\n", encoding="utf-8")

    with pytest.raises(CorpusError, match=r"questions\.jsonl, line 2"):
        read_pinned([tmp_path])
