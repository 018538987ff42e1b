"""The patterns of French date expressions, on text whose apostrophes are straight. One name a kind of expression."""

import re

_SPACE = r"(?:[\s\u00a0\u202f]+)"
_MONTH = (
    r"(?:janvier|janv\.?|février|fevrier|févr\.?|fevr\.?|fév\.?|mars|avril|avr\.|mai|juin|juillet|juil\.?|août|aout|"
    r"septembre|sept\.?|octobre|oct\.|novembre|nov\.|décembre|decembre|déc\.?)"
)
_DAY = r"(?:1 ?er|1ᵉʳ|premier|0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:19[5-9]\d|20[0-9]\d)"
_WEEKDAY = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
_RELATIVE = r"(?:derni(?:er|ère)|pass(?:é|ée)|prochaine?|à venir)"
_COUNT = r"(?:\d{1,3}|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|quinze|vingt)"
_UNIT = r"(?:jours?|semaines?|mois|ans?|années?)"
_HOUR = rf"(?:,?{_SPACE}(?:à|de|dès){_SPACE}\d{{1,2}}{_SPACE}?h(?:{_SPACE}?\d{{2}})?)?"
_OF_YEAR = rf"(?:{_SPACE}(?P<year>{_YEAR}))?"
_THEN = rf"(?:{_SPACE}(?P<relative>{_RELATIVE}))?"
_ON = rf"(?:{_WEEKDAY}{_SPACE})?"
_FROM = rf"(?:(?:du|entre{_SPACE}le|de){_SPACE})?"

