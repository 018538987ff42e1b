"""Accents once decoded as Windows-1252 and saved so: "mÃ©diation" is "médiation"."""

import re

# The characters that bytes 0x80 to 0xbf of UTF-8 became; five of them have no character of their own.
_TRAIL = "".join(bytes((code,)).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xC0))
_GARBLED = re.compile(f"(?:[\u00c2-\u00df][{re.escape(_TRAIL)}]|[\u00e0-\u00ef][{re.escape(_TRAIL)}]{{2}})+")
_FEWEST = 3
_MOST_TIMES = 2


def repair(text: str) -> str:
    """Return ``text`` with its garbled accents repaired, once or twice garbled; unaltered when it is not clearly so."""
    for _ in range(_MOST_TIMES):
        if len(_GARBLED.findall(text)) < _FEWEST:
            break
        text = _GARBLED.sub(_undone, text)
    return text


def _undone(match: re.Match[str]) -> str:
    raw = b"".join(_byte(character) for character in match[0])
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return match[0]


def _byte(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1")
