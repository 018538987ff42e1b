"""What one says around a question, and in place of one: no document answers it, and it would only blur the search."""

import re

from corpus.plain import fold

# All on text as ``_folded`` gives it.
_HELLO = r"(?:re[ -]?)?bonjour|bjr|bonsoir|salut|coucou|hello|hi|hey|good (?:morning|afternoon|evening)"
_THANKS = (
    r"(?:(?:un grand |mille |bien recu,? |non,? )?mercis?|(?:je|nous) (?:te|vous) remerci(?:e|ons))"
    r"(?: (?:beaucoup|bcp|bien|infiniment|d'avance|par avance|a (?:toi|vous))\b)*+"
    r"(?: (?:de|pour) (?:ta|votre|cette|ces|la|vos) (?:reponse|aide|precisions?|informations?)(?: rapide| claire)?)?|"
    r"thanks(?: a lot| in advance| so much)?|thank you(?: very much| so much)?"
)
_BYE = (
    r"au revoir|a bientot|a plus tard|(?:bonne|belle) (?:journee|soiree|continuation)(?: a (?:toi|vous|tous))?|"
    r"(?:bien )?cordialement|cdl?t|respectueusement|bien a vous|(?:good)?bye|see you"
)
_PLEASE = r"s'il (?:te|vous) plait|svp|stp|please"
_TO_WHOM = (
    r"(?: (?:a|et|tous|toutes|vous|tout le monde|plaidoyer|there|all|everyone|mesdames|messieurs|"
    r"(?:madame|monsieur)(?: l[ae] (?:presidente?|maire|direct(?:eur|rice)|ministre))?)\b,?+(?!'))*+"
)
_ACKNOWLEDGED = r"d'accord|ok(?:ay)?|parfait|super|genial|tres bien|entendu|bien recu|(?:c'est )?note"
_ABOUT_THE_PROGRAM = (
    rf"{_ACKNOWLEDGED}|oui|non|perfect|great",
    r"(?:comment )?(?:ca|tu|vous) (?:va|vas|allez)(?: bien)?|comment (?:vas-tu|allez-vous)|how are you",
    r"(?:qui|que) (?:es-tu|etes-vous)|(?:tu es|vous etes) (?:qui|une? (?:ia|robot|humain))|comment t'appelles-tu",
    r"who are you|what are you|are you (?:a robot|an ai|human)",
    r"(?:que (?:peux|sais)-tu|qu'est-ce que tu (?:peux|sais)) faire(?: pour moi)?",
    r"(?:que (?:pouvez|savez)-vous|qu'est-ce que vous (?:pouvez|savez)) faire(?: pour moi)?",
    r"a quoi (?:sers-tu|servez-vous|tu sers)|comment (?:ca|cela) (?:marche|fonctionne)",
    r"(?:peux-tu|pouvez-vous|tu peux|vous pouvez) m'aider|aide[zs]?-moi",
    r"j'ai (?:une|des) questions?|(?:puis-je|je peux) (?:te |vous )?poser une question",
    r"what can you do(?: for me)?|how do(?:es)? (?:it|this|you) work|help(?: me)?|can you help me|i have a question",
)
_SAID = rf"(?:{_HELLO}|{_THANKS}|{_BYE}|{'|'.join(_ABOUT_THE_PROGRAM)}){_TO_WHOM}"
# What was said is never read in two ways, or a thousand greetings would be read in very many.
_NO_QUESTION = re.compile(rf"\W*+(?>{_SAID})(?:\W++(?>{_SAID}))*+\W*+")

