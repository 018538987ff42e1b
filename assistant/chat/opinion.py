"""What a reader thinks of an answer: two buttons, a reason, thanks."""

from assistant.chat.feedback import REASON_CHARACTERS, VERDICTS
from assistant.chat.texts import TEXTS


def opinion_html(opinion: str | None, number: int, language: str) -> str:
    """Return what asks for the reader's verdict on the turn of that number, or thanks for it.

    The reason is asked for once a verdict is chosen; the script of the conversation shows it.
    """
    if opinion is None:
        return ""
    texts, name = TEXTS[language], f"a{number}-why"
    if opinion:
        return f'<p class="opinion">{texts["opinion_thanks"]}</p>'
    buttons = "".join(
        f'<button type="button" class="button" data-act="verdict" data-verdict="{verdict}" aria-pressed="false" '
        f'aria-controls="{name}">{texts[f"opinion_{verdict}"]}</button>'
        for verdict in VERDICTS
    )
    return (
        f'<div class="opinion" role="group" aria-label="{texts["opinion"]}"><p>{texts["opinion"]} {buttons}</p>'
        f'<div class="why" id="{name}" hidden><label for="{name}-t">{texts["opinion_why"]}</label>'
        f'<textarea id="{name}-t" rows="2" maxlength="{REASON_CHARACTERS}"></textarea><p>'
        f'<button type="button" class="button" data-act="opinion" data-turn="{number}">{texts["opinion_send"]}</button>'
        f"<span>{texts['opinion_kept']}</span></p></div></div>"
    )
