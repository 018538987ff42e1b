from pathlib import Path

import pytest

from corpus.errors import SettingsError
from index.settings import Settings


def test_defaults_are_the_bundled_model_and_one_thread_a_processor():
    assert Settings() == Settings(folder="index/built", model="bundled", cache="~/.cache/plaidoyer", threads=0)


def test_cache_folder_is_in_the_home_of_the_user(monkeypatch):
    monkeypatch.setenv("HOME", "/home/ada")

    assert Settings().cache_folder == Path("/home/ada/.cache/plaidoyer")


@pytest.mark.parametrize(
    ("key", "value"), [("threads", -1), ("threads", 257), ("folder", ""), ("model", ""), ("precision", "int8")]
)
def test_value_out_of_range_is_named(key, value):
    with pytest.raises(SettingsError, match=f"index.{key}"):
        Settings(**{key: value})
