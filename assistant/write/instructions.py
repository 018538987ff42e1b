"""Text that gives orders to a language model: neither sent to one, nor evidence, nor shown as its answer."""

import re

# Accents are kept: "ignore" gives an order, "ignoré" does not.
_IGNORE = (
    r"\b(?:ignore[zr]?|oublie[zr]?|n[ée]glige[zr]?|disregard|forget|override|bypass|contourne[zr]?|do not follow|"
    r"ne (?:tiens|tenez|suis|suivez) pas(?: compte)?)\b"
)
_ORDERS = re.compile(
    rf"{_IGNORE}.{{0,60}}\b(?:consignes?|instructions?|prompts?|guidelines?|messages? syst[eè]me|system messages?)\b"
    rf"|{_IGNORE}.{{0,60}}\b(?:(?:tes|vos|your) (?:r[eè]gles|directives|rules)"
    r"|(?:r[eè]gles|directives|rules)(?: qui)? (?:pr[ée]c\w+|ci-dessus|above)"
    r"|(?:previous|prior|above) (?:rules|directives))\b"
    r"|\b(?:tes|vos|your|nouvelles|new) (?:consignes|instructions|prompts?|system prompt)\b"
    r"|\b(?:(?:r[ée]pond(?:s|ez)|[ée]cri(?:s|vez)|dis|dites|conclu(?:s|ez))|(?:(?<=\A)|(?<=\bet )|(?<=, ))"
    r"(?:affirme|affiche|d[ée]clare)z?)\b(?:-(?:lui|leur|moi))?(?:,? ?(?:simplement|seulement|uniquement|toujours|"
    r"plut[oô]t|maintenant|exactement))*(?: ?:| que\b| qu'| par (?:la|le|les|oui|non|cette|ce)\b| ?[«\"“])"
    r"|(?:\A|\band |\bthen |\bmust |\bplease )(?:respond|reply|answer|say|output|write|print|state)\b "
    r"?(?:only|exactly|that|with|instead|always|:|yes|no|[\"“])"
    r"|\b(?:tu es|vous [eê]tes|you are) (?:maintenant|d[ée]sormais|[aà] pr[ée]sent|now)\b"
    r"|\b(?:prompt|message) (?:syst[eè]me|system)\b|\bsystem (?:prompt|message)\b"
    r"|<\|[^|>]{1,40}\||\[/?inst\]|<</?sys>>|\A\W*(?:system|assistant|user|syst[eè]me)\s?:"
    r"|\b[aà] l'(?:attention|intention) (?:de l'assistant|de l'ia|du mod[eè]le)\b"
    r"|\b(?:si|if) (?:tu es|vous [eê]tes|you are) (?:une? |an? )?"
    r"(?:ia|ai|llm|assistant|mod[eè]le|model|language model|robot)\b"
)


def gives_orders(text: str) -> bool:
    """Tell whether ``text``, in plain reading, tells a model what to do or to say."""
    return bool(_ORDERS.search(text.lower().replace("’", "'")))
