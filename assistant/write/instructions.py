"""Text that gives orders to a language model: neither sent to one, nor evidence, nor shown as its answer."""

import re

from corpus.plain import fold

_RULES = r"(?:consignes?|instructions?|directives?|regles?|prompts?|rules?|guidelines?|messages? (?:precedents?|systeme))"
_ORDERS = re.compile(
    rf"\b(?:ignor\w+|oubli\w+|negli\w+|disregard|forget|overrid\w+|bypass|contourn\w+|ne (?:tiens|tenez|suis|suivez) pas"
    rf"(?: compte)?|do not follow)\b.{{0,60}}\b{_RULES}\b"
    rf"|\b(?:nouvelles?|new|tes|vos|your|previous|system) {_RULES}\b"
    r"|\b(?:repond(?:s|ez|re)|affirm(?:e|ez|er)|ecri(?:s|vez)|affich(?:e|ez)|dis|dites|declar(?:e|ez)|conclu(?:s|ez))\b"
    r"(?:-(?:lui|leur|moi))?(?:,? ?(?:simplement|seulement|uniquement|toujours|plutot|maintenant|exactement))*"
    r"(?: ?:| que\b| qu'| par (?:la|le|les|oui|non|cette|ce)\b| ?[«\"“])"
    r"|\b(?:respond|reply|answer|say|output|write|print|state)\b (?:only|exactly|that|with|instead|always)\b"
    r"|\b(?:tu es|vous etes|you are) (?:maintenant|desormais|a present|now)\b"
    r"|\b(?:prompt|message) (?:systeme|system)\b|\bsystem (?:prompt|message)\b"
    r"|<\|[^|>]{1,40}\||\[/?inst\]|<</?sys>>|\A\W*(?:system|assistant|user|systeme)\s?:"
    r"|\ba l'(?:attention|intention) (?:de l'assistant|de l'ia|du modele)\b"
    r"|\b(?:si|if) (?:tu es|vous etes|you are) (?:une? |an? )?(?:ia|ai|llm|assistant|modele|model|language model|robot)\b"
)


def gives_orders(text: str) -> bool:
    """Tell whether ``text``, in plain reading, tells a model what to do or to say."""
    return bool(_ORDERS.search(fold(text)))
