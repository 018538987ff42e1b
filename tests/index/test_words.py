import math

import pytest

from index.french import grams, stems, terms
from index.words import GRAMS, TERMS, Words, WordsEntry, WordsWriter

# (row of the document, text), one passage each
PASSAGES = (
    (0, "La ville finance la médiation."),
    (0, "La ville vote le budget de la ville."),
    (1, "La région finance les trains, les cars, les vélos, les bateaux et les avions."),
    (2, "La ville finance la médiation."),
    (2, "Le vote est reporté."),
)


def write(folder, passages=PASSAGES) -> Words:
    with WordsWriter(folder) as writer:
        for row, (document, text) in enumerate(passages):
            writer.add(WordsEntry(row, document, text))
    return Words(folder)


@pytest.fixture(scope="module")
def words(tmp_path_factory) -> Words:
    return write(tmp_path_factory.mktemp("words") / "words")


def rows(found: list[tuple[int, float]]) -> list[int]:
    return [row for row, _ in found]


def test_rare_word_counts_more_than_a_common_one(words):
    assert rows(words.search(TERMS, terms("ville budget"), 10))[0] == 1


def test_short_passage_comes_before_a_long_one(words):
    assert rows(words.search(TERMS, terms("finance"), 10)) == [0, 3, 2]


def test_passages_with_the_same_words_have_one_score_and_come_by_row(words):
    (first, first_score), (second, second_score) = words.search(TERMS, terms("médiation"), 10)

    assert (first, second) == (0, 3)
    assert first_score == second_score


def test_limit_keeps_the_first_of_equal_passages(tmp_path):
    words = write(tmp_path / "words", [(0, "Le même texte.")] * 20)

    assert rows(words.search(TERMS, terms("texte"), 5)) == [0, 1, 2, 3, 4]


def test_search_stays_among_the_documents_asked_for(words):
    found = words.search(TERMS, terms("finance"), 10, [1, 2])

    assert rows(found) == [3, 2]


def test_restriction_to_documents_changes_no_score(words):
    everywhere = dict(words.search(TERMS, terms("ville finance"), 10))

    among = words.search(TERMS, terms("ville finance"), 10, [2])

    assert among == [(3, everywhere[3])]


@pytest.mark.parametrize("count", [900, 1_100])
def test_few_and_many_documents_restrict_alike(words, count):
    documents = [1, 2, *range(100, 98 + count)]  # most of them are not there

    assert words.search(TERMS, terms("finance"), 10, documents) == words.search(TERMS, terms("finance"), 10, [1, 2])


def test_passages_behind_many_of_other_documents_are_found(tmp_path):
    words = write(tmp_path / "words", [(document, "Le même texte.") for document in range(40)])

    found = words.search(TERMS, terms("texte"), 2, [38, 39, *range(100, 1_200)])

    assert rows(found) == [38, 39]


def test_no_document_allowed_finds_nothing(words):
    assert words.search(TERMS, terms("ville"), 10, []) == []


def test_coverage_is_the_share_of_the_words_held_weighted_by_rarity(words):
    common, rare, missing = (words.rarity(TERMS, word) for word in ("vill", "vot", "inconnu"))
    total = common + rare + missing

    shares = words.coverage(TERMS, ["vill", "vot", "inconnu"], [1, 2, 3, 4])

    assert shares.tolist() == pytest.approx([(common + rare) / total, 0, common / total, rare / total])


def test_coverage_counts_neither_length_nor_repetition(words):
    shares = words.coverage(TERMS, terms("finance"), range(5))

    assert shares.tolist() == pytest.approx([1, 0, 1, 1, 0])


@pytest.mark.parametrize(("asked", "among"), [([], [0, 1]), (["vill"], [])])
def test_no_word_or_no_passage_has_no_coverage(words, asked, among):
    assert words.coverage(TERMS, asked, among).tolist() == [0] * len(among)


def test_mistyped_word_is_covered_by_the_letter_runs_that_are_left(words):
    runs = grams("médiatoin")
    rarities = {run: words.rarity(GRAMS, run) for run in runs}
    left = sum(rarities[run] for run in runs if run in grams("médiation"))

    assert words.coverage(GRAMS, runs, [0, 4]).tolist() == pytest.approx([left / sum(rarities.values()), 0])


@pytest.mark.parametrize(
    ("field", "word", "known"), [(TERMS, "vill", True), (TERMS, "inconnu", False), (GRAMS, "_vil", True)]
)
def test_known_word_is_one_that_a_passage_holds(words, field, word, known):
    assert words.knows(field, word) is known


@pytest.mark.parametrize("query", ["", "le la les", "inconnu"])
def test_query_without_known_words_finds_nothing(words, query):
    assert words.search(TERMS, terms(query), 10) == []


def test_word_asked_for_twice_counts_once(words):
    assert words.search(TERMS, ["vill", "vill"], 10) == words.search(TERMS, ["vill"], 10)


def test_typing_error_is_found_by_letter_runs(words):
    assert rows(words.search(GRAMS, grams("médiatoin"), 10)) == [0, 3]


@pytest.mark.parametrize(("word", "holding"), [("ville", 3), ("budget", 1), ("inconnu", 0)])
def test_rarity_is_the_inverse_document_frequency_of_bm25(words, word, holding):
    (stem,) = stems(word)

    assert words.rarity(TERMS, stem) == pytest.approx(math.log(1 + (5 - holding + 0.5) / (holding + 0.5)))


def test_same_entries_give_the_same_ranking_again(words, tmp_path):
    query = terms("ville finance vote")

    assert write(tmp_path / "again").search(TERMS, query, 10) == words.search(TERMS, query, 10)


def test_nothing_written_opens_and_finds_nothing(tmp_path):
    words = write(tmp_path / "words", [])

    assert (len(words), words.search(TERMS, ["vill"], 10)) == (0, [])
