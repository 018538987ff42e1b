"""Who gets in: passwords, the file of users, tries, proxies, and the addresses that may be listened on."""

import pytest

from assistant.access.access import Access, ExposedError
from assistant.access.hosts import is_known_host
from assistant.access.lockout import LOCKED_SECONDS, TRIES, Lockout
from assistant.access.passwords import hash_password, is_password
from assistant.access.proxies import Proxies, client_key
from assistant.access.rate import Rate
from assistant.access.signed_in import SIGNED_IN_SECONDS, SignedIn
from assistant.access.users import Users, UsersFileError, user_line
from assistant.chat.serve import check_port
from corpus.errors import SettingsError


def scope(client="203.0.113.9", **headers):
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "client": (client, 5000), "server": ("192.0.2.7", 80), "scheme": "http", "headers": pairs}


@pytest.fixture
def users_file(tmp_path):
    path = tmp_path / "users"
    path.write_text(f"# équipe\n{user_line('marie', 'médiation')}\n", encoding="utf-8")
    return path


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_password_is_recognised_however_its_accent_was_typed():
    kept = hash_password("m\u00e9diation")

    assert is_password("me\u0301diation", kept)
    assert not is_password("mediation", kept)


def test_same_password_is_never_kept_the_same_way_twice():
    assert hash_password("médiation") != hash_password("médiation")


def test_user_of_the_file_is_let_in_with_the_right_password_only(users_file):
    users = Users(users_file)

    assert users.check("marie", "médiation") == users.hash_of("marie")
    assert users.check("marie", "autre chose") is None
    assert users.check("personne", "médiation") is None
    assert users.check("personne", "") is None


def test_user_added_to_the_file_counts_at_once(users_file):
    users = Users(users_file)

    with users_file.open("a", encoding="utf-8") as file:
        file.write(user_line("paul", "numérique"))

    assert users.check("paul", "numérique")


def test_file_broken_while_the_page_runs_leaves_the_users_read_before(users_file):
    users = Users(users_file)

    users_file.write_text("marie\n", encoding="utf-8")

    assert users.check("marie", "médiation")


@pytest.mark.parametrize(
    "line", ["marie", "marie:médiation", "marie:scrypt$1073741824$8$1$AAAA$AAAA", "marie:scrypt$2$8$1$%$A"]
)
def test_line_that_is_no_user_is_named(tmp_path, line):
    (tmp_path / "users").write_text(f"\n{line}\n", encoding="utf-8")

    with pytest.raises(UsersFileError, match=r"users, line 2 .* plaidoyer password NAME"):
        Users(tmp_path / "users")


def test_missing_file_of_users_is_said_with_the_command_that_writes_it(tmp_path):
    with pytest.raises(UsersFileError, match="plaidoyer password NAME >> "):
        Users(tmp_path / "absent")


@pytest.mark.parametrize(
    ("name", "password"), [("a:b", "médiation"), ("a b", "médiation"), ("#a", "médiation"), ("a", "court")]
)
def test_name_or_password_that_will_not_do_is_refused(name, password):
    with pytest.raises(UsersFileError, match="characters"):
        user_line(name, password)


def test_name_waits_after_five_bad_tries_from_one_address_only():
    clock = Clock()
    lockout = Lockout(clock)
    for _ in range(TRIES):
        assert lockout.seconds_left(("marie", "a")) == 0
        lockout.count_try(("marie", "a"))

    waits = lockout.seconds_left(("marie", "a")), lockout.seconds_left(("marie", "b"))
    clock.now = LOCKED_SECONDS + 1.0

    assert LOCKED_SECONDS <= waits[0] <= LOCKED_SECONDS + 1 and waits[1] == 0
    assert lockout.seconds_left(("marie", "a")) == 0


def test_right_password_forgets_the_bad_tries():
    lockout = Lockout()
    for _ in range(TRIES - 1):
        lockout.count_try(("marie", "a"))

    lockout.forget(("marie", "a"))
    lockout.count_try(("marie", "a"))

    assert lockout.seconds_left(("marie", "a")) == 0


