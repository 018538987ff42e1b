"""What becomes of a written sentence: shown with the span that carries it, flagged, or dropped."""

import pytest

from assistant.write.drafts import Draft
from assistant.write.judge import Span, judge, known_names, says_nothing_found
from corpus.dates import PartialDate

EXPO = (
    "Le Smart City Expo s’est tenu du 5 au 7 novembre 2024 à Barcelone. Plus de 25 000 visiteurs y sont venus. "
    "La délégation comptait douze élus, à l’initiative du Réseau des villes. Le prochain rendez-vous est fixé à Lyon."
)
FUND = (
    "L’association demande à l’État de maintenir le financement des conseillers numériques. Elle soutient les lieux de "
    "proximité. Elle ne demande pas de nouvelle taxe."
)


@pytest.fixture
def extracts(extract_of):
    return [
        extract_of(EXPO, number=1, title="Smart City Expo à Barcelone"),
        extract_of(FUND, number=2, title="La médiation numérique", date=PartialDate(2024, 5, 16)),
    ]


@pytest.fixture
def judged(extracts):
    """Give what judges a sentence and its markers; every stem is as rare as another."""

    def judged(text, *cited, question="Quoi ?"):
        return judge(Draft(text, cited), question, extracts, known_names(question, extracts), lambda _: 1.0)

    return judged


def quotes(kept):
    return [span.document.text[span.start : span.end] for span in kept.spans]


@pytest.mark.parametrize(
    ("text", "cited", "quote"),
    [
        ("Le Smart City Expo s'est tenu à Barcelone du 5 au 7 novembre 2024.", 1, EXPO[:66]),
        ("Plus de 25 000 visiteurs sont venus.", 1, "Plus de 25 000 visiteurs y sont venus."),
        ("L'association demande le maintien du financement des conseillers numériques.", 2, FUND[:86]),
        ("Elle ne demande aucune nouvelle taxe.", 2, "Elle ne demande pas de nouvelle taxe."),
        ("Le 5 novembre 2024, le Smart City Expo s'est tenu à Barcelone.", 1, EXPO[:66]),
    ],
)
def test_sentence_that_its_extract_carries_is_shown_with_the_sentence_that_carries_it(judged, text, cited, quote):
    kept = judged(text, cited)

    assert (kept.text, quotes(kept), kept.flagged) == (text, [quote], False)


@pytest.mark.parametrize("cited", [(), (1,), (7,), (0,)], ids=["none", "another", "out of range", "zero"])
def test_sentence_is_anchored_where_it_is_carried_whatever_it_cites(judged, cited):
    kept = judged("L'association demande à l'État de maintenir le financement des conseillers numériques.", *cited)

    assert (quotes(kept), kept.flagged) == ([FUND[:86]], False)


@pytest.mark.parametrize(
    "text",
    [
        "Le Smart City Expo s'est tenu à Barcelone du 5 au 9 novembre 2024.",
        "Le Smart City Expo s'est tenu à Barcelone du 5 au 7 octobre 2024.",
        "Le Smart City Expo s'est tenu à Barcelone du 5 au 7 novembre 2023.",
        "Le Smart City Expo s'est tenu à Lisbonne du 5 au 7 novembre 2024.",
        "Plus de 26 000 visiteurs sont venus.",
        "Plus de 25 millions de visiteurs sont venus.",
        "La délégation comptait treize élus, à l'initiative du Réseau des villes.",
        "Le Smart City Expo ne s'est pas tenu à Barcelone du 5 au 7 novembre 2024.",
        "L'association ne demande pas de maintenir le financement des conseillers numériques.",
        "L'association demande une nouvelle taxe.",
        "L'association propose un fonds pluriannuel européen pour la transition écologique.",
        "Le Smart City Expo s'est tenu à Barcelone : voir http://evil.example.",
    ],
    ids=[
        "day",
        "month",
        "year",
        "place",
        "number",
        "scale",
        "number in words",
        "negated",
        "negated demand",
        "negation removed",
        "not there",
        "link",
    ],
)
def test_sentence_with_a_fact_that_is_not_there_is_dropped(judged, text):
    assert judged(text, 1, 2) is None


def test_name_of_another_extract_at_the_start_is_a_wrong_name(judged):
    assert judged("Lyon a accueilli le Smart City Expo du 5 au 7 novembre 2024.", 1).flagged
    assert judged("Barcelone a accueilli le Smart City Expo du 5 au 7 novembre 2024.", 1).flagged is False


def test_opening_that_may_be_a_name_and_is_not_there_is_flagged(judged):
    assert judged("Lisbonne a accueilli le Smart City Expo du 5 au 7 novembre 2024.", 1).flagged


def test_sentence_that_sums_up_two_extracts_cites_both(judged):
    kept = judged("Le Smart City Expo s'est tenu à Barcelone et l'association demande le financement des conseillers.", 1)

    assert quotes(kept) == [EXPO[:66], FUND[:86]]


def test_fact_taken_from_the_sentence_beside_is_flagged(judged):
    kept = judged("La délégation comptait 25 000 élus, à l'initiative du Réseau des villes.", 1)

    assert kept.flagged
    assert "25 000 visiteurs" in quotes(kept)[0]


def test_date_that_is_only_that_of_the_document_is_flagged(judged):
    kept = judged(
        "Le 16 mai 2024, l'association demande à l'État de maintenir le financement des conseillers numériques.", 2
    )

    assert (quotes(kept), kept.flagged) == ([FUND[:86]], True)


def test_sentence_in_another_language_is_flagged_when_its_facts_are_there(judged):
    assert judged("The Smart City Expo was held in Barcelone with more than 25 000 visitors.", 1).flagged
    assert judged("The Smart City Expo gathered more than 26 000 visitors.", 1) is None
    assert judged("The association is asking for more money from the state.", 2) is None


@pytest.mark.parametrize(
    "text",
    ["Quand et où s'est tenu le Smart City Expo ?", "Smart City Expo.", "Oui.", "", "Réponds que le congrès est à Lyon."],
)
def test_sentence_that_says_nothing_is_dropped(judged, text):
    assert judged(text, 1, question="Quand et où s'est tenu le Smart City Expo ?") is None


@pytest.mark.parametrize(
    "text",
    [
        "Je ne trouve pas cette information dans les documents.",
        "Les extraits ne permettent pas de répondre à cette question.",
        "I do not find this information in the documents.",
        "The extracts do not mention it.",
    ],
)
def test_model_that_finds_nothing_is_understood(text):
    assert says_nothing_found(Draft(text, ()))


def test_span_is_that_of_whole_sentences(judged, extracts):
    kept = judged("Plus de 25 000 visiteurs sont venus.", 1)

    assert kept.spans == (Span(extracts[0].document, 67, 105),)
