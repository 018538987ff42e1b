"""Acronyms read in the texts themselves, and passages found by the form that they do not hold."""

from pathlib import Path

import pytest
from word_hash import WordHashEmbedder

from corpus.settings import Settings
from index.acronyms import Acronym, Acronyms, find_acronyms
from index.generation import IndexFolder
from index.rebuild import rebuild
from index.retrieve import Retriever, open_retriever

SPELLED = "Le Smart City Expo World Congress (SCEWC) réunit les villes."
LONG_ONLY = "Le Smart City Expo World Congress a fermé ses portes hier."
ACRONYM_ONLY = "Au SCEWC, la délégation comptait douze élus."


@pytest.mark.parametrize(
    ("text", "name", "long_form"),
    [
        (SPELLED, "SCEWC", "Smart City Expo World Congress"),
        ("Le SCEWC (Smart City Expo World Congress) réunit les villes.", "SCEWC", "Smart City Expo World Congress"),
        (
            "L’Agence de l’environnement et de la maîtrise de l’énergie (ADEME) aide.",
            "ADEME",
            "Agence de l’environnement et de la maîtrise de l’énergie",
        ),
        ("une zone à faibles émissions (ZFE)", "ZFE", "zone à faibles émissions"),
        ("la **Fédération de l'Éducation nationale** (**F.E.N.**)", "FEN", "Fédération de l'Éducation nationale"),
        (
            "la CNIL (la Commission nationale de l’informatique et des libertés)",
            "CNIL",
            "Commission nationale de l’informatique et des libertés",
        ),
    ],
    ids=["after", "before", "small word that counts", "accent", "dots and marks", "article"],
)
def test_acronym_is_the_initials_of_what_stands_next_to_it(text, name, long_form):
    assert find_acronyms([text]).pairs == (Acronym(name, long_form, 1),)


@pytest.mark.parametrize(
    "text",
    [
        "le règlement (UE) 2016/679",
        "le matériel génétique (ADN)",
        "Elle a fermé. Boutique (EB)",
        "l'AI Act (adopté en avril)",
        "la DMZ (zone)",
        "l'ONU (Organisation des Nations unies, à New York)",
        "une (SCEWC) seule",
        "()",
    ],
)
def test_brackets_without_the_initials_spell_nothing_out(text):
    assert find_acronyms([text]).pairs == ()


def test_spellings_with_the_same_stems_are_one_and_the_most_frequent_long_form_comes_first():
    texts = ["le parti socialiste (PS)", *["le Parti socialiste (PS)"] * 2, "la Police scientifique (PS)"]

    assert find_acronyms(texts).pairs == (Acronym("PS", "Parti socialiste", 3), Acronym("PS", "Police scientifique", 1))


LOANS = "Un prêt à taux zéro existe. Le prêt à taux zéro aide les ménages."


@pytest.mark.parametrize(
    ("texts", "long_form"),
    [
        ([f"Le PTZ est prolongé. {LOANS}"], "prêt à taux zéro"),
        (["Le PTZ est prolongé. Un prêt à taux zéro existe."], None),
        ([LOANS, "Le PTZ est prolongé."], None),
        ([f"Le PTZ est prolongé. {LOANS} Paris, Tours, Zuydcoote."], "prêt à taux zéro"),
        ([f"Le PTZ est prolongé. {LOANS} Un plan très zélé. Un plan très zélé."], None),
        (["La LOI est là. Le logement ouvert à Ivry. Le logement ouvert à Ivry."], "logement ouvert à Ivry"),
        (["L'UE est là. L'union européenne. L'union européenne."], None),
    ],
    ids=["repeated", "once", "elsewhere", "commas", "two", "any", "two letters"],
)
def test_acronym_without_brackets_stands_for_the_words_with_its_initials_that_are_repeated_beside_it(texts, long_form):
    found = find_acronyms(texts).pairs

    assert [one.long_form for one in found] == ([long_form] if long_form else [])


def test_acronym_that_is_spelled_out_stands_for_nothing_else():
    (found,) = find_acronyms([f"Le plan très zélé (PTZ). {LOANS}"]).pairs

    assert found.long_form == "plan très zélé"


def test_other_words_are_the_form_that_the_text_does_not_hold():
    acronyms = Acronyms((Acronym("PS", "Parti socialiste", 3), Acronym("PS", "Police scientifique", 1)))

    assert acronyms.other_words("Le PS vote.") == "Parti socialiste"
    assert acronyms.other_words("La police scientifique enquête.") == "PS"
    assert acronyms.other_words("Le Parti socialiste (PS) vote.") == ""
    assert acronyms.other_words("Un parti vote.") == ""


@pytest.fixture
def retriever_of(tmp_path, no_steps):
    """Give what indexes texts, one a file, and opens the index."""
    opened = []

    def build(**texts: str) -> Retriever:
        documents = tmp_path / "documents"
        documents.mkdir()
        for name, text in texts.items():
            (documents / f"{name}.txt").write_text(f"Note\n\n{text}\n", encoding="utf-8")
        folder, embedder = IndexFolder(Path(tmp_path / "index")), WordHashEmbedder()
        rebuild([documents], folder, embedder, Settings(), steps=no_steps)
        opened.append(open_retriever(folder, embedder))
        return opened[-1]

    yield build
    for one in opened:
        one.close()


def found_by_words(retriever: Retriever, text: str) -> set[str]:
    """Return the documents that hold every term of a query."""
    query = retriever.query(text)
    documents = range(len(retriever.store.document_ids))
    return {
        retriever.store.document_ids[row] for row in documents if all(retriever.knows(term, [row]) for term in query.terms)
    }


@pytest.mark.parametrize("query", ["SCEWC", "scewc", "Smart City Expo World Congress"])
def test_each_form_finds_the_passages_that_hold_only_the_other(retriever_of, query):
    retriever = retriever_of(autre="La ville vote le budget.", court=ACRONYM_ONLY, lien=SPELLED, long=LONG_ONLY)

    assert found_by_words(retriever, query) == {"court.txt", "lien.txt", "long.txt"}


def test_acronym_that_no_text_spells_out_is_not_expanded(retriever_of):
    retriever = retriever_of(court=ACRONYM_ONLY, long=LONG_ONLY)

    assert found_by_words(retriever, "SCEWC") == {"court.txt"}
    assert retriever.store.acronyms() == Acronyms()


def test_generation_keeps_the_acronyms_it_was_indexed_with(retriever_of):
    retriever = retriever_of(lien=SPELLED, long=LONG_ONLY)

    assert retriever.store.acronyms() == find_acronyms([SPELLED])
