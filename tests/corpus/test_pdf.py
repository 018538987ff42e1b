import hashlib
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import UnreadableFileError
from corpus.limits import Limits
from corpus.read.pdf import read_pdf
from corpus.read.pdf_characters import clean
from corpus.sentences import sentence_spans

ROOT = Path(__file__).parents[2]
CODES = {"not_a_pdf", "password_required", "corrupt_pdf", "pdf_no_text", "limit_pages", "limit_characters"}
DEATHS = {-signal.SIGABRT, -signal.SIGKILL, -signal.SIGXCPU, -signal.SIGTRAP}
IMAGE = "q 600 0 0 800 0 0 cm /Im0 Do Q"
RUBBISH = "&RQVHLOOHUVQXP RXYHUWXUHGHVGRQQ RXDUWLVDQDO"
PROSE = [
    "La communauté urbaine ouvre quatre lieux de médiation numérique",
    "dans les quartiers où la fibre est arrivée la dernière. Chaque lieu",
    "reçoit deux conseillers formés, et un budget pour trois ans.",
]


def show(text, x, y, size=10):
    """Draw one line of text in Windows-1252."""
    escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /F0 {size} Tf 1 0 0 1 {x} {y} Tm ({escaped}) Tj ET"


def column(lines, x=50, top=700, size=10, leading=12):
    return "\n".join(show(line, x, top - leading * number, size) for number, line in enumerate(lines))


def pdf(*pages, page_entries="", **info):
    """Return a PDF of one content stream a page, with an image named Im0 at hand."""
    count = len(pages)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {count} /Kids [{' '.join(f'{6 + 2 * n} 0 R' for n in range(count))}] >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\n"
        b"stream\n\x80\nendstream",
        ("<< " + " ".join(f"/{key} ({value})" for key, value in info.items()) + " >>").encode("cp1252"),
    ]
    for number, content in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] {page_entries} /Contents {7 + 2 * number} 0 R "
            "/Resources << /Font << /F0 3 0 R >> /XObject << /Im0 4 0 R >> >> >>".encode()
        )
        stream = content.encode("cp1252")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    return assemble(objects, "/Info 5 0 R")


def assemble(objects, trailer):
    raw, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(raw))
        raw += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\n"
    return raw + end.encode() + b"startxref\n%d\n%%%%EOF\n" % len(raw)


def rc4(key, message):
    state, j, out = list(range(256)), 0, bytearray()
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    for byte in message:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def protected_pdf(user_password):
    """Return a PDF encrypted by the standard handler, revision 2, whose page says "Texte public"."""
    padding = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
    user, owner, identity = (user_password + padding)[:32], (b"maitre" + padding)[:32], b"0123456789abcdef"
    owner_entry = rc4(hashlib.md5(owner).digest()[:5], user)
    key = hashlib.md5(user + owner_entry + (2**32 - 44).to_bytes(4, "little") + identity).digest()[:5]
    stream = rc4(hashlib.md5(key + b"\x05\0\0\0\0").digest()[:10], show("Texte public du rapport", 50, 700).encode())
    protection = f"<< /Filter /Standard /V 1 /R 2 /P -44 /O <{owner_entry.hex()}> /U <{rc4(key, padding).hex()}> >>".encode()
    return assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count 1 /Kids [4 0 R] >>",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 5 0 R "
            b"/Resources << /Font << /F0 3 0 R >> >> >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
            protection,
        ],
        f"/Encrypt 6 0 R /ID [<{identity.hex()}> <{identity.hex()}>]",
    )


def read(raw, **limits):
    [extracted] = read_pdf(raw, Limits(**limits))
    return extracted


def refusal(raw, **limits):
    with pytest.raises(UnreadableFileError) as raised:
        read_pdf(raw, Limits(**limits))
    return raised.value


def test_each_page_starts_where_its_number_says():
    extracted = read(pdf(show("Une page", 50, 700), IMAGE, show("Trois pages", 50, 700)))

    assert extracted.text == "Une page\n\nTrois pages"
    assert extracted.pages == (0, 10, 10)


