"""One conversation: its turns, and how a question becomes the next one."""

import logging
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answer import Answer, Tier
from assistant.chat.cards import Card, citation_cards, nearest_cards
from assistant.chat.engine import Engine
from assistant.chat.feedback import REASON_CHARACTERS, VERDICTS, FeedbackFile, feedback_of
from assistant.chat.filters import parse_filters
from assistant.chat.texts import TEXTS, counted, error_text
from corpus.errors import AssistantError
from index.hit import Filters

MAX_PREVIOUS = 5
MAX_TURNS = 20

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Turn:
    """A question and what came back: an answer with its cards, or a failure, or neither while it is being searched.

    ``failure`` is the sentence shown to the reader, empty when there is none; ``retry`` tells whether the reader can
    repair the question. ``opinion`` is the reader's verdict on the answer, empty until it is given, None when none is
    asked for. ``generation`` is that of the index that answered, ``filters`` those of the box. ``growing``: more sentences
    of the answer are to come. ``replaced``: sentences of a language model were shown on the way, and are not part of it.
    """

    question: str
    answer: Answer | None = None
    cards: tuple[Card, ...] = ()
    failure: str = ""
    retry: bool = False
    opinion: str | None = None
    generation: str = ""
    filters: Filters = Filters()
    growing: bool = False
    replaced: bool = False


def typed_question(value: object) -> str:
    """Return what a browser sent as the question, on one line, without half surrogate pairs."""
    text = value if isinstance(value, str) else ""
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())


def take_turn(engine: Engine, question: str, box: object, turns: Sequence[Turn], language: str) -> Iterator[Turn]:
    """Yield the turn that answers ``question`` under the filters of the box, after those ``turns``, as its answer grows.

    All but the last are ``growing``.

    An exception becomes a sentence for the reader; one that is not the reader's to repair is logged, without its
    message, which may hold words of the question.
    """
    try:
        filters = parse_filters(box, engine.kinds())
        turn = Turn(question)
        for answer in engine.stream(question, filters=filters, previous=previous_questions(turns)):
            cards = nearest_cards(answer, engine.document) if answer.refused else citation_cards(answer, engine.document)
            replaced, growing = turn.growing and not answer.written, bool(answer.written)
            turn = Turn(
                question,
                answer,
                cards,
                generation=answer.generation,
                filters=filters,
                growing=growing,
                replaced=replaced,
            )
            if growing:
                yield turn
        yield replace(turn, growing=False)
    except AssistantError as error:
        logger.info("a question was not taken: %s", type(error).__name__)
        yield Turn(question, failure=error_text(error, language), retry=True)
    except Exception as error:  # noqa: BLE001 - a bug must not cost the reader the conversation
        frames = "".join(traceback.format_tb(error.__traceback__))
        logger.error("a question failed: %s\n%s", type(error).__qualname__, frames)
        yield Turn(question, failure=error_text(error, language))


def previous_questions(turns: Sequence[Turn]) -> tuple[str, ...]:
    """Return the last questions that were answered or refused, oldest first."""
    return tuple(turn.question for turn in turns if turn.answer is not None)[-MAX_PREVIOUS:]


def give_opinion(turns: Sequence[Turn], sent: object, feedback: FeedbackFile) -> tuple[int, bool]:
    """Write the opinion that a browser sent; return the place of its turn and whether it was kept.

    The place is -1 for what is not an opinion, or one on a turn that has one.
    """
    fields = sent if isinstance(sent, dict) else {}
    number, verdict, reason = fields.get("turn"), fields.get("verdict"), typed_question(fields.get("reason"))
    if not isinstance(number, int) or not 1 <= number <= len(turns) or verdict not in VERDICTS:
        return -1, False
    turn = turns[number - 1]
    if turn.answer is None or turn.opinion != "":
        return -1, False
    given = feedback_of(turn.answer, verdict, reason[:REASON_CHARACTERS], turn.generation)
    return number - 1, feedback.add(given)


def status(turn: Turn, language: str) -> str:
    """Return the one line a screen reader hears about the turn."""
    if turn.failure:
        return turn.failure
    if turn.answer is None:
        return TEXTS[language]["searching"]
    if turn.answer.welcome:
        return TEXTS[language]["welcome"]
    if turn.answer.refused:
        return TEXTS[language]["tier_absent"]
    if turn.replaced:
        return counted("replaced", len(turn.cards), language)
    return counted("ready" if turn.answer.tier is Tier.SURE else "unsure", len(turn.cards), language)
