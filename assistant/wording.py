"""What is asked, whatever the manner: capitals, quotes and repeated marks, words of courtesy, sentences around it."""

import re
import unicodedata

from assistant.courtesy import without_courtesy, without_signature
from corpus.plain import fold
from corpus.sentences import sentence_spans
from index.french import stem_of

_APOSTROPHES = str.maketrans("’ʼ`´", "''''")
_KEPT_SIGNS = frozenset("°№©®")
_JOINERS = frozenset("\u200d\ufe0e\ufe0f")
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_QUOTED = re.compile(r"«\s*(?P<french>[^«»]+?)\s*»|[“\"](?P<english>[^“”\"]+?)[”\"]")
_LONGEST_END = 4  # characters: "? »", "???!"
_END = re.compile(r"[\s?!.…]*$")
_ASKS = re.compile(
    r"(?:(?:a|de|pour|par|avec|dans|sur|en|chez|depuis|jusqu'a|et) )?"
    r"(?:qu(?:i|e|oi|and)|quel(?:le)?s?|lequel|laquelle|lesquel(?:le)?s|ou|combien|comment|pourquoi|est-ce|qu'|"
    r"what|who|whom|whose|when|where|which|why|how|does|did)(?:\b|(?<='))"
)
_SPOKEN = r"c(?:'est|'[ée]tait|e sera)? (?P<asks>quoi|koi|quand|o[ùu]|qui)"
_SPOKEN_FIRST = re.compile(
    rf"{_SPOKEN} (?P<subject>(?!qu[ei]\b|qu'|exactement\b|comme\b|d[ée]j[àa]\b)\w.*?)\s*\??", re.IGNORECASE
)
_SPOKEN_LAST = re.compile(rf"(?P<subject>(?:(?!\bc'est\b).)+?)[\s:,–-]* {_SPOKEN}\s*\??", re.IGNORECASE)
_PRESIDED = re.compile(r"qui pr[ée]sid(?:e|(?P<past>ait)) (?P<subject>\w.*?)\s*\??", re.IGNORECASE)
_NEWS = re.compile(
    r"(?:quoi de (?:neuf|nouveau)|what's new|any news)"
    r"(?: (?:sur|concernant|à propos d[eu]|au sujet d[eu]|du côté d[eu]|on|about|with))? (?P<subject>\w.*?)\s*\??",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:Le|La|Les|L'|Un|Une)\b")
_WRITTEN = {
    "quoi": "Qu'est-ce que",
    "koi": "Qu'est-ce que",
    "quand": "Quand a lieu",
    "ou": "Où a lieu",
    "qui": "Qui est",
}
_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
_LONGEST_ACRONYM = 7  # letters
_FEWEST_TITLE_WORDS = 4
_NAMES = re.compile(r"(?<=[\w'’,] )[A-ZÀ-ÖØ-Þ]|(?<=['’])[A-ZÀ-ÖØ-Þ]|\d{4}")
_ASIDE = re.compile(
    r"\b(?:je|j'|me|m'|moi|mon|ma|mes|nous|notre|nos|i|my|me|we|our)\b|"
    r"^c'est (?:pour|(?:tres |assez )?urgent)\b|^(?:merci|svp|stp)\b"
)


def bare(question: str) -> str:
    """Return ``question``, on one line, as an even hand would have typed it, without words of courtesy.

    "Le salon, c'est quand ?" becomes "Quand a lieu le salon ?".
    """
    return _in_order(without_courtesy(_tidy(question)))


def even_case(question: str) -> str:
    """Return ``question`` in small letters when all of it, or every word of it, is in capitals."""
    return question.lower() if _shouts(question) or _is_title(question) else question


def asked_sentence(question: str) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    """Return the sentences before the one that asks, that one, and those after it, the end of a letter left out.

    ``question`` alone when several sentences ask, or none.
    """
    question = without_signature(question)
    sentences = [question[start:end] for start, end in sentence_spans(question)]
    asking = [place for place, sentence in enumerate(sentences) if _asks(sentence)]
    if len(asking) != 1:
        return (), question, ()
    place = asking[0]
    return tuple(sentences[:place]), sentences[place], tuple(sentences[place + 1 :])


def is_topic(question: str) -> bool:
    """Tell whether nothing is asked: a topic alone, as one types it into a search box."""
    return not _asks(question)


def is_aside(sentence: str) -> bool:
    """Tell whether a sentence is about who asks and names nothing: "J'en ai besoin demain"."""
    return bool(_ASIDE.search(fold(sentence))) and not _NAMES.search(sentence)


def _tidy(question: str) -> str:
    """Return ``question`` with one form of apostrophe and of its end, without emoji, outer quotes and shouting."""
    text = " ".join("".join(one for one in question.translate(_APOSTROPHES) if not _is_picture(one)).split())
    if quoted := _QUOTED.fullmatch(text):
        text = quoted["french"] or quoted["english"]
    end = _END.search(text)
    assert end is not None  # it may be empty
    if end.start():
        text = text[: end.start()] + (" ?" if "?" in end[0] or _asks(text) else "")
    return even_case(text)


def _in_order(question: str) -> str:
    """Return a question as texts have it that has "c'est quoi" with its subject, or asks who presides or what is new."""
    if presided := _PRESIDED.fullmatch(question):
        return f"Qui {'était' if presided['past'] else 'est'} le président {_of(presided['subject'])} ?"
    if news := _NEWS.fullmatch(question):
        return news["subject"]
    found = _SPOKEN_FIRST.fullmatch(question) or _SPOKEN_LAST.fullmatch(question)
    if not found:
        return question
    subject = _ARTICLE.sub(lambda article: article[0].lower(), found["subject"], count=1)
    return f"{_WRITTEN[fold(found['asks'])]} {subject} ?"


def _of(subject: str) -> str:
    """Return ``subject`` after "de": "le conseil" as "du conseil", "Metz" as "de Metz"."""
    article, _, noun = subject.partition(" ")
    contracted = {"le": "du", "les": "des"}.get(article.lower())
    return f"{contracted} {noun}" if contracted else f"d'{subject}" if fold(subject)[0] in "aeiou" else f"de {subject}"


def _is_picture(sign: str) -> bool:
    drawn = unicodedata.category(sign) == "So" and sign not in _KEPT_SIGNS
    return drawn or sign in _JOINERS or ord(sign) in _SKIN_TONES


def _asks(sentence: str) -> bool:
    return "?" in sentence[-_LONGEST_END:] or _ASKS.match(fold(sentence)) is not None


def _shouts(text: str) -> bool:
    """Tell whether all is in capitals, and not because all are acronyms."""
    words = _WORD.findall(text)
    return bool(words) and text.isupper() and any(len(word) > _LONGEST_ACRONYM or _is_function_word(word) for word in words)


def _is_title(text: str) -> bool:
    """Tell whether every word has a capital, also those that no name begins with."""
    words = _WORD.findall(text)
    return (
        len(words) >= _FEWEST_TITLE_WORDS
        and all(word[0].isupper() for word in words)
        and sum(map(_is_function_word, words[1:])) > 1
    )


def _is_function_word(word: str) -> bool:
    return len(word) > 1 and "'" not in word and not stem_of(fold(word))
