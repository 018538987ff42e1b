"""Tables: a row becomes a paragraph that names its columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UnreadableFileError
from corpus.limits import Limits
from corpus.read.csv_rows import read_csv_rows


def read(text, limits=None):
    (found,) = read_csv_rows(text.encode("utf-8"), limits or Limits())
    return found.text


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_each_row_says_its_columns(delimiter):
    table = "Événement;Lieu;Date\nSmart City Expo;Barcelone;5 novembre 2024\nForum urbain;Le Caire;\n".replace(
        ";", delimiter
    )

    assert read(table) == (
        "Événement : Smart City Expo ; Lieu : Barcelone ; Date : 5 novembre 2024.\n\nÉvénement : Forum urbain ; Lieu : Le Caire."
    )


def test_formula_stays_text():
    assert read("a,b\n=1+1,@x\n") == "a : =1+1 ; b : @x."


@pytest.mark.parametrize(
    ("table", "limits", "code"),
    [
        ("a,b\n", None, "no_text"),
        ("a,b\n\0,x\n", None, "corrupt_csv"),
        ("a,b\n" + "x,y\n" * 11, Limits(rows=10), "limit_rows"),
        ('a,b\n"' + "x" * 1_100_000 + '",y\n', None, "corrupt_csv"),
    ],
)
def test_table_that_cannot_be_read_is_refused(table, limits, code):
    with pytest.raises(UnreadableFileError) as caught:
        read(table, limits)

    assert caught.value.code == code


@given(st.text(max_size=300))
def test_any_text_is_a_table_or_is_refused(text):
    try:
        assert isinstance(read("colonne\n" + text), str)
    except UnreadableFileError as error:
        assert error.code


def test_line_break_inside_a_cell_is_a_space():
    assert read('Titre;Lieu\n"Réunion\ndes élus";Lyon\n') == "Titre : Réunion des élus ; Lieu : Lyon."


def test_line_that_tells_a_spreadsheet_the_separator_is_no_row():
    assert read("sep=;\nTitre;Lieu\nForum;Lyon\n") == "Titre : Forum ; Lieu : Lyon."


def test_old_line_separators_inside_a_cell_end_no_row():
    assert read("Titre;Lieu\nRéunion\x85des\u2028élus;Lyon\n") == "Titre : Réunion des élus ; Lieu : Lyon."
