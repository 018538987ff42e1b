"""Small raised digits: the call of a note, or the power of a unit."""

import re
from collections.abc import Iterable

_CALL = re.compile(r"\d{1,2}")
_POWER_OF = re.compile(r"(?:\b[kdcm]?m|\bCO|\b10)$")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def raised(text: str, before: Iterable[str]) -> str:
    """Return raised ``text`` as it is read after ``before``: the call of a note as ``[^1]``, "m2" as "m²".

    Without this "1975" with a call would read "19751". Anything but one or two digits stays as it is.
    """
    if not _CALL.fullmatch(text):
        return text
    return text.translate(_RAISED) if _POWER_OF.search("".join(before)) else f"[^{text}]"
