import zipfile
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import UnreadableFileError
from corpus.limits import Limits
from corpus.plain import plain
from corpus.read.docx import read_docx

CODES = {
    "empty_file",
    "old_or_protected",
    "password_required",
    "corrupt_zip",
    "corrupt_xml",
    "not_a_docx",
    "xml_doctype_forbidden",
    "limit_members",
    "limit_expanded_size",
    "limit_xml_depth",
    "limit_xml_elements",
    "limit_characters",
    "no_text",
}
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
NAMESPACES = (
    f'xmlns:w="{WORD}" xmlns:r="{OFFICE}/relationships" xmlns:m="{OFFICE}/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
STYLES = f"""<w:styles {NAMESPACES}>
<w:style w:styleId="Titre"><w:name w:val="Title"/></w:style>
<w:style w:styleId="Titre1"><w:name w:val="heading 1"/></w:style>
<w:style w:styleId="Titre2"><w:name w:val="Heading 2"/></w:style>
<w:style w:styleId="Maison"><w:name w:val="Inter maison"/><w:basedOn w:val="Titre2"/></w:style>
<w:style w:styleId="Plan"><w:name w:val="Plan"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
<w:style w:styleId="Puce"><w:name w:val="Puce"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
<w:style w:styleId="TM1"><w:name w:val="toc 1"/></w:style>
<w:style w:styleId="Cache"><w:name w:val="Cache"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:styleId="Boucle1"><w:name w:val="Boucle"/><w:basedOn w:val="Boucle2"/></w:style>
<w:style w:styleId="Boucle2"><w:name w:val="Boucle"/><w:basedOn w:val="Boucle1"/></w:style>
</w:styles>"""


def archive(**parts):
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()


def word(body, **parts):
    main = f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"
    return archive(**{"[Content_Types].xml": "<Types/>", "word/document.xml": main, "word/styles.xml": STYLES, **parts})


def run(text, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs, style="", properties=""):
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{''.join(runs)}</w:p>"


def read(raw, **limits):
    (extracted,) = read_docx(raw, Limits(**limits))
    return extracted


def refusal(raw, **limits):
    with pytest.raises(UnreadableFileError) as caught:
        read_docx(raw, Limits(**limits))
    return caught.value.code


def test_paragraphs_headings_and_lists_become_markdown_lines():
    raw = word(
        paragraph(run("Livre blanc"), style="Titre")
        + paragraph(run("Contexte"), style="Titre1")
        + paragraph(run("Un "), run("paragraphe."))
        + paragraph(run("Détail"), style="Maison")
        + paragraph(run("Plus bas"), style="Plan")
        + paragraph(run("un"), style="Puce")
        + paragraph(run("deux"), properties='<w:numPr><w:numId w:val="1"/></w:numPr>')
        + paragraph(run("pas une puce"), style="Puce", properties='<w:numPr><w:numId w:val="0"/></w:numPr>')
        + paragraph(run("Fin."), style="Boucle1")
    )

    extracted = read(raw)

    assert extracted.text == (
        "# Livre blanc\n\n# Contexte\n\nUn paragraphe.\n\n## Détail\n\n### Plus bas\n\n- un\n- deux\n\npas une puce\n\nFin."
    )
    assert extracted.fields == {"title": "Livre blanc"}
    assert extracted.warnings == ()


def test_a_title_over_two_paragraphs_is_one_title():
    raw = word(paragraph(run("Rapport"), style="Titre") + paragraph(run("2024"), style="Titre") + paragraph(run("Texte")))

    assert read(raw).fields["title"] == "Rapport 2024"


def test_no_break_spaces_stay_and_control_characters_go():
    raw = word(paragraph(run("« Oui\u00a0»\u0085fin\u009b\u202f!")))

    assert read(raw).text == "« Oui\u00a0»\nfin\u202f!"


def test_breaks_tabs_and_hyphens_of_word_are_characters():
    line = "<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>rendez</w:t><w:noBreakHyphen/><w:t>vous</w:t></w:r>"

    assert read(word(paragraph(line))).text == "a\nb rendez-vous"


def test_table_rows_are_lines_and_a_nested_table_follows_the_row_that_holds_it():
    def cell(content):
        return f"<w:tc>{content}</w:tc>"

    inner = f"<w:tbl><w:tr>{cell(paragraph(run('x')))}{cell(paragraph(run('y')))}</w:tr></w:tbl>"
    outer = (
        f"<w:tbl><w:tr>{cell(paragraph(run('Année')))}{cell(paragraph(run('Postes')))}</w:tr>"
        f"<w:tr>{cell(paragraph(run('2024')) + inner)}{cell(paragraph(run('3')) + paragraph(run('600')))}</w:tr></w:tbl>"
    )

    assert read(word(outer)).text == "| Année | Postes |\n| 2024 | 3 600 |\n| x | y |"


def test_a_frame_of_one_cell_is_read_as_the_text_it_holds():
    raw = word(
        f"<w:tbl><w:tr><w:tc>{paragraph(run('Encadré'), style='Titre1')}{paragraph(run('Texte.'))}</w:tc></w:tr></w:tbl>"
    )

    assert read(raw).text == "# Encadré\n\nTexte."


def test_a_note_follows_the_paragraph_that_calls_it_once():
    call = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    notes = (
        f'<w:footnotes {NAMESPACES}><w:footnote w:id="0" w:type="separator">{paragraph(run("rien"))}</w:footnote>'
        f'<w:footnote w:id="2">{paragraph(run("Loi de 2016."), call)}</w:footnote></w:footnotes>'
    )
    raw = word(
        paragraph(run("Droit"), call, run(" acquis.")) + paragraph(run("Suite."), call), **{"word/footnotes.xml": notes}
    )

    assert read(raw).text == "Droit acquis.\n\n> Note : Loi de 2016.\n\nSuite."


def test_a_text_box_is_read_once_after_its_paragraph():
    box = f"<w:txbxContent>{paragraph(run('Dans la boîte.'))}</w:txbxContent>"
    drawing = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )

    assert read(word(paragraph(run("Avant "), drawing, run("après.")))).text == "Avant après.\n\nDans la boîte."