def test_a_last_page_without_text_starts_at_the_end():
    extracted = read(pdf(show("Une page", 50, 700), IMAGE))

    assert extracted.pages == (0, 8)


def test_the_lines_of_a_paragraph_are_joined_and_its_sentences_are_whole():
    text = read(pdf(column(PROSE))).text

    assert [text[start:end] for start, end in sentence_spans(text, 0, len(text))] == [
        "La communauté urbaine ouvre quatre lieux de médiation numérique "
        "dans les quartiers où la fibre est arrivée la dernière.",
        "Chaque lieu reçoit deux conseillers formés, et un budget pour trois ans.",
    ]


def test_a_gap_between_two_lines_is_a_paragraph():
    text = read(pdf(column(PROSE) + "\n" + column(PROSE, top=640))).text

    assert text == " ".join(PROSE) + "\n\n" + " ".join(PROSE)


def test_an_indented_line_after_a_sentence_is_a_paragraph():
    text = read(pdf(column(PROSE) + "\n" + show("Un autre sujet vient ici, avec son alinéa.", 65, 664))).text

    assert text == " ".join(PROSE) + "\n\nUn autre sujet vient ici, avec son alinéa."


def test_the_items_of_a_list_keep_their_lines():
    text = read(pdf(column(["Nous demandons :", "- un financement garanti ;", "- un calendrier public."]))).text

    assert text == "Nous demandons :\n- un financement garanti ;\n- un calendrier public."


def test_names_under_each_other_are_no_paragraph():
    names = ["Florence Blazy (Systematic)", "Jean-Louis Cissé (ATF)", "Benoît Dardelet (MEAE)"]

    text = read(pdf(column(PROSE) + "\n" + column(names, top=640))).text

    assert text.splitlines()[2:] == names


def test_a_sentence_goes_on_in_the_next_column():
    narrow = ["Les villes rappellent que l'expérimentation", "ne remplace pas un cadre juridique, stable"]

    text = read(pdf(column(narrow, top=700) + "\n" + column(["et respectueux du règlement européen."], x=320, top=750))).text

    assert text == " ".join(narrow) + " et respectueux du règlement européen."


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Le plan vise le dévelop-", "pement des usages."], "Le plan vise le développement des usages."),
        (["Le porte-parole est venu. Le porte-", "parole a parlé."], "Le porte-parole est venu. Le porte-parole a parlé."),
        (["Cela peut surprendre. Que peut-", "il faire ?"], "Cela peut surprendre. Que peut-il faire ?"),
        (["Le réseau sous le pont : le sous-", "réseau."], "Le réseau sous le pont : le sous-réseau."),
        (["Voir la forge Open-", "Xchange."], "Voir la forge Open-Xchange."),
        (["Le plan couvre 2024-", "2025 en entier."], "Le plan couvre 2024-2025 en entier."),
        (
            ["Voir https://exemple.fr/rapport-", "annuel pour la suite."],
            "Voir https://exemple.fr/rapport-annuel pour la suite.",
        ),
        (
            ["Voir https://exemple.fr/rapports/", "annuels pour la suite."],
            "Voir https://exemple.fr/rapports/annuels pour la suite.",
        ),
    ],
)
def test_a_hyphen_at_a_line_end_goes_unless_it_belongs_to_the_word(lines, expected):
    assert read(pdf(column(lines))).text == expected


def test_small_raised_digits_are_the_call_of_a_note_or_a_power():
    raised, lowered = "/F0 6 Tf 4 Ts ({}) Tj /F0 10 Tf 0 Ts", "/F0 6 Tf -3 Ts ({}) Tj /F0 10 Tf 0 Ts"
    shown = (
        f"(Avant 1975) Tj {raised.format(1)} (, 30 m) Tj {raised.format(2)} (au XXI) Tj {raised.format('e')} (en 450 CO) Tj"
    )

    text = read(pdf(f"BT /F0 10 Tf 1 0 0 1 50 700 Tm {shown} {lowered.format(2)} (.) Tj ET")).text

    assert text.replace(" ", "") == "Avant1975[^1],30m²auXXIeen450CO2."