def test_token_counts_until_its_time_or_the_next_password(users_file):
    clock, users = Clock(), Users(users_file)
    signed_in = SignedIn(users, clock)
    first, second = (signed_in.open("marie", users.hash_of("marie")) for _ in range(2))

    known = signed_in.name(first), signed_in.name("autre")
    clock.now = SIGNED_IN_SECONDS + 1.0
    late = signed_in.name(first)
    clock.now = 0.0
    users_file.write_text(user_line("marie", "nouveau mot"), encoding="utf-8")

    assert known == ("marie", None)
    assert late is None
    assert signed_in.name(second) is None


def test_word_of_a_trusted_proxy_is_believed():
    proxies = Proxies(["10.0.0.0/8"], "X-User")

    believed = proxies.believed(
        scope("10.1.2.3", x_user="marie", x_forwarded_for="1.2.3.4, 198.51.100.5, 10.9.9.9", x_forwarded_proto="https")
    )

    assert believed["client"][0] == "198.51.100.5"
    assert believed["scheme"] == "https"
    assert believed["headers"] == [(b"x-user", b"marie")]


def test_word_of_anyone_else_is_dropped():
    proxies = Proxies(["10.0.0.0/8"], "X-User")

    believed = proxies.believed(
        scope("198.51.100.5", x_user="marie", x_forwarded_for="1.2.3.4", forwarded="host=evil", host="a")
    )

    assert believed["client"][0] == "198.51.100.5"
    assert believed["headers"] == [(b"host", b"a")]


def test_user_named_twice_is_nobody():
    sent = scope("127.0.0.1")
    sent["headers"] = [(b"x-user", b"marie"), (b"X-User", b"paul")]

    assert Proxies(["127.0.0.1"], "X-User").believed(sent)["headers"] == []


def test_clients_of_one_ipv6_network_count_as_one():
    assert client_key(scope("2001:db8::1")) == client_key(scope("2001:db8::ffff:2")) != client_key(scope("2001:db8:0:1::1"))
    assert client_key(scope("::ffff:192.0.2.1")) == client_key(scope("192.0.2.1")) == "192.0.2.1"


def test_server_answers_to_its_names_and_to_the_address_it_was_reached_by():
    named = ("localhost:7860", "[::1]:7860", "192.0.2.7", "plaidoyer.example.org:443", "PLAIDOYER.example.org")

    assert all(is_known_host(scope(host=name), {"plaidoyer.example.org"}) for name in named)
    assert not any(is_known_host(scope(host=name), {"plaidoyer.example.org"}) for name in ("evil.example", "192.0.2.8", ""))
    assert not is_known_host(scope(), {"plaidoyer.example.org"})


def test_client_is_told_how_long_to_wait():
    rate = Rate(2)

    assert [rate.seconds_left("a"), rate.seconds_left("a"), rate.seconds_left("b")] == [0, 0, 0]
    assert 25 <= rate.seconds_left("a") <= 30


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_address_open_to_the_network_is_refused_unless_someone_is_at_the_door(host, users_file):
    with pytest.raises(ExposedError, match=r"reached from other machines .* plaidoyer chat --public"):
        check_port(host, 0)

    for access in (Access(public=True), Access(users=users_file), Access(header="X-User", proxies=("127.0.0.1",))):
        access.check_address(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.9.9.9"])
def test_loopback_is_open_to_this_machine(host):
    check_port(host, 0)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"header": "X-User"}, "trusted_proxies is empty"),
        ({"header": "X-User", "proxies": ("127.0.0.1",), "users": "users"}, "choose one"),
        ({"proxies": ("proxy.local",)}, "'proxy.local'; give addresses"),
    ],
)
def test_door_that_would_let_anyone_in_is_refused(wrong, said):
    with pytest.raises(SettingsError, match=said):
        Access(**wrong)
