"""Every string of the page, in French and in English, with the dates and kinds written for a reader."""

from corpus.dates import PartialDate, parse_date

LANGUAGES = ("fr", "en")

TEXTS = {
    "fr": {
        "title": "Plaidoyer",
        "subtitle": "Les positions et les événements de l’association, cités mot pour mot",
        "document_one": "1 document",
        "document_many": "{count} documents",
        "skip_question": "Aller à la question",
        "skip_sources": "Aller aux sources",
        "other_language": "English",
        "theme": "Thème sombre",
        "new": "Nouvelle conversation",
        "conversation": "Conversation",
        "welcome": "Que cherchez-vous dans le corpus ?",
        "welcome_more": "Posez une question sur une position ou un événement : la réponse est faite de citations.",
        "examples": "Exemples de questions",
        "question": "Votre question",
        "placeholder": "Ex. : position sur les centres de données",
        "send": "Envoyer",
        "filters": "Filtrer les documents",
        "filter_one": "(1 actif)",
        "filter_many": "({count} actifs)",
        "filters_clear": "Effacer les filtres",
        "period": "Période",
        "since": "Du",
        "until": "Au",
        "kinds": "Types de document",
        "asked": "Votre question :",
        "searching": "Recherche dans le corpus…",
        "understood": "Compris comme :",
        "ready_one": "Réponse prête, 1 citation.",
        "ready_many": "Réponse prête, {count} citations.",
        "unsure_one": "Réponse incertaine, 1 citation.",
        "unsure_many": "Réponse incertaine, {count} citations.",
        "tier_sure": "Le corpus répond à cette question",
        "tier_uncertain": "Réponse incertaine",
        "tier_uncertain_more": "Ces passages touchent au sujet sans répondre à coup sûr : vérifiez dans les documents.",
        "tier_absent": "Pas de réponse dans le corpus",
        "fact_when": "Quand",
        "fact_how_many": "Combien",
        "fact_who": "Qui",
        "fact_where": "Où",
        "resolved": "soit {date}, d’après la date du document",
        "reported": "Propos rapportés :",
        "written": "Réponse rédigée par un modèle de langage ; chaque phrase a été comparée aux passages qu’elle cite.",
        "flagged": "à vérifier : tous les mots ne sont pas dans la source",
        "sources": "Sources",
        "source": "Source",
        "sources_empty": "Les passages cités apparaîtront ici.",
        "how_quotes": "Chaque phrase d’une réponse est recopiée telle quelle d’un document.",
        "how_numbers": "Son numéro mène au passage d’où elle vient, et de là au document entier.",
        "how_refusals": "Quand aucun passage ne répond, l’assistant le dit au lieu d’inventer.",
        "see_one": "Voir la source",
        "see_many": "Voir les {count} sources",
        "see_nearest": "Voir les passages les plus proches",
        "nearest": "Passages les plus proches",
        "nearest_more": "Ils ne répondent pas à la question : à lire avec prudence.",
        "caveat": "Réponse faite d’extraits : lisez le document avant de citer.",
        "for_question": "Question :",
        "read": "Lire dans le document",
        "new_tab": "nouvel onglet",
        "back": "Retour à la réponse",
        "copy": "Copier avec les références",
        "copied": "Copié",
        "not_copied": "La copie a échoué",
        "download": "Télécharger (.md)",
        "edit": "Modifier la question",
        "suggest_position": "Que défend l’association dans «\u00a0{title}\u00a0»\u00a0?",
        "suggest_event": "Que faut-il retenir de «\u00a0{title}\u00a0»\u00a0?",
        "suggest_press-release": "Qu’annonce le communiqué «\u00a0{title}\u00a0»\u00a0?",
        "suggest_newsletter": "Que contient «\u00a0{title}\u00a0»\u00a0?",
        "suggest_other": "Que dit «\u00a0{title}\u00a0»\u00a0?",
        "opinion": "Cette réponse vous aide-t-elle ?",
        "opinion_useful": "Oui",
        "opinion_useless": "Non",
        "opinion_why": "Pourquoi ? (facultatif)",
        "opinion_kept": "Votre avis est gardé avec la question et sa réponse, sans votre nom.",
        "opinion_send": "Envoyer l’avis",
        "opinion_thanks": "Merci, votre avis est gardé.",
        "opinion_failed": "Votre avis n’a pas pu être gardé.",
        "download_docx": "Télécharger (.docx)",
        "download_name": "reponse",
        "export_question": "Question",
        "references": "Références",
        "undated": "sans date",
        "page": "p. {number}",
        "document_back": "Retour à l’assistant",
        "document_passage": "Aller au passage cité",
        "document_source": "Publié à l’adresse",
        "document_missing": "Ce document n’est pas, ou n’est plus, dans le corpus.",
        "error": "La question n’a pas reçu de réponse",
    },
    "en": {
        "title": "Plaidoyer",
        "subtitle": "The association’s positions and events, quoted word for word",
        "document_one": "1 document",
        "document_many": "{count} documents",
        "skip_question": "Skip to the question",
        "skip_sources": "Skip to the sources",
        "other_language": "Français",
        "theme": "Dark theme",
        "new": "New conversation",
        "conversation": "Conversation",
        "welcome": "What are you looking for in the corpus?",
        "welcome_more": "Ask about a position or an event: the answer is made of quotes, in French.",
        "examples": "Example questions",
        "question": "Your question",
        "placeholder": "E.g. position on data centres",
        "send": "Send",
        "filters": "Filter documents",
        "filter_one": "(1 active)",
        "filter_many": "({count} active)",
        "filters_clear": "Clear filters",
        "period": "Period",
        "since": "From",
        "until": "To",
        "kinds": "Document types",
        "asked": "Your question:",
        "searching": "Searching the corpus…",
        "understood": "Understood as:",
        "ready_one": "Answer ready, 1 quote.",
        "ready_many": "Answer ready, {count} quotes.",
        "unsure_one": "Uncertain answer, 1 quote.",
        "unsure_many": "Uncertain answer, {count} quotes.",
        "tier_sure": "The corpus answers this question",
        "tier_uncertain": "Uncertain answer",
        "tier_uncertain_more": "These passages touch on the subject without surely answering: check in the documents.",
        "tier_absent": "No answer in the corpus",
        "fact_when": "When",
        "fact_how_many": "How many",
        "fact_who": "Who",
        "fact_where": "Where",
        "resolved": "that is {date}, from the date of the document",
        "reported": "Reported words of:",
        "written": "Answer worded by a language model; each sentence was compared with the passages it cites.",
        "flagged": "to be checked: not every word is in the source",
        "sources": "Sources",
        "source": "Source",
        "sources_empty": "The passages quoted will appear here.",
        "how_quotes": "Every sentence of an answer is copied as it stands from a document.",
        "how_numbers": "Its number leads to the passage it comes from, and from there to the whole document.",
        "how_refusals": "When no passage answers, the assistant says so instead of making something up.",
        "see_one": "See the source",
        "see_many": "See the {count} sources",
        "see_nearest": "See the closest passages",
        "nearest": "Closest passages",
        "nearest_more": "They do not answer the question: read them with care.",
        "caveat": "Answer made of excerpts: read the document before quoting.",
        "for_question": "Question:",
        "read": "Read in the document",
        "new_tab": "new tab",
        "back": "Back to the answer",
        "copy": "Copy with references",
        "copied": "Copied",
        "not_copied": "Copying failed",
        "download": "Download (.md)",
        "edit": "Edit the question",
        "suggest_position": "What does the association stand for in “{title}”?",
        "suggest_event": "What should one know about “{title}”?",
        "suggest_press-release": "What does the press release “{title}” announce?",
        "suggest_newsletter": "What is in “{title}”?",
        "suggest_other": "What does “{title}” say?",
        "opinion": "Does this answer help you?",
        "opinion_useful": "Yes",
        "opinion_useless": "No",
        "opinion_why": "Why? (optional)",
        "opinion_kept": "Your opinion is kept with the question and its answer, without your name.",
        "opinion_send": "Send the opinion",
        "opinion_thanks": "Thank you, your opinion is kept.",
        "opinion_failed": "Your opinion could not be kept.",
        "download_docx": "Download (.docx)",
        "download_name": "answer",
        "export_question": "Question",
        "references": "References",
        "undated": "undated",
        "page": "p. {number}",
        "document_back": "Back to the assistant",
        "document_passage": "Go to the quoted passage",
        "document_source": "Published at",
        "document_missing": "This document is not, or no longer, in the corpus.",
        "error": "The question was not answered",
    },
}

