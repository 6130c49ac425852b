"""History, money shops, memos and addresses: the filters they have and what is read of them."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from accounts.providers.bitspark.client import MalformedReply, OutcomeUnknown, Refused, Unsendable

from .calls import E, F, asked, path, query, told
from .stubs import answer, documented

NINE = "fffffffff-ffff-ffff-ffff-fffffffffff"
PAGING = [("pagination[offset]", "2"), ("pagination[limit]", "50")]


def changed(name, index=None, **attributes):
    payload = json.loads(documented(name))
    data = payload["data"] if index is None else payload["data"][index]
    data["attributes"].update(attributes)
    return answer(200, payload)


def test_the_history_of_all_that_moved():
    page, visit = asked("history", lambda b: b.history.page(2, 50))

    assert path(visit) == ("GET", "/v1/transactions/history")
    assert query(visit) == PAGING
    transfer, deposit = page.items
    assert (transfer.id, transfer.type, transfer.account_id) == (F, "mobile_payments", F)
    assert (transfer.amount, transfer.currency, transfer.payment_type) == (Decimal(151), "PHP", "Transfer")
    assert (transfer.status_group, transfer.status_code, transfer.status_message) == (
        "failed",
        "declined",
        "Cancelled",
    )
    assert transfer.status_info == "Your tracking number will be available soon"
    assert transfer.basic_info == {
        "recipient_name": "Roma test Adff",
        "recipient_contact_number": "+111111",
        "address": "iaddress",
    }
    assert transfer.created_at.value == datetime(2018, 3, 15, 14, 24, 26, 689000, tzinfo=UTC)
    assert (deposit.payment_type, deposit.status_group, deposit.basic_info) == (
        "BankDeposit",
        None,
        {"txid": "1111111"},
    )
    assert "Roma" not in repr(page)


@pytest.mark.parametrize(
    ("attributes", "basic_info", "unread"),
    [
        ({"basic_info": "1KYjqpDx6"}, {"text": "1KYjqpDx6"}, ()),
        ({"basic_info": ""}, {}, ()),
        ({"basic_info": None}, {}, ()),
        ({"basic_info": {"txid": None}}, {}, ()),
        ({"basic_info": {"txid": ["x"]}}, {}, ("basic_info",)),
        ({"basic_info": ["x"]}, {}, ("basic_info",)),
        ({"basic_info": {}, "status": {}}, {}, ("status",)),
        ({"basic_info": {}, "amount": "much"}, {}, ("amount",)),
    ],
    ids=str,
)
def test_basic_info_is_a_text_or_a_hash(attributes, basic_info, unread):
    page, _ = told(changed("history", 0, **attributes), lambda b: b.history.page(1))
    assert (page.items[0].basic_info, page.items[0].unread) == (basic_info, unread)


def test_a_status_that_is_a_bare_word_is_a_code():
    page, _ = told(changed("history", 0, status="pending"), lambda b: b.history.page(1))
    assert (page.items[0].status_code, page.items[0].status_group) == ("pending", None)


def test_the_money_shops_near_a_place_and_no_key_with_it():
    page, visit = asked(
        "money_shops",
        lambda b: b.money_shops.page(2, 50, latitude=Decimal("40.7143528"), longitude=Decimal("-74.0059731")),
    )

    assert path(visit) == ("GET", "/v1/money_shops")
    assert query(visit) == [("location[lat]", "40.7143528"), ("location[lng]", "-74.0059731"), *PAGING]
    assert not {"key", "sign"} & set(visit.headers)
    first, second = page.items
    assert (first.name, first.address) == ("Company Name One", "350 5th Ave, New York, NY 10118, USA")
    assert (first.lat, first.lng) == (Decimal("40.7484401"), Decimal("-73.9856639"))
    assert first.distance == Decimal("2.8389379740525107")
    assert first.image_url.endswith("/image.jpg")
    assert (second.image_url, second.topup_commissions) == (None, None)


def test_without_a_place_none_is_sent():
    _, visit = asked("money_shops", lambda b: b.money_shops.page(2, 50))
    assert query(visit) == PAGING


@pytest.mark.parametrize(
    "place",
    [
        {"latitude": Decimal(1)},
        {"longitude": Decimal(1)},
        {"latitude": Decimal("NaN"), "longitude": Decimal(1)},
    ],
    ids=str,
)
def test_half_a_place_is_none(place):
    with pytest.raises(Unsendable):
        asked("money_shops", lambda b: b.money_shops.page(1, **place))


def test_one_money_shop_tells_its_commissions():
    shop, visit = asked("money_shop", lambda b: b.money_shops.get(F))

    assert path(visit) == ("GET", f"/v1/money_shops/{F}")
    assert not {"key", "sign"} & set(visit.headers)
    assert [(one.currency, one.fee) for one in shop.topup_commissions] == [
        ("HKD", Decimal("0.0")),
        ("USD", Decimal("1.1")),
    ]
    assert shop.distance is None


def test_another_money_shop_than_asked_is_not_taken():
    with pytest.raises(MalformedReply, match="another money shop"):
        asked("money_shop", lambda b: b.money_shops.get(E))


@pytest.mark.parametrize(
    ("commissions", "read", "unread"),
    [
        ([], (), ()),
        ([{"currency": "HKD", "fee": "much"}], (("HKD", None),), ("topup_commissions",)),
        ([{"fee": "1"}], (), ("topup_commissions",)),
        ("none", (), ("topup_commissions",)),
    ],
    ids=str,
)
def test_a_commission_that_cannot_be_read_is_not_zero(commissions, read, unread):
    act = changed("money_shop", topup_commissions=commissions)
    shop, _ = told(act, lambda b: b.money_shops.get(F))
    assert tuple((one.currency, one.fee) for one in shop.topup_commissions) == read
    assert shop.unread == unread


@pytest.mark.parametrize(
    ("is_used", "filters"), [(None, []), (True, [("is_used", "true")]), (False, [("is_used", "false")])]
)
def test_memos(is_used, filters):
    page, visit = asked("memos", lambda b: b.memos.page(2, 50, is_used=is_used))

    assert path(visit) == ("GET", "/v1/memos")
    assert query(visit) == [*filters, *PAGING]
    (memo,) = page.items
    assert (memo.id, memo.code, memo.user_id) == (NINE, "ffffffffff", NINE)
    assert memo.created_at.value == datetime(2012, 12, 12, 12, 12, 12, 579000, tzinfo=UTC)
    assert (memo.currency_id, memo.currency) == (None, None)


@pytest.mark.parametrize(
    ("word", "is_used"),
    [("false", False), ("true", True), (False, False), (True, True), ("no", None), (0, None), (None, None)],
)
def test_whether_a_memo_is_used_comes_as_text_and_false_is_false(word, is_used):
    page, _ = told(changed("memos", 0, is_used=word), lambda b: b.memos.page(1))
    assert page.items[0].is_used is is_used
    assert ("is_used" in page.items[0].unread) is (word in {"no", 0} and word is not False)


def test_addresses_of_one_currency():
    page, visit = asked("addresses", lambda b: b.addresses.page(2, 50, is_used=False, currency="btc"))

    assert path(visit) == ("GET", "/v1/deposit_addresses")
    assert query(visit) == [("is_used", "false"), ("currency", "btc"), *PAGING]
    assert (page.items[0].code, page.items[0].currency_id) == ("ffffffffff", NINE)


def test_addresses_of_all():
    _, visit = asked("addresses", lambda b: b.addresses.page(2, 50))
    assert query(visit) == PAGING


def test_generating_a_memo_has_no_body_and_one_signature_for_ever():
    (memo,), visit = asked("memo_generated", lambda b: b.memos.generate())

    assert path(visit) == ("POST", "/v1/memos")
    assert (query(visit), visit.body) == ([], b"")
    assert (memo.code, memo.is_used, memo.currency_id) == ("ffffffffff", False, None)


def test_generating_an_address_says_its_currency_in_the_query():
    (made,), visit = asked("address_generated", lambda b: b.addresses.generate("btc"))

    assert path(visit) == ("POST", "/v1/deposit_addresses")
    assert (query(visit), visit.body) == ([("currency", "btc")], b"")
    assert (made.code, made.currency_id, made.is_used) == ("ffffffffff", NINE, False)


def test_an_address_of_another_currency_is_never_given_out():
    payload = json.loads(documented("address_generated"))
    payload["included"] = [{"id": NINE, "type": "currencies", "attributes": {"code": "eth"}}]
    with pytest.raises(OutcomeUnknown, match="another currency"):
        told(answer(200, payload), lambda b: b.addresses.generate("btc"))
    (made,), _ = told(answer(200, payload), lambda b: b.addresses.generate("ETH"))
    assert made.currency.code == "eth"


def test_an_address_of_no_currency_is_not_asked_for():
    with pytest.raises(Unsendable):
        asked("address_generated", lambda b: b.addresses.generate(""))


@pytest.mark.parametrize("call", [lambda b: b.memos.generate(), lambda b: b.addresses.generate("btc")])
def test_generating_nothing_proves_nothing(call):
    payload = json.loads(documented("memo_generated"))
    payload["data"][0]["attributes"]["code"] = None
    for act in (answer(200, {"data": []}), answer(200, payload), answer(200, {"data": payload["data"][0]})):
        with pytest.raises(OutcomeUnknown):
            told(act, call)


@pytest.mark.parametrize("call", [lambda b: b.memos.generate(), lambda b: b.addresses.generate("btc")])
def test_too_many_unused_is_refused_once(call):
    with pytest.raises(Refused) as caught:
        asked("too_many_unused", call, status=422)
    assert caught.value.messages == ["Too many unused memos generated"]
