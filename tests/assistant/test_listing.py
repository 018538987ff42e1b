"""Questions for a list of documents: what they ask for, and what a small corpus gives."""

from datetime import date

import pytest
from word_hash import WordHashEmbedder

from assistant.answer import Tier
from assistant.ask import Assistant
from assistant.listing import asked_list, other_list
from assistant.phrases import other_documents
from assistant.settings import Settings
from corpus.settings import Settings as CorpusSettings
from index.generation import IndexFolder
from index.hit import Filters
from index.rebuild import rebuild
from index.retrieve import open_retriever

DOCUMENTS = (
    ("caire", "Congrès du Caire", "2024-11-08", "event", "Des élus venus de Barcelone ont parlé au congrès du Caire."),
    ("salon", "Salon de Barcelone, édition 2024", "2024-11-07", "event", "Le salon a réuni vingt mille visiteurs du monde."),
    ("salon-2023", "Salon de Barcelone", "2023-11-09", "event", "Le salon de 2023 a réuni des villes du monde entier."),
    ("forum", "Forum urbain de Katowice", "2022-06-30", "event", "Le forum urbain s'est tenu à Katowice, en Pologne."),
    ("rencontre", "Rencontre", "", "event", "Une rencontre des maires a eu lieu dans la région lyonnaise."),
    ("mediation", "Médiation", "2024-03", "position", "L'association demande un financement durable de la médiation."),
    ("sobriete", "Sobriété", "2023-05", "position", "L'association défend la sobriété des centres de données."),
)


@pytest.fixture
def assistant(tmp_path, no_steps):
    root = tmp_path / "documents"
    root.mkdir()
    for name, title, day, kind, text in DOCUMENTS:
        head = f"title: {title}\nkind: {kind}\n" + (f"date: {day}\n" if day else "")
        (root / f"{name}.md").write_text(f"---\n{head}---\n\n{text}\n", encoding="utf-8")
    folder, embedder = IndexFolder(tmp_path / "index"), WordHashEmbedder()
    rebuild([root], folder, embedder, CorpusSettings(), steps=no_steps)
    retriever = open_retriever(folder, embedder)
    yield Assistant(retriever, Settings(sentences=3))
    retriever.close()


def quoted(answer) -> list[str]:
    return [citation.document_id.removesuffix(".md") for citation in answer.citations]


@pytest.mark.parametrize(
    ("question", "kind", "topic", "most"),
    [
        ("Quels événements ?", "event", (), None),
        ("À quels événements l'association a-t-elle participé ?", "event", (), None),
        ("Donne-moi la liste des événements à Barcelone", "event", ("barcelon",), None),
        ("Quel événement s'est tenu à Barcelone ?", "event", ("barcelon",), None),
        ("Quelles sont vos positions ?", "position", (), None),
        ("Quelle est la dernière position ?", "position", (), 1),
        ("Les trois derniers communiqués de presse", "press-release", (), 3),
        ("Which events took place in Katowice?", "event", ("katowic",), None),
        ("Quels documents parlent du Caire ?", None, ("cair",), None),
        ("Les 10 derniers événements", "event", (), 10),
        ("Quel est l'événement le plus récent ?", "event", (), 1),
        ("Quels événements en 2024 le dernier ?", "event", (), 1),
        ("Quels sont les derniers communiqués de presse ?", "press-release", (), None),
        ("Liste des lettres d'information", "newsletter", (), None),
        ("Quelles sont vos dernières prises de position ?", "position", (), None),
        ("Quel est le dernier discours ?", "speech", (), 1),
        ("Which press releases mention Cairo?", "press-release", ("cairo",), None),
        ("Y a-t-il eu un événement à Barcelone ?", "event", ("barcelon",), None),
        ("Avez-vous des communiqués ?", "press-release", (), None),
        ("Documents sur le Caire", None, ("cair",), None),
        ("J'aimerais la liste des événements", "event", (), None),
        ("Quelle est votre dernière position sur la sobriété ?", "position", ("sobriet",), 1),
        ("Liste les événements avec leurs dates et lieux", "event", (), None),
        ("Quel est le dernier webinaire ?", "event", ("webinair",), 1),
        ("Quels webinaires ont été organisés ?", "event", ("webinair",), None),
        ("Il y a quoi comme événements autour des forges ?", "event", ("forg",), None),
    ],
)
def test_question_for_a_list_is_read(question, kind, topic, most):
    found = asked_list(question, "fr")

    assert (found.kind, found.topic, found.most) == (kind, topic, most)


