import pytest

from corpus.assemble import assemble
from corpus.dates import PartialDate
from corpus.errors import UnreadableFileError
from corpus.limits import Limits
from corpus.metadata import normalise_kind
from corpus.read.text import extract_text

BODY = "La ville vote le plan pour la médiation numérique. Elle le finance."


def read_bytes(raw, identity):
    (found,) = extract_text(raw, Limits())
    return assemble(found, identity)


def read(text, identity="note.md"):
    return read_bytes(text.encode("utf-8"), identity)


def apart_from_kind(warnings):
    """Return the warnings but those about the kind, which ``test_kind`` looks at."""
    return tuple(one for one in warnings if not one.startswith("kind_"))


def test_front_matter_fills_the_document_and_text_stays_unaltered():
    text = (
        "\ufeff---\r\ntitle: Le **plan**\r\ndate: 17 septembre 2024\r\nkind: Communiqué de presse\r\n"
        f"publisher: Ville\r\nurl: https://ville.exemple/plan\r\nlang: fr-FR\r\n---\r\n{BODY}"
    )

    read_document = read(text, "a/note.md")
    document = read_document.document

    assert read_document.warnings == ()
    assert document.text == text
    assert text[document.body_start :] == BODY
    assert (document.id, document.title, document.date) == ("a/note.md", "Le plan", PartialDate(2024, 9, 17))
    assert (document.kind, document.publisher, document.language) == ("press-release", "Ville", "fr")
    assert document.source == "https://ville.exemple/plan"


def test_nothing_known_is_none_and_the_source_is_the_id():
    read_document = read(BODY, "note.txt")
    document = read_document.document

    assert (document.title, document.date, document.kind, document.publisher) == ("", None, None, None)
    assert document.source == "note.txt"
    assert read_document.warnings == ("date_unknown", "kind_unknown")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"Introduction.\n\n# Le [plan](https://a.exemple) #\n\n{BODY}", "Le plan"),
        (f"## Le plan\n\n{BODY}", "Le plan"),
        (f"{BODY}\n\n## Le plan\n\n{BODY}", ""),
        (f"LE PLAN : QUE FAIRE ?\n{BODY}", "LE PLAN : QUE FAIRE ?"),
        (f"\n\n**Le plan**\n\n{BODY}", "Le plan"),
        (f"COMMUNIQUÉ DE PRESSE\nParis, le 4 novembre 2024\nLe plan est voté\n{BODY}", "Le plan est voté"),
        (f"Madame, Monsieur,\n\n{BODY}", ""),
        (f"- un fonds\n- un calendrier\n\n{BODY}", ""),
        (f"{'mot ' * 60}\n\n{BODY}", ""),
        (f"```\n# rien\n```\n\n{BODY}", ""),
        (f"# C#\n\n{BODY}", "C#"),
        ("Le plan", ""),
        (f"Réseau des villes\n\nCommuniqué\n\nUn plan pour l’eau\n\n{BODY}", "Un plan pour l’eau"),
        (f"SOUS EMBARGO JUSQU’AU 3 MAI\n\nUn plan pour l’eau\n\n{BODY}", "Un plan pour l’eau"),
        (f"Monsieur le Ministre\n\nObjet : un plan pour l’eau\n\n{BODY}", "un plan pour l’eau"),
        (f"Lettre du réseau n° 12 – mars 2021\n\nL’édito\n\n{BODY}", "Lettre du réseau n° 12 – mars 2021"),
        (f"Journées de Lyon\n\nCompte rendu\n\n{BODY}", "Journées de Lyon"),
    ],
)
def test_title_comes_from_the_body(text, title):
    assert read(text).document.title == title


