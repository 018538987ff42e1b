"""The characters that PDFium gives to those that a document holds."""

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufeff\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
# The bullets of the Symbol and Wingdings fonts have no character of their own; elsewhere a private one says nothing.
_PRIVATE_BULLET = re.compile("^[\ue000-\uf8ff](?=\\s|$)")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_DOT_LEADERS = re.compile(r"\.{4,}|(?:\. ){3,}\.?")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})


def clean(text: str) -> str:
    """Return ``text`` in NFC, ligatures opened, leaders cut to three dots, without invisible and control characters."""
    text = _PRIVATE_BULLET.sub("•", text.strip())
    text = _PRIVATE.sub("", _DROPPED.sub(_hyphen_or_nothing, text)).translate(_LIGATURES)
    text = _DOT_LEADERS.sub("... ", _SPACES.sub(" ", text))
    return unicodedata.normalize("NFC", text.replace("...  ", "... ")).strip()


def _hyphen_or_nothing(match: re.Match[str]) -> str:
    """PDFium writes U+FFFE for a hyphen that ends a line."""
    return "-" if match.group() == "\ufffe" else ""
