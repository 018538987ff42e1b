from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from word_hash import WordHashEmbedder

from corpus.settings import Settings
from index.embed import TextTooLongError
from index.generation import IndexDamagedError, IndexFolder, IndexMissingError
from index.hit import Filters
from index.rebuild import rebuild
from index.retrieve import Retriever, open_retriever

EVENT, LETTER, ENGLISH, IN_2022, IN_2024 = (
    "evenements/barcelone.md",
    "lettre.txt",
    "note-anglaise.md",
    "positions/mediation-2022.md",
    "positions/mediation-2024.md",
)


@pytest.fixture
def folder(tmp_path, corpus_folder, no_steps) -> IndexFolder:
    folder = IndexFolder(tmp_path / "built")
    rebuild([corpus_folder], folder, WordHashEmbedder(), Settings(passage_tokens=32), steps=no_steps)
    return folder


@pytest.fixture
def retriever(folder):
    retriever = open_retriever(folder, WordHashEmbedder())
    yield retriever
    retriever.close()


def found(retriever: Retriever, text: str, **arguments) -> list[str]:
    """Return the documents of the hits, each once, in order."""
    hits = retriever.search(retriever.query(text), **arguments)
    return list(dict.fromkeys(hit.passage.document_id for hit in hits))


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("Quand s'est tenu le Smart City Expo ?", EVENT),
        ("Combien de visiteurs à Barcelone ?", EVENT),
        ("les DONNEES OUVERTES et le numérique responsable", LETTER),
        ("common standards", ENGLISH),
        ("le financement pérenne des conseillers", IN_2022),
        ("la baisse des crédits", IN_2024),
    ],
)
def test_question_finds_the_document_that_has_its_words(retriever, question, document):
    assert found(retriever, question)[0] == document


def test_words_of_the_title_find_a_passage_that_does_not_repeat_them(retriever):
    hits = retriever.search(retriever.query("Smart City Expo, douze élus"))

    assert "douze élus" in hits[0].passage.text
    assert "Smart City" not in hits[0].passage.text


def test_month_of_publication_finds_the_document(retriever):
    assert found(retriever, "mars 2022")[0] == IN_2022


def test_hit_is_a_stretch_of_its_document(retriever):
    for hit in retriever.search(retriever.query("médiation")):
        document = retriever.document(hit.passage.document_id)

        assert document.text[hit.passage.start : hit.passage.end] == hit.passage.text


def test_best_score_comes_first_and_a_lower_limit_only_shortens_the_list(retriever):
    query = retriever.query("médiation numérique")

    hits = retriever.search(query)

    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert retriever.search(query, limit=2) == hits[:2]


def test_equal_scores_come_by_passage_id(tmp_path, no_steps):
    documents = tmp_path / "same"
    documents.mkdir()
    for name in ("c.txt", "a.txt", "b.txt"):
        (documents / name).write_text("La ville vote le plan.", encoding="utf-8")
    rebuild([documents], IndexFolder(tmp_path / "same-built"), WordHashEmbedder(), Settings(), steps=no_steps)
    retriever = open_retriever(IndexFolder(tmp_path / "same-built"), WordHashEmbedder())

    hits = retriever.search(retriever.query("le plan"))

    assert [hit.passage.document_id for hit in hits] == ["a.txt", "b.txt", "c.txt"]
    assert len({hit.score for hit in hits}) == 1
    retriever.close()


def test_lexical_rank_counts_the_passages_that_share_a_stem(retriever):
    hits = retriever.search(retriever.query("crédits de la médiation"), filters=Filters(kinds=("position",)))

    ranks = {hit.passage.text.split()[0] + hit.passage.document_id: hit.lexical_rank for hit in hits}
    assert ranks[f"L’association{IN_2024}"] == 1
    assert sorted(ranks.values()) == list(range(1, len(hits) + 1))


def test_passage_without_any_word_of_the_query_has_no_lexical_rank(retriever):
    hits = retriever.search(retriever.query("standards"))

    assert [hit.lexical_rank for hit in hits if hit.passage.document_id == ENGLISH] == [1]
    assert {hit.lexical_rank for hit in hits if hit.passage.document_id != ENGLISH} == {None}


def test_dense_rank_is_the_place_by_cosine_alone(retriever):
    query = retriever.query("médiation numérique des communes")
    rows = range(len(retriever.store.passage_documents))
    cosines = {retriever.store.passage(row): retriever.evidence(query, [row])[0].passage for row in rows}

    hits = retriever.search(query, limit=100)

    by_rank = sorted(hits, key=lambda hit: hit.dense_rank)
    assert [hit.dense_rank for hit in by_rank] == list(range(1, len(rows) + 1))
    assert [cosines[hit.passage] for hit in by_rank] == sorted(cosines.values(), reverse=True)


@pytest.mark.parametrize(
    ("filters", "documents"),
    [
        (Filters(since=date(2024, 1, 1)), {EVENT, IN_2024}),
        (Filters(until=date(2022, 12, 31)), {IN_2022}),
        (Filters(since=date(2022, 3, 31), until=date(2023, 1, 1)), {IN_2022, ENGLISH}),
        (Filters(kinds=("position",)), {IN_2022, IN_2024}),
        (Filters(publisher="reseau des villes"), {EVENT, IN_2022}),
        (Filters(language="en"), {ENGLISH}),
    ],
)
def test_filter_leaves_only_the_documents_that_pass(retriever, filters, documents):
    assert set(found(retriever, "médiation numérique", filters=filters)) == documents


def test_filter_that_no_document_passes_gives_no_hit(retriever):
    assert found(retriever, "médiation numérique", filters=Filters(kinds=("speech",))) == []


