"""What each call puts on the wire, byte for byte where the document shows it, and what it reads back."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from accounts.providers.spectrocoin.client import (
    BuyOrder,
    Outcome,
    SellOrder,
    SendOrder,
    Token,
    Unsendable,
)

from .calls import (
    ACCESS,
    BTC,
    BULK,
    BUY,
    CLIENT_ID,
    EVERY_CALL,
    NEM,
    REFRESH,
    SECRET,
    SELL,
    SEND,
    SEND_XEM,
    TOKENS,
    asked,
    body,
    client,
    example,
    path,
    query,
)
from .stubs import Stub, answer, documented, told


def sending(order, **members):
    """What the answer to this order tells of it."""
    told_of_it = {
        "paymentId": 205,
        "withdrawAmount": 0,
        "receiveAmount": 0,
        "currency": order.currency,
        "status": "PAID",
        "receiver": order.receiver,
    }
    text = json.dumps({"sendCurrencyData": {**told_of_it, **members}})
    return text.replace('Amount": 0', f'Amount": {order.amount:f}')


def test_authenticating_sends_the_document_s_four_fields():
    token, visit = asked(answer(200, documented("authenticated")), lambda s: s.tokens.authenticate())
    assert path(visit) == ("POST", "/oauth2/auth")
    assert body(visit) == {
        "client_id": CLIENT_ID,
        "client_secret": SECRET,
        "version": "1.0",
        "scope": "user_account send_currency currency_exchange",
    }
    assert (token.access[:8], token.refresh[:8], token.expires_in) == ("42e0f8d6", "3cbba021", 300)
    assert token.scope == {"user_account", "send_currency", "currency_exchange"}
    assert token.token_type == "bearer"


def test_only_the_scopes_that_are_asked_for_are_sent():
    _, visit = asked(
        answer(200, documented("authenticated")), lambda s: s.tokens.authenticate(["user_account"])
    )
    assert body(visit)["scope"] == "user_account"


def test_refreshing_sends_the_refresh_token_and_reads_a_new_pair():
    token, visit = asked(answer(200, documented("refreshed")), lambda s: s.tokens.refresh(REFRESH))
    assert path(visit) == ("POST", "/oauth2/refresh")
    assert body(visit) == {
        "client_id": CLIENT_ID,
        "client_secret": SECRET,
        "version": "1.0",
        "refresh_token": REFRESH,
    }
    assert (token.access[:8], token.refresh[:8]) == ("f6f2e066", "f4a74245")


def test_a_send_is_a_list_of_one_with_our_reference():
    leg, visit = asked(answer(200, documented("sent")), lambda s: s.sends.send(SEND))
    assert path(visit) == ("POST", "/wallet/send/EUR")
    assert visit.body == b'[{"amount": 13.19, "receiver": "test@spectrocoin.com", "refId": "ours1"}]'
    assert visit.headers["content-type"] == "application/json"
    assert (leg.ref_id, leg.payment_id, leg.status, leg.outcome) == (
        "ours1",
        "153",
        "PAID",
        Outcome.ACCEPTED,
    )
    assert (leg.withdraw_amount, leg.receive_amount, leg.taken_out) == (SEND.amount, SEND.amount, None)


def test_xem_goes_with_its_message_or_with_none_by_choice():
    _, visit = asked(answer(200, sending(SEND_XEM)), lambda s: s.sends.send(SEND_XEM))
    assert path(visit) == ("POST", "/wallet/send/XEM")
    assert body(visit) == [{"amount": "2", "receiver": NEM, "message": "zZnXgCoN", "refId": "ours3"}]
    bare = replace(SEND_XEM, message="", without_message=True)
    _, visit = asked(answer(200, sending(bare)), lambda s: s.sends.send(bare))
    assert body(visit) == [{"amount": "2", "receiver": NEM, "refId": "ours3"}]


@pytest.mark.parametrize(
    ("currency", "receiver"),
    [
        ("BTC", BTC),
        ("DASH", "Xxbit2NkZ4YfAyrgWCSQtRzDjvPJyPFZ4n"),
        ("ETH", "0x52908400098527886E0F7030069857D2E4169EE7"),
        ("BTC", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"),
        ("DASH", "test@spectrocoin.com"),
        ("USD", "o'brien+1@example.org"),
    ],
)
def test_every_kind_of_receiver_is_sent_as_it_is(currency, receiver):
    order = SendOrder(currency, Decimal("0.00000001"), receiver, "ours7")
    leg, visit = asked(answer(200, sending(order)), lambda s: s.sends.send(order))
    assert path(visit) == ("POST", f"/wallet/send/{currency}")
    assert body(visit) == [{"amount": "0.00000001", "receiver": receiver, "refId": "ours7"}]
    assert leg.outcome is Outcome.ACCEPTED


def test_a_bulk_send_is_one_request_with_a_reference_for_each():
    legs, visit = asked(answer(200, documented("sent_in_bulk")), lambda s: s.sends.send_many(BULK))
    assert path(visit) == ("POST", "/wallet/send/BTC")
    assert body(visit) == [
        {"amount": "0.3", "receiver": BTC, "refId": "ours4"},
        {"amount": "0.3", "receiver": "test@spectrocoin.com", "refId": "ours5"},
        {"amount": "0.003", "receiver": "wallet@spectrocoin.com", "refId": "ours6"},
    ]
    assert [(leg.ref_id, leg.payment_id, leg.outcome, leg.error_code) for leg in legs] == [
        ("ours4", "205", Outcome.ACCEPTED, ""),
        ("ours5", "206", Outcome.ACCEPTED, ""),
        ("ours6", "", Outcome.REFUSED, "3005"),
    ]
    assert legs[2].error_message == "Sender and receiver should be different"
    assert str(legs[0].receive_amount) == "0.30000000"


def test_the_status_of_a_payment_is_asked_under_wallet():
    payment, visit = asked(answer(200, documented("payment")), lambda s: s.sends.status("188"))
    assert path(visit) == ("GET", "/wallet/send/status/188")
    assert (payment.payment_id, payment.status, payment.transaction_id) == ("188", "PAID", "1469")
    assert (payment.currency, payment.receive_amount, payment.receiver) == ("XEM", Decimal("0.02"), NEM)
    assert (payment.message, payment.ref_id) == ("cGkSx732", "testRandomStringX$#@!")


@pytest.mark.parametrize("word", ["Paid", "PAID", "paid "])
def test_a_status_is_compared_in_upper_case(word):
    payment, _ = asked(answer(200, told("payment", status=word)), lambda s: s.sends.status("188"))
    assert (payment.status, payment.has_known_status) == ("PAID", True)


def test_an_unknown_status_is_kept_and_a_missing_one_is_not_paid():
    for word, status in (("HELD", "HELD"), (None, "")):
        payment, _ = asked(answer(200, told("payment", status=word)), lambda s: s.sends.status("188"))
        assert (payment.status, payment.has_known_status) == (status, False)


def test_the_last_address_is_read():
    address, visit = asked(answer(200, documented("last_btc")), lambda s: s.deposits.last("BTC"))
    assert path(visit) == ("GET", "/wallet/deposit/BTC/last")
    assert (address.address, address.message) == ("1M4bqMd471TTwNtUSeHPhSW5qQy1Y48p5b", None)


def test_a_fresh_address_is_asked_for_by_get_with_its_message():
    address, visit = asked(answer(200, documented("fresh_xem")), lambda s: s.deposits.fresh("XEM"))
    assert path(visit) == ("GET", "/wallet/deposit/XEM/fresh")
    assert visit.body == b""
    assert "content-type" not in visit.headers
    assert (address.currency, address.message) == ("XEM", "zZnXgCoN")


def test_addresses_are_offered_as_the_two_tables_list_them():
    with Stub(answer(200, documented("last_btc"))) as stub, client(stub) as spectrocoin:
        for call, currency in (
            (spectrocoin.deposits.fresh, "ETH"),
            (spectrocoin.deposits.last, "EUR"),
            (spectrocoin.deposits.last, "btc"),
            (spectrocoin.deposits.last, "../x"),
        ):
            with pytest.raises(Unsendable):
                call(currency)
    assert stub.connections == 0


def test_what_buying_would_cost_is_asked_in_the_query():
    told_now, visit = asked(
        answer(200, documented("calculated_buy")), lambda s: s.exchange.calculate_buy(BUY)
    )
    assert path(visit) == ("GET", "/wallet/exchange/calculate/buy")
    assert query(visit) == {"receiveAmount": "3.01", "receiveCurrency": "USD", "payCurrency": "EUR"}
    assert (told_now.amount, told_now.currency) == (Decimal("2.35"), "EUR")


def test_what_selling_would_bring_is_asked_in_the_query():
    order = SellOrder(Decimal("10.15"), "EUR", "BTC")
    told_now, visit = asked(
        answer(200, documented("calculated_sell")), lambda s: s.exchange.calculate_sell(order)
    )
    assert path(visit) == ("GET", "/wallet/exchange/calculate/sell")
    assert query(visit) == {"payAmount": "10.15", "payCurrency": "EUR", "receiveCurrency": "BTC"}
    assert (told_now.amount, told_now.currency) == (Decimal("0.04610103"), "BTC")


def test_buying_fixes_what_arrives():
    made, visit = asked(answer(200, documented("bought")), lambda s: s.exchange.buy(BUY))
    assert path(visit) == ("POST", "/wallet/exchange/buy")
    assert visit.body == b'{"receiveAmount": 3.01, "receiveCurrency": "USD", "payCurrency": "EUR"}'
    assert (made.exchange_id, made.status, made.has_known_status) == ("50", "PAID", True)
    assert (made.pay_amount, made.pay_currency) == (Decimal("2.35"), "EUR")
    assert (made.receive_amount, made.receive_currency) == (Decimal("3.01"), "USD")


def test_selling_fixes_what_leaves():
    made, visit = asked(answer(200, documented("sold")), lambda s: s.exchange.sell(SELL))
    assert path(visit) == ("POST", "/wallet/exchange/sell")
    assert visit.body == b'{"payAmount": 1.15, "receiveCurrency": "BTC", "payCurrency": "EUR"}'
    assert (made.exchange_id, made.receive_amount) == ("51", Decimal("0.00522326"))


def test_an_exchange_with_no_status_is_not_paid():
    made, _ = asked(answer(200, told("bought", status=None)), lambda s: s.exchange.buy(BUY))
    assert (made.status, made.has_known_status) == ("", False)


def test_a_tiny_amount_stands_on_the_wire_without_an_exponent():
    order = BuyOrder(Decimal("1E-8"), "BTC", "EUR")
    act = answer(200, told("bought", receiveAmount=0, receiveCurrency="BTC"))
    with Stub(act) as stub, client(stub) as spectrocoin, pytest.raises(Exception, match="another amount"):
        spectrocoin.exchange.buy(order)
    assert stub.visits[0].body.startswith(b'{"receiveAmount": 0.00000001,')


def test_accounts_are_told_whole_and_nothing_is_worked_out():
    found, visit = asked(answer(200, documented("accounts")), lambda s: s.accounts.list())
    assert path(visit) == ("GET", "/wallet/accounts")
    assert [(one.account_id, one.currency) for one in found] == [
        ("1505", "EUR"),
        ("2625", "GBP"),
        ("2503", "BTC"),
        ("2583", "USD"),
    ]
    btc = found[2]  # the document's own figures do not add up
    assert (btc.balance, btc.available, btc.reserved) == (
        Decimal("25.76161379"),
        Decimal("17.76161379"),
        Decimal(18),
    )
    assert (btc.name, btc.symbol, btc.unread) == ("Bitcoin", None, ())


def test_accounts_are_read_from_a_bare_array_too():
    bare = json.dumps(json.loads(documented("accounts"))["accounts"])
    found, _ = asked(answer(200, bare), lambda s: s.accounts.list())
    assert len(found) == 4
    assert asked(answer(200, "[]"), lambda s: s.accounts.list())[0] == ()


def test_what_is_not_told_of_an_account_is_not_zero():
    payload = {"accounts": [{"accountId": "7", "currencyCode": "eur", "balance": "n/a"}]}
    ((account,), _) = asked(answer(200, payload), lambda s: s.accounts.list())
    assert (account.currency, account.available, account.reserved) == ("EUR", None, None)
    assert (account.balance, account.unread) == (None, ("balance",))


def test_history_is_asked_page_by_page_with_its_size():
    page, visit = asked(answer(200, documented("history")), lambda s: s.accounts.history("1505", 1, 4))
    assert path(visit) == ("GET", "/wallet/account/1505")
    assert query(visit) == {"page": "1", "size": "4"}
    assert (page.total, page.number, page.size, len(page.items)) == (425, 1, 4, 4)
    row = page.items[0]
    assert (row.number, row.amount, row.status) == ("SC000004848", Decimal("-1.15"), "PROCESSED")
    assert row.description == "EUR sell for exchange. 1.15 EUR"
    assert row.date.value == datetime(2016, 3, 10, 14, 27, 31, tzinfo=UTC)
    assert row.unread == ()


def test_a_movement_is_numbered_under_either_name():
    rows = [
        {"transactionId": "SC1", "amount": 1, "status": "Pending"},
        {"transactionNo": "SC2"},
        {"transactionId": "SC3", "transactionNo": "SC3"},
        {"transactionId": "SC4", "transactionNo": "SC5"},
        {"amount": 1},
    ]
    act = answer(200, {"totalCount": "5", "history": rows})
    page, _ = asked(act, lambda s: s.accounts.history("1505", 1))
    assert [row.number for row in page.items] == ["SC1", "SC2", "SC3", "SC4", ""]
    assert [bool(row.unread) for row in page.items] == [False, False, False, True, True]
    assert page.items[0].has_known_status


def test_an_account_without_history_has_none():
    page, _ = asked(answer(200, {"totalCount": 0}), lambda s: s.accounts.history("1505", 1))
    assert (page.items, page.total) == ((), 0)


@pytest.mark.parametrize("word", ["", "a", "1/2", "..", "1?x", "-1", "1.5", "١"])
def test_an_id_that_is_no_row_of_digits_never_leaves(word):
    with Stub(answer(200, {})) as stub, client(stub) as spectrocoin:
        for call in (spectrocoin.sends.status, lambda one: spectrocoin.accounts.history(one, 1)):
            with pytest.raises(Unsendable):
                call(word)
    assert stub.connections == 0


@pytest.mark.parametrize(("page", "size"), [(-1, 4), (1, 0)])
def test_a_page_that_is_none_never_leaves(page, size):
    with Stub(answer(200, {})) as stub, client(stub) as spectrocoin, pytest.raises(Unsendable):
        spectrocoin.accounts.history("1", page, size)
    assert stub.connections == 0


@pytest.mark.parametrize("name", EVERY_CALL)
def test_only_asking_for_tokens_goes_without_one(name):
    with Stub(answer(500, "")) as stub, client(stub) as spectrocoin, pytest.raises(Exception, match="500"):
        EVERY_CALL[name](spectrocoin)
    (visit,) = stub.visits
    assert visit.headers.get("authorization") == (None if name in TOKENS else f"Bearer {ACCESS}")
    assert visit.headers["accept"] == "application/json"
    assert (SECRET in visit.received.decode()) is (name in TOKENS)


def test_a_token_can_be_given_as_it_is():
    token = example("authenticated", EVERY_CALL["authenticate"])
    assert isinstance(token, Token)
    _, visit = asked(answer(200, documented("accounts")), lambda s: s.accounts.list(), bearer=token)
    assert visit.headers["authorization"] == f"Bearer {token.access}"


def test_the_bearer_is_asked_once_for_each_call():
    given = iter(["first", "second"])
    with Stub(answer(200, documented("accounts"))) as stub:
        with client(stub, bearer=lambda: next(given)) as spectrocoin:
            spectrocoin.accounts.list()
            spectrocoin.accounts.list()
        assert [visit.headers["authorization"] for visit in stub.visits] == ["Bearer first", "Bearer second"]


@pytest.mark.parametrize("bearer", [None, lambda: "", lambda: "a b", lambda: "a\r\nX: y", lambda: None])
def test_without_a_usable_token_nothing_leaves(bearer):
    with Stub(answer(200, {})) as stub, client(stub, bearer=bearer) as spectrocoin:
        for call in (spectrocoin.accounts.list, lambda: spectrocoin.sends.send(SEND)):
            with pytest.raises(Unsendable):
                call()
    assert stub.connections == 0
