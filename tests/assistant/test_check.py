"""The environment doctor: it names what is missing, and says what to do."""

import pytest
from fake_endpoint import FakeEndpoint

from assistant import check
from assistant.check import check_environment
from assistant.write.settings import Settings as LlmSettings
from index.settings import Settings


@pytest.fixture
def broken(tmp_path):
    """Give the checks of a machine without model and without index, by name."""
    settings = Settings(folder=str(tmp_path / "index"), model=str(tmp_path / "model"))
    return {one.name: one for one in check_environment(settings)}


def test_checks_come_in_a_fixed_order(broken):
    assert list(broken) == ["python", *check._PACKAGES, "model", "index", "llm"]


def test_python_and_packages_of_this_machine_are_found(broken):
    assert [name for name, one in broken.items() if not one.ok] == ["model", "index"]


def test_missing_model_is_named_with_what_to_give(broken, tmp_path):
    assert str(tmp_path / "model") in broken["model"].message
    assert "give the path of a sentence-transformers folder" in broken["model"].message


def test_missing_index_is_named_with_the_command_that_builds_it(broken, tmp_path):
    assert broken["index"].message == f"there is no index in {tmp_path / 'index'}; build it: plaidoyer rebuild"


def test_missing_package_is_named_with_the_command_that_installs_it(monkeypatch, tmp_path):
    monkeypatch.setattr(check, "_PACKAGES", ("plaidoyer-absent",))

    checks = check_environment(Settings(folder=str(tmp_path / "index"), model=str(tmp_path / "model")))

    assert (checks[1].ok, checks[1].message) == (False, "not installed; install it: pip install plaidoyer-absent")


@pytest.mark.parametrize(
    ("fault", "model", "ok", "message"),
    [
        ("well", "small", True, " answers, 2 models"),
        ("well", "", True, " answers, 2 models"),
        ("well", "huge", False, " answers, 2 models; it does not list 'huge': correct llm.model"),
        (
            "refused_key",
            "",
            False,
            ": it refuses the key (HTTP 401); correct PLAIDOYER_LLM_KEY; until then answers are made of",
        ),
        ("nowhere", "", False, ": it has nothing at this address, or no such model (HTTP 404); correct llm.url"),
    ],
)
def test_language_model_is_asked_whether_it_answers_without_telling_the_key(tmp_path, fault, model, ok, message):
    with FakeEndpoint() as fake:
        llm = LlmSettings(url=fake.url(fault), model=model, key="sk-secret-0123456789")

        *_, found = check_environment(Settings(folder=str(tmp_path), model=str(tmp_path)), llm)

    assert (found.name, found.ok) == ("llm", ok)
    assert message in found.message
    assert "sk-secret" not in repr(found)


@pytest.mark.model
def test_sample_index_passes_every_check(sample_index):
    checks = {one.name: one for one in check_environment(Settings(folder=str(sample_index)))}

    assert [name for name, one in checks.items() if not one.ok] == []
    assert "384 dimensions; questions: " in checks["model"].message
    assert ", 30 documents, " in checks["index"].message
