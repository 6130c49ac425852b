"""Only a supervisor lets an unknown rule kind pass, with a reason, on the record."""

import pytest

from accounts.models import AuditEntry
from accounts.services.errors import Conflict, NotAllowed, Refused
from remittance.models import RuleKindAcceptance
from remittance.selectors.form_spec import Unknown
from remittance.services import rule_kinds
from tests.people import actor_of

pytestmark = pytest.mark.django_db
LUHN = Unknown("recipient.cnic", "luhn", "true", "7", "destinations")


def test_a_supervisor_accepts_with_a_reason_and_it_is_on_the_record(connection, susan, harbour):
    rule_kinds.accept(connection, LUHN, reason=" Bitspark said  so ", actor=actor_of(susan, harbour))

    kept = RuleKindAcceptance.objects.get()
    assert (kept.field, kept.kind, kept.value, kept.reason) == (
        "recipient.cnic",
        "luhn",
        "true",
        "Bitspark said so",
    )
    entry = AuditEntry.objects.get(action="rule-kind.accepted")
    assert (entry.actor, entry.detail["kind"], entry.detail["reason"]) == (susan, "luhn", "Bitspark said so")


def test_a_teller_and_a_compliance_officer_may_not(connection, alice, carla, harbour):
    for user in (alice, carla):
        with pytest.raises(NotAllowed):
            rule_kinds.accept(connection, LUHN, reason="please", actor=actor_of(user, harbour))
    assert not RuleKindAcceptance.objects.exists()


def test_without_a_reason_nothing_is_accepted(connection, susan, harbour):
    with pytest.raises(Refused, match="Say why"):
        rule_kinds.accept(connection, LUHN, reason="  ", actor=actor_of(susan, harbour))


def test_missing_rules_cannot_be_passed_over(connection, susan, harbour):
    with pytest.raises(Refused) as refusal:
        missing = Unknown("", "rules", acceptable=False)
        rule_kinds.accept(connection, missing, reason="go", actor=actor_of(susan, harbour))
    assert refusal.value.code == "not-acceptable"


def test_the_second_to_accept_hears_who_was_first(connection, susan, hector, harbour):
    rule_kinds.accept(connection, LUHN, reason="one", actor=actor_of(susan, harbour))

    with pytest.raises(Conflict, match="Susan Ho"):
        rule_kinds.accept(connection, LUHN, reason="two", actor=actor_of(hector, harbour))


def test_an_acceptance_can_be_taken_back_on_the_record(connection, susan, harbour):
    kept = rule_kinds.accept(connection, LUHN, reason="one", actor=actor_of(susan, harbour))

    rule_kinds.withdraw(kept, actor=actor_of(susan, harbour))

    assert not RuleKindAcceptance.objects.exists()
    assert AuditEntry.objects.filter(action="rule-kind.withdrawn").count() == 1
