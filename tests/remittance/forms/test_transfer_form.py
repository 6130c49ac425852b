"""The Django form that a specification becomes."""

from django.http import QueryDict

from accounts.services.errors import FieldProblem
from remittance.forms.transfer_form import FINGERPRINT, build
from remittance.selectors.form_spec import Choice, Told, compile_spec
from tests.remittance.selectors.random_rules import Place

PLACE = Place(
    provinces=[],
    fields=["delivery_method", "provider", "validations"],
    delivery_methods=[
        {"code": "bank", "name": "Bank deposit", "providers": ["bdo", "bpi"]},
        {"code": "pickup", "name": "Cash pickup", "providers": ["cebuana"]},
    ],
    providers=[{"code": "bdo", "name": "BDO Unibank"}],
)
EVERYWHERE = Told(
    "1",
    "transfer",
    "destinations",
    fields_info={
        "validation_rules": [
            {"field": "recipient.first_name", "data": {"required": True, "letters": True}},
            {"field": "recipient.phone_number", "data": {"phone": True}},
            {"field": "amount", "data": {"minvalue": 100}},
        ]
    },
)
AT_A_BANK = Told(
    "2",
    "transfer",
    "delivery_methods",
    "bank",
    fields_info={
        "required_fields": ["recipient.bank_account_number"],
        "possible_fields": ["recipient.address"],
    },
)
TYPED = {
    "delivery_method": "bank",
    "provider": "bdo",
    "amount": " 150 ",
    "recipient.first_name": "Anne-Marie",
    "recipient.phone_number": "0917 123 4567",
    "recipient.bank_account_number": "0012",
}


def spec(typed=TYPED, *rules):
    return compile_spec(PLACE, [EVERYWHERE, AT_A_BANK, *rules], Choice.of(typed), precision=2, country="HK")


def row(form, name):
    return next(one for group in form.groups for one in group.rows if one.field.name == name)


def test_a_filled_form_is_valid_and_says_what_will_be_sent():
    form = build(spec(), TYPED)

    assert form.is_valid(), form.errors
    assert form.values == TYPED | {"amount": "150", "recipient.phone_number": "+639171234567"}
    assert form.cleaned_data["recipient.phone_number"] == "+639171234567"


def test_errors_stand_at_their_fields_with_their_codes():
    form = build(spec(), TYPED | {"amount": "99.999", "recipient.first_name": "~"})

    assert {name: [one.code for one in errors] for name, errors in form.errors.as_data().items()} == {
        "amount": ["minimum", "precision"],
        "recipient.first_name": ["tilde", "letters"],
    }


def test_what_was_typed_is_kept_through_a_change_of_route_and_back():
    at_pickup = TYPED | {"delivery_method": "pickup"}
    redrawn = build(spec(at_pickup), initial=at_pickup)

    assert not redrawn.is_bound
    assert "recipient.bank_account_number" not in redrawn.fields
    assert redrawn.kept == {"recipient.bank_account_number": "0012"}
    assert redrawn["recipient.first_name"].value() == "Anne-Marie"
    assert redrawn["provider"].value() == "cebuana", "the only one there is taken"
    back = build(spec(TYPED), initial=redrawn.kept | TYPED)
    assert back["recipient.bank_account_number"].value() == "0012"


def test_doubts_stand_beside_the_field_and_stop_nothing():
    form = build(spec(), TYPED)

    assert row(form, "recipient.first_name").suggestion == "Anne Marie"
    assert "+639171234567" in str(row(form, "recipient.phone_number").warnings[0])
    assert row(form, "recipient.address").wide


def test_fields_stand_under_headings_and_only_the_route_redraws():
    form = build(spec(), initial=TYPED, destinations=[("id", "Philippines")])

    assert [(one.name, one.redraws) for one in form.groups] == [
        ("route", True),
        ("amount", False),
        ("recipient", False),
    ]
    assert [one.field.name for one in form.groups[0].rows] == ["destination", "delivery_method", "provider"]


def test_without_a_destination_the_form_asks_for_it_alone():
    form = build(None, {}, destinations=[("id", "Philippines")])

    assert list(form.fields) == ["destination"]
    assert not form.is_valid()
    assert form.values == {}


def test_an_unknown_rule_kind_makes_the_form_say_so_and_refuse():
    stated = [{"field": "amount", "data": {"luhn": True}}]
    luhn = Told("3", "transfer", "destinations", fields_info={"validation_rules": stated})
    form = build(spec(TYPED, luhn), TYPED)

    assert not form.is_valid()
    assert [one.code for one in form.non_field_errors().as_data()] == ["unknown-rule-kind"]
    assert len(form.blocked) == 1


def test_bitsparks_own_words_stand_at_the_field_or_above():
    form = build(spec(), TYPED)
    said = FieldProblem("refused-by-provider", "Bitspark did not accept this.", "First name is invalid")

    form.refuse({"recipient.first_name": [said], "recipient.gone": [said]}, ["Try later"])

    assert row(form, "recipient.first_name").placed == ("First name is invalid",)
    assert form.above == ["First name is invalid", "Try later"]


def test_a_form_that_changed_under_the_person_knows_it():
    seen = spec()
    assert not build(seen, TYPED | {FINGERPRINT: seen.fingerprint}).changed
    stricter = spec(
        TYPED, Told("9", "transfer", "destinations", fields_info={"required_fields": ["sender.address"]})
    )
    assert build(stricter, TYPED | {FINGERPRINT: seen.fingerprint}).changed


def test_of_a_name_posted_twice_the_last_counts():
    posted = QueryDict(mutable=True)
    posted.update(TYPED)
    posted.appendlist("amount", "200")

    assert build(spec(), posted).values["amount"] == "200"
