"""The tables of the speed benchmark, and the part of them that the README quotes."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_MARKED = re.compile(r"(<!-- bench-speed -->\n).*?(<!-- /bench-speed -->)", re.DOTALL)
_REFERENCE = "reference float32"
_NAMES = {
    "reference": "sentence-transformers",
    "onnxruntime": "onnxruntime",
    "packed": "torch, packed",
    "quantised": "8-bit blocks",
}


def quoted(text: str) -> str:
    """Return the section between the markers of a file; raises ValueError when it has none."""
    found = _MARKED.search(text)
    if not found:
        raise ValueError("there is no section between <!-- bench-speed --> and <!-- /bench-speed -->")
    return found[0].removeprefix(found[1]).removesuffix(found[2])


def quote(section: str, path: Path) -> None:
    """Write a section between the markers of a file; raises ValueError when it has none."""
    text = path.read_text(encoding="utf-8")
    quoted(text)
    path.write_text(_MARKED.sub(lambda found: found[1] + section + found[2], text), encoding="utf-8")


def results(measured: Mapping[str, Any], where: str) -> str:
    """Return the results file."""
    return f"""# Speed

Written by `make bench`; how and what it measures: [README.md](README.md).

<!-- bench-speed -->
{_runtimes(measured)}
{_commands(measured)}
CPU time, one thread; {where}
<!-- /bench-speed -->

## Where the time goes

{_where(measured)}
A first rebuild of the sample corpus, in the process that embeds, and a question about it, a mean over those of `tests/golden/`:

{_profile(measured["profile"]["rebuild"], "s")}
{_profile(measured["profile"]["question"], "ms")}
The time and memory of searches by size of the corpus, from 20,000 to a million passages: [scale.md](scale.md); beside other programs,
index and query: [search.md](search.md).
"""


def _runtimes(measured: Mapping[str, Any]) -> str:
    reference = measured["runtimes"][_REFERENCE]["passages"]
    heads = ["", "passages/s", "x stock", "% of GEMM peak", "question ms p50 / p95", "ready s", "peak MB"]
    rows = []
    for name, one in measured["runtimes"].items():
        path, kind = name.split()
        peak = measured["peak"]["bfloat16" if kind == "bfloat16" else "float32"]["flops"]
        rows.append(
            [
                f"{_NAMES[path]}, {_NAMES.get(kind, kind)}",
                "" if kind == "quantised" else f"{one['passages']:.1f}",
                "" if kind == "quantised" else f"{one['passages'] / reference:.2f}",
                "" if kind == "quantised" else f"{100 * one['flops'] / peak:.0f}",
                f"{one['p50']:.1f} / {one['p95']:.1f}",
                f"{one['ready']:.2f}",
                f"{one['peak_mb']:.0f}",
            ]
        )
    return _table(heads, rows)


def _commands(measured: Mapping[str, Any]) -> str:
    commands, unchanged = measured["commands"], measured["unchanged"]
    rows = [[f"`{name}`" if name[0] == "-" else name, f"{seconds:.2f}"] for name, seconds in commands["cpu"].items()]
    rows.append(["chat, until it serves", f"{commands['served']:.2f}"])
    rows.append([f"rebuild, none of {unchanged['documents']:,} documents changed", f"{unchanged['seconds']:.2f}"])
    return _table(["command, sample corpus, from nothing", "CPU s"], rows)


def _where(measured: Mapping[str, Any]) -> str:
    questions, commands = measured["questions"], measured["commands"]
    rows = [
        ["a question, whole, sample corpus, p50 / p95", f"{questions['p50']:.1f} / {questions['p95']:.1f} ms"],
        ["of which its vector, p50", f"{questions['embedding']:.1f} ms"],
        ["the vector of a question that was asked before", f"{questions['again']:.3f} ms"],
        ["memory of the process that answers, without a page", f"{questions['resident_mb']:.0f} MB"],
        ["memory of `plaidoyer chat`, RSS / PSS", f"{commands['served_rss_mb']:.0f} / {commands['served_pss_mb']:.0f} MB"],
    ]
    for name, peak in measured["peak"].items():
        rows.append([f"measured GEMM peak, {name}, one thread", f"{peak['flops'] / 1e9:.0f} GFLOP/s"])
    return _table(["", ""], rows)


def _profile(parts: Mapping[str, float], unit: str) -> str:
    whole = sum(parts.values())
    rows = [[name, f"{spent:.2f}", f"{100 * spent / whole:.0f}"] for name, spent in parts.items()]
    return _table(["", f"CPU {unit}", "%"], [*rows, ["all", f"{whole:.2f}", "100"]])


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "".join(f"| {' | '.join(line)} |\n" for line in (heads, ["---"] * len(heads), *rows))
