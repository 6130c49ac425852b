"""Amount to pay in its first two versions: two figures, one unsigned, one whose table says otherwise."""

from __future__ import annotations

import re

import pytest

from tests.providers.bitspark.sandbox.caller import Caller
from tests.sandboxes import Sandbox

V1 = "/v1/static/amount_to_pay"
V2 = "/v2/static/amount_to_pay"
V3 = "/v3/calculations/amount_to_pay/calculate"


def asked(place: str, **changes: str) -> str:
    values = {"amount": "1000", "destination_id": place, "delivery_method": "bank", **changes}
    query = "".join(f"&transfer[{name}]={value}" for name, value in values.items() if value)
    return f"?account_currency=usd{query}"


def test_the_first_is_unsigned_and_answers_two_numbers(desk: Caller, places: dict[str, str]) -> None:
    query = asked(places["philippines"])
    answer = desk.raw("GET", V1 + query, "", {}).json["data"]
    whole = desk.get(V3 + query)["data"]["attributes"]
    assert re.fullmatch(r"\d{14}", answer["id"])
    assert answer["type"] == "payment_data"
    assert answer["attributes"] == {
        "total_amount_to_pay": whole["total_amount_to_pay_in_user_currency"],
        "transaction_fee": whole["transaction_fee_in_user_currency"],
    }


def test_the_first_knows_no_shops_commission(desk: Caller, places: dict[str, str], sandbox: Sandbox) -> None:
    query = asked(places["philippines"])
    before = desk.get(V1 + query)["data"]["attributes"]
    sandbox.control("balance", currency="usd", shop_commission="5")
    assert desk.get(V1 + query)["data"]["attributes"] == before
    after = desk.get(V2 + asked(places["philippines"], amount_to_send="0"))["data"]["attributes"]
    assert after["total_amount_to_pay"] == pytest.approx(before["total_amount_to_pay"] * 1.05)


def test_the_second_is_signed_and_wants_amount_to_send(desk: Caller, places: dict[str, str]) -> None:
    with_it = asked(places["philippines"], amount_to_send="1")
    assert desk.raw("GET", V2 + with_it, "", {}).status == 401
    assert desk("GET", V2 + asked(places["philippines"])).sentences == ["Amount to send can't be blank"]
    answer = desk.get(V2 + with_it)["data"]["attributes"]
    assert list(answer) == ["total_amount_to_pay", "transaction_fee"]
    assert answer["total_amount_to_pay"] == pytest.approx(1 + 1000 * 1.005 * 1.0135 / 58.125)


def test_the_second_can_answer_as_its_table_says(
    desk: Caller, places: dict[str, str], sandbox: Sandbox
) -> None:
    sandbox.control("quote_v2", keys="table")
    query = asked(places["philippines"], amount_to_send="1")
    whole = desk.get(V3 + query)["data"]["attributes"]
    answer = desk.get(V2 + query)["data"]["attributes"]
    assert list(answer) == [
        "total_amount_to_pay_in_user_currency", "total_amount_to_pay_in_destination_currency",
        "transaction_fee_in_user_currency", "transaction_fee_in_destination_currency",
    ]  # fmt: skip
    assert answer == {name: whole[name] for name in answer}
    with pytest.raises(AssertionError, match="example or table"):
        sandbox.control("quote_v2", keys="both")


@pytest.mark.parametrize("path", [V1, V2])
def test_both_refuse_what_the_newer_ones_refuse(desk: Caller, places: dict[str, str], path: str) -> None:
    place = places["philippines"]
    extra = {"amount_to_send": "0"} if path == V2 else {}
    assert desk("GET", path + asked(place, amount="0", **extra)).sentences == [
        "Amount must be greater than 0"
    ]
    assert desk("GET", path + asked("1", **extra)).status == 404
    assert desk("GET", path + asked(place, provider="nobody", **extra)).sentences == ["Provider is invalid"]
    assert desk("GET", path + "?account_currency=xyz").sentences == ["Invalid Account Currency"]
