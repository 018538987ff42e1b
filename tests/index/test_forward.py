from pathlib import Path

import pytest

from index.forward import Forward, ForwardWriter

PASSAGES = (["ville", "vote", "ville"], [], ["médiation", "numérique", "ville"], ["a"])


def write(path: Path, width: int, passages=PASSAGES) -> Forward:
    with ForwardWriter(path, width) as writer:
        for words in passages:
            writer.add(words)
    return Forward(path, width)


@pytest.fixture(params=[4, 8])
def forward(request, tmp_path) -> Forward:
    return write(tmp_path / "words.forward", request.param)


def test_passage_weighs_what_the_words_it_holds_weigh(forward):
    weighed = forward.weigh(["numérique", "ville", "absente"], [4, 2, 1], [0, 1, 2, 3])

    assert weighed.tolist() == [2, 0, 6, 0]


def test_passages_come_in_the_order_asked_for(forward):
    assert forward.weigh(["ville", "a"], [1, 5], [3, 0, 1]).tolist() == [5, 1, 0]


def test_word_that_begins_or_ends_another_is_not_that_word(forward):
    assert forward.weigh(["villes", "vill", "média", "b"], [1, 1, 1, 1], [0, 1, 2, 3]).tolist() == [0, 0, 0, 0]


def test_every_passage_has_a_list(forward):
    assert len(forward) == len(PASSAGES)


def test_words_of_many_passages_are_those_that_were_written(tmp_path):
    passages = [[f"{row:04d}", f"{row % 7:04d}", "tous"] for row in range(3_000)]

    forward = write(tmp_path / "words.forward", 4, passages)

    assert forward.weigh(["0003"], [1], range(3_000)).tolist() == [float(row % 7 == 3) for row in range(3_000)]
    assert forward.weigh(["1999", "tous"], [1, 2], [1_998, 1_999, 2_999]).tolist() == [2, 3, 2]


def test_nothing_written_opens_and_holds_nothing(tmp_path):
    forward = write(tmp_path / "words.forward", 8, [])

    assert (len(forward), forward.weigh(["ville"], [1], []).tolist()) == (0, [])


def test_failed_writing_closes_the_file_and_leaves_the_error(tmp_path):
    with pytest.raises(MemoryError), ForwardWriter(tmp_path / "words.forward", 8) as writer:
        writer.add(["ville"])
        raise MemoryError
