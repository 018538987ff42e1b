import json
from pathlib import Path

import numpy as np
import pytest

from index.embed import open_embedder
from index.generation import IndexFolder, read_manifest
from index.query import analyse
from index.settings import Settings
from index.verify import verify

pytestmark = pytest.mark.model

GOLDEN = Path(__file__).parents[1] / "golden"


def test_index_of_the_sample_corpus_holds(sample_index):
    generation = IndexFolder(sample_index).current()

    assert verify(generation) == read_manifest(generation)


def test_every_file_of_the_sample_corpus_is_in_its_index(sample_retriever):
    folder = Path(__file__).parents[2] / "corpus/documents"

    assert list(sample_retriever.store.document_ids) == sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("Quelle position défend l'association sur la médiation numérique ?", "2024-11-mediation-numerique-conseillers.md"),
        ("Quand et où s'est tenu le Smart City Expo ?", "2024-11-07-smart-city-expo-barcelone.md"),
        (
            "Quand le règlement européen sur l'IA est-il entré en vigueur ?",
            "2024-08-01-reglement-intelligence-artificielle.md",
        ),
        ("What is the REEN law about?", "2021-11-15-loi-reen.md"),
        ("la mediaton numérque et les conseilers", "2024-11-mediation-numerique-conseillers.md"),
        ("c koi la loi reen", "2021-11-15-loi-reen.md"),
    ],
)
def test_question_finds_its_document_among_the_first_three(sample_retriever, question, document):
    hits = sample_retriever.search(sample_retriever.query(question), limit=3)

    assert document in [hit.passage.document_id for hit in hits]


def test_passages_are_of_at_most_about_the_tokens_asked_for(sample_retriever, bundled_embedder):
    rows = range(len(sample_retriever.store.passage_documents))

    counts = bundled_embedder.count_tokens([sample_retriever.store.passage(row).text for row in rows])

    assert max(counts) <= 1.05 * sample_retriever.manifest.passage_tokens


def test_questions_find_the_same_five_passages_whatever_embeds_them(sample_retriever, bundled_embedder):
    asked = [json.loads(line)["question"] for line in (GOLDEN / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    fast = open_embedder(Settings(runtime="fast"))

    def five(question, embedder):
        hits = sample_retriever.search(analyse(question, embedder), limit=5)
        return {(hit.passage.document_id, hit.passage.start) for hit in hits}

    same = [five(question, fast) == five(question, bundled_embedder) for question in asked]

    assert np.mean(same) >= 0.9
