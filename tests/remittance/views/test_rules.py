"""The page that says why a field is asked, and where unknown kinds are let pass."""

import pytest

from remittance.models import Destination, Rule, RuleKindAcceptance
from remittance.services import mirror

pytestmark = pytest.mark.django_db
URL = "/rules/"
LUHN = {"field": "recipient.cnic", "kind": "luhn", "value": "true"}


@pytest.fixture
def mirrored(connection):
    mirror.refresh_catalogue(connection)
    return connection


@pytest.fixture
def odd_rule(mirrored):
    rule = Rule.objects.order_by("pk").first()
    rule.fields_info["validation_rules"].append({"field": "recipient.cnic", "data": {"luhn": True}})
    rule.save()
    return rule


def test_each_field_names_the_rule_the_level_and_what_it_asks(mirrored, alice, client_of):
    place = Destination.objects.get(code="pakistan")
    asked = {
        "destination": place.public_id,
        "province": "punjab",
        "delivery_method": "pickup",
        "provider": "nbp_branches",
    }

    page = client_of(alice).get(URL, asked)

    rows = {row["name"]: row for row in page.context["asked"]}
    assert [str(one["level"]) for one in rows["recipient.cnic"]["asked_by"]] == ["the way of paying out"]
    assert rows["amount"]["minimum"] == "2000"
    assert str(rows["amount"]["asked_by"][-1]["level"]) == "the place that pays out"
    assert b"recipient.cnic" in page.content


def test_a_supervisor_lets_an_unknown_kind_pass_and_takes_it_back(odd_rule, susan, client_of):
    browser = client_of(susan)
    assert b"Let it pass" in browser.get(URL).content

    browser.post(f"{URL}accept/", LUHN | {"reason": "Harmless"})

    assert RuleKindAcceptance.objects.get().reason == "Harmless"
    page = browser.get(URL).content
    assert b"Let it pass" not in page
    assert b"Take back" in page
    browser.post(f"{URL}withdraw/", LUHN)
    assert not RuleKindAcceptance.objects.exists()


def test_a_teller_sees_what_blocks_but_cannot_let_it_pass(odd_rule, alice, client_of):
    browser = client_of(alice)
    page = browser.get(URL).content

    assert b"luhn" in page
    assert b"Let it pass" not in page
    assert browser.post(f"{URL}accept/", LUHN | {"reason": "x"}).status_code == 403
    assert not RuleKindAcceptance.objects.exists()


def test_what_no_rule_says_cannot_be_accepted(mirrored, susan, client_of):
    assert client_of(susan).post(f"{URL}accept/", LUHN | {"reason": "x"}).status_code == 404


def test_a_missing_reason_is_said(odd_rule, susan, client_of):
    page = client_of(susan).post(f"{URL}accept/", LUHN | {"reason": ""}, follow=True)

    assert b"Say why it can be passed over" in page.content


def test_another_shops_acceptance_stays_its_own(odd_rule, susan, charlie, client_of, lantern_connection):
    client_of(susan).post(f"{URL}accept/", LUHN | {"reason": "Harmless"})

    assert b"Harmless" not in client_of(charlie).get(URL).content


def test_the_number_of_queries_is_fixed(odd_rule, alice, client_of, django_assert_max_num_queries):
    browser = client_of(alice)
    browser.get(URL)
    with django_assert_max_num_queries(16):
        browser.get(URL, {"destination": Destination.objects.get(code="pakistan").public_id})


def test_what_was_never_accepted_cannot_be_taken_back(odd_rule, susan, client_of):
    assert client_of(susan).post(f"{URL}withdraw/", LUHN | {"kind": "a\x00b"}).status_code == 404


def test_head_office_reads_and_accepts_too(odd_rule, hector, client_of):
    browser = client_of(hector)

    browser.post(f"{URL}accept/", LUHN | {"reason": "Asked\x00 Bitspark"})

    assert RuleKindAcceptance.objects.get().reason == "Asked Bitspark"
    assert b"Asked Bitspark" in browser.get(URL).content