def test_hidden_and_deleted_text_is_dropped_and_inserted_text_kept_each_counted():
    raw = word(
        paragraph(
            run("Visible"),
            run(" masqué", "<w:vanish/>"),
            run(" montré", '<w:vanish w:val="0"/>'),
            run(" caché", '<w:rStyle w:val="Cache"/>'),
            f"<w:ins>{run(' ajouté')}</w:ins><w:del><w:r><w:delText> retiré</w:delText></w:r></w:del>",
            f"<w:moveFrom>{run(' parti')}</w:moveFrom>",
        )
        + paragraph(run("Style caché"), style="Cache")
    )

    extracted = read(raw)

    assert extracted.text == "Visible montré ajouté"
    assert extracted.warnings == ("deleted_text: 2", "hidden_text: 3", "tracked_changes: 1")


def test_results_of_fields_links_and_content_controls_are_kept_their_codes_and_placeholders_not():
    def mark(kind):
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    raw = word(
        f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph(run('Contrôle.'))}</w:sdtContent></w:sdt>"
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{paragraph(run('Cliquez ici'))}</w:sdtContent></w:sdt>"
        + paragraph(
            f'<w:hyperlink r:id="x">{run("lien")}</w:hyperlink><w:fldSimple>{run(" simple")}</w:fldSimple>',
            f"{mark('begin')}<w:r><w:instrText>IF </w:instrText></w:r>{run('code')}",
            f"{mark('separate')}{run(' résultat')}{mark('end')}",
        )
    )

    extracted = read(raw)

    assert extracted.text == "Contrôle.\n\nlien simple résultat"
    assert extracted.warnings == ("placeholder_text: 1",)


def test_a_table_of_contents_is_a_list_and_not_headings():
    assert read(word(paragraph(run("Contexte\t3"), style="TM1"))).text == "- Contexte 3"


def test_a_diagram_is_a_list():
    relation = f'<Relationship Id="r1" Type="{OFFICE}/relationships/diagramData" Target="diagrams/data1.xml"/>'
    links = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relation}</Relationships>'
    line = "<a:p><a:r><a:t>Écouter</a:t></a:r></a:p>"
    points = f"<dgm:dataModel {NAMESPACES}><dgm:pt><dgm:t>{line}</dgm:t></dgm:pt></dgm:dataModel>"
    raw = word(
        paragraph(run("Étapes :"), '<w:r><w:drawing><dgm:relIds r:dm="r1"/></w:drawing></w:r>'),
        **{"word/_rels/document.xml.rels": links, "word/diagrams/data1.xml": points},
    )

    assert read(raw).text == "Étapes :\n\n- Écouter"


