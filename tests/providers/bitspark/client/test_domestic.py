"""Sending within a country: the form of sending money, and one field more."""

from dataclasses import replace
from decimal import Decimal

import pytest

from accounts.providers.bitspark.client import DomesticOrder, OutcomeUnknown, encoded_body

from .calls import F, asked, form, path, told
from .every_call import DOMESTIC
from .orders import ORDER, sent
from .stubs import answer, errors

FIELD = "data[attributes][domestic_payment_id]"


def test_it_is_the_form_of_sending_money_with_one_field_more():
    made, visit = asked("domestic_sent", lambda b: b.transfers.send_domestic(DOMESTIC))
    _, plain = asked("transfer_sent", lambda b: b.transfers.send(ORDER))

    assert path(visit) == ("POST", "/v1/transactions/send_domestic_money")
    assert form(visit) == {**form(plain), FIELD: F}
    assert visit.body == encoded_body(DOMESTIC.form())
    assert isinstance(DOMESTIC, DomesticOrder)
    assert (made.id, made.amount, made.currency) == (F, Decimal("1.0"), "IDR")
    assert (made.callback_url, made.differences) == (None, ())


def test_without_an_id_no_field_is_sent():
    _, visit = asked(
        "domestic_sent", lambda b: b.transfers.send_domestic(replace(DOMESTIC, domestic_payment_id=""))
    )
    assert FIELD not in form(visit)


def test_what_was_answered_otherwise_is_named_here_too():
    act = answer(200, sent(amount="2.0", callback_url="https://elsewhere.example"))
    made, _ = told(act, lambda b: b.transfers.send_domestic(DOMESTIC))
    assert made.differences == ("amount", "callback_url")


def test_send_domestic_money_error_says_nothing_about_the_money():
    act = answer(400, errors(400, "send_domestic_money_error", "Something went wrong."))
    with pytest.raises(OutcomeUnknown) as caught:
        told(act, lambda b: b.transfers.send_domestic(DOMESTIC))
    assert caught.value.fast_path
