"""Signing in, staying signed in, and being signed out."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as live
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core import mail
from django.db import connection as database
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Membership, Role, User
from accounts.services import devices, staff
from tests.people import PASSWORD, actor_of

LOGIN = "/accounts/login/"
DEVICES = "/devices/"


def sign_in(client, username="alice", password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": username, "password": password, **extra})


def is_in(client):
    return client.get(DEVICES).status_code == 200


def test_a_person_signs_in_and_out(alice):
    client = Client()

    assert sign_in(client).status_code == 302
    assert is_in(client)
    entry = AuditEntry.objects.get(action="person.signed-in")
    assert (entry.actor, entry.address) == (alice, "127.0.0.1")

    client.post("/accounts/logout/")
    assert not is_in(client)


@pytest.mark.parametrize("username", ["alice", "nobody"])
def test_sec_16_a_wrong_password_and_an_unknown_name_read_the_same(alice, username):
    answer = sign_in(Client(), username, "not the password 1")

    body = answer.content.decode().replace(username, "NAME")
    assert answer.status_code == 200
    assert "The username and/or password you specified are not correct." in body


def test_sec_16_an_unknown_name_costs_as_much_hashing_as_a_known_one(alice, settings, monkeypatch):
    """Time follows the rounds of hashing: they are counted, because a clock would be a flaky witness."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    alice.set_password(PASSWORD)
    alice.save()
    rounds = []
    encode = PBKDF2PasswordHasher.encode
    monkeypatch.setattr(
        PBKDF2PasswordHasher,
        "encode",
        lambda self, password, salt, iterations=None: (
            rounds.append(iterations or self.iterations) or encode(self, password, salt, 1)
        ),
    )

    spent = []
    for username in ("alice", "nobody"):
        rounds.clear()
        sign_in(Client(), username, "not the password 1")
        spent.append(sum(rounds))

    assert spent[0] == spent[1] > 0


def test_sec_16_asking_for_a_new_password_tells_nobody_who_exists(alice):
    known, unknown = (
        Client().post("/accounts/password/reset/", {"email": email})
        for email in ("alice@example.com", "nobody@example.com")
    )

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_sign_up_is_closed(db):
    answer = Client().post(
        "/accounts/signup/", {"username": "eve", "password1": PASSWORD, "password2": PASSWORD}
    )

    assert "invit" in answer.content.decode().lower()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short pass1", "at least 12"),
        ("x" * 129, "at most 128"),
        ("password1234", "too common"),
        ("alice cheung", "too similar"),
    ],
)
def test_sec_14_weak_passwords_are_refused(client_of, alice, password, why):
    answer = client_of(alice).post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": password, "password2": password}
    )

    assert why in answer.content.decode()
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


@pytest.mark.parametrize("password", ["only lower case letters", "x7" * 64, "päßwörter ünd 漢字 12"])
def test_sec_14_long_passwords_need_no_special_composition(client_of, alice, password):
    client_of(alice).post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": password, "password2": password}
    )

    alice.refresh_from_db()
    assert alice.check_password(password)


def test_sec_15_five_failures_from_one_address_lock_that_address_only(alice):
    attacker, owner = Client(REMOTE_ADDR="203.0.113.9"), Client(REMOTE_ADDR="198.51.100.7")
    for _ in range(5):
        sign_in(attacker, password="not the password 1")

    refused = sign_in(attacker)
    assert "Too many failed login attempts" in refused.content.decode()
    assert not is_in(attacker)
    assert sign_in(owner).status_code == 302
    assert is_in(owner)


def test_sec_15_names_and_cases_share_one_count(alice):
    client = Client()
    for name in ("alice", "ALICE", "Alice", "aLICE", "alicE"):
        sign_in(client, name, "not the password 1")

    assert "Too many failed login attempts" in sign_in(client).content.decode()


