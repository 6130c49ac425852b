"""The pages of withdrawals, of where they go, and of exchanges."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Actor, Connection, Proposal, Role, Shop, User
from tests.factories.person import person
from tests.pages import form_at
from tests.people import SignIn, actor_of
from tests.sandboxes import Sandbox
from tests.wallet import payouts
from tests.wallet.payouts import EXCHANGE, HSBC, WITHDRAW
from wallet.models import Account, BankDetail, Exchange, MoneyCommand, Withdrawal
from wallet.services.exchanges.ordering import Wish

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def susan_here(susan: User, harbour: Shop) -> Actor:
    return actor_of(susan, harbour)


@pytest.fixture
def second(hector: User, harbour: Shop) -> Actor:
    return actor_of(hector, harbour)


@pytest.fixture
def detail(harbour: Shop, susan_here: Actor, second: Actor) -> BankDetail:
    return payouts.accepted(harbour, susan_here, second)


@pytest.fixture
def accounts(connection: Connection) -> None:
    for currency in ("USD", "HKD"):
        payouts.account(connection, currency)


@pytest.fixture
def waiting(
    accounts: None, connection: Connection, detail: BankDetail, susan_here: Actor, harbour: Shop
) -> Withdrawal:
    return payouts.asked(payouts.account(connection, "USD"), detail, susan_here, harbour)


@pytest.fixture
def exchange(accounts: None, connection: Connection, susan_here: Actor, harbour: Shop) -> Exchange:
    wish = Wish(payouts.account(connection, "USD"), payouts.account(connection, "HKD"), Decimal(100))
    return payouts.exchanged(wish, susan_here, harbour)


@pytest.fixture
def browser(client_of: SignIn, susan: User, harbour: Shop) -> Client:
    return client_of(susan, harbour)


def text(answer: Any) -> str:
    return str(answer.content.decode())


# method, url name, of which thing, what teller, supervisor, compliance and administrator get
TABLE = [
    ("get", "wallet:bank-details", "", (200, 200, 200, 200)),
    ("get", "wallet:bank-detail", "detail", (200, 200, 200, 200)),
    ("get", "wallet:bank-detail-new", "", (403, 200, 403, 403)),
    ("post", "wallet:bank-detail-new", "", (403, 422, 403, 403)),
    ("post", "wallet:bank-detail-retire", "detail", (403, 302, 302, 403)),
    ("get", "wallet:withdrawals", "", (200, 200, 200, 200)),
    ("get", "wallet:withdrawal", "withdrawal", (200, 200, 200, 200)),
    ("get", "wallet:withdrawal-new", "", (403, 200, 403, 403)),
    ("post", "wallet:withdrawal-new", "", (403, 422, 403, 403)),
    ("post", "wallet:withdrawal-refresh", "withdrawal", (302, 302, 302, 302)),
    ("get", "wallet:exchanges", "", (200, 200, 200, 200)),
    ("get", "wallet:exchange", "exchange", (200, 200, 200, 200)),
    ("get", "wallet:exchange-new", "", (403, 200, 403, 403)),
    ("post", "wallet:exchange-new", "", (403, 422, 403, 403)),
    ("get", "wallet:exchange-confirm", "", (403, 302, 403, 403)),
    ("post", "wallet:exchange-confirm", "", (403, 422, 403, 403)),
    ("post", "wallet:exchange-balances", "exchange", (302, 302, 302, 302)),
]


def test_each_role_gets_what_the_table_says_and_strangers_nothing(
    client_of: SignIn, harbour: Shop, lantern: Shop, lantern_connection: Connection,
    detail: BankDetail, waiting: Withdrawal, exchange: Exchange,
) -> None:  # fmt: skip
    things = {"detail": detail, "withdrawal": waiting, "exchange": exchange}
    people = [client_of(person(f"x-{role}", "X", harbour, role), harbour) for role in Role.values]
    strangers = [client_of(person(f"y-{role}", "Y", lantern, role), lantern) for role in Role.values]
    for method, name, thing, codes in TABLE:
        path = reverse(name, args=[things[thing].public_id] if thing else [])
        got = tuple(getattr(one, method)(path, {"version": "0"}).status_code for one in people)
        assert got == codes, (method, name)
        for stranger in strangers:
            answer = getattr(stranger, method)(path, {"version": "0"})
            assert answer.status_code in ({403, 404} if thing else {200, 302, 403, 422}), (method, name)
            assert HSBC["account_number"] not in text(answer)
            assert "HK1-" not in text(answer)


def test_a_number_is_masked_in_the_lists_and_for_who_does_not_need_it(
    client_of: SignIn, browser: Client, alice: User, harbour: Shop, waiting: Withdrawal
) -> None:
    page = f"/bank-details/{waiting.detail.public_id}/"
    assert HSBC["account_number"] in text(browser.get(page))
    for path in ("/bank-details/", "/withdrawals/"):
        assert HSBC["account_number"] not in text(browser.get(path))
    teller = client_of(alice, harbour)
    for path in (page, f"/withdrawals/{waiting.public_id}/", "/bank-details/", "/withdrawals/"):
        assert HSBC["account_number"] not in text(teller.get(path))


def test_from_proposing_a_place_to_the_money_gone(
    browser: Client, client_of: SignIn, hector: User, harbour: Shop, accounts: None, sandbox: Sandbox
) -> None:
    other = client_of(hector, harbour)
    form = form_at(browser.get("/bank-details/new/"), "/bank-details/new/")
    browser.post("/bank-details/new/", form | HSBC | {"kind": "bank", "label": "HSBC"})
    proposal = Proposal.objects.get()
    inbox = f"/approvals/{proposal.public_id}/"
    assert HSBC["account_number"] in text(other.get(inbox))
    assert "waits for a second person" in text(
        browser.get(f"/bank-details/{BankDetail.objects.get().public_id}/")
    )
    other.post(f"{inbox}approve/", form_at(other.get(inbox), f"{inbox}approve/"))

    new = form_at(browser.get("/withdrawals/new/"), "/withdrawals/new/")
    detail = BankDetail.objects.get()
    asked = browser.post(
        "/withdrawals/new/", new | {"currency": "USD", "amount": "100", "detail": str(detail.public_id)}
    )
    assert asked.status_code == 302, text(asked)
    assert "Waits for a second person" in text(browser.get(asked.url))
    assert sandbox.seen.count(("POST", WITHDRAW)) == 0

    command = MoneyCommand.objects.get()
    inbox = f"/approvals/{command.public_id}/"
    page = text(other.get(inbox))
    for words in (
        HSBC["account_number"],
        "100 USD",
        "cannot be changed, stopped or taken back",
        "One-time code",
    ):
        assert words in page
    done = other.post(f"{inbox}approve/", form_at(other.get(inbox), f"{inbox}approve/"))
    assert done.status_code == 302, text(done)

    page = text(browser.get(asked.url))
    assert "On its way" in page
    assert len(sandbox.books()["payments"]) == 1
    assert Withdrawal.objects.get().provider_id in page


def test_a_code_that_was_typed_is_in_no_page(
    client_of: SignIn, hector: User, harbour: Shop, waiting: Withdrawal
) -> None:
    other = client_of(hector, harbour)
    inbox = f"/approvals/{waiting.command.public_id}/"
    form = form_at(other.get(inbox), f"{inbox}approve/")

    for code in ("91827364", "wrong-code", "1234567890"):
        answer = other.post(f"{inbox}approve/", form | {"gauth_token": code}, follow=True)
        assert code not in text(answer)
    assert "91827364" not in text(other.get(f"/withdrawals/{waiting.public_id}/"))


def test_a_code_typed_before_signing_in_again_is_not_kept(client: Client, waiting: Withdrawal) -> None:
    inbox = f"/approvals/{waiting.command.public_id}/"
    answer = client.post(f"{inbox}approve/", {"gauth_token": "91827364", "version": "1"})

    assert answer.status_code in {302, 303}
    from django.contrib.sessions.models import Session

    assert not any("91827364" in str(one.get_decoded()) for one in Session.objects.all())


def test_a_like_withdrawal_needs_a_word(browser: Client, waiting: Withdrawal) -> None:
    new = form_at(browser.get("/withdrawals/new/"), "/withdrawals/new/")
    values = new | {"currency": "USD", "amount": "100", "detail": str(waiting.detail.public_id)}

    again = browser.post("/withdrawals/new/", values)

    assert (again.status_code, waiting.reference in text(again)) == (409, True)
    confirmed = values | {"confirms_twin": str(waiting.command.public_id)}
    assert browser.post("/withdrawals/new/", confirmed).status_code == 302


def test_an_exchange_from_amount_to_result(browser: Client, accounts: None, sandbox: Sandbox) -> None:
    form = form_at(browser.get("/exchanges/new/"), "/exchanges/new/")
    wish = form | {"amount": "100", "currency_from": "USD", "currency_to": "HKD"}
    review = browser.post("/exchanges/new/", wish)
    for words in ("Price now, not reserved", "USD / HKD", "unknown until it is done", "Before it"):
        assert words in text(review)
    assert sandbox.seen.count(("POST", EXCHANGE)) == 0

    confirm = form_at(review, "/exchanges/confirm/")
    moved = browser.post("/exchanges/confirm/", confirm | {"rate": "7.5"})
    assert (moved.status_code, "The rate moved" in text(moved), "7.5" in text(moved)) == (409, True, True)
    done = browser.post("/exchanges/confirm/", form_at(moved, "/exchanges/confirm/"))
    assert done.status_code == 302, text(done)

    page = text(browser.get(done.url))
    row = sandbox.books()["exchanges"][0]
    assert row["commission"] in page
    assert "Not what was told" not in page
    assert "completed" in page


def test_an_exchange_is_offered_from_the_active_account_into_another_and_lists_no_empty_one(
    browser: Client, accounts: None, connection: Connection
) -> None:
    connection.active_currency = "hkd"
    connection.save(update_fields=["active_currency"])
    payouts.account(connection, "JPY")
    Account.objects.filter(currency="JPY").update(balance=0, balance_raw="0.0")

    page = browser.get("/exchanges/new/")

    form = form_at(page, "/exchanges/new/")
    assert (form["currency_from"], form["currency_to"]) == ("HKD", "USD")
    assert "Our USD account" in page.content.decode() and "Our JPY account" not in page.content.decode()
    assert "Our other accounts hold nothing." in page.content.decode()


def test_head_office_reads_why_nothing_new_is_offered_over_all_shops(client_of: SignIn, hector: User) -> None:
    page = client_of(hector).get("/exchanges/").content.decode()

    assert "choose a shop at the top of the page" in page


def test_a_rate_of_another_pair_shows_both_names_and_no_button(
    browser: Client, accounts: None, sandbox: Sandbox
) -> None:
    sandbox.control("exchange_rate", fresh="other")
    form = form_at(browser.get("/exchanges/new/"), "/exchanges/new/")

    review = text(
        browser.post("/exchanges/new/", form | {"amount": "1", "currency_from": "USD", "currency_to": "HKD"})
    )

    assert "BTC / USD" in review
    assert "Confirm and exchange" not in review


def test_an_exchange_in_doubt_says_so_and_a_second_is_refused_in_words(
    browser: Client, accounts: None, sandbox: Sandbox
) -> None:
    sandbox.fault("drop_after_commit", EXCHANGE)
    form = form_at(browser.get("/exchanges/new/"), "/exchanges/new/")
    wish = form | {"amount": "100", "currency_from": "USD", "currency_to": "HKD"}
    confirm = form_at(browser.post("/exchanges/new/", wish), "/exchanges/confirm/")
    done = browser.post("/exchanges/confirm/", confirm)

    page = text(browser.get(done.url))
    assert "Nobody knows whether this exchange was done." in page
    assert "a person must decide" in page
    for values, path in (
        (wish | {"amount": "5"}, "/exchanges/new/"),
        (confirm | {"form_key": "x"}, "/exchanges/confirm/"),
    ):
        second = browser.post(path, values)
        assert (second.status_code, "may have been done" in text(second)) == (409, True), path
    assert sandbox.seen.count(("POST", EXCHANGE)) == 1


def test_the_lists_queries_do_not_grow_with_rows(
    browser: Client, connection: Connection, detail: BankDetail, waiting: Withdrawal, exchange: Exchange,
    susan_here: Actor, harbour: Shop,
) -> None:  # fmt: skip
    def counts() -> list[int]:
        found = []
        for path in ("/withdrawals/", "/exchanges/", "/bank-details/"):
            browser.get(path)
            with CaptureQueriesContext(database) as queries:
                browser.get(path)
            found.append(len(queries))
        return found

    before = counts()
    source, target = payouts.account(connection, "USD"), payouts.account(connection, "HKD")
    for n in range(1, 4):
        payouts.asked(source, detail, susan_here, harbour, amount=str(n))
        payouts.exchanged(Wish(source, target, Decimal(n)), susan_here, harbour)
        payouts.proposed(harbour, susan_here, label=f"Bank {n}", account_number=f"99-{n}-12345")
    assert counts() == before


@pytest.mark.parametrize("path", ["/withdrawals/", "/exchanges/", "/bank-details/"])
def test_an_empty_list_says_what_to_do(browser: Client, connection: Connection, path: str) -> None:
    assert "empty-state" in text(browser.get(path))


def test_lists_are_narrowed(browser: Client, waiting: Withdrawal, exchange: Exchange) -> None:
    for path, row in (("/withdrawals/", waiting), ("/exchanges/", exchange)):
        for query in (
            {"q": row.reference.lower()},
            {"state": row.state},
            {"currency": "usd"},
            {"q": row.public_id},
        ):
            assert row.reference in text(browser.get(path, query)), query
        for query in ({"q": "nothing"}, {"currency": "eur"}, {"state": "refunded"}):
            assert row.reference not in text(browser.get(path, query)), query
    assert waiting.reference in text(browser.get("/withdrawals/", {"q": waiting.txid}))
    assert browser.get("/withdrawals/?at=nonsense").status_code == 400
