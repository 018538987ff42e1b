"""Quotes: made in one place, and an answer that breaks a law is never shown."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answer, Tier, WrittenSentence
from assistant.errors import QuoteError
from assistant.quote import check, cite, quoted_lines, set_out, written_lines
from corpus.dates import PartialDate
from corpus.document import Document
from corpus.plain import plain

TEXT = "La ville **demande** un fonds. Elle cite la loi [2] et [son texte](https://example.org). La fin vient.\n"
DOCUMENT = Document(
    "positions/fonds.pdf",
    "Un fonds pour les villes",
    TEXT,
    PartialDate(2024, 5),
    "position",
    "Réseau",
    "fr",
    "https://example.org/fonds",
    pages=(0, 31),
)
FIRST, SECOND = (0, 30), (31, 88)
BRACKETS = ["[1]", "[2]", "[", "]", "1", "\\", "**", "(a)", " "]


def answer_of(*spans):
    citations = tuple(cite(number, DOCUMENT, start, end) for number, (start, end) in enumerate(spans, 1))
    return Answer("Que demande la ville ?", quoted_lines(citations, "fr"), citations, Tier.SURE, None, (), (), "fr", None)


def lookup(document_id):
    return DOCUMENT if document_id == DOCUMENT.id else None


def with_citation(answer, **changes):
    return replace(answer, citations=(replace(answer.citations[0], **changes), *answer.citations[1:]))


def renumbered(answer, number):
    citations = (replace(answer.citations[0], number=number),)
    return replace(answer, text=quoted_lines(citations, "fr"), citations=citations)


def test_citation_carries_what_is_known_of_its_document():
    citation = cite(2, DOCUMENT, *SECOND)

    assert (citation.number, citation.document_id, citation.title, citation.source) == (
        2,
        "positions/fonds.pdf",
        "Un fonds pour les villes",
        "https://example.org/fonds",
    )
    assert (citation.date, citation.page) == (PartialDate(2024, 5), 2)
    assert (citation.start, citation.end, citation.quote) == (31, 88, TEXT[31:88])


def test_answer_shows_each_quote_in_plain_reading_before_its_number():
    assert answer_of(FIRST, SECOND).text == (
        "« La ville demande un fonds. » [1]\n« Elle cite la loi (2) et son texte. » [2]"
    )


def test_answer_whose_laws_hold_is_given_back():
    answer = answer_of(FIRST, SECOND)

    assert check(answer, lookup) is answer


def test_number_in_brackets_inside_a_quote_is_no_citation():
    answer = answer_of(SECOND)

    assert check(answer, lookup).text == "« Elle cite la loi (2) et son texte. » [1]"


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (with_citation(answer_of(FIRST), quote="La ville **exige** un fonds."), "citation 1 is not found word for word"),
        (with_citation(answer_of(FIRST), quote="La ville demande un fonds."), "citation 1 is not found word for word"),
        (with_citation(answer_of(FIRST), start=1, end=31), "citation 1 is not found word for word"),
        (with_citation(answer_of(FIRST), end=29), "citation 1 is not found word for word"),
        (with_citation(answer_of(FIRST), end=10_000), "citation 1 is not found word for word"),
        (with_citation(answer_of(FIRST), start=5, end=5, quote=""), "citation 1 is not found word for word"),
        (with_citation(answer_of(FIRST), document_id="autre.md"), "not found word for word in autre.md"),
        (with_citation(answer_of(FIRST), number=2), "the numbers in the answer"),
        (with_citation(answer_of(FIRST, SECOND), number=2), "the numbers in the answer"),
        (replace(answer_of(FIRST, SECOND), citations=answer_of(FIRST).citations), "the numbers in the answer"),
        (replace(answer_of(FIRST), citations=answer_of(FIRST, SECOND).citations), "the numbers in the answer"),
        (replace(answer_of(FIRST, SECOND), citations=answer_of(FIRST, SECOND).citations[::-1]), "the numbers in the answer"),
        (replace(answer_of(FIRST), text="« La ville exige un fonds. » [1]"), "something else than its quotes"),
        (replace(answer_of(FIRST), text=answer_of(FIRST).text + " Elle a raison."), "something else than its quotes"),
        (renumbered(answer_of(FIRST), 2), "the numbers in the answer"),
        (replace(answer_of(FIRST), tier=Tier.ABSENT), "a refusal has citations"),
    ],
    ids=[
        "altered",
        "cleaned",
        "shifted",
        "cut",
        "too far",
        "nothing",
        "unknown document",
        "wrong number",
        "number used twice",
        "missing citation",
        "unused citation",
        "out of order",
        "other words",
        "words added",
        "numbers from 2",
        "cited refusal",
    ],
)
def test_answer_that_breaks_a_law_is_never_shown(broken, message):
    with pytest.raises(QuoteError, match=message):
        check(broken, lookup)


def written_answer(*sentences, spans=(FIRST, SECOND)):
    written = tuple(WrittenSentence(text, numbers, False) for text, numbers in sentences)
    return replace(answer_of(*spans), text=written_lines(written), written=written)


def test_written_answer_whose_laws_hold_is_given_back():
    answer = written_answer(("Un fonds est demandé, selon la loi.", (2, 1)), ("La ville le demande.", (1,)))

    assert check(answer, lookup) is answer
    assert answer.text == "Un fonds est demandé, selon la loi. [2][1]\nLa ville le demande. [1]"


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (written_answer(("Un fonds.", (1,))), "the numbers in the answer"),
        (written_answer(("Un fonds.", (1, 2)), ("Une loi.", (3,))), "the numbers in the answer"),
        (written_answer(("Un fonds.", (1,)), ("Une loi.", ()), spans=(FIRST,)), "a written sentence cites nothing"),
        (written_answer(("Un fonds [1].", (1,)), spans=(FIRST,)), "the numbers in the answer"),
        (replace(written_answer(("Un fonds.", (1, 2))), text="Une taxe. [1][2]"), "something else than its quotes"),
        (with_citation(written_answer(("Un fonds.", (1, 2))), quote="Une taxe."), "citation 1 is not found word for word"),
    ],
    ids=["unused", "unknown", "without citation", "number in the words", "other words", "altered quote"],
)
def test_written_answer_that_breaks_a_law_is_never_shown(broken, message):
    with pytest.raises(QuoteError, match=message):
        check(broken, lookup)


def test_refusal_may_name_anything_in_brackets():
    refusal = Answer("Où ?", "Je ne trouve pas.\n– Note [3]", (), Tier.ABSENT, "no_support", (), (), "fr", None)

    assert check(refusal, lookup) is refusal


@given(st.text(min_size=1, max_size=200), st.data())
def test_laws_hold_for_any_span_of_any_text(text, data):
    document = replace(DOCUMENT, text=text)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    citations = (cite(1, document, start, end),)
    answer = Answer("?", quoted_lines(citations, "fr"), citations, Tier.SURE, None, (), (), "fr", None)

    assert check(answer, lambda _: document).citations[0].quote == text[start:end]


@given(
    st.lists(st.sampled_from(["[1]", "[2]", "[", "]", "1", "\\", "**", "(a)", " "]), min_size=1, max_size=12).map("".join)
)
def test_laws_hold_for_quotes_made_of_brackets(text):
    document = replace(DOCUMENT, text=text)
    citations = (cite(1, document, 0, len(text)), cite(2, document, 0, 1))
    answer = Answer("?", quoted_lines(citations, "fr"), citations, Tier.SURE, None, (), (), "fr", None)

    assert check(answer, lambda _: document) is answer


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("Nous demandons :\n\n- un fonds\n- une loi", "Nous demandons : un fonds / une loi"),
        ("Nous demandons :\n\n- un fonds ;\n- une loi.", "Nous demandons : un fonds ; une loi."),
        ("## Nos demandes\n\nUn **fonds** et une\nloi.", "Nos demandes / Un fonds et une loi."),
        ("| Lyon | 12 |\n| Nantes | 7 |", "Lyon ; 12 / Nantes ; 7"),
        ("la présidente\nAnne Exemple et les maires", "la présidente Anne Exemple et les maires"),
        ("Un fonds.", "Un fonds."),
    ],
)
def test_lines_that_no_mark_separates_are_told_apart(quote, shown):
    assert plain(set_out(quote)[0]) == shown


def test_fact_is_found_in_a_quote_that_is_set_out():
    quote = "Nos demandes\n\n- un fonds de\n- 12 millions"
    start = quote.index("12")

    shown, (first, last) = set_out(quote, (start, start + 2))

    assert shown[first:last] == "12"
    assert "/" in shown[:first]


def test_quote_of_a_list_stands_after_the_title_and_the_date_of_its_document():
    citations = (cite(1, DOCUMENT, *FIRST), cite(2, replace(DOCUMENT, title="Note [2]", date=None), *FIRST))

    assert quoted_lines(citations, "fr", listed=True) == (
        "Un fonds pour les villes (mai 2024) : « La ville demande un fonds. » [1]\n"
        "Note (2) : « La ville demande un fonds. » [2]"
    )
    assert quoted_lines(citations, "en", listed=True).startswith("Un fonds pour les villes (2024-05): «")
