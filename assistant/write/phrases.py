"""What a reader is told about the language model, in French and in English."""

_NOTICES = {
    "fr": {
        "unavailable": "Le modèle de langue est indisponible ; voici les passages exacts.",
        "found_nothing": "Le modèle de langue ne trouve pas de réponse dans ces passages ; les voici.",
        "written": "Rédigé par un modèle de langue, chaque phrase comparée au passage qu’elle cite ; seuls les passages "
        "font foi.",
        "flagged": "Une phrase au moins s’écarte des mots de ce qu’elle cite : à relire avec le passage.",
    },
    "en": {
        "unavailable": "The language model is unavailable; here are the exact passages.",
        "found_nothing": "The language model finds no answer in these passages; here they are.",
        "written": "Worded by a language model, each sentence compared with the passage it cites; only the passages count.",
        "flagged": "At least one sentence departs from the words of what it cites: read it with the passage.",
    },
}


def notice(name: str, language: str) -> str:
    """Return one notice: ``unavailable``, ``found_nothing``, ``written`` or ``flagged``."""
    return _NOTICES[language][name]
