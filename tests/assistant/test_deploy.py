"""The systemd unit and the container file, as far as they can be tested without systemd or an engine."""

import re
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from assistant.settings import Settings as AssistantSettings
from corpus.settings import Settings as CorpusSettings
from index.settings import Settings as IndexSettings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "assistant/chat/deploy"
UNIT = (DEPLOY / "plaidoyer.service").read_text(encoding="utf-8")
CONTAINER = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
PROGRAM = Path(sys.executable).with_name("plaidoyer")
SECTIONS = {"CORPUS": CorpusSettings, "INDEX": IndexSettings, "ASSISTANT": AssistantSettings}

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")


def lines_of(instruction: str) -> list[str]:
    return re.findall(rf"^{instruction} (.*)$", CONTAINER, re.MULTILINE)


@needs_systemd
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path):
    unit = tmp_path / "plaidoyer.service"
    unit.write_text(UNIT.replace("/opt/plaidoyer/.venv/bin/plaidoyer", str(PROGRAM)), encoding="utf-8")

    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


@needs_systemd
def test_unit_lets_the_program_do_little_else():
    command = ["systemd-analyze", "security", "--offline=yes", "--threshold=20", DEPLOY / "plaidoyer.service"]

    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_what_the_container_copies_is_there():
    copied = [name for line in lines_of("COPY") for name in line.split()[:-1]]

    assert copied and [name for name in copied if not (ROOT / name).exists()] == []


def test_container_does_not_run_as_root():
    assert lines_of("USER") == ["plaidoyer"]


@pytest.mark.parametrize("text", [UNIT, CONTAINER], ids=["unit", "container"])
def test_every_setting_and_flag_named_is_known(text):
    settings = [name.split("_", 2)[1:] for name in re.findall(r"PLAIDOYER_\w+", text)]
    helped = subprocess.run([PROGRAM, "chat", "--help"], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    flags = re.findall(r"(?:ExecStart=|^CMD ).*", text, re.MULTILINE)

    assert [key for section, key in settings if key.lower() not in {one.name for one in fields(SECTIONS[section])}] == []
    assert [flag for line in flags for flag in re.findall(r"--[a-z]+", line) if flag not in helped] == []
