"""The page without its server: what is written in it, and what can never be."""

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answer import Answer, Citation, Fact, Tier, WrittenSentence
from assistant.chat.blocks import blocks
from assistant.chat.cards import card_html, citation_cards, document_address, nearest_cards
from assistant.chat.catalogue import Choice
from assistant.chat.corpus_page import corpus_page
from assistant.chat.document_page import Around, document_page, parse_span
from assistant.chat.export import answer_lines, letter, markdown
from assistant.chat.filters import PeriodError, filters_html, parse_filters
from assistant.chat.markup import escaped, marked, quoted, read_apart
from assistant.chat.render import sources_html, turn_html, welcome_html
from assistant.chat.session import Turn, previous_questions, status, take_turn, typed_question
from assistant.chat.suggestions import Suggestion
from assistant.chat.texts import ERRORS, KINDS, TEXTS, error_text, kind_label, written_date
from assistant.state import IndexState
from corpus.dates import PartialDate
from corpus.document import Document, Passage
from corpus.errors import AssistantError, CorpusError
from corpus.plain import plain
from index.hit import Filters, Hit
from index.report import FileRow
from index.store import Entry

TAGS = {
    "a",
    "article",
    "blockquote",
    "body",
    "button",
    "details",
    "div",
    "fieldset",
    "h1",
    "h2",
    "h3",
    "head",
    "header",
}
TAGS |= {"html", "input", "label", "legend", "li", "link", "main", "mark", "meta", "ol", "p", "q", "section", "span"}
TAGS |= {"code", "dd", "dl", "dt", "br", "nav", "strong", "summary", "textarea", "time", "title", "ul"}
PIECES = [*"<>\"'`&${}()=/\\ abc\n*_[]!#-|~:;«»0", "<script>", "onerror=", "javascript:", "http://", "\u202e", "\u2028"]
PIECES += [
    "\x00",
    "]]>",
    "<!--",
    "-->",
    "${alert(1)}",
    "{{7*7}}",
    "\ud800",
    "](javascript:alert(1))",
    "# ",
    "- ",
    "\n\n",
]
nasty = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


