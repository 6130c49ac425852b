""" "Update Account" and "Update Profile"."""

from __future__ import annotations

from typing import Any

import pytest

from tests.providers.bitspark.sandbox.caller import Caller
from tests.sandboxes import Sandbox

ALL = "include=profile.identity_document,active_account.currency"
PROOF = "data[relationships][identity_document][data][attributes][proof]"


@pytest.fixture
def account(desk: Caller) -> str:
    return "/v1/accounts/" + str(desk.get("/v1/accounts/me?account_currency=usd")["data"]["id"])


def settings(**attributes: str) -> dict[str, Any]:
    return {"data": {"attributes": attributes}}


def test_an_account_changes_by_what_is_given(desk: Caller, sandbox: Sandbox, account: str) -> None:
    first = desk(
        "PUT", f"{account}?include=currency", settings(shop_commission="1.5", balance_threshold="500")
    )
    attributes = {"balance": "250000.0", "shop_commission": "1.5", "balance_threshold": "500.0"}
    assert first.json["data"]["attributes"] == attributes
    assert first.json["included"][0]["attributes"]["code"] == "usd"
    second = desk("PUT", account, settings(balance_threshold="0.0")).json
    assert second["data"]["attributes"] == {**attributes, "balance_threshold": "0.0"}
    assert "included" not in second
    assert desk.get("/v1/accounts/me?account_currency=usd")["data"] == second["data"]
    assert sandbox.books()["thresholds"] == [
        {"owner": sandbox.keys()[0].owner, "currency": "usd", "amount": "0.0"}
    ]


def test_all_that_is_wrong_at_once_as_printed(desk: Caller, other_desk: Caller, account: str) -> None:
    wrong = settings(shop_commission="a", balance_threshold="b")
    numbers = ["Balance threshold is not a number", "Shop commission is not a number"]
    assert desk("PUT", "/v1/accounts/nothing", wrong).sentences == ["Account can't be blank", *numbers]
    answer = other_desk("PUT", account, settings(shop_commission="1"))
    assert (answer.status, answer.sentences) == (422, ["Account can't be blank"])
    assert desk("PUT", account, settings(shop_commission="-1")).sentences == [
        "Shop commission must be greater than or equal to 0.0"
    ]
    assert desk("PUT", account, settings(shop_commission="", balance_threshold="")).sentences == numbers


def profile(password: str, **changes: str | None) -> dict[str, Any]:
    """The least that is taken. Names with a dot change the identity document or the user."""
    values: dict[str, str | None] = {
        "first_name": "Grace",
        "last_name": "Leung",
        "identity_document.value": "id_card",
        "user.current_password": password,
        **changes,
    }
    relations: dict[str, Any] = {
        name: {"data": {"type": type, "attributes": {}}}
        for name, type in (("identity_document", "identity_documents"), ("user", "users"))
    }
    form: dict[str, Any] = {"data": {"type": "profiles", "attributes": {}, "relationships": relations}}
    for name, value in values.items():
        owner, _, field = name.rpartition(".")
        if value is not None:
            target = relations[owner]["data"]["attributes"] if owner else form["data"]["attributes"]
            target[field] = value
    return form


@pytest.fixture
def password(sandbox: Sandbox) -> str:
    return sandbox.keys()[0].password


def test_every_documented_field_is_kept_and_shown(desk: Caller, sandbox: Sandbox, password: str) -> None:
    eur = next(
        one["id"] for one in desk.get("/v1/static/currencies")["data"] if one["attributes"]["code"] == "eur"
    )
    fields = {
        "first_name": "Gráinne", "middle_name": "O'", "last_name": "Lee", "residence_country": "IRL",
        "contact_number": "+353871234567", "company_name": "Quay Money", "address": "1 Quay St",
    }  # fmt: skip
    identity = {"identity_document.id_number": "PA123", "identity_document.value": "passport"}
    answer = desk("POST", "/v1/users", profile(password, **fields, currency_id=eur, **identity))
    assert answer.status == 200
    assert answer.json == desk.get(f"/v1/users/me?{ALL}")
    included = {one["type"]: one["attributes"] for one in answer.json["included"]}
    assert {name: included["profiles"][name] for name in fields} == fields
    assert included["identity_documents"]["id_number"] == "PA123"
    assert (included["identity_documents"]["value"], included["identity_documents"]["approved"]) == (
        "passport", False,
    )  # fmt: skip
    assert included["currencies"]["code"] == "eur"
    assert "Quay Money" in [one["attributes"]["name"] for one in desk.get("/v1/money_shops")["data"]]
    (change,) = sandbox.books()["profile_changes"]
    assert change["given"]["last_name"] == "Lee"
    assert password not in str(sandbox.books())
    sandbox.control("identity", login=0, approved=True)
    shown = desk.get(f"/v1/users/me?{ALL}")["included"]
    assert next(one for one in shown if one["type"] == "identity_documents")["attributes"]["approved"]


