"""The tables of the scale benchmark: tests/benchmarks/scale.md, and the rows that the README of this folder quotes."""

import os
import platform
import re
import subprocess
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

_MARKED = re.compile(r"(<!-- bench-scale -->\n).*?(<!-- /bench-scale -->)", re.DOTALL)
_PACKAGES = ("faiss-cpu", "tantivy", "numpy")


def write_tables(results: Mapping[str, Any], of: str, scale: Path, readme: Path) -> None:
    """Write all tables to ``scale`` and quote the first two in ``readme``; ``of`` tells what was varied and asked."""
    quoted = _generations(results["generations"])
    if "vectors" in results:
        quoted += "\n" + _million(results["vectors"], results["words"])
    sections = [
        "# Scale on one machine",
        f"Written by `tests/benchmarks/scale.py`. {provenance()}\n\n{of}",
        quoted,
        _disk(results["generations"]),
    ]
    scale.write_text("\n\n".join(section.strip("\n") for section in sections) + "\n", encoding="utf-8")
    text = readme.read_text(encoding="utf-8")
    readme.write_text(_MARKED.sub(lambda mark: f"{mark[1]}{quoted}{mark[2]}", text), encoding="utf-8")


def commit() -> str:
    """Return the commit that is checked out."""
    command = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def provenance(packages: Sequence[str] = _PACKAGES) -> str:
    """Return the commit, the versions and the machine of a measure."""
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    processor = model[1] if model else platform.machine()
    load = os.getloadavg()[0]
    return (
        f"Commit {commit()}, Python {platform.python_version()}, {versions}; {os.cpu_count()} processors ({processor}), "
        f"load {load:.1f} at the end."
    )


def _generations(generations: Sequence[Mapping[str, Any]]) -> str:
    filters = list(generations[0]["times"])
    heads = ["passages", "sentences", "build s", "disk MB", "build peak MB", "open s", "serving MB", *filters, "recall@10"]
    rows = [
        [
            f"{one['passages']:,}",
            f"{one['sentences']:,}",
            f"{one['seconds']:.0f} ({one['making_texts_seconds']:.0f})",
            _mega(sum(one["files"].values())),
            f"{_mega(one['peak_anonymous'])} / {_mega(one['peak_resident'])}",
            f"{one['check_seconds']:.1f} + {one['open_seconds']:.1f}",
            f"{_mega(one['anonymous_after_searches'])} / {_mega(one['resident_after_searches'])}",
            *(_spread(one["times"][name]) for name in filters),
            " / ".join(f"{share:.3f}" for share in one["recall"].values()),
        ]
        for one in generations
    ]
    return _table(heads, rows)


def _million(vectors: Mapping[str, Any], words: Mapping[str, Any]) -> str:
    heads = ["rows", "build s", "disk MB", "build peak MB", "no filter", "2 % of the documents", "15 %", "recall@10"]
    rows = [
        [
            f"vectors, {vectors['rows']:,}",
            *_built(vectors),
            *map(_spread, vectors["times"].values()),
            f"{vectors['recall']:.3f}",
        ]
    ]
    for of in ("terms", "grams"):
        times = [_spread(spent) for name, spent in words["times"].items() if name.startswith(of)]
        rows.append([f"words ({of}), {words['rows']:,}", *_built(words), *times, ""])
    return _table(heads, rows)


def _built(part: Mapping[str, Any]) -> list[str]:
    peaks = f"{_mega(part['peak_anonymous'])} / {_mega(part['peak_resident'])}"
    return [f"{part['seconds']:.0f}", _mega(sum(part["files"].values())), peaks]


def _disk(generations: Sequence[Mapping[str, Any]]) -> str:
    names = sorted({name for one in generations for name in one["files"]})
    rows = [[name, *(_mega(one["files"].get(name, 0)) for one in generations)] for name in names]
    return _table(["MB on disk", *(f"{one['passages']:,} passages" for one in generations)], rows)


def _spread(spent: Mapping[str, float]) -> str:
    return f"{spent['p50']:.1f} / {spent['p95']:.1f}"


def _mega(size: float) -> str:
    return f"{size / 1e6:,.1f}" if size < 1e7 else f"{size / 1e6:,.0f}"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
