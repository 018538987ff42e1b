from dataclasses import dataclass, field

import pytest

from corpus.errors import SettingsError
from corpus.settings import Settings as CorpusSettings
from corpus.toml_settings import build, check_variables, read_file
from index.settings import Settings as IndexSettings


@dataclass(frozen=True)
class Settings:
    """One setting of each type that settings may have."""

    name: str = "none"
    count: int = 1
    share: float = 0.5
    wordy: bool = False
    folders: tuple[str, ...] = ("a",)


def settings(file=None, environment=None, flags=None) -> Settings:
    return build(Settings, "index", {"index": file or {}}, environment or {}, flags or {})


def write(path, text: str):
    path.write_text(text, encoding="utf-8")
    return path


def test_nothing_given_leaves_the_defaults():
    assert settings() == Settings()


def test_flag_wins_over_the_environment_and_the_environment_over_the_file():
    file = {"name": "file", "count": 2, "share": 0.2}
    environment = {"PLAIDOYER_INDEX_NAME": "environment", "PLAIDOYER_INDEX_COUNT": "3"}

    built = settings(file, environment, {"name": "flag", "count": None})

    assert built == Settings(name="flag", count=3, share=0.2)


def test_flag_alone_leaves_the_other_defaults():
    assert settings(flags={"name": "flag", "count": None}) == Settings(name="flag")


def test_variables_are_read_as_the_type_of_their_setting():
    environment = {
        "PLAIDOYER_INDEX_NAME": "7",
        "PLAIDOYER_INDEX_COUNT": "7",
        "PLAIDOYER_INDEX_SHARE": "0.7",
        "PLAIDOYER_INDEX_WORDY": "True",
        "PLAIDOYER_INDEX_FOLDERS": "/un: deux::",
    }

    assert settings(environment=environment) == Settings("7", 7, 0.7, True, ("/un", "deux"))


def test_lists_of_the_file_become_tuples():
    assert settings({"folders": ["b", "c"]}).folders == ("b", "c")


def test_whole_number_is_accepted_where_a_number_is_asked_for():
    assert settings({"share": 1}).share == 1


def test_variables_of_other_sections_and_programs_are_not_read():
    assert settings(environment={"PLAIDOYER_CORPUS_NAME": "x", "NAME": "x", "plaidoyer_index_name": "x"}) == Settings()


def test_unknown_key_of_the_file_is_named_with_those_that_exist():
    with pytest.raises(SettingsError) as caught:
        settings({"nane": "x"})

    assert str(caught.value) == "unknown setting index.nane; known are count, folders, name, share, wordy"


@pytest.mark.parametrize(
    ("key", "value", "wanted"),
    [
        ("name", 1, "a text"),
        ("name", True, "a text"),
        ("count", "1", "a whole number"),
        ("count", 1.5, "a whole number"),
        ("count", True, "a whole number"),
        ("share", "0.1", "a number"),
        ("wordy", 1, "true or false"),
        ("folders", "a", "a list of texts"),
        ("folders", ["a", 1], "a list of texts"),
    ],
)
def test_value_of_the_wrong_type_in_the_file_is_named(key, value, wanted):
    with pytest.raises(SettingsError) as caught:
        settings({key: value})

    assert str(caught.value) == f"index.{key} is {value!r}; give {wanted}"


@pytest.mark.parametrize(
    ("key", "text", "wanted"),
    [
        ("COUNT", "many", "a whole number"),
        ("COUNT", "", "a whole number"),
        ("SHARE", "0,5", "a number"),
        ("WORDY", "oui", "true"),
    ],
)
def test_variable_of_the_wrong_type_is_named(key, text, wanted):
    with pytest.raises(SettingsError, match=f"PLAIDOYER_INDEX_{key} is '{text}'; give {wanted}"):
        settings(environment={f"PLAIDOYER_INDEX_{key}": text})


@pytest.mark.parametrize(
    ("kind", "section", "variable", "named"),
    [
        (IndexSettings, "index", "PLAIDOYER_INDEX_THREADS", "index.threads is 999"),
        (CorpusSettings, "corpus", "PLAIDOYER_CORPUS_PASSAGE_TOKENS", "passage_tokens is 999"),
    ],
)
def test_value_out_of_range_is_named(kind, section, variable, named):
    with pytest.raises(SettingsError, match=named):
        build(kind, section, {}, {variable: "999"}, {})


@dataclass(frozen=True)
class Secret:
    """A setting that ``repr`` leaves out."""

    secret: int = field(default=0, repr=False)


@pytest.mark.parametrize(
    ("file", "environment"), [({"secret": "s3cret"}, {}), ({}, {"PLAIDOYER_LLM_SECRET": "s3cret"})], ids=["file", "variable"]
)
def test_secret_of_the_wrong_type_is_not_repeated(file, environment):
    with pytest.raises(SettingsError, match="is a secret of another type; give a whole number") as raised:
        build(Secret, "llm", {"llm": file}, environment, {})

    assert "s3cret" not in str(raised.value)


def test_unknown_variable_of_a_known_section_is_named():
    known = {"index": Settings}

    with pytest.raises(SettingsError, match=r"unknown setting PLAIDOYER_INDEX_NANE; known are PLAIDOYER_INDEX_COUNT, "):
        check_variables({"PLAIDOYER_INDEX_NANE": "x"}, known)


def test_variable_of_no_section_is_named():
    with pytest.raises(SettingsError, match="unknown setting PLAIDOYER_MODEL"):
        check_variables({"PLAIDOYER_MODEL": "x"}, {"index": Settings})


def test_variable_of_a_section_that_this_command_does_not_read_is_left_alone():
    check_variables({"PLAIDOYER_ASSISTANT_ANYTHING": "x", "PLAIDOYER_INDEX_NAME": "x", "HOME": "/"}, {"index": Settings})


def test_file_named_is_read_by_section(tmp_path):
    path = write(tmp_path / "my.toml", '[index]\nname = "é"\n[corpus]\nmax_file_bytes = 5\n')

    assert read_file(path) == {"index": {"name": "é"}, "corpus": {"max_file_bytes": 5}}


def test_file_of_the_working_directory_is_read_when_none_is_named(tmp_path, monkeypatch):
    write(tmp_path / "plaidoyer.toml", "[index]\ncount = 4\n")
    monkeypatch.chdir(tmp_path)

    assert read_file(None) == {"index": {"count": 4}}


def test_no_file_at_all_has_no_sections(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert read_file(None) == {}


def test_named_file_that_is_missing_is_an_error(tmp_path):
    with pytest.raises(SettingsError, match=r"absent\.toml cannot be read .*--config FILE"):
        read_file(tmp_path / "absent.toml")


@pytest.mark.parametrize("content", [b"[index", b"\xff\xfe", b"[index]\na = 1\na = 2"])
def test_file_that_is_not_toml_is_named(tmp_path, content):
    (tmp_path / "my.toml").write_bytes(content)

    with pytest.raises(SettingsError, match=r"my\.toml cannot be read"):
        read_file(tmp_path / "my.toml")


@pytest.mark.parametrize(("content", "named"), [("[indx]\na = 1", "indx"), ("count = 1", "count"), ("index = 1", "index")])
def test_unknown_section_is_named_with_those_that_exist(tmp_path, content, named):
    path = write(tmp_path / "my.toml", content)

    with pytest.raises(SettingsError, match=f"unknown section or key '{named}'; the sections are corpus, index, assistant"):
        read_file(path)
