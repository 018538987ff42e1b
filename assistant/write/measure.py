"""How well the check of written sentences works on one question whose answer is known."""

from collections.abc import Sequence
from statistics import fmean

from assistant.known import Known
from assistant.write.drafts import Draft
from assistant.write.extracts import Extract
from assistant.write.judge import judge, known_names
from assistant.write.spoil import KINDS, said, spoiled
from assistant.write.verify import Rarity
from corpus.document import Document

VERIFIER_MEASURES = ("false_alarms", "caught", *(f"caught_{kind}" for kind in KINDS))


def verifier_measures(known: Known, extracts: Sequence[Extract], other: Document, rarity: Rarity) -> dict[str, float]:
    """Return the share of right sentences that are dropped or flagged, and that of wrong ones, in all and by what is wrong.

    ``other`` is a document to take wrong names from. Nothing is measured when no extract holds a marked answer.
    """
    places = (
        (extract, one, span)
        for extract in extracts
        for one in extract.sentences
        for span in known.spans
        if extract.document.id in known.documents and span.overlaps(extract.document.id, one.start, one.end)
    )
    extract, evidence, span = next(places, (None, None, None))
    if extract is None or evidence is None or span is None:
        return {}
    names, document = known_names(known.asked.question, extracts), extract.document

    def stopped(sentence: str) -> float:
        kept = judge(Draft(sentence, (extract.number,)), "", extracts, names, rarity)
        return float(kept is None or kept.flagged)

    right = [evidence.text, said(known.asked.question, document.text[span.start : span.end])]
    found = {"false_alarms": [stopped(one) for one in right], "caught": list[float]()}
    for kind, sentence in (pair for one in right for pair in spoiled(one, document.text[document.body_start :], other.text)):
        caught = stopped(sentence)
        found["caught"].append(caught)
        found.setdefault(f"caught_{kind}", []).append(caught)
    return {name: fmean(values) for name, values in found.items() if values}
