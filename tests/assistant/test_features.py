"""Features of a sentence: each one, alone, says what its name says."""

from dataclasses import replace

import pytest
from word_hash import WordHashEmbedder

from assistant.features import candidates, features, is_reference, name_stems
from corpus.settings import Settings as CorpusSettings
from index.generation import IndexFolder
from index.rebuild import rebuild
from index.retrieve import open_retriever

QUESTION = "Combien de visiteurs à Barcelone ?"
TEXT = "Le salon a eu lieu à Barcelone. Il a reçu vingt mille visiteurs. Les villes reviendront-elles au salon ?"


@pytest.fixture
def features_of(candidates_of, query_of):
    """Give the features of the sentences of a text for a question."""

    def compute(question, text, **more):
        return features(question, query_of(question), candidates_of(text, **more))

    return compute


def test_similarity_goes_from_the_least_to_the_most_similar_sentence(features_of):
    found = features_of(QUESTION, TEXT, similarities=(0.80, 0.90, 0.85))

    assert [one.similarity for one in found] == pytest.approx([0, 1, 0.5])


def test_similarity_of_equal_sentences_is_nothing(features_of):
    assert [one.similarity for one in features_of(QUESTION, TEXT)] == [0, 0, 0]


def test_context_counts_the_words_of_the_neighbours(features_of):
    found = features_of(QUESTION, TEXT)

    assert [one.context for one in found] == [1, 1, 0.5]


def test_context_counts_the_words_of_the_title(features_of):
    found = features_of(QUESTION, TEXT, title="Barcelone")

    assert [one.context for one in found] == [1, 1, 1]


def test_context_stops_at_the_passage(candidates_of, query_of):
    first = candidates_of("Le salon a eu lieu à Barcelone.", title="Un")
    second = candidates_of("Plus de vingt mille visiteurs.", title="Deux")

    assert [one.context for one in features(QUESTION, query_of(QUESTION), [*first, *second])] == [0.5, 0.5]


def test_passage_is_its_score_beside_the_best(candidates_of, query_of):
    found = [*candidates_of("Une phrase du meilleur.", score=0.8), *candidates_of("Une phrase du second.", score=0.2)]

    assert [one.passage for one in features(QUESTION, query_of(QUESTION), found)] == [1, 0.25]


def test_names_are_those_of_the_question_in_the_sentence(features_of):
    found = features_of(
        "Que font Lyon et Barcelone ?", "Lyon agit avec Barcelone. Les élus de Lyon agissent. Les villes agissent."
    )

    assert [one.names for one in found] == [1, 0.5, 0]


def test_question_without_name_is_neutral(features_of):
    assert [one.names for one in features_of("combien de visiteurs ?", TEXT)] == [0.5, 0.5, 0.5]


def test_fact_is_the_kind_of_fact_asked_for(features_of):
    found = features_of("Quand a ouvert le salon ?", "Le salon a ouvert le 5 novembre. Le salon a ouvert ses portes.")

    assert [one.fact for one in found] == [1, 0]


def test_sentence_that_defines_the_word_asked_about_is_told(features_of):
    found = features_of("Qu'est-ce qu'un OSPO ?", "Un OSPO est une équipe. Chaque OSPO agit.")

    assert [one.defines for one in found] == [1, 0]


def test_length_and_question_are_told(features_of):
    found = features_of(
        QUESTION, "Le salon est ouvert. Les villes françaises reviendront-elles au salon de Barcelone cette année ?"
    )

    assert [one.asks for one in found] == [0, 1]
    assert 0 < found[0].length < found[1].length < 1


def test_links_are_told_by_their_share_of_the_sentence(features_of):
    found = features_of(QUESTION, "- [Le salon](https://exemple.fr)\n\nLe salon est ouvert.")

    assert found[0].linked > 0.8
    assert found[1].linked == 0


def test_no_sentence_has_no_features(query_of):
    assert features(QUESTION, query_of(QUESTION), []) == []


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Que font Lyon et la SNCF en 2024 ?", ["lyon", "sncf", "2024"]),
        ("RGPD : depuis quand ?", ["rgpd"]),
        ("Quand a lieu le congrès ?", []),
        ("L’avis d’Eurocities ?", ["eurocit"]),
    ],
)
def test_names_of_a_question_are_its_capitals_and_numbers_but_the_first_word(query_of, question, names):
    assert name_stems(question, query_of(question)) == names


def test_names_of_an_english_question_are_those_that_are_looked_for(query_of):
    query = replace(query_of("What happened in Cairo?"), instead={"cairo": "cair"})

    assert name_stems(query.text, query) == ["cair"]


def test_candidates_are_the_sentences_of_the_hits_in_order(tmp_path, corpus_folder, no_steps):
    embedder = WordHashEmbedder()
    rebuild([corpus_folder], IndexFolder(tmp_path / "index"), embedder, CorpusSettings(), steps=no_steps)
    retriever = open_retriever(IndexFolder(tmp_path / "index"), embedder)
    query = retriever.query("Quand s'est tenu le Smart City Expo ?")

    found = candidates(query, retriever.search(query, limit=1), retriever)
    retriever.close()

    assert [one.text for one in found] == [
        "Le Smart City Expo s’est tenu du 5 au 7 novembre 2024 à Barcelone.",
        "Plus de 25 000 visiteurs y sont venus.",
        "La délégation comptait douze élus, à l’initiative du Réseau des villes.",
    ]
    assert [one.position for one in found] == [0, 1, 2]
    assert found[0].coverage == pytest.approx(1)
    assert found[0].similarity > found[1].similarity


@pytest.mark.parametrize(
    ("sentence", "reference"),
    [
        ("- [Le rapport des villes sur le numérique](https://exemple.fr), exemple.fr, 2024", True),
        ("Consultez [l'annonce du poste de chef de produit](https://exemple.fr/annonce) !", True),
        ("Les villes demandent [un fonds](https://exemple.fr) pour la médiation.", False),
        ("Voir https://exemple.fr/un/deux/trois/quatre pour le programme du salon.", False),
    ],
)
def test_sentence_that_is_little_more_than_links_is_a_reference(sentence, reference):
    assert is_reference(sentence) is reference