@pytest.mark.parametrize(
    ("question", "since", "until", "period"),
    [
        ("Quels événements en 2024 ?", date(2024, 1, 1), date(2024, 12, 31), "en 2024"),
        ("En 2024, quels événements ?", date(2024, 1, 1), date(2024, 12, 31), "En 2024"),
        ("Quels événements depuis mars 2023 ?", date(2023, 3, 1), None, "depuis mars 2023"),
        ("La liste des événements de novembre 2024", date(2024, 11, 1), date(2024, 11, 30), "de novembre 2024"),
        ("Quels événements en 2023 et en 2024 ?", date(2023, 1, 1), date(2024, 12, 31), "en 2023 et en 2024"),
        ("Événements 2024", date(2024, 1, 1), date(2024, 12, 31), "2024"),
        ("Quel événement en 2024 ?", date(2024, 1, 1), date(2024, 12, 31), "en 2024"),
        ("Quels événements le 7 novembre 2024 ?", date(2024, 11, 7), date(2024, 11, 7), "le 7 novembre 2024"),
    ],
)
def test_any_date_of_a_list_is_its_period(question, since, until, period):
    found = asked_list(question, "fr")

    assert (found.filters, found.period, found.topic) == (Filters(since=since, until=until), period, ())


@pytest.mark.parametrize(
    "question",
    [
        "Quelle est la position sur la médiation numérique ?",
        "Quelles sont vos positions sur la médiation numérique ?",
        "Quels documents faut-il fournir pour une aide ?",
        "Quels sont les rapports entre l'État et les villes ?",
        "Quand a eu lieu l'événement de Barcelone ?",
        "Quand est l'événement de Barcelone ?",
        "Quels ateliers proposez-vous ?",
        "Agenda 2030 : quelle position ?",
        "Quel est l'agenda 2030 ?",
        "Quelle est la prochaine position ?",
        "Positions sur la sobriété",
        "Quels événements qui ne sont pas à Barcelone ?",
        "Quels événements hors de Barcelone ?",
        "Quels événements l'an dernier ?",
    ],
)
def test_question_about_what_documents_say_asks_for_no_list(question):
    assert asked_list(question, "fr") is None


@pytest.mark.parametrize(
    ("question", "language", "topic", "most"),
    [
        ("Quels sont les prochains événements ?", "fr", (), None),
        ("Quand aura lieu le prochain événement ?", "fr", (), 1),
        ("Événements à venir", "fr", (), None),
        ("Quels événements sont prévus ?", "fr", (), None),
        ("Les prochaines rencontres à Marseille", "fr", ("marseil",), None),
        ("What events are coming up?", "en", (), None),
    ],
)
def test_events_to_come_are_a_list(question, language, topic, most):
    found = asked_list(question, language)

    assert (found.to_come, found.topic, found.most) == (True, topic, most)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Agenda de mars 2024", ()),
        ("Que se passe-t-il en mars 2024 ?", ()),
        ("Y a-t-il eu un hackathon en 2024 ?", ("hackathon",)),
        ("Quels salons en 2024 ?", ("salon",)),
        ("Quels événements sont prévus en 2024 ?", ()),
    ],
)
def test_events_of_a_period_have_the_kind_of_gathering_asked_for(question, topic):
    found = asked_list(question, "fr")

    assert (found.to_come, found.topic, found.filters.since.year) == (False, topic, 2024)


def test_owner_is_no_topic():
    assert asked_list("Quels événements de France urbaine ?", "fr", ["France urbaine"]).topic == ()


def test_newest_documents_of_the_kind_are_quoted_and_counted(assistant):
    answer = assistant.ask("Quels sont vos événements ?")

    assert quoted(answer) == ["caire", "salon", "salon-2023"]
    assert (answer.tier, answer.notices) == (
        Tier.SURE,
        (
            "5 événements dans le corpus ; 3 documents sont cités, le document le plus récent d’abord.",
            "Les autres : Forum urbain de Katowice (30 juin 2022) ; Rencontre.",
        ),
    )


def test_quotes_stand_after_the_titles_and_dates_of_their_documents(assistant):
    answer = assistant.ask("Quels sont vos événements ?")

    lines = answer.text.split("\n")
    titles = [f"{one.title} ({one.date.french()}) : «" for one in answer.citations]
    assert [line[: len(title)] for line, title in zip(lines, titles, strict=True)] == titles


def test_period_bounds_the_list_and_documents_without_a_date_are_told(assistant):
    answer = assistant.ask("Quels événements en 2022 ?")

    assert (quoted(answer), answer.notices) == (
        ["forum"],
        (
            "1 événement dans le corpus à une date de cette période (« en 2022 »).",
            "1 document sans date n’a pas été cherché, puisqu’une période est demandée.",
        ),
    )


