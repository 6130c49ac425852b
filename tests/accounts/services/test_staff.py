"""Roles and people: who may give and take, and what ends with it."""

import pytest

from accounts.models import Actor, AuditEntry, Invitation, Membership, Role
from accounts.selectors import access
from accounts.services import devices, invitations, staff
from accounts.services.errors import Conflict, NotAllowed, Refused
from tests.factories.person import person
from tests.people import actor_of


@pytest.fixture
def adam(harbour):
    """Administrator of HK1 alone."""
    return person("adam", "Adam Kwok", harbour, Role.ADMIN)


def test_a_role_is_given_in_place_of_the_one_before(ada, alice, harbour):
    staff.give_role(alice, harbour, Role.SUPERVISOR, actor=actor_of(ada, None))

    assert access.role_in(alice, harbour) == Role.SUPERVISOR
    entry = AuditEntry.objects.get(action="person.role-given")
    assert entry.detail["was"] == "teller"
    assert entry.chain.shop == harbour


def test_one_shop_several_or_all(ada, alice, harbour, lantern):
    actor = actor_of(ada, None)
    staff.give_role(alice, lantern, Role.SUPERVISOR, actor=actor)
    assert set(access.shops_of(alice)) == {harbour, lantern}
    assert access.role_in(alice, lantern) == Role.SUPERVISOR

    staff.give_role(alice, None, Role.COMPLIANCE, actor=actor)
    assert access.role_in(alice, None) == Role.COMPLIANCE
    assert access.role_in(alice, harbour) == Role.TELLER  # the shop's own membership decides there


def test_nobody_changes_their_own_roles_or_standing(ada, harbour):
    actor = actor_of(ada, None)
    for act in (
        lambda: staff.give_role(ada, harbour, Role.TELLER, actor=actor),
        lambda: staff.take_role(ada, None, actor=actor),
        lambda: staff.deactivate(ada, actor=actor),
    ):
        with pytest.raises(Refused, match="their own"):
            act()


def test_an_administrator_of_one_shop_rules_no_other_and_not_all(adam, charlie, alice, harbour, lantern):
    actor = actor_of(adam, harbour)
    staff.give_role(alice, harbour, Role.SUPERVISOR, actor=actor)

    for act in (
        lambda: staff.give_role(alice, lantern, Role.TELLER, actor=actor),
        lambda: staff.give_role(alice, None, Role.TELLER, actor=actor),
        lambda: staff.take_role(charlie, lantern, actor=actor),
        lambda: staff.deactivate(charlie, actor=actor),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_role_that_is_gone_cannot_be_taken_twice(ada, alice, harbour):
    staff.take_role(alice, harbour, actor=actor_of(ada, None))

    with pytest.raises(Conflict):
        staff.take_role(alice, harbour, actor=actor_of(ada, None))


def test_losing_a_shop_ends_the_devices_for_it(ada, alice, harbour, lantern):
    staff.give_role(alice, lantern, Role.TELLER, actor=actor_of(ada, None))
    here, _ = devices.issue(alice, harbour, "Here", actor=actor_of(alice, harbour))
    there, _ = devices.issue(alice, lantern, "There", actor=actor_of(alice, lantern))

    staff.take_role(alice, lantern, actor=actor_of(ada, None))

    here.refresh_from_db(), there.refresh_from_db()
    assert here.revoked_at is None
    assert there.revoked_at is not None


def test_a_deactivated_person_stays_on_what_they_did(ada, alice, harbour):
    devices.issue(alice, harbour, "Phone", actor=actor_of(alice, harbour))
    staff.deactivate(alice, actor=actor_of(ada, None))
    staff.deactivate(alice, actor=actor_of(ada, None))

    assert AuditEntry.objects.get(action="device.issued").actor == alice
    assert AuditEntry.objects.filter(action="person.deactivated").count() == 1

    staff.reactivate(alice, actor=actor_of(ada, None))
    assert alice.is_active
    assert devices.live_of(alice) == 0


def test_the_links_that_a_dismissed_administrator_handed_out_open_nothing(ada, adam, harbour):
    invitation, token = invitations.invite(
        actor=actor_of(adam, harbour), name="Eve", role=Role.ADMIN, shops=[harbour]
    )
    staff.deactivate(adam, actor=actor_of(ada, None))

    assert invitations.find(token) is None
    assert Invitation.objects.get(pk=invitation.pk).withdrawn_at is not None


def test_the_admin_site_opens_with_the_administrators_role(ada, alice, harbour):
    staff.give_role(alice, harbour, Role.ADMIN, actor=actor_of(ada, None))
    assert alice.is_staff
    staff.take_role(alice, harbour, actor=actor_of(ada, None))
    assert not alice.is_staff
    assert not alice.is_superuser


def test_a_teller_rules_nobody(alice, bob, harbour):
    with pytest.raises(NotAllowed):
        staff.give_role(bob, harbour, Role.ADMIN, actor=actor_of(alice, harbour))
    with pytest.raises(NotAllowed):
        staff.give_role(bob, harbour, Role.ADMIN, actor=Actor(user=alice, role=Role.ADMIN, shop=harbour))
    assert Membership.objects.get(user=bob).role == Role.TELLER