KINDS = {
    "fr": {
        "position": "Prise de position",
        "event": "Événement",
        "press-release": "Communiqué de presse",
        "newsletter": "Lettre d’information",
        "report": "Rapport",
        "letter": "Courrier",
        "speech": "Discours",
        "other": "Autre",
    },
    "en": {
        "position": "Position paper",
        "event": "Event",
        "press-release": "Press release",
        "newsletter": "Newsletter",
        "report": "Report",
        "letter": "Letter",
        "speech": "Speech",
        "other": "Other",
    },
}

# by the name of the error's class, or of the nearest of its bases that is listed
ERRORS = {
    "fr": {
        "EmptyQuestionError": "Écrivez une question avant de l’envoyer.",
        "QuestionTooLongError": "Cette question est trop longue : raccourcissez-la, ou posez-en plusieurs.",
        "PeriodError": "La date de début est postérieure à la date de fin : corrigez la période des filtres.",
        "TooManyRequests": "Trop de questions en peu de temps. Réessayez dans une minute.",
        "AssistantError": "L’assistant ne peut pas prendre cette question. Reformulez-la, ou signalez-le à l’équipe.",
        "Exception": "Une erreur interne est survenue ; la question n’a pas reçu de réponse.",
    },
    "en": {
        "EmptyQuestionError": "Write a question before sending it.",
        "QuestionTooLongError": "This question is too long: shorten it, or ask several.",
        "PeriodError": "The start date is after the end date: correct the period in the filters.",
        "TooManyRequests": "Too many questions in a short time. Try again in a minute.",
        "AssistantError": "The assistant cannot take this question. Reword it, or report this to the team.",
        "Exception": "An internal error occurred; the question was not answered.",
    },
}

_ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def written_date(date: PartialDate | None, language: str) -> str:
    """Return the date as a text of that language writes it, or that there is none."""
    if date is None:
        return TEXTS[language]["undated"]
    if language == "fr":
        return date.french()
    month = _ENGLISH_MONTHS[date.month - 1] if date.month else ""
    return " ".join(part for part in (str(date.day or ""), month, str(date.year)) if part)


def resolved_date(text: str, language: str) -> str:
    """Return a resolved date (ISO 8601, or words) as a text of that language writes it."""
    known = parse_date(text)
    return written_date(known, language) if known else text


def kind_label(kind: str, language: str) -> str:
    """Return the reader's name of a kind; a kind that is not canonical is its own name."""
    return KINDS[language].get(kind, kind)


def error_text(error: Exception, language: str) -> str:
    """Return what to tell a reader whose question raised ``error``."""
    names = (base.__name__ for base in type(error).__mro__)
    return next(ERRORS[language][name] for name in names if name in ERRORS[language])


def counted(key: str, count: int, language: str) -> str:
    """Return the text ``key`` for that many: ``key_one`` or ``key_many``."""
    return TEXTS[language][f"{key}_one" if count == 1 else f"{key}_many"].format(count=count)
