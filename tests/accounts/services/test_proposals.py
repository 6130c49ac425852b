"""Changes that take two people: proposed, accepted, refused, taken back, and said to a provider once."""

import threading
from datetime import timedelta
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db import connection as database
from django.utils import timezone

from accounts.models import Actor, AuditEntry, Membership, Permission, Proposal, Role, Shop, User
from accounts.services import proposals
from accounts.services.errors import Conflict, NotAllowed, Refused
from tests.factories.person import person
from tests.people import actor_of

pytestmark = pytest.mark.django_db


class Colour(proposals.ChangeKind):
    """A change of nothing, for these tests: what was applied and told is kept in lists."""

    name: ClassVar[str] = "test-colour"
    label = "Colour"
    needs = Permission.PROPOSE_TERMS
    accepts = Permission.ACCEPT_TERMS

    def __init__(self) -> None:
        self.applied: list[str] = []
        self.told: list[str] = []
        self.trouble: Exception | None = None

    def facts(self, proposal: Proposal) -> list[tuple[str, str]]:
        return [("Colour", proposal.change["is"])]

    def apply(self, proposal: Proposal, actor: Actor) -> None:
        self.applied.append(proposal.change["is"])

    def tell(self, proposal: Proposal, actor: Actor) -> tuple[str, str]:
        self.told.append(proposal.change["is"])
        if self.trouble:
            raise self.trouble
        return Proposal.Outcome.DONE, "It is blue now."


class ToldColour(Colour):
    name: ClassVar[str] = "test-told-colour"
    tells_provider = True


@pytest.fixture
def colour(monkeypatch: pytest.MonkeyPatch) -> Colour:
    monkeypatch.setattr(proposals, "_registered", dict(proposals._registered))
    kind = Colour()
    proposals.register(kind)
    return kind


@pytest.fixture
def told_colour(monkeypatch: pytest.MonkeyPatch) -> Colour:
    monkeypatch.setattr(proposals, "_registered", dict(proposals._registered))
    kind = ToldColour()
    proposals.register(kind)
    return kind


@pytest.fixture
def adam(harbour: Shop) -> Actor:
    return actor_of(person("adam", "Adam Fong", harbour, Role.ADMIN), harbour)


@pytest.fixture
def checker(carla: User, harbour: Shop) -> Actor:
    return actor_of(carla, harbour)


def proposed(kind: Colour, actor: Actor, shop: Shop, **more: Any) -> Proposal:
    return proposals.propose(
        kind.name, title="Paint it blue", change={"is": "blue"}, actor=actor, shop=shop, **more
    )


def test_a_proposal_changes_nothing_until_it_is_accepted(
    colour: Colour, adam: Actor, checker: Actor, harbour: Shop
) -> None:
    proposal = proposed(colour, adam, harbour, why=" It is nicer. ")
    assert (proposal.state, proposal.why, colour.applied) == ("waiting", "It is nicer.", [])

    done = proposals.accept(proposal, version=1, actor=checker)

    assert (done.state, done.decided_by, done.version, colour.applied) == (
        "accepted",
        checker.user,
        2,
        ["blue"],
    )
    actions = AuditEntry.objects.filter(object_id=proposal.public_id).order_by("pk")
    assert list(actions.values_list("action", flat=True)) == ["proposal.proposed", "proposal.accepted"]


def test_refused_it_changes_nothing_and_says_why(
    colour: Colour, adam: Actor, checker: Actor, harbour: Shop
) -> None:
    proposal = proposed(colour, adam, harbour)
    with pytest.raises(Refused) as refusal:
        proposals.refuse(proposal, version=1, reason=" ", actor=checker)
    assert refusal.value.code == "reason-missing"

    done = proposals.refuse(proposal, version=1, reason="Red is nicer.", actor=checker)

    assert (done.state, done.reason, colour.applied) == ("refused", "Red is nicer.", [])


