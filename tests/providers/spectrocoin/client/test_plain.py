"""What we say arrives as it was meant, or never leaves."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.providers.spectrocoin.client import BuyOrder, SellOrder, SendOrder, Unsendable, plain_amount
from accounts.providers.spectrocoin.client.plain import checked_receiver, json_body

from .calls import BTC, BULK, BUY, REFRESH, SELL, SEND, SEND_BTC, SEND_XEM, client
from .stubs import Stub, answer


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("1E-8", "0.00000001"),
        ("0.00000001", "0.00000001"),
        ("1E+3", "1000"),
        ("13.190", "13.190"),
        ("1000000.12345678", "1000000.12345678"),
        ("9999999.99999999", "9999999.99999999"),
        ("123456789012345", "123456789012345"),
        ("100000000.00000000", "100000000.00000000"),
    ],
)
def test_an_amount_is_written_plainly_digit_for_digit(amount, text):
    assert plain_amount(Decimal(amount)) == text
    assert json_body({"amount": Decimal(amount)}) == f'{{"amount": {text}}}'.encode()


@pytest.mark.parametrize(
    "amount",
    [
        *("0", "-1", "-0.00000001", "NaN", "sNaN", "Infinity", "-Infinity"),
        *("0.000000001", "1.123456789", "1E-9", "0.1000000000"),
        *("12345678.12345678", "1234567890123456", "1E+15", "1E+400", "1E-400"),
    ],
)
def test_an_amount_that_a_double_may_bend_never_leaves(amount):
    with pytest.raises(Unsendable):
        plain_amount(Decimal(amount))


@pytest.mark.parametrize("amount", [1, 1.5, "1.5", None, True])
def test_an_amount_is_a_decimal(amount):
    with pytest.raises(TypeError):
        plain_amount(amount)


@settings(max_examples=500)
@given(st.integers(1, 10**15 - 1), st.integers(0, 8))
def test_every_amount_that_is_sent_survives_a_double(units, places):
    amount = Decimal(units).scaleb(-places)
    text = json_body([amount]).decode()[1:-1]
    assert "e" not in text.lower()
    assert Decimal(text) == amount
    assert Decimal(f"{json.loads(text):.15g}" if "." in text else text) == amount


def test_no_float_is_ever_written():
    for value in ({"amount": 1.5}, [1.5], [{"a": {"b": 0.1}}]):
        with pytest.raises(TypeError):
            json_body(value)


def test_text_is_written_in_ascii():
    assert json_body({"a": 'é"\\\n'}) == b'{"a": "\\u00e9\\"\\\\\\n"}'


NEVER_SENT = {
    "no refId": replace(SEND, ref_id=""),
    "the document's own refId": replace(SEND, ref_id="testRandomStringX$#@!"),
    "a refId of other letters": replace(SEND, ref_id="réf"),
    "a refId with a line feed": replace(SEND, ref_id="ours\n"),
    "a refId without end": replace(SEND, ref_id="a" * 65),
    "no receiver": replace(SEND, receiver=""),
    "a receiver in two pieces": replace(SEND, receiver="a@x.example b@x.example"),
    "a receiver with a line feed": replace(SEND, receiver="a@x.example\n"),
    "a receiver with half a pair": replace(SEND, receiver="a@\ud800x"),
    "euro to an address": replace(SEND, receiver=BTC),
    "no currency": replace(SEND, currency=""),
    "a currency in lower case": replace(SEND, currency="eur"),
    "a currency that leads elsewhere": replace(SEND, currency="EUR/x"),
    "a message with BTC": replace(SEND_BTC, message="x"),
    "a choice of no message with BTC": replace(SEND_BTC, without_message=True),
    "XEM without a choice": replace(SEND_XEM, message=""),
    "XEM with both": replace(SEND_XEM, without_message=True),
    "XEM with NUL": replace(SEND_XEM, message="a\x00"),
    "XEM with half a pair": replace(SEND_XEM, message="\ud800"),
    "XEM with a book": replace(SEND_XEM, message="é" * 513),
    "nothing": replace(SEND, amount=Decimal(0)),
    "too fine": replace(SEND, amount=Decimal("0.000000001")),
}


@pytest.fixture(scope="module")
def unreached():
    """A client of a server that nothing may reach."""
    with Stub(answer(200, {})) as stub, client(stub) as spectrocoin:
        yield spectrocoin
        assert stub.connections == 0


@pytest.mark.parametrize("name", NEVER_SENT)
def test_an_order_that_cannot_be_said_never_leaves(name, unreached):
    for call in (
        lambda: unreached.sends.send(NEVER_SENT[name]),
        lambda: unreached.sends.send_many([replace(NEVER_SENT[name], ref_id="other"), NEVER_SENT[name]]),
    ):
        with pytest.raises(Unsendable):
            call()


@pytest.mark.parametrize(
    "orders",
    [(), (SEND, SEND_BTC), (BULK[0], BULK[0]), (BULK[0], replace(BULK[1], ref_id=BULK[0].ref_id))],
    ids=range(4),
)
def test_orders_that_cannot_share_a_request_never_leave(orders, unreached):
    with pytest.raises(Unsendable):
        unreached.sends.send_many(orders)


@pytest.mark.parametrize(
    "order",
    [
        replace(BUY, pay_currency="USD"),
        replace(BUY, pay_currency="usd"),
        replace(BUY, receive_currency=""),
        replace(BUY, receive_amount=Decimal(-1)),
        replace(SELL, pay_amount=Decimal("1.123456789")),
        replace(SELL, receive_currency="B C"),
    ],
    ids=str,
)
def test_an_exchange_that_cannot_be_said_never_leaves(order, unreached):
    bought = isinstance(order, BuyOrder)
    exchange = unreached.exchange
    for call in (
        exchange.buy if bought else exchange.sell,
        exchange.calculate_buy if bought else exchange.calculate_sell,
    ):
        with pytest.raises(Unsendable):
            call(order)


def test_a_float_never_leaves(unreached):
    for call in (
        lambda: unreached.sends.send(SendOrder("EUR", 1.5, "a@x.example", "ours")),
        lambda: unreached.exchange.calculate_sell(SellOrder(1.5, "EUR", "BTC")),
    ):
        with pytest.raises(TypeError):
            call()


@pytest.mark.parametrize("scopes", [(), ("everything",), ("user_account", "root")])
def test_a_scope_that_is_not_documented_is_never_asked_for(scopes, unreached):
    with pytest.raises(Unsendable):
        unreached.tokens.authenticate(scopes)


@pytest.mark.parametrize("token", ["", f"{REFRESH}\n", "a b", "é", None, "x" * 4097])
def test_what_can_be_no_refresh_token_never_leaves(token, unreached):
    with pytest.raises(Unsendable):
        unreached.tokens.refresh(token)


def test_an_email_receiver_is_fit_for_any_currency():
    for currency in ("EUR", "BTC", "XEM"):
        assert checked_receiver("a@x.example", currency) == "a@x.example"
