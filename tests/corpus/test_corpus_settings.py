import pytest

from corpus.errors import SettingsError
from corpus.settings import Settings


def test_defaults_read_the_sample_corpus():
    assert Settings() == Settings(documents=("corpus/documents",), max_file_bytes=50_000_000, passage_tokens=250)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("documents", ()),
        ("documents", ("",)),
        ("max_file_bytes", 0),
        ("max_file_bytes", "50"),
        ("max_file_bytes", True),
        ("passage_tokens", 31),
        ("passage_tokens", 451),
        ("passage_tokens", 250.0),
    ],
)
def test_value_out_of_range_is_named(key, value):
    with pytest.raises(SettingsError, match=key):
        Settings(**{key: value})