def test_the_strict_edition_under_another_part_name_is_read():
    strict = "http://purl.oclc.org/ooxml"
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{strict}/officeDocument/relationships/officeDocument" Target="Texte/Corps.xml"/>'
        "</Relationships>"
    )
    body = "<x:body><x:p><x:r><x:t>Strict.</x:t></x:r></x:p></x:body>"
    main = f'<x:document xmlns:x="{strict}/wordprocessingml/main">{body}</x:document>'

    assert read(archive(**{"_rels/.rels": links, "texte/corps.xml": main})).text == "Strict."


CORE = (
    '<cp:coreProperties xmlns:cp="urn:x" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
    "<dc:title>{title}</dc:title><dc:creator>{creator}</dc:creator><dc:language>fr-FR</dc:language>"
    "<dcterms:created>2024-09-17T10:00:00Z</dcterms:created><dcterms:modified>2013-12-23T23:15:00Z</dcterms:modified>"
    "</cp:coreProperties>"
)


@pytest.mark.parametrize(
    ("title", "creator", "fields"),
    [
        ("La médiation numérique", "France urbaine", {"title": "La médiation numérique", "publisher": "France urbaine"}),
        ("Microsoft Word - note.docx", "Jean Dupont", {}),
        ("Budget prévisionnel 2019", "admin", {}),
    ],
)
def test_properties_are_believed_only_when_they_fit(title, creator, fields):
    core = CORE.format(title=title, creator=creator)

    extracted = read(word(paragraph(run("Notre médiation numérique.")), **{"docProps/core.xml": core}))

    assert extracted.fields == {**fields, "lang": "fr-FR"}
    assert extracted.warnings == ("date_hint: 2024-09-17 from the file's properties",)


@pytest.mark.parametrize(
    ("company", "publisher"), [("Adullact", "Adullact"), ("Hewlett-Packard Company", None), ("-", None)]
)
def test_the_company_is_the_publisher_unless_it_made_the_computer(company, publisher):
    app = f'<Properties xmlns="{OFFICE}/extended-properties"><Company>{company}</Company></Properties>'

    extracted = read(word(paragraph(run("Texte.")), **{"docProps/app.xml": app}))

    assert extracted.fields.get("publisher") == publisher


