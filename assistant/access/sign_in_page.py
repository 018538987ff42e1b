"""The page that asks for a name and a password, in French and in English; it needs no script."""

from html import escape
from urllib.parse import urlencode

TEXTS = {
    "fr": {
        "title": "Se connecter",
        "name": "Nom d’utilisateur",
        "password": "Mot de passe",
        "send": "Se connecter",
        "other": "English",
        "error": "Erreur",
        "wrong": "Le nom ou le mot de passe n’est pas le bon.",
        "locked": "Trop d’essais. Réessayez dans {minutes} min.",
        "signed_out": "Vous êtes déconnecté.",
        "expired": "Vous n’êtes plus connecté : rechargez la page pour vous connecter.",
        "proxy": "L’accès passe par la page de connexion de votre organisation.",
    },
    "en": {
        "title": "Sign in",
        "name": "User name",
        "password": "Password",
        "send": "Sign in",
        "other": "Français",
        "error": "Error",
        "wrong": "The name or the password is not right.",
        "locked": "Too many tries. Try again in {minutes} min.",
        "signed_out": "You are signed out.",
        "expired": "You are no longer signed in: reload the page to sign in.",
        "proxy": "Access goes through the sign-in page of your organisation.",
    },
}


def sign_in_page(language: str, target: str, *, name: str = "", said: str = "", failed: bool = False) -> str:
    """Return the page; ``target`` is where a right password leads, ``said`` is told first, as an alert when it failed."""
    texts = TEXTS[language]
    other = "en" if language == "fr" else "fr"
    address = "/sign-in?" + urlencode({"lang": other, "next": target})
    line = f'<p id="said" role="{"alert" if failed else "status"}">{escape(said)}</p>' if said else ""
    title = f"{texts['error']} – {texts['title']}" if failed else texts["title"]
    refused = ' aria-describedby="said" aria-invalid="true"' if failed else ""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title} – Plaidoyer</title>'
        f'<link rel="stylesheet" href="/app-static/doc.css"><link rel="stylesheet" href="/app-static/sign-in.css"></head>'
        '<body><header><span class="home"><span class="logo" aria-hidden="true">«&#8239;»</span>'
        "<span>Plaidoyer</span></span>"
        f'<a href="{escape(address)}" hreflang="{other}" lang="{other}">{texts["other"]}</a></header>'
        f'<main><h1>{texts["title"]}</h1>{line}<form method="post" action="/sign-in">'
        f'<input type="hidden" name="lang" value="{language}"><input type="hidden" name="next" value="{escape(target)}">'
        f'<label for="name">{texts["name"]}</label>'
        f'<input id="name" name="name" value="{escape(name)}" autocomplete="username" autocapitalize="none" '
        f"required{refused}>"
        f'<label for="password">{texts["password"]}</label>'
        f'<input id="password" name="password" type="password" autocomplete="current-password" required{refused}>'
        f"<button>{texts['send']}</button></form></main></body></html>"
    )


def again_page(target: str) -> str:
    """Return a page that asks for ``target`` again, from here.

    A browser that comes from another site, by a link in a mail, leaves a SameSite=Strict cookie at home the first time.
    """
    address = escape(target)
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Plaidoyer</title>'
        f'<meta http-equiv="refresh" content="0; url={address}"></head>'
        f'<body><p><a href="{address}">Continuer</a></p></body></html>'
    )
