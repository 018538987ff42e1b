import zipfile
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import UnreadableFileError
from corpus.limits import Limits
from corpus.read.odt import read_odt

CODES = {
    "empty_file",
    "old_or_protected",
    "password_required",
    "corrupt_zip",
    "corrupt_xml",
    "not_an_odt",
    "xml_doctype_forbidden",
    "limit_members",
    "limit_expanded_size",
    "limit_xml_depth",
    "limit_xml_elements",
    "limit_characters",
    "no_text",
}
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
NAMESPACES = (
    " ".join(f'xmlns:{name}="{OASIS}:{name}:1.0"' for name in ("office", "style", "text", "table", "meta"))
    + f' xmlns:draw="{OASIS}:drawing:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
STYLES = f"""<office:document-styles {NAMESPACES}><office:styles>
<style:style style:name="Title" style:family="paragraph"/>
<style:style style:name="Cache" style:family="text"><style:text-properties text:display="none"/></style:style>
</office:styles></office:document-styles>"""
AUTOMATIC = """
<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>
<style:style style:name="T1" style:family="text" style:parent-style-name="Cache"/>
<style:style style:name="T2" style:family="text" style:parent-style-name="T2"/>
"""
MIME_TYPE = "application/vnd.oasis.opendocument.text"


def archive(**parts):
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()


def content_of(body):
    return (
        f"<office:document-content {NAMESPACES}><office:automatic-styles>{AUTOMATIC}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )


def writer(body, **parts):
    return archive(mimetype=MIME_TYPE, **{"content.xml": content_of(body), "styles.xml": STYLES, **parts})


def read(raw, **limits):
    (extracted,) = read_odt(raw, Limits(**limits))
    return extracted


def refusal(raw, **limits):
    with pytest.raises(UnreadableFileError) as caught:
        read_odt(raw, Limits(**limits))
    return caught.value.code


def test_paragraphs_headings_and_lists_become_markdown_lines():
    raw = writer(
        '<text:p text:style-name="P1">Livre blanc</text:p><text:h text:outline-level="2">Détail</text:h><text:p> </text:p>'
        "<text:list><text:list-header><text:p>Il faut :</text:p></text:list-header>"
        "<text:list-item><text:p>un</text:p><text:p>suite</text:p>"
        "<text:list><text:list-item><text:p>dedans</text:p></text:list-item></text:list></text:list-item>"
        "<text:list-item><text:p>- deux</text:p></text:list-item>"
        '<text:list-item><text:h text:outline-level="12">Numéroté</text:h></text:list-item></text:list>'
    )

    extracted = read(raw)

    assert extracted.text == (
        "# Livre blanc\n\n## Détail\n\nIl faut :\n\n- un\n\nsuite\n\n- dedans\n- deux\n\n###### Numéroté"
    )
    assert extracted.fields == {"title": "Livre blanc"}


def test_spaces_breaks_and_tabs_are_characters():
    raw = writer(
        '<text:p>a<text:s text:c="3"/>b<text:tab/>c\n  d<text:line-break/>e\u00a0!<text:s text:c="999999999"/>f</text:p>'
    )

    assert read(raw).text == "a   b c d\ne\u00a0!" + " " * 100 + "f"


def test_links_spans_and_fields_are_kept_comments_not():
    raw = writer(
        "<text:p><text:a>lien</text:a> <text:span>gras <text:date>17 mai</text:date></text:span>"
        "<office:annotation><text:p>à revoir</text:p></office:annotation>.</text:p>"
    )

    assert read(raw).text == "lien gras 17 mai."


def test_a_note_follows_the_paragraph_that_calls_it():
    body = "<text:note-body><text:p>Loi.</text:p></text:note-body>"
    note = f"<text:note><text:note-citation>1</text:note-citation>{body}</text:note>"

    assert read(writer(f"<text:p>Droit{note} acquis.</text:p>")).text == "Droit acquis.\n\n> Note : Loi."


def test_text_boxes_and_shapes_follow_their_paragraph():
    raw = writer(
        "<text:p>Avant <draw:frame><draw:text-box><text:p>Boîte.</text:p></draw:text-box></draw:frame>après."
        "<draw:custom-shape><text:p>Forme.</text:p></draw:custom-shape></text:p>"
    )

    assert read(raw).text == "Avant après.\n\nBoîte.\n\nForme."


def test_table_rows_are_lines_a_covered_cell_is_not_read_and_a_nested_table_follows():
    inner = (
        "<table:table><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell>"
        "<table:table-cell><text:p>y</text:p></table:table-cell></table:table-row></table:table>"
    )
    raw = writer(
        "<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>Année</text:p></table:table-cell>"
        "<table:table-cell><text:p>Postes</text:p></table:table-cell></table:table-row></table:table-header-rows>"
        f"<table:table-row><table:table-cell><text:p>2024</text:p>{inner}</table:table-cell>"
        "<table:covered-table-cell><text:p>couvert</text:p></table:covered-table-cell></table:table-row></table:table>"
    )

    assert read(raw).text == "| Année | Postes |\n| 2024 |\n| x | y |"


def test_an_index_is_a_list_without_its_templates():
    raw = writer(
        "<text:table-of-content><text:table-of-content-source><text:index-title-template>Modèle</text:index-title-template>"
        "</text:table-of-content-source><text:index-body><text:p>Contexte<text:tab/>3</text:p></text:index-body>"
        "</text:table-of-content>"
    )

    assert read(raw).text == "- Contexte 3"


def test_hidden_and_deleted_text_is_dropped_and_each_counted():
    raw = writer(
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>retiré</text:p></text:deletion></text:changed-region>"
        "<text:changed-region><text:insertion/></text:changed-region></text:tracked-changes>"
        '<text:p>Visible<text:span text:style-name="T1"> masqué</text:span>'
        '<text:span text:style-name="T2"> montré</text:span>'
        '<text:hidden-text text:is-hidden="true"> caché</text:hidden-text><text:placeholder> ici</text:placeholder></text:p>'
        '<text:p>Sous condition<text:hidden-paragraph text:is-hidden="true"/></text:p>'
        '<text:section text:display="none"><text:p>Section</text:p></text:section>'
    )

    extracted = read(raw)

    assert extracted.text == "Visible montré"
    assert extracted.warnings == ("deleted_text: 1", "hidden_text: 4", "placeholder_text: 1", "tracked_changes: 1")


def test_properties_give_title_publisher_and_language_and_the_later_date_as_a_hint():
    meta = (
        f"<office:document-meta {NAMESPACES}><office:meta><dc:title>La médiation</dc:title>"
        "<dc:creator>Jean Dupont</dc:creator>"
        "<meta:initial-creator>Fédération des villes</meta:initial-creator><dc:language>fr-FR</dc:language>"
        "<meta:creation-date>2017-07-31T18:13:50</meta:creation-date><dc:date>2022-03-13T18:55:02</dc:date>"
        "</office:meta></office:document-meta>"
    )

    extracted = read(writer("<text:p>La médiation numérique.</text:p>", **{"meta.xml": meta}))

    assert extracted.fields == {"title": "La médiation", "publisher": "Fédération des villes", "lang": "fr-FR"}
    assert extracted.warnings == ("date_hint: 2022-03-13 from the file's properties",)


def test_the_document_type_of_an_old_manifest_does_not_matter():
    manifest = '<!DOCTYPE manifest:manifest SYSTEM "Manifest.dtd"><manifest:manifest/>'

    assert read(writer("<text:p>Texte.</text:p>", **{"META-INF/manifest.xml": manifest})).text == "Texte."


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "empty_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_or_protected"),
        (b"texte", "not_an_odt"),
        (writer("<text:p>Texte.</text:p>")[:-60], "corrupt_zip"),
        (archive(**{"x.txt": "texte"}), "not_an_odt"),
        (archive(**{"content.xml": "<a/>"}), "not_an_odt"),
        (archive(**{"content.xml": content_of(""), "mimetype": MIME_TYPE.replace("text", "spreadsheet")}), "not_an_odt"),
        (writer("", **{"META-INF/manifest.xml": "<manifest:encryption-data/>"}), "password_required"),
        (archive(**{"content.xml": "<a"}), "corrupt_xml"),
        (archive(**{"content.xml": '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'}), "xml_doctype_forbidden"),
        (writer("<text:section>" * 300 + "</text:section>" * 300), "limit_xml_depth"),
        (writer("<text:p>…</text:p>"), "no_text"),
    ],
)
def test_what_is_no_text_document_is_refused_with_its_reason(raw, code):
    assert refusal(raw) == code


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ({"members": 2}, "limit_members"),
        ({"expanded_bytes": 500}, "limit_expanded_size"),
        ({"characters": 9}, "limit_characters"),
    ],
)
def test_a_file_over_a_limit_is_refused(limits, code):
    assert refusal(writer("<text:p>Dix lettres</text:p>"), **limits) == code


