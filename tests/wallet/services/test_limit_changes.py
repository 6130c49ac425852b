"""Limits change by two people; one that ends is kept."""

from decimal import Decimal

import pytest

from accounts.models import Actor, Proposal, Role, Shop, User
from accounts.services import proposals
from accounts.services.errors import Conflict, NotAllowed, Refused
from tests.factories.person import person
from tests.people import actor_of
from wallet.models import Limit
from wallet.services import limit_changes
from wallet.services.limit_changes import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def adam(harbour: Shop) -> Actor:
    return actor_of(person("adam", "Adam Fong", harbour, Role.ADMIN), harbour)


@pytest.fixture
def checker(carla: User, harbour: Shop) -> Actor:
    return actor_of(carla, harbour)


@pytest.fixture
def place(harbour: Shop) -> Place:
    return Place(harbour, Role.TELLER, "transfer", "USD")


def propose(place: Place, order: str, actor: Actor, day: str = "") -> Proposal:
    return limit_changes.propose(
        place, Decimal(order), Decimal(day) if day else None, why="Safer", actor=actor
    )


def test_a_limit_holds_once_somebody_else_accepted_it(place: Place, adam: Actor, checker: Actor) -> None:
    proposal = propose(place, "500", adam, "2000")
    assert not Limit.objects.exists()

    proposals.accept(proposal, version=1, actor=checker)

    limit = Limit.objects.get()
    assert (limit.shop, limit.role, limit.per_order, limit.per_day) == (place.shop, "teller", 500, 2000)


def test_a_changed_limit_leaves_the_old_one_behind(place: Place, adam: Actor, checker: Actor) -> None:
    limit_changes.put(place, Decimal(500), None, actor=adam)
    proposal = propose(place, "800", adam)
    facts = dict(limit_changes.LimitChange().facts(proposal))
    assert facts["By one order"] == "500 USD → 800 USD"
    assert facts["In 24 hours"] == "no limit"

    proposals.accept(proposal, version=1, actor=checker)

    assert Limit.objects.get(ended_at=None).per_order == 800
    assert Limit.objects.exclude(ended_at=None).get().per_order == 500


def test_a_limit_ends(place: Place, adam: Actor, checker: Actor) -> None:
    limit_changes.put(place, Decimal(500), None, actor=adam)
    proposal = limit_changes.propose(place, None, None, why="", actor=adam)

    proposals.accept(proposal, version=1, actor=checker)

    assert not Limit.objects.filter(ended_at=None).exists()


def test_there_must_be_one_to_end(place: Place, adam: Actor) -> None:
    with pytest.raises(Refused) as refusal:
        limit_changes.propose(place, None, None, why="", actor=adam)
    assert refusal.value.code == "nothing-to-end"


def test_a_day_is_at_least_one_order(place: Place, adam: Actor) -> None:
    with pytest.raises(Refused) as refusal:
        propose(place, "500", adam, "499")
    assert "per_day" in refusal.value.fields


def test_one_change_of_a_place_waits_at_a_time(place: Place, adam: Actor) -> None:
    propose(place, "500", adam)
    with pytest.raises(Conflict) as refusal:
        propose(place, "600", adam)
    assert refusal.value.code == "waits-already"


def test_a_limit_that_changed_meanwhile_is_not_overwritten(place: Place, adam: Actor, checker: Actor) -> None:
    proposal = propose(place, "500", adam)
    limit_changes.put(place, Decimal(50), None, actor=adam)

    with pytest.raises(Conflict):
        proposals.accept(proposal, version=1, actor=checker)

    assert Limit.objects.get(ended_at=None).per_order == 50


def test_for_all_shops_only_head_office_proposes(place: Place, adam: Actor, ada: User) -> None:
    everywhere = Place(None, place.role, place.kind, place.currency)
    with pytest.raises(NotAllowed):
        propose(everywhere, "500", adam)
    assert propose(everywhere, "500", actor_of(ada, None)).state == "waiting"


def test_for_all_shops_only_head_office_accepts(place: Place, ada: User, checker: Actor) -> None:
    proposal = propose(Place(None, place.role, place.kind, place.currency), "500", actor_of(ada, None))
    with pytest.raises(NotAllowed):
        proposals.accept(proposal, version=1, actor=checker)
    assert not Limit.objects.exists()

    head = actor_of(person("holly", "Holly", None, Role.COMPLIANCE), None)
    proposals.accept(proposal, version=1, actor=head)
    assert Limit.objects.get().shop is None
