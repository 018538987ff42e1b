"""The commands that make and inspect an index: rebuild, status, verify."""

import argparse
import contextlib
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import AssistantError
from corpus.settings import Settings as CorpusSettings
from corpus.toml_settings import build, check_keys, check_variables, read_file
from index.settings import Settings as IndexSettings

if TYPE_CHECKING:
    from index.report import FileRow, RebuildReport

_ROWS_SHOWN = 20
_PATHS_SHOWN = 3
_REMEDIES = {
    "date_unknown": "no question on a period finds them: state their dates in documents.csv",
    "kind_unknown": "no list of a kind has them: state their kinds in documents.csv",
    "date_deduced": "correct those that are wrong in documents.csv",
    "kind_deduced": "correct those that are wrong in documents.csv",
}


def add_common_flags(parser: argparse.ArgumentParser) -> None:
    """Add the flags that every command about an index has."""
    parser.add_argument("--index", metavar="DIR", help="folder of the index (default: index/built)")
    parser.add_argument("--config", metavar="FILE", type=Path, help="settings file (default: plaidoyer.toml, if any)")


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add rebuild, status and verify to a command line."""
    parser = commands.add_parser("rebuild", help="build the index from the corpus folder", description=_REBUILD)
    parser.add_argument(
        "--documents", metavar="DIR", action="append", help="corpus folder, may be repeated (default: corpus/documents)"
    )
    parser.add_argument("--model", metavar="NAME|PATH", help="sentence-transformers model (default: the bundled one)")
    parser.add_argument("--full", action="store_true", help="build and embed everything again")
    parser.add_argument(
        "--strict", action="store_true", help="do not switch when a pinned question (questions.jsonl) loses its passage"
    )
    parser.add_argument("--watch", action="store_true", help="go on rebuilding whenever the corpus changes, until Ctrl-C")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    add_common_flags(parser)
    parser.set_defaults(run=_rebuild)
    parser = commands.add_parser("rollback", help="let the generation before serve again; once more undoes it")
    add_common_flags(parser)
    parser.set_defaults(run=_roll_back)
    parser = commands.add_parser("status", help="say what the index holds")
    parser.add_argument("--json", action="store_true", help="print it as JSON")
    add_common_flags(parser)
    parser.set_defaults(run=_status)
    parser = commands.add_parser("verify", help="check every file and law of the index")
    add_common_flags(parser)
    parser.set_defaults(run=_verify)


_REBUILD = (
    "Build a new generation of the index and switch to it. Only what changed is embedded; the old generation serves "
    "until the new one is complete. Exit status 1 when some files could not be read or nothing could be built."
)


def corpus_settings(arguments: argparse.Namespace) -> CorpusSettings:
    """Return the settings of the corpus: file, environment, flags."""
    documents = getattr(arguments, "documents", None)
    flags = {"documents": tuple(documents) if documents else None}
    return build(CorpusSettings, "corpus", read_file(arguments.config), os.environ, flags)


def index_settings(arguments: argparse.Namespace) -> IndexSettings:
    """Return the settings of the index: file, environment, flags."""
    flags = {"folder": arguments.index, "model": getattr(arguments, "model", None)}
    return build(IndexSettings, "index", read_file(arguments.config), os.environ, flags)


def run(parser: argparse.ArgumentParser, arguments: list[str] | None, sections: Mapping[str, type[Any]]) -> int:
    """Parse and run one command; return its exit status: 0 done, 1 a problem the user can repair, 2 wrong usage."""
    parsed = parser.parse_args(arguments)
    try:
        check_variables(os.environ, sections)
        check_keys(read_file(parsed.config), sections)
        status: int = parsed.run(parsed)
        sys.stdout.flush()
    except AssistantError as error:
        print(f"plaidoyer: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("plaidoyer: stopped; what was embedded is kept, the next rebuild goes on from there", file=sys.stderr)
        return 128 + signal.SIGINT
    except BrokenPipeError:  # the reader of our output has gone
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 -- so that the interpreter's last flush is quiet
        return 1
    return status


def main(arguments: list[str] | None = None) -> int:
    """Run ``python -m index``."""
    parser = argparse.ArgumentParser(prog="python -m index", description="Make and inspect the index.")
    add_commands(parser.add_subparsers(dest="command", required=True, metavar="COMMAND"))
    return run(parser, arguments, {"corpus": CorpusSettings, "index": IndexSettings})


def _rebuild(arguments: argparse.Namespace) -> int:
    from index.embed import open_embedder
    from index.generation import IndexFolder
    from index.rebuild import rebuild
    from index.report import NothingToIndexError
    from index.watch import watch

    corpus, index = corpus_settings(arguments), index_settings(arguments)
    roots = [Path(root) for root in corpus.documents]
    folder, embedder = IndexFolder(Path(index.folder)), open_embedder(index)
    shown = _no_bar if arguments.watch else progress_bar

    def once() -> "RebuildReport":
        return rebuild(roots, folder, embedder, corpus, full=arguments.full, strict=arguments.strict, steps=shown)

    tell = _tell_json if arguments.json else _print_report
    if arguments.watch:
        for report in watch(roots, once):
            tell(report)
            sys.stdout.flush()
    try:
        report = once()
    except NothingToIndexError as error:
        (_tell_json if arguments.json else _print_rows)(error.report)
        raise
    tell(report)
    return 1 if report.failed else 0


def _roll_back(arguments: argparse.Namespace) -> int:
    from index.generation import IndexFolder

    published = IndexFolder(Path(index_settings(arguments).folder)).roll_back()
    print(f"Generation {published.current} serves; {published.previous} is kept: plaidoyer rollback brings it back.")
    return 0


@contextlib.contextmanager
def progress_bar(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar on stderr while the block runs; it yields what to call with each number of steps done."""
    from tqdm import tqdm

    with tqdm(total=total, desc=label, file=sys.stderr, disable=None if total else True, dynamic_ncols=True) as bar:

        def step(done: int) -> None:
            bar.update(done)

        yield step