class Reader(HTMLParser):
    """Refuses any element or attribute that the page does not write itself; gathers the text and the marked text."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.text, self.marks, self.ids, self.links, self.open_tags = "", [], [], [], []

    def handle_starttag(self, tag, attributes):
        assert tag in TAGS, tag
        self.open_tags.append(tag)
        if tag == "mark":
            self.marks.append("")
        for name, value in attributes:
            assert not name.startswith("on") and name not in ("style", "srcdoc", "action"), name
            if name == "id":
                self.ids.append(value)
            if name == "href":
                assert value.startswith(("#", "/", "http://", "https://")), value
                self.links.append(value)

    def handle_endtag(self, tag):
        while self.open_tags and self.open_tags.pop() != tag:
            pass

    def handle_data(self, text):
        self.text += text
        if "mark" in self.open_tags:
            self.marks[-1] += text

    def handle_comment(self, text):
        raise AssertionError(f"comment {text!r}")

    def handle_decl(self, text):
        assert text == "doctype html"


def read(html):
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


def a_document(text="Une phrase. Une autre.", **more):
    known = {"id": "notes/2024 été/a&b.md", "title": "Titre", "date": PartialDate(2024, 3, 1), "kind": "position"}
    known |= {"publisher": "Éditeur", "language": "fr", "source": "https://example.org/a"}
    return Document(text=text, **(known | more))


def an_answer(document, *quotes, question="Que dit-on ?", **more):
    passage = Passage(document.id, 0, len(document.text), "", document.text)
    starts = [document.text.index(quote) for quote in quotes]
    citations = tuple(
        Citation(number, document.id, document.label, document.date, document.source, None, start, start + len(quote), quote)
        for number, (start, quote) in enumerate(zip(starts, quotes, strict=True), 1)
    )
    known = {
        "text": "Pas de réponse.\nReformulez.",
        "tier": Tier.SURE if quotes else Tier.ABSENT,
        "reason": None,
        "notices": (),
        "understood": None,
    }
    hits = (Hit(passage, 1.0, 1, 1),)
    return Answer(question, citations=citations, hits=hits, language="fr", **(known | more))


def a_turn(document, *quotes, **more):
    answer = an_answer(document, *quotes, **more)
    cards = nearest_cards if answer.refused else citation_cards
    return Turn(answer.question, answer, cards(answer, {document.id: document}.get))


@settings(max_examples=150, deadline=None)
@given(nasty, nasty, nasty, nasty, st.sampled_from(["fr", "en"]), st.booleans())
def test_nothing_from_a_document_or_a_question_becomes_markup(title, text, question, other, language, refused):
    document = a_document(f"x{text}y", title=title, publisher=other, kind=other, language=other, id=f"a/{other}b")
    quotes = [] if refused else [document.text]
    turn = a_turn(document, *quotes, question=question, text=other, notices=(other,), understood=other)
    turn = replace(turn, opinion="")
    entry = Entry(other, title, None, other, other, other)
    around = Around((entry,), (other,), original=True)
    state = IndexState(other, other, 1, 1, (FileRow(other, "error", other, other, (other,)),))
    if not refused:
        fact = Fact("where", 1, 0, len(document.text) - 1, text, other, leads=True)
        citations = (replace(turn.answer.citations[0], speaker=other),)
        answer = replace(turn.answer, fact=fact, citations=citations)
        turn = Turn(question, answer, citation_cards(answer, {document.id: document}.get))
        written = Turn(question, replace(answer, written=(WrittenSentence(other, (1,), True),)), turn.cards)

    pages = [] if refused else [turn_html(written, 1, language)]
    pages += [
        turn_html(turn, 1, language),
        sources_html([turn], language),
        document_page(document, language, (0, 9), around),
    ]
    pages.append(corpus_page([entry], state, Choice(other, "", other), 1, language))
    pages += [filters_html([other], language), welcome_html([Suggestion("", question, "", other)], 1, language)]

    for page in pages:
        page.encode()
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x00]", read(page).text)


def test_both_languages_have_the_same_strings():
    for strings in (TEXTS, KINDS, ERRORS):
        assert strings["fr"].keys() == strings["en"].keys()
    for key, text in TEXTS["fr"].items():
        assert re.findall(r"\{\w+\}", text) == re.findall(r"\{\w+\}", TEXTS["en"][key])


def test_each_quote_is_a_paragraph_with_its_number():
    turn = a_turn(a_document("Une **grande** phrase. Une autre."), "Une **grande** phrase.", "Une autre.")

    shown = read(turn_html(turn, 2, "fr"))

    assert "« Une grande phrase. » [1]" in shown.text.replace("\u00a0", " ")
    assert "« Une autre. » [2]" in shown.text.replace("\u00a0", " ")
    assert shown.links == ["#a2-s1", "#a2-s2", "#a2-src"]


REPORTED = "Le salon a lieu *du 5 au 7 mai*, dit-elle."


def a_fact(document, words, **more):
    start = document.text.index(words)
    known = {"kind": "when", "citation": 1, "resolved": None, "leads": True}
    return Fact(start=start, end=start + len(words), text=words, **(known | more))


def shown_text(html):
    return " ".join(read(html).text.split())


@pytest.mark.parametrize(
    ("tier", "said"),
    [
        (Tier.SURE, "✓ Le corpus répond"),
        (Tier.UNCERTAIN, "? Réponse incertaine Ces passages"),
        (Tier.ABSENT, "∅ Pas de réponse"),
    ],
)
def test_tiers_are_told_apart_by_a_sign_and_words(tier, said):
    quotes = [] if tier is Tier.ABSENT else ["Une phrase."]

    shown = shown_text(turn_html(a_turn(a_document(), *quotes, tier=tier), 1, "fr"))

    assert said.replace(" ", "") in shown.replace(" ", "")


def test_fact_that_leads_stands_in_front_and_is_bold_in_its_quote():
    document = a_document(REPORTED)

    html = turn_html(a_turn(document, REPORTED, fact=a_fact(document, "du 5 au 7 mai", resolved="2024-05-05")), 1, "fr")

    assert shown_text(html).index("Quand du 5 au 7 mai (soit 5 mai 2024") < shown_text(html).index("« Le salon")
    assert html.count("du 5 au 7 mai</strong>") == 2
    assert html.count('id="a1-r1"') == 1


def test_fact_that_does_not_lead_is_only_bold_in_its_quote():
    document = a_document(REPORTED)

    html = turn_html(a_turn(document, REPORTED, fact=a_fact(document, "5 au 7", leads=False)), 1, "fr")

    assert html.count("<strong>") == 2 and "du <strong>5 au 7</strong> mai" in html


def test_reported_words_name_their_speaker_in_the_answer_and_on_the_card():
    document = a_document(REPORTED)
    answer = an_answer(document, REPORTED)
    answer = replace(answer, citations=(replace(answer.citations[0], speaker="Anne <b>Exemple</b>"),))
    turn = Turn("q", answer, citation_cards(answer, {document.id: document}.get))

    for html in (turn_html(turn, 1, "fr"), sources_html([turn], "fr")):
        assert "Propos rapportés : Anne <b>Exemple</b>" in shown_text(html)
    assert "Propos rapportés : Anne \\<b\\>Exemple\\</b\\>. « Le salon" in "\n".join(exported(turn))


def test_quote_of_a_list_stands_under_the_title_of_its_document_on_the_page_and_taken_away():
    document = a_document(REPORTED)
    turn = a_turn(document, REPORTED, listed=True)
    (card,) = turn.cards

    html, lines = turn_html(turn, 1, "fr"), exported(turn)

    assert html.count('class="entry"') == 1 and f"{card.title} · 1er mars 2024«" in shown_text(html)
    assert any(line.startswith(card.title) and "« Le salon" in line for line in lines)
    assert 'class="entry"' not in turn_html(a_turn(document, REPORTED), 1, "fr")


def test_written_sentence_names_who_is_reported_in_what_it_cites():
    document = a_document(REPORTED)
    answer = an_answer(document, REPORTED, written=(WrittenSentence("Le salon a lieu en mai.", (1,), False),))
    answer = replace(answer, citations=(replace(answer.citations[0], speaker="Anne <b>Exemple</b>"),))
    turn = Turn("q", answer, citation_cards(answer, {document.id: document}.get))

    for html in (turn_html(turn, 1, "fr"), sources_html([turn], "fr")):
        assert "Propos rapportés : Anne <b>Exemple</b>" in shown_text(html)
    assert "Propos rapportés : Anne \\<b\\>Exemple\\</b\\>. Le salon a lieu en mai. [1]" in exported(turn)


def test_written_sentences_carry_their_numbers_and_the_flagged_ones_say_so():
    written = (WrittenSentence("Elle a dit cela [1].", (1,), False), WrittenSentence("Et ceci. [1][2]", (1, 2), True))
    turn = a_turn(a_document(), "Une phrase.", "Une autre.", written=written)

    html = turn_html(turn, 1, "fr")

    assert "Elle a dit cela. [1] Et ceci. [1] [2] ⚠ à vérifier" in shown_text(html.replace("</p>", " </p>"))
    assert sorted(name for name in read(html).ids if "-r" in name) == ["a1-r1", "a1-r2"]
    assert exported(turn)[4:7] == [
        "Elle a dit cela. [1]",
        "",
        "Et ceci. [1][2] (à vérifier : tous les mots ne sont pas dans la source)",
    ]


def test_export_sets_the_fact_in_bold_and_says_that_an_answer_is_uncertain():
    document = a_document(REPORTED)
    turn = a_turn(document, REPORTED, tier=Tier.UNCERTAIN, fact=a_fact(document, "5 au 7"))

    assert exported(turn)[2:7:2] == [
        "**Réponse incertaine** – Ces passages touchent au sujet sans répondre à coup sûr : vérifiez dans les documents.",
        "**5 au 7** [1]",
        "« Le salon a lieu du **5 au 7** mai, dit-elle. » [1]",
    ]


def test_card_shows_the_passage_with_its_quote_marked():
    text = "Avant, *en italique*. La [citation](https://example.org) même. Après **tout**."
    card = a_turn(a_document(text), "La [citation](https://example.org) même.").cards[0]

    shown = read(card_html(card, 1, 1, "fr"))

    assert shown.marks == ["La citation même."]
    assert f"{plain(card.before)} {plain(card.quote)} {plain(card.after)}" in shown.text


def test_card_without_a_hit_shows_the_quote_alone():
    document = a_document("Avant. La citation. Après.")
    answer = an_answer(document, "La citation.")
    card = citation_cards(Answer(**{**answer.__dict__, "hits": ()}), {document.id: document}.get)[0]

    assert (card.before, card.quote, card.after) == ("", "La citation.", "")


EMPHASIS = "Le salon a lieu *à Lyon, du 5 au 7 mai*, dit **la ville du 5 mai**."


@pytest.mark.parametrize("words", ["du 5 au 7 mai", "*à Lyon", "la ville", "5 mai"])
def test_bold_inside_an_emphasis_leaves_no_mark_of_it(words):
    start = EMPHASIS.rindex(words)

    bold = quoted(EMPHASIS, (start, start + len(words)))
    exported = read_apart(EMPHASIS[:start], words, EMPHASIS[start + len(words) :])

    assert "*" not in bold and f"<strong>{words.strip('*')}</strong>" in bold
    assert "".join(exported) == plain(EMPHASIS)


@given(nasty, nasty, nasty)
def test_slices_read_apart_are_those_of_the_whole_or_each_its_own(before, middle, after):
    parts = read_apart(before, middle, after)

    alone = [plain(part) for part in (before, middle, after)]
    assert "".join(parts).split() == plain(before + middle + after).split() or [part.strip() for part in parts] == alone


def test_slices_are_read_even_when_no_character_is_left_to_part_them():
    every = "".join(map(chr, range(0xE000, 0xF900)))

    assert read_apart("un ", "*deux*", f" {every}") == ("un ", "deux", f" {every}")


def test_borders_of_a_mark_keep_the_spaces_of_the_source_and_no_other():
    assert marked("l'", "association", ", dit-on") == "l&#x27;<mark>association</mark>, dit-on"
    assert marked("de ", "ville", "\nen ville") == "de <mark>ville</mark> en ville"


def test_card_tells_kind_date_publisher_and_page():
    document = a_document(pages=(0,))
    answer = an_answer(document, "Une phrase.")
    paged = Citation(**{**answer.citations[0].__dict__, "page": 3})
    card = citation_cards(Answer(**{**answer.__dict__, "citations": (paged,)}), {document.id: document}.get)[0]

    french, english = (read(card_html(card, 1, 1, language)).text.replace("\u00a0", " ") for language in ("fr", "en"))

    assert "Prise de position 1er mars 2024 · Éditeur · p. 3" in french
    assert "Position paper 1 March 2024 · Éditeur · p. 3" in english


def test_refusal_shows_its_lines_and_the_nearest_passage_of_each_document():
    documents = {f"{name}.md": a_document(f"Texte {name}.", id=f"{name}.md", title=name) for name in "abcd"}
    passages = [Passage(document.id, 0, 8, "", document.text[:8]) for document in documents.values()]
    hits = tuple(Hit(passage, 1.0, None, None) for passage in (passages[0], *passages))
    answer = Answer(**{**an_answer(a_document()).__dict__, "hits": hits})

    turn = Turn("q", answer, nearest_cards(answer, documents.get))
    page, sources = read(turn_html(turn, 1, "fr")), read(sources_html([turn], "fr"))

    assert "Pas de réponse.Reformulez." in page.text
    assert [card.title for card in turn.cards] == ["a", "b", "c"]
    assert "Passages les plus proches" in sources.text and sources.marks == []
    assert "a.md?p=0-8#passage" in sources.links[0]


def test_what_is_said_to_a_greeting_is_neither_doubted_nor_judged():
    answer = Answer("Bonjour", "Posez une question.", (), Tier.ABSENT, "no_question", (), (), "fr", None)

    turn = Turn("Bonjour", answer, opinion="")
    page = read(turn_html(turn, 1, "fr"))

    assert page.text == "Votre question : BonjourPosez une question."
    assert status(turn, "fr") == "Que cherchez-vous dans le corpus ?"


def test_notices_and_the_understood_question_are_shown():
    turn = a_turn(a_document(), "Une phrase.", notices=("Période élargie.",), understood="Que dit-on en 2024 ?")

    html = turn_html(turn, 1, "fr")

    assert '<p class="notice" role="note" lang="fr">Période élargie.</p>' in html
    assert "Compris comme : « Que dit-on en 2024 ? »" in read(html).text.replace("\u00a0", " ")


def exported(turn):
    return markdown(answer_lines(turn, "fr")).splitlines()


def test_export_ends_with_the_index_and_the_model_that_gave_the_answer():
    turn = a_turn(a_document(), "Une phrase.", generation="000002-b", fingerprint="small-1", confidence=1.256)

    assert exported(turn)[-3:] == ["", "Index 000002-b, modèle small-1, confiance 1.26.", ""]


def test_export_of_a_list_has_no_confidence():
    turn = a_turn(a_document(), "Une phrase.", generation="000002-b", fingerprint="small-1", listed=True)

    assert exported(turn)[-2] == "Index 000002-b, modèle small-1."


def test_export_says_how_the_question_was_read():
    turn = a_turn(a_document(), "Une phrase.", understood="Que dit-on en 2024 ?")

    assert exported(turn)[2] == "Compris comme : « Que dit-on en 2024 ? »"


def test_letter_is_made_of_paragraphs_and_a_list_of_references():
    turn = a_turn(
        a_document("Une *phrase*.", title="Titre <étoilé>"), "Une *phrase*.", generation="1", fingerprint="small-1"
    )

    assert letter(answer_lines(turn, "fr")) == (
        "<p><strong>Question :</strong> Que dit-on ?</p><p><strong>Le corpus répond à cette question</strong></p>"
        "<p>« Une phrase. » [1]</p><p><strong>Références</strong></p>"
        "<ol><li>Titre &lt;étoilé&gt;. Éditeur, 1er mars 2024, Prise de position. "
        '<a href="/documents/notes/2024%20%C3%A9t%C3%A9/a%26b.md?p=0-13#passage">'
        "/documents/notes/2024%20%C3%A9t%C3%A9/a%26b.md?p=0-13#passage</a></li></ol>"
    )


def test_export_has_numbered_references():
    document = a_document("Une *phrase*. Une autre.", title="Titre <étoilé>")

    lines = exported(a_turn(document, "Une *phrase*.", "Une autre."))

    assert lines == [
        "**Question :** Que dit-on ?",
        "",
        "**Le corpus répond à cette question**",
        "",
        "« Une phrase. » [1]",
        "",
        "« Une autre. » [2]",
        "",
        "## Références",
        "",
        "1. Titre \\<étoilé\\>. Éditeur, 1er mars 2024, Prise de position. "
        "</documents/notes/2024%20%C3%A9t%C3%A9/a%26b.md?p=0-13#passage>",
        "2. Titre \\<étoilé\\>. Éditeur, 1er mars 2024, Prise de position. "
        "</documents/notes/2024%20%C3%A9t%C3%A9/a%26b.md?p=14-24#passage>",
    ]


def test_address_quotes_every_character_of_an_id():
    assert document_address("a b/é?#&%.md", 1, 2, "fr") == "/documents/a%20b/%C3%A9%3F%23%26%25.md?p=1-2#passage"
    assert document_address("a.md", 1, 2, "en") == "/documents/a.md?p=1-2&lang=en#passage"


def test_document_page_marks_across_blocks_and_names_the_passage_once():
    text = "# Titre\n\nPremier **paragraphe**.\n\n## Suite\n\n- un\n- deux\n\nFin."
    span = (text.index("**para"), text.index("deux") + 2)

    page = read(document_page(a_document(text), "fr", span))

    assert page.marks == ["paragraphe.", "Suite", "un", "de"]
    assert page.ids == ["main", "passage"]


def test_document_page_sets_headings_lists_and_rows():
    text = "---\nfront: matter\n---\n# Titre\n\n## A\n\n### B\nUne ligne\ncoupée.\n"
    text += "- un\n  suite\n- deux\n\n| x | y |\n|---|---|\n"
    html = document_page(a_document(text, body_start=text.index("# T")), "fr", None)

    body = html[html.index('<div class="text"') :]
    assert body.startswith(
        '<div class="text" lang="fr"><h2>A</h2><h3>B</h3><p>Une ligne coupée.</p>'
        '<ul><li>un suite</li><li>deux</li></ul><p class="row">x ; y</p></div>'
    )
    assert "front" not in html


def test_document_page_shows_its_pages():
    document = a_document("Un.\n\nDeux.\n\nTrois.", pages=(0, 5))

    assert '<p class="page">p. 1</p><p>Un.</p><p class="page">p. 2</p><p>Deux.</p><p>Trois.' in document_page(
        document, "fr", None
    )


@pytest.mark.parametrize("source", ["javascript:alert(1)", "notes/a.md", "https:///x", "ftp://x", "https://x y"])
def test_only_a_web_address_becomes_a_source_link(source):
    assert "Publié à" not in document_page(a_document(source=source), "fr", None)
    assert "https://example.org/a" in read(document_page(a_document(), "fr", None)).links


@settings(deadline=None)
@given(st.text(alphabet="ab #-*|1.\n\r\t", max_size=80))
def test_blocks_cover_every_word_of_the_body_once(text):
    found = list(blocks(text, 0))

    assert all(before.end <= after.start for before, after in pairwise(found))
    assert "".join("".join(text[block.start : block.end] for block in found).split()) == "".join(text.split())


@pytest.mark.parametrize("span", ["", "5", "5-", "-5", "1-2-3", "a-b", "1e3-2", "٣-٤", "1-99999999999"])
def test_malformed_spans_are_ignored(span):
    assert parse_span(span) is None


def test_span_outside_of_the_text_marks_nothing():
    assert "<mark" not in document_page(a_document("Court."), "fr", (3, 900))


def test_filters_ignore_what_they_do_not_know_and_refuse_a_period_backwards():
    known = ("position", "event", "report")

    assert parse_filters({"since": "2024-02-30", "until": 5, "kinds": ["event", "<b>", 7]}, known) == Filters(
        kinds=("event",)
    )
    assert parse_filters({"since": "2024-01-01", "until": "2024-12-31"}, known).until == date(2024, 12, 31)
    assert parse_filters({"kinds": list(known)}, known) == parse_filters("nonsense", known) == Filters()
    with pytest.raises(PeriodError):
        parse_filters({"since": "2024-02-01", "until": "2024-01-01"}, known)


class OneAnswer:
    """An engine with one answer, or one error."""

    def __init__(self, outcome, document):
        self.outcome, self.known = outcome, {document.id: document}
        self.previous = None

    def stream(self, question, *, filters=None, previous=()):
        self.previous = previous
        if isinstance(self.outcome, Exception):
            raise self.outcome
        yield self.outcome

    def document(self, document_id):
        return self.known.get(document_id)

    def kinds(self):
        return ("position",)

    def document_count(self):
        return 1

    def state(self):
        return IndexState("000001-abcdef01", "2026-11-26", 1, 1, ())


def test_turn_passes_the_last_five_answered_questions():
    document = a_document()
    answer = an_answer(document, "Une phrase.")
    engine = OneAnswer(answer, document)
    turns = [Turn(f"q{number}", answer) for number in range(7)] + [Turn("raté", failure="non")]

    (turn,) = take_turn(engine, "et ensuite ?", {}, turns, "fr")

    assert engine.previous == previous_questions(turns) == ("q2", "q3", "q4", "q5", "q6")
    assert turn.cards[0].quote == "Une phrase."


def test_error_of_the_reader_is_explained_and_can_be_repaired():
    class QuestionTooLongError(AssistantError):
        pass

    (turn,) = take_turn(OneAnswer(QuestionTooLongError("internal words"), a_document()), "q", {}, [], "en")

    assert turn.failure == "This question is too long: shorten it, or ask several." and turn.retry
    assert error_text(CorpusError("x"), "fr") == ERRORS["fr"]["AssistantError"]


def test_bug_is_hidden_from_the_reader_and_the_question_from_the_log(caplog):
    (turn,) = take_turn(OneAnswer(KeyError("le mot secret"), a_document()), "le mot secret", {}, [], "fr")

    assert turn.failure == "Une erreur interne est survenue ; la question n’a pas reçu de réponse."
    assert "KeyError" in caplog.text and "secret" not in caplog.text


class Growing(OneAnswer):
    """An engine whose answer grows: each of several answers, then an error if there is one."""

    def stream(self, question, *, filters=None, previous=()):
        for one in self.outcome:
            if isinstance(one, Exception):
                raise one
            yield one


def a_growing_answer(document):
    """Return an answer worded by a model, with its first sentence, then with both."""
    quotes = ["Une phrase.", "Une autre."]
    sentences = (WrittenSentence("Elle dit cela.", (1,), False), WrittenSentence("Et ceci.", (2,), False))
    return [an_answer(document, *quotes[:count], written=sentences[:count], notices=("Rédigé.",)) for count in (1, 2)]


def test_growing_answer_is_shown_sentence_by_sentence_and_complete_at_the_end():
    document = a_document()
    answers = a_growing_answer(document)

    first, second, last = take_turn(Growing(answers, document), "q", {}, [], "fr")
    growing, whole = (shown_text(turn_html(replace(turn, opinion=""), 1, "fr")) for turn in (first, last))

    assert [turn.answer for turn in (first, second, last)] == [*answers, answers[1]]
    assert [turn.growing for turn in (first, second, last)] == [True, True, False]
    assert "Elle dit cela. [1] La suite s’écrit…" in growing.replace("[1]", "[1] ")
    assert "Rédigé." not in growing and "Oui" not in growing and "Voir" not in growing
    assert "Elle dit cela. [1]" in whole and "Rédigé." in whole and "Oui" in whole and "La suite" not in whole
    assert 'class="actions waiting"' in sources_html([first], "fr") and "Elle dit" not in sources_html([first], "fr")
    assert 'class="actions"' in sources_html([last], "fr") and "Elle dit cela" in sources_html([last], "fr")
    assert status(last, "fr") == "Réponse prête, 2 citations."


def test_answer_that_a_model_could_not_finish_is_replaced_and_said_to_be():
    document = a_document()
    quoted = an_answer(document, "Une autre.")

    first, last = take_turn(Growing([a_growing_answer(document)[0], quoted], document), "q", {}, [], "fr")

    assert (first.growing, last.growing, last.replaced) == (True, False, True)
    assert "Elle dit cela" not in shown_text(turn_html(last, 1, "fr"))
    assert status(last, "fr") == "Le modèle de langue n’a pas pu finir : ses phrases sont remplacées par 1 citation."


def test_bug_in_the_middle_of_an_answer_is_a_failure():
    document = a_document()

    first, last = take_turn(Growing([a_growing_answer(document)[0], KeyError("x")], document), "q", {}, [], "fr")

    assert first.growing and last.failure == ERRORS["fr"]["Exception"] and last.answer is None


def test_typed_question_is_one_line_that_can_be_written():
    assert typed_question(" a\u00a0b\n\ud800 ") == "a b ?"
    assert typed_question({"a": 1}) == ""


def test_dates_and_kinds_speak_both_languages():
    day = PartialDate(2024, 11, 5)

    assert [written_date(day, language) for language in ("fr", "en")] == ["5 novembre 2024", "5 November 2024"]
    assert [written_date(PartialDate(2024, 8), "en"), written_date(PartialDate(2024), "en")] == ["August 2024", "2024"]
    assert [written_date(None, language) for language in ("fr", "en")] == ["sans date", "undated"]
    assert [kind_label("event", "fr"), kind_label("tribune", "fr")] == ["Événement", "tribune"]


def test_escaped_keeps_words_and_drops_what_cannot_be_seen():
    assert escaped("a\u202eb\u200b <i>&") == "ab &lt;i&gt;&amp;"
