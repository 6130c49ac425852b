"""Fees: the filters, the list, one, and the one that cannot be taken back."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from accounts.providers.bitspark.client import MalformedReply, Unsendable

from .calls import C, E, F, asked, form, path, query, told
from .stubs import answer, documented

PAGING = [("pagination[offset]", "1"), ("pagination[limit]", "100")]


def test_the_list_without_a_filter():
    page, visit = asked("fees", lambda b: b.fees.page(1))

    assert path(visit) == ("GET", "/v1/fees")
    assert query(visit) == PAGING
    (fee,) = page.items
    assert (fee.id, fee.type, fee.fee_type) == (F, "fees_top_ups", "static")
    assert (fee.lower, fee.lower_text) == (Decimal("0.0"), "0.0")
    assert (fee.upper, fee.upper_text) == (Decimal("1000000000000000.0"), "1000000000000000.0")
    assert (fee.amount, fee.amount_text, fee.active, fee.is_global) == (Decimal(0), "0.0", False, True)
    assert (fee.currency_id, fee.currency, fee.user_id) == (C, None, None)
    assert fee.created_at.value == datetime(2018, 10, 16, 11, 47, 25, 474000, tzinfo=UTC)
    assert fee.updated_at == fee.created_at


@pytest.mark.parametrize(("active", "said"), [(True, "true"), (False, "false")])
def test_every_documented_filter_is_sent(active, said):
    _, visit = asked(
        "fees",
        lambda b: b.fees.page(1, currency="usd", active=active, fee_model_type="TopUp", amount=Decimal("0")),
    )
    assert query(visit) == [
        ("filter[currency]", "usd"),
        ("filter[active]", said),
        ("filter[fee_model_type]", "TopUp"),
        ("filter[amount]", "0"),
        *PAGING,
    ]


def test_one_fee():
    fee, visit = asked("fee", lambda b: b.fees.get(F))
    assert path(visit) == ("GET", f"/v1/fees/{F}")
    assert fee.upper == Decimal(10) ** 15


def test_another_fee_than_asked_is_not_taken():
    with pytest.raises(MalformedReply, match="another fee"):
        asked("fee", lambda b: b.fees.get(E))


def test_creating_one():
    fee, visit = asked("fee_created", lambda b: b.fees.create(Decimal(10), "usd"))

    assert path(visit) == ("POST", "/v1/fees")
    assert form(visit) == {
        "data[attributes][amount]": "10",
        "data[attributes][currency]": "usd",
        "data[attributes][fee_model_type]": "top_up",
    }
    assert (fee.amount, fee.active, fee.is_global) == (Decimal("10.0"), True, False)
    assert fee.differences == ()


def test_a_fee_of_ours_names_no_user_either():
    fee, _ = asked("fee_created", lambda b: b.fees.create(Decimal(10), "usd"))
    assert (fee.is_global, fee.user_id) == (False, None)


def test_what_was_answered_otherwise_is_named():
    payload = json.loads(documented("fee_created"))
    payload["data"]["type"] = "fees_deposits"
    payload["included"] = [{"id": C, "type": "currencies", "attributes": {"code": "hkd"}}]
    fee, _ = told(answer(201, payload), lambda b: b.fees.create(Decimal(11), "usd"))
    assert fee.differences == ("amount", "currency", "fee_model_type")
    assert fee.currency.code == "hkd"
    fee, _ = told(answer(201, payload), lambda b: b.fees.create(Decimal(10), C, "deposit"))
    assert fee.differences == ()


def test_a_fee_of_nothing_is_not_sent():
    with pytest.raises(Unsendable):
        asked("fee_created", lambda b: b.fees.create(Decimal(0), "usd"))
