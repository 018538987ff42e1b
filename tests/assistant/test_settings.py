"""Settings of the answers: defaults that work, and a value out of range named."""

import pytest

from assistant.settings import Settings
from corpus.errors import SettingsError
from corpus.toml_settings import build, read_file


def settings_from(file=None, environment=None, **flags):
    return build(Settings, "assistant", file or {}, environment or {}, flags)


def test_defaults_serve_on_this_machine_only():
    assert settings_from() == Settings(
        sentences=5, old_after_months=24, question_characters=1000, host="127.0.0.1", port=7860
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sentences": 0}, "assistant.sentences is 0; give 1 to 5"),
        ({"sentences": 6}, "assistant.sentences is 6; give 1 to 5"),
        ({"old_after_months": -1}, "assistant.old_after_months is -1; give 0"),
        ({"owners": ("France urbaine", " ")}, "assistant.owners has an empty name"),
        ({"question_characters": 49}, "assistant.question_characters is 49; give 50 to "),
        ({"question_characters": 100_000}, "assistant.question_characters is 100000; give 50 to "),
        ({"port": 0}, "assistant.port is 0; give 1 to 65535"),
        ({"port": 65536}, "assistant.port is 65536; give 1 to 65535"),
    ],
)
def test_value_out_of_range_is_named(changes, message):
    with pytest.raises(SettingsError, match=message):
        Settings(**changes)


def test_flag_wins_over_the_environment_and_the_environment_over_the_file():
    file = {"assistant": {"sentences": 1, "port": 8001, "host": "::1"}}

    settings = settings_from(file, {"PLAIDOYER_ASSISTANT_PORT": "8002", "PLAIDOYER_ASSISTANT_HOST": "::2"}, port=8003)

    assert (settings.sentences, settings.host, settings.port) == (1, "::2", 8003)


def test_settings_file_sets_the_answers(tmp_path):
    path = tmp_path / "plaidoyer.toml"
    path.write_text("[assistant]\nsentences = 2\n", encoding="utf-8")

    assert settings_from(read_file(path)).sentences == 2


def test_unknown_setting_of_the_file_is_named():
    with pytest.raises(
        SettingsError, match=r"unknown setting assistant\.phrases; known are feedback, host, hosts, log, log_questions, old"
    ):
        settings_from({"assistant": {"phrases": 3}})


@pytest.mark.parametrize("written", ["deux", "", "1.5"])
def test_variable_that_is_not_a_number_is_named(written):
    with pytest.raises(SettingsError, match=r"PLAIDOYER_ASSISTANT_SENTENCES is '.*'; give a whole number"):
        settings_from(environment={"PLAIDOYER_ASSISTANT_SENTENCES": written})
