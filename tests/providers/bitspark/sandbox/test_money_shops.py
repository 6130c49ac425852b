"""Money shops: public, the nearest first."""

from __future__ import annotations

from typing import Any

import pytest

from tests.providers.bitspark.sandbox.caller import Caller
from tests.sandboxes import Sandbox

PATH = "/v1/money_shops"
SINGAPORE = "location[lat]=1.3066&location[lng]=103.8517"


def listed(desk: Caller, query: str = "") -> list[dict[str, Any]]:
    answer = desk.raw("GET", PATH + query, "", {})  # nobody signed
    assert answer.status == 200
    return list(answer.json["data"])


def test_from_hong_kong_unless_told_otherwise(desk: Caller, sandbox: Sandbox) -> None:
    rows = [row["attributes"] for row in listed(desk)]
    assert len(rows) >= 12
    assert set(rows[0]) == {"name", "address", "lat", "lng", "image_url", "distance"}
    far = [row["distance"] for row in rows]
    assert all(isinstance(text, str) for text in far)
    assert [float(text) for text in far] == sorted(float(text) for text in far)
    assert rows[0]["name"] == "Wan Chai Remit"
    assert 0.5 < float(far[0]) < 0.7
    logins = sandbox.keys()
    assert {one.owner for one in logins} <= {row["name"] for row in rows}
    assert None in [row["image_url"] for row in rows]


def test_from_where_one_stands(desk: Caller) -> None:
    rows = listed(desk, f"?{SINGAPORE}")
    assert [row["attributes"]["name"] for row in rows[:2]] == [
        "Lantern Exchange, Singapore", "Little India Transfers",
    ]  # fmt: skip
    assert listed(desk, f"?{SINGAPORE}&pagination[offset]=1&pagination[limit]=2") == rows[:2]
    assert desk.get(f"{PATH}?{SINGAPORE}")["data"] == rows  # signed is fine


@pytest.mark.parametrize(
    "query", ["location[lat]=1", "location[lat]=91&location[lng]=0", "location[lat]=a&location[lng]=1"]
)
def test_no_such_place(desk: Caller, query: str) -> None:
    assert desk("GET", f"{PATH}?{query}").status == 400


def test_one_shop_tells_its_commissions_and_no_distance(desk: Caller, sandbox: Sandbox) -> None:
    own = next(row for row in listed(desk) if row["attributes"]["name"] == sandbox.keys()[0].owner)
    assert own["id"] == sandbox.keys()[0].shop_id
    shop = desk.raw("GET", f"{PATH}/{own['id']}", "", {}).json["data"]
    commissions = {one["currency"]: one["fee"] for one in shop["attributes"].pop("topup_commissions")}
    assert {**shop["attributes"], "distance": own["attributes"]["distance"]} == own["attributes"]
    codes = {one["attributes"]["name"] for one in desk.get("/v1/static/currencies")["data"]}
    assert set(commissions) == codes
    assert (commissions["HKD"], commissions["USD"], commissions["EUR"]) == ("10.0", "2.5", "0.0")
    assert desk("GET", f"{PATH}/nothing").status == 404
