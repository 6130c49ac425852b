"""The form from the mirrored rules of the sandbox, held against the sandbox's own judge."""

from random import Random

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from accounts.providers.bitspark.sandbox.rules import complaints
from accounts.providers.bitspark.sandbox.world.first_rules import first_rules
from remittance.models import Destination, Recipient, Rule, RuleKindAcceptance
from remittance.selectors.form_spec import (
    ABOVE,
    Choice,
    check,
    clean,
    compile_spec,
    destination_offered,
    doubts,
    problems_of,
    spec_for,
    spec_from,
    unknown_kinds,
)
from remittance.services import mirror

from . import random_rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def mirrored(connection):
    mirror.refresh_catalogue(connection)
    return connection


def destination(code):
    return Destination.objects.get(code=code)


def test_pakistan_asks_a_cnic_at_pickup_and_an_iban_at_a_bank(mirrored, harbour):
    at_pickup = spec_for(mirrored, destination("pakistan"), Choice("punjab", "pickup", "hbl_express"))
    at_bank = spec_for(mirrored, destination("pakistan"), Choice("punjab", "bank", "hbl"))

    assert at_pickup.by_name["recipient.cnic"].required
    assert "recipient.iban" not in at_pickup.by_name
    assert at_bank.by_name["recipient.iban"].required
    assert "recipient.cnic" not in at_bank.by_name


def test_precision_is_the_currencys(mirrored):
    yen = spec_for(mirrored, destination("japan"), Choice("", "bank", "mufg"))

    assert yen.by_name["amount"].precision == 0


def test_three_queries_however_many_rules(mirrored, harbour):
    place = destination("philippines")

    def count():
        with CaptureQueriesContext(
            database,
        ) as queries:
            spec_for(mirrored, place, Choice("cebu", "bank", "bpi"), shop=harbour)
        return len(queries)

    assert count() == 3
    rows = Rule.objects.filter(connection=mirrored)
    more = [
        Rule(
            connection=mirrored, provider_id=f"x{n}", level="destinations", last_seen_at=rows[0].last_seen_at
        )
        for n in range(50)
    ]
    Rule.objects.bulk_create(more)
    assert count() == 3


def test_rules_read_now_with_all_four_filters_make_the_same_form(mirrored, harbour):
    for code, choice in (
        ("philippines", Choice("cebu", "bank", "bpi")),
        ("pakistan", Choice("punjab", "pickup", "nbp_branches")),
        ("ghana", Choice("", "mobile_wallet", "")),
    ):
        place = destination(code)
        shown = spec_for(mirrored, place, choice, shop=harbour)
        now = spec_from(mirrored, place, choice, mirror.rules_now(mirrored, place, choice), shop=harbour)
        assert now.fingerprint == shown.fingerprint, code


def test_a_rule_changed_at_bitspark_changes_the_fingerprint(mirrored, sandbox):
    place, choice = destination("philippines"), Choice("cebu", "bank", "bpi")
    shown = spec_for(mirrored, place, choice)
    rule = first_rules()[0]
    rule["attributes"]["fields_info"]["required_fields"].append("recipient.address")
    sandbox.control("rules", rule=rule)

    now = spec_from(mirrored, place, choice, mirror.rules_now(mirrored, place, choice))

    assert now.by_name["recipient.address"].required
    assert now.fingerprint != shown.fingerprint


def test_an_accepted_kind_blocks_no_more_and_another_value_blocks_again(mirrored, susan):
    rule = Rule.objects.filter(connection=mirrored).order_by("pk").first()
    rule.fields_info["validation_rules"].append({"field": "recipient.first_name", "data": {"maxlength": 30}})
    rule.save()
    place = destination("philippines")
    assert [one.kind for one in spec_for(mirrored, place, Choice()).blocked] == ["maxlength"]
    assert [one.kind for one in unknown_kinds(mirrored)] == ["maxlength"]

    RuleKindAcceptance.objects.create(
        connection=mirrored,
        field="recipient.first_name",
        kind="maxlength",
        value="30",
        accepted_by=susan,
        reason="ok",
    )

    assert spec_for(mirrored, place, Choice()).blocked == ()
    rule.fields_info["validation_rules"][-1]["data"]["maxlength"] = 10
    rule.save()
    assert [one.value for one in spec_for(mirrored, place, Choice()).blocked] == ["10"]


def test_no_rules_in_the_mirror_means_no_send(connection):
    place = Destination(
        connection=connection, provider_id="x", code="x", name="X", currency="PHP", fields=["validations"]
    )

    assert [problem.code for problem in check(spec_for(connection, place, Choice()), {})[ABOVE]] == [
        "no-rules"
    ]


def test_a_saved_recipient_is_held_against_todays_rules(mirrored):
    saved = Recipient(
        connection=mirrored,
        first_name="Maria",
        last_name="Santos",
        phone_number="+639171234567",
        raw={"attributes": {"tax_number": "77", "cnic": None}},
    )
    spec = spec_for(mirrored, destination("pakistan"), Choice("punjab", "pickup", "hbl_express"))

    assert {name: [one.code for one in found] for name, found in problems_of(spec, saved).items()} == {
        "recipient.cnic": ["required"],
        "recipient.address": ["required"],
    }


def test_a_destination_no_longer_offered_is_none(mirrored):
    place = destination("philippines")
    assert destination_offered(mirrored, str(place.public_id)) == place
    Destination.objects.filter(pk=place.pk).update(available=False)
    assert destination_offered(mirrored, str(place.public_id)) is None
    assert destination_offered(mirrored, "no id") is None


def test_what_our_check_takes_the_sandbox_takes_once_offered_spellings_are_taken(mirrored):
    """The sandbox judges from the raw rules; our form may be stricter, never laxer."""
    rng, raw, taken = Random(20261120), first_rules(), 0
    rules = list(Rule.objects.filter(connection=mirrored))
    for place in Destination.objects.all():
        for _ in range(100):
            spec = compile_spec(place, rules, _picked(rng, place), precision=0, country="HK")
            typed = random_rules.values(rng, spec)
            if check(spec, typed):
                continue
            typed |= {
                name: one.offer for name, found in doubts(spec, typed).items() for one in found if one.offer
            }
            sent, taken = clean(spec, typed), taken + 1
            assert complaints(raw, _route(spec), sent) == [], (spec.choice, sent)
    assert taken > 100


def _picked(rng, place):
    """A choice along the route that the destination offers."""
    listed = random_rules.Place(provinces=place.provinces, delivery_methods=place.delivery_methods)
    picked = random_rules.choice(rng, listed)
    method = next((one for one in place.delivery_methods if one["code"] == picked.delivery_method), None)
    providers = method["providers"] if method else []
    return Choice(picked.province, picked.delivery_method, rng.choice(providers) if providers else "")


def _route(spec):
    return {
        "destinations": spec.destination_id,
        "provinces": spec.choice.province,
        "delivery_methods": spec.choice.delivery_method,
        "providers": spec.choice.provider,
    }
