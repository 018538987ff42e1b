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


@pytest.mark.parametrize("charset", ['"idna"', '"punycode"', '"unicode_escape"', '"a\0b"', '"base64"', '"utf-7"'])
def test_charset_that_is_none_of_a_text_is_guessed(charset):
    raw = f"From: a@b.c\r\nContent-Type: text/plain; charset={charset}\r\n\r\nRéunion des élus \\ud800 de la métropole.\r\n"

    ((found,), _) = read_eml(raw.encode(), Limits())

    assert found.text == "Réunion des élus \\ud800 de la métropole."
    assert found.warnings[0].startswith("charset_mismatch")


def test_charset_in_extended_notation_is_guessed():
    raw = "From: a@b.c\r\nContent-Type: text/plain; charset*=klingon''utf-8\r\n\r\nRéunion des élus.\r\n"

    ((found,), _) = read_eml(raw.encode(), Limits())

    assert found.text == "Réunion des élus."


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_subject_written_without_encoding_is_read(encoding):
    raw = "From: a@ville.exemple\r\nSubject: Réunion des élus\r\n\r\nLe texte.\r\n".encode(encoding)

    ((found,), _) = read_eml(raw, Limits())

    assert found.fields["title"] == "Réunion des élus"


@pytest.mark.parametrize("start", [b"\xef\xbb\xbf", b"From a@b.c Tue Sep 17 08:30:00 2024\n"])
def test_mark_or_mailbox_line_before_the_headers_is_passed_over(start):
    ((found,), _) = read_eml(start + bytes(mail()), Limits())

    assert found.fields["title"] == "Médiation : la position des villes"


@pytest.mark.parametrize("name", ["transfert.eml", None])
def test_mail_inside_a_mail_is_a_document_of_its_own(name):
    message = mail()
    message.add_attachment(mail("La note du mois de mai.\n", Subject="La note"), **({"filename": name} if name else {}))

    letter, inner = read_mail(bytes(message), Limits())

    assert letter.text == TEXT.strip()
    assert inner.text == "La note du mois de mai."
    assert inner.fields["title"] == "La note"
    assert inner.name == (name or "attachment.eml")


def test_mails_nested_without_end_are_refused():
    raw = b"From: a@b.c\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 400 + b"Subject: x\r\n\r\nTexte.\r\n"

    with pytest.raises(UnreadableFileError) as caught:
        read_mail(raw, Limits())

    assert caught.value.code == "limit_depth"


def test_mail_that_only_carries_attachments_gives_these():
    message = mail("\n")
    message.add_attachment("# Annexe\n\nLa liste des lieux.", filename="annexe.md")

    (annex,) = read_mail(bytes(message), Limits())

    assert annex.text.strip() == "# Annexe\n\nLa liste des lieux."
    assert "attachments_only" in annex.warnings


def test_attachments_of_one_name_are_two_documents():
    message = mail()
    for number in (1, 2):
        message.add_attachment(f"La liste numéro {number}.", filename="annexe.md")

    names = [document.name for document in read_mail(bytes(message), Limits())]

    assert names == ["", "annexe.md", "annexe (2).md"]


def test_attachment_without_name_is_read_by_its_type():
    message = mail()
    message.add_attachment("La liste des lieux.", subtype="markdown", disposition="attachment")

    _, annex = read_mail(bytes(message), Limits())

    assert annex.name == "attachment.md"


def test_body_that_has_a_name_is_the_body():
    message = mail()
    message.replace_header("Content-Type", 'text/plain; charset="utf-8"; name="message.txt"')

    ((found,), attachments) = read_eml(bytes(message), Limits())

    assert found.text == TEXT.strip()
    assert attachments == []


def test_image_shown_in_the_text_is_no_lost_attachment():
    message = mail()
    message.add_related(b"\x89PNG", "image", "png", cid="<logo>", filename="image001.png", disposition="inline")

    (letter,) = read_mail(bytes(message), Limits())

    assert letter.warnings == ()


def test_subject_in_no_known_encoding_stays_as_written():
    raw = "From: a@b.c\r\nSubject: =?utf-é8?q?R=C3=A9union?=\r\n\r\nLe texte.\r\n".encode()

    ((found,), _) = read_eml(raw, Limits())

    assert found.fields["title"] == "=?utf-é8?q?R=C3=A9union?="


@pytest.mark.parametrize(("page", "read_as_page"), [("<p>" + 3 * TEXT + "</p>", True), ("<p>Bonjour.</p>", False)])
def test_page_is_read_when_the_plain_text_only_says_where_it_is(page, read_as_page):
    message = mail("Consultez cette lettre en ligne : https://exemple.fr/89\n")
    message.add_alternative(f"<html><body>{page}</body></html>", subtype="html")

    ((found,), _) = read_eml(bytes(message), Limits())

    assert ("financement pérenne" in found.text) is read_as_page
    assert ("Consultez" in found.text) is not read_as_page
