"""What the tests of the model share."""

import re
from pathlib import Path

import pytest

SAMPLE_DOCUMENTS = Path(__file__).parents[2] / "corpus/documents"
ASKED = (
    "Que défend l'association sur {} ?",
    "Depuis quand parle-t-on de {} ?",
    "Où et avec qui a-t-on évoqué {}, à l'initiative de qui ?",
)
TEXTS = 500


@pytest.fixture(scope="session")
def french_texts() -> list[str]:
    """Give 500 French texts of all lengths: sentences and paragraphs of the sample corpus, and questions about their words."""
    bodies = [path.read_text(encoding="utf-8").split("---", 2)[2] for path in sorted(SAMPLE_DOCUMENTS.glob("*.md"))]
    paragraphs = [one.strip() for body in bodies for one in body.split("\n\n") if len(one.strip()) > 20]
    sentences = [one for paragraph in paragraphs for one in re.split(r"(?<=[.!?]) ", paragraph)]
    openings = [" ".join(one.rstrip(".").split()[1:6]) for one in sentences]
    questions = [ASKED[place % len(ASKED)].format(words) for place, words in enumerate(openings)]
    texts = list(dict.fromkeys([*paragraphs[:100], *sentences, *questions]))
    assert len(texts) >= TEXTS
    return texts[:TEXTS]
