"""The pages of our accounts."""

from decimal import Decimal

import pytest

from accounts.models import Connection, Proposal, Shop, User
from remittance.services import mirror
from tests.people import actor_of
from tests.sandboxes import Sandbox
from wallet.models import Account
from wallet.services import account_terms, accounts

pytestmark = pytest.mark.django_db


@pytest.fixture
def usd(connection: Connection) -> Account:
    accounts.keep_listed(connection, [accounts.Listed("usd", 2, False)])
    return accounts.refresh_currency(connection, "usd")


def text(page) -> str:
    return page.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_a_balance_is_separated_in_the_list_and_whole_on_its_page(usd, alice, client_of):
    Account.objects.filter(pk=usd.pk).update(
        balance_raw="87597.8195418990169122", balance=Decimal("87597.81954189")
    )
    browser = client_of(alice)

    assert "87,597.81954189" in text(browser.get("/accounts/"))
    assert "87597.8195418990169122" in text(browser.get(f"/accounts/{usd.public_id}/"))


def test_no_figure_yet_a_failure_and_a_figure_never_look_alike(usd, alice, client_of, sandbox: Sandbox):
    Account.objects.create(connection=usd.connection, currency="EUR", code="eur")
    sandbox.fault("status", "/v1/accounts/me", code=503)
    accounts.refresh_currency(usd.connection, "hkd")

    page = text(client_of(alice).get("/accounts/"))

    assert "not read yet" in page
    assert "could not load" in page
    assert page.count('is-none">–') == 2


def test_a_low_balance_is_marked_and_told_on_the_home_page(usd, alice, client_of):
    browser = client_of(alice)
    assert "Low balance" not in text(browser.get("/"))

    Account.objects.filter(pk=usd.pk).update(balance_threshold_raw="99999999")

    assert "Low balance" in text(browser.get("/"))
    assert ">Low<" in text(browser.get("/accounts/"))


def test_an_administrator_proposes_and_the_page_shows_that_it_waits(usd, ada, harbour, client_of):
    browser = client_of(ada, harbour)
    address = f"/accounts/{usd.public_id}/edit/"

    answer = browser.post(address, {"shop_commission": "", "balance_threshold": "500", "why": "low"})

    assert answer.status_code == 302
    assert Proposal.objects.get().change["now"] == {"balance_threshold": "500"}
    page = text(browser.get(f"/accounts/{usd.public_id}/"))
    assert "A change waits for a second person" in page
    assert "Propose other terms" not in page


@pytest.mark.parametrize("typed", ["-1", "1e3", "1,000", "1.234", "١", "9" * 21, "x"])
def test_a_figure_that_cannot_be_read_is_said_beside_its_field(usd, ada, harbour, client_of, typed):
    page = client_of(ada, harbour).post(f"/accounts/{usd.public_id}/edit/", {"balance_threshold": typed})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["balance_threshold"]
    assert not Proposal.objects.exists()


def test_it_is_read_again_now(usd, alice, client_of, sandbox: Sandbox):
    sandbox.control("balance", login=0, currency="usd", amount="75.5")

    client_of(alice).post(f"/accounts/{usd.public_id}/refresh/")

    assert Account.objects.get(pk=usd.pk).balance_raw == "75.5"


def test_what_became_of_telling_stands_on_the_page(
    usd: Account, ada: User, carla: User, harbour: Shop, client_of, sandbox: Sandbox
):
    asked = {"balance_threshold": Decimal(7), "shop_commission": None}
    proposal = account_terms.propose(usd, asked, actor=actor_of(ada, None))
    sandbox.fault("status", "/v1/accounts/*", method="PUT", code=422, message=["Not a number"])
    client_of(carla).post(f"/approvals/{proposal.public_id}/approve/", {"version": "1"})

    page = text(client_of(carla).get(f"/accounts/{usd.public_id}/"))

    assert "The provider refused it" in page
    assert "Not a number" in page


def test_an_app_reads_them(open_counter, alice, harbour, device_of):
    mirror.refresh_balances(open_counter)
    device = device_of(alice, harbour)

    listed = device.get("/api/v1/accounts").json()["items"]
    one = device.get(f"/api/v1/accounts/{listed[0]['id']}").json()

    assert {"USD", "HKD"} <= {row["currency"] for row in listed}
    assert one == listed[0]
    assert one["balance"] and one["balance_threshold"] and one["reading"] == "told"