def test_the_deepest_text_allowed_fits_the_stack():
    body = (
        "<text:p><draw:frame><draw:text-box>" * 60
        + "<text:p>Au fond.</text:p>"
        + "</draw:text-box></draw:frame></text:p>" * 60
    )

    assert read(writer(body)).text == "Au fond."


BODY = (
    '<text:h text:outline-level="1">Titre</text:h><text:p text:style-name="P1">Texte<text:s text:c="2"/></text:p>'
    "<text:list><text:list-item><text:p>un</text:p></text:list-item></text:list>"
)
SAMPLE = writer(BODY, **{"meta.xml": f"<office:document-meta {NAMESPACES}/>", "META-INF/manifest.xml": "<manifest/>"})
TAGS = (
    "text:p text:h text:span text:list text:list-item text:note text:note-body text:tracked-changes text:deletion text:s "
    "text:section table:table table:table-row table:table-cell draw:frame draw:text-box draw:object text:index-body"
).split()
XML = st.recursive(
    st.sampled_from(
        ("", "texte", "&#xE9;", "\u2028", '<text:s text:c="-1"/>', '<text:s text:c="99999999999"/>', "&amp", "<x:p/>")
    ),
    lambda inner: st.builds(
        "<{0} text:outline-level='{2}' text:style-name='T1'>{1}</{0}>".format,
        st.sampled_from(TAGS),
        st.lists(inner, max_size=3).map("".join),
        st.sampled_from(("1", "0", "9", "x", "")),
    ),
    max_leaves=12,
)


def reads_or_refuses(raw):
    try:
        first = read_odt(raw, Limits())
    except UnreadableFileError as error:
        assert error.code in CODES, error.code
    else:
        assert first == read_odt(raw, Limits())


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
    content = bytearray(content_of(BODY).encode())
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))

    reads_or_refuses(archive(**{"content.xml": bytes(content)}))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.permutations(zipfile.ZipFile(BytesIO(SAMPLE)).namelist()))
def test_swapped_members_give_a_text_or_a_documented_error(names):
    with zipfile.ZipFile(BytesIO(SAMPLE)) as package:
        parts = dict(zip(names, (package.read(name) for name in package.namelist()), strict=True))

    reads_or_refuses(archive(**parts))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(XML, XML)
def test_random_xml_gives_a_text_or_a_documented_error(body, styles):
    reads_or_refuses(
        writer(body, **{"styles.xml": f"<office:document-styles {NAMESPACES}>{styles}</office:document-styles>"})
    )


@given(st.binary(max_size=300))
def test_random_bytes_are_refused(raw):
    reads_or_refuses(raw)
    reads_or_refuses(b"PK\x03\x04" + raw)
