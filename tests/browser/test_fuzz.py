"""Nothing that a program may send makes the server fail: the API against its own description, every open route at random."""

import json
from urllib.parse import quote

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

pytestmark = pytest.mark.browser

OPERATIONS = [
    ("/healthz", "GET"),
    ("/api/v1/search", "GET"),
    ("/api/v1/search", "POST"),
    ("/api/v1/ask", "GET"),
    ("/api/v1/ask", "POST"),
    ("/api/v1/documents/{document}", "GET"),
]
GRADIO = (
    "info",
    "app_id",
    "openapi.json",
    "startup-events",
    "theme.css",
    "heartbeat/a1",
    "queue/join",
    "queue/data",
    "cancel",
    "reset",
)
PAGES = ("", "config", "theme.css", "favicon.ico", "manifest.json", "robots.txt", *(f"gradio_api/{name}" for name in GRADIO))
ROUTES = (
    *(f"{prefix}/{page}" for prefix in ("", "/en") for page in PAGES),
    *("/healthz", "/metrics", "/api/openapi.json", "/api/v1/search", "/api/v1/ask", "/sign-in", "/sign-out"),
)
FAMILIES = (
    "/assets/",
    "/static/",
    "/app-static/",
    "/documents/",
    "/api/v1/documents/",
    "/gradio_api/heartbeat/",
    "/en/assets/",
)
LONGEST_REQUEST = 4_000  # escaped, a longer one may be too large: 413, or no answer when it is the address
QUEUED = ("data", "fn_index", "session_hash", "event_id", "trigger_id", "event_data", "batched", "simple_format", "request")

same_each_time = settings(
    max_examples=40,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
texts = st.text(max_size=30)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=8,
)
bodies = st.one_of(
    st.binary(max_size=60),
    values.map(json.dumps).map(str.encode),
    st.dictionaries(st.sampled_from(QUEUED), values, max_size=9).map(json.dumps).map(str.encode),
)
addresses = st.sampled_from(ROUTES) | st.builds(
    "{}{}".format, st.sampled_from(FAMILIES), texts.map(lambda text: quote(text, safe="/"))
)


@pytest.fixture(scope="module")
def described(address):
    return schemathesis.openapi.from_url(f"{address}/api/openapi.json")


@pytest.fixture(scope="module")
def client(address):
    with httpx.Client(base_url=address, timeout=20) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "method", "mode"),
    [(*operation, GenerationMode.POSITIVE) for operation in OPERATIONS]
    + [(*operation, GenerationMode.NEGATIVE) for operation in OPERATIONS if operation[0].endswith(("search", "ask"))],
)
def test_api_does_what_its_description_says(described, path, method, mode):
    @same_each_time
    @given(described[path][method].as_strategy(generation_mode=mode))
    def check(case):
        assume(len(repr((case.query, case.body))) < LONGEST_REQUEST)
        # a question of the right form may still be empty, or too long for the engine: 422
        excluded = [positive_data_acceptance]
        if method == "GET":  # an address has no types: null, or a value repeated, is written as what the description allows
            excluded.append(negative_data_rejection)
        case.call_and_validate(excluded_checks=excluded)

    check()


def test_every_operation_of_the_description_is_checked(described):
    found = {(one.ok().path, one.ok().method.upper()) for one in described.get_all_operations()}

    assert found == set(OPERATIONS)


def test_no_open_route_fails_whatever_is_sent_to_it(client):
    failed = []

    @settings(same_each_time, max_examples=150)
    @given(addresses, st.sampled_from(["GET", "POST", "HEAD", "OPTIONS"]), st.dictionaries(texts, texts, max_size=3), bodies)
    def send(path, method, query, body):
        headers = {"content-type": "application/json"}
        with client.stream(method, path, params=query, content=body, headers=headers) as answer:  # some never end
            if answer.status_code >= 500:
                failed.append((method, path, query, body, answer.status_code))

    send()

    assert failed == []


@pytest.mark.parametrize(
    "path", ["/gradio_api/queue/join", "/en/gradio_api/queue/join", "/gradio_api/cancel", "/gradio_api/reset"]
)
def test_no_forged_event_of_the_page_makes_the_server_fail(client, path):
    failed = []

    @settings(same_each_time, max_examples=40)
    @given(
        st.fixed_dictionaries({"session_hash": texts, "fn_index": st.integers(-3, 12), "data": st.lists(values, max_size=4)})
    )
    def send(event):
        status = client.post(path, content=json.dumps(event), headers={"content-type": "application/json"}).status_code
        if status >= 500:
            failed.append((event, status))

    send()

    assert failed == []
