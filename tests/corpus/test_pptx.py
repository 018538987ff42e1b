import zipfile
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import UnreadableFileError
from corpus.limits import Limits
from corpus.read.pptx import read_pptx

CODES = {
    "empty_file",
    "old_or_protected",
    "password_required",
    "corrupt_zip",
    "corrupt_xml",
    "not_a_pptx",
    "xml_doctype_forbidden",
    "limit_members",
    "limit_expanded_size",
    "limit_pages",
    "limit_xml_depth",
    "limit_xml_elements",
    "limit_characters",
    "no_text",
}
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
NAMESPACES = (
    f'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="{DRAWING}/main" '
    f'xmlns:r="{OFFICE}/relationships" xmlns:dgm="{DRAWING}/diagram" xmlns:c="{DRAWING}/chart" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def archive(parts):
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()


def line(text, properties=""):
    return f"<a:p><a:pPr>{properties}</a:pPr><a:r><a:t>{text}</a:t></a:r></a:p>"


def shape(*lines, role=None, hidden=0):
    """A text box, or with a role the placeholder of that type."""
    place = "" if role is None else f'<p:ph type="{role}"/>' if role else '<p:ph idx="1"/>'
    names = f'<p:nvSpPr><p:cNvPr id="2" name="x" hidden="{hidden}"/><p:nvPr>{place}</p:nvPr></p:nvSpPr>'
    return f"<p:sp>{names}<p:txBody>{''.join(lines)}</p:txBody></p:sp>"


def page(*shapes, kind="sld", attributes=""):
    return f"<p:{kind} {NAMESPACES} {attributes}><p:cSld><p:spTree>{''.join(shapes)}</p:spTree></p:cSld></p:{kind}>"


def links(**targets):
    inside = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/relationships/{kind}" Target="{target}"/>'
        for name, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'


def deck(*slides, **more):
    """A presentation whose slides are stored under other numbers than they are shown, as after a reordering."""
    count = len(slides)
    ids = "".join(f'<p:sldId id="{256 + number}" r:id="r{number}"/>' for number in range(count))
    parts = {
        "ppt/presentation.xml": f"<p:presentation {NAMESPACES}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": links(
            **{f"r{n}": ("slide", f"slides/slide{count - n}.xml") for n in range(count)}
        ),
        **{f"ppt/slides/slide{count - number}.xml": slide for number, slide in enumerate(slides)},
        **more,
    }
    return archive(parts)


def read(raw, **limits):
    (extracted,) = read_pptx(raw, Limits(**limits))
    return extracted


def pages_of(extracted):
    ends = (*extracted.pages[1:], len(extracted.text))
    return [extracted.text[start:end].strip() for start, end in zip(extracted.pages, ends, strict=True)]


def refusal(raw, **limits):
    with pytest.raises(UnreadableFileError) as caught:
        read_pptx(raw, Limits(**limits))
    return caught.value.code


def test_each_slide_is_a_page_with_its_title_first_in_the_order_of_the_presentation():
    raw = deck(
        page(shape(line("Sous-titre"), role="subTitle"), shape(line("Plaidoyer"), line("2024"), role="ctrTitle")),
        page(shape(line("Axes"), role="title"), shape(line("un"), line("deux"), line("Texte.", "<a:buNone/>"), role="")),
        page(shape(line("Boîte\u00a0: libre."), line("puce", '<a:buChar char="•"/>')), shape(line("3"), role="sldNum")),
    )

    extracted = read(raw)

    assert pages_of(extracted) == [
        "# Plaidoyer 2024\n\nSous-titre",
        "# Axes\n\n- un\n- deux\n\nTexte.",
        "Boîte\u00a0: libre.\n\n- puce",
    ]
    assert extracted.fields == {"title": "Plaidoyer 2024"}
    assert extracted.warnings == ()


def test_hidden_and_empty_slides_keep_their_page_number_and_no_text():
    raw = deck(
        page(shape(line("Un."))),
        page(shape(line("Caché.")), attributes='show="0"'),
        page(),
        page(shape(line("Quatre.")), shape(line("masqué"), hidden=1)),
    )

    extracted = read(raw)

    assert pages_of(extracted) == ["Un.", "", "", "Quatre."]
    assert extracted.pages == (0, 5, 5, 5)
    assert extracted.warnings == ("hidden_text: 1", "hidden_slides: 2", "slides_without_text: 3")


def test_a_last_slide_without_text_starts_inside_the_text():
    extracted = read(deck(page(shape(line("Un."))), page()))

    assert extracted.pages == (0, 3)


def test_speaker_notes_follow_their_slide():
    notes = page(
        shape(line("Rappeler la date."), line("Conclure."), role="body"), shape(line("1"), role="sldNum"), kind="notes"
    )
    raw = deck(
        page(shape(line("Un."))),
        page(shape(line("Deux."))),
        **{
            "ppt/slides/_rels/slide2.xml.rels": links(n=("notesSlide", "../notesSlides/n1.xml")),
            "ppt/notesSlides/n1.xml": notes,
        },
    )

    extracted = read(raw)

    assert pages_of(extracted) == ["Un.\n\n> Notes : Rappeler la date.\n\n> Conclure.", "Deux."]
    assert extracted.warnings == ("speaker_notes: 1",)


def test_tables_groups_and_line_breaks_are_read_and_merged_cells_once():
    def cell(text, merged=""):
        attributes = f'{merged}="1"' if merged else ""
        return f"<a:tc {attributes}><a:txBody>{line(text)}</a:txBody></a:tc>"

    rows = f"<a:tr>{cell('Année')}{cell('Postes')}</a:tr><a:tr>{cell('2024')}{cell('x', 'hMerge')}</a:tr>"
    table = f"<p:graphicFrame><a:graphic><a:graphicData><a:tbl>{rows}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    broken = "<a:p><a:r><a:t>Deux</a:t></a:r><a:br/><a:r><a:t>lignes.</a:t></a:r></a:p>"

    extracted = read(deck(page(f"<p:grpSp><p:grpSp>{shape(broken)}</p:grpSp></p:grpSp>", table)))

    assert extracted.text == "Deux\nlignes.\n\n| Année | Postes |\n| 2024 |"


def test_alternate_content_is_read_once():
    choice = f'<mc:Choice Requires="a14">{shape(line("Une fois."))}</mc:Choice>'
    raw = deck(
        page(f"<mc:AlternateContent>{choice}<mc:Fallback>{shape(line('Une fois.'))}</mc:Fallback></mc:AlternateContent>")
    )

    assert read(raw).text == "Une fois."


def test_a_diagram_is_a_list_read_once_and_a_chart_is_counted():
    relation = '<p:graphicFrame><dgm:relIds r:dm="d"/></p:graphicFrame>'
    data = f"<dgm:dataModel {NAMESPACES}><dgm:pt><dgm:t>{line('Écouter')}</dgm:t></dgm:pt></dgm:dataModel>"
    raw = deck(
        page(relation, relation, "<p:graphicFrame><c:chart/></p:graphicFrame>"),
        **{
            "ppt/slides/_rels/slide1.xml.rels": links(d=("diagramData", "../diagrams/data1.xml")),
            "ppt/diagrams/data1.xml": data,
        },
    )

    extracted = read(raw)

    assert extracted.text == "- Écouter"
    assert extracted.warnings == ("objects_not_read: 1",)


def test_a_slide_named_twice_is_read_once_and_a_lost_one_keeps_its_number():
    ids = '<p:sldId r:id="a"/><p:sldId r:id="a"/><p:sldId r:id="b"/><p:sldId r:id="c"/>'
    targets = {"a": ("slide", "slides/slide1.xml"), "b": ("slide", "slides/lost.xml"), "c": ("slide", "slides/slide2.xml")}
    raw = archive(
        {
            "ppt/presentation.xml": f"<p:presentation {NAMESPACES}>{ids}</p:presentation>",
            "ppt/_rels/presentation.xml.rels": links(**targets),
            "ppt/slides/slide1.xml": page(shape(line("Un."))),
            "ppt/slides/slide2.xml": page(shape(line("Trois."))),
        }
    )

    extracted = read(raw)

    assert pages_of(extracted) == ["Un.", "", "Trois."]
    assert extracted.warnings == ("slides_missing: 1",)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "empty_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_or_protected"),
        (b"texte", "not_a_pptx"),
        (b"PK\x03\x04", "corrupt_zip"),
        (archive({"x.txt": "texte"}), "not_a_pptx"),
        (archive({"ppt/presentation.xml": "<a/>"}), "not_a_pptx"),
        (deck("<p:sld"), "corrupt_xml"),
        (deck("<!DOCTYPE a><a/>"), "xml_doctype_forbidden"),
        (deck(f"<p:bg {NAMESPACES}/>"), "no_text"),
        (deck(f"<mc:AlternateContent {NAMESPACES}><mc:Choice/><mc:Choice/></mc:AlternateContent>"), "no_text"),
        (deck(page("<p:grpSp>" * 300 + "</p:grpSp>" * 300)), "limit_xml_depth"),
        (deck(page()), "no_text"),
        (deck(), "no_text"),
    ],
)
def test_what_is_no_presentation_is_refused_with_its_reason(raw, code):
    assert refusal(raw) == code


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ({"members": 2}, "limit_members"),
        ({"expanded_bytes": 900}, "limit_expanded_size"),
        ({"characters": 15}, "limit_characters"),
        ({"pages": 1}, "limit_pages"),
    ],
)
def test_a_file_over_a_limit_is_refused(limits, code):
    assert refusal(deck(page(shape(line("Dix lettres"))), page(shape(line("Dix lettres")))), **limits) == code


