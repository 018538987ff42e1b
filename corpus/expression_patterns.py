"""The patterns of French date expressions, on text whose apostrophes are straight. One name a kind of expression."""

import re

_SPACE = r"(?:[\s\u00a0\u202f]+)"
_MONTH = (
    r"(?:janvier|janv\.?|jan\.|février|fevrier|févr\.?|fevr\.?|fév\.?|mars|avril|avr\.|mai|juin|juillet|juil\.?|août|aout|"
    r"septembre|sept\.?|octobre|oct\.|novembre|nov\.|décembre|decembre|déc\.?)"
)
_DAY = r"(?:1 ?er|1ᵉʳ|premier|0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:1[5-9]\d\d|20\d\d)"
_WEEKDAY = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)"
_RELATIVE = r"(?:derni(?:er|ère)s?|passée?s?|prochaine?s?|à venir|en cours)"
_COUNT = r"(?:\d{1,3}|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|quinze|vingt)"
_UNIT = r"(?:jours?|semaines?|mois|ans?|années?)"
_CLOCK = rf"\d{{1,2}}{_SPACE}?h(?:{_SPACE}?\d{{2}})?"
_HOUR = rf"(?:,?{_SPACE}(?:à|de|dès){_SPACE}{_CLOCK}(?:{_SPACE}?(?:à|-|–){_SPACE}?{_CLOCK})?)?"
_OF_YEAR = rf"(?:{_SPACE}(?:de{_SPACE})?(?:l'année{_SPACE})?(?P<year>{_YEAR}))?"
_TIME = rf"(?:{_SPACE}(?:au{_SPACE})?(?:matin|midi|après-midi|soir)|,?{_SPACE}(?:à{_SPACE})?\d{{1,2}}{_SPACE}?h(?:{_SPACE}?\d{{2}})?)?"
_OR = rf"(?:{_SPACE}?[,/]{_SPACE}?|{_SPACE}?[-–]{_SPACE}?|{_SPACE}(?:et|ou|&|à|au){_SPACE})"
_THEN = rf"(?:{_SPACE}(?P<relative>{_RELATIVE}))?"
_ON = rf"(?:{_WEEKDAY}{_SPACE})?"
_FROM = rf"(?:(?:du|entre{_SPACE}le|de){_SPACE})?"