def test_filter_acts_inside_the_search_and_not_on_its_best_candidates(tmp_path, no_steps):
    documents = tmp_path / "many"
    documents.mkdir()
    for number in range(150):
        (documents / f"{number:03d}.md").write_text(
            f"Le plan numérique du plan numérique, version {number}.", encoding="utf-8"
        )
    (documents / "rare.md").write_text("---\nkind: speech\n---\nUn discours parle aussi de numérique.", encoding="utf-8")
    rebuild([documents], IndexFolder(tmp_path / "many-built"), WordHashEmbedder(), Settings(), steps=no_steps)
    retriever = open_retriever(IndexFolder(tmp_path / "many-built"), WordHashEmbedder())

    assert found(retriever, "plan numérique", filters=Filters(kinds=("speech",))) == ["rare.md"]
    retriever.close()


def test_query_without_words_gives_hits_without_lexical_rank(retriever):
    hits = retriever.search(retriever.query("??"))

    assert {hit.lexical_rank for hit in hits} == {None}


def test_query_that_the_model_would_truncate_is_refused(folder):
    retriever = open_retriever(folder, WordHashEmbedder(max_tokens=10))

    with pytest.raises(TextTooLongError):
        retriever.query("mot " * 11)
    retriever.close()


def test_query_keeps_distinct_stems_in_order(retriever):
    query = retriever.query("Les villes et la ville de Barcelone")

    assert query.stems == ("vill", "barcelon")


def test_hits_are_the_same_after_the_index_is_opened_again(folder, retriever):
    again = open_retriever(folder, WordHashEmbedder())

    for text in ("médiation numérique", "Barcelone", "open data"):
        assert again.search(again.query(text)) == retriever.search(retriever.query(text))
    again.close()


def test_searches_at_the_same_time_give_the_hits_of_one_alone(retriever):
    texts = ["médiation numérique", "Barcelone", "open data", "élus"] * 8
    alone = [retriever.search(retriever.query(text)) for text in texts]

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: retriever.search(retriever.query(text)), texts))

    assert together == alone


def test_search_among_documents_returns_only_theirs(retriever):
    query = retriever.query("médiation numérique")
    row = retriever.store.document_ids.index(IN_2022)

    hits = retriever.search_among(query, [row], limit=10)

    assert {hit.passage.document_id for hit in hits} == {IN_2022}


def test_candidates_hold_every_hit(retriever):
    query = retriever.query("crédits")

    rows = retriever.candidates(query, None)

    assert {retriever.passage_row(hit.passage) for hit in retriever.search(query)} <= set(rows)


def test_sentence_with_all_the_words_of_the_query_has_full_coverage(retriever):
    query = retriever.query("la baisse des crédits de la médiation")
    (hit, *_) = retriever.search(query)
    row = retriever.passage_row(hit.passage)

    sentences = retriever.sentence_evidence(query, [row])[row]

    document = retriever.document(IN_2024)
    assert [document.text[one.sentence.start : one.sentence.end] for one in sentences] == [
        "L’association s’inquiète de la baisse des crédits de la médiation numérique.",
        "Elle propose un fonds pluriannuel.",
        "Les communes rurales attendent une réponse avant l’été.",
    ]
    assert [one.coverage for one in sentences] == pytest.approx([1.0, 0.0, 0.0])
    assert max(sentences, key=lambda one: one.similarity) == sentences[0]


@pytest.mark.parametrize(
    ("word", "documents", "known"), [("crédits", None, True), ("crédits", [0], False), ("zèbre", None, False)]
)
def test_stem_is_known_when_a_passage_of_the_documents_holds_it(retriever, word, documents, known):
    (stem,) = retriever.query(word).stems

    assert retriever.knows(stem, documents) is known


def test_unknown_document_is_none(retriever):
    assert retriever.document("absent.md") is None


def test_no_index_yet_names_the_command(tmp_path):
    with pytest.raises(IndexMissingError, match="plaidoyer rebuild"):
        open_retriever(IndexFolder(tmp_path), WordHashEmbedder())


def test_damaged_file_is_named_before_the_first_question(folder):
    with (folder.current() / "passages.faiss").open("ab") as stream:
        stream.write(b"more")

    with pytest.raises(IndexDamagedError, match=r"passages\.faiss in .* changed"):
        open_retriever(folder, WordHashEmbedder())


def test_long_document_leaves_places_to_the_others(tmp_path, no_steps):
    root = tmp_path / "corpus"
    root.mkdir()
    filler = "Cette phrase ne parle de rien et remplit la section de mots ordinaires pour que rien ne s'y ajoute."
    sections = (f"## Chapitre {number}\n\nLe budget vélo du chapitre {number} est voté. {filler}" for number in range(12))
    (root / "long.md").write_text("\n\n".join(sections), encoding="utf-8")
    for number in range(3):
        (root / f"court-{number}.md").write_text(
            f"Le vélo de la ville {number}, parmi bien d'autres sujets.", encoding="utf-8"
        )
    rebuild([root], IndexFolder(tmp_path / "index"), WordHashEmbedder(), Settings(passage_tokens=32), steps=no_steps)
    retriever = open_retriever(IndexFolder(tmp_path / "index"), WordHashEmbedder())

    hits = retriever.search(retriever.query("le budget vélo est voté"), limit=6)

    documents = [hit.passage.document_id for hit in hits]
    assert (documents[0], documents.count("long.md")) == ("long.md", 3)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert [hit.passage.document_id for hit in retriever.search(retriever.query("budget"), limit=15)].count("long.md") == 12
    retriever.close()