def test_larger_lines_become_one_heading():
    heading = column(["Un dispositif efficace,", "fragilisé par la baisse"], top=700, size=16, leading=19)

    text = read(pdf(heading + "\n" + column(PROSE, top=650))).text

    assert text == "## Un dispositif efficace, fragilisé par la baisse\n\n" + " ".join(PROSE)


@pytest.mark.parametrize("large", ["le 2 octobre 2024", "2 octobre 2024", "Une phrase entière."])
def test_a_large_date_or_sentence_is_no_heading(large):
    text = read(pdf(show(large, 50, 700, 14) + "\n" + column(PROSE, top=650))).text

    assert text.startswith(large + "\n\nLa communauté")


def test_headers_and_footers_of_most_pages_are_removed_and_the_title_kept():
    pages = [
        "\n".join((show("Rapport annuel", 50, 780), show(text, 50, 600), show(f"Page {number} sur 3", 50, 30)))
        for number, text in enumerate(PROSE, 1)
    ]

    extracted = read(pdf(show("Rapport annuel", 50, 740, 18) + pages[0], *pages[1:]))

    assert extracted.text == "\n\n".join(["## Rapport annuel", *PROSE])
    assert extracted.fields == {"title": "Rapport annuel"}


def test_lines_at_the_edge_that_differ_by_more_than_a_page_number_are_facts():
    costs, pages = (51, 8, 120), []
    for number, (text, cost) in enumerate(zip(PROSE, costs, strict=True), 1):
        lines = (show(f"Proposition n° {number}", 50, 780, 18), show(text, 50, 600), show(f"Cout : {cost} millions", 50, 30))
        pages.append("\n".join(lines))

    text = read(pdf(*pages)).text

    assert [f"Cout : {cost} millions" in text for cost in costs] == [True] * 3
    assert [f"Proposition n° {number}" in text for number in (1, 2, 3)] == [True] * 3


def test_copies_of_one_page_are_kept():
    assert read(pdf(*[column(PROSE)] * 3)).text == "\n\n".join([" ".join(PROSE)] * 3)


def test_two_pages_keep_their_headers():
    page = show("Rapport annuel", 50, 780) + "\n" + column(PROSE)

    assert read(pdf(page, page)).text.count("Rapport annuel") == 2


def test_invisible_and_rotated_text_is_read():
    upright = "\n".join(
        show(line, 100 + 12 * number, 50).replace("1 0 0 1", "0 1 -1 0") for number, line in enumerate(PROSE)
    )

    extracted = read(pdf("3 Tr " + upright, page_entries="/Rotate 90"))

    assert extracted.text == " ".join(PROSE)


def test_pages_that_are_images_are_a_scan():
    error = refusal(pdf(IMAGE, IMAGE))

    assert error.code == "pdf_no_text"
    assert str(error) == "scan, no text: 2 of 2 pages are images; run OCR on the file and save it again"


def test_a_scan_with_a_stamp_on_it_is_still_a_scan():
    assert refusal(pdf(IMAGE + "\n" + show("Page 1", 10, 10))).code == "pdf_no_text"


def test_blank_pages_are_no_scan():
    assert str(refusal(pdf("", ""))).startswith("no text on its 2 pages")


def test_pages_without_text_are_named():
    assert read(pdf(column(PROSE), IMAGE, IMAGE)).warnings == ("pages_without_text: 2, 3",)


