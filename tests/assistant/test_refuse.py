"""Refusal: the signals that the corpus speaks of a question, and who may decide on them."""

from dataclasses import replace

import pytest
from word_hash import WordHashEmbedder

from assistant.answer import Tier
from assistant.features import candidates
from assistant.refuse import NOTHING, Judge, Model, fitted_judges, judge, support
from assistant.select import rank
from corpus.settings import Settings as CorpusSettings
from index.generation import IndexFolder
from index.rebuild import rebuild
from index.retrieve import open_retriever

EVERYTHING = replace(
    NOTHING, similarity=1.0, together=1.3, names=1.0, agreement=1.0, score=1.0, margin=0.3, certain=1.0, names_asked=2.0
)
NOTHING_KNOWN = replace(NOTHING, unknown=1.0)
WORDS = replace(NOTHING, names=1.0, agreement=1.0, score=0.3)
_ALONE = fitted_judges()[1]["similarity"].answers
ENGLISH_BAR = -_ALONE.bias / _ALONE.weights.similarity
MEANING = replace(NOTHING, similarity=1.0, together=1.3, unknown=1.0, score=0.7)


@pytest.fixture
def support_of(tmp_path, corpus_folder, no_steps):
    """Give the signals of a question on the small corpus."""
    folder, embedder = IndexFolder(tmp_path / "index"), WordHashEmbedder()
    rebuild([corpus_folder], folder, embedder, CorpusSettings(), steps=no_steps)
    retriever = open_retriever(folder, embedder)

    def signals(question, documents=None):
        query = retriever.query(question)
        hits = retriever.search_among(query, documents, limit=10)
        return support(
            question, query, hits, rank(question, query, candidates(query, hits, retriever)), retriever, documents
        )

    yield signals
    retriever.close()


def decides(signals, *, known=True, language="fr"):
    fingerprint = fitted_judges()[0] if known else "another-model"
    return judge(signals, fingerprint=fingerprint, language=language).tier is not Tier.ABSENT


def test_question_about_what_the_corpus_says_is_supported():
    assert decides(EVERYTHING)


def test_question_about_nothing_in_the_corpus_is_not():
    assert not decides(NOTHING)
    assert not decides(NOTHING_KNOWN)


def test_words_alone_do_not_decide_for_the_model_it_was_fitted_on():
    assert not decides(WORDS)


def test_words_alone_decide_for_another_model():
    assert decides(WORDS, known=False)
    assert not decides(MEANING, known=False)


def test_similarity_alone_may_decide_for_an_english_question():
    signals = replace(NOTHING_KNOWN, similarity=ENGLISH_BAR + 0.001)

    assert decides(signals, language="en")
    assert not decides(signals, language="fr")


def test_similarity_alone_never_makes_an_english_answer_sure():
    nearest = replace(NOTHING_KNOWN, similarity=1.0)

    verdict = judge(nearest, fingerprint=fitted_judges()[0], language="en")

    assert fitted_judges()[1]["similarity"].verdict(nearest).tier is Tier.SURE
    assert verdict.tier is Tier.UNCERTAIN


def test_similarity_under_the_bar_does_not_decide_alone_for_an_english_question():
    assert not decides(replace(NOTHING_KNOWN, similarity=ENGLISH_BAR - 0.001), language="en")


def test_shared_words_may_decide_for_an_english_question_too():
    assert decides(replace(EVERYTHING, similarity=ENGLISH_BAR - 0.001), language="en")


def test_words_decide_for_an_english_question_to_another_model():
    assert not decides(MEANING, known=False, language="en")


def test_question_that_a_sentence_repeats_is_as_near_as_can_be(support_of):
    signals = support_of("La délégation comptait douze élus, à l’initiative du Réseau des villes.")

    assert signals.unknown == 0
    assert signals.together == pytest.approx(signals.similarity + 1 / 3)
    assert signals.agreement == 1


def test_words_that_no_passage_holds_are_unknown(support_of):
    all_unknown, half = support_of("zébulon xylophone ?"), support_of("zébulon médiation ?")

    assert all_unknown.unknown == 1
    assert 0.5 < half.unknown < 1


def test_words_of_other_documents_than_those_searched_are_unknown(support_of):
    barcelona, letter = 0, 1

    assert support_of("Barcelone ?", [barcelona]).unknown == 0
    assert support_of("Barcelone ?", [letter]).unknown == 1


def test_names_are_looked_for_in_the_best_passage(support_of):
    signals = support_of("Que fait la délégation de Madrid à Barcelone avec le Réseau ?")

    assert signals.names == pytest.approx(2 / 3)


def test_question_without_name_is_between_names_found_and_not_found(support_of):
    assert 0 < support_of("les conseillers numériques ?").names < 1


def test_best_passage_stands_out_from_others_where_there_is_one_text_only(support_of):
    question, barcelona = "Le Smart City Expo s’est tenu à Barcelone en novembre 2024.", 0

    assert 0 < support_of(question).margin < support_of(question, [barcelona]).margin
    assert support_of("zébulon xylophone ?", [barcelona]).margin == 0


def test_nothing_found_supports_nothing(support_of):
    assert support_of("Barcelone ?", []) == NOTHING


def test_sure_answer_needs_that_the_corpus_answers_and_that_the_quotes_hold_it():
    answers, sure = Model(replace(NOTHING, score=1.0), -1.0), Model(replace(NOTHING, certain=1.0), -1.0)
    of = Judge(answers, sure).verdict

    tiers = [of(replace(NOTHING, score=score, certain=certain)).tier for score, certain in ((1, 2), (2, 0.9), (2, 1))]

    assert tiers == [Tier.ABSENT, Tier.UNCERTAIN, Tier.SURE]


def test_sentence_that_lacks_the_kind_of_fact_asked_for_is_told(support_of):
    signals = [
        support_of(f"{asked} le Smart City Expo ?").fact for asked in ("Quand s’est tenu", "Combien d’euros a coûté", "")
    ]

    assert signals == [1, 0, 0.5]


def test_margin_is_over_the_best_passage_of_another_title(support_of):
    signals = support_of("La délégation comptait douze élus.")

    assert signals.margin > 0
    assert signals.certain > 1 / 3
