import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.read.front_matter import FrontMatter, read_front_matter

FIELDS = ("title: ", "date = ", "a", "- ", ": ", "? ", "\n", "\r\n", "  ", "\t", "---", "...")
SIGNS = ("'", '"', "[", "]", "{", "}", "&a ", "*a", "!t ", "|\n", ">\n", "%", "@", "#", ",", "~", "<<: ")
ODDITIES = ("\\UFFFFFFFF", "\x00", "\x85", "1_0")
TOKENS = st.lists(st.sampled_from((*FIELDS, *SIGNS, *ODDITIES))).map("".join)


def body(text: str) -> str:
    return text[read_front_matter(text).body_start :]


def test_list_in_place_of_front_matter_is_body_and_said():
    text = "---\n- a\n- b\n---\n\nLe corps."

    assert read_front_matter(text) == FrontMatter({}, 0, ("front_matter_not_mapping",))


@given(st.text())
def test_arbitrary_text_never_raises(text):
    assert 0 <= read_front_matter(text).body_start <= len(text)


@given(TOKENS, st.sampled_from(["---\n", "+++\n"]))
def test_arbitrary_front_matter_never_raises(block, fence):
    text = f"{fence}{block}\n{fence}corps"

    assert 0 <= read_front_matter(text).body_start <= len(text)


def test_values_stay_as_written():
    text = "---\nTitle: 'Le plan'\ndate: 2024-09-17\nheure: 18:30\nok: no\nvide:\n---\n\nCorps"

    assert read_front_matter(text).fields == {"title": "Le plan", "date": "2024-09-17", "heure": "18:30", "ok": "no"}
    assert body(text) == "\nCorps"


@pytest.mark.parametrize(
    "text", ["\ufeff---\ntitle: A\n---\nCorps", "---\r\ntitle: A\r\n---\r\nCorps", "---\ntitle: A\n...\nCorps"]
)
def test_byte_order_mark_crlf_and_dots_do_not_hide_it(text):
    assert read_front_matter(text).fields == {"title": "A"}
    assert body(text) == "Corps"


def test_lists_are_joined_and_nested_values_left_out():
    text = "---\ntags: [ville, IA]\nimage:\n  path: a.png\nlist:\n  - [a]\ntitle: A\n---\n"

    assert read_front_matter(text) == FrontMatter({"tags": "ville, IA", "title": "A"}, len(text))


def test_toml_is_read():
    text = '+++\ntitle = "A"\ndate = 2024-01-02\ntags = ["x", "y"]\n[extra]\na = 1\n+++\nCorps'

    assert read_front_matter(text).fields == {"title": "A", "date": "2024-01-02", "tags": "x, y"}
    assert body(text) == "Corps"


def test_a_colon_in_a_title_is_rescued():
    text = '---\ntitle: Numérique : un bien commun: l\'enjeu\ndate: "2024-05-06"\n---\nCorps'

    assert read_front_matter(text) == FrontMatter(
        {"title": "Numérique : un bien commun: l'enjeu", "date": "2024-05-06"}, len(text) - 5, ("bad_front_matter",)
    )


def test_a_python_tag_is_neither_run_nor_read(tmp_path):
    target = tmp_path / "pwned"
    text = f"---\ntitle: !!python/object/apply:os.system ['touch {target}']\ndate: 2024-01-01\n---\nCorps"

    read = read_front_matter(text)

    assert read.fields == {"date": "2024-01-01"}
    assert read.warnings == ("bad_front_matter",)
    assert not target.exists()


def test_aliases_are_refused_before_they_expand():
    levels = "".join(f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    text = f"---\na: &a [x]\n{levels}title: Bombe\n---\nCorps"

    begin = time.process_time()
    read = read_front_matter(text)

    assert read.fields == {"title": "Bombe"}
    assert read.warnings == ("bad_front_matter",)
    assert time.process_time() - begin < 1


def test_the_last_of_two_values_is_kept_with_a_warning():
    read = read_front_matter("---\ntitle: A\nTitle: B\n---\n")

    assert read.fields == {"title": "B"}
    assert read.warnings == ("duplicate_key: title",)


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nTexte entre filets.\n\n---\n\nSuite.",
        "---\nLes villes demandent : un fonds\n---\nSuite.",
        "---\n---\nSuite.",
        "---\nJamais fermé.",
        "+++\nJamais fermé.",
        "Titre\n---\ntitle: A\n---\n",
        "",
    ],
)
def test_a_rule_that_opens_the_text_is_part_of_the_body(text):
    assert read_front_matter(text) == FrontMatter({}, 0, ())


def test_fields_never_closed_are_body_with_a_warning():
    assert read_front_matter("---\ntitle: A\n\nCorps") == FrontMatter({}, 0, ("front_matter_unclosed",))


def test_front_matter_over_the_limit_is_not_read():
    text = "---\ntitle: " + "x" * 70_000 + "\n---\nCorps"

    assert read_front_matter(text) == FrontMatter({}, 0, ("front_matter_unclosed",))


def test_deep_nesting_is_a_warning():
    text = "---\ntitle: " + "[" * 5_000 + "\n---\nCorps"

    assert read_front_matter(text).warnings == ("bad_front_matter",)
