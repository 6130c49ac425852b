"""Withdrawals, where they go, and exchanges, as an app asks for them; each answer is held to the schema."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from accounts.models import Actor, Connection, Proposal, Shop, User
from tests.api import App, app_of
from tests.people import actor_of
from tests.sandboxes import Sandbox
from tests.wallet import payouts
from tests.wallet.payouts import EXCHANGE, HSBC, WITHDRAW
from wallet.models import BankDetail, Exchange, MoneyCommand, Withdrawal
from wallet.services.exchanges.ordering import Wish

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def susan_here(susan: User, harbour: Shop) -> Actor:
    return actor_of(susan, harbour)


@pytest.fixture
def detail(harbour: Shop, susan_here: Actor, hector: User) -> BankDetail:
    return payouts.accepted(harbour, susan_here, actor_of(hector, harbour))


@pytest.fixture
def accounts(connection: Connection) -> None:
    for currency in ("USD", "HKD"):
        payouts.account(connection, currency)


@pytest.fixture
def app(susan: User, harbour: Shop) -> App:
    return app_of(susan, harbour)


def post(app: App, path: str, body: dict[str, Any], key: str = "") -> Any:
    extra = {"HTTP_IDEMPOTENCY_KEY": key} if key else {}
    return app.post(path, body, format="json", **extra)


def test_from_proposing_a_place_to_the_money_gone(
    app: App, hector: User, harbour: Shop, accounts: None, sandbox: Sandbox
) -> None:
    other = app_of(hector, harbour)
    made = post(app, "bank-details", HSBC | {"kind": "bank", "label": "HSBC"})
    assert (made.status_code, made.json()["state"]) == (201, "waiting"), made.content
    proposal = Proposal.objects.get()
    assert post(other, f"approvals/{proposal.public_id}/approve", {"version": 1}).status_code == 200
    shown = app.get(f"bank-details/{made.json()['id']}").json()
    assert (shown["state"], shown["account_number"]) == ("usable", HSBC["account_number"])

    body = {"currency": "USD", "amount": "100", "detail": shown["id"]}
    asked = post(app, "withdrawals", body, "one")
    assert (asked.status_code, asked.json()["state"]) == (202, "pending_approval"), asked.content
    again = post(app, "withdrawals", body, "one")
    assert (again.json()["id"], again["Idempotent-Replayed"]) == (asked.json()["id"], "true")
    assert sandbox.seen.count(("POST", WITHDRAW)) == 0
    command = MoneyCommand.objects.get()
    path = f"approvals/{command.public_id}/approve"
    assert post(other, path, {"version": command.version, "gauth_token": "12"}).status_code == 422
    done = post(other, path, {"version": command.version})
    assert done.status_code == 200, done.content

    told = app.get(f"withdrawals/{asked.json()['id']}").json()
    assert (told["state"], told["provider_status"], told["amount_told"]) == ("accepted", "pending", "100.0")
    assert len(sandbox.books()["payments"]) == 1


def test_a_withdrawal_without_a_key_or_to_a_strangers_place_is_refused(
    app: App, accounts: None, detail: BankDetail
) -> None:
    body = {"currency": "USD", "amount": "100", "detail": str(detail.public_id)}
    assert post(app, "withdrawals", body).status_code == 400
    wrong = post(app, "withdrawals", body | {"detail": str(uuid4())}, "a")
    assert (wrong.status_code, list(wrong.json()["errors"])) == (422, ["detail"])
    none = post(app, "withdrawals", body | {"currency": "XYZ"}, "b")
    assert (none.status_code, list(none.json()["errors"])) == (422, ["currency"])
    low = post(app, "withdrawals", body | {"amount": "99999999"}, "c")
    assert (low.status_code, low.json()["code"]) == (422, "balance-too-low")


def test_a_teller_reads_the_end_of_a_number_alone(alice: User, harbour: Shop, detail: BankDetail) -> None:
    app = app_of(alice, harbour)
    for path in ("bank-details", f"bank-details/{detail.public_id}"):
        answer = app.get(path)
        assert answer.status_code == 200
        assert HSBC["account_number"] not in answer.content.decode()
    assert post(app, "bank-details", HSBC | {"kind": "bank", "label": "x"}).status_code == 403


def test_another_shops_things_are_a_404(
    lantern: Shop, charlie: User, detail: BankDetail, accounts: None, connection: Connection,
    susan_here: Actor, harbour: Shop,
) -> None:  # fmt: skip
    withdrawal = payouts.asked(payouts.account(connection, "USD"), detail, susan_here, harbour)
    app = app_of(charlie, lantern)
    for path in (f"bank-details/{detail.public_id}", f"withdrawals/{withdrawal.public_id}"):
        assert app.get(path).status_code == 404
    assert app.get("bank-details").json()["items"] == app.get("withdrawals").json()["items"] == []


def test_an_exchange_by_rate_and_key(app: App, accounts: None, sandbox: Sandbox) -> None:
    pair = {"currency_from": "USD", "currency_to": "HKD", "amount": "100"}
    rate = app.get("exchanges/rate", pair).json()
    assert (rate["is_pair_asked"], rate["reserved"], rate["invoice_currency"]) == (True, False, "USD")

    moved = post(app, "exchanges", pair | {"rate": "1"}, "one")
    assert (moved.status_code, moved.json()["code"], moved.json()["rate"]) == (
        409,
        "rate-moved",
        rate["rate"],
    )
    done = post(app, "exchanges", pair | {"rate": rate["rate"]}, "one")
    assert (done.status_code, done.json()["state"]) == (202, "settled"), done.content
    again = post(app, "exchanges", pair | {"rate": rate["rate"]}, "one")
    assert again["Idempotent-Replayed"] == "true"
    shown = app.get(f"exchanges/{done.json()['id']}").json()
    assert [side["fits"] for side in shown["accounts"]] == [True, True]
    assert shown["accounts"][0]["difference_read"] == "-100"
    assert sandbox.seen.count(("POST", EXCHANGE)) == 1


def test_an_exchange_in_doubt_is_a_state_and_a_second_one_a_409(
    app: App, accounts: None, sandbox: Sandbox
) -> None:
    pair = {"currency_from": "USD", "currency_to": "HKD", "amount": "100"}
    rate = app.get("exchanges/rate", pair).json()["rate"]
    sandbox.fault("drop_after_commit", EXCHANGE)

    done = post(app, "exchanges", pair | {"rate": rate}, "one")
    second = post(app, "exchanges", pair | {"amount": "7", "rate": rate}, "two")

    assert (done.status_code, done.json()["state"], done.json()["safe_to_repeat"]) == (202, "unknown", False)
    assert (second.status_code, second.json()["code"]) == (409, "exchange-in-doubt")
    assert app.get("exchanges/rate", pair).status_code == 409


def test_a_rate_of_another_pair_tells_no_figure(app: App, accounts: None, sandbox: Sandbox) -> None:
    sandbox.control("exchange_rate", fresh="other")
    pair = {"currency_from": "USD", "currency_to": "HKD", "amount": "100"}

    rate = app.get("exchanges/rate", pair).json()

    assert (rate["is_pair_asked"], rate["about"], rate["invoice_currency"]) == (False, None, "BTC")
    assert post(app, "exchanges", pair | {"rate": rate["rate"]}, "one").status_code == 409


def test_queries_do_not_grow_with_rows(
    app: App, accounts: None, connection: Connection, detail: BankDetail, susan_here: Actor, harbour: Shop
) -> None:
    source, target = payouts.account(connection, "USD"), payouts.account(connection, "HKD")

    def more(*amounts: int) -> None:
        for n in amounts:
            payouts.asked(source, detail, susan_here, harbour, amount=str(n))
            payouts.exchanged(Wish(source, target, Decimal(n)), susan_here, harbour)
            payouts.proposed(harbour, susan_here, label=f"Bank {n}", account_number=f"99-{n}-12345")

    def counts() -> dict[str, int]:
        found = {}
        one, other = Withdrawal.objects.first(), Exchange.objects.first()
        assert one and other
        for path in (
            *("withdrawals", "exchanges", "bank-details"),
            *(f"withdrawals/{one.public_id}", f"exchanges/{other.public_id}"),
            f"bank-details/{detail.public_id}",
        ):
            with CaptureQueriesContext(database) as queries:
                assert app.get(path).status_code == 200
            found[path] = len(queries)
        return found

    more(1)
    app.get("withdrawals")
    before = counts()
    more(2, 3, 4)
    assert counts() == before
    assert max(before.values()) <= 4