def test_the_deepest_group_allowed_fits_the_stack():
    assert read(deck(page("<p:grpSp>" * 190 + shape(line("Au fond.")) + "</p:grpSp>" * 190))).text == "Au fond."


SAMPLE_SLIDE = page(shape(line("Titre"), role="title"), shape(line("Texte"), role=""))
SAMPLE = deck(
    SAMPLE_SLIDE, page(shape(line("Deux"))), **{"docProps/core.xml": "<a/>", "ppt/slides/_rels/slide1.xml.rels": links()}
)
TAGS = (
    "p:sp p:txBody p:grpSp p:nvSpPr p:cNvPr p:nvPr p:ph p:graphicFrame a:tbl a:tr a:tc a:txBody a:p a:r a:t a:br mc:Choice "
    "dgm:relIds"
)
XML = st.recursive(
    st.sampled_from(("", "texte", "&#xE9;", "\u2028", "&amp", "<x:p/>", shape(line("x")))),
    lambda inner: st.builds(
        "<{0} type='{2}' hidden='{2}' r:dm='d'>{1}</{0}>".format,
        st.sampled_from(TAGS.split()),
        st.lists(inner, max_size=3).map("".join),
        st.sampled_from(("title", "body", "1", "")),
    ),
    max_leaves=12,
)


