"""The figures of a running server, as Prometheus reads them."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
_SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Figures:
    """Counts questions and requests; none of the figures holds anything of what was asked."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._questions = Counter(
            "plaidoyer_questions", "Questions, by what became of them.", ["channel", "outcome"], registry=self._registry
        )
        self._seconds = Histogram(
            "plaidoyer_answer_seconds", "Time an answer took.", ["channel"], buckets=_SECONDS, registry=self._registry
        )
        self._requests = Counter("plaidoyer_requests", "Requests.", ["route", "method", "status"], registry=self._registry)
        self._sessions = Gauge("plaidoyer_sessions", "Conversations kept.", registry=self._registry)
        self._documents = Gauge("plaidoyer_index_documents", "Documents that can be quoted.", registry=self._registry)
        self._generation = Gauge(
            "plaidoyer_index_generation", "The generation of the index that serves.", ["name"], registry=self._registry
        )

    def count_question(self, channel: str, outcome: str, seconds: float) -> None:
        """Count a question by what became of it, and the time that took."""
        self._questions.labels(channel, outcome).inc()
        self._seconds.labels(channel).observe(seconds)

    def count_request(self, route: str, method: str, status: int) -> None:
        """Count a request."""
        self._requests.labels(route, method, str(status)).inc()

    def text(self, generation: str, documents: int, sessions: int) -> bytes:
        """Return all figures in Prometheus' text format, with those of this moment."""
        self._generation.clear()
        self._generation.labels(generation).set(1)
        self._documents.set(documents)
        self._sessions.set(sessions)
        return generate_latest(self._registry)
