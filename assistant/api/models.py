"""What the API takes and gives. The answers are the objects that the command line prints with ``--json``."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from corpus.metadata import normalise_kind
from index.hit import Filters

Question = Annotated[str, StringConstraints(max_length=2000)]
Name = Annotated[str, StringConstraints(max_length=200)]


class AskRequest(BaseModel):
    """A question, the earlier ones of the conversation, and what a document must be to be searched."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"question": "Quand et où s'est tenu le Smart City Expo ?", "since": "2024-01-01"}]},
    )

    question: Question = Field(description="In French or English.")
    id: Name | None = Field(None, description="Given back as it is.")
    previous: list[Question] = Field([], max_length=20, description="Earlier questions, oldest first: for a follow-up.")
    since: date | None = Field(None, description="Documents of this day or later.")
    until: date | None = Field(None, description="Documents of this day or earlier.")
    kind: list[Name] = Field([], max_length=20, description="position, event, press-release, newsletter, report...")
    publisher: Name | None = None
    language: Literal["fr", "en"] | None = Field(None, description="Language of the documents.")

    def filters(self) -> Filters:
        """Return the filters that it asks for."""
        return Filters(self.since, self.until, tuple(map(normalise_kind, self.kind)), self.publisher, self.language)


class SearchRequest(AskRequest):
    """The same, and how many passages are wanted."""

    limit: int = Field(10, ge=1, le=50)


class HitRow(BaseModel):
    """A passage found; ``start`` and ``end`` count characters of the document's text, ``page`` from 1."""

    rank: int
    document: str
    title: str | None
    date: str | None = Field(description="2024-11-07, 2024-11 or 2024: as much as is known.")
    kind: str | None
    source: str
    page: int | None
    start: int
    end: int
    text: str
    score: float = Field(description="Higher is better; may be negative.")


class SearchRow(BaseModel):
    """The passages found for a question, best first."""

    id: str | None
    question: str
    hits: list[HitRow]
    notices: list[str] = Field(description="What the question's period or kind narrowed the search to.")


class CitationRow(BaseModel):
    """The source of ``[n]``: ``quote`` is ``text[start:end]`` of the document."""

    n: int
    document: str
    title: str | None
    date: str | None
    source: str
    page: int | None
    start: int
    end: int
    quote: str
    speaker: str | None = Field(description="Who is reported there; null when the document speaks for itself.")


class FactRow(BaseModel):
    """The words that answer a question for a date, a number, a person or a place: a span inside the quote of citation n."""

    kind: str
    n: int
    start: int
    end: int
    text: str
    resolved: str | None = Field(description="The days a date means, in ISO 8601, when its words do not say them.")
    leads: bool = Field(description="Sure enough to stand in front of the answer.")


class WrittenRow(BaseModel):
    """A sentence of a language model and the numbers of the citations that carry it."""

    text: str
    citations: list[int]
    flagged: bool


class AnswerRow(BaseModel):
    """An answer made of quotes, each followed by its ``[n]``; or a refusal, which has no citations."""

    id: str | None
    question: str
    answer: str
    refused: bool
    tier: str = Field(description="sure, uncertain or absent.")
    confidence: float
    engine: str = Field(description="extractive or llm.")
    reason: str | None = Field(description="Why there is no answer: no_support, nothing_in_filters or no_question.")
    fact: FactRow | None
    citations: list[CitationRow]
    written: list[WrittenRow]
    notices: list[str]
    understood: str | None = Field(description="The question that was searched, when a follow-up was completed.")
    hits: list[HitRow]
    generation: str
    fingerprint: str
    seconds: float


class DocumentRow(BaseModel):
    """A whole document; ``pages`` holds where each page starts in ``text``, ``body_start`` where the front matter ends."""

    document: str
    title: str | None
    date: str | None
    kind: str | None
    publisher: str | None
    language: str
    source: str
    pages: list[int]
    body_start: int
    text: str


class Problem(BaseModel):
    """Why there is no answer, in French, or in English when Accept-Language asks for it."""

    detail: str


class Health(BaseModel):
    """Whether questions are answered, and from which generation of the index."""

    ok: bool
    generation: str | None
    documents: int
