"""The same questions typed in other manners: are they still answered?

    python tests/benchmarks/manners.py INDEX --questions FILE.jsonl [--every 12]

One row a manner: the share of the questions whose right document is first and in the first five, that are answered, and surely
so; that are still answered, and surely so, with every document of the right one's title taken out; and that get the very text of
the question as it was written. Errors are drawn from a fixed seed.
"""

import argparse
import random
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from assistant.answer import Answer, Tier
from assistant.ask import Assistant
from assistant.batch import BatchQuestion, read_batch
from assistant.settings import Settings as AssistantSettings
from corpus.plain import fold
from index.embed import open_embedder
from index.french import stems
from index.generation import IndexFolder
from index.retrieve import open_retriever
from index.settings import Settings

COLUMNS = ("first", "in five", "answered", "sure", "answered, taken out", "sure, taken out", "same text")
_SHORTEST_SPOILED = 6
Manner = Callable[[str, random.Random], str]


def spoiled(question: str, draw: random.Random, share: float) -> str:
    """Return ``question`` with an error in so many of its longer words: a letter left out, doubled, or two exchanged."""

    def spoil(match: re.Match[str]) -> str:
        word = match[0]
        if len(word) < _SHORTEST_SPOILED or draw.random() >= share:
            return word
        place = draw.randrange(1, len(word) - 2)
        return draw.choice(
            (
                word[:place] + word[place + 1 :],
                word[:place] + word[place] + word[place:],
                word[:place] + word[place + 1] + word[place] + word[place + 2 :],
            )
        )

    return re.sub(r"[^\W\d_]+", spoil, question)


def keywords(question: str) -> str:
    """Return the words of ``question`` that are not among those every question has."""
    return " ".join(word for word in re.findall(r"[\w'’-]+", question) if stems(word))


MANNERS: dict[str, Manner] = {
    "as written": lambda question, _: question,
    "small letters": lambda question, _: question.lower(),
    "capitals": lambda question, _: question.upper(),
    "no accents": lambda question, _: fold(question),
    "no accents, no question mark": lambda question, _: fold(question).strip(" ?"),
    "a capital to each word": lambda question, _: question.title(),
    "in quotes": lambda question, _: f"« {question} »",
    "???!!!": lambda question, _: f"{question.rstrip(' ?')} ???!!!",
    "typographic apostrophes": lambda question, _: question.replace("'", "’"),
    "emoji": lambda question, _: f"👋 {question} 🙏",
    "bonjour... merci": lambda question, _: f"Bonjour, {question} Merci d'avance",
    "a sentence before": lambda question, _: f"Je prépare un discours pour le maire. {question}",
    "a sentence after": lambda question, _: f"{question} J'en ai besoin pour une réunion demain.",
    "an error in a third of the longer words": lambda question, draw: spoiled(question, draw, 1 / 3),
    "an error in each longer word": lambda question, draw: spoiled(question, draw, 1.0),
    "keywords": lambda question, _: keywords(question),
}


def rows(assistant: Assistant, questions: Sequence[BatchQuestion]) -> Iterator[tuple[str, list[float]]]:
    """Yield each manner and the shares of ``COLUMNS``."""
    titles: dict[str, set[str]] = {}
    for entry in assistant.entries():
        titles.setdefault(entry.title, set()).add(entry.id)
    written: list[str] = []
    for name, manner in MANNERS.items():
        draw, found = random.Random(0), []
        for place, one in enumerate(questions):
            asked, gold = manner(one.question, draw), set(one.row["documents"])
            answer = assistant.ask(asked)
            if name == "as written":
                written.append(answer.text)
            taken_out = gold.union(*(titled for titled in titles.values() if titled & gold))
            tier = assistant.verdict(asked, without=taken_out).tier
            found.append([*_found(answer, gold), tier is not Tier.ABSENT, tier is Tier.SURE, answer.text == written[place]])
        yield name, [sum(column) / len(questions) for column in zip(*found, strict=True)]


def _found(answer: Answer, gold: set[str]) -> list[bool]:
    documents = list(dict.fromkeys(hit.passage.document_id for hit in answer.hits))
    return [bool(gold & set(documents[:1])), bool(gold & set(documents[:5])), not answer.refused, answer.tier is Tier.SURE]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--every", type=int, default=12, help="ask one question in so many")
    arguments = parser.parse_args()
    retriever = open_retriever(IndexFolder(arguments.index), open_embedder(Settings()))
    assistant = Assistant(retriever, AssistantSettings(old_after_months=0))
    questions = read_batch(arguments.questions)[:: arguments.every]
    print(f"{len(questions)} questions\n\n| typed | {' | '.join(COLUMNS)} |\n|{' --- |' * (1 + len(COLUMNS))}")
    for name, shares in rows(assistant, questions):
        print(f"| {name} | {' | '.join(f'{share:.3f}' for share in shares)} |", flush=True)


if __name__ == "__main__":
    main()
