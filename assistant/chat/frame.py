"""The frame of the pages that are read without a script: a document, the corpus."""

from assistant.chat.markup import escaped, exact
from assistant.chat.texts import TEXTS


def framed(title: str, main: str, language: str, *, other: str = "", jump: str = "", wide: bool = False) -> str:
    """Return a whole page around ``main``.

    ``other`` is its address in the other language, ``jump`` a link to a place in it; ``wide`` leaves room for two columns.
    """
    texts = TEXTS[language]
    home, corpus = ("/", "/corpus") if language == "fr" else ("/en/", "/corpus?lang=en")
    spoken = "en" if language == "fr" else "fr"
    switch = f'<a href="{exact(other)}" hreflang="{spoken}" lang="{spoken}">{texts["other_language"]}</a>' if other else ""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escaped(title)} – {texts['title']}</title>"
        f'<link rel="stylesheet" href="/app-static/doc.css"></head><body>'
        f'<a class="skip" href="#main">{texts["skip_main"]}</a>'
        f'<header><a class="home" href="{home}"><span class="logo" aria-hidden="true">«&#8239;»</span>'
        f'<span>{texts["document_back"]}</span></a><nav aria-label="{texts["pages_other"]}">{jump}'
        f'<a href="{corpus}">{texts["corpus"]}</a>{switch}</nav></header>'
        f'<main id="main" tabindex="-1" class="{"wide" if wide else "text-wide"}">{main}</main></body></html>'
    )
