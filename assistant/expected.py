"""What a sentence that answers is expected to hold: the kind of fact asked for, or what a word asked about means."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from assistant.speaker import PERSON
from corpus.dates import MONTHS
from corpus.plain import fold
from index.french import stems

_MONTHS = "|".join(MONTHS)
_OF = r"(?:de la |de l'|de |d'|du |des )?"
_THE = r"(?:le |la |les |l[’'])?"
_BE = r"(?:est |était |sont |étaient |sera |seront )?"
_CAPITAL = r"[A-ZÀ-ÖØ-ÞŒ][\w-]*"
_PARTICLES = r"(?:(?:de|du|des|la|le|van|von|der|and|et|of) |d[’']|l[’'])*"
_KINDS = (  # how one asks for it, and what it looks like
    (
        r"\b(?:quand|dates?|when|what (?:day|date|year|month)|"
        rf"quel(?:le)? {_BE}{_THE}(?:jour|année|mois|siècle|époque|heure))\b",
        rf"\b(?:{_MONTHS}|siècles?|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|aujourd[’']hui|hier|demain)\b|"
        r"(?<![\d.,-])(?<!\d[ \u00a0\u202f])\d{3,4}(?![\w%€-]|[ .,\u00a0\u202f]\d|[ \u00a0\u202f](?:%|€|euros?))|"
        r"\b\d{1,2}(?:/\d{1,2}\b|[ \u00a0\u202f]?h\b)",
    ),
    (
        rf"\bquel(?:le)?s? {_BE}{_THE}(?:montant|budget|coût|prix|tarif|salaire|rémunération|subvention|financement)s?\b|"
        r"\b(?:montant|budget|salaire|tarif)s? (?:de|du|des|d[’'])|\bcombien (?:coût\w+|a coûté|d[’']euros|vaut)\b|"
        r"\bhow much\b",
        r"\d[\d .,\u00a0\u202f]*(?:[kM]?€|\$|euros?\b|millions?\b|milliards?\b)|"
        r"\b(?:millions?|milliards?|mille|cents?) d?[’']?euros\b|\bgratuit\w*|\bfree\b",
    ),
    (
        r"\b(?:combien|nombre|taux|pourcentage|superficie|population|how many)\b",
        rf"(?<![\d/])(?!(?:19|20)\d\d\b|\d{{1,2}}(?:er)?(?: (?:et|au|ou) \d{{1,2}})? (?:{_MONTHS})|\d+/\d)"
        r"\d[\d .,\u00a0\u202f]*|"
        r"\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|quarante|"
        r"cinquante|soixante|cent|mille|million|milliard|douzaine|dizaine|\w+aine|millier|moitié|tiers|quart|seule?|aucune?)s?\b",
    ),
    (
        r"\boù\b|\b(?:quel(?:le)? (?:ville|pays|lieu|région|endroit|continent|département|salle|adresse)|where)\b",
        r"\b(?:[àÀ]|[Aa]ux?|[Ee]n|[Dd]ans|[Pp]rès de|[Cc]hez|[Ss]ur|in|at) (?:l[’']|la |le |les |une? )?"
        rf"(?:\w+ {_PARTICLES})?{_CAPITAL}|\b\d{{5}}\b|\bsalle \w+|\ben ligne\b",
    ),
    (
        rf"\b(?:qui|quel(?:le)?s? {_BE}{_THE}(?:personne|élue?|ministre|présidente?|auteure?|directeur|directrice|maire|"
        r"ville|association|entreprise|organisme|partenaire)s?|who|whom)\b",
        rf"(?<=[\s«(’']){_CAPITAL}(?: {_PARTICLES}{_CAPITAL})*|^{_CAPITAL}(?: {_PARTICLES}{_CAPITAL})+",
    ),
    (r"\b(?:téléphone|phone)\b", r"\d\d(?:[ .]?\d\d){4}"),
    (r"\b(?:mail|courriel|e-mail)\b", r"\S@\S"),
    (r"\bquel âge\b", r"\b\d+ ans\b"),
)
_TURNS = (  # how one asks for it, and the words that announce it; the question may say the same ones
    (
        r"\b(?:positions?|défend\w*|(?:demand|propos|revendiqu|souhait|pens)(?:e|ent|er|ait|aient)|stance)\b",
        r"\b(?:position|défend|demand|propos|revendiqu|réclam|appell|souhait|attend|estim|considèr|jug|rappel|soutien|salu|"
        r"alert|regrett|dénonc|oppos|favorables?\b|doi(?:t|vent)\b|faut\b|plaid)",
    ),
    (
        r"\b(?:pourquoi|raisons?|why)\b",
        r"\b(?:car|parce qu|en raison|afin|grâce|à cause|puisque|du fait|en effet|permet|dans le but|faute de|"
        r"because|since)",
    ),
)
_FACTS, _WORDS = (
    tuple((re.compile(asked, re.IGNORECASE), re.compile(held)) for asked, held in table) for table in (_KINDS, _TURNS)
)
_UNTOLD = 0.5  # between a sentence that holds the kind of fact and one that does not

_END = r"(?: (?:dont|qui|dans|chez|en) .*)?\s*\??$"
_TERM_ASKED = (
    re.compile(
        r"^(?P<term>[^,:?]+?) ?[,:] (?:que (?:signifie|veut dire|designe)|quel(?:le)? est (?:la signification|le sens))\b"
    ),
    re.compile(rf"^(?P<term>[^,:?]+?)[,: ]+(?:(?:ca|cela) )?(?:veut|veulent) dire quoi{_END}"),
    re.compile(
        r"(?:qu'est-ce (?:que |qu')(?:c'est que )?|\bque (?:signifie(?:nt)?|veut dire|veulent dire|designe(?:nt)?) |"
        rf"\ba quoi correspond(?:ent)? |\b(?:definition|signification|sens) {_OF}|\bwhat (?:is|are|does) )"
        rf"(?P<term>[^,?]+?)(?: mean| stand for)?{_END}"
    ),
)
_PERSON_ASKED = re.compile(
    rf"\b(?:[Qq]ui|[Ww]ho) (?:est|était|is|was) (?P<name>{_CAPITAL}(?: {_PARTICLES}{_CAPITAL})+)\s*\??$"
)
_BEFORE_TERM = re.compile(
    r"^(?:(?:l')?acronyme |(?:le )?(?:sigle|terme|mot) |(?:la|le|les|une?|des|du|de la|the|an?) |[ld]')+"
)
_LONGEST_TERM = 6  # words
_QUESTIONS_KEPT = 100
_DEFINES = (
    r"\b[^.;]{0,60}?(?:\b(?:est|sont|c'est|designe(?:nt)?|signifie(?:nt)?|consiste(?:nt)?|correspond(?:ent)?|is|are)\b)"
    r"(?: (?:donc|ainsi|aussi|d'abord))? (?:une?|les?|la|des|du|en|aux?|a|the|an|[ld]'(?=\w))"
)


@dataclass(frozen=True)
class Expected:
    """What one question expects: forms of the ``facts`` it asks for, ``words`` of a position or a reason, a definition.

    ``said``: the stems of the question. ``term``: the word to be defined; ``is_acronym``: it is written in capitals.
    ``person``: who is asked about.
    """

    facts: tuple[re.Pattern[str], ...]
    words: tuple[re.Pattern[str], ...]
    said: frozenset[str]
    term: str
    is_acronym: bool
    person: str = ""

    def fact(self, sentence: str) -> float:
        """Return 1 when ``sentence`` holds each kind of fact asked for, 0 when not, one half when none is recognised.

        What the question itself says is no news: "Qui est Anne Hidalgo ?" is not answered by her name.
        """
        if not self.facts and not self.words:
            return _UNTOLD
        return float(not self.lacks_fact(sentence) and self.claims(sentence))

    def claims(self, sentence: str) -> bool:
        """Tell whether ``sentence`` holds the words that announce what is asked for, a position or a reason, if anything."""
        return all(words.search(sentence) for words in self.words)

    def lacks_fact(self, sentence: str) -> bool:
        """Tell whether ``sentence`` holds no date where one is asked for, no number, no sum, no place or no name."""
        return any(not any(self._is_news(match[0]) for match in fact.finditer(sentence)) for fact in self.facts)

    def defined(self, sentence: str) -> bool:
        """Tell whether ``sentence`` says what the word asked about is or stands for.

        "X est un...", "X désigne...", "long nom (X)", "X (long nom)", "X : ...". Of a person: "X, maire de...",
        "le maire de..., X".
        """
        folded = fold(sentence)
        return any(pattern.search(folded) for pattern in self._meaning)

    @cached_property
    def _meaning(self) -> tuple[re.Pattern[str], ...]:
        """What stands in a sentence that says what the term is or stands for; nothing without a term."""
        if self.person:
            name = r"\W{1,3}".join(map(re.escape, re.findall(r"\w+", self.person)))
            return (
                re.compile(rf"\b{name} ?[,(–—-] ?(?:(?! et )[^.;:,]){{0,30}}?{PERSON.pattern}"),
                re.compile(rf"\b(?:le |la |les |l'){PERSON.pattern}[^.;:,]{{0,60}}, {name}(?= ?[,.]|$)"),
                re.compile(rf"\b{name} (?:est|etait|sera|is|was) (?:\w+ ){{0,4}}?{PERSON.pattern}"),
            )
        words = re.findall(r"\w+", self.term)
        if not words:
            return ()
        name = r"\W{1,3}".join(map(re.escape, words)) + "(?![+#])"
        return (
            re.compile(rf"\b{name}{_DEFINES}"),
            re.compile(
                rf"\((?:ou )?\W{{0,3}}{name}\W{{0,3}}(?:\)|[,:=] ?\w|ou \W|or \W)|\b{name}\W{{0,3}} ?\(\W{{0,2}}\w+ \w"
            ),
            re.compile(rf"\b{name}\W{{0,3}} (?:pour|soit|alias|for) ?[«\"“'(]"),
            re.compile(rf"\A\W{{0,4}}{name}\W{{0,3}} ?[:–—] ?\w"),
        )

    def _is_news(self, words: str) -> bool:
        held = set(stems(words))
        return not held or not held <= self.said


@lru_cache(maxsize=_QUESTIONS_KEPT)
def read_expected(question: str) -> Expected:
    """Return what an answer to ``question`` is expected to hold; it is asked for several times on the way to one answer."""
    facts, words = (tuple(held for asked, held in table if asked.search(question)) for table in (_FACTS, _WORDS))
    term = _asked_term(fold(question))
    person = _PERSON_ASKED.search(question)
    return Expected(
        facts,
        words,
        frozenset(stems(question)),
        term,
        len(term) > 1 and term.upper() in question,
        fold(person["name"]) if person else "",
    )


def _asked_term(question: str) -> str:
    """Return, folded, the word or name whose meaning is asked, without its article; nothing when none is."""
    for pattern in _TERM_ASKED:
        if found := pattern.search(question):
            term = _BEFORE_TERM.sub("", found["term"])
            return term if len(term.split()) <= _LONGEST_TERM else ""
    return ""
