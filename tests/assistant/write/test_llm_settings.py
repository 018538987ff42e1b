"""Settings of the language model: none by default, and a key that nothing repeats."""

import pytest

from assistant.write.settings import Settings
from corpus.errors import SettingsError
from corpus.toml_settings import build

KEY = "sk-secret-0123456789"


def settings_from(file=None, environment=None):
    return build(Settings, "llm", {"llm": file or {}}, environment or {}, {})


def test_without_settings_there_is_no_language_model():
    assert settings_from() == Settings(url="", model="", key="")


def test_key_comes_from_the_environment_or_the_file():
    assert settings_from(environment={"PLAIDOYER_LLM_KEY": KEY}).key == KEY
    assert settings_from({"key": KEY}).key == KEY


def test_key_is_not_shown_by_repr():
    assert KEY not in repr(Settings(key=KEY))


@pytest.mark.parametrize(
    "file",
    [
        {"key": [KEY]},
        {"key": f"{KEY} "},
        {"key": f"{KEY}\n"},
        {"key": f"{KEY}é"},
        {"url": f"http://user:{KEY}@host/v1"},
        {"url": f"http://host/v1?api_key={KEY}"},
        {"url": f"http://host/v1#{KEY}"},
        {"url": f"http://[{KEY}"},
    ],
)
def test_error_about_a_secret_does_not_repeat_it(file):
    with pytest.raises(SettingsError) as raised:
        settings_from(file)

    assert KEY not in str(raised.value)
    assert raised.value.__cause__ is None


@pytest.mark.parametrize("url", ["host/v1", "ftp://host/v1", "http://", "http://host:0/v1", "http://ho st/v1"])
def test_what_is_no_address_is_named(url):
    with pytest.raises(SettingsError, match=r"llm\.url is .*; give an address such as"):
        Settings(url=url)


@pytest.mark.parametrize("name", ["first_seconds", "idle_seconds", "total_seconds"])
@pytest.mark.parametrize("value", [0.0, -1.0, 3601.0, float("nan"), float("inf")])
def test_wait_out_of_range_is_named(name, value):
    with pytest.raises(SettingsError, match=rf"llm\.{name} is .*; give more than 0"):
        Settings(**{name: value})