@pytest.mark.django_db(transaction=True)
def test_sec_15_guesses_made_at_once_share_the_five_tries(alice):
    start, answers = threading.Barrier(24), []

    def guess():
        start.wait()
        try:
            answers.append(sign_in(Client(), password="not the password 1").content.decode())
        finally:
            database.close()

    threads = [threading.Thread(target=guess) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(answers) == 24
    assert sum("are not correct" in answer for answer in answers) <= 5
    assert sign_in(Client(REMOTE_ADDR="198.51.100.7")).status_code == 302


def test_sec_15_a_name_under_attack_is_slowed_for_everybody(alice, monkeypatch):
    waits = []
    monkeypatch.setattr("accounts.views.allauth_adapter.time.sleep", waits.append)
    for n in range(20):
        sign_in(Client(REMOTE_ADDR=f"203.0.113.{n}"), password="not the password 1")
    assert waits == []

    assert sign_in(Client(REMOTE_ADDR="198.51.100.7")).status_code == 302
    assert waits == [1.0]


def test_sec_17_the_session_key_changes_at_sign_in(alice):
    client = Client()
    session = client.session
    session["a"] = "b"
    session.save()
    before = session.session_key
    client.cookies[live.SESSION_COOKIE_NAME] = before
    sign_in(client)

    assert client.session.session_key != before


def test_sec_17_fifteen_idle_minutes_end_a_session(client_of, alice):
    client = client_of(alice)
    assert is_in(client)
    start = timezone.now()

    with time_machine.travel(start + timedelta(minutes=14)):
        assert is_in(client)
    with time_machine.travel(start + timedelta(minutes=28)):
        assert is_in(client)
    with time_machine.travel(start + timedelta(minutes=44)):
        assert not is_in(client)


def test_sec_17_a_page_that_refreshes_itself_does_not_keep_a_session_alive(client_of, alice):
    client = client_of(alice)
    start = timezone.now()
    assert is_in(client)

    for minutes in (5, 10, 14):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            assert client.get(DEVICES, headers={"X-Poll": "1"}).status_code == 200
    with time_machine.travel(start + timedelta(minutes=16)):
        assert not is_in(client)


def test_sec_17_ten_hours_end_a_session_however_busy(client_of, alice):
    client = client_of(alice)
    start = timezone.now()

    for minutes in range(0, 600, 10):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            assert is_in(client)
    with time_machine.travel(start + timedelta(hours=10, seconds=1)):
        assert not is_in(client)


def test_sec_17_signing_in_again_starts_the_ten_hours_anew(alice):
    client = Client()
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        sign_in(client)
        assert is_in(client)
        clock.move_to(start + timedelta(hours=9))
        sign_in(client)
        clock.move_to(start + timedelta(hours=9, minutes=10))
        assert is_in(client)
        clock.move_to(start + timedelta(hours=9, minutes=20))
        assert is_in(client)


def test_sec_17_signing_out_kills_the_session_for_whoever_copied_it(alice):
    client, thief = Client(), Client()
    sign_in(client)
    thief.cookies[live.SESSION_COOKIE_NAME] = client.cookies[live.SESSION_COOKIE_NAME].value
    assert is_in(thief)

    client.post("/accounts/logout/")
    assert not is_in(thief)


def test_sec_8_a_deactivated_person_is_out_at_the_next_request(client_of, alice, ada, harbour):
    first, second = client_of(alice), client_of(alice)
    device, _ = devices.issue(alice, harbour, "Phone", actor=actor_of(alice, harbour))
    assert is_in(first)

    staff.deactivate(alice, actor=actor_of(ada, None))

    assert not is_in(first)
    assert not is_in(second)
    device.refresh_from_db()
    assert device.revoked_at is not None
    assert "not correct" in sign_in(Client()).content.decode() or not is_in(Client())


def test_sec_8_a_changed_role_acts_on_the_next_request(client_of, susan, harbour):
    client = client_of(susan)
    assert client.get("/audit/").status_code == 200

    Membership.objects.filter(user=susan).update(role=Role.TELLER)
    assert client.get("/audit/").status_code == 403

    Membership.objects.filter(user=susan).delete()
    assert client.get("/audit/").status_code == 403


def test_sec_8_a_new_password_ends_other_sessions_and_every_device(client_of, alice, harbour):
    here, there = client_of(alice), client_of(alice)
    device, _ = devices.issue(alice, harbour, "Phone", actor=actor_of(alice, harbour))
    assert is_in(there)

    new = "another battery horse 8"
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert not is_in(there)
    device.refresh_from_db()
    assert device.revoked_at is not None
    assert AuditEntry.objects.filter(action="person.password-set").exists()


def test_sec_18_cookies_are_out_of_reach_of_scripts_and_other_sites(alice):
    client = Client()
    sign_in(client)
    client.get(DEVICES)

    for name in (live.SESSION_COOKIE_NAME, "desk-who"):
        cookie = client.cookies[name]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert not cookie["max-age"]  # ends with the browser


def test_sec_18_over_https_every_cookie_is_secure_and_bound_to_the_host(alice, settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    client = Client()
    client.get(LOGIN, secure=True)
    client.post(LOGIN, {"login": "alice", "password": PASSWORD}, secure=True)
    client.get(DEVICES, secure=True)

    assert set(client.cookies) == {"__Host-sessionid", "__Host-csrftoken", "__Host-desk-who"}
    for cookie in client.cookies.values():
        assert cookie["secure"]
        assert cookie["path"] == "/"
        assert not cookie["domain"]


def test_sec_29_signed_in_pages_are_not_stored(client_of, alice):
    client = client_of(alice)
    for path in (DEVICES, "/settings/", "/nothing-here/"):
        assert "no-store" in client.get(path)["Cache-Control"]


TRICKS = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    "http:evil.example",
    "http:/evil.example",
    "http:///evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "ftp://evil.example",
    "//evil.example@testserver/",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    "https://evil.example/testserver",
    "https://evil.example#testserver",
    "https://evil.example?testserver",
    "https://evil.example\\@testserver",
    "https://testserver:80@evil.example",
    "//evil%2eexample",
    "//%65vil.example",
    "/%2f%2fevil.example/..//evil.example".replace("/%2f", "//%2f"),
    "//testserver@evil.example",
    "//[::1]@evil.example",
    "//[evil",
    "http://[::ffff:1.2.3.4]",
    "//1.2.3.4",
    "//0x7f000001",
    "//2130706433",
    "///\\;@evil.example",
    "//;@evil.example",
    "//www.evil.example%00.testserver",
    "https://evil。example",
    "//evil。example",
    "//ⓔvil.example",
    "file:///etc/passwd",
    "blob:https://evil.example/1",
    "about:blank",
    "mailto:x@evil.example",
    "tel:123",
    "//localhost",
    "https://127.0.0.1/",
    "//testserver:8080/",
    "https://testserver:443@evil.example/",
    "x:y//evil.example",
    "://evil.example",
    ":evil",
    "//\tevil.example",
    "///%09/evil.example",
    "//evil.example/%2f..",
    "\u0001//evil.example",
]


@pytest.mark.parametrize("trick", TRICKS)
def test_sec_30_no_next_leads_away_from_the_desk(client_of, alice, harbour, trick):
    from urllib.parse import urljoin, urlsplit

    client = Client()
    by_login = sign_in(client, next=trick)
    by_switch = client.post("/active-shop/", {"shop": str(harbour.public_id), "next": trick})

    for answer in (by_login, by_switch):
        assert answer.status_code == 302
        seen_by_a_browser = answer.url.strip().replace("\\", "/").replace("\t", "").replace("\n", "")
        assert urlsplit(urljoin("http://testserver/x", seen_by_a_browser)).netloc == "testserver"


def test_sec_30_the_corpus_is_sixty():
    assert len(set(TRICKS)) >= 60


@pytest.mark.parametrize(
    "path", [LOGIN, "/accounts/logout/", "/active-shop/", DEVICES, "/accounts/password/reset/"]
)
@pytest.mark.parametrize("extra", [{}, {"HTTP_ORIGIN": "https://evil.example"}])
def test_sec_25_a_post_without_the_forms_token_is_refused(alice, path, extra):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)

    assert client.post(path, {"login": "alice", "password": PASSWORD}, **extra).status_code == 403