_SOURCES = {
    "days_of_two_months": rf"(?P<from>(?:du|entre{_SPACE}le|de|le){_SPACE})?{_ON}(?P<first_day>{_DAY}){_SPACE}(?P<first_month>{_MONTH})"
    rf"(?:{_SPACE}(?P<first_year>{_YEAR}))?{_TIME}{_SPACE}?(?P<to>au|et{_SPACE}le|à|-|–|jusqu'au){_SPACE}?{_ON}"
    rf"(?P<day>{_DAY}){_SPACE}(?P<month>{_MONTH}){_OF_YEAR}{_THEN}",
    "days_of_one_month": rf"{_FROM}{_ON}(?P<first_day>{_DAY})(?:{_SPACE}?(?:-|–){_SPACE}?|{_TIME}{_SPACE}(?:au|à|et{_SPACE}le){_SPACE})"
    rf"{_ON}(?P<day>{_DAY}){_SPACE}(?P<month>{_MONTH}){_OF_YEAR}{_THEN}",
    "list_of_days": rf"(?:[ld]es?{_SPACE})?{_ON}(?P<first_day>{_DAY})(?:{_SPACE}?[,/-]{_SPACE}?(?:le{_SPACE})?{_ON}{_DAY}){{0,10}}"
    rf"(?:{_SPACE}?,?{_SPACE}(?:et|ou|&){_SPACE}|{_SPACE}?[,/-]{_SPACE}?)(?:le{_SPACE})?{_ON}(?P<day>{_DAY}){_SPACE}(?P<month>{_MONTH})"
    rf"{_OF_YEAR}{_THEN}",
    "numeric_range": rf"(?:du{_SPACE})?(?P<first_day>\d{{1,2}})(?:[/.](?P<first_month>\d{{1,2}})(?:[/.](?P<first_year>\d{{4}}))?)?"
    rf"{_SPACE}?(?:au|à|-|–){_SPACE}?(?P<day>\d{{1,2}})[/.](?P<month>\d{{1,2}})[/.](?P<year>\d{{4}})",
    "week_of": rf"(?:la{_SPACE})?semaine{_SPACE}du{_SPACE}{_ON}(?P<day>{_DAY}){_SPACE}(?P<month>{_MONTH}){_OF_YEAR}{_THEN}",
    "one_day": rf"(?:(?:le|du|au|ce){_SPACE})?(?:(?P<weekday>{_WEEKDAY}){_SPACE})?(?P<day>{_DAY}){_SPACE}(?P<month>{_MONTH})"
    rf"{_OF_YEAR}{_THEN}{_HOUR}",
    "iso": r"(?P<year>(?:19|20)\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])",
    "numeric": r"(?P<day>0?[1-9]|[12]\d|3[01])(?P<mark>[/.])(?P<month>0?[1-9]|1[0-2])(?P=mark)(?P<year>(?:19|20)\d\d)",
    "short_numeric": r"(?P<day>0?[1-9]|[12]\d|3[01])/(?P<month>0?[1-9]|1[0-2])/(?P<year>\d\d)",
    "numeric_without_year": rf"(?:le|du|au|(?P<weekday>{_WEEKDAY})){_SPACE}(?P<day>0?[1-9]|[12]\d|3[01])/(?P<month>0[1-9]|1[0-2])",
    "numeric_month": r"(?P<month>0[1-9]|1[0-2])/(?P<year>20\d\d)",
    "day_of_month": rf"le{_SPACE}(?P<day>{_DAY}){_SPACE}du{_SPACE}mois{_SPACE}(?P<relative>{_RELATIVE})",
    "two_months": rf"(?:(?P<link>de|d'|entre|en|au{_SPACE}mois{_SPACE}de|les{_SPACE}mois{_SPACE}de){_SPACE}?)?(?P<first_month>{_MONTH})"
    rf"(?:{_SPACE}(?P<first_year>{_YEAR}))?(?:,{_SPACE}{_MONTH}){{0,10}}{_OR}(?:d['e]{_SPACE}?)?(?P<month>{_MONTH}){_OF_YEAR}{_THEN}",
    "part_of_month": rf"(?:(?:à{_SPACE}la|dès|d'ici|jusqu'à|pour){_SPACE})?(?P<part>mi|début|fin|courant|milieu)"
    rf"(?:[\s\u00a0-]+|{_SPACE}(?:du{_SPACE}mois{_SPACE})?(?:de{_SPACE}|d'))(?P<month>{_MONTH}){_OF_YEAR}{_THEN}",
    "fortnight": rf"(?P<which>première|1re|1ère|deuxième|2e|2ème|seconde|dernière){_SPACE}(?P<unit>quinzaine|semaine){_SPACE}(?:de{_SPACE}|d'|du{_SPACE}mois{_SPACE}de{_SPACE})"
    rf"(?P<month>{_MONTH}){_OF_YEAR}{_THEN}",
    "month": rf"(?:(?P<link>en|(?:au|du|le|ce|un){_SPACE}mois{_SPACE}(?:de{_SPACE}|d')|depuis|dès|d'ici|jusqu'en|jusqu'à|avant|après|de|d'|pour)"
    rf"{_SPACE}?)?(?P<month>{_MONTH}){_OF_YEAR}{_THEN}",
    "quarter": rf"(?P<which>[TQ][1-4]|(?:1 ?er|premier|2n?d?ᵉ?[eè]?|2ème|deuxième|second|3[eèᵉ]|3ème|troisième|4[eèᵉ]|4ème|quatrième|dernier){_SPACE}"
    rf"(?:trimestres?|trim\.))(?:[\s\u00a0-]+(?:de{_SPACE})?(?:l'année{_SPACE})?(?P<year>{_YEAR}))?",
    "semester": rf"(?P<which>S[12]|(?:1 ?er|premier|2[eèᵉ]|2n?d|2ème|deuxième|second|dernier){_SPACE}semestre)"
    rf"(?:[\s\u00a0-]+(?:de{_SPACE})?(?:l'année{_SPACE})?(?P<year>{_YEAR}))?",
    "season": rf"(?P<link>(?:(?:à|de|dès|d'ici){_SPACE})?(?:l'|le{_SPACE})|(?:au|du|cet|ce|en){_SPACE})?(?P<season>printemps|été|automne|hiver)"
    rf"(?:{_SPACE}(?P<year>{_YEAR})(?:[-/](?P<second_year>{_YEAR}))?)?{_THEN}",
    "decade": rf"années{_SPACE}(?P<year>(?:19|20)\d0|[5-9]0)(?!{_SPACE}?(?:à|et|[-,–]){_SPACE}?\d)",
    "years": rf"(?:(?P<link>de|entre|années){_SPACE})?(?P<first_year>{_YEAR})(?P<to>{_SPACE}?[-–/]{_SPACE}?|{_SPACE}(?:à|et){_SPACE})(?P<year>{_YEAR})",
    "part_of_year": rf"(?:(?:à{_SPACE}la|en|d'ici|d'ici{_SPACE}(?:à{_SPACE})?la|au|le|la){_SPACE})?(?P<part>mi|début|fin|courant|milieu)"
    rf"(?:[\s\u00a0-]+(?:de{_SPACE})?(?:l'année{_SPACE}|d'année{_SPACE})?(?P<year>{_YEAR})"
    rf"|{_SPACE}(?:d'année|de{_SPACE}l'année|de{_SPACE}l'an){_THEN})",
    "year": rf"(?:(?P<link>en|de|depuis|dès|d'ici|d'ici{_SPACE}à|jusqu'en|pour|avant|après|année){_SPACE})?(?P<year>{_YEAR})",
    "ago": rf"il{_SPACE}y{_SPACE}a{_SPACE}(?:(?:tout{_SPACE}juste|exactement|déjà){_SPACE})?(?P<count>{_COUNT}){_SPACE}(?P<unit>{_UNIT})"
    rf"(?!{_SPACE}(?:de|d'|et|après)\b(?!{_SPACE}(?:cela|ça)))",
    "ahead": rf"(?:dans|d'ici|d'ici{_SPACE}à){_SPACE}(?P<count>{_COUNT}){_SPACE}(?P<unit>{_UNIT})",
    "next_or_last": rf"(?:la|le|l'|cette|ce|cet)(?:{_SPACE})?(?P<unit>semaine|mois|année|an|week-end)(?:{_SPACE}(?P<relative>{_RELATIVE})|-ci)",
    "this": rf"(?:cette{_SPACE}(?P<unit>semaine|année)|ce{_SPACE}(?P<month_unit>mois(?!{_SPACE}(?:{_RELATIVE}|de\b|d'))|week-end))(?!-là|{_SPACE}\d{{4}})(?:-ci)?",
    "weekday": rf"(?:(?P<this>ce){_SPACE})?(?P<weekday>{_WEEKDAY}){_THEN}(?!-là)",
    "weekday_number": rf"(?:(?:le|du|au){_SPACE})?(?P<weekday>{_WEEKDAY}){_SPACE}(?P<day>{_DAY})"
    rf"(?!{_SPACE}?(?:h\b|%|€|{_MONTH}|(?:[-–]|et|au|à){_SPACE}?(?:{_WEEKDAY}{_SPACE})?\d{{1,2}}{_SPACE}{_MONTH})|/)",
    "part_of_this_month": rf"(?:(?:à{_SPACE}la|en|d'ici{_SPACE}la){_SPACE})?(?P<part>fin|début|milieu)(?:{_SPACE}(?:du|de){_SPACE})mois"
    rf"(?!{_SPACE}(?:de\b|d'|suivant|précédent))(?:{_SPACE}(?P<relative>{_RELATIVE}))?",
    "adverb": r"(?P<adverb>avant-hier|hier|aujourd'hui|ce jour|ce matin|ce midi|cet après-midi|ce soir|après-demain|demain)(?!-là)",
}
PATTERNS = {name: re.compile(rf"(?<![\w/.,-]){source}(?![\w/]|[-.,]\d)", re.IGNORECASE) for name, source in _SOURCES.items()}
"""The compiled patterns by kind, in the order in which an equally long one wins."""

