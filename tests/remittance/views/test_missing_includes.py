"""An answer without what it was asked to include: what was not told is "not told", never blank or 0."""

import json
from collections.abc import Callable, Iterable

import pytest
from django.urls import reverse

from accounts.providers.bitspark.client import Bitspark
from accounts.services import profiles
from remittance.models import Destination, TopUp, Transfer
from remittance.services import mirror, top_ups
from wallet.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(sandbox):
    """`told(read)`: what the sandbox answers to this read of the client's, as JSON."""

    def raw(read: Callable[[Bitspark], Iterable]):
        login = sandbox.keys()[0]
        with Bitspark(sandbox.bitspark_url, login.key, login.secret) as bitspark:
            return [json.loads(json.dumps(one.raw, default=str)) for one in read(bitspark)]

    return raw


@pytest.fixture
def answers(sandbox):
    """From now on the sandbox answers this path with these things, and includes nothing."""

    def planned(path, data):
        body = json.dumps({"data": data})
        sandbox.fault("status", path, code=200, body=body, times=0)

    return planned


def page(browser, name, *args):
    return browser.get(reverse(name, args=args)).content.decode()


def test_a_transfer_without_its_recipient(connection, sandbox, told, answers, client_of, hector):
    sandbox.control("transfers", login=0, count=1)
    answers("/v2/transactions/remittances", told(lambda b: b.transfers.page(1).items))
    mirror.refresh_transfers(connection)

    transfer = Transfer.objects.get()
    assert transfer.recipient_told is None
    shown = page(client_of(hector), "remittance:transfer", transfer.public_id)
    assert "<dt>Recipient</dt><dd>not told</dd>" in shown


def test_a_top_up_without_its_fee_and_currency(open_counter, sandbox, told, answers, client_of, hector):
    sandbox.ask_top_up("hkd", "500")
    (one,) = told(lambda b: b.top_ups.page(1, kind="requested").items)
    answers(f"/v2/top_ups/{one['id']}", one)
    answers("/v2/top_ups", [one])
    top_ups.refresh_top_ups(open_counter)

    row = TopUp.objects.get()
    assert (row.currency, row.fee, row.fee_raw, row.amount_raw) == ("", None, "", "500.0")
    shown = page(client_of(hector), "remittance:top-up", row.public_id)
    for label in ("Currency", "Fee", "Bitspark's share of the fee"):
        assert f"<dt>{label}</dt><dd>not told</dd>" in shown
    assert "500" in shown


def test_an_account_without_its_currency(open_counter, told, answers, client_of, hector):
    (one,) = told(lambda b: [b.accounts.me("usd")])
    answers("/v1/accounts/me", one)
    mirror.refresh_balances(open_counter)

    account = Account.objects.get(connection=open_counter, currency="USD")
    assert (account.is_told, account.balance_raw) == (True, one["attributes"]["balance"])
    assert one["attributes"]["balance"] in page(client_of(hector), "wallet:account", account.public_id)


def test_a_profile_without_all_that_it_holds(connection, told, answers, client_of, carla):
    (one,) = told(lambda b: [b.profile.me()])
    answers("/v1/users/me", one)
    profiles.refresh(connection)

    shown = page(client_of(carla), "accounts:profile")
    assert one["attributes"]["login"] in shown
    assert "Bitspark did not tell the profile this time." in shown
    assert "Bitspark did not tell of an identity document." in shown
    for label in ("First name", "Company", "Address", "Referral code", "Shown on Bitspark's map"):
        row = shown.split(f"<dt>{label}</dt>")[1].split("</div>")[0]
        assert "not told" in row
    assert "<dt>Active account</dt><dd>not told</dd>" in shown.replace("&#x27;", "'")


def test_destinations_without_their_ways_can_not_be_sent_to(
    open_counter, told, answers, client_of, alice, maria
):
    answers("/v1/static/destination_data", told(lambda b: b.catalogue.destinations()))
    mirror.refresh_catalogue(open_counter)

    assert not Destination.objects.filter(told=True).exists()
    place = Destination.objects.get(name="Philippines")
    asked = {"sender": maria.public_id, "destination": place.public_id}
    assert (
        "The details of this destination were not told: nothing can be sent."
        in client_of(alice).get("/send/", asked).content.decode()
    )