@contextlib.contextmanager
def _no_bar(label: str, total: int) -> Iterator[Callable[[int], None]]:  # noqa: ARG001 -- a bar has them
    yield lambda done: None  # noqa: ARG005


def _tell_json(report: "RebuildReport") -> None:
    print(json.dumps(asdict(report), ensure_ascii=False))


def _print_report(report: "RebuildReport") -> None:
    _print_rows(report)
    if report.passages and not report.embedded and report.reused == report.passages:
        print("Nothing to embed: every passage is known.")
    print(
        f"Generation {report.generation}: {report.documents} documents, {report.passages} passages "
        f"({report.embedded} embedded, {report.reused} reused), {report.sentences} sentences, in {report.seconds:.1f} s."
    )


def _print_rows(report: "RebuildReport") -> None:
    """Print what was refused, what is a copy, and each kind of warning with the first files that have it."""
    print("\n".join(summary(report.files)), end="\n" if report.files else "")


def summary(rows: "Sequence[FileRow]") -> list[str]:
    """Return the lines that tell what became of the files: counts, then refusals, copies and warnings, the first of each."""
    counts = Counter(row.status for row in rows)
    lines = (
        [f"{len(rows)} files found: " + ", ".join(f"{counts[status]} {status}" for status in sorted(counts))] if rows else []
    )
    told = [row for row in rows if row.status != "indexed"]
    lines += [f"{row.status:9} {row.path}: {row.message} [{row.code}]" for row in told[:_ROWS_SHOWN]]
    by_code: dict[str, list[str]] = {}
    for row in rows:
        for warning in row.warnings:
            code, _, detail = warning.partition(": ")
            by_code.setdefault(code, []).append(f"{row.path} ({detail})" if detail else row.path)
    for code, paths in sorted(by_code.items()):
        more = f" and {len(paths) - _PATHS_SHOWN} more" if len(paths) > _PATHS_SHOWN else ""
        remedy = f"; {_REMEDIES[code]}" if code in _REMEDIES else ""
        lines.append(f"warning   {code}, {len(paths)} files: {', '.join(paths[:_PATHS_SHOWN])}{more}{remedy}")
    if len(told) > _ROWS_SHOWN:
        lines.append(f"... and {len(told) - _ROWS_SHOWN} more rows; all of them: plaidoyer rebuild --json")
    return lines


def _status(arguments: argparse.Namespace) -> int:
    from index.generation import IndexFolder, read_manifest
    from index.plan import plan

    settings = index_settings(arguments)
    folder = IndexFolder(Path(settings.folder))
    current = folder.current()
    manifest = read_manifest(current)
    published = folder.published()
    facts = {key: value for key, value in asdict(manifest).items() if key not in ("files", "inputs")}
    facts["generation"] = facts.pop("name")
    facts["previous"] = published.previous if published else None
    facts["runtime_here"] = _runtime(settings)
    facts["bytes"] = sum(size for size, _ in manifest.files.values())
    searched = plan(manifest)
    if arguments.json:
        print(json.dumps({**facts, "search": asdict(searched)}, ensure_ascii=False))
    else:
        facts |= searched.lines()
        for key in sorted(facts):
            print(f"{key:15} {facts[key]}")
    return 0


def _runtime(settings: IndexSettings) -> str:
    """Return what computes vectors on this machine, or why nothing does."""
    from index.embed import open_embedder

    try:
        return open_embedder(settings).runtime
    except AssistantError as error:
        return str(error)


def _verify(arguments: argparse.Namespace) -> int:
    from index.generation import IndexFolder
    from index.verify import verify

    manifest = verify(IndexFolder(Path(index_settings(arguments).folder)).current())
    print(
        f"Generation {manifest.name} holds: {len(manifest.files)} files, {manifest.documents} documents, "
        f"{manifest.passages} passages, {manifest.sentences} sentences."
    )
    return 0
