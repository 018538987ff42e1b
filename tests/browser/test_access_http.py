"""The door as a browser and a program meet it, over a real server."""

import httpx
import pytest
from browser.conftest import serve_engine

from assistant.access.access import Access
from assistant.access.users import user_line

pytestmark = pytest.mark.browser

NAME, PASSWORD = "marie", "médiation numérique"
CLOSED = (
    "/",
    "/en/",
    "/config",
    "/corpus",
    "/documents/reen.pdf",
    "/originals/events/barcelone.md",
    "/gradio_api/info",
    "/theme.css",
)


@pytest.fixture(scope="module")
def users_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("door") / "users"
    path.write_text("\n".join(user_line(name, PASSWORD) for name in (NAME, "paul", "zoé", "ali")), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def locked(engine, users_file):
    with serve_engine(engine, access=Access(users=users_file, proxies=("127.0.0.1",))) as address:
        yield address


@pytest.fixture(scope="module")
def proxied(engine):
    with serve_engine(engine, access=Access(header="X-User", proxies=("127.0.0.2",))) as address:
        yield address


@pytest.fixture
def browser(locked):
    with httpx.Client(base_url=locked, headers={"accept": "text/html"}) as client:
        yield client


def sign_in(client, name=NAME, password=PASSWORD, **more):
    headers = more.pop("headers", {})
    return client.post("/sign-in", data={"name": name, "password": password, **more}, headers=headers)


@pytest.mark.parametrize("path", CLOSED)
def test_nothing_is_served_to_a_stranger(browser, path):
    answer = browser.get(path)

    is_read = path in ("/", "/en/") or path.startswith(("/corpus", "/documents", "/originals"))
    assert answer.status_code == (303 if is_read else 401)
    assert answer.headers.get("location", "/sign-in?").startswith("/sign-in?")


@pytest.mark.parametrize("path", ["/healthz", "/app-static/doc.css", "/app-static/sign-in.css", "/sign-in"])
def test_sign_in_page_health_and_style_are_open(browser, path):
    assert browser.get(path).status_code == 200


def test_sign_in_page_is_in_french_and_in_english_under_a_strict_policy(browser):
    french, english = browser.get("/sign-in?next=/en/"), browser.get("/sign-in?lang=en")

    assert "Mot de passe" in french.text and 'lang="fr"' in french.text and "lang=en&amp;next=%2Fen%2F" in french.text
    assert "Password" in english.text and 'lang="en"' in english.text
    assert "form-action 'self'" in french.headers["content-security-policy"]
    assert "script-src" not in french.headers["content-security-policy"]


def test_right_password_leads_to_the_page_asked_for(browser):
    turned_away = browser.get("/documents/notes/2024%20%C3%A9t%C3%A9/a%26b.md?p=60-90")
    page = browser.get(turned_away.headers["location"])
    target = page.text.partition('name="next" value="')[2].partition('"')[0].replace("&amp;", "&")

    answer = sign_in(browser, next=target)
    cookie = answer.headers["set-cookie"]

    assert answer.status_code == 303
    assert '<mark id="passage"' in browser.get(answer.headers["location"]).text
    assert "HttpOnly" in cookie and "samesite=strict" in cookie.lower() and "Secure" not in cookie
    assert 'action="/sign-out?lang=fr"' in browser.get("/").text


def test_cookie_is_secure_when_the_proxy_speaks_https(browser):
    assert "; Secure" in sign_in(browser, headers={"x-forwarded-proto": "https"}).headers["set-cookie"]


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example", "/\r\nset-cookie: a=b", ""])
def test_sign_in_leads_nowhere_else(browser, target):
    assert sign_in(browser, next=target).headers["location"] == "/"


def test_wrong_password_and_unknown_name_are_answered_alike(browser):
    wrong, unknown = sign_in(browser, "zoé", "non"), sign_in(browser, "personne", "non")

    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert 'role="alert">Le nom ou le mot de passe' in wrong.text
    assert wrong.text.replace("zoé", "") == unknown.text.replace("personne", "")
    assert "set-cookie" not in wrong.headers


def test_name_typed_is_shown_as_text(browser):
    assert "&lt;script&gt;" in sign_in(browser, '"><script>', "non").text


def test_too_many_bad_tries_lock_the_name_out_even_with_the_right_password(browser):
    tries = [sign_in(browser, "paul", "non", lang="en").status_code for _ in range(5)]

    locked = sign_in(browser, "paul")

    assert tries == [401, 401, 401, 401, 429]
    assert locked.status_code == 429 and 800 < int(locked.headers["retry-after"]) <= 901
    assert "Trop d’essais" in locked.text
    assert sign_in(browser, "paul", headers={"x-forwarded-for": "203.0.113.77"}).status_code == 303


def test_signing_out_ends_the_session(browser):
    token = sign_in(browser).cookies["plaidoyer"]

    answer = browser.post("/sign-out")

    assert answer.headers["location"].startswith("/sign-in")
    assert browser.get("/").status_code == 303
    assert browser.get("/", headers={"cookie": f"plaidoyer={token}"}).status_code == 303


def test_sign_in_from_another_site_is_refused(browser):
    assert sign_in(browser, headers={"sec-fetch-site": "cross-site"}).status_code == 403


def test_link_in_a_mail_is_followed_again_from_here_so_that_the_cookie_comes(browser):
    answer = browser.get("/documents/reen.pdf?p=60-90&lang=en", headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 200
    assert 'http-equiv="refresh" content="0; url=/documents/reen.pdf?p=60-90&amp;lang=en"' in answer.text


def test_question_after_the_session_ended_is_answered_in_words(browser):
    answer = browser.post("/gradio_api/queue/join", json={})

    assert answer.status_code == 401
    assert "vous n’êtes plus connecté" in answer.json()["detail"].lower()


def test_user_named_by_the_proxy_gets_in(proxied):
    with httpx.Client(base_url=proxied, transport=httpx.HTTPTransport(local_address="127.0.0.2")) as proxy:
        named, unnamed = proxy.get("/config", headers={"x-user": "marie"}), proxy.get("/config")

    assert (named.status_code, unnamed.status_code) == (200, 401)
    assert "organisation" in unnamed.json()["detail"]


def test_user_named_by_anyone_else_stays_outside(proxied):
    assert httpx.get(proxied + "/config", headers={"x-user": "marie"}).status_code == 401
    assert httpx.get(proxied + "/healthz").status_code == 200
