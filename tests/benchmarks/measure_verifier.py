"""Measure the check of what a language model writes, on sentences known to be right or wrong.

    python tests/benchmarks/measure_verifier.py NAME=QUESTIONS.jsonl --questions 500

``QUESTIONS.jsonl`` stands beside its folder ``documents``, each question with a marked answer. From each one two sentences
are made that its document carries: the sentence of the answer word for word, and what the question says without its question
words, followed by the answer. Then each is spoiled in one way. Every sentence is judged as the answer of a model would be, among
five extracts: the right one, others of the same title, others of any. Nothing is fitted on these questions.
"""

import argparse
import json
import math
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from assistant.write.drafts import Draft
from assistant.write.extracts import Extract, make_extract
from assistant.write.judge import Kept, judge, known_names
from corpus.dates import MONTHS
from corpus.document import Document
from corpus.plain import plain
from corpus.sentences import sentence_spans
from index.french import stems

EXTRACTS = 5
_ASKS = re.compile(
    r"(?i)^(?:(?:à|a|de|en|dans|par|pour|avec|depuis|jusqu'à|sur|chez) )?(?:qu'est[- ]ce (?:que?|qui)|quel(?:le)?s? (?:est|sont|était|étaient|fut)"
    r"|quel(?:le)?s?|qui|que|quoi|quand|où|ou|combien(?: d[e'’])?|comment|pourquoi|lequel|laquelle)(?: est-ce que?)?\b|[?]"
)
_NUMBER = re.compile(r"(?<![\w.,])\d+(?![\w]|[.,]\d)")
_MONTH = re.compile(rf"\b({'|'.join(MONTHS)})\b")
_NAME = re.compile(r"(?<=[a-zé,] )(?:[A-ZÉ][\w-]{3,})(?: [A-ZÉ][\w-]+)*")
_VERB = re.compile(r"\b(est|sont|était|étaient|fut|a|ont|avait|peut|doit|permet|reste|devient|représente|compte)\b(?! pas)")


@dataclass(frozen=True)
class Case:
    """A right sentence, the document that carries it, and where."""

    text: str
    question: str
    document: Document
    start: int
    end: int


@dataclass(frozen=True)
class Texts:
    documents: dict[str, Document]
    of_title: dict[str, list[str]]
    rarity: Callable[[str], float]


def read_texts(folder: Path) -> Texts:
    documents = {path.name: _document(path) for path in sorted(folder.glob("*.md"))}
    of_title, holding = defaultdict(list), Counter()
    for document in documents.values():
        of_title[document.title].append(document.id)
        holding.update(set(stems(document.text[document.body_start :])))
    total = len(documents)
    return Texts(documents, of_title, lambda stem: math.log(1 + (total - holding[stem] + 0.5) / (holding[stem] + 0.5)))


def _document(path: Path) -> Document:
    text = path.read_text(encoding="utf-8")
    head, _, _ = text.removeprefix("---\n").partition("\n---\n")
    title, start = yaml.safe_load(head)["title"], len("---\n") + len(head) + len("\n---\n")
    return Document(path.name, title, text, None, None, None, "fr", path.name, body_start=start)


def sentences(document: Document) -> list[tuple[int, int]]:
    return sentence_spans(document.text, document.body_start)


