"""Commission and threshold of an account: two people, one call, and what the account then shows."""

from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Connection, Proposal, Shop, User
from accounts.services import proposals
from accounts.services.errors import Conflict, NotAllowed, Refused
from tests.people import actor_of
from tests.sandboxes import Sandbox
from wallet.models import Account
from wallet.selectors.accounts import low
from wallet.services import account_terms, accounts, inbox

pytestmark = pytest.mark.django_db
NOTHING = {"shop_commission": None, "balance_threshold": None}


@pytest.fixture
def usd(connection: Connection) -> Account:
    accounts.keep_listed(connection, [accounts.Listed("usd", 2, False)])
    return accounts.refresh_currency(connection, "usd")


@pytest.fixture
def proposed(usd: Account, ada: User) -> Proposal:
    asked = {"shop_commission": Decimal("1.5"), "balance_threshold": Decimal(250)}
    return account_terms.propose(usd, asked, actor=actor_of(ada, None), why="the summer")


def accept(proposal: Proposal, carla: User, harbour: Shop) -> Proposal:
    return proposals.accept(proposal, version=proposal.version, actor=actor_of(carla, harbour))


def puts(sandbox: Sandbox) -> int:
    return sum(method == "PUT" for method, _path in sandbox.seen)


def test_two_people_change_the_terms_and_bitspark_is_told_once(
    proposed: Proposal, usd: Account, sandbox: Sandbox, carla: User, harbour: Shop
) -> None:
    assert puts(sandbox) == 0

    done = accept(proposed, carla, harbour)

    usd.refresh_from_db()
    assert (done.outcome, puts(sandbox)) == (Proposal.Outcome.DONE, 1), done.outcome_words
    assert account_terms.terms_of(usd) == {
        "shop_commission": Decimal("1.5"),
        "balance_threshold": Decimal(250),
    }


def test_a_figure_that_is_not_named_stays(
    usd: Account, ada: User, carla: User, harbour: Shop, sandbox: Sandbox
) -> None:
    sandbox.control("balance", login=0, currency="usd", shop_commission="2")
    accounts.refresh_currency(usd.connection, "usd")
    asked = NOTHING | {"balance_threshold": Decimal(10)}
    proposal = account_terms.propose(usd, asked, actor=actor_of(ada, None))

    accept(proposal, carla, harbour)

    usd.refresh_from_db()
    assert account_terms.terms_of(usd) == {"shop_commission": 2, "balance_threshold": 10}


def test_the_second_person_reads_old_beside_new(proposed: Proposal, carla: User, harbour: Shop) -> None:
    item = inbox.of_change(proposed, actor_of(carla, harbour))

    assert ("Shop commission", "1.5, was 0") in item.facts
    assert ("Low balance below", "250, was 0") in item.facts
    assert item.url == f"/accounts/{proposed.subject_id}/"


@pytest.mark.parametrize(
    ("fault", "more", "outcome", "words"),
    [
        ("status", {"code": 422, "message": ["Shop commission is not a number"]}, "failed", "not a number"),
        ("drop_after_commit", {}, "done", "shows the new figures"),
        ("malformed", {}, "done", "shows the new figures"),
        ("drop_before", {}, "unknown", "did not say"),
        ("status", {"code": 503}, "unknown", "did not say"),
    ],
)
def test_whatever_is_answered_the_account_itself_decides(
    proposed: Proposal, sandbox: Sandbox, carla: User, harbour: Shop,
    fault: str, more: dict, outcome: str, words: str,
) -> None:  # fmt: skip
    sandbox.fault(fault, "/v1/accounts/*", method="PUT", **more)

    done = accept(proposed, carla, harbour)

    assert (done.outcome, puts(sandbox)) == (outcome, 1), done.outcome_words
    assert words in done.outcome_words


def test_where_the_account_cannot_be_read_afterwards_nobody_claims_anything(
    proposed: Proposal, sandbox: Sandbox, carla: User, harbour: Shop
) -> None:
    sandbox.fault("status", "/v1/accounts/me", method="GET", code=503)

    done = accept(proposed, carla, harbour)

    assert done.outcome == Proposal.Outcome.UNKNOWN
    assert "could not be read again" in done.outcome_words


def test_roles_and_repeats_are_refused(
    proposed: Proposal, usd: Account, ada: User, susan: User, harbour: Shop
) -> None:
    asked = NOTHING | {"balance_threshold": Decimal(5)}
    with pytest.raises(NotAllowed):
        account_terms.propose(usd, asked, actor=actor_of(susan, harbour))
    with pytest.raises(Conflict):
        account_terms.propose(usd, asked, actor=actor_of(ada, None))
    with pytest.raises(NotAllowed):
        proposals.accept(proposed, version=1, actor=actor_of(ada, None))


def test_what_changes_nothing_is_refused(usd: Account, ada: User) -> None:
    with pytest.raises(Refused) as refusal:
        account_terms.propose(usd, NOTHING | {"balance_threshold": Decimal(0)}, actor=actor_of(ada, None))
    assert refusal.value.code == "nothing-changes"


@pytest.mark.parametrize(
    ("balance", "threshold", "is_low"),
    [
        ("99.99999999", "100", True),
        ("100", "100", False),
        ("0", "0", False),
        ("0", "", False),
        (None, "1", False),
    ],
)
def test_a_balance_is_low_below_its_threshold_and_never_at_zero(
    connection: Connection, balance: str | None, threshold: str, is_low: bool
) -> None:
    figure = None if balance is None else Decimal(balance)
    account = Account.objects.create(
        connection=connection, currency="USD", balance=figure, balance_threshold_raw=threshold
    )

    assert account.is_low is is_low
    assert low([connection]) == ([account] if is_low else [])


def test_an_administrators_app_proposes_terms(
    usd: Account, ada: User, alice: User, harbour: Shop, sandbox: Sandbox, device_of: Any
) -> None:
    address = f"/api/v1/accounts/{usd.public_id}/terms"
    body = {"balance_threshold": "0", "shop_commission": "2.25"}

    refused = device_of(alice, harbour).post(address, body, format="json")
    taken = device_of(ada, harbour).post(address, body, format="json")
    again = device_of(ada, harbour).post(address, body, format="json")

    assert (refused.status_code, taken.status_code, again.status_code) == (403, 202, 409)
    proposal = Proposal.objects.get(public_id=taken.json()["id"])
    assert proposal.change["now"]["shop_commission"] == "2.25"
    assert puts(sandbox) == 0