def test_who_proposed_it_takes_it_back_and_nobody_else(
    colour: Colour, adam: Actor, checker: Actor, harbour: Shop
) -> None:
    proposal = proposed(colour, adam, harbour)
    with pytest.raises(NotAllowed) as refusal:
        proposals.withdraw(proposal, version=1, actor=checker)
    assert refusal.value.code == "not-yours"

    assert proposals.withdraw(proposal, version=1, actor=adam).state == "withdrawn"
    with pytest.raises(Conflict):
        proposals.accept(proposal, version=1, actor=checker)
    assert colour.applied == []


@pytest.mark.parametrize("decide", ["accept", "refuse"])
def test_sec_7_who_proposed_it_never_decides_also_in_another_role(
    colour: Colour, adam: Actor, harbour: Shop, decide: str
) -> None:
    proposal = proposed(colour, adam, harbour)
    Membership.objects.filter(user=adam.user).update(role=Role.COMPLIANCE)
    assert adam.user is not None
    more = {"reason": "x"} if decide == "refuse" else {}

    with pytest.raises(NotAllowed) as refusal:
        getattr(proposals, decide)(proposal, version=1, actor=actor_of(adam.user, harbour), **more)

    assert refusal.value.code == "own-proposal"
    assert colour.applied == []


@pytest.mark.parametrize("state", ["accepted", "refused"])
def test_sec_7_the_database_refuses_the_proposer_as_decider(
    colour: Colour, adam: Actor, harbour: Shop, state: str
) -> None:
    proposal = proposed(colour, adam, harbour)

    with pytest.raises(IntegrityError, match="ck_proposer_is_not_decider"), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(state=state, decided_by=adam.user)
    with pytest.raises(IntegrityError, match="ck_proposer_is_not_decider"), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(state=state, decided_by=None)


@pytest.mark.parametrize("role", [Role.TELLER, Role.SUPERVISOR, Role.ADMIN])
def test_only_the_named_role_accepts(colour: Colour, adam: Actor, harbour: Shop, role: str) -> None:
    proposal = proposed(colour, adam, harbour)
    someone = actor_of(person("someone", "Some One", harbour, role), harbour)

    with pytest.raises(NotAllowed) as refusal:
        proposals.accept(proposal, version=1, actor=someone)

    assert refusal.value.detail["permission"] == "accept-terms"


def test_only_the_named_role_proposes(colour: Colour, checker: Actor, harbour: Shop) -> None:
    with pytest.raises(NotAllowed):
        proposed(colour, checker, harbour)
    assert not Proposal.objects.exists()


def test_two_changes_of_one_record_never_wait_at_once(colour: Colour, adam: Actor, harbour: Shop) -> None:
    about = ("thing", uuid4())
    first = proposed(colour, adam, harbour, subject=about)
    with pytest.raises(Conflict) as refusal:
        proposed(colour, adam, harbour, subject=about)
    assert refusal.value.code == "waits-already"

    proposals.withdraw(first, version=1, actor=adam)
    assert proposed(colour, adam, harbour, subject=about).state == "waiting"


def test_the_second_reads_who_was_first_and_when(
    colour: Colour, adam: Actor, checker: Actor, harbour: Shop
) -> None:
    proposal = proposed(colour, adam, harbour)
    proposals.accept(proposal, version=1, actor=checker)
    other = actor_of(person("cora", "Cora", harbour, Role.COMPLIANCE), harbour)

    with pytest.raises(Conflict, match="Carla Mendes decided about this, ") as refusal:
        proposals.refuse(proposal, version=1, reason="x", actor=other)

    assert (refusal.value.detail["who"], refusal.value.detail["state"]) == ("Carla Mendes", "accepted")


