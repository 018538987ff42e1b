"""What one server accepts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What one server accepts.

    ``posts_per_minute`` is counted for each client address. ``questions_at_once`` are answered in parallel, then
    ``questions_waiting`` may queue. Gradio never forgets a session (about 0.5 MB each): ``sessions`` bounds them.
    """

    posts_per_minute: int = 60
    body_bytes: int = 64_000
    questions_at_once: int = 4
    questions_waiting: int = 64
    sessions: int = 300
