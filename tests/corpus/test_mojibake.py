"""Texts whose accents were once decoded in the wrong encoding and saved so."""

import pytest

from corpus.read.decode import decode

TEXT = "L’État soutient la médiation numérique, où qu’elle soit : à Nîmes, à Orléans… « déjà ».\n"


def garbled(text, times=1):
    for _ in range(times):
        text = "".join(
            bytes((byte,)).decode("cp1252") if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte)
            for byte in text.encode("utf-8")
        )
    return text


@pytest.mark.parametrize("times", [1, 2])
def test_garbled_accents_are_repaired_and_said(times):
    decoded = decode(garbled(TEXT, times).encode("utf-8"))

    assert decoded.text == TEXT
    assert decoded.warnings == ("mojibake_repaired",)


def test_only_the_garbled_words_are_changed():
    text = f"Un mot juste : été.\n{garbled('Une ligne où tout est abîmé : médiation.')}\n"

    assert decode(text.encode("utf-8")).text == "Un mot juste : été.\nUne ligne où tout est abîmé : médiation.\n"


@pytest.mark.parametrize("text", [TEXT, "Le signe Ã© dit que l’été fut mal décodé.", "SÃO PAULO, JOSÉ Ã\n"])
def test_text_that_is_not_clearly_garbled_is_unaltered(text):
    decoded = decode(text.encode("utf-8"))

    assert decoded.text == text
    assert decoded.warnings == ()