def test_what_is_not_sent_stays_and_what_is_empty_goes(desk: Caller, password: str) -> None:
    desk("POST", "/v1/users", profile(password, middle_name="May", address="2 Quay St"))
    answer = desk("POST", "/v1/users", profile(password, middle_name=""))
    attributes = next(one for one in answer.json["included"] if one["type"] == "profiles")["attributes"]
    assert (attributes["middle_name"], attributes["address"]) == (None, "2 Quay St")
    identity = next(one for one in answer.json["included"] if one["type"] == "identity_documents")
    assert identity["attributes"]["approved"] is True  # nothing of the document changed


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        ({"user.current_password": "wrong"}, ["Current password is invalid"]),
        ({"user.current_password": ""}, ["Current password can't be blank"]),
        ({"first_name": "", "last_name": None}, ["First name can't be blank", "Last name can't be blank"]),
        ({"residence_country": "HK"}, ["Residence country is not included in the list"]),
        ({"residence_country": "XXX"}, ["Residence country is not included in the list"]),
        ({"contact_number": "123"}, ["Contact number is invalid"]),
        ({"currency_id": "usd"}, ["Currency must exist"]),
        ({"identity_document.value": "licence"}, ["Identity document value is not included in the list"]),
        ({"identity_document.proof": "text"}, ["Identity document proof is invalid"]),
        ({"user.password": "new-password"}, ["Password confirmation doesn't match Password"]),
        (
            {"user.password": "short", "user.password_confirmation": "short"},
            ["Password is too short (minimum is 8 characters)"],
        ),
    ],
)
def test_what_a_profile_refuses(
    desk: Caller, sandbox: Sandbox, password: str, changes: dict[str, str | None], sentences: list[str]
) -> None:
    answer = desk("POST", "/v1/users", profile(password, **changes))
    assert (answer.status, answer.sentences) == (422, sentences)
    assert sandbox.books()["profile_changes"] == []


def test_wrong_types_are_a_bad_request(desk: Caller, password: str) -> None:
    form = profile(password)
    form["data"]["relationships"]["user"]["data"]["type"] = "user"
    assert desk("POST", "/v1/users", form).status == 400


def test_a_new_password_is_asked_for_from_then_on_until_the_reset(
    desk: Caller, sandbox: Sandbox, password: str
) -> None:
    change = {"user.password": "new-password", "user.password_confirmation": "new-password"}
    assert desk("POST", "/v1/users", profile(password, **change)).status == 200
    assert desk("POST", "/v1/users", profile(password)).status == 422
    assert sandbox.keys()[0].password == "new-password"
    assert desk("POST", "/v1/users", profile("new-password")).status == 200
    sandbox.reset()
    assert sandbox.keys()[0].password == password


def test_a_proof_is_taken_by_its_type(desk: Caller, sandbox: Sandbox, password: str) -> None:
    head = "data[relationships]"
    fields = {
        "data[type]": "profiles", "data[attributes][first_name]": "Grace",
        "data[attributes][last_name]": "Leung",
        f"{head}[identity_document][data][type]": "identity_documents",
        f"{head}[identity_document][data][attributes][value]": "passport",
        f"{head}[user][data][type]": "users",
        f"{head}[user][data][attributes][current_password]": password,
    }  # fmt: skip
    for name in ("proof.exe", "proof"):
        answer = desk.multipart("POST", "/v1/users", fields, {PROOF: (name, "bytes")})
        assert answer.status == 422
        assert "allowed types: jpg, jpeg, gif, png, bmp, pdf" in answer.sentences[0]
    answer = desk.multipart("POST", "/v1/users", fields, {PROOF: ("Passport.PDF", "bytes")})
    assert answer.status == 200, answer.text
    document = next(one for one in answer.json["included"] if one["type"] == "identity_documents")
    assert document["attributes"]["proof_url"].endswith("/Passport.PDF")
    assert document["attributes"]["approved"] is False
    (change,) = sandbox.books()["profile_changes"]
    assert change["request"]["proof"]["size"] == 5
