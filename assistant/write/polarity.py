"""Whether two sentences about the same thing say the contrary of each other: a negation more, or an opposite word."""

import re
from collections.abc import Iterator

from assistant.write.statement import Statement
from corpus.plain import fold

_NEGATIVE = re.compile(
    r"\b(?:ne|n'|pas|aucun\w*|sans|jamais|non|refus\w*|rejet\w*|interdi\w*|difficil\w*|impossib\w*|contre|oppos\w*|"
    r"not|no|never|without|cannot|\w+n't)"
)
_PREFIXES = (
    "augment/diminu hauss/baiss augment/baiss hauss/diminu soutien/oppos soutenu/oppos accept/refus accept/rejet "
    "possibl/impossibl debut/fin maximum/minimum interieur/exterieur victoir/defait gagn/perd nord/sud est/ouest "
    "autoris/interdi renforc/affaibl creation/suppress ouver/ferm satisf/regret salu/denonc obligatoir/facult "
    "legal/illegal favorabl/defavorabl increas/decreas support/oppos accept/reject public/priv allow/forbid"
)
_OPPOSITES = tuple((one, other) for pair in _PREFIXES.split() for one, other in (pair.split("/"), reversed(pair.split("/"))))


def contradicts(claim: Statement, source: Statement, source_text: str) -> bool:
    """Tell whether ``claim`` denies what ``source`` says, or the reverse."""
    return any(_denied(claim, source, source_text)) or any(_opposed(claim, source))


def _denied(claim: Statement, source: Statement, source_text: str) -> Iterator[bool]:
    yield bool((claim.negated - source.negated) & source.stems)
    yield bool((source.negated - claim.negated) & claim.stems)
    yield ("not" in claim.negated) != ("not" in source.negated)
    yield bool(claim.negated) and not source.negated and not _NEGATIVE.search(fold(source_text))


def _opposed(claim: Statement, source: Statement) -> Iterator[bool]:
    for said, instead in _OPPOSITES:
        yield (_has(claim, said) and not _has(claim, instead) and _has(source, instead) and not _has(source, said))


def _has(statement: Statement, prefix: str) -> bool:
    return any(stem.startswith(prefix) for stem in statement.stems)
