"""What the administrator lets readers do besides asking."""

from dataclasses import dataclass

from assistant.chat.feedback import FeedbackFile


@dataclass(frozen=True)
class Allowed:
    """``feedback`` is where opinions on answers are kept; None when none is asked for."""

    feedback: FeedbackFile | None = None