_TELL = r"(?:dire|expliquer|indiquer|preciser|rappeler|donner|communiquer|confirmer)"
_CAN_YOU = (
    r"(?:tu peux|vous pouvez|tu pourrais|vous pourriez|peux[- ]tu|pouvez[- ]vous|pourrais[- ]tu|pourriez[- ]vous|"
    r"auriez[- ]vous (?:la gentillesse|l'amabilite) de)"
)
_WISH = (
    r"(?:(?:je|nous|on) (?:veux|voulons|voud?rai[st]|voudrions|voulai[st]|voulions|souhaite(?:rai[st])?|souhait(?:er)?i?ons|"
    r"aimerai[st]|aimerions|cherch(?:e|ons) a|aurions aime)|j'aimerais|j'aurais aime|j'ai besoin de|il (?:me|nous) faut)"
)
_TELL_ME = (
    rf"(?:est-ce que )?{_CAN_YOU}(?:,? (?:{_PLEASE}),?)? (?:me |nous |m')?{_TELL}(?: (?:{_PLEASE}))?",
    rf"merci de (?:bien vouloir )?(?:me |nous |m')?{_TELL}",
    rf"{_WISH} (?:bien )?(?:savoir|connaitre|comprendre)",
    r"(?:dis|dites|donne|donnez|explique|expliquez|rappelle|rappelez|indique|indiquez|presente|presentez)[- ](?:moi|nous)",
    r"(?:resume|explique|presente|detaille|decri[st]|decrive|summarise|summarize)(?:r|z)?(?:[- ](?:moi|nous))?(?= l)",
    r"(?:je|nous) (?:re)?cherch(?:e|ons)|(?:est-ce que )?(?:tu sais|vous savez)|sais-tu|savez-vous|sauriez-vous|sait-on",
    r"je me demand(?:e|ais)|(?:can|could|would) you (?:please )?(?:tell me|explain|give me)|tell me|give me|do you know",
    r"i wonder|(?:i(?:'d| would) like|i want) to (?:know|understand)",
)
_I_WANT = (
    r"(?:je (?:re)?cherche|je (?:voudrais|veux|souhaite(?:rais)?)|j'aimerais(?: avoir)?|j'ai besoin|y a-t-il|"
    r"avez-vous|as-tu|auriez-vous|do you have|i need|i am looking for|looking for)"
)
_INFORMATION = (
    rf"(?:{_I_WANT} )?(?:(?:des?|d'|les|quelques|plus|any|some|more) ?){{0,2}}"
    r"(?:informations?|infos?|renseignements?|precisions?|elements?) (?:sur|concernant|about|on|au sujet (?:du|des?|d'))\b",
    r"parle[sz]?[- ](?:moi|nous) (?:un peu )?(?:du|des?|d')",
    rf"{_WISH} en savoir plus (?:sur|a propos (?:du|des?|d'))",
    rf"(?:(?:{_CAN_YOU} )?(?:me |nous |m')?(?:faire|ecrire|rediger) |fai(?:s|tes)-(?:moi|nous) )?(?:une? )?"
    r"(?:(?:synthese|resume|recapitulatif|summary) (?:sur|du|des?|d'|of|on)|point sur)\b",
    r"(?:qu'avez-vous|qu'as-tu|(?:tu as|vous avez|il y a|y a) (?:quoi|koi)|qu'y a-t-il|qu'est-ce que (?:tu as|vous avez)|"
    r"que di(?:t le corpus|sent les (?:textes|documents))) (?:sur|a propos (?:du|des?|d')|concernant|du|des?|d')",
    r"que (?:sais-tu|savez-vous|(?:peux-tu|pouvez-vous) (?:me |nous )?dire) (?:sur|du|des?|d'|a propos (?:du|des?|d'))",
)
_ASKS = r"qu|comment\b|combien\b|pourquoi\b|ou\b|est-ce\b|who\b|what\b|when\b|where\b|which\b|why\b|how\b"
_OPENING = re.compile(
    rf"\W*(?:(?:{'|'.join(_TELL_ME)})\b"
    r"(?: (?:si|ce que|if|whether|about)\b|(?P<what>(?= (?:l[ae] (?!liste)|l'|les |the ))))?|"
    rf"(?P<topic>{'|'.join(_INFORMATION)})|(?:{_HELLO})(?![\w-]){_TO_WHOM}(?: (?!{_ASKS})[\w-]+(?=,))?|"
    rf"(?:(?:{_THANKS}){_TO_WHOM}|(?:madame|monsieur){_TO_WHOM})(?=\s*[,.!;:])|(?:{_PLEASE})\b|"
    rf"(?:{_ACKNOWLEDGED}|ca va(?: bien)?(?: \?)?)(?=\s*[,.!;:]|\s+(?:et|mais)\b)|"
    r"(?:j'ai une |une |petite )?question ?:)[\s,.!;:]*"
)
_CLOSING = re.compile(
    rf"\s*(?:(?:[,.!;?]\W{{0,9}}|(?<=svp) |(?<=stp) )(?:{_THANKS}|{_BYE})|\W\s*(?:{_PLEASE})){_TO_WHOM}[\s.!?]*$"
)
# How a letter ends, and all that follows: "Cordialement, Jeanne, mairie de Lyon".
_SIGNATURE = re.compile(
    r"(?<=[?.!])\s*(?:(?:bien )?cordialement|cdl?t\b|bien a vous|respectueusement|(?:mes )?sinceres salutations|"
    r"(?:bonne|belle) (?:journee|soiree)|dans l'attente|en vous remerciant|(?:best|kind) regards|regards)\b.*$"
)
_WHAT = {"la ": "quelle est", "le ": "quel est", "l'": "quel est", "les ": "quels sont", "the ": "what is"}
_WORD = re.compile(r"\w")


def greets(question: str) -> bool:
    """Tell whether the whole of ``question``, on one line, greets, thanks, or asks what this program does."""
    return _NO_QUESTION.fullmatch(_folded(question)) is not None


def without_courtesy(question: str) -> str:
    """Return what is asked: "Bonjour, pouvez-vous me dire quand... ? Merci" without the words around it.

    "Dites-moi la date" becomes "quelle est la date", and "avez-vous des informations sur le salon ?" becomes "le salon". The
    question stays itself when nothing else is left, or when ``greets`` knows it.
    """
    if greets(question):
        return question
    text = _folded(question)
    start, end, told, topic = 0, len(text), False, False
    while opening := _OPENING.match(text, start):
        start, told, topic = opening.end(), opening["what"] is not None, opening["topic"] is not None
    while closing := _CLOSING.search(text, start, end):
        end = closing.start()
    asked = question[start:end]
    if not _WORD.search(asked):
        return question
    if told:
        asked = next(f"{words} {asked}" for article, words in _WHAT.items() if text.startswith(article, start))
    if topic:
        return asked.rstrip(" ?")
    return f"{asked} ?" if "?" in question[end:] else asked


def without_signature(question: str) -> str:
    """Return ``question`` without the end of a letter: "Cordialement, Jeanne, mairie de Lyon"."""
    found = _SIGNATURE.search(_folded(question))
    return question[: found.start()] if found else question


def _folded(question: str) -> str:
    """Return ``question`` folded, each character in its place."""
    folded = ((one, fold(one)) for one in question)
    return "".join(new if len(new) == 1 else old for old, new in folded)
