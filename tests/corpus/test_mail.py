"""Mails, their attachments and saved pages."""

from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.attachments import read_mail
from corpus.errors import UnreadableFileError
from corpus.limits import Limits
from corpus.read.mail import Attachment, read_eml, read_mhtml

TEXT = "Le réseau des villes demande un financement pérenne de la médiation numérique.\n"


def mail(text=TEXT, **headers):
    message = EmailMessage()
    message["From"] = "Service presse <presse@reseau-villes.exemple>"
    message["Subject"] = "Médiation : la position des villes"
    message["Date"] = "Tue, 17 Sep 2024 08:30:00 +0200"
    for name, value in headers.items():
        del message[name]
        message[name] = value
    message.set_content(text)
    return message


def test_mail_gives_its_text_subject_date_and_domain():
    ((found,), attachments) = read_eml(bytes(mail()), Limits())

    assert found.text == TEXT.strip()
    assert found.fields == {
        "title": "Médiation : la position des villes",
        "publisher": "reseau-villes.exemple",
        "date": "2024-09-17",
    }
    assert attachments == []


def test_personal_address_names_no_organisation():
    ((found,), _) = read_eml(bytes(mail(From="Une personne <une.personne@gmail.com>")), Limits())

    assert "publisher" not in found.fields


def test_attachment_is_a_document_of_its_own():
    message = mail()
    message.add_attachment("# Annexe\n\nLa liste des lieux.", filename="annexe.md")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png")

    letter, annex = read_mail(bytes(message), Limits())

    assert annex.name == "annexe.md"
    assert annex.text.strip() == "# Annexe\n\nLa liste des lieux."
    assert letter.warnings == ("attachment_skipped: logo.png",)


def test_attachment_that_cannot_be_read_is_a_warning_of_the_mail():
    message = mail()
    message.add_attachment(b"not a pdf", maintype="application", subtype="pdf", filename="rapport.pdf")

    (letter,) = read_mail(bytes(message), Limits())

    assert letter.warnings == ("attachment_unreadable: rapport.pdf (type_mismatch)",)


def test_name_of_an_attachment_loses_its_folders():
    message = mail()
    message.add_attachment("Texte.", filename="../../etc/note.txt")

    (_, attachments) = read_eml(bytes(message), Limits())

    assert [attachment.name for attachment in attachments] == ["note.txt"]
    assert isinstance(attachments[0], Attachment)


def test_unknown_charset_is_guessed_and_said():
    raw = b"From: a@b.c\r\nSubject: x\r\nContent-Type: text/plain; charset=klingon\r\n\r\nR\xe9union des \xe9lus de la m\xe9tropole.\r\n"

    ((found,), _) = read_eml(raw, Limits())

    assert found.text == "Réunion des élus de la métropole."
    assert found.warnings == ("charset_mismatch: the mail says klingon", "encoding_guessed: cp1252")


def test_parts_nested_too_deeply_are_refused():
    head = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (number, number) for number in range(80)
    )

    with pytest.raises(UnreadableFileError) as caught:
        read_eml(b"From: a@b.c\r\n" + head + b"\r\nTexte.", Limits())

    assert caught.value.code == "limit_depth"


def test_text_without_headers_is_no_mail():
    with pytest.raises(UnreadableFileError) as caught:
        read_eml(b"Bonjour, voici la note.", Limits())

    assert caught.value.code == "not_an_email"


def test_saved_page_is_read_as_a_page():
    page = "".join(
        f"<p>La ville de Lyon ouvre le lieu numéro {number} pour ses habitants en 2024.</p>" for number in range(9)
    )
    raw = f"From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body>{page}</body></html>"

    (found,) = read_mhtml(raw.encode(), Limits())

    assert "La ville de Lyon ouvre le lieu numéro 8" in found.text


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_mutated_mail_is_read_or_refused(data):
    message = mail()
    message.add_attachment("# Annexe", filename="annexe.md")
    raw = bytes(message)
    position = data.draw(st.integers(0, len(raw)))
    mutated = raw[:position] + data.draw(st.binary(max_size=30)) + raw[position + data.draw(st.integers(0, 200)) :]

    try:
        documents = read_mail(mutated, Limits())
    except UnreadableFileError as error:
        assert error.code
    else:
        assert documents