def reads_or_refuses(raw):
    try:
        first = read_pptx(raw, Limits())
    except UnreadableFileError as error:
        assert error.code in CODES, error.code
    else:
        assert first == read_pptx(raw, Limits())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255)), min_size=1, max_size=8), st.integers(0, 60))
def test_changed_and_cut_bytes_give_a_text_or_a_documented_error(changes, cut):
    raw = bytearray(SAMPLE)
    for position, value in changes:
        raw[position] = value

    reads_or_refuses(bytes(raw[: len(raw) - cut]))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_changed_bytes_of_the_xml_give_a_text_or_a_documented_error(data):
    slide = bytearray(SAMPLE_SLIDE.encode())
    for _ in range(data.draw(st.integers(1, 5))):
        slide[data.draw(st.integers(0, len(slide) - 1))] = data.draw(st.integers(0, 255))

    reads_or_refuses(deck(bytes(slide)))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.permutations(zipfile.ZipFile(BytesIO(SAMPLE)).namelist()))
def test_swapped_members_give_a_text_or_a_documented_error(names):
    with zipfile.ZipFile(BytesIO(SAMPLE)) as package:
        parts = dict(zip(names, (package.read(name) for name in package.namelist()), strict=True))

    reads_or_refuses(archive(parts))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(XML, XML)
def test_random_xml_gives_a_text_or_a_documented_error(body, notes):
    more = {"ppt/slides/_rels/slide1.xml.rels": links(d=("diagramData", "d.xml"), n=("notesSlide", "n.xml"))}

    reads_or_refuses(
        deck(page(body), **more, **{"ppt/slides/d.xml": page(notes), "ppt/slides/n.xml": page(notes, kind="notes")})
    )


@given(st.binary(max_size=300))
def test_random_bytes_are_refused(raw):
    reads_or_refuses(raw)
    reads_or_refuses(b"PK\x03\x04" + raw)