def test_titles_that_name_the_topic_come_first_and_others_must_hold_it(assistant):
    answer = assistant.ask("Quels événements à Barcelone ?")

    assert (quoted(answer), answer.tier) == (["salon", "salon-2023", "caire"], Tier.UNCERTAIN)
    assert assistant.ask("Quels événements à Katowice ?").tier is Tier.SURE


def test_last_one_is_the_newest_with_the_topic_in_its_title(assistant):
    answer = assistant.ask("Quel est le dernier événement à Barcelone ?")

    assert (quoted(answer), answer.notices) == (
        ["salon"],
        (
            "3 événements dans le corpus où ces mots figurent ; un document est cité, le plus récent dont le titre les porte, "
            "s’il y en a.",
        ),
    )


def test_filters_of_the_reader_hold_too(assistant):
    assert quoted(assistant.ask("Quels événements ?", filters=Filters(until=date(2023, 1, 1)))) == ["forum"]
    assert all(
        citation.document_id != "forum.md"
        for citation in assistant.ask("Quels événements ?", filters=Filters(kinds=("position",))).citations
    )


def test_empty_list_is_refused_and_said(assistant):
    answer = assistant.ask("Quels communiqués en 2024 ?")

    assert (answer.refused, answer.notices[0]) == (
        True,
        "0 communiqué dans le corpus à une date de cette période (« en 2024 »).",
    )


def test_documents_of_no_known_kind_are_told_and_make_a_list_unsure(assistant, tmp_path, no_steps):
    for name in ("un", "deux"):
        (tmp_path / f"documents/{name}.md").write_text(
            f"---\ntitle: Note {name}\ndate: 2022-01-0{len(name)}\n---\n\nLa note {name} parle de {name * 9} et de rien.\n",
            encoding="utf-8",
        )
    folder = IndexFolder(tmp_path / "index")
    rebuild([tmp_path / "documents"], folder, assistant.retriever.embedder, CorpusSettings(), steps=no_steps)
    retriever = open_retriever(folder, assistant.retriever.embedder)

    answer = Assistant(retriever, Settings()).ask("Quels événements en 2022 ?")
    retriever.close()

    assert (quoted(answer), answer.tier) == (["forum"], Tier.UNCERTAIN)
    assert "2 documents de nature inconnue : il peut y en avoir d’autres." in answer.notices


def test_position_is_told_by_what_it_asks_for(assistant, tmp_path, no_steps):
    text = "Les villes gèrent l'eau depuis deux siècles. Elles avaient demandé un fonds en 2019. Elles demandent une loi sur les réseaux en 2024."
    (tmp_path / "documents/eau.md").write_text(f"---\ntitle: L'eau\nkind: position\n---\n\n{text}\n", encoding="utf-8")
    folder = IndexFolder(tmp_path / "index")
    rebuild([tmp_path / "documents"], folder, assistant.retriever.embedder, CorpusSettings(), steps=no_steps)
    retriever = open_retriever(folder, assistant.retriever.embedder)

    answer = Assistant(retriever, Settings()).ask("Quelles sont vos positions ?")
    retriever.close()

    (quote,) = [one.quote for one in answer.citations if one.document_id == "eau.md"]
    assert quote.endswith("Elles demandent une loi sur les réseaux en 2024.")


def test_who_organised_is_not_known_to_the_catalogue(assistant):
    assert assistant.ask("Quels événements avez-vous organisés en 2022 ?").tier is Tier.UNCERTAIN


def test_follow_up_asks_for_the_list_of_another_kind(assistant):
    answer = assistant.ask("Et les positions ?", previous=["Quels événements en 2024 ?"])

    assert (quoted(answer), answer.understood) == (["mediation"], "Quelles positions en 2024 ?")


def test_follow_up_asks_for_the_list_of_another_year(assistant):
    answer = assistant.ask("Et en 2022 ?", previous=["Quels événements en 2024 ?"])

    assert (quoted(answer), answer.understood) == (["forum"], "Quels événements en 2022 ?")


@pytest.mark.parametrize(
    ("before", "asked", "understood"),
    [
        ("Combien d'événements en 2023", "de positions", "Combien de positions en 2023"),
        ("Combien de positions en 2023", "d'événements", "Combien d'événements en 2023"),
        ("Quels événements en 2024", "les positions", "Quelles positions en 2024"),
    ],
)
def test_list_of_another_kind(before, asked, understood):
    assert other_list(before, asked) == understood


def test_others_of_a_long_list_are_named_up_to_ten():
    others = [(f"Texte {number}", None) for number in range(12)]

    assert other_documents(others[:2], "en") == "The others: Texte 0; Texte 1."
    assert other_documents(others, "fr").endswith("Texte 9 ; et encore 2.")
