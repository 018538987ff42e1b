"""The systems compared: their scripts, packages and rankings, and the environment that each runs in."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
PEERS = ROOT / "tests/benchmarks/peers"
PYTHON312 = "PEER_PYTHON312"
_REASON_CHARACTERS = 200


@dataclass(frozen=True)
class System:
    """One program: ``modes`` are its rankings with the name of each in the table, ``packages`` those whose versions count."""

    name: str
    modes: Mapping[str, str]
    packages: tuple[str, ...]
    needs_python312: bool = False


OURS = System(
    "plaidoyer",
    {
        "fused": "**Plaidoyer**",
        "words": "plain BM25, French stems",
        "vectors": "plain dense",
    },
    ("plaidoyer",),
)
PEER_SYSTEMS = (
    System(
        "txtai",
        {"dense": "txtai, dense", "hybrid": "txtai, hybrid"},
        ("txtai",),
    ),
    System(
        "llamaindex",
        {"dense": "LlamaIndex, dense", "hybrid": "LlamaIndex, hybrid (BM25 French)"},
        ("llama-index-core", "llama-index-retrievers-bm25"),
    ),
    System(
        "haystack",
        {"dense": "Haystack, dense", "hybrid": "Haystack, hybrid"},
        ("haystack-ai",),
    ),
    System(
        "langchain",
        {"dense": "LangChain, FAISS", "hybrid": "LangChain, FAISS + BM25"},
        ("langchain", "langchain-community", "faiss-cpu"),
    ),
    System(
        "haiku",
        {"dense": "haiku.rag, vectors", "hybrid": "haiku.rag, hybrid"},
        ("haiku.rag-slim",),
        needs_python312=True,
    ),
)


class NotRunError(Exception):
    """A system could not be installed or did not run to its end; the message is its row of the table."""


def environment(system: System, folder: Path) -> Path:
    """Return the Python of a system, after making its environment of the packages of its requirements file, once."""
    if system is OURS:
        return Path(sys.executable)
    requirements = PEERS / f"{system.name}.txt"
    place = folder / system.name
    python, stamp = place / "bin/python", place / "installed"
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text(encoding="ascii") == digest:
        return python
    base = _python312() if system.needs_python312 else sys.executable
    print(f"{system.name}: installing {requirements.relative_to(ROOT)} in {place}", file=sys.stderr)
    shutil.rmtree(place, ignore_errors=True)
    _complete([base, "-m", "venv", str(place)], f"no environment for {system.name}")
    _complete([str(python), "-m", "pip", "install", "--quiet", "-r", str(requirements)], f"{system.name} is not installed")
    stamp.write_text(digest, encoding="ascii")
    return python


def rank(system: System, mode: str, python: Path, task: Mapping[str, Any]) -> dict[str, Any]:
    """Run one ranking of a system in a process of its own and return its report."""
    out = Path(task["out"])
    out.unlink(missing_ok=True)
    shutil.rmtree(task["work"], ignore_errors=True)
    Path(task["work"]).mkdir(parents=True)
    command = [
        str(python),
        str(PEERS / f"run_{system.name}.py"),
        json.dumps({**task, "mode": mode, "packages": system.packages}),
    ]
    _complete(command, "it stopped", needs_this_tree=system is OURS)
    return json.loads(out.read_text(encoding="utf-8"))


def _python312() -> str:
    asked = os.environ.get(PYTHON312)
    for candidate in [asked] if asked else [sys.executable, "python3.12"]:
        check = [candidate, "-c", "import sys; sys.exit(sys.version_info[:2] != (3, 12))"]
        if shutil.which(candidate) and subprocess.run(check, capture_output=True, check=False).returncode == 0:
            return candidate
    raise NotRunError(f"no Python 3.12: {asked or 'python3.12'} is none; give its path in the variable {PYTHON312}")


def _complete(command: list[str], problem: str, *, needs_this_tree: bool = False) -> None:
    """Run a command to its end; raises NotRunError with the last line it wrote."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=_variables(needs_this_tree), cwd=ROOT)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        last = (done.stderr.strip() or f"exit status {done.returncode}").splitlines()[-1]
        raise NotRunError(f"{problem}: {last[:_REASON_CHARACTERS]}")


def _variables(needs_this_tree: bool) -> dict[str, str]:
    """Return the environment of a process: no hub, no telemetry, nothing of ours but for our own rows."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PIP_CONSTRAINT", "PYTHONPATH", "VIRTUAL_ENV")}
    offline = dict.fromkeys(("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK"), "1")
    quiet = {"HAYSTACK_TELEMETRY_ENABLED": "False", "LOGFIRE_SEND_TO_LOGFIRE": "false", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    return kept | offline | quiet | ({"PYTHONPATH": str(ROOT)} if needs_this_tree else {})