@pytest.mark.parametrize("name", ["HTTP_HOST", "HTTP_X_FORWARDED_HOST"])
def test_sec_21_a_reset_link_leads_to_the_configured_host(alice, settings, name):
    settings.PUBLIC_URL = "https://desk.example"
    settings.ALLOWED_HOSTS = ["*"]
    Client().post("/accounts/password/reset/", {"email": "alice@example.com"}, **{name: "evil.example"})

    assert "https://desk.example/accounts/password/reset/key/" in mail.outbox[0].body
    assert "evil.example" not in mail.outbox[0].body


def test_a_reset_link_sets_a_new_password_once(alice):
    Client().post("/accounts/password/reset/", {"email": "alice@example.com"})
    link = next(word for word in mail.outbox[0].body.split() if "/reset/key/" in word)
    path, new = link.removeprefix("http://testserver"), "another battery horse 8"
    client = Client()
    form = client.get(path, follow=True).redirect_chain[-1][0]

    client.post(form, {"password1": new, "password2": new})

    alice.refresh_from_db()
    assert alice.check_password(new)
    assert "no longer works" in Client().get(path, follow=True).content.decode()


def test_sec_31_an_unlisted_host_is_refused(db):
    assert Client(HTTP_HOST="evil.example").get(LOGIN).status_code == 400


