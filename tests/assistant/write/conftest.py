"""An endpoint that fails on demand, and texts to check sentences on."""

from collections.abc import Callable, Iterator

import pytest
from fake_endpoint import FakeEndpoint

from assistant.write.extracts import Extract, make_extract
from assistant.write.settings import Settings
from corpus.dates import PartialDate
from corpus.document import Document
from corpus.sentences import sentence_spans

KEY = "sk-secret-0123456789"


@pytest.fixture
def fake() -> Iterator[FakeEndpoint]:
    """Give a running endpoint of this machine."""
    with FakeEndpoint() as endpoint:
        yield endpoint


@pytest.fixture
def settings_of(fake) -> Callable[..., Settings]:
    """Give what makes settings for one fault of the endpoint, with short waits and a key."""

    def settings(fault: str = "well", **changes: float) -> Settings:
        waits = {"first_seconds": 5.0, "idle_seconds": 5.0, "total_seconds": 10.0} | changes
        return Settings(url=fake.url(fault), model="small", key=KEY, **waits)

    return settings


@pytest.fixture
def extract_of() -> Callable[..., Extract]:
    """Give what makes an extract of a text that is one passage."""

    def extract(text: str, *, number: int = 1, title: str = "", date: PartialDate | None = None) -> Extract:
        document = Document(f"{number}.md", title or "Note", text, date, None, None, "fr", "note")
        return make_extract(number, document, sentence_spans(text))

    return extract
