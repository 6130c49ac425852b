"""Fees, mirrored from the real sandbox, and one of our own made by two people."""

from decimal import Decimal

import pytest

from accounts.models import Connection, Proposal, Shop, User
from accounts.services import proposals
from accounts.services.errors import Conflict, NotAllowed, ProviderDown, Refused
from remittance.models import Fee
from remittance.selectors import fee_sum, fees, freshness
from remittance.services import fee_changes, mirror
from tests.people import actor_of
from tests.sandboxes import Sandbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposed(open_counter: Connection, ada: User) -> Proposal:
    """2.25 USD on every top-up, proposed by Ada."""
    mirror.refresh_fees(open_counter)
    return fee_changes.propose(open_counter, "USD", Decimal("2.25"), actor=actor_of(ada, None))


def accept(proposal: Proposal, carla: User, harbour: Shop) -> Proposal:
    return proposals.accept(proposal, version=proposal.version, actor=actor_of(carla, harbour))


def made(sandbox: Sandbox) -> list[dict]:
    return [row for row in sandbox.books()["fees"] if row["amount"] == "2.25"]


def posts(sandbox: Sandbox) -> int:
    return sandbox.seen.count(("POST", "/v1/fees"))


def test_fees_are_read_with_their_currency_and_range(open_counter: Connection) -> None:
    mirror.refresh_fees(open_counter)

    rows = Fee.objects.filter(connection=open_counter)
    assert rows.count() >= 14
    assert not rows.filter(currency="").exists()
    one = rows.get(model="TopUp", currency="HKD", fee_type="percentage")
    assert (one.amount_raw, one.lower_raw, one.upper_raw) == ("1.0", "1000.0", "1000000000000000.0")
    assert freshness.of(open_counter, "fees").complete


@pytest.mark.parametrize(
    "wanted",
    [
        fees.Wanted(currency="USD"),
        fees.Wanted(active=False),
        fees.Wanted(active=True),
        fees.Wanted(model="Withdraw"),
        fees.Wanted(amount=Decimal(1000)),
        fees.Wanted(amount=Decimal("999.99999999")),
        fees.Wanted(currency="HKD", active=True, model="TopUp", amount=Decimal(1000)),
    ],
)
def test_our_filters_find_what_bitsparks_own_find(open_counter: Connection, wanted: fees.Wanted) -> None:
    mirror.refresh_fees(open_counter)

    told = mirror.refresh_fees(open_counter, wanted)

    assert told.whole
    assert {fee.provider_id for fee in fees.listed(open_counter, wanted)} == told.ids


def test_a_narrowed_list_leaves_the_others_where_they_are(open_counter: Connection) -> None:
    mirror.refresh_fees(open_counter)

    mirror.refresh_fees(open_counter, fees.Wanted(currency="SGD"))

    assert not Fee.objects.exclude(gone_at=None).exists()


def test_one_fee_is_read_alone(open_counter: Connection, sandbox: Sandbox) -> None:
    mirror.refresh_fees(open_counter)
    fee = Fee.objects.filter(currency="USD", model="TopUp").first()
    Fee.objects.filter(pk=fee.pk).update(amount_raw="9")

    mirror.refresh_fee(fee)

    assert Fee.objects.get(pk=fee.pk).amount_raw == fee.amount_raw


def test_a_fee_that_is_no_longer_listed_is_kept_and_said_to_be_gone(
    open_counter: Connection, sandbox: Sandbox
) -> None:
    mirror.refresh_fees(open_counter)
    fee = Fee.objects.filter(currency="SGD").first()
    sandbox.control("fees", delete=fee.provider_id)

    mirror.refresh_fees(open_counter)

    assert Fee.objects.get(pk=fee.pk).gone_at is not None
    assert fee not in fees.listed(open_counter, fees.Wanted())


def test_a_list_that_cannot_be_read_leaves_the_fees_and_says_so(
    open_counter: Connection, sandbox: Sandbox
) -> None:
    mirror.refresh_fees(open_counter)
    before = Fee.objects.filter(gone_at=None).count()
    sandbox.fault("status", "/v1/fees", status=503)

    with pytest.raises(ProviderDown):
        mirror.refresh_fees(open_counter)

    assert Fee.objects.filter(gone_at=None).count() == before
    assert freshness.of(open_counter, "fees").could_not_load