def test_pages_that_cannot_be_loaded_are_named():
    raw = pdf(column(PROSE), column(PROSE)).replace(b"/Kids [6 0 R 8 0 R]", b"/Kids [6 0 R 99 0 R]")

    assert read(raw).warnings == ("pages_unreadable: 2",)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"<html><body>Une page</body></html>", "not_a_pdf"),
        (b"", "not_a_pdf"),
        (b"%PDF-1.4\n", "corrupt_pdf"),
        (pdf(column(PROSE))[:300], "corrupt_pdf"),
        (protected_pdf(b"secret"), "password_required"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(raw, code):
    assert refusal(raw).code == code


def test_a_file_that_only_its_author_may_change_is_read():
    extracted = read(protected_pdf(b""))

    assert extracted.text == "Texte public du rapport"
    assert [warning.split(":")[0] for warning in extracted.warnings] == ["restricted"]


def test_a_file_without_its_end_is_read_with_a_warning():
    raw = pdf(column(PROSE))

    extracted = read(raw[: raw.index(b"xref")] + b"trailer\n<< /Root 1 0 R >>\n")

    assert extracted.text == " ".join(PROSE)
    assert extracted.warnings == ("damaged_file: the end of the file is missing",)


def test_more_pages_or_characters_than_the_limits_are_refused():
    raw = pdf(column(PROSE), column(PROSE))

    assert refusal(raw, pages=1).code == "limit_pages"
    assert refusal(raw, characters=200).code == "limit_characters"
    assert read(raw, pages=2, characters=1_000).pages == (0, 194)


def test_some_words_that_are_none_give_a_warning():
    extracted = read(pdf(column([*PROSE, "kilom£tre d©velopper m¤diation num¬rique"])))

    assert extracted.warnings == (
        "low_quality_text: 19% of the text is no French or English word, 47% of the letters are vowels",
    )


def test_a_text_of_words_that_are_none_is_refused():
    assert refusal(pdf(column([RUBBISH] * 10))).code == "corrupt_pdf"


def test_acronyms_names_and_addresses_are_words():
    lines = ["La DGFiP et la CNAM, via FranceConnect, LibreOffice, l'ANSSI et l'AP-HP (n° 12)"] * 3
    addresses = ["Écrire à contact@exemple.fr ou https://exemple.fr/a1b2c3d4e5f6 avant 2025"] * 3

    assert read(pdf(column(lines + addresses))).warnings == ()


def test_the_title_of_the_metadata_is_kept():
    extracted = read(pdf(column(PROSE), Title="Médiation numérique : nos propositions"))

    assert extracted.fields == {"title": "Médiation numérique : nos propositions"}
    assert extracted.provenance == "file metadata"


@pytest.mark.parametrize(
    "junk",
    [
        "Microsoft Word - 02_Tester le service.docx",
        "Convention 2024.odt",
        "SScanEmail22012814261",
        "untitled",
        "Sans titre",
        "Présentation PowerPoint",
        "Document1",
        "KMBT_C224-20220128",
        "note_de_position_2024",
        "https://exemple.fr/note",
        "2024",
    ],
)
def test_a_title_that_a_program_filled_in_gives_way_to_the_largest_words_of_page_one(junk):
    shown = show("Année 2022", 50, 760, 20) + "\n" + show("Nos propositions pour la ville", 50, 720, 16)

    extracted = read(pdf(shown + "\n" + column(PROSE, top=660), Title=junk))

    assert extracted.fields == {"title": "Nos propositions pour la ville"}


def test_the_title_on_page_one_beats_a_running_header_in_the_metadata():
    footer = "Synthèse de la rencontre - Licence ouverte - Janvier 2022"
    pages = [show("La forge commune", 50, 740, 24), *PROSE]
    pages = [page if "BT" in page else show(page, 50, 600) for page in pages]

    extracted = read(pdf(*(f"{page}\n{show(footer, 50, 20)}" for page in pages), Title=footer))

    assert extracted.fields == {"title": "La forge commune"}


def test_a_title_that_is_not_on_page_one_gives_way_to_the_largest_words_there():
    page = show("La forge commune", 50, 740, 24) + "\n" + column(PROSE)

    assert read(pdf(page, Title="Modèle de convention vierge")).fields == {"title": "La forge commune"}


def test_the_box_at_the_foot_of_page_one_is_no_title():
    page = "\n".join((show("La forge commune", 50, 740, 24), column(PROSE), show("Où nous contacter ?", 50, 60, 14)))

    assert read(pdf(page, Title="Où nous contacter ?")).fields == {"title": "La forge commune"}


def test_a_title_smaller_than_the_name_above_it_is_kept():
    page = "\n".join(
        (show("Conseil de la ville", 50, 760, 24), show("Nos propositions", 50, 700, 14), column(PROSE, top=640))
    )

    assert read(pdf(page, Title="Nos propositions")).fields == {"title": "Nos propositions"}


def test_a_letterhead_as_large_as_the_title_is_no_title():
    letterhead = column(
        ["Direction de la", "politique numérique", "et des territoires"], x=420, top=780, size=14, leading=20
    )
    sections = show("Rappel des missions de chacune des parties", 50, 300, 14)
    page = "\n".join((letterhead, show("Convention de la forge", 150, 640, 14), column(PROSE, top=600), sections))

    assert read(pdf(page + "\n" + column(PROSE, top=250))).fields == {"title": "Convention de la forge"}


def test_a_text_of_one_size_has_no_title():
    assert read(pdf(column(PROSE))).fields == {}


@pytest.mark.parametrize(
    ("written", "warnings"),
    [("D:20221123101500+01'00'", ("date_hint: 2022-11-23 from the PDF's metadata",)), ("D:20221399", ()), ("hier", ())],
)
def test_the_day_of_the_export_is_only_a_hint(written, warnings):
    extracted = read(pdf(column(PROSE), CreationDate=written))

    assert extracted.warnings == warnings
    assert "date" not in extracted.fields


def test_the_same_file_gives_the_same_text():
    raw = pdf(column(PROSE), show("Titre", 50, 700, 20) + "\n" + column(PROSE, top=650))

    assert read(raw) == read(raw)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("l’e\ufb03cacit\u0065\u0301 \ufb01nale", "l’efficacité finale"),
        ("a\x00b\x07c\u200bd\u00ade", "abcde"),
        ("\uf0b7 un\u00a0point", "• un point"),
        ("1.2 Constats.............................4", "1.2 Constats... 4"),
        ("con\ufffe", "con-"),
        ("\ud800 seul", "seul"),
    ],
)
def test_characters_are_those_a_reader_sees(written, shown):
    assert clean(written) == shown


