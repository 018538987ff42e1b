import os
import unicodedata
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.intake import FoundFile, SkippedFile, Stated, read_files, walk
from corpus.settings import Settings


def write(path: Path, text: str = "La ville vote le plan.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def skipped_codes(root: Path) -> dict[str, str]:
    return {row.path: row.code for row in walk([root])[1]}


def test_files_of_all_folders_are_found_in_the_order_of_their_ids(tmp_path):
    for name in ("b.md", "a/z.txt", "a/b/c.MD", "a.txt", "nom avec espaces & é (1).txt"):
        write(tmp_path / name)

    found, skipped = walk([tmp_path])

    assert [file.id for file in found] == ["a.txt", "a/b/c.MD", "a/z.txt", "b.md", "nom avec espaces & é (1).txt"]
    assert found[1] == FoundFile("a/b/c.MD", tmp_path / "a/b/c.MD")
    assert skipped == []


def test_id_is_in_nfc_whatever_the_name_on_disk(tmp_path):
    write(tmp_path / unicodedata.normalize("NFD", "été.txt"))

    found, _ = walk([tmp_path])

    assert [file.id for file in found] == [unicodedata.normalize("NFC", "été.txt")]
    (read,) = next(read_files(found, Stated({}), Settings())).documents
    assert read.document.text == "La ville vote le plan."


def test_name_that_is_not_utf8_is_shown_and_still_read(tmp_path):
    path = os.fsencode(tmp_path) + b"/latin1_\xe9.txt"
    try:
        Path(os.fsdecode(path)).write_text("La ville vote.", encoding="utf-8")
    except OSError:
        pytest.skip("this file system refuses names that are not UTF-8")

    found, _ = walk([tmp_path])

    assert [file.id for file in found] == ["latin1_\\xe9.txt"]
    (read,) = next(read_files(found, Stated({}), Settings())).documents
    assert read.document.id == "latin1_\\xe9.txt"


def test_links_are_never_followed(tmp_path):
    outside = write(tmp_path / "outside/secret.txt")
    root = tmp_path / "root"
    write(root / "a.txt")
    (root / "link.txt").symlink_to(outside)
    (root / "broken.txt").symlink_to("nowhere")
    (root / "loop").symlink_to(root)

    assert [file.id for file in walk([root])[0]] == ["a.txt"]
    assert skipped_codes(root) == {"link.txt": "symlink", "broken.txt": "symlink", "loop": "symlink"}


def test_pipes_are_not_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")

    assert skipped_codes(tmp_path) == {"pipe.txt": "not_a_file"}


def test_hidden_and_system_files_are_told_and_a_hidden_folder_is_one_row(tmp_path):
    for name in (".DS_Store", "~$note.md", "Thumbs.db", ".git/config", ".git/a.md", "a/.b.txt"):
        write(tmp_path / name)

    assert walk([tmp_path])[0] == []
    assert skipped_codes(tmp_path) == dict.fromkeys([".DS_Store", "~$note.md", "Thumbs.db", ".git", "a/.b.txt"], "hidden")


def test_unknown_suffix_says_what_to_do_with_the_file(tmp_path):
    write(tmp_path / "a.doc")
    write(tmp_path / "b.xyz")
    write(tmp_path / "sans")
    known = ".csv, .docx, .eml, .htm, .html, .md, .mhtml, .odt, .pdf, .pptx, .txt, .xhtml"

    assert walk([tmp_path])[1] == [
        SkippedFile(
            "a.doc",
            "unsupported_format",
            ".doc files are not read; save it as .docx, for example: soffice --headless --convert-to docx FILE",
        ),
        SkippedFile("b.xyz", "unsupported_format", f".xyz files are not read; the formats that are read are {known}"),
        SkippedFile(
            "sans", "unsupported_format", f"a file without suffix is not read; the formats that are read are {known}"
        ),
    ]


def test_folder_named_like_a_file_is_walked(tmp_path):
    write(tmp_path / "dossier.md/a.md")

    assert [file.id for file in walk([tmp_path])[0]] == ["dossier.md/a.md"]


def test_same_path_under_two_roots_keeps_the_first_and_names_both(tmp_path):
    first, second = write(tmp_path / "one/a.md"), write(tmp_path / "two/a.md")

    found, skipped = walk([tmp_path / "one", tmp_path / "two"])

    assert found == [FoundFile("a.md", first)]
    assert [(row.path, row.code) for row in skipped] == [("a.md", "path_collision")]
    assert str(first) in skipped[0].message
    assert str(second) in skipped[0].message


def test_folder_that_cannot_be_listed_is_a_row_and_the_rest_is_found(tmp_path, monkeypatch):
    write(tmp_path / "a.md")
    write(tmp_path / "closed/b.md")
    scandir = os.scandir

    def refuse(folder):
        if Path(folder).name == "closed":
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refuse)
    found, skipped = walk([tmp_path])

    assert [file.id for file in found] == ["a.md"]
    assert skipped == [
        SkippedFile("closed", "unreadable", "Permission denied; check that the folder may be read"),
    ]


def test_missing_root_names_the_next_command(tmp_path):
    with pytest.raises(CorpusError) as caught:
        walk([tmp_path / "none"])

    assert str(caught.value) == (
        f"the corpus folder '{tmp_path}/none' does not exist; create it or name another one: "
        "plaidoyer rebuild --documents DIR"
    )


def test_root_that_is_a_file_is_refused(tmp_path):
    with pytest.raises(CorpusError, match=r"a\.md' is not a folder"):
        walk([write(tmp_path / "a.md")])


@pytest.mark.parametrize(("limit", "code"), [(22, None), (21, "too_large")])
def test_file_over_the_limit_is_not_read(tmp_path, limit, code):
    found = FoundFile("a.md", write(tmp_path / "a.md"))

    error = next(read_files([found], Stated({}), Settings(max_file_bytes=limit))).error

    assert (error and error.code) == code


def test_file_that_vanished_is_unreadable(tmp_path):
    error = next(read_files([FoundFile("a.md", tmp_path / "a.md")], Stated({}), Settings())).error

    assert error.code == "unreadable"
