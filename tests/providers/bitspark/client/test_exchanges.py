"""The rate and the exchange: what is asked, and what may be computed from what is told."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from accounts.providers.bitspark.client import MalformedReply, OutcomeUnknown, Unsendable, encoded_body

from .calls import asked, form, path, query, told
from .every_call import EXCHANGE
from .stubs import answer, documented, errors


def changed(name, **attributes):
    payload = json.loads(documented(name))
    payload["data"]["attributes"].update(attributes)
    return answer(200, payload)


def test_the_rate_is_never_a_cached_one_and_no_key_goes_with_it():
    rate, visit = asked("exchange_rate", lambda b: b.exchanges.rate("usd", "eur", Decimal(1000)))

    assert path(visit) == ("GET", "/v3/exchanges/exchange_rate")
    assert query(visit) == [
        ("currency_from", "usd"),
        ("currency_to", "eur"),
        ("cached_rate", "false"),
        ("amount", "1000"),
    ]
    assert not {"key", "sign"} & set(visit.headers)
    assert (rate.invoice_currency, rate.payment_currency) == ("BTC", "USD")
    assert (rate.rate, rate.rate_text) == (Decimal("6586.357145000000985"), "6586.357145000000985")
    assert rate.is_pair_asked is False


def test_without_an_amount_none_is_sent():
    _, visit = asked("exchange_rate", lambda b: b.exchanges.rate("usd", "eur"))
    assert [name for name, _ in query(visit)] == ["currency_from", "currency_to", "cached_rate"]


@pytest.mark.parametrize(
    ("pair", "asked_pair"),
    [(("btc", "usd"), True), (("BTC", "Usd"), True), (("usd", "btc"), False), (("btc", "eur"), False)],
)
def test_the_pair_is_the_asked_one_in_its_order_alone(pair, asked_pair):
    rate, _ = asked("exchange_rate", lambda b: b.exchanges.rate(*pair))
    assert rate.is_pair_asked is asked_pair


@pytest.mark.parametrize("told_rate", [None, "", "much"])
def test_no_rate_is_no_answer(told_rate):
    with pytest.raises(MalformedReply, match="the rate is missing"):
        told(changed("exchange_rate", rate=told_rate), lambda b: b.exchanges.rate("usd", "eur"))


def test_an_exchange_says_its_three_fields_in_the_body():
    done, visit = asked("exchanged", lambda b: b.exchanges.exchange(EXCHANGE))

    assert path(visit) == ("POST", "/v1/exchanges/exchange_currencies")
    assert query(visit) == []
    assert visit.body == b"amount=1&currency_from=usd&currency_to=hkd" == encoded_body(EXCHANGE.form())
    assert form(visit)["amount"] == "1"
    assert (done.id, done.status) == ("99999999999999", "completed")
    assert done.created_at.value == datetime(2016, 1, 1, 1, 1, 1, 111000, tzinfo=UTC)
    assert (done.fee, done.fee_text) == (Decimal("0.00"), "0.00")
    assert (done.base_amount, done.base_amount_text) == (Decimal("1.00"), "1.00")
    assert (done.quoted_amount, done.quoted_amount_text) == (Decimal("7.65"), "7.65")
    assert (done.rate, done.rate_text) == (Decimal("7.75515"), "7.75515")
    assert (done.commission, done.commission_text) == (Decimal("0.10"), "0.10")
    assert done.differences == ()


@pytest.mark.parametrize("base", ["2.00", None, "one"])
def test_another_amount_than_asked_is_a_difference(base):
    done, _ = told(changed("exchanged", base_amount=base), lambda b: b.exchanges.exchange(EXCHANGE))
    assert done.differences == ("amount",)


def test_what_was_not_told_is_not_zero():
    done, _ = told(
        changed("exchanged", fee=None, commission="", status=None), lambda b: b.exchanges.exchange(EXCHANGE)
    )
    assert (done.fee, done.fee_text, done.commission, done.status) == (None, "", None, "")


@pytest.mark.parametrize(
    "change",
    [{"amount": Decimal(0)}, {"currency_to": ""}, {"currency_from": ""}, {"currency_to": "USD"}],
    ids=str,
)
def test_an_exchange_that_is_none_is_not_sent(change):
    with pytest.raises(Unsendable):
        replace(EXCHANGE, **change).form()


def test_money_exchange_error_says_nothing_about_the_money():
    act = answer(400, errors(400, "money_exchange_error", "Transaction failed."))
    with pytest.raises(OutcomeUnknown) as caught:
        told(act, lambda b: b.exchanges.exchange(EXCHANGE))
    assert caught.value.fast_path
