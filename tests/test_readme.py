"""What the README says is so."""

import json
import re
import shlex
import subprocess
import sys
import tomllib
from dataclasses import asdict
from pathlib import Path

import pytest

from assistant.settings import Settings as AssistantSettings
from assistant.write.settings import Settings as LlmSettings
from corpus.settings import Settings as CorpusSettings
from index.settings import Settings as IndexSettings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROGRAM = Path(sys.executable).with_name("plaidoyer")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=False, cwd=ROOT)


def test_every_make_target_of_the_readme_is_in_the_makefile():
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)

    named = re.findall(r"^make (\S+)", "\n".join(blocks("sh")), re.MULTILINE)

    assert named == ["chat", "test"]
    assert set(named) <= set(targets)


def test_ci_runs_the_test_command_of_the_readme():
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_every_command_of_the_program_is_in_the_table_and_no_other():
    helped = run("--help").stdout

    in_table = re.findall(r"^\| `plaidoyer ([a-z-]+)", README, re.MULTILINE)

    assert in_table == re.findall(r"^    ([a-z-]+)(?: {2,}|$)", helped, re.MULTILINE)


@pytest.mark.parametrize("line", [line for block in blocks("sh") for line in block.splitlines() if "plaidoyer" in line])
def test_every_flag_of_the_commands_shown_is_known(line):
    _, command, *words = shlex.split(line)

    helped = run(command, "--help").stdout

    assert [word for word in words if word.startswith("-") and word not in helped] == []


def test_the_settings_shown_are_the_defaults():
    (shown,) = (tomllib.loads(block) for block in blocks("toml"))

    defaults = {
        "corpus": asdict(CorpusSettings()),
        "index": asdict(IndexSettings()),
        "assistant": asdict(AssistantSettings()),
        "llm": asdict(LlmSettings()),
    }

    assert shown == json.loads(json.dumps(defaults))  # tuples as lists


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_every_file_linked_is_there(path):
    assert (ROOT / path).exists()


@pytest.mark.model
@pytest.mark.parametrize("example", blocks("console"), ids=lambda example: shlex.split(example.partition("\n")[0])[2])
def test_the_example_is_what_the_command_prints(sample_index, example):
    command, _, expected = example.partition("\n")
    shown, cut, _ = expected.partition("\n...")

    printed = run(*shlex.split(command)[2:], "--index", str(sample_index)).stdout

    assert printed.startswith(f"{shown}\n") if cut else printed.strip() == expected.strip()


def test_the_question_shown_is_a_line_of_the_file_measured():
    (shown,) = blocks("json")

    lines = (ROOT / "tests/golden/known.jsonl").read_text(encoding="utf-8").splitlines()

    assert json.loads(shown) in [json.loads(line) for line in lines]