def read_cases(path: Path, texts: Texts, count: int) -> tuple[list[Case], list[Case]]:
    """Return the sentences of the answers word for word, and the same said by question and answer."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row.get("answers") and row.get("answerable", True)]
    rows = [rows[place * len(rows) // count] for place in range(min(count, len(rows)))]
    verbatim, said = [], []
    for row in rows:
        document, answer = texts.documents[row["documents"][0]], row["answers"][0]
        for start, end in sentences(document):
            if start <= answer["start"] < end:
                said.append(Case(_said(row["question"], answer["text"]), row["question"], document, start, end))
                verbatim.append(Case(plain(document.text[start:end]), row["question"], document, start, end))
    return verbatim, said


def _said(question: str, answer: str) -> str:
    text = " ".join(_ASKS.sub(" ", question).split()).strip(" .")
    return f"{text} : {plain(answer).strip(' .')}."


def extracts_of(case: Case, texts: Texts, chance: random.Random) -> list[Extract]:
    same = [one for one in texts.of_title[case.document.title] if one != case.document.id]
    others = [one for one in texts.documents if texts.documents[one].title != case.document.title]
    chosen = [case.document.id, *chance.sample(same, min(2, len(same)))]
    chosen += chance.sample(others, EXTRACTS - len(chosen))
    chance.shuffle(chosen)
    return [make_extract(n, texts.documents[one], sentences(texts.documents[one])) for n, one in enumerate(chosen, 1)]


def spoiled(case: Case, others: Sequence[Case], chance: random.Random) -> Iterator[tuple[str, str]]:
    """Yield the ways to spoil a sentence and what it becomes; only those that it allows."""
    if number := _pick(_NUMBER, case.text, chance):
        yield "number changed", _replaced(case.text, number, _other_number(number[0], chance))
    if month := _pick(_MONTH, case.text, chance):
        yield "month changed", _replaced(case.text, month, chance.choice([one for one in MONTHS if one != month[0]]))
    if name := _pick(_NAME, case.text, chance):
        for kind, source in (
            ("name of another text", chance.choice(others).document),
            ("name of the same text", case.document),
        ):
            found = [one for one in _NAME.findall(source.text[source.body_start :]) if one not in case.text]
            if found:
                yield kind, _replaced(case.text, name, chance.choice(found))
    if verb := _pick(_VERB, case.text, chance):
        negated = f"n'{verb[0]} pas" if verb[0][0] in "aeéo" else f"ne {verb[0]} pas"
        yield "negation inserted", _replaced(case.text, verb, negated)


def _pick(pattern: re.Pattern[str], text: str, chance: random.Random) -> re.Match[str] | None:
    found = list(pattern.finditer(text))
    return chance.choice(found) if found else None


def _replaced(text: str, match: re.Match[str], word: str) -> str:
    return text[: match.start()] + word + text[match.end() :]


def _other_number(number: str, chance: random.Random) -> str:
    place = chance.randrange(len(number))
    digit = chance.choice([one for one in "123456789" if one != number[place]])
    return number[:place] + digit + number[place + 1 :]


def outcome(kept: Kept | None, case: Case) -> str:
    """Return what a reader sees: nothing, a flagged sentence, a sentence that cites the right document, or another one."""
    if kept is None:
        return "dropped"
    if kept.flagged:
        return "flagged"
    return "kept" if any(span.document.id == case.document.id for span in kept.spans) else "elsewhere"


def measure(cases: Sequence[Case], texts: Texts) -> dict[str, Counter[str]]:
    chance, found = random.Random(7), defaultdict(Counter)
    for case in cases:
        extracts = extracts_of(case, texts, chance)
        names = known_names(case.question, extracts)
        (right,) = (one.number for one in extracts if one.document.id == case.document.id)
        wrong = next(one.number for one in extracts if one.number != right)
        variants = [("as it is", case.text, right), ("citation moved", case.text, wrong), ("citation missing", case.text, 0)]
        variants += [(kind, text, right) for kind, text in spoiled(case, cases, chance)]
        for kind, text, cited in variants:
            kept = judge(Draft(text, (cited,)), "", extracts, names, texts.rarity)
            found[kind][outcome(kept, case)] += 1
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", metavar="NAME=QUESTIONS.jsonl")
    parser.add_argument("--questions", type=int, default=500)
    arguments = parser.parse_args()
    for one in arguments.sets:
        name, _, path = one.partition("=")
        texts = read_texts(Path(path).parent / "documents")
        for kind, cases in zip(
            ("word for word", "said otherwise"), read_cases(Path(path), texts, arguments.questions), strict=True
        ):
            started = time.process_time()
            found = measure(cases, texts)
            judged = sum(sum(counts.values()) for counts in found.values())
            milliseconds = 1000 * (time.process_time() - started) / judged
            print(
                f"\n{name}, {kind}: {milliseconds:.1f} ms of CPU a sentence\n\n| sentence | n | dropped | flagged | cites another | kept |"
            )
            print("| --- | --- | --- | --- | --- | --- |")
            for variant, counts in found.items():
                total = sum(counts.values())
                shares = (f"{counts[key] / total:.3f}" for key in ("dropped", "flagged", "elsewhere", "kept"))
                print(f"| {variant} | {total} | {' | '.join(shares)} |")


if __name__ == "__main__":
    main()
