"""Damaged files of every format are read or refused by the documented error, through the entry that the reading process uses."""

import io
import zipfile
from email.message import EmailMessage

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import UnreadableFileError
from corpus.formats import FORMATS, read_bytes
from corpus.limits import Limits

LINE = "Le réseau des villes demande un financement pérenne de la médiation numérique.\n"
PAGE = (
    f"<!doctype html><html lang='fr'><head><title>Note</title></head><body><main>{f'<p>{LINE}</p>' * 4}</main></body></html>"
)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE, TEXT = (f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "text"))
PARTS = {
    ".docx": {
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>{LINE}</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p>'
        "<w:r><w:t>Lyon</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>"
    },
    ".odt": {
        "content.xml": f'<office:document-content xmlns:office="{OFFICE}" xmlns:text="{TEXT}"><office:body><office:text>'
        f'<text:h text:outline-level="1">Note</text:h><text:p>{LINE}</text:p></office:text></office:body></office:document-content>'
    },
    ".pptx": {
        "ppt/presentation.xml": f'<p:presentation xmlns:p="{P}" xmlns:r="{R}"><p:sldIdLst><p:sldId id="256" r:id="rId1"/>'
        "</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": f'<Relationships xmlns="{LINKS}"><Relationship Id="rId1" Type="{R}/slide" '
        'Target="slides/slide1.xml"/></Relationships>',
        "ppt/slides/slide1.xml": f'<p:sld xmlns:p="{P}" xmlns:a="{A}"><p:cSld><p:spTree><p:sp><p:txBody><a:p><a:r><a:t>{LINE}'
        "</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>",
    },
}
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length 66>>stream\nBT /F 12 Tf 50 700 Td (Le texte de la note sur les villes et leur budget) Tj ET\nendstream endobj\n"
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def mail():
    message = EmailMessage()
    message["From"], message["Subject"], message["Date"] = "a@ville.exemple", "Médiation", "Tue, 17 Sep 2024 08:30:00 +0200"
    message.set_content(LINE, cte="8bit")
    inner = EmailMessage()
    inner["Subject"] = "La note"
    inner.set_content(LINE)
    message.add_attachment(f"# Annexe\n\n{LINE}", filename="annexe.md")
    message.add_attachment(inner)
    return bytes(message)


def archive(parts):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in parts.items():
            opened.writestr(name, content)
    return target.getvalue()


SEEDS = {
    ".txt": LINE.encode() * 2,
    ".md": f"---\ntitle: La note\ndate: 2024-09-17\n---\n\n# La note\n\n{LINE}".encode(),
    ".html": PAGE.encode(),
    ".mhtml": f"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n{PAGE}".encode(),
    ".pdf": PDF,
    ".eml": mail(),
    ".csv": 'Titre;Lieu\n"Forum urbain";Lyon\n"Réunion\ndes élus";Nantes\n'.encode(),
    **{suffix: archive(parts) for suffix, parts in PARTS.items()},
}
WORDS = (b"<", b">", b'"', b"\0", b"\r", b"=?", b"&#xD800;", b"\xff\xfe", b"\xed\xa0\x80", b"charset=", b"<!DOCTYPE a>")


@st.composite
def mutated(draw, raw):
    """Return ``raw`` after one to six flips, cuts, insertions and repetitions."""
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(raw)))
        end = min(len(raw), start + draw(st.sampled_from((0, 1, 5, 40, 300))))
        kind = draw(st.sampled_from(("flip", "cut", "truncate", "insert", "repeat")))
        if kind == "flip" and start < len(raw):
            raw = raw[:start] + bytes((raw[start] ^ 1 << draw(st.integers(0, 7)),)) + raw[start + 1 :]
        elif kind == "cut":
            raw = raw[:start] + raw[end:]
        elif kind == "truncate" and draw(st.booleans()):
            raw = raw[:start]
        elif kind == "insert":
            raw = raw[:start] + draw(st.sampled_from(WORDS) | st.binary(max_size=8)) + raw[start:]
        elif kind == "repeat":
            raw = raw[:end] + raw[start:end] * draw(st.sampled_from((1, 3, 60))) + raw[end:]
    return raw


def check(raw, suffix):
    """Read ``raw``; fail when another error than the documented one comes out, or what is read is not as typed."""
    try:
        documents = read_bytes(raw, suffix, Limits())
    except UnreadableFileError as error:
        assert error.code
        return
    assert documents
    for document in documents:
        assert 0 <= document.body_start <= len(document.text)
        assert list(document.pages) == sorted(document.pages)
        assert all(0 <= start <= len(document.text) for start in document.pages)
        for words in (document.text, document.name, *document.fields, *document.fields.values(), *document.warnings):
            words.encode("utf-8")  # a lone surrogate could not be stored


bounded = settings(
    max_examples=120, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)


@pytest.mark.parametrize("suffix", sorted(SEEDS))
def test_seed_is_read(suffix):
    assert "ill" in read_bytes(SEEDS[suffix], suffix, Limits())[0].text or suffix == ".csv"


def test_every_format_is_damaged_here():
    assert set(FORMATS) - set(SEEDS) == {".htm", ".xhtml"}


@pytest.mark.parametrize("suffix", sorted(SEEDS))
@bounded
@given(data=st.data())
def test_damaged_file_is_read_or_refused(suffix, data):
    check(data.draw(mutated(SEEDS[suffix])), suffix)


@pytest.mark.parametrize("suffix", sorted(PARTS))
@bounded
@given(data=st.data())
def test_damaged_part_of_an_archive_is_read_or_refused(suffix, data):
    name = data.draw(st.sampled_from(sorted(PARTS[suffix])))

    check(archive({**PARTS[suffix], name: data.draw(mutated(PARTS[suffix][name].encode()))}), suffix)
