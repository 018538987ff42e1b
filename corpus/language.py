"""Language of a text or of a question: French unless it is clearly English."""

import re

_SAMPLE_CHARACTERS = 20_000
_WORD = re.compile(r"[^\W\d_]+")
_FRENCH_ACCENT = re.compile(r"[àâçéèêëîïôùûœ]")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words of one language only: "on", "an", "plus", "son", "as", "but" or "me" say nothing.
_FRENCH = _words("""
    l d qu le la les de des du et en un une est sont pour dans que qui sur au aux par ce cette ces nous vous il
    elle ils elles ne pas leur leurs avec ont quel quelle quels quelles comment quand combien pourquoi quoi où était
    être avoir fait depuis entre notre nos votre vos mais donc dit sans ou si
""")
_ENGLISH = _words("""
    the of and to in is are was were be been for with that this these those from by it its as at an has have had
    not will would should can could do does did what which who whom whose when where why how about we you they he
    she our their your there than into between
""")
# These weigh two: "attendance, which year?", "the city's position"; so does the first word of a question: "Who attended?".
_ASKING = _words("what which whose when where why how")
_POSSESSIVE = re.compile(r"\w{2}['’]s\b")
_ENGLISH_OPENINGS = _words("""
    what which who whom whose when where why how is are was were does did do has have can could should would will
    tell give list show explain describe compare summarise summarize
""")


def detect_language(text: str) -> str:
    """Return ``fr`` or ``en`` from the small words of the first 20,000 characters; ``fr`` when in doubt.

    A title or a few names have no language ("Smart City Expo World Congress Barcelone") and count as French.
    """
    words = _WORD.findall(text[:_SAMPLE_CHARACTERS].lower())
    if not words:
        return "fr"
    french = sum(word in _FRENCH or bool(_FRENCH_ACCENT.search(word)) for word in words)
    english = sum(word in _ENGLISH for word in words)
    english += (
        words[0] in _ENGLISH_OPENINGS
        or any(word in _ASKING for word in words)
        or bool(_POSSESSIVE.search(text[:_SAMPLE_CHARACTERS]))
    )
    return "en" if english >= 2 and english > french else "fr"
