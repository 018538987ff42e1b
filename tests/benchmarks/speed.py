"""Measure how fast vectors are made, commands start, questions are answered and rebuilds go on; write one table.

    python tests/benchmarks/speed.py [--unchanged DOCUMENTS] [--texts N]

Times are CPU time, each part in a process of its own on one thread, so that a busy machine shows little; ratios are of one run.
Writes tests/benchmarks/speed.md and quotes its first tables in the README.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from comparison.report import setting
from speed_parts import ROOT
from speed_table import quote, quoted, results

from index.processor import NATIVE_BFLOAT16, processor_features

RESULTS = ROOT / "tests/benchmarks/speed.md"
README = ROOT / "README.md"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--unchanged", type=int, default=10_000, help="documents of the rebuild with nothing changed")
    parser.add_argument("--texts", type=int, default=32, help="passages that each runtime embeds")
    arguments = parser.parse_args()
    native = bool(processor_features() & NATIVE_BFLOAT16)
    formats = ["float32", *(["bfloat16"] if native else [])]
    names = ["reference float32", "onnxruntime float32", "onnxruntime quantised", *(f"packed {one}" for one in formats)]
    with tempfile.TemporaryDirectory() as folder:
        measured: dict[str, Any] = {
            "peak": {one: _part("peak", {"format": one}) for one in formats},
            "runtimes": {name: _part("runtime", {"name": name, "texts": arguments.texts}) for name in names},
            "commands": _part("commands", {"folder": folder}),
            "questions": _part("questions", {"folder": folder}),
            "profile": _part("profile", {"folder": folder}),
            "unchanged": _part("unchanged", {"folder": folder, "documents": arguments.unchanged}),
        }
    where = setting(ROOT, [RESULTS, README], "", 0, 0, 0)
    written = results(measured, f"{where.day}, commit {where.commit}, {where.machine}.")
    RESULTS.write_text(written, encoding="utf-8")
    quote(quoted(written), README)


def _part(name: str, given: Mapping[str, Any]) -> Any:
    print(f"{name} {given}", file=sys.stderr, flush=True)
    script = Path(__file__).with_name("speed_parts.py")
    done = subprocess.run([sys.executable, script, name, json.dumps(given)], stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    main()