def test_broken_properties_cost_only_themselves():
    extracted = read(word(paragraph(run("Texte.")), **{"docProps/core.xml": "<a>"}))

    assert (extracted.text, extracted.warnings) == ("Texte.", ("bad_properties: docProps/core.xml",))


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "empty_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_or_protected"),
        (b"%PDF-1.7", "not_a_docx"),
        (b"PK\x03\x04 cut", "corrupt_zip"),
        (archive(**{"x.txt": "texte"}), "not_a_docx"),
        (archive(**{"word/document.xml": "<html><body/></html>"}), "not_a_docx"),
        (archive(**{"word/document.xml": "<a><b></a>"}), "corrupt_xml"),
        (archive(**{"word/document.xml": '<?xml version="1.0" encoding="klingon"?><a/>'}), "corrupt_xml"),
        (archive(**{"word/document.xml": '<?xml version="1.0" encoding="utf-7"?><a/>'}), "corrupt_xml"),
        (archive(**{"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "xml_doctype_forbidden"),
        (word("<w:p>" * 300 + "</w:p>" * 300), "limit_xml_depth"),
        (word(paragraph(run("  \u00a0 …"))), "no_text"),
    ],
)
def test_what_is_no_word_document_is_refused_with_its_reason(raw, code):
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
    assert refusal(word(paragraph(run("Dix lettres"))), **limits) == code


def test_an_encrypted_member_asks_for_a_password():
    raw = bytearray(word(paragraph(run("Texte."))))
    raw[raw.rindex(b"PK\x01\x02") + 8] |= 1

    assert refusal(bytes(raw)) == "password_required"


def test_a_directory_of_too_many_entries_is_refused_before_it_is_read():
    assert refusal(b"PK\x03\x04" + b"PK\x01\x02" * 60_000) == "limit_members"


def test_too_many_elements_are_refused(monkeypatch):
    monkeypatch.setattr("corpus.read.zipped._ELEMENTS", 50)

    assert refusal(word("<w:p/>" * 60)) == "limit_xml_elements"


def test_one_endless_tag_is_refused_in_linear_time():
    assert refusal(word(f'<w:p w:val="{"a" * 20_000_000}"/>')) == "limit_expanded_size"


def test_the_deepest_text_allowed_fits_the_stack():
    boxes = 60
    body = "<w:p><w:r><w:txbxContent>" * boxes + paragraph(run("Au fond.")) + "</w:txbxContent></w:r></w:p>" * boxes

    assert read(word(body)).text == "Au fond."


def test_a_chain_of_notes_ends_at_the_first():
    def note(number):
        content = paragraph(run(f"note {number}"), f'<w:r><w:footnoteReference w:id="{number + 1}"/></w:r>')
        return f'<w:footnote w:id="{number}">{content}</w:footnote>'

    notes = f"<w:footnotes {NAMESPACES}>{''.join(map(note, range(2000)))}</w:footnotes>"
    raw = word(paragraph(run("Texte."), '<w:r><w:footnoteReference w:id="0"/></w:r>'), **{"word/footnotes.xml": notes})

    assert read(raw).text == "Texte.\n\n> Note : note 0"


SAMPLE_NOTE = f'<w:footnote w:id="1">{paragraph(run("Note"))}</w:footnote>'
SAMPLE = word(
    paragraph(run("Titre"), style="Titre1")
    + paragraph(run("Texte"), '<w:r><w:footnoteReference w:id="1"/></w:r>', '<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    + f"<w:tbl><w:tr><w:tc>{paragraph(run('a'))}</w:tc><w:tc>{paragraph(run('b'))}</w:tc></w:tr></w:tbl>",
    **{
        "word/footnotes.xml": f"<w:footnotes {NAMESPACES}>{SAMPLE_NOTE}</w:footnotes>",
        "docProps/core.xml": CORE.format(title="Titre", creator="Association"),
    },
)
TAGS = (
    "p r t tbl tr tc sdt sdtContent del ins fldChar footnoteReference txbxContent pPr rPr vanish numPr style name br sym"
).split()
XML = st.recursive(
    st.sampled_from(("", "texte", "&#xE9;", "\u2028", "<w:br/>", '<w:outlineLvl w:val="99999999999"/>', "&amp", "<w:p>")),
    lambda inner: st.builds(
        "<w:{0} w:id='1'>{1}</w:{0}>".format, st.sampled_from(TAGS), st.lists(inner, max_size=3).map("".join)
    ),
    max_leaves=12,
)


def reads_or_refuses(raw):
    try:
        first = read_docx(raw, Limits())
    except UnreadableFileError as error:
        assert error.code in CODES, error.code
    else:
        assert first == read_docx(raw, Limits())


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
    with zipfile.ZipFile(BytesIO(SAMPLE)) as package:
        parts = {name: bytearray(package.read(name)) for name in package.namelist()}
    for _ in range(data.draw(st.integers(1, 5))):
        part = parts[data.draw(st.sampled_from(sorted(parts)))]
        part[data.draw(st.integers(0, len(part) - 1))] = data.draw(st.integers(0, 255))

    reads_or_refuses(archive(**{name: bytes(part) for name, part in parts.items()}))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.permutations(zipfile.ZipFile(BytesIO(SAMPLE)).namelist()))
def test_swapped_members_give_a_text_or_a_documented_error(names):
    with zipfile.ZipFile(BytesIO(SAMPLE)) as package:
        parts = dict(zip(names, (package.read(name) for name in package.namelist()), strict=True))

    reads_or_refuses(archive(**parts))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(XML, XML)
def test_random_xml_gives_a_text_or_a_documented_error(body, styles):
    notes = f"<w:footnotes {NAMESPACES}>{body}</w:footnotes>"

    reads_or_refuses(
        word(body, **{"word/styles.xml": f"<w:styles {NAMESPACES}>{styles}</w:styles>", "word/footnotes.xml": notes})
    )


@given(st.binary(max_size=300))
def test_random_bytes_are_refused(raw):
    reads_or_refuses(raw)
    reads_or_refuses(b"PK\x03\x04" + raw)


def test_raised_digits_are_the_call_of_a_note_or_a_power():
    raised = '<w:vertAlign w:val="superscript"/>'
    runs = [run("Avant 1975"), run("1", raised), run(", 30 m"), run("2", raised), run(" au XXI"), run("e", raised), run(".")]

    text = read(word(paragraph(*runs))).text

    assert text == "Avant 1975[^1], 30 m² au XXIe."
    assert plain(text) == "Avant 1975, 30 m² au XXIe."