def test_a_change_that_can_no_longer_be_made_stays_waiting(
    colour: Colour, adam: Actor, checker: Actor, harbour: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal = proposed(colour, adam, harbour)

    def refuses(*_args: Any) -> None:
        raise Refused("It is gone.", code="gone")

    monkeypatch.setattr(colour, "apply", refuses)
    with pytest.raises(Refused):
        proposals.accept(proposal, version=1, actor=checker)

    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by) == ("waiting", None)


def test_an_accepted_change_is_said_to_the_provider_once(
    told_colour: Colour, adam: Actor, checker: Actor, harbour: Shop
) -> None:
    proposal = proposed(told_colour, adam, harbour)

    done = proposals.accept(proposal, version=1, actor=checker)

    assert (done.outcome, done.outcome_words, told_colour.told) == ("done", "It is blue now.", ["blue"])
    with pytest.raises(Conflict):
        proposals.accept(proposal, version=1, actor=checker)
    assert told_colour.told == ["blue"]


def test_trouble_while_telling_is_never_called_a_failure(
    told_colour: Colour, adam: Actor, checker: Actor, harbour: Shop
) -> None:
    told_colour.trouble = OSError("reset")
    proposal = proposed(told_colour, adam, harbour)

    done = proposals.accept(proposal, version=1, actor=checker)

    assert (done.state, done.outcome) == ("accepted", "unknown")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_one_does(
    told_colour: Colour, adam: Actor, checker: Actor, harbour: Shop
) -> None:
    other = actor_of(person("cora", "Cora", harbour, Role.COMPLIANCE), harbour)
    for _round in range(20):
        proposal = proposed(told_colour, adam, harbour)
        together = threading.Barrier(2, timeout=60)
        lost: list[Exception] = []

        def accept(actor: Actor, proposal: Proposal = proposal, together: Any = together) -> None:
            together.wait()
            try:
                proposals.accept(proposal, version=1, actor=actor)
            except Exception as error:
                lost.append(error)  # noqa: B023 - each round's own
            finally:
                database.close()

        threads = [threading.Thread(target=accept, args=(actor,)) for actor in (checker, other)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=120)
        assert [type(error) for error in lost] == [Conflict]
    assert len(told_colour.told) == len(told_colour.applied) == 20


@pytest.mark.parametrize("decide", ["accept", "refuse"])
def test_another_shops_checker_decides_nothing_here(
    colour: Colour, adam: Actor, harbour: Shop, lantern: Shop, decide: str
) -> None:
    proposal = proposed(colour, adam, harbour)
    stranger = actor_of(person("lena", "Lena", lantern, Role.COMPLIANCE), lantern)
    more = {"reason": "x"} if decide == "refuse" else {}

    with pytest.raises(NotAllowed):
        getattr(proposals, decide)(proposal, version=1, actor=stranger, **more)

    assert colour.applied == []


def test_what_changes_all_shops_is_not_one_shops_to_decide(
    colour: Colour, adam: Actor, checker: Actor
) -> None:
    proposal = proposals.propose(colour.name, title="Paint all", change={"is": "blue"}, actor=adam)

    with pytest.raises(NotAllowed):
        proposals.accept(proposal, version=1, actor=checker)


def test_one_whose_telling_was_interrupted_may_have_been_done_and_is_not_told_again(
    told_colour: Colour, adam: Actor, checker: Actor, harbour: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal = proposed(told_colour, adam, harbour)
    monkeypatch.setattr(proposals, "_say_to_provider", lambda *gone: None)
    proposals.accept(proposal, version=1, actor=checker)

    proposals.close_interrupted()
    proposal.refresh_from_db()
    assert proposal.outcome == "calling"

    Proposal.objects.update(decided_at=timezone.now() - timedelta(minutes=11))
    proposals.close_interrupted()
    proposals.close_interrupted()

    proposal.refresh_from_db()
    assert (proposal.outcome, proposal.version, told_colour.told) == ("unknown", 3, [])
    assert AuditEntry.objects.filter(action="proposal.told-unknown").count() == 1
