"""The JSON that scripts rely on: its keys, their order and what unknown metadata becomes."""

import json

import pytest
from word_hash import WordHashEmbedder

from assistant.answer import Answer, Searched, Tier
from assistant.json_output import answer_row, search_row
from assistant.quote import cite, quoted_lines
from corpus.settings import Settings as CorpusSettings
from index.generation import IndexFolder
from index.rebuild import rebuild
from index.retrieve import open_retriever


@pytest.fixture
def retriever(tmp_path, corpus_folder, no_steps):
    folder, embedder = IndexFolder(tmp_path / "index"), WordHashEmbedder()
    rebuild([corpus_folder], folder, embedder, CorpusSettings(), steps=no_steps)
    retriever = open_retriever(folder, embedder)
    yield retriever
    retriever.close()


def first_hit(retriever, text) -> Searched:
    return Searched("Où ?", tuple(retriever.search(retriever.query(text), limit=1)), ("Une note.",))


def test_search_has_the_keys_of_the_contract(retriever):
    row = search_row("q1", first_hit(retriever, "Smart City Expo"), retriever)

    assert list(row) == ["id", "question", "hits", "notices"]
    assert (row["id"], row["question"], row["notices"]) == ("q1", "Où ?", ["Une note."])
    assert [list(hit) for hit in row["hits"]] == [
        ["rank", "document", "title", "date", "kind", "source", "page", "start", "end", "text", "score"]
    ]


def test_hit_is_the_passage_and_what_is_known_of_its_document(retriever):
    found = first_hit(retriever, "Quand s'est tenu le Smart City Expo ?")

    (row,) = search_row(None, found, retriever)["hits"]

    document = retriever.document("evenements/barcelone.md")
    assert {**row, "text": "", "score": 0} == {
        "rank": 1,
        "document": "evenements/barcelone.md",
        "title": "Smart City Expo à Barcelone",
        "date": "2024-11-07",
        "kind": "event",
        "source": "evenements/barcelone.md",
        "page": None,
        "start": found.hits[0].passage.start,
        "end": found.hits[0].passage.end,
        "text": "",
        "score": 0,
    }
    assert row["text"] == document.text[row["start"] : row["end"]]
    assert row["score"] == found.hits[0].score


def test_what_is_not_known_is_null(retriever):
    (row,) = search_row(None, first_hit(retriever, "les nouvelles du numérique responsable"), retriever)["hits"]

    assert (row["document"], row["date"], row["kind"], row["page"]) == ("lettre.txt", None, None, None)


def test_partial_date_keeps_its_precision(retriever):
    (row,) = search_row(None, first_hit(retriever, "financement pérenne des conseillers"), retriever)["hits"]

    assert (row["document"], row["date"]) == ("positions/mediation-2022.md", "2022-03")


@pytest.fixture
def answer(retriever):
    document = retriever.document("lettre.txt")
    start = document.text.index("Nous publions")
    citations = (cite(1, document, start, start + 20),)
    hits = first_hit(retriever, "numérique responsable").hits
    return Answer(
        "Quoi ?", quoted_lines(citations, "fr"), citations, Tier.SURE, None, ("Une note.",), hits, "fr", "Quoi donc ?"
    )


def test_answer_has_the_keys_of_the_contract(answer, retriever):
    row = answer_row("q1", answer, retriever, 0.12345)

    assert list(row) == [
        "id",
        "question",
        "answer",
        "refused",
        "tier",
        "confidence",
        "engine",
        "reason",
        "fact",
        "citations",
        "written",
        "notices",
        "understood",
        "hits",
        "generation",
        "fingerprint",
        "seconds",
    ]
    assert [list(citation) for citation in row["citations"]] == [
        ["n", "document", "title", "date", "source", "page", "start", "end", "quote", "speaker"]
    ]
    assert (row["id"], row["notices"], row["understood"], row["seconds"]) == ("q1", ["Une note."], "Quoi donc ?", 0.123)


def test_citation_is_the_quote_and_what_is_known_of_its_document(answer, retriever):
    (citation,) = answer_row(None, answer, retriever, 0)["citations"]

    start = retriever.document("lettre.txt").text.index("Nous publions")
    assert citation == {
        "n": 1,
        "document": "lettre.txt",
        "title": "Nouvelles du réseau",
        "date": None,
        "source": "lettre.txt",
        "page": None,
        "start": start,
        "end": start + 20,
        "quote": "Nous publions chaque",
        "speaker": None,
    }


@pytest.mark.parametrize("identity", ["q1", 7, None, ["a", 1], {"b": 2}])
def test_id_comes_back_as_it_was_given(answer, retriever, identity):
    assert json.loads(json.dumps(answer_row(identity, answer, retriever, 0)))["id"] == identity
