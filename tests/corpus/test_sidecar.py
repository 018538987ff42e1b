"""A file documents.csv at the root states what the documents do not say themselves."""

import pytest

from corpus.dates import PartialDate
from corpus.errors import CorpusError
from corpus.intake import SkippedFile, read_files, stated_fields, walk
from corpus.settings import Settings
from corpus.sidecar import read_sidecar


def test_sidecar_wins_over_the_front_matter(tmp_path):
    (tmp_path / "a.md").write_text("---\ntitle: Ancien\ndate: 2020\nkind: letter\n---\n\nLa ville vote le plan.")
    (tmp_path / "documents.csv").write_text("path;title;date\na.md;Nouveau;2024-11-13\n")
    found, skipped = walk([tmp_path])

    (read,) = next(read_files(found, stated_fields(found, [tmp_path]), Settings())).documents

    document = read.document
    assert (document.title, document.date, document.kind) == ("Nouveau", PartialDate(2024, 11, 13), "letter")
    assert document.date_from == "sidecar"
    assert skipped == [SkippedFile("documents.csv", "sidecar", "it states titles and dates of the other files")]


def test_empty_cell_states_nothing(tmp_path):
    (tmp_path / "documents.csv").write_text("path,title,publisher\na.md,,Ville\n")

    assert read_sidecar(tmp_path) == {"a.md": {"publisher": "Ville"}}


def test_unknown_column_is_refused(tmp_path):
    (tmp_path / "documents.csv").write_text("path,titre\na.md,Plan\n")

    with pytest.raises(CorpusError, match=r"must have the columns path and any of title, date, kind"):
        read_sidecar(tmp_path)


def test_folder_without_sidecar_states_nothing(tmp_path):
    assert read_sidecar(tmp_path) == {}