@pytest.mark.parametrize(
    ("identity", "date"),
    [
        ("a/2024-11-13-plan.md", "2024-11-13"),
        ("2024-11_plan.txt", "2024-11"),
        ("2024_11_plan.txt", "2024-11"),
        ("20241113 plan.txt", "2024-11-13"),
        ("2024-13-45.md", None),
        ("2024 plan.md", None),
        ("plan-2024-11-13.md", "2024-11-13"),
        ("PV_CA_2023-06-14.txt", "2023-06-14"),
        ("CP_ZFE_14-05-2024.txt", "2024-05-14"),
        ("CP finances 05.10.2021.txt", "2021-10-05"),
        ("newsletter-58-juin-2024.html.txt", "2024-06"),
        ("communique-12-novembre-2024.md", "2024-11-12"),
        ("communique-du-1er-juin-2024.md", "2024-06-01"),
        ("horizon-2030-10-mesures.md", None),
        ("rapport-2009-10.md", None),
        ("lettre_n12_mars2021.txt", "2021-03"),
        ("Courrier nov 2022.txt", "2022-11"),
        ("horizon-2030-40.md", None),
        ("note-eau-2023.md", None),
        ("piece-120241113.md", None),
        ("20241399.md", None),
        ("0024-11-13.md", None),
    ],
)
def test_date_of_the_file_name_is_deduced_with_a_warning(identity, date):
    read_document = read(BODY, identity)

    found = read_document.document.date
    assert (found.isoformat() if found else None) == date
    assert apart_from_kind(read_document.warnings) == (
        (f"date_deduced: {date} from the file name",) if date else ("date_unknown",)
    )


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("13 novembre 2024", "2024-11-13"),
        ("**Mercredi 13 novembre 2024**", "2024-11-13"),
        ("Novembre 2024", "2024-11"),
        ("13/11/2024", "2024-11-13"),
        ("Paris, le 13 novembre 2024", "2024-11-13"),
        ("Saint-Étienne, le mercredi 13 novembre 2024 – La ville vote le plan.", "2024-11-13"),
        ("Publié le 13 novembre 2024 par la rédaction", "2024-11-13"),
        ("Communiqué du 13 novembre 2024", "2024-11-13"),
        ("Communiqué de presse - 1er mars 2024", "2024-03-01"),
        ("Mis en ligne le 13/11/2024", "2024-11-13"),
        ("Paris, 13 November 2024", "2024-11-13"),
        ("Marseille, Friche la Belle de Mai, 12 mars 2025", "2025-03-12"),
        ("(adoptée par le conseil d’administration du 14 juin 2023)", "2023-06-14"),
        ("Adoptée le 14 juin 2023", "2023-06-14"),
        ("Dernière mise à jour : 3 mai 2024", "2024-05-03"),
        ("Communiqué — Paris, le 18 mars 2025", "2025-03-18"),
        ("Contribution du réseau à la mission du Sénat, 26 septembre 2019", "2019-09-26"),
        ("Position adoptée le 20 juin 2024", "2024-06-20"),
        ("Newsletter 58 – juin 2024", "2024-06"),
        ("- Salon des maires – 19 novembre 2024", None),
        ("Save the date : forum des villes – 12 juin 2025", None),
        ("Clôture des candidatures – 30 septembre 2025", None),
        ("Congrès des maires – 23 novembre 2022", "2022-11-23"),
        ("5 novembre – 7 novembre 2024", None),
        ("Bilan 2010 – 2020", None),
        ("Réunion du 13 novembre 2024", None),
        ("Paris, le 13 novembre", None),
        ("2024", None),
        ("Le plan court du 5 au 7 novembre 2024.", None),
    ],
)
def test_date_of_a_dateline_is_deduced_with_a_warning(line, date):
    read_document = read(f"Le plan de la ville\n\n{line}\n\n{BODY}")

    found = read_document.document.date
    assert (found.isoformat() if found else None) == date
    assert apart_from_kind(read_document.warnings) == (
        (f"date_deduced: {date} from the dateline",) if date else ("date_unknown",)
    )


def test_day_of_a_dateline_completes_the_month_of_the_file_name():
    assert read(f"Metz, le 12 mars 2024\n\n{BODY}", "2024-03-note.md").document.date.isoformat() == "2024-03-12"
    assert read(f"Metz, le 12 avril 2024\n\n{BODY}", "2024-03-note.md").document.date.isoformat() == "2024-03"


def test_year_that_stands_for_no_date_is_a_bad_one():
    assert read(f"---\ndate: 0001-01-01\n---\n{BODY}").document.date is None


def test_date_of_a_title_that_is_stated_is_deduced():
    assert read(f"---\ntitle: La lettre n° 12 – mars 2021\n---\n{BODY}").document.date.isoformat() == "2021-03"


def test_dateline_far_from_the_top_is_no_publication_date():
    assert read(f"{BODY * 10}\n\nParis, le 13 novembre 2024").document.date is None


