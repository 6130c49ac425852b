"""The public catalogue, the accounts, the quotes: figures and shapes as the document prints them."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import pytest

from accounts.providers.bitspark.sandbox.money import Price
from accounts.providers.bitspark.sandbox.quotes import figures
from tests.providers.bitspark.sandbox.caller import Caller
from tests.sandboxes import Sandbox

QUOTE = "calculations/amount_to_pay/calculate"


def test_the_world_is_large_enough_to_be_believed(desk: Caller) -> None:
    answer = desk.get("/v1/static/destination_data?include=destination_info")
    infos = {row["id"]: row["attributes"] for row in answer["included"]}
    assert len(answer["data"]) >= 8
    for row in answer["data"]:
        attributes, info = row["attributes"], infos[row["relationships"]["destination_info"]["data"]["id"]]
        methods = {one["code"]: one["providers"] for one in info["delivery_methods"]}
        assert attributes["available"] is True
        assert ("province" in attributes["fields"]) == bool(info["provinces"])
        assert ("provider" in attributes["fields"]) == bool(info["providers"])
        assert {code for one in info["provinces"] for code in one["delivery_methods"]} <= set(methods)
        offered = [code for codes in methods.values() for code in codes]
        assert offered == [one["code"] for one in info["providers"]]
    used = {method["code"] for info in infos.values() for method in info["delivery_methods"]}
    assert used == {"bank", "pickup", "mobile_wallet"}
    assert infos["india"]["account_types"] == [
        {"name": "Current", "code": "current"},
        {"name": "Saving", "code": "saving"},
    ]
    assert "account_types" not in infos["philippines"]


def test_destinations_without_include_bring_no_info(desk: Caller) -> None:
    assert "included" not in desk.get("/v1/static/destination_data")


def test_currencies_have_0_2_and_8_decimals(desk: Caller) -> None:
    rows = {row["attributes"]["code"]: row["attributes"] for row in desk.get("/v1/static/currencies")["data"]}
    assert {rows[code]["precision"] for code in ("jpy", "usd", "btc")} == {0, 2, 8}
    assert (rows["btc"]["currency_type"], rows["btc"]["banknote"]) == ("cryptocurrency", False)
    assert rows["hkd"]["name"] == "HKD"
    assert rows["hkd"]["bitspark_deposit_credentials"]["swift_code"] == "KOMBCZPP"


def test_every_destination_pays_in_a_listed_currency(desk: Caller) -> None:
    listed = {row["attributes"]["name"] for row in desk.get("/v1/static/currencies")["data"]}
    paid = {row["attributes"]["currency_name"] for row in desk.get("/v1/static/destination_data")["data"]}
    assert paid <= listed


def test_an_account_per_listed_currency(desk: Caller) -> None:
    answer = desk.get("/v1/accounts/me?account_currency=hkd&include=currency")
    attributes = {"balance": "1987597.8195418990169122", "shop_commission": "0.0", "balance_threshold": "0.0"}
    assert answer["data"]["attributes"] == attributes
    assert answer["included"][0]["attributes"]["code"] == "hkd"
    assert desk.balance("krw") == "0.0"
    for wrong in ("?account_currency=HKD", "?account_currency=doge", ""):
        refused = desk("GET", f"/v1/accounts/me{wrong}")
        assert (refused.status, refused.sentences) == (400, ["Invalid Account Currency"])


def test_the_profile_includes_what_is_asked(desk: Caller) -> None:
    every = "profile,profile.identity_document,active_account,active_account.currency"
    answer = desk.get(f"/v1/users/me?include={every}")
    assert answer["data"]["links"]["self"] == f"{desk.url}/v1/users/me"
    kinds = [row["type"] for row in answer["included"]]
    assert kinds == ["profiles", "identity_documents", "accounts", "currencies"]
    assert answer["included"][0]["attributes"]["company_name"] == "Harbour Money, Hong Kong"
    assert "included" not in desk.get("/v1/users/me")


@pytest.mark.parametrize(
    ("service_fee", "payment_fee", "total"),
    [
        ("0.00004574786500381053", "0.00012413683168783994", "1.0093194576974538"),  # V3's example
        ("0.00004587243040934162", "0.00012447483991574854", "1.0093448333521935"),  # V4's
    ],
)
def test_the_documents_own_figures_follow(service_fee: str, payment_fee: str, total: str) -> None:
    """Its rate is not printed, but follows from a fee printed in both currencies; it sent 1 besides."""
    rate = Decimal("0.05555") / Decimal(service_fee)
    found = figures(Price(Decimal("11.11"), rate, Decimal(1), Decimal(0)))
    assert float(found["total_amount_to_pay_in_user_currency"]) == pytest.approx(float(total), rel=1e-13)
    assert float(found["payment_service_fee_in_user_currency"]) == pytest.approx(
        float(payment_fee), rel=1e-13
    )
    assert float(found["payment_service_fee_in_destination_currency"]) == pytest.approx(
        0.150734925, rel=1e-13
    )
    assert found["destination_amount"] == Decimal("11.11")


def quote(caller: Caller, version: str, destination: str, **changes: str) -> Any:
    given = {"amount": "1000", "destination_id": destination, "amount_to_send": "0", **changes}
    query = "&".join(f"transfer[{name}]={value}" for name, value in given.items() if value != "-")
    return caller("GET", f"/{version}/{QUOTE}?account_currency=usd&{query}")


def test_a_quote_is_what_a_send_takes(desk: Caller, places: dict[str, str]) -> None:
    answer = quote(desk, "v4", places["philippines"])
    attributes = json.loads(answer.text, parse_float=Decimal)["data"]["attributes"]
    assert re.fullmatch(r"\d{14}", answer.json["data"]["id"])
    assert answer.json["data"]["type"] == "payment_data"
    assert attributes["destination_amount"] == Decimal("1000.0")
    assert attributes["transaction_fee_in_destination_currency"] == Decimal("5.0")
    assert attributes["limits_info"] == "500 000 PHP per day"
    assert "limits_info" not in quote(desk, "v3", places["philippines"]).json["data"]["attributes"]
    total = Decimal(1000) * Decimal("1.005") * Decimal("1.0135") / Decimal("58.125")
    assert abs(attributes["total_amount_to_pay_in_user_currency"] - total) < Decimal("1E-13")


def test_amount_to_send_comes_on_top(desk: Caller, places: dict[str, str]) -> None:
    def total(extra: str) -> float:
        attributes = quote(desk, "v4", places["philippines"], amount_to_send=extra).json["data"]["attributes"]
        return float(attributes["total_amount_to_pay_in_user_currency"])

    assert total("10") - total("0") == pytest.approx(10)


def test_small_figures_are_printed_plain(desk: Caller, places: dict[str, str]) -> None:
    text = quote(desk, "v4", places["vietnam"], amount="1").text
    assert re.search(r'"transaction_fee_in_user_currency":0\.0000001\d+', text)
    assert "e-" not in text


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"amount": "0"}, 422, ["Amount must be greater than 0"]),
        ({"amount": "-"}, 422, ["Amount is not a number"]),
        ({"amount_to_send": "-"}, 422, ["Amount to send can't be blank"]),
        ({"destination_id": "nowhere"}, 404, ["Could not find record"]),
        ({"delivery_method": "pigeon"}, 422, ["Delivery method is invalid"]),
        ({"delivery_method": "pickup", "provider": "bpi"}, 422, ["Provider is invalid"]),
    ],
)
def test_a_quote_can_be_refused(
    desk: Caller, places: dict[str, str], changes: dict[str, str], status: int, said: list[str]
) -> None:
    answer = quote(desk, "v4", places["philippines"], **changes)
    assert (answer.status, answer.sentences) == (status, said)


def test_v3_needs_no_amount_to_send_and_both_need_a_signature(desk: Caller, places: dict[str, str]) -> None:
    assert quote(desk, "v3", places["philippines"], amount_to_send="-").status == 200
    desk.secret = "0" * 40
    assert quote(desk, "v3", places["philippines"]).status == 401


def test_a_rate_moves_by_a_factor(desk: Caller, places: dict[str, str], sandbox: Sandbox) -> None:
    def total() -> float:
        attributes = quote(desk, "v4", places["philippines"]).json["data"]["attributes"]
        return float(attributes["total_amount_to_pay_in_user_currency"])

    before = total()
    sandbox.control("rates", currency="php", factor="0.5")
    assert total() == pytest.approx(2 * before)
