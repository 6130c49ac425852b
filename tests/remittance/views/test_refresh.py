"""Reading mirrored data again by a button, with its age shown."""

import threading

import pytest
from django.urls import reverse

from accounts.models import Connection, Shop, User
from accounts.services import waiting
from remittance.models import Destination
from remittance.selectors import freshness
from tests.people import client_of
from tests.sandboxes import Sandbox
from wallet.models import Account

pytestmark = pytest.mark.django_db


def _url(connection: Connection, noun: str) -> str:
    return reverse("remittance:refresh", args=[connection.public_id, noun])


def test_a_teller_reads_the_destinations_again_and_is_back_where_she_was(
    connection: Connection, alice: User
) -> None:
    answer = client_of(alice).post(_url(connection, "catalogue"), {"next": "/transfers/"})

    assert (answer.status_code, answer["Location"]) == (302, "/transfers/")
    assert Destination.objects.filter(connection=connection).exists()


@pytest.mark.parametrize("noun", ["accounts", "recipients", "transfers"])
def test_every_noun_can_be_read_again(connection: Connection, alice: User, noun: str) -> None:
    client_of(alice).post(_url(connection, noun))

    assert freshness.of(connection, noun).good_at is not None


def test_balances_that_nobody_told_are_not_zero(connection: Connection, alice: User) -> None:
    client_of(alice).post(_url(connection, "accounts"))

    assert Account.objects.get(connection=connection, currency="USD").is_told
    for account in Account.objects.filter(connection=connection, read_at=None):
        assert account.balance is None and account.failure


def test_it_goes_to_no_other_site(connection: Connection, alice: User) -> None:
    answer = client_of(alice).post(_url(connection, "catalogue"), {"next": "https://elsewhere.example/"})

    assert answer["Location"] == "/"


def test_another_shops_login_is_not_found(connection: Connection, charlie: User) -> None:
    assert client_of(charlie).post(_url(connection, "transfers")).status_code == 404


def test_an_administrator_does_not_read_the_recipient_book(connection: Connection, ada: User) -> None:
    assert client_of(ada).post(_url(connection, "recipients")).status_code == 403
    assert client_of(ada).post(_url(connection, "nonsense")).status_code == 404


def test_a_provider_that_is_down_is_said_and_shown(
    connection: Connection, sandbox: Sandbox, alice: User, harbour: Shop
) -> None:
    sandbox.fault("status", path="/v2/transactions/remittances*", code=503, times=0)

    page = client_of(alice).post(_url(connection, "transfers"), {"next": "/"}, follow=True).content.decode()

    assert "Bitspark is not available now (503)" in page
    assert "could not load" in page


def test_balances_that_cannot_be_read_are_said_to_be_old_and_empty_ones_stay_away(
    connection: Connection, sandbox: Sandbox, alice: User, harbour: Shop
) -> None:
    client = client_of(alice)
    client.post(_url(connection, "accounts"))
    sandbox.fault("status", path="/v1/accounts*", code=503, times=0)

    page = client.post(_url(connection, "accounts"), {"next": "/"}, follow=True)

    assert "Bitspark told none of our balances" in page.content.decode()
    shown = [account for part in page.context["connections"] for account in part["accounts"]]
    assert "USD" in {account.currency for account in shown}
    assert all(account.balance != 0 for account in shown)
    assert "could not load" in page.content.decode()


@pytest.mark.parametrize("noun", ["accounts", "catalogue", "recipients", "transfers"])
def test_a_busy_desk_asks_nobody_and_says_so(
    connection: Connection, sandbox: Sandbox, alice: User, monkeypatch: pytest.MonkeyPatch, noun: str
) -> None:
    room = threading.BoundedSemaphore(1)
    monkeypatch.setattr(waiting, "_room", room)
    client, asked = client_of(alice), len(sandbox.seen)

    with room:
        page = client.post(_url(connection, noun), follow=True)

    assert "Too many people wait for Bitspark" in page.content.decode()
    assert len(sandbox.seen) == asked
    assert freshness.of(connection, noun).good_at is None