def test_the_estimate_is_what_the_sandbox_charges_for_a_top_up(
    open_counter: Connection, sandbox: Sandbox
) -> None:
    mirror.refresh_fees(open_counter)
    asked = sandbox.control("ask-top-up", login=0, currency="usd", amount="500")

    found = fee_sum.estimate(
        fees.listed(open_counter, fees.Wanted()), model="TopUp", currency="USD", amount=Decimal(500)
    )

    assert found.total == Decimal(asked["fee"])
    assert found.total > 0


def test_a_fee_takes_two_people_and_is_told_once(
    proposed: Proposal, sandbox: Sandbox, carla: User, harbour: Shop
) -> None:
    assert posts(sandbox) == 0

    done = accept(proposed, carla, harbour)

    assert (done.outcome, len(made(sandbox)), posts(sandbox)) == (Proposal.Outcome.DONE, 1, 1)
    fee = Fee.objects.get(amount_raw="2.25")
    assert (fee.model, fee.currency, fee.fee_type, fee.is_global) == ("TopUp", "USD", "static", False)


def test_trap_34_a_fee_of_ours_is_ours_though_its_user_is_empty(
    proposed: Proposal, carla: User, harbour: Shop
) -> None:
    accept(proposed, carla, harbour)

    fee = Fee.objects.get(amount_raw="2.25")
    assert fee.user_told == ""
    found = fee_sum.estimate([fee], model="TopUp", currency="USD", amount=Decimal(100))
    assert found.total == Decimal("2.25")


@pytest.mark.parametrize("role", ["alice", "susan", "carla"])
def test_only_an_administrator_proposes_a_fee(
    open_counter: Connection, harbour: Shop, role: str, request: pytest.FixtureRequest
) -> None:
    actor = actor_of(request.getfixturevalue(role), harbour)

    with pytest.raises(NotAllowed):
        fee_changes.propose(open_counter, "USD", Decimal(1), actor=actor)


def test_nobody_but_compliance_accepts_it(
    proposed: Proposal, ada: User, susan: User, harbour: Shop, sandbox: Sandbox
) -> None:
    for user, shop in ((ada, None), (susan, harbour)):
        with pytest.raises(NotAllowed):
            proposals.accept(proposed, version=1, actor=actor_of(user, shop))
    assert posts(sandbox) == 0


def test_the_same_fee_does_not_wait_twice(proposed: Proposal, open_counter: Connection, ada: User) -> None:
    with pytest.raises(Conflict):
        fee_changes.propose(open_counter, "USD", Decimal("2.25"), actor=actor_of(ada, None))


@pytest.mark.parametrize(
    ("currency", "amount", "field"),
    [("XXX", "1", "currency"), ("USD", "0", "amount"), ("USD", "1.001", "amount")],
)
def test_what_cannot_be_a_fee_is_refused_beside_its_field(
    open_counter: Connection, ada: User, currency: str, amount: str, field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        fee_changes.propose(open_counter, currency, Decimal(amount), actor=actor_of(ada, None))
    assert list(refusal.value.fields) == [field]


@pytest.mark.parametrize(
    ("fault", "more", "outcome", "booked"),
    [
        ("status", {"code": 422, "message": ["Amount is not a number"]}, Proposal.Outcome.FAILED, 0),
        ("drop_after_commit", {}, Proposal.Outcome.DONE, 1),
        ("truncate", {}, Proposal.Outcome.DONE, 1),
        ("drop_before", {}, Proposal.Outcome.UNKNOWN, 0),
        ("status", {"code": 500}, Proposal.Outcome.UNKNOWN, 0),
    ],
)
def test_whatever_is_answered_it_is_told_once_and_the_page_says_what_is_known(
    proposed: Proposal, sandbox: Sandbox, carla: User, harbour: Shop,
    fault: str, more: dict, outcome: str, booked: int,
) -> None:  # fmt: skip
    sandbox.fault(fault, "/v1/fees", method="POST", **more)

    done = accept(proposed, carla, harbour)

    assert (done.outcome, len(made(sandbox)), posts(sandbox)) == (outcome, booked, 1), done.outcome_words
    assert done.outcome_words


def test_where_the_list_cannot_be_read_first_nothing_is_sent(
    proposed: Proposal, sandbox: Sandbox, carla: User, harbour: Shop
) -> None:
    sandbox.fault("status", "/v1/fees", method="GET", code=503)

    done = accept(proposed, carla, harbour)

    assert (done.outcome, posts(sandbox)) == (Proposal.Outcome.FAILED, 0)
