"""Questions that cannot be taken."""

from corpus.errors import AssistantError


class EmptyQuestionError(AssistantError):
    """There is nothing to search for."""


class QuestionTooLongError(AssistantError):
    """The question is longer than the model reads."""


class QuoteError(Exception):
    """A quote is not found word for word in its document: a fault of this program, never shown as an answer."""