CHILD = """
import json, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))
resource.setrlimit(resource.RLIMIT_CPU, (15, 16))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
sys.path.insert(0, sys.argv[1])
from corpus.errors import UnreadableFileError
from corpus.limits import Limits
from corpus.read.pdf import read_pdf
for line in sys.stdin:
    try:
        [extracted] = read_pdf(bytes.fromhex(line), Limits())
        starts = [*extracted.pages, len(extracted.text)]
        extracted.text.encode("utf-8")
        assert starts == sorted(starts) and starts[0] == 0, starts
        code = "read"
    except (UnreadableFileError, MemoryError) as error:
        code = getattr(error, "code", "memory")
    print(json.dumps(code), flush=True)
"""


class Child:
    """A process that reads PDFs under limits, started again when it dies of one."""

    def __init__(self):
        self.process = None

    def outcome(self, raw):
        if self.process is None:
            command = [sys.executable, "-c", CHILD, str(ROOT)]
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdin.write(raw.hex() + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if answer:
            return json.loads(answer)
        return self.close()

    def close(self):
        process, self.process = self.process, None
        if process is None:
            return None
        process.communicate()
        return process.returncode


@pytest.fixture(scope="module")
def child():
    child = Child()
    yield child
    child.close()


SEEDS = (
    pdf(column(PROSE), IMAGE, show("Un titre", 50, 700, 20), Title="Un rapport", CreationDate="D:20221123"),
    protected_pdf(b""),
)


@st.composite
def damaged_pdfs(draw):
    raw = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, max(0, len(raw) - 1)))
        damage = draw(st.sampled_from(("flip", "insert", "cut", "truncate", "repeat")))
        if damage == "flip" and raw:
            raw[place] ^= 1 << draw(st.integers(0, 7))
        elif damage == "insert":
            raw[place:place] = draw(st.one_of(st.binary(max_size=20), st.sampled_from((b"99999999", b"<<", b"[", b"-1 "))))
        elif damage == "cut":
            del raw[place : place + draw(st.integers(1, 40))]
        elif damage == "repeat":
            raw[place:place] = raw[place : place + draw(st.integers(1, 200))]
        elif draw(st.booleans()):
            del raw[place:]
    return bytes(raw)


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(raw=damaged_pdfs())
def test_a_damaged_file_is_read_or_refused_for_a_documented_reason(child, raw):
    assert child.outcome(raw) in CODES | DEATHS | {"read", "memory"}