_SOURCES = {
    "days_of_two_months": rf"{_FROM}{_ON}(?P<first_day>{_DAY}){_SPACE}(?P<first_month>{_MONTH})(?:{_SPACE}(?P<first_year>{_YEAR}))?"
    rf"{_SPACE}?(?:au|et{_SPACE}le|à|-|–|jusqu'au){_SPACE}?{_ON}(?P<day>{_DAY}){_SPACE}(?P<month>{_MONTH}){_OF_YEAR}{_THEN}",
    "days_of_one_month": rf"{_FROM}{_ON}(?P<first_day>{_DAY})(?:{_SPACE}?(?:-|–){_SPACE}?|{_SPACE}(?:au|à|et{_SPACE}le){_SPACE})"
    rf"{_ON}(?P<day>{_DAY}){_SPACE}(?P<month>{_MONTH}){_OF_YEAR}{_THEN}",
    "list_of_days": rf"(?:les?{_SPACE})?{_ON}(?P<first_day>{_DAY})(?:{_SPACE}?,{_SPACE}?(?:le{_SPACE})?{_DAY}){{0,10}}{_SPACE}"
    rf"(?:et|ou|&){_SPACE}(?:le{_SPACE})?{_ON}(?P<day>{_DAY}){_SPACE}(?P<month>{_MONTH}){_OF_YEAR}{_THEN}",
    "numeric_range": r"(?:du"
    + _SPACE
    + r")?(?P<first>\d{1,2}[/.]\d{1,2}[/.]\d{4})"
    + _SPACE
    + r"?(?:au|à|-|–)"
    + _SPACE
    + r"?(?P<last>\d{1,2}[/.]\d{1,2}[/.]\d{4})",
    "one_day": rf"(?:(?:le|du|au|ce){_SPACE})?(?:(?P<weekday>{_WEEKDAY}){_SPACE})?(?P<day>{_DAY}){_SPACE}(?P<month>{_MONTH})"
    rf"{_OF_YEAR}{_THEN}{_HOUR}",
    "iso": r"(?P<year>(?:19|20)\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])",
    "numeric": r"(?P<day>0?[1-9]|[12]\d|3[01])(?P<mark>[/.])(?P<month>0?[1-9]|1[0-2])(?P=mark)(?P<year>(?:19|20)\d\d|\d\d)",
    "day_of_month": rf"le{_SPACE}(?P<day>{_DAY}){_SPACE}du{_SPACE}mois{_SPACE}(?P<relative>{_RELATIVE})",
    "two_months": rf"(?:de|entre){_SPACE}(?P<first_month>{_MONTH})(?:{_SPACE}(?P<first_year>{_YEAR}))?{_SPACE}(?:à|et){_SPACE}"
    rf"(?P<month>{_MONTH}){_OF_YEAR}",
    "part_of_month": rf"(?:(?:à{_SPACE}la|dès|d'ici|jusqu'à|pour){_SPACE})?(?P<part>mi|début|fin|courant)[\s\u00a0-]+"
    rf"(?P<month>{_MONTH}){_OF_YEAR}{_THEN}",
    "month": rf"(?:(?P<link>en|au{_SPACE}mois{_SPACE}de|depuis|dès|d'ici|jusqu'en|de|pour){_SPACE})?(?P<month>{_MONTH})"
    rf"{_OF_YEAR}{_THEN}",
    "quarter": rf"(?P<which>T[1-4]|(?:1 ?er|premier|2e|2ème|deuxième|second|3e|3ème|troisième|4e|4ème|quatrième|dernier){_SPACE}"
    rf"trimestre)(?:{_SPACE}(?:de{_SPACE})?(?P<year>{_YEAR}))?",
    "semester": rf"(?P<which>S[12]|(?:1 ?er|premier|2e|2nd|2ème|deuxième|second){_SPACE}semestre)"
    rf"(?:{_SPACE}(?:de{_SPACE})?(?P<year>{_YEAR}))?",
    "season": rf"(?:(?:à{_SPACE}l'|au{_SPACE}|l'|cet{_SPACE}|ce{_SPACE}|en{_SPACE}|dès{_SPACE}l'))"
    rf"(?P<season>printemps|été|automne|hiver){_OF_YEAR}{_THEN}",
    "years": rf"(?:(?:de|entre){_SPACE})?(?P<first_year>{_YEAR})(?:{_SPACE}?[-–]{_SPACE}?|{_SPACE}(?:à|et){_SPACE})(?P<year>{_YEAR})",
    "part_of_year": rf"(?P<part>mi|début|fin|courant)[\s\u00a0-]+(?P<year>{_YEAR})",
    "year": rf"(?:(?P<link>en|de|depuis|dès|d'ici|jusqu'en|pour|avant|après|année){_SPACE})?(?P<year>{_YEAR})",
    "ago": rf"il{_SPACE}y{_SPACE}a{_SPACE}(?P<count>{_COUNT}){_SPACE}(?P<unit>{_UNIT})",
    "ahead": rf"(?:dans|d'ici){_SPACE}(?P<count>{_COUNT}){_SPACE}(?P<unit>{_UNIT})",
    "next_or_last": rf"(?:la|le|l'|cette|ce|cet)(?:{_SPACE})?(?P<unit>semaine|mois|année|an)(?:{_SPACE}(?P<relative>{_RELATIVE})|-ci)",
    "this": rf"(?:cette{_SPACE}(?P<unit>semaine|année)|ce{_SPACE}(?P<month_unit>mois)(?!{_SPACE}(?:{_RELATIVE})))(?:-ci)?",
    "weekday": rf"(?:(?P<this>ce){_SPACE})?(?P<weekday>{_WEEKDAY}){_THEN}",
    "part_of_this_month": rf"(?:(?:à{_SPACE}la|en|d'ici{_SPACE}la){_SPACE})?(?P<part>fin|début|milieu)(?:{_SPACE}(?:du|de){_SPACE})mois",
    "adverb": r"(?P<adverb>avant-hier|hier|aujourd'hui|ce jour|après-demain|demain)",
}
PATTERNS = {name: re.compile(rf"(?<![\w/.,-]){source}(?![\w/]|[-.,]\d)", re.IGNORECASE) for name, source in _SOURCES.items()}
"""The compiled patterns by kind, in the order in which an equally long one wins."""

MAY_HOLD_A_DATE = re.compile(
    rf"\d|{_MONTH}|{_WEEKDAY}|semaine|mois|ann[ée]|\bans?\b|hier|demain|aujourd|été|automne|hiver|printemps|jour",
    re.IGNORECASE,
)
NAMED_AFTER_A_DATE = re.compile(r"\b(?:place|rue|avenue|boulevard|square|quai)\b[^.\n]{0,15}$", re.IGNORECASE)
FUTURE = re.compile(
    r"\b(?:\w+(?:era|eront|ira|iront|dra|dront|vra|vront|ura|uront)|sera|seront|aura|auront|prévue?s?|rendez-vous|inscri\w+|"
    r"jusqu'au|à venir|save the date|prochain\w*)\b",
    re.IGNORECASE,
)
PAST = re.compile(
    r"(?:s'est|se sont|s'était|a été|ont été|a eu lieu|"
    r"\b(?:a|ont|avait|avaient|était|étaient)\b(?:\s\w+)?\s\w+(?:é|és|ée|ées|i|is|it|u|us|ues?)\b|"
    r"\b(?:réuni|réunie|publiée?|adoptée?|tenue?|comme annoncé)\b)",
    re.IGNORECASE,
)
