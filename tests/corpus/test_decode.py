import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UnreadableFileError
from corpus.read.decode import Decoded, decode

FRENCH = "L’État préserve la médiation numérique : « c'est l'œuvre des villes », à Nîmes.\r\nDeuxième ligne.\n"
DOS = ("Les élus préservent l'accès à la médiation numérique, déjà évaluée. " * 3).encode("cp850")
STRAIGHT = FRENCH.replace("œ", "oe")


@given(st.binary(max_size=2000))
def test_any_bytes_give_text_or_an_unreadable_file(raw):
    try:
        decoded = decode(raw)
    except UnreadableFileError as error:
        assert error.code in ("empty_file", "binary_content", "unknown_encoding")
    else:
        assert decoded.text.encode("utf-8")


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), min_size=1))
def test_utf8_keeps_every_character(text):
    assert decode(text.encode("utf-8")) == Decoded(text)


def test_newlines_and_the_byte_order_mark_of_utf8_are_kept():
    raw = b"\xef\xbb\xbfUn\r\nDeux\rTrois\n"

    assert decode(raw) == Decoded("\ufeffUn\r\nDeux\rTrois\n")


@pytest.mark.parametrize(
    ("encoding", "text", "warnings"),
    [
        ("cp1252", FRENCH, ("encoding_guessed: cp1252",)),
        ("mac_roman", FRENCH, ("encoding_guessed: mac_roman",)),
        ("latin-1", STRAIGHT.replace("’", "'"), ("encoding_guessed: cp1252",)),
        ("utf-16", FRENCH, ()),
        ("utf-32", FRENCH, ()),
        ("utf-16-le", FRENCH, ("encoding_guessed: utf-16-le",)),
        ("utf-16-be", FRENCH, ("encoding_guessed: utf-16-be",)),
    ],
)
def test_french_in_an_old_encoding_is_read_and_the_guess_told(encoding, text, warnings):
    assert decode(text.encode(encoding)) == Decoded(text, warnings)


def test_short_windows_text_whose_only_accent_is_last_is_not_taken_for_cut_utf8():
    assert decode("Un café".encode("cp1252")).text == "Un café"


def test_a_line_pasted_in_windows_encoding_is_repaired_alone():
    raw = "Été à Nîmes.\n".encode() + "Forêt brûlée.\n".encode("cp1252") + "Été à Nîmes.\n".encode()

    assert decode(raw) == Decoded("Été à Nîmes.\nForêt brûlée.\nÉté à Nîmes.\n", ("mixed_encoding: 1 line(s)",))


def test_utf8_cut_in_its_last_character_replaces_one_byte_only():
    raw = "Médiation à l'été".encode()[:-1]

    assert decode(raw) == Decoded("Médiation à l'ét\ufffd", ("bad_bytes_replaced: 1",))


def test_a_replacement_character_of_the_author_is_not_counted_as_a_fault():
    assert decode("Le caractère \ufffd existe".encode()).warnings == ()


def test_a_few_control_characters_are_counted():
    assert decode(b"Un\x00 deux\x07\n") == Decoded("Un\x00 deux\x07\n", ("control_characters: 2",))


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "empty_file"),
        (b"\x7fELF\x02\x01\x01" + bytes(50), "binary_content"),
        (b"%PDF-1.7\ntexte", "binary_content"),
        (bytes(range(32)) * 10, "binary_content"),
        (DOS, "unknown_encoding"),
    ],
)
def test_what_is_not_a_text_is_refused_by_code(raw, code):
    with pytest.raises(UnreadableFileError) as caught:
        decode(raw)

    assert caught.value.code == code
