"""How good one ranking is for one question; hit, MRR and nDCG are those of ir-measures (trec_eval)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ir_measures.measures import Measure

DEPTH = 10
"""How much of a ranking is measured."""

_DEPTHS = (1, 3, 5, 10)
DOCUMENT_MEASURES = (*(f"hit@{depth}" for depth in _DEPTHS), "mrr@10", "ndcg@10")
PASSAGE_MEASURES = tuple(f"passage_hit@{depth}" for depth in _DEPTHS)


@dataclass(frozen=True)
class Ranking:
    """What was found for one question, best first, and what is right.

    ``documents`` are distinct, ``gold`` is not empty. ``holding`` tells for each passage whether it holds a marked answer;
    None when no answer is marked.
    """

    documents: tuple[str, ...]
    gold: frozenset[str]
    holding: tuple[bool, ...] | None

    @property
    def rank(self) -> int | None:
        """The rank of the first right document, from 1."""
        return next((place for place, identity in enumerate(self.documents, 1) if identity in self.gold), None)

    @property
    def passage_rank(self) -> int | None:
        """The rank of the first passage that holds a marked answer, from 1."""
        return self.holding.index(True) + 1 if self.holding and any(self.holding) else None


def search_measures(rankings: Sequence[Ranking]) -> list[dict[str, float]]:
    """Return the measures of each ranking by name: those of documents, then those of passages where answers are marked.

    With several right documents, ``hit`` and ``mrr`` look at the first one found, ``ndcg`` at all of them.
    """
    found: list[dict[str, float]] = [{} for _ in rankings]
    documents = {row: one.documents for row, one in enumerate(rankings)}
    _add(found, _document_measures(), documents, {row: one.gold for row, one in enumerate(rankings)})
    holding = {row: one.holding for row, one in enumerate(rankings) if one.holding is not None}
    # Only hits are asked of passages, so it is enough to know which of those found are right. "-" is never found.
    passages = {row: [str(place) for place in range(len(held))] for row, held in holding.items()}
    right = {row: {str(place) for place, held in enumerate(one) if held} | {"-"} for row, one in holding.items()}
    _add(found, _passage_measures(), passages, right)
    return found


def _document_measures() -> "dict[Measure, str]":
    from ir_measures import RR, Success, nDCG

    return {Success @ 1: "hit@1", Success @ 3: "hit@3", Success @ 5: "hit@5", Success @ 10: "hit@10"} | {
        RR @ 10: "mrr@10",
        nDCG @ 10: "ndcg@10",
    }


def _passage_measures() -> "dict[Measure, str]":
    from ir_measures import Success

    return {Success @ depth: f"passage_hit@{depth}" for depth in _DEPTHS}


def _add(
    found: list[dict[str, float]],
    names: "Mapping[Measure, str]",
    ranked: Mapping[int, Sequence[str]],
    right: "Mapping[int, set[str] | frozenset[str]]",
) -> None:
    """Add to each row of ``found`` its measures, in the order of ``names``."""
    from ir_measures import iter_calc

    if not ranked:
        return
    # Scores that only say the order: trec_eval would break ties of its own way.
    run = {str(row): {one: -float(place) for place, one in enumerate(ranking)} for row, ranking in ranked.items()}
    gold = {str(row): dict.fromkeys(sorted(identities), 1) for row, identities in right.items()}
    values = {(one.query_id, names[one.measure]): float(one.value) for one in iter_calc(list(names), gold, run)}
    for row in ranked:
        found[row] |= {name: values[str(row), name] for name in names.values()}
