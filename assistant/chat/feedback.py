"""What readers think of answers: a line each in a file, in the form of a pinned question that a person can keep."""

import json
import logging
import os
import tempfile
import threading
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.answer import Answer
from corpus.errors import AssistantError

VERDICTS = ("useful", "useless")
REASON_CHARACTERS = 500
_MAX_BYTES = 20_000_000

logger = logging.getLogger(__name__)


class FeedbackFolderError(AssistantError):
    """The folder of the feedback is not one that may be written to."""


@dataclass(frozen=True)
class Feedback:
    """One verdict on one answer: ``document`` and ``text`` are those of its first quote, empty after a refusal."""

    question: str
    document: str
    text: str
    verdict: str
    reason: str
    generation: str


def feedback_of(answer: Answer, verdict: str, reason: str, generation: str) -> Feedback:
    """Return the line to keep about an answer."""
    first = answer.citations[0] if answer.citations else None
    document, text = (first.document_id, first.quote) if first else ("", "")
    return Feedback(answer.understood or answer.question, document, text, verdict, reason, generation)


class FeedbackFile:
    """The file ``feedback.jsonl`` of a folder, which is made when the first line is written."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "feedback.jsonl"
        self._lock = threading.Lock()

    def add(self, feedback: Feedback) -> bool:
        """Write one line, readable by this user only; tell whether it was written: not when the file is full or refused."""
        line = json.dumps(asdict(feedback), ensure_ascii=False) + "\n"
        with self._lock:
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                descriptor = os.open(self.path, os.O_APPEND | os.O_CREAT | os.O_WRONLY, 0o600)
                with os.fdopen(descriptor, "a", encoding="utf-8", errors="replace") as stream:
                    if stream.tell() > _MAX_BYTES:
                        logger.warning("%s is full; move it away to go on collecting feedback", self.path)
                        return False
                    stream.write(line)
            except OSError as error:
                logger.warning("feedback cannot be written to %s (%s)", self.path, error.strerror)
                return False
        return True


def open_feedback(folder: str) -> FeedbackFile | None:
    """Return the file of that folder, None when ``folder`` is empty: no feedback is asked for.

    Raises FeedbackFolderError for a folder under the working directory or the temporary one: those are the folders that
    Gradio would serve files from, were the shield in front of it to fail.
    """
    if not folder:
        return None
    path = Path(folder).expanduser().resolve()
    for served in (Path.cwd(), Path(tempfile.gettempdir())):
        if path.is_relative_to(served.resolve()):
            raise FeedbackFolderError(
                f"assistant.feedback is {folder!r}, which is under {served}; name a folder elsewhere, or '' to ask for none"
            )
    return FeedbackFile(path)