@pytest.mark.parametrize(
    ("peer", "said", "believed"),
    [
        ("203.0.113.9", "198.51.100.7", "203.0.113.9"),
        ("10.0.0.2", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.2", "1.1.1.1, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.2", "1.1.1.1, 198.51.100.7, 10.0.0.3", "198.51.100.7"),
        ("10.0.0.2", "nonsense", "10.0.0.2"),
        ("10.0.0.2", "", "10.0.0.2"),
    ],
)
def test_sec_31_a_forwarded_address_is_believed_from_the_proxy_only(alice, settings, peer, said, believed):
    settings.TRUSTED_PROXIES = ["10.0.0.0/24"]
    sign_in(Client(REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=said))

    assert AuditEntry.objects.get(action="person.signed-in").address == believed


@pytest.mark.parametrize(("peer", "status"), [("203.0.113.9", 301), ("10.0.0.2", 200)])
def test_sec_31_only_the_proxy_may_say_that_a_request_came_over_https(db, settings, peer, status):
    settings.TRUSTED_PROXIES = ["10.0.0.2"]
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    answer = Client(REMOTE_ADDR=peer, HTTP_X_FORWARDED_PROTO="https").get(LOGIN)
    assert answer.status_code == status


def test_a_signed_out_visitor_is_asked_to_sign_in_and_brought_back(alice):
    client = Client()
    asked = client.get("/devices/?a=1")
    assert asked.url == f"{reverse('account_login')}?next=%2Fdevices%2F%3Fa%3D1"

    assert sign_in(client, next="/devices/?a=1").url == "/devices/?a=1"


def test_a_part_of_a_page_asked_by_htmx_leads_the_whole_page_to_sign_in(db):
    answer = Client().get(
        "/devices/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/transfers/?x=1"},
    )

    assert answer["HX-Redirect"] == "/accounts/login/?next=%2Ftransfers%2F%3Fx%3D1"


def test_nobody_adds_an_address_for_resets_at_an_unlocked_desk(client_of, alice):
    client = client_of(alice)

    assert client.get("/accounts/email/").status_code == 404
    assert client.post("/accounts/email/", {"email": "eve@example.com", "action_add": ""}).status_code == 404
