"""The command line: ``plaidoyer COMMAND``."""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.chat.cli import add_chat, add_serving
from assistant.errors import EmptyQuestionError
from assistant.opening import add_model_flags, assistant_settings, llm_settings, open_index, open_language_model
from assistant.settings import Settings as AssistantSettings
from assistant.write.settings import Settings as LlmSettings
from corpus.errors import AssistantError
from corpus.settings import Settings as CorpusSettings
from index.cli import add_commands, add_common_flags, index_settings, run
from index.settings import Settings as IndexSettings

if TYPE_CHECKING:
    from assistant.ask import Assistant
    from assistant.batch import BatchQuestion
    from assistant.evaluation import Evaluation
    from assistant.write.writer import Writer
    from corpus.dates import PartialDate
    from index.hit import Filters
    from index.retrieve import Retriever

_SECTIONS = {"corpus": CorpusSettings, "index": IndexSettings, "assistant": AssistantSettings, "llm": LlmSettings}
_SNIPPET = 200


def main(arguments: list[str] | None = None) -> int:
    """Run ``plaidoyer``; return its exit status: 0 done, 1 a problem the user can repair, 2 wrong usage."""
    parser = argparse.ArgumentParser(
        prog="plaidoyer",
        description="Answers questions about a corpus of texts in French with quotes that can be checked word for word.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    add_commands(commands)
    _add_search(commands)
    _add_ask(commands)
    add_serving(commands)
    _add_evaluate(commands)
    _add_verify_answer(commands)
    _add_check(commands)
    return run(parser, arguments, _SECTIONS)


def chat_main(arguments: list[str] | None = None) -> int:
    """Run ``python -m assistant``: the chat page."""
    parser = argparse.ArgumentParser(prog="python -m assistant", description="Serve the chat page.")
    add_chat(parser)
    return run(parser, arguments, _SECTIONS)


def _add_search(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("search", help="list the passages found for a query")
    parser.add_argument("query", nargs="?", help="what to search for")
    parser.add_argument("-k", type=int, default=10, metavar="N", help="how many passages (default: 10)")
    _add_question_flags(parser)
    parser.set_defaults(run=_search)


def _add_ask(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("ask", help="answer a question with quotes")
    parser.add_argument("question", nargs="?", help="the question, in French or English")
    parser.add_argument(
        "--previous",
        action="append",
        default=[],
        metavar="QUESTION",
        help="an earlier question, for a follow-up; repeat",
    )
    _add_question_flags(parser)
    parser.set_defaults(run=_ask)


def _add_evaluate(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("evaluate", help="measure search and answers on questions whose answer is known")
    parser.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl", help="one question a line, with its documents")
    parser.add_argument("--json", action="store_true", help="print the measures, and a row a question, as JSON")
    parser.add_argument(
        "--absent",
        action="store_true",
        help="ask again with the right documents taken out: is that refused? (three times the work)",
    )
    parser.add_argument(
        "--verifier",
        action="store_true",
        help="also check right and wrong sentences as a language model might write them (ten times the work)",
    )
    parser.add_argument("--compare", type=Path, metavar="RUN.json", help="an earlier output of --json: tell the differences")
    add_model_flags(parser)
    parser.set_defaults(run=_evaluate)


def _add_verify_answer(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("verify-answer", help="say which quotes of a saved answer still stand in the corpus")
    parser.add_argument("file", type=Path, metavar="FILE.json", help="what ask --json printed: one answer, or one a line")
    parser.add_argument("--json", action="store_true", help="print one JSON object an answer")
    add_common_flags(parser)
    parser.set_defaults(run=_verify_answer)


def _add_check(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("check", help="say whether this machine has all that is needed")
    parser.add_argument("--json", action="store_true", help="print it as JSON")
    add_model_flags(parser)
    parser.set_defaults(run=_check)


def _add_question_flags(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--batch", type=Path, metavar="FILE.jsonl", help="take the questions from a file, one a line")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--since", type=_first_day, metavar="DAY", help="documents of this day, month or year, or later")
    parser.add_argument("--until", type=_last_day, metavar="DAY", help="documents of this day, month or year, or earlier")
    parser.add_argument("--kind", action="append", default=[], help="position, event, newsletter...; may be repeated")
    parser.add_argument("--publisher", help="documents of this publisher")
    parser.add_argument("--language", choices=("fr", "en"), help="documents in this language")
    add_model_flags(parser)


def _first_day(written: str) -> date:
    return _known(written).first_day


def _last_day(written: str) -> date:
    return _known(written).last_day


def _known(written: str) -> "PartialDate":
    from corpus.dates import parse_date

    if found := parse_date(written):
        return found
    raise argparse.ArgumentTypeError(f"{written!r} is no date; write 2024-03-12, 2024-03 or 2024")


def _filters(arguments: argparse.Namespace) -> "Filters":
    from corpus.metadata import normalise_kind
    from index.hit import Filters

    if arguments.since and arguments.until and arguments.since > arguments.until:
        raise AssistantError(f"--since {arguments.since} is after --until {arguments.until}; exchange them")
    kinds = tuple(normalise_kind(kind) for kind in arguments.kind)
    return Filters(arguments.since, arguments.until, kinds, arguments.publisher, arguments.language)


def _retriever(arguments: argparse.Namespace) -> "Retriever":
    from index.retrieve import open_retriever

    return open_retriever(*open_index(arguments))


def _assistant(arguments: argparse.Namespace, writer: "Writer | None" = None) -> "Assistant":
    from assistant.ask import Assistant

    return Assistant(_retriever(arguments), assistant_settings(arguments), writer)


def _questions(arguments: argparse.Namespace, text: str | None) -> "list[BatchQuestion]":
    """Return the one question of the command line or those of ``--batch``, whose rows win over the flags.

    A bad question or line is said here, before the model is loaded. Exits with 2 unless there is exactly one source.
    """
    from assistant.batch import BatchQuestion, read_batch
    from assistant.question import clean_question

    if (text is None) == (arguments.batch is None):
        print(f"plaidoyer {arguments.command}: give a question or --batch FILE.jsonl, one of the two", file=sys.stderr)
        raise SystemExit(2)
    filters, previous = _filters(arguments), tuple(getattr(arguments, "previous", ()))
    if text is not None:
        clean_question(text, assistant_settings(arguments).question_characters)
        return [BatchQuestion(None, text, previous, filters, {})]
    return [
        replace(one, previous=one.previous or previous, filters=one.filters.over(filters))
        for one in read_batch(arguments.batch)
    ]


def _search(arguments: argparse.Namespace) -> int:
    from assistant.json_output import search_row

    if arguments.k < 1:
        raise AssistantError(f"-k is {arguments.k}; give 1 or more")
    questions = _questions(arguments, arguments.query)
    assistant = _assistant(arguments)

    def answer(one: "BatchQuestion") -> dict[str, Any]:
        found = assistant.search(one.question, limit=arguments.k, filters=one.filters, previous=one.previous)
        return search_row(one.id, found, assistant.retriever)

    def readable(row: dict[str, Any]) -> str:
        for notice in row["notices"]:
            print(notice, file=sys.stderr)
        return _readable_hits(row)

    return _print(arguments, questions, answer, readable)


def _ask(arguments: argparse.Namespace) -> int:
    from assistant.json_output import answer_row

    questions = _questions(arguments, arguments.question)
    assistant = _assistant(arguments, open_language_model(arguments))
    assistant.retriever.embedder.load()  # so that the first answer's seconds are those of an answer

    def answer(one: "BatchQuestion") -> dict[str, Any]:
        started = time.monotonic()
        found = assistant.ask(one.question, filters=one.filters, previous=one.previous)
        return answer_row(one.id, found, assistant.retriever, time.monotonic() - started)

    return _print(arguments, questions, answer, _readable_answer)


def _print(
    arguments: argparse.Namespace,
    questions: "list[BatchQuestion]",
    answer: "Callable[[BatchQuestion], dict[str, Any]]",
    readable: Callable[[dict[str, Any]], str],
) -> int:
    if arguments.batch is not None:
        return _print_batch(arguments.batch, questions, answer)
    row = answer(questions[0])
    print(json.dumps(row, ensure_ascii=False) if arguments.json else readable(row))
    return 0


def _print_batch(
    path: Path, questions: "Sequence[BatchQuestion]", answer: "Callable[[BatchQuestion], dict[str, Any]]"
) -> int:
    """Print one JSON object a question, in order; a question that cannot be taken gives an object with its error."""
    failed = 0
    for row in _in_order(questions, answer):
        failed += "error" in row
        print(json.dumps(row, ensure_ascii=False), flush=True)
    if failed:
        print(f"plaidoyer: {failed} questions of {path} could not be taken; see their 'error'", file=sys.stderr)
    return 1 if failed else 0


def _in_order(
    questions: "Sequence[BatchQuestion]", answer: "Callable[[BatchQuestion], dict[str, Any]]"
) -> Iterator[dict[str, Any]]:
    def guarded(one: "BatchQuestion") -> dict[str, Any]:
        try:
            return answer(one)
        except AssistantError as error:
            return {
                "id": one.id,
                "question": one.question,
                "error": {"code": type(error).__name__, "message": str(error)},
            }

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(guarded, questions)


def _readable_hits(row: dict[str, Any]) -> str:
    lines = []
    for hit in row["hits"]:
        text = " ".join(hit["text"].split())
        lines.append(f"{hit['rank']:2}. {hit['score']:.3f}  {_place(hit)}")
        lines.append(f"    {text[:_SNIPPET]}{'…' if len(text) > _SNIPPET else ''}")
    return "\n".join(lines) or "Nothing found."


def _readable_answer(row: dict[str, Any]) -> str:
    lines = [row["answer"]]
    if row["understood"]:
        lines.insert(0, f"Compris comme : {row['understood']}")
    if row["citations"]:
        lines.append("")
    lines += [f"[{citation['n']}] {_place(citation)}" for citation in row["citations"]]
    lines += row["notices"]
    return "\n".join(lines)


def _place(row: dict[str, Any]) -> str:
    page = f", p. {row['page']}" if row["page"] else ""
    title = row["title"] or row["document"]
    return f"{title} ({row['date'] or 'n.d.'}){page}  {row['document']}:{row['start']}-{row['end']}"


def _evaluate(arguments: argparse.Namespace) -> int:
    from assistant.batch import read_batch
    from assistant.evaluate import evaluate
    from assistant.evaluation_output import problem_lines, read_evaluation
    from index.cli import progress_bar

    questions = read_batch(arguments.questions)
    if not questions:
        raise EmptyQuestionError(f"{arguments.questions} holds no question; write one a line: see README, Measuring")
    other = read_evaluation(arguments.compare, questions) if arguments.compare else None
    assistant = _assistant(arguments)
    assistant.retriever.embedder.load()  # not counted in the time of an answer
    evaluation = evaluate(assistant, questions, progress_bar, absent=arguments.absent, verifier=arguments.verifier)
    if evaluation.problems:
        print(f"plaidoyer: {len(evaluation.problems)} problems in {arguments.questions}", file=sys.stderr)
        print("\n".join(problem_lines(evaluation.problems)), file=sys.stderr)
    print(_evaluated(evaluation, other, arguments.json))
    return 0


def _evaluated(evaluation: "Evaluation", other: "Evaluation | None", as_json: bool) -> str:
    from assistant.evaluation import compare
    from assistant.evaluation_output import comparison_json, comparison_table, evaluation_json, table

    if as_json:
        found = evaluation_json(evaluation)
        compared = {"comparison": comparison_json(compare(evaluation.rows, other.rows), other)} if other else {}
        return json.dumps(found | compared, ensure_ascii=False)
    if other is None:
        return table(evaluation)
    return f"{table(evaluation)}\n\n{comparison_table(compare(evaluation.rows, other.rows), evaluation, other)}"


def _verify_answer(arguments: argparse.Namespace) -> int:
    from assistant.json_output import checked_row
    from assistant.receipt import check_receipt, read_receipts
    from index.generation import STORE, IndexFolder
    from index.store import Store

    rows = read_receipts(arguments.file)
    generation, manifest = IndexFolder(Path(index_settings(arguments).folder)).servable()
    store = Store(generation / STORE)
    answers = [check_receipt(row, store.document) for row in rows]
    store.close()
    for one in answers:
        row = checked_row(one, manifest.name)
        print(json.dumps(row, ensure_ascii=False) if arguments.json else _readable_standing(row))
    return 0 if all(one.stands for one in answers) else 1


def _readable_standing(row: dict[str, Any]) -> str:
    lines = [row["question"]]
    for quote in row["quotes"]:
        place = "" if quote["start"] is None else f":{quote['start']}-{quote['end']}"
        lines.append(f"[{quote['n']}] {quote['standing']}: {quote['document']}{place}")
    if not row["quotes"]:
        lines.append("no quotes: nothing to check")
    if row["answered_by"] != row["checked_against"]:
        lines.append(f"answered by generation {row['answered_by']}, checked against {row['checked_against']}")
    return "\n".join(lines)


def _check(arguments: argparse.Namespace) -> int:
    from assistant.check import check_environment

    checks = check_environment(index_settings(arguments), llm_settings(arguments))
    if arguments.json:
        print(json.dumps([{"name": one.name, "ok": one.ok, "message": one.message} for one in checks], ensure_ascii=False))
    else:
        print("\n".join(f"{'ok' if one.ok else 'PROBLEM':9} {one.name}: {one.message}" for one in checks))
        print("\n".join(_corpus_lines(arguments)))
    return 0 if all(one.ok for one in checks) else 1


def _corpus_lines(arguments: argparse.Namespace) -> list[str]:
    """Return what the last rebuild said of the files; nothing without an index that can be read."""
    from index.cli import summary
    from index.generation import REPORT, IndexFolder
    from index.report import read_rows

    published = IndexFolder(Path(index_settings(arguments).folder)).published_or_none()
    if published is None:
        return []
    path = IndexFolder(Path(index_settings(arguments).folder)).generation(published.current) / REPORT
    return summary(read_rows(path)) if path.is_file() else []