MAY_HOLD_A_DATE = re.compile(
    rf"\d|{_MONTH}|{_WEEKDAY}|semaine|week-end|mestre|quinzaine|mois|ann[ée]|\bans?\b|hier|demain|aujourd|été|automne|hiver|printemps|jour|soir|matin",
    re.IGNORECASE,
)
NAMED_AFTER_A_DATE = re.compile(
    r"(?<!en )(?<!sur )(?<!prend )\b(?:place|rue|avenue|boulevard|square|quai|cours|allée|impasse|esplanade|pont|stade|collège|lycée|"
    r"école|résidence|chemin|route|station)[\s\u00a0]+$",
    re.IGNORECASE,
)
"""What stands just before a date that is the name of a place: "rue du 8 mai 1945"."""
OF_A_YEAR = re.compile(
    r"[\s\u00a0]+(?:de[\s\u00a0]+)?(?:(?P<every>chaque année|tous les ans|chaque mois)|(?P<other>la même année|cette même année|"
    r"l'année (?:suivante|précédente|d'après|d'avant)|l'an(?:née)? (?:qui|où)\b|cette année-là)|"
    r"(?P<this>cette année|l'année en cours)|l'an(?:née)? (?P<relative>derni[eè]re?|passée?|prochaine?))",
    re.IGNORECASE,
)
"""The year that the words after a day tell without writing it: "de chaque année", "de l'année dernière"."""
YEAR_AFTER = re.compile(
    rf"(?:{_TIME}(?:{_SPACE}?,{_SPACE}?(?:et{_SPACE})?|{_SPACE}(?:et|ou|à|puis|au|&){_SPACE}|{_SPACE}?[-–/]{_SPACE}?)"
    rf"(?:(?:les?|du|au|de|en|d'){_SPACE}?)?(?:(?:fin|début|mi){_SPACE}?-?)?{_ON}"
    rf"(?:{_DAY}(?:(?:,|{_SPACE}(?:et|au)){_SPACE}{_ON}{_DAY})?{_SPACE})?(?P<month>{_MONTH}))+{_SPACE}(?P<year>{_YEAR})\b",
    re.IGNORECASE,
)
"""The dates that follow in an enumeration, up to the one that has the year: "le 2 février et le 2 août 2025"."""
QUANTITY_BEFORE = re.compile(
    r"\b(?:plus|moins|près|environ|quelque|quelques|jusqu'à|au moins|soit|supérieure? à|atteint|compte|n°|no|numéro|art\.|articles?|"
    r"pages?|p\.|lot|salle|bureau|norme|référence|code)[\s\u00a0]*(?:de|d')?[\s\u00a0]*$",
    re.IGNORECASE,
)
COUNTED_AFTER = re.compile(
    r"[\s\u00a0\u202f]*(?:%|€|\$|m²|km\b|euros?\b|mètres?\b|hectares?\b)|"
    r"[\s\u00a0\u202f]+(?!dans\b|plus\b|sans\b|sous\b|vers\b|mais\b|puis\b|après\b|alors\b|trois\b|deux\b|six\b|dix\b|des\b|les\b|"
    r"ces\b|ses\b|leurs\b|nos\b|vos\b|depuis\b|lors\b|dès\b|tous\b|toutes\b|jusqu|plusieurs\b|est\b|issus?\b|pris\b|mis\b|ans\b|ils\b|"
    r"elles\b|nous\b|vous\b|très\b|pas\b|aux\b|ceux\b|certains\b|certaines\b|sommes\b|êtes\b|parmi|\w+(?:ons|ées|és|ies|is|us|ues|ais)\b)"
    r"[a-zà-ÿ]{2,}[sx]\b"
)
"""What is counted by a number that looks like a year: "2000 habitants"; not the small words and participles in -s."""
DATED_NOUN = re.compile(
    r"(?:Éditions?|Edition|Convention|Budget|Bilan|Rapport|Programme|Campagne|Exercice|Calendrier|Année|Promotion|Saison|Session|"
    r"Rentrée|Baromètre|Enquête|Palmarès|Chiffres|Élections|Municipales|Législatives|Européennes)$"
)
FUTURE = re.compile(
    r"\b(?:\w+(?:era|eront|ira|iront|dra|dront|vra|vront|ura|uront|erons|drons|serons|aurons|erez|drez)|sera|seront|aura|auront|prévue?s?|rendez-vous|inscri\w+|"
    r"jusqu'au|à venir|save the date|prochain\w*)\b",
    re.IGNORECASE,
)
PAST = re.compile(
    r"(?:s'est|se sont|s'était|a été|ont été|a eu lieu|"
    r"\b(?:a|ont|avait|avaient|était|étaient)\b(?:\s\w+)?\s\w+(?:é|és|ée|ées|i|is|it|u|us|ues?)\b|"
    r"\b(?:réuni|réunie|publiée?|adoptée?|tenue?|comme annoncé)\b)",
    re.IGNORECASE,
)
