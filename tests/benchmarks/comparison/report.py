"""The results file, and the section of it that the READMEs quote."""

import platform
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from comparison.measures import MEASURES, Difference

COMPARED = ("hit@1", "MRR@10")
"""The measures whose difference with ours is tested."""

_MARKED = re.compile(r"(<!-- bench-search -->\n).*?(<!-- /bench-search -->)", re.DOTALL)
_QUOTED = ("hit@1", "hit@5", "MRR@10")


@dataclass(frozen=True)
class Cost:
    """What a ranking took, the embedding model left out: ``characters`` are those it had to embed for its index."""

    index_seconds: float
    characters: int
    query_milliseconds: tuple[float, float]  # median and 95th percentile
    peak_mb: float


@dataclass(frozen=True)
class Row:
    """One ranking of one system that ran."""

    name: str
    versions: Mapping[str, str]
    measures: Mapping[str, float]
    differences: Mapping[str, Difference]
    cost: Cost


@dataclass(frozen=True)
class Missing:
    """One ranking that did not run, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class Setting:
    """Where, when and on what the systems were compared."""

    day: str
    commit: str
    machine: str
    model: str
    documents: int
    questions: int
    cut: int


def setting(root: Path, written: Sequence[Path], model: str, documents: int, questions: int, cut: int) -> Setting:
    """Return the setting of a run that ends now; files ``written`` by a run do not make the commit one with changes."""
    commit = _git(root, "rev-parse", "--short=10", "HEAD")
    changed = {line[3:] for line in _git(root, "status", "--porcelain").splitlines()}
    ours = {path.relative_to(root).as_posix() for path in written}
    return Setting(
        day=datetime.now(UTC).date().isoformat(),
        commit=f"{commit}, with changes" if changed - ours else commit,
        machine=_machine(),
        model=model,
        documents=documents,
        questions=questions,
        cut=cut,
    )


def results(where: Setting, rows: Sequence[Row | Missing]) -> str:
    """Return the results file."""
    ran = [row for row in rows if isinstance(row, Row)]
    return "\n".join(
        [
            "# Search, side by side",
            "",
            "Written by `make bench-search`; how and what it measures: [README.md](README.md).",
            "",
            "<!-- bench-search -->",
            *_short(where, rows),
            "<!-- /bench-search -->",
            "",
            "## Quality",
            "",
            *_table(
                ["", *MEASURES],
                [[row.name, *(f"{row.measures[name]:.3f}" for name in MEASURES)] for row in ran],
            ),
            "",
            "## Plaidoyer less the other, with the interval that holds the difference in 95 of 100 cases",
            "",
            *_table(
                ["", *COMPARED],
                [[row.name, *(_interval(row.differences[name]) for name in COMPARED)] for row in ran if row.differences],
            ),
            "",
            "## Cost, the embedding model left out",
            "",
            *_table(
                ["", "index s", "1,000 characters embedded", "query ms, median", "95 %", "peak MB"],
                [[row.name, *_costs(row.cost)] for row in ran],
            ),
            "",
            "## Versions",
            "",
            *(f"- {versions}" for versions in dict.fromkeys(_versions(row) for row in ran)),
            "",
        ]
    )


def marked(text: str) -> str:
    """Return the section of a file that is quoted, markers left out; raises ValueError when it has none."""
    found = _MARKED.search(text)
    if not found:
        raise ValueError("there is no section between <!-- bench-search --> and <!-- /bench-search -->")
    return found[0].removeprefix(found[1]).removesuffix(found[2])


def quote(section: str, path: Path) -> None:
    """Write a section between the markers of a file; raises ValueError when it has none."""
    text = path.read_text(encoding="utf-8")
    marked(text)
    path.write_text(_MARKED.sub(lambda found: found[1] + section + found[2], text), encoding="utf-8")


def _short(where: Setting, rows: Sequence[Row | Missing]) -> list[str]:
    heads = ["", *_QUOTED, "query ms", "memory MB"]
    lines = []
    for row in rows:
        if isinstance(row, Missing):
            lines.append([row.name, f"not run: {row.reason.replace('|', '/')}", *[""] * (len(heads) - 2)])
        else:
            measures = [f"{row.measures[name]:.3f}" for name in _QUOTED]
            lines.append([row.name, *measures, f"{row.cost.query_milliseconds[0]:.1f}", f"{row.cost.peak_mb:.0f}"])
    return [
        *_table(heads, lines),
        "",
        f"{where.questions:,} questions of PIAF over {where.documents:,} documents, vectors of {where.model} everywhere,",
        f"embedding left out of time and memory. {where.day}, commit {where.commit},",
        f"{where.machine}." + (f" {where.cut} passages were longer than the model reads." if where.cut else ""),
    ]


def _table(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(line)} |" for line in (heads, ["---"] * len(heads), *lines)]


def _interval(one: Difference) -> str:
    return f"{one.mean:+.3f} [{one.low:+.3f}, {one.high:+.3f}]"


def _costs(cost: Cost) -> list[str]:
    median, high = cost.query_milliseconds
    return [
        f"{cost.index_seconds:.1f}",
        f"{cost.characters / 1000:,.0f}",
        f"{median:.1f}",
        f"{high:.1f}",
        f"{cost.peak_mb:.0f}",
    ]


def _versions(row: Row) -> str:
    return ", ".join(f"{package} {version}" for package, version in row.versions.items())


def _machine() -> str:
    models = re.findall(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    kind = models[0] if models else platform.machine()
    return f"{kind}, {len(models)} cores, Python {platform.python_version()}"


def _git(root: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True).stdout.rstrip()
