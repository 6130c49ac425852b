"""How rules, as the document prints them, become one form."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from accounts.models.money import LARGEST
from remittance.selectors.form_spec import (
    ABOVE,
    Choice,
    Told,
    check,
    clean,
    compile_spec,
    doubts,
    full_label,
    json_schema,
    label_of,
)
from remittance.selectors.form_spec.labels import LABELS

from .random_rules import Place

# "Validation Rules", the example of the document, with the list's "..." left out.
DOCUMENTED = {
    "id": "1",
    "type": "fields_data",
    "attributes": {
        "object_type": "transfer",
        "level": "delivery_methods",
        "code": "bank",
        "dependency_levels": [
            {"destinations": ["ffffffff-ffff-ffff-ffffffffffff"]},
            {"delivery_methods": ["bank"]},
        ],
        "lower_levels": ["providers"],
        "fields_info": {
            "validation_rules": [
                {
                    "field": "amount",
                    "data": {"required": True, "decimal": True, "integer": True, "minvalue": 100},
                },
                {"field": "recipient.first_name", "data": {"letters": True}},
            ],
            "possible_fields": ["amount", "recipient.address"],
            "required_fields": ["recipient.first_name"],
        },
    },
}
PLACE = Place(
    provinces=[
        {"code": "cebu", "name": "Cebu", "delivery_methods": ["bank", "pickup"]},
        {"code": "batanes", "name": "Batanes", "delivery_methods": ["pickup"]},
    ],
    delivery_methods=[
        {"code": "bank", "name": "Bank deposit", "providers": ["bdo", "bpi"]},
        {"code": "pickup", "name": "Cash pickup", "providers": ["cebuana"]},
        {"code": "cash_home", "name": "To the door", "providers": []},
    ],
    providers=[{"code": code, "name": code.upper()} for code in ("bdo", "bpi", "cebuana")],
)
BANK = Choice("cebu", "bank", "bdo")


def rule(fields, *, level="destinations", code="", where=(), possible=(), required=(), id="1"):
    stated = [{"field": name, "data": data} for name, data in fields.items()]
    info = {
        "validation_rules": stated,
        "possible_fields": list(possible),
        "required_fields": list(required),
    }
    return Told(id, "transfer", level, code, list(where), info)


def form(*rules, choice=BANK, place=PLACE, **kwargs):
    return compile_spec(place, rules or [rule({})], choice, precision=2, country="HK", **kwargs)


def route(choice):
    spec = form(choice=choice)
    listed = {one.name: [option.code for option in one.choices] for one in spec.fields if one.redraws}
    return spec.choice, listed


def codes(spec, typed, name):
    return [problem.code for problem in check(spec, typed).get(name, [])]


def judged(kinds, value, name="recipient.thing"):
    return codes(form(rule({name: dict.fromkeys(kinds, True)})), {name: value}, name)


def test_the_documents_example_asks_what_it_says():
    spec = form(Told.of(DOCUMENTED))

    amount, first_name, address = (
        spec.by_name[n] for n in ("amount", "recipient.first_name", "recipient.address")
    )
    assert (amount.kinds, amount.minimum, amount.required) == (("decimal", "integer"), Decimal(100), True)
    assert (first_name.kinds, first_name.required) == (("letters",), True)
    assert (address.kinds, address.required) == ((), False)
    assert [(one.rule, one.level) for one in first_name.asked_by] == [("1", "delivery_methods")]
    assert spec.blocked == ()


def test_every_matching_rule_counts_the_union_of_required_and_the_largest_minimum():
    spec = form(
        rule({"amount": {"minvalue": 100}, "recipient.email": {"email": True}}),
        rule({"amount": {"minvalue": "500.5"}, "recipient.email": {"required": True}}, id="2"),
        rule({"amount": {"minvalue": 50}}, id="3"),
    )

    assert spec.by_name["amount"].minimum == Decimal("500.5")
    assert spec.by_name["recipient.email"].required
    assert [one.rule for one in spec.by_name["recipient.email"].asked_by] == ["1", "2"]


@pytest.mark.parametrize(
    ("level", "code", "where", "applies"),
    [
        ("destinations", "", [], True),
        ("destinations", "", [{"destinations": ["other", PLACE.provider_id]}], True),
        ("destinations", "", [{"destinations": ["other"]}], False),
        ("destinations", "", [{"destinations": []}], False),
        ("delivery_methods", "bank", [], True),
        ("delivery_methods", "pickup", [], False),
        ("delivery_methods", "", [{"delivery_methods": ["pickup", "bank"]}], True),
        (
            "delivery_methods",
            "bank",
            [{"destinations": [PLACE.provider_id]}, {"delivery_methods": ["pickup"]}],
            False,
        ),
        ("providers", "bank", [{"providers": ["bdo"]}], True),
        ("providers", "bdo", [], True),
        ("providers", "bpi", [], False),
        ("providers", "bank", [{"providers": ["bpi"]}], False),
        ("destinations", "", [{"provinces": ["cebu"]}], True),
        ("destinations", "", [{"provinces": ["batanes"]}], False),
    ],
)
def test_entries_of_dependency_levels_all_hold_each_by_any_of_its_codes(level, code, where, applies):
    spec = form(rule({"recipient.cnic": {"required": True}}, level=level, code=code, where=where))

    assert ("recipient.cnic" in spec.by_name) is applies


def test_fields_come_as_route_amount_recipient_sender():
    spec = form(
        rule(
            {},
            possible=[
                "sender.id_number",
                "recipient.zip_code",
                "recipient.last_name",
                "amount",
                "recipient.first_name",
            ],
        )
    )

    assert [one.name for one in spec.fields] == [
        "province",
        "delivery_method",
        "provider",
        "amount",
        "recipient.first_name",
        "recipient.last_name",
        "recipient.zip_code",
        "sender.id_number",
    ]


def test_province_limits_methods_and_method_limits_providers():
    assert route(Choice())[1] == {
        "province": ["cebu", "batanes"],
        "delivery_method": ["bank", "pickup", "cash_home"],
        "provider": ["bdo", "bpi", "cebuana"],
    }
    assert route(Choice("cebu", "bank"))[1]["provider"] == ["bdo", "bpi"]


def test_what_does_not_fit_any_longer_is_dropped_and_the_only_one_left_is_taken():
    settled, listed = route(Choice("batanes", "bank", "bdo"))

    assert settled == Choice("batanes", "pickup", "cebuana")
    assert listed["delivery_method"] == ["pickup"]


def test_a_method_without_providers_asks_for_none():
    settled, listed = route(Choice("", "cash_home", "bdo"))

    assert settled.provider == ""
    assert "provider" not in listed


def test_the_destinations_fields_decide_what_of_the_route_is_asked():
    spec = form(choice=Choice("cebu", "bank", "bdo"), place=replace(PLACE, fields=["delivery_method"]))

    assert [one.name for one in spec.fields if one.redraws] == ["delivery_method"]
    assert spec.choice == Choice("", "bank", "")


def test_a_rule_that_insists_on_a_step_is_obeyed_where_the_destination_lists_none():
    bare = replace(PLACE, provinces=[], fields=["delivery_method"])
    spec = form(rule({"province": {"required": True}}), choice=Choice("anywhere", "bank"), place=bare)

    assert spec.by_name["province"].choices is None
    assert codes(spec, {"province": " anywhere "}, "province") == []
    assert codes(spec, {"province": ""}, "province") == ["required"]


def test_a_choice_that_was_not_compiled_for_needs_the_form_again():
    assert codes(form(), {"provider": "bpi"}, "provider") == ["redraw"]
    assert codes(form(), {"provider": "cebuana"}, "provider") == ["choice"]
    assert codes(form(), {"provider": "bdo"}, "provider") == []


def test_account_types_feed_the_account_type_else_the_documented_two_do():
    asks = rule({}, possible=["recipient.bank_account_type"])
    told = replace(PLACE, account_types=[{"name": "Giro", "code": "giro"}])

    def offered(place):
        return [one.code for one in form(asks, place=place).by_name["recipient.bank_account_type"].choices]

    assert offered(told) == ["giro"]
    assert offered(PLACE) == ["current", "saving"]


def test_the_amount_is_above_nothing_within_its_precision_and_what_a_column_holds():
    spec = form()

    for typed, wrong in {
        "0.01": [],
        "0": ["minimum"],
        "-5": ["minimum"],
        "1.234": ["precision"],
        "1,5": ["decimal"],
        "1e3": ["decimal"],
        "١٢": ["decimal"],
        "NaN": ["decimal"],
        str(LARGEST + 1): ["maximum", "precision"],
        " 12.50 ": [],
    }.items():
        assert codes(spec, {"amount": typed}, "amount") == wrong, typed
    yen = compile_spec(PLACE, [rule({})], BANK, precision=0)
    assert codes(yen, {"amount": "1.5"}, "amount") == ["precision"]


@pytest.mark.parametrize(
    ("kinds", "typed", "wrong"),
    [
        (["letters"], "José", []),
        (["letters"], "मारिया देवी", []),
        (["letters"], "R2D2", ["letters"]),
        (["letters"], "-", ["letters"]),
        (["integer"], "0012", []),
        (["integer"], "12.0", ["integer"]),
        (["decimal", "integer"], "12.5", ["integer"]),
        (["phone"], "+639171234567", []),
        (["phone"], "0917 123 4567", []),
        (["phone"], "+0639", ["phone"]),
        (["phone"], "call me", ["phone"]),
        (["email"], "a@b.co", []),
        (["email"], "a@b", ["email"]),
        ([], "any ~ thing", ["tilde"]),
        ([], "a\x07b", ["control"]),
        ([], "x" * 301, ["too-long"]),
        ([], 5, ["not-text"]),
    ],
)
def test_the_kinds(kinds, typed, wrong):
    assert (
        judged(kinds, typed, "recipient.thing" if "phone" not in kinds else "recipient.phone_number") == wrong
    )


def test_phones_are_completed_by_destination_for_recipients_and_by_shop_for_senders():
    spec = form(rule({}, possible=["recipient.phone_number", "sender.phone_number"]))

    sent = clean(spec, {"recipient.phone_number": "0917 123 4567", "sender.phone_number": "9123 4567"})

    assert sent == {"recipient.phone_number": "+639171234567", "sender.phone_number": "+85291234567"}
    said = doubts(spec, {"recipient.phone_number": "0917 123 4567"})["recipient.phone_number"]
    assert [one.code for one in said] == ["phone-completed"]


def test_a_phone_that_no_network_has_is_a_warning_only():
    spec = form(rule({"recipient.phone_number": {"phone": True}}))
    typed = {"recipient.phone_number": "+631111111111"}

    assert codes(spec, typed, "recipient.phone_number") == []
    assert [one.code for one in doubts(spec, typed)["recipient.phone_number"]] == ["phone"]


@pytest.mark.parametrize(
    ("typed", "offer"),
    [
        ("O'Brien", "OBrien"),
        ("Anne-Marie", "Anne Marie"),
        ("St. John", "St John"),
        ("D’Souza-Pinto Jr.", "DSouza Pinto Jr"),
    ],
)
def test_hyphen_apostrophe_and_dot_warn_and_a_spelling_is_offered(typed, offer):
    spec = form(rule({"recipient.last_name": {"letters": True}}))

    assert codes(spec, {"recipient.last_name": typed}, "recipient.last_name") == []
    assert [one.offer for one in doubts(spec, {"recipient.last_name": typed})["recipient.last_name"]] == [
        offer
    ]


def test_a_wrong_iban_is_refused_and_a_cnic_of_another_form_is_doubted():
    spec = form(rule({}, possible=["recipient.iban", "recipient.cnic", "recipient.swift_code"]))
    right = {"recipient.iban": "pk36 SCBL 0000 0011 2345 6702", "recipient.cnic": "42201-0397640-8"}

    assert clean(spec, right)["recipient.iban"] == "PK36SCBL0000001123456702"
    assert check(spec, right).keys() & right.keys() == set()
    assert doubts(spec, right) == {}
    assert codes(spec, {"recipient.iban": "PK36SCBL0000001123456703"}, "recipient.iban") == ["iban"]
    doubted = doubts(spec, {"recipient.cnic": "123", "recipient.swift_code": "no bic"})
    assert {name: one[0].code for name, one in doubted.items()} == {
        "recipient.cnic": "cnic",
        "recipient.swift_code": "swift_code",
    }


@pytest.mark.parametrize(
    ("told", "key"),
    [
        (rule({"recipient.cnic": {"luhn": True}}), ("recipient.cnic", "luhn", "true")),
        (rule({"amount": {"maxvalue": 5}}), ("amount", "maxvalue", "5")),
        (rule({"amount": {"minvalue": "much"}}), ("amount", "minvalue", "much")),
        (rule({"amount": {"required": "perhaps"}}), ("amount", "required", "perhaps")),
        (rule({}, where=[{"moons": ["full"]}]), ("", "dependency_levels.moons", '["full"]')),
        (rule({}, level="planets"), ("", "level", "planets")),
        (replace(rule({}), object_type="top_up"), ("", "object_type", "top_up")),
        (replace(rule({}), fields_info=None), ("", "fields_info", "null")),
        (replace(rule({}), fields_info={"validation_rules": ["..."]}), ("", "validation_rules", "...")),
        (replace(rule({}), fields_info={"required_fields": [7]}), ("", "required_fields", "[7]")),
        (rule({"purpose": {"required": True}}), ("purpose", "field", "")),
    ],
)
def test_what_the_desk_does_not_know_blocks_until_a_supervisor_accepts_it(told, key):
    spec = form(told)

    assert [one.key for one in spec.blocked] == [key]
    assert [problem.code for problem in check(spec, {})[ABOVE]] == ["unknown-rule-kind"]
    assert [one["kind"] for one in json_schema(spec)["x-blocked"]] == [key[1]]
    accepted = form(told, accepted={key})
    assert accepted.blocked == ()
    assert [one.key for one in accepted.accepted] == [key]


def test_an_unknown_kind_elsewhere_does_not_block_here():
    elsewhere = rule({"amount": {"luhn": True}}, where=[{"destinations": ["other"]}])

    assert form(rule({}), elsewhere).blocked == ()


def test_switches_that_are_off_ask_nothing():
    spec = form(rule({"recipient.email": {"email": False, "required": None, "luhn": False}}))

    assert spec.by_name["recipient.email"].kinds == ()
    assert spec.blocked == ()


def test_without_rules_or_details_nothing_can_be_sent_and_nobody_can_accept_that():
    no_rules = compile_spec(PLACE, [], BANK)
    no_details = compile_spec(replace(PLACE, told=False), [rule({})], BANK)

    assert [one.kind for one in no_rules.blocked] == ["rules"]
    assert [one.kind for one in no_details.blocked] == ["destination"]
    assert not no_rules.blocked[0].acceptable


def test_a_possible_field_the_endpoint_has_no_place_for_is_passed_over():
    spec = form(rule({}, possible=["purpose", "callback_url", "agent.name", "destination"]))

    assert [one.name for one in spec.fields if not one.redraws] == ["amount"]
    assert spec.blocked == ()


def test_the_fingerprint_follows_what_is_asked_and_nothing_else():
    asks = rule({"recipient.email": {"email": True}})
    first = form(asks).fingerprint

    assert form(replace(asks, provider_id="99")).fingerprint == first
    assert form(rule({"recipient.email": {"email": True, "required": True}})).fingerprint != first
    assert form(asks, rule({"amount": {"minvalue": 7}})).fingerprint != first
    assert form(asks, choice=Choice("cebu", "bank", "bpi")).fingerprint != first
    assert form(asks, rule({"amount": {"luhn": True}})).fingerprint != first


def test_a_form_is_complete_when_the_whole_route_is_chosen():
    assert form().complete
    assert not form(choice=Choice("cebu", "bank")).complete


def test_what_was_told_in_another_shape_is_no_crash():
    torn = replace(
        PLACE,
        fields=None,
        provinces={"cebu": 1},
        delivery_methods=[None, {"name": "x"}, "bank"],
        providers="bdo",
    )
    odd = Told("1", "", "destinations", "", "everywhere", {"validation_rules": {"field": "amount"}})

    spec = compile_spec(torn, [odd], Choice("cebu", "bank", "bdo"))

    assert {one.kind for one in spec.blocked} == {"dependency_levels", "validation_rules"}
    json.dumps(json_schema(spec))


def test_every_documented_field_has_its_label_and_any_other_a_humanised_one():
    assert len(LABELS) == 25
    assert str(label_of("recipient.tax_file_number")) == "Tax file number"
    assert str(full_label("sender.first_name")) == "Sender: First name"
    assert str(label_of("amount", "PHP")) == "Amount that arrives, PHP"


def test_the_schema_says_who_asks_and_what_redraws():
    spec = form(rule({"recipient.phone_number": {"phone": True, "required": True}}))
    schema = json_schema(spec)

    phone, provider = (schema["properties"][name] for name in ("recipient.phone_number", "provider"))
    assert phone["x-kind"] == ["phone"]
    assert phone["x-country"] == "PH"
    assert phone["x-asked-by"] == [{"rule": "1", "level": "destinations", "asks": ["phone", "required"]}]
    assert (provider["x-redraws"], provider["x-chosen"]) == (True, "bdo")
    assert provider["oneOf"] == [{"const": "bdo", "title": "BDO"}, {"const": "bpi", "title": "BPI"}]
    assert schema["properties"]["amount"]["x-minimum"] == "0.01"
    assert schema["properties"]["amount"]["x-precision"] == 2
    assert schema["x-fingerprint"] == spec.fingerprint
