"""What was typed when the sign-in had run out: kept for the one who typed it, and never sent by itself."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import Device, Shop
from accounts.views import kept
from tests.people import PASSWORD

SHOP = {
    "name": "Harbour Money Kowloon",
    "time_zone": "Asia/Hong_Kong",
    "cash_currency": "HKD",
    "charge": "12.50",
    "tolerance_percent": "0.5",
    "other_charges_percent": "5",
    "send_within_seconds": "120",
}


def browser(user):
    """A browser in which this person looked at a page."""
    client = Client()
    client.force_login(user)
    client.get("/devices/")
    return client


def sign_in(client, username, next_url):
    return client.post("/accounts/login/", {"login": username, "password": PASSWORD, "next": next_url})


def next_of(answer):
    return parse_qs(urlsplit(answer.url).query)["next"][0]


def test_a_form_comes_back_filled_after_signing_in_again(ada, harbour):
    client, path = browser(ada), f"/settings/shops/{harbour.public_id}/"
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        asked = client.post(path, SHOP)
        assert asked.status_code == 303
        assert "What you typed is kept" in client.get(asked.url).content.decode()
        back = sign_in(client, "ada", next_of(asked))
        page = client.get(back.url, follow=True)

    assert page.redirect_chain[0][0].startswith(f"{path}?kept=")
    body = page.content.decode()
    assert 'value="Harbour Money Kowloon"' in body
    assert 'value="12.50"' in body
    harbour.refresh_from_db()
    assert harbour.name == "Harbour Money"  # nothing was sent by itself


def test_an_absolute_end_of_the_session_keeps_it_too(ada, harbour):
    client, start = browser(ada), timezone.now()
    for minutes in range(10, 600, 10):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            client.get("/devices/", headers={})
    with time_machine.travel(start + timedelta(hours=10, seconds=5)):
        asked = client.post(f"/settings/shops/{harbour.public_id}/", SHOP)
        assert next_of(asked).startswith("/signed-in-again/")


def test_another_person_who_signs_in_sees_nothing_of_it(ada, hector, alice, harbour):
    client = browser(ada)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        asked = client.post(f"/settings/shops/{harbour.public_id}/", SHOP)
        sign_in(client, "alice", next_of(asked))
        answer = client.get(next_of(asked), follow=True)

    body = answer.content.decode()
    assert "Kowloon" not in body
    assert "Nothing was kept for you" in body


def test_what_is_kept_lies_sealed_in_the_session(ada, harbour):
    client = browser(ada)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        client.post(f"/settings/shops/{harbour.public_id}/", SHOP)
        held = client.session[kept.IN_SESSION]

    assert len(held) == 1
    assert "Kowloon" not in str(held)


def test_keys_and_passwords_are_never_kept(ada, harbour):
    client = browser(ada)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        asked = client.post(
            "/settings/connections/new/", {"name": "Bitspark HK", "key": "k" * 40, "secret": "s" * 40}
        )
        page = client.get(sign_in(client, "ada", next_of(asked)).url, follow=True)

    body = page.content.decode()
    assert "Bitspark HK" in body
    assert "k" * 40 not in body
    assert "s" * 40 not in body


def test_a_page_that_draws_no_form_lists_what_was_typed_and_sends_it_by_a_button(ada, alice, harbour):
    client = browser(ada)
    path = f"/settings/people/{alice.public_id}/role/give/"
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        asked = client.post(path, {"shop": str(harbour.public_id), "role": "supervisor"})
        page = client.get(sign_in(client, "ada", next_of(asked)).url).content.decode()
        assert f'action="{path}"' in page
        assert 'value="supervisor"' in page
        assert alice.memberships.get().role == "teller"
        gone = client.get(next_of(asked), follow=True).content.decode()
    assert "Nothing was kept for you" in gone


def test_where_money_would_move_there_is_no_button(ada, alice, harbour, monkeypatch):
    from accounts.views.people import GiveRole

    monkeypatch.setattr(GiveRole, "moves_money", True)
    client = browser(ada)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        asked = client.post(f"/settings/people/{alice.public_id}/role/give/", {"role": "supervisor"})
        page = client.get(sign_in(client, "ada", next_of(asked)).url).content.decode()

    assert "supervisor" in page
    assert "not sent from here" in page
    assert "role/give" not in page


def test_without_knowing_whose_it_is_nothing_is_kept(db, harbour):
    client = Client()
    asked = client.post(
        "/devices/", {"name": "Somebody's phone"}, headers={"Referer": "http://testserver/devices/"}
    )

    assert next_of(asked) == "/devices/"
    assert kept.IN_SESSION not in client.session
    assert not Device.objects.exists()


@pytest.mark.parametrize("cookie", ["", "nonsense", "c1d3:forged"])
def test_a_forged_memory_of_who_was_here_is_worth_nothing(db, cookie):
    client = Client()
    client.cookies["desk-who"] = cookie
    client.post("/devices/", {"name": "Phone"})

    assert kept.IN_SESSION not in client.session


def test_a_form_of_another_site_is_never_kept(alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    client.get("/devices/")
    answer = client.post("/devices/", {"name": "Planted"}, headers={"Origin": "https://evil.example"})

    assert answer.status_code == 403
    assert kept.IN_SESSION not in client.session


def token_in(page):
    return page.content.decode().partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]


def strict(user):
    client = Client(enforce_csrf_checks=True)
    page = client.get("/accounts/login/")
    client.post(
        "/accounts/login/",
        {"login": user.username, "password": PASSWORD, "csrfmiddlewaretoken": token_in(page)},
    )
    return client


def again(client, user):
    client.post("/accounts/logout/", {"csrfmiddlewaretoken": token_in(client.get("/devices/"))})
    page = client.get("/accounts/login/")
    client.post(
        "/accounts/login/",
        {"login": user.username, "password": PASSWORD, "csrfmiddlewaretoken": token_in(page)},
    )


def test_a_form_drawn_before_the_same_person_signed_in_again_is_kept(alice):
    client = strict(alice)
    old = token_in(client.get("/devices/"))
    again(client, alice)

    answer = client.post("/devices/", {"name": "My phone", "csrfmiddlewaretoken": old})
    page = client.get(answer.url, follow=True)

    assert 'value="My phone"' in page.content.decode()
    assert not Device.objects.exists()


def test_a_form_drawn_for_somebody_else_is_not_shown_to_the_next_person(alice, bob):
    client = strict(alice)
    old = token_in(client.get("/devices/"))
    again(client, bob)

    answer = client.post("/devices/", {"name": "Alice's phone", "csrfmiddlewaretoken": old})

    assert answer.status_code == 403
    assert kept.IN_SESSION not in client.session
    assert "Alice" not in answer.content.decode().partition("<main")[2]


def test_too_much_is_not_kept(ada, harbour):
    client = browser(ada)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        asked = client.post(f"/settings/shops/{harbour.public_id}/", {**SHOP, "address": "x" * 70_000})
        assert not next_of(asked).startswith("/signed-in-again/")


def test_the_oldest_of_four_gives_way(ada, harbour):
    client = browser(ada)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        names = [
            next_of(client.post(f"/settings/shops/{harbour.public_id}/", {**SHOP, "name": f"Name {n}"}))
            for n in range(4)
        ]
        held = client.session[kept.IN_SESSION]

    assert len(held) == 3
    assert names[0].split("/")[2] not in held


def test_htmx_is_led_to_the_sign_in_as_a_whole_page(ada, harbour):
    client = browser(ada)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        answer = client.post(f"/settings/shops/{harbour.public_id}/", SHOP, headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert answer["HX-Redirect"].startswith("/accounts/login/?next=%2Fsigned-in-again%2F")
    assert Shop.objects.get(pk=harbour.pk).name == "Harbour Money"
