"""Every kind of rule, at every level, judged from the raw objects the sandbox publishes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.providers.bitspark.sandbox.caller import Caller, order
from tests.sandboxes import Sandbox

Order = Callable[..., dict[str, Any]]


def said(caller: Caller, form: dict[str, Any]) -> list[str]:
    answer = caller.send(form)
    assert answer.status == 422, answer.text
    assert answer.json["errors"][0]["error_code"] == "unprocessable_request"
    return list(answer.sentences)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("amount", None, "Amount can't be blank"),
        ("amount", "ten", "Amount is not a number"),
        ("amount", "1e3", "Amount is not a number"),
        ("amount", "0", "Amount must be greater than 0"),
        ("amount", "-5", "Amount must be greater than 0"),
        ("amount", "99.99", "Amount must be greater than or equal to 100"),
        ("amount", "1000.001", "Amount must have at most 2 decimals"),
        ("province", None, "Province can't be blank"),
        ("province", "kowloon", "Province is invalid"),
        ("delivery_method", None, "Delivery method can't be blank"),
        ("delivery_method", "pigeon", "Delivery method is invalid"),
        ("provider", None, "Provider can't be blank"),
        ("provider", "gcash", "Provider is invalid"),
        ("recipient.first_name", " ", "Recipient first name can't be blank"),
        ("recipient.first_name", "R2D2", "Recipient first name is invalid"),
        ("recipient.last_name", "O'Brien", "Recipient last name is invalid"),
        ("recipient.middle_name", "A.", "Recipient middle name is invalid"),
        ("recipient.phone_number", "09171234567", "Recipient phone number is invalid"),
        ("recipient.email", "maria@", "Recipient email is invalid"),
        ("recipient.bank_account_number", None, "Recipient bank account number can't be blank"),
        ("recipient.bank_account_type", "gold", "Recipient bank account type is not included in the list"),
    ],
)
def test_each_kind_of_mistake_has_its_sentence(
    desk: Caller, to_cebu: Order, field: str, value: str | None, sentence: str
) -> None:
    assert sentence in said(desk, to_cebu(**{field: value}))


def test_nothing_is_booked_for_a_refused_order(desk: Caller, to_cebu: Order, sandbox: Sandbox) -> None:
    before = sandbox.books()["balances"]
    said(desk, to_cebu(amount="1"))
    assert sandbox.books()["transfers"] == []
    assert sandbox.books()["balances"] == before


def test_letters_are_those_of_any_script(desk: Caller, to_cebu: Order) -> None:
    for name in ("Nguyễn Văn", "Nguye\u0302\u0303n", "محمد", "María José"):
        desk.sent(to_cebu(**{"recipient.first_name": name}))


def test_all_sentences_come_at_once_each_once(desk: Caller, to_cebu: Order) -> None:
    wrong = {"recipient.first_name": None, "recipient.last_name": None, "amount": "5"}
    sentences = said(desk, to_cebu(**wrong))
    assert {"Recipient first name can't be blank", "Recipient last name can't be blank"} <= set(sentences)
    assert len(sentences) == len(set(sentences))


def test_a_provider_may_ask_for_more(desk: Caller, to_cebu: Order) -> None:
    assert said(desk, to_cebu(provider="bdo_unibank", **{"recipient.bank_account_number": "12-34"})) == [
        "Recipient bank account number must be an integer"
    ]
    assert said(desk, to_cebu(provider="bdo_unibank", amount="499")) == [
        "Amount must be greater than or equal to 500"
    ]
    assert said(desk, to_cebu(provider="landbank")) == ["Recipient bank branch can't be blank"]


def test_pakistan_asks_a_cnic_at_pickup_and_an_iban_at_a_bank(desk: Caller, places: dict[str, str]) -> None:
    sender = {
        "sender.first_name": "Ali",
        "sender.last_name": "Khan",
        "sender.id_number": "A1",
        "sender.address": "1 Road",
        "sender.phone_number": "+85291234567",
        "recipient.address": "2 Road",
    }
    route = {"province": "punjab", "delivery_method": "pickup", "provider": "hbl_express"}
    at_pickup = order(places["pakistan"], **sender, **route)
    at_bank = order(places["pakistan"], **sender, province="punjab", provider="hbl")

    assert said(desk, at_pickup) == ["Recipient cnic can't be blank"]
    assert said(desk, at_bank) == ["Recipient iban can't be blank"]
    assert "Sender id number can't be blank" in said(
        desk, order(places["pakistan"], province="sindh", provider="hbl")
    )
    desk.sent(order(places["pakistan"], **sender, **route, **{"recipient.cnic": "3520112345671"}))


def test_a_currency_without_decimals_takes_none(desk: Caller, places: dict[str, str]) -> None:
    names = {"sender.first_name": "Ada", "sender.last_name": "Lee"}
    to = {"province": None, "provider": "bni", **names}
    wrong = said(desk, order(places["indonesia"], **to, amount="60000.5"))
    assert {"Amount must have at most 0 decimals", "Amount must be an integer"} <= set(wrong)
    desk.sent(order(places["indonesia"], **to, amount="60000"))


def test_a_method_must_be_offered_in_the_province(desk: Caller, to_cebu: Order) -> None:
    assert said(desk, to_cebu(province="batanes")) == ["Delivery method is not available in this province"]


def test_a_destination_without_providers_asks_for_none(desk: Caller, places: dict[str, str]) -> None:
    to = {"province": None, "amount": "50", "delivery_method": "mobile_wallet"}
    desk.sent(order(places["ghana"], **to, provider=None))
    assert said(desk, order(places["ghana"], **to)) == ["Provider is invalid"]


def test_all_seven_kinds_stand_in_the_rules_and_at_three_levels(desk: Caller) -> None:
    rules = [row["attributes"] for row in desk.get("/v1/static/validation_rules")["data"]]
    stated = [one["data"] for rule in rules for one in rule["fields_info"]["validation_rules"]]
    kinds = {kind for data in stated for kind in data}
    assert kinds == {"required", "decimal", "integer", "minvalue", "letters", "phone", "email"}
    assert {rule["level"] for rule in rules} == {"destinations", "delivery_methods", "providers"}
    assert any(
        set(rule["fields_info"]["possible_fields"]) - set(rule["fields_info"]["required_fields"])
        for rule in rules
    )
    for rule in rules:
        info, named = rule["fields_info"], {one["field"] for one in rule["fields_info"]["validation_rules"]}
        assert named | set(info["required_fields"]) <= set(info["possible_fields"])


def test_filters_leave_the_rules_that_fit(desk: Caller, places: dict[str, str]) -> None:
    def ids(**filters: str) -> set[str]:
        query = "&".join(f"filter[{name}]={value}" for name, value in filters.items())
        return {row["id"] for row in desk.get(f"/v1/static/validation_rules?{query}")["data"]}

    everything, there = ids(), ids(destination=places["philippines"])
    at_bank = ids(destination=places["philippines"], delivery_method="bank")
    at_bdo = ids(
        destination=places["philippines"], delivery_method="bank", provider="bdo_unibank", province="cebu"
    )
    at_metro = ids(destination=places["philippines"], delivery_method="bank", provider="metrobank")
    assert at_metro < at_bdo < at_bank < there < everything
    assert ids(destination="nowhere") == {"1"}


def test_a_rule_can_be_planted_changed_and_taken_away(desk: Caller, to_cebu: Order, sandbox: Sandbox) -> None:
    rule = {
        "id": "900",
        "attributes": {
            "object_type": "transfer", "level": "destinations", "code": "", "dependency_levels": [],
            "lower_levels": [],
            "fields_info": {
                "validation_rules": [
                    {"field": "recipient.address", "data": {"required": True, "maxlength": 5}},
                ],
                "possible_fields": ["recipient.address"], "required_fields": [],
            },
        },
    }  # fmt: skip
    sandbox.control("rules", rule=rule)
    assert said(desk, to_cebu()) == ["Recipient address can't be blank"]
    planted = desk.get("/v1/static/validation_rules?filter[provider]=x")["data"]
    assert planted[-1] == {"type": "fields_data", **rule}
    desk.sent(to_cebu(**{"recipient.address": "longer than five"}))  # an unlisted kind judges nothing

    rule["attributes"]["fields_info"]["validation_rules"] = [{"field": "amount", "data": {"minvalue": 2000}}]
    sandbox.control("rules", rule=rule)
    assert said(desk, to_cebu()) == ["Amount must be greater than or equal to 2000"]
    sandbox.control("rules", delete="900")
    desk.sent(to_cebu())
