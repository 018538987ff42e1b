"""Files are read in processes of their own: one that dies or stalls costs its file alone."""

import os

import pytest

from corpus.limits import Limits
from corpus.sandbox import Sandbox, SandboxError

RECURSIVE_PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Resources<</XObject<</F 4 0 R>>>>/Contents 5 0 R>>endobj
4 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 200 200]/Resources<</XObject<</F 4 0 R>>>>/Length 16>>stream
/F Do /F Do /F Do
endstream endobj
5 0 obj<</Length 5>>stream
/F Do
endstream endobj
trailer<</Root 1 0 R/Size 6>>
"""


DEFAULT = Limits()


def read(folder, limits=DEFAULT, **contents):
    """Write ``contents`` (name with __ for the point) and return the outcome of each, in order."""
    files = []
    for name, raw in contents.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(raw)
        files.append((os.fsencode(path), path.suffix))
    return list(Sandbox(limits, processes=1).read_all(files))


def test_outcomes_come_in_the_order_of_the_files(tmp_path):
    outcomes = read(tmp_path, b__txt=b"La ville vote.", a__md=b"# Plan\n\nLa ville agit.", c__txt=b"Elle finance.")

    assert [outcome.documents[0].text for outcome in outcomes] == [
        "La ville vote.",
        "# Plan\n\nLa ville agit.",
        "Elle finance.",
    ]


def test_file_that_kills_its_reader_costs_that_file_alone(tmp_path):
    outcomes = read(tmp_path, Limits(seconds=3), a__pdf=RECURSIVE_PDF, b__txt=b"La ville vote.")

    assert outcomes[0].error.code in ("limit_memory_or_crash", "limit_time")
    assert outcomes[1].documents[0].text == "La ville vote."


def test_file_over_the_size_limit_is_refused_with_both_sizes(tmp_path):
    (outcome,) = read(tmp_path, Limits(bytes=10), a__txt=b"La ville vote.")

    assert outcome.error.code == "too_large"
    assert "14 bytes, corpus.max_file_bytes allows 10" in str(outcome.error)


def test_link_that_appears_after_the_walk_is_not_followed(tmp_path):
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "a.txt").symlink_to(tmp_path / "secret")

    (outcome,) = Sandbox(Limits()).read_all([(os.fsencode(tmp_path / "a.txt"), ".txt")])

    assert outcome.error.code == "unreadable"


def test_pipe_does_not_block(tmp_path):
    os.mkfifo(tmp_path / "a.txt")

    (outcome,) = Sandbox(Limits()).read_all([(os.fsencode(tmp_path / "a.txt"), ".txt")])

    assert outcome.error.code == "empty_file"


def test_process_that_cannot_start_is_our_error_and_not_that_of_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.executable", "/bin/false")

    with pytest.raises(SandboxError, match=r"the reading process cannot start .* corpus\.max_memory_bytes"):
        read(tmp_path, a__txt=b"La ville vote.")


def test_file_that_takes_too_much_memory_is_refused(tmp_path):
    large = Limits(bytes=1 << 30, memory_bytes=200 << 20)

    outcomes = read(tmp_path, large, a__txt=b"mot " * 30_000_000, b__txt=b"La ville vote.")

    assert outcomes[0].error.code in ("limit_memory", "limit_memory_or_crash")
    assert outcomes[1].documents[0].text == "La ville vote."


@pytest.mark.parametrize(
    ("name", "raw", "code"),
    [
        ("a__pdf", b"<!doctype html><html><body>La ville</body></html>", "type_mismatch"),
        ("a__docx", b"%PDF-1.4 la ville", "type_mismatch"),
        ("a__txt", b"\x89PNG\r\n\x1a\n", "type_mismatch"),
        ("a__docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "type_mismatch"),
        ("a__md", b"", "empty_file"),
    ],
)
def test_content_that_disagrees_with_the_suffix_is_refused(tmp_path, name, raw, code):
    (outcome,) = read(tmp_path, **{name: raw})

    assert outcome.error.code == code
