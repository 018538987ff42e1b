import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from index.bundled import bundled_model, direct_model
from index.pieces import Pieces
from index.settings import Settings

pytestmark = pytest.mark.model

ODD = (
    "",
    " ",
    "  deux  espaces  ",
    "e\u0301lu a\u0300 Ni\u0302mes",
    "eﬃcacité, 3,5\u00a0%\u202f; ½ ² € ©",
    "💡 漢字かな 한국어 اللغة",
    "\u200b\u00ad\0\x07 trait\u00aded'union",
    "un <s> barré </s>, un <mask>, <unk><pad>",
    "▁déjà ▁▁ marqué",
    "x" * 3000,
    "\ue000\U000f0000 caractères privés",
)


@pytest.fixture(scope="module")
def whole() -> Tokenizer:
    return Tokenizer.from_file(str(bundled_model(Settings().cache_folder) / "tokenizer.json"))


@pytest.fixture(scope="module")
def pieces() -> Pieces:
    return Pieces(direct_model(Settings().cache_folder))


@pytest.mark.parametrize("text", ODD)
def test_tokens_of_odd_texts_are_those_of_the_whole_tokenizer(whole, pieces, text):
    (tokens,) = pieces.tokens([text])

    assert pieces.marked(tokens) == whole.encode(text).ids


def test_tokens_of_french_texts_are_those_of_the_whole_tokenizer(whole, pieces, french_texts):
    assert pieces.tokens(french_texts) == [one.ids for one in whole.encode_batch(french_texts, add_special_tokens=False)]


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=60))
def test_tokens_of_any_text_are_those_of_the_whole_tokenizer(whole, pieces, text):
    assert pieces.tokens([text]) == [whole.encode(text, add_special_tokens=False).ids]


def test_tokens_do_not_depend_on_what_was_cut_before(pieces, french_texts):
    shuffled = random.Random(7).sample(french_texts, len(french_texts))

    together = dict(zip(shuffled, pieces.tokens(shuffled), strict=True))

    assert [together[text] for text in french_texts] == [pieces.tokens([text])[0] for text in french_texts]