@pytest.mark.parametrize("identity", ["note.md", "2024-11-13.md"])
def test_unreadable_date_is_unknown_and_not_replaced_by_a_guess(identity):
    read_document = read(f"---\ndate: 2024-13-45\n---\n{BODY}", identity)

    assert read_document.document.date is None
    assert apart_from_kind(read_document.warnings) == ("bad_date: 2024-13-45",)


@pytest.mark.parametrize("name", ["date", "published", "publication_date"])
def test_date_with_a_time_keeps_the_day_as_written(name):
    read_document = read(f"---\n{name}: 2024-11-13T23:30:00-05:00\n---\n{BODY}", "2020-01-01.md")

    assert read_document.document.date == PartialDate(2024, 11, 13)
    assert apart_from_kind(read_document.warnings) == ()


def test_date_in_the_future_is_kept_with_a_warning():
    read_document = read(f"---\ndate: 2999-01-01\n---\n{BODY}")

    assert read_document.document.date == PartialDate(2999, 1, 1)
    assert apart_from_kind(read_document.warnings) == ("date_in_future: 2999-01-01",)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("kind: Prise de position", "position"),
        ("type: Événement", "event"),
        ("kind: press release", "press-release"),
        ("kind: Lettre d'information", "newsletter"),
        ("type: Étude", "report"),
        ("kind: Courrier", "letter"),
        ("kind: discours", "speech"),
        ("kind: Autre", "other"),
        ("kind: Fiche Œuvre", "fiche-oeuvre"),
        ("title: A", None),
    ],
)
def test_kind_is_one_word_for_french_and_english_synonyms(written, kind):
    assert read(f"---\n{written}\n---\n{BODY}").document.kind == kind


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://a.exemple/b", "/plan", "file:///etc/passwd", "https://"])
def test_only_web_addresses_are_sources(address):
    read_document = read(f"---\ndate: 2024-01-01\nurl: {address}\n---\n{BODY}", "note.md")

    assert read_document.document.source == "note.md"
    assert apart_from_kind(read_document.warnings) == (f"bad_url: {address}",)


@pytest.mark.parametrize("written", ["event", "événement", "ÉVÉNEMENTS", "events"])
def test_kind_of_a_filter_is_normalised_like_the_one_of_a_document(written):
    assert normalise_kind(written) == "event"


def test_author_is_the_publisher_when_no_publisher_is_named():
    assert read(f"---\nauthor: Ville\n---\n{BODY}").document.publisher == "Ville"


@pytest.mark.parametrize(
    ("text", "language"),
    [(BODY, "fr"), ("The city votes the plan and pays for it.", "en"), (f"---\nlang: EN\n---\n{BODY}", "en")],
)
def test_language_is_the_one_written_else_the_one_of_the_body(text, language):
    assert read(text).document.language == language


def test_file_with_front_matter_only_is_kept_with_a_warning():
    read_document = read("---\ntitle: Le plan\ndate: 2024-01-01\n---\n\n")

    assert read_document.document.title == "Le plan"
    assert apart_from_kind(read_document.warnings) == ("no_body",)


@pytest.mark.parametrize("text", ["\n\n", "---\n---\n", "… !"])
def test_file_without_a_word_is_refused(text):
    with pytest.raises(UnreadableFileError) as caught:
        read(text)

    assert caught.value.code == "no_text"


def test_warnings_of_every_step_are_gathered_in_order():
    raw = "---\ntitle: A: b: c\n---\nForêt brûlée à l'été.".encode("cp1252")

    read_document = read_bytes(raw, "note.md")

    assert read_document.document.title == "A: b: c"
    assert apart_from_kind(read_document.warnings) == ("encoding_guessed: cp1252", "bad_front_matter", "date_unknown")


@pytest.mark.parametrize("signs", ["M. ", "12 ; ", ". . "])
def test_long_text_with_hardly_a_word_is_refused(signs):
    with pytest.raises(UnreadableFileError) as caught:
        extract_text(("Un titre.\n" + signs * 20_000).encode(), Limits())

    assert caught.value.code == "no_text"


def test_long_text_in_another_alphabet_is_no_lack_of_words():
    assert extract_text(("Городской совет принял бюджет. " * 2_000).encode(), Limits())
