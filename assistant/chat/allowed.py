"""What the administrator lets readers do besides asking."""

from dataclasses import dataclass

from assistant.chat.feedback import FeedbackFile
from assistant.chat.originals import Originals


@dataclass(frozen=True)
class Allowed:
    """``feedback``: where opinions on answers are kept; ``originals``: the files to download; None for what is refused."""

    feedback: FeedbackFile | None = None
    originals: Originals | None = None
