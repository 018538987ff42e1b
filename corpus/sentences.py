"""French and English sentences, as spans of the text they come from."""

import re
from collections.abc import Iterator

from corpus.blocks import LIST_MARK, block_spans, is_code, is_heading

__all__ = ["block_spans", "is_heading", "sentence_spans"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Never the end of a sentence.
_ABBREVIATIONS = _words("""
    m mm mme mmes mlle mlles me mes dr drs pr prof st ste sts stes mgr r.p al alin cf p pp ex chap t tom éd ed réf ref
    tél env n tab ann av apr bd bld blvd bât bat ch nb op ibid vs suiv sq sqq éq hon jr sr cie éts ets resp dép dept dir
    gén adj janv févr fevr fév avr juil oct nov déc dec lun c.-à-d c.à.d i.e e.g p.ex mr mrs ms
""")
# Abbreviations that are also words ("jeu. 5 mars" and "les règles du jeu."): only before a number or a code article.
_BEFORE_NUMBER = _words("jan art vol sect fig no nos tel mar mer jeu ven sam dim sept max min obs cit id hab not")
# Abbreviations that end a sentence when the next word is one that starts sentences.
_MAY_END = _words("etc h min s.a s.a.s s.a.r.l o.n.u u.e c.e l.a")
_SENTENCE_STARTERS = _words("""
    le la les l' un une des ce cet cette ces il elle ils elles on nous vous je tu d' dans en pour par avec sans sur
    sous au aux à mais or donc ainsi enfin depuis après avant selon si quand comme leur leurs son sa ses notre nos votre
    vos mon ma mes tel telle tout toute tous toutes chaque plusieurs certains certaines aucun aucune c' s' qu' que qui
    quoi quel quelle puis ensuite car alors cependant toutefois pourtant néanmoins aussi ceux celui celle celles cela ceci
    lorsque afin grâce parmi pendant malgré outre chacun chacune certes voici voilà merci
    the this that these those it he she we they you there in for with our their but and so however
""")
_ARTICLES = frozenset(("le", "la", "les", "the"))

# A stop with its closing marks and footnote call, or a stop glued to the next word ("adopté.Il").
# Possessive repeats keep "!!!!!" and "))))" linear.
_STOP = re.compile(
    r"""
    (?<![.!?…]) (?P<stop> [.!?…]++ (?:[ \u00a0\u202f][!?]++)? )
    (?P<closers> (?: [ \u00a0\u202f]?» | \]\([^()\s]*\) | </[a-zA-Z]{1,10}> | \[\^?\w{1,3}\](?!\() | ["'”’)\]*_`] )*+ )
    (?: [¹²³⁴-⁹]++ | (?<=[^\W\d_]\.)\d{1,2}(?=\s+[A-ZÀ-ÖØ-ÞŒ]) )?
    (?= \s | \Z )
  | (?P<glued> (?<=[a-zà-öø-ÿœ]{3}) [.!?…]++ (?= [A-ZÀ-ÖØ-ÞŒ][a-zà-öø-ÿœ'’\ ] | [a-h]\)\  ) )
    """,
    re.VERBOSE,
)
# A stop between these is inside the sentence around them, if they close within so many characters.
_PAIRS = (("(", ")", 200), ("[", "]", 200), ("«", "»", 400), ("“", "”", 400))
_WORD_SEPARATORS = frozenset("(«\"“[,;:'’*_")
_LONGEST_WORD_CHARACTERS = 80
_WEB_ADDRESS = re.compile(r"[/@]|www|\.[a-z]{2,3}[.!?…]*$")
_INITIALS = re.compile(r"(?:[A-ZÀ-Þ][a-z]?\.?-?)+")
_DOTTED_LETTERS = re.compile(r"(?:[a-zà-ÿ]\.)+[a-zà-ÿ]")
_INLINE_NUMBER = re.compile(r"\d{1,2}|[a-z]")
_NUMBER = re.compile(r"\d|[LRDA]\b[.* ]|[IVXLC]+\b(?!['’])")
_NEXT_WORDS = re.compile(r"([^\W\d_]+['’]?)\s*(\w?)")
_LINE_END = re.compile(r"\n")
_WORD_CHARACTER = re.compile(r"\w")
_NOT_SPACE = re.compile(r"\S")
_EMPHASIS = re.compile(r"[*_`~]++")
# A bracket before a small letter goes on with the sentence: "Fin. (voir l'annexe)", "Lire ? [le site](url)".
_OPENING_MARK = re.compile(
    r"[(\[][*_`\[]*+(?![a-zà-öø-ÿœ])"
    r"|[«\"“‘'¿¡•–—<-]"
    r"|!\["
    "|[\u2190-\u21ff\u2600-\u27bf\U0001f300-\U0001faff]"  # arrows and pictograms
)


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the sentences of ``text[start:end]`` in order, trimmed, as spans of ``text``.

    Headings, list items and table rows are sentences of their own, lines of fenced code too. Spans do not overlap and
    every character that is not a space is inside exactly one. The time grows with the length only.
    """
    part = text[start:end]
    return [
        (start + first, start + last)
        for block_start, block_end in block_spans(part)
        for first, last in _block_sentences(part, block_start, block_end)
    ]


def _block_sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the sentences of one block; what holds no word, such as a pictogram after "!", joins the one before it."""
    cuts = _line_ends(text, start, end) if is_code(text[start:end]) else _sentence_ends(text, start, end)
    spans: list[tuple[int, int]] = []
    for cut in (*cuts, end):
        first, last = _trimmed(text, start, cut)
        start = cut
        if first == last:
            continue
        if spans and not _WORD_CHARACTER.search(text, first, last):
            spans[-1] = (spans[-1][0], last)
        else:
            spans.append((first, last))
    return spans


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without the spaces around it."""
    piece = text[start:end]
    first = start + len(piece) - len(piece.lstrip())
    return first, first + len(piece.strip())


def _line_ends(text: str, start: int, end: int) -> Iterator[int]:
    """Yield the position after each line."""
    return (match.end() for match in _LINE_END.finditer(text, start, end))


def _sentence_ends(text: str, start: int, end: int) -> Iterator[int]:
    """Yield the position after each sentence of a block but the last; a table row is one sentence."""
    if text[start] == "|":
        return
    mark = LIST_MARK.match(text, start, end)
    first = counted = mark.end() if mark else start
    depths = [0] * len(_PAIRS)
    for stop in _STOP.finditer(text, first, end):
        following = _NOT_SPACE.search(text, stop.end(), end)
        if following is None:
            return
        for number, (opening, closing, _) in enumerate(_PAIRS):
            depths[number] += text.count(opening, counted, stop.start()) - text.count(closing, counted, stop.start())
        counted = stop.start()
        if stop["glued"]:
            ends = not _inside_web_address(text, first, stop.end())
        else:
            ends = (
                _opens_sentence(text, following.start(), end)
                and not _abbreviates(text, first, stop, following.start())
                and not _inside_pair(text, depths, stop, end)
            )
        if ends:
            yield stop.end()
            first = counted = stop.end()
            depths = [0] * len(_PAIRS)


def _opens_sentence(text: str, position: int, end: int) -> bool:
    """Return whether the character there may start a sentence; Markdown emphasis before it does not count."""
    if emphasis := _EMPHASIS.match(text, position, end):
        position = emphasis.end()
    character = text[position : min(position + 1, end)]
    return (
        character.isupper()
        or character.isdecimal()
        or character.isspace()  # a lone star is a bullet
        or bool(_OPENING_MARK.match(text, position, end))
    )


def _inside_pair(text: str, depths: list[int], stop: re.Match[str], end: int) -> bool:
    """Return whether brackets or quotation marks opened before the stop are closed soon after it, not by it."""
    return any(
        depth > 0 and closing not in stop["closers"] and text.find(closing, stop.end(), min(end, stop.end() + reach)) >= 0
        for depth, (_, closing, reach) in zip(depths, _PAIRS, strict=True)
    )


def _inside_web_address(text: str, first: int, position: int) -> bool:
    """Return whether the word that ends at ``position`` is an address; words too long to be words count as such."""
    window = text[max(first, position - _LONGEST_WORD_CHARACTERS) : position]
    word = window.split()[-1]
    return len(word) == _LONGEST_WORD_CHARACTERS or bool(_WEB_ADDRESS.search(word))


def _abbreviates(text: str, first: int, stop: re.Match[str], following: int) -> bool:
    """Return whether the stop is the point of an abbreviation, an initial or a number and ends no sentence."""
    if stop["stop"] != "." or stop["closers"].strip("*_`"):
        return False
    word_start = _word_start(text, first, stop.start())
    word = text[word_start : stop.start()]
    lower = word.lower()
    if lower in _MAY_END or _DOTTED_LETTERS.fullmatch(lower) or _is_initials(word):
        return not _starter_follows(text, following)
    if lower in _BEFORE_NUMBER:
        return bool(_NUMBER.match(text, following))
    if word.isdecimal() and len(word) <= 3 and text[following].isdecimal():
        return True
    return lower in _ABBREVIATIONS or (bool(_INLINE_NUMBER.fullmatch(word)) and _opens_clause(text, first, word_start))


def _is_initials(word: str) -> bool:
    """Return whether ``word`` is a capital or a few with points: "J", "J.-P", "O.N.U"; "M" abbreviates Monsieur."""
    return (
        len(word) <= 5
        and word not in ("M", "P", "N", "T")
        and (len(word) == 1 or "." in word)
        and bool(_INITIALS.fullmatch(word))
    )


def _word_start(text: str, first: int, position: int) -> int:
    """Return where the word that ends at ``position`` starts, at most 80 characters before."""
    start = position
    earliest = max(first, position - _LONGEST_WORD_CHARACTERS)
    while start > earliest and not text[start - 1].isspace() and text[start - 1] not in _WORD_SEPARATORS:
        start -= 1
    return start


def _starter_follows(text: str, position: int) -> bool:
    """Return whether the next word starts sentences; not the article of a name: "E. Le Gall", "J. La Rue"."""
    words = _NEXT_WORDS.match(text, position)
    if words is None:
        return False
    word = words[1].lower().replace("’", "'")
    return word in _SENTENCE_STARTERS and not (word in _ARTICLES and words[2].isupper())


def _opens_clause(text: str, first: int, position: int) -> bool:
    """Return whether ``position`` is at the start of the sentence or after punctuation, as an inline list number is."""
    before = text[max(first, position - 8) : position].rstrip()
    return (before[-1:] in tuple(".!?;:") and not before.endswith(" h.")) or (not before and position - first <= 8)
