"""Deciding over REST: the same rules as on the pages, and refusals that say what is missing."""

from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Actor, Connection, Proposal, Role, Shop, User
from remittance.models import Transfer
from tests.api import app_of
from tests.factories.person import person
from tests.factories.transfer import order_of
from tests.people import actor_of
from tests.sandboxes import Sandbox
from wallet.models import Limit, MoneyCommand
from wallet.services import limit_changes
from wallet.services.limit_changes import Place

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def waiting(open_counter: Connection, harbour: Shop, teller: Actor) -> MoneyCommand:
    Limit.objects.create(
        shop=harbour, role=Role.TELLER, kind="transfer", currency="PHP", per_order=Decimal(1000)
    )
    transfer = order_of(open_counter, harbour, teller)
    return MoneyCommand.objects.get(pk=transfer.command_id)


@pytest.fixture
def proposed(harbour: Shop) -> Proposal:
    adam = actor_of(person("adam", "Adam Fong", harbour, Role.ADMIN), harbour)
    place = Place(harbour, Role.TELLER, "transfer", "USD")
    return limit_changes.propose(place, Decimal(500), None, why="Safer", actor=adam)


REASON: dict[str, dict[str, str]] = {"approve": {}, "withdraw": {}, "refuse": {"reason": "x"}}


def decide(app: Any, thing: Any, act: str, **body: Any) -> Any:
    body = {"version": thing.version} | body
    return app.post(f"approvals/{thing.public_id}/{act}", body, format="json")


def test_an_app_lists_what_waits(waiting: MoneyCommand, proposed: Proposal, susan: User, carla: User,
                                 harbour: Shop) -> None:  # fmt: skip
    items = app_of(susan, harbour).get("approvals").json()["items"]
    assert [(one["noun"], one["kind"], one["may_decide"]) for one in items] == [("order", "transfer", True)]
    assert items[0]["waits_because"] == "Above 1000 PHP by one order."
    assert {"label": "Reference", "value": waiting.reference} in items[0]["facts"]

    items = app_of(carla, harbour).get("approvals").json()["items"]
    assert [(one["noun"], one["may_decide"]) for one in items] == [("order", False), ("change", True)]


def test_a_supervisors_app_approves_and_it_is_sent(
    waiting: MoneyCommand, susan: User, harbour: Shop, sandbox: Sandbox
) -> None:
    answer = decide(app_of(susan, harbour), waiting, "approve")

    assert answer.status_code == 200, answer.content
    assert (answer.json()["waits"], answer.json()["decided_by"]) == (False, "Susan Ho")
    assert len(sandbox.books()["transfers"]) == 1


def test_refused_the_asker_reads_it_on_the_command(
    waiting: MoneyCommand, susan: User, alice: User, harbour: Shop
) -> None:
    app = app_of(alice, harbour)
    before = app.get(f"commands/{waiting.public_id}").json()
    assert (before["state"], before["waits_because"]) == (
        "pending_approval",
        "Above 1000 PHP by one order.",
    )
    assert before["waits_until"]
    assert not before["safe_to_repeat"]

    assert decide(app_of(susan, harbour), waiting, "refuse", reason="No invoice").status_code == 200

    after = app.get(f"commands/{waiting.public_id}").json()
    assert (after["state"], after["outcome"], after["decided_by"], after["decision_reason"]) == (
        "cancelled",
        "not-approved",
        "Susan Ho",
        "No invoice",
    )
    assert after["safe_to_repeat"]


def test_a_tellers_app_decides_nothing(waiting: MoneyCommand, bob: User, alice: User, harbour: Shop) -> None:
    for user in (bob, alice):
        for act in ("approve", "refuse"):
            answer = decide(app_of(user, harbour), waiting, act, **REASON[act])
            assert (answer.status_code, answer.json()["code"]) == (403, "permission")
            assert answer.json()["permission"] == "approve-commands"


def test_ones_own_is_refused_with_its_reason(
    waiting: MoneyCommand, open_counter: Connection, susan: User, harbour: Shop
) -> None:
    Limit.objects.create(
        shop=harbour, role=Role.SUPERVISOR, kind="transfer", currency="PHP", per_order=Decimal(1)
    )
    transfer = order_of(open_counter, harbour, actor_of(susan, harbour))
    own = MoneyCommand.objects.get(pk=transfer.command_id)

    answer = decide(app_of(susan, harbour), own, "approve")

    assert (answer.status_code, answer.json()["code"]) == (403, "own-order")


def test_the_second_reads_who_and_when(
    waiting: MoneyCommand, susan: User, hector: User, harbour: Shop
) -> None:
    decide(app_of(susan, harbour), waiting, "approve")

    late = decide(app_of(hector, harbour), waiting, "refuse", reason="No.")

    assert (late.status_code, late.json()["code"], late.json()["who"]) == (409, "moved-on", "Susan Ho")
    assert late.json()["when"]


def test_an_old_version_is_refused(waiting: MoneyCommand, susan: User, harbour: Shop) -> None:
    answer = decide(app_of(susan, harbour), waiting, "approve", version=waiting.version + 7)
    assert (answer.status_code, answer.json()["code"]) == (409, "moved-on")


def test_the_asker_withdraws_also_by_stopping_the_command(
    waiting: MoneyCommand, alice: User, bob: User, harbour: Shop
) -> None:
    assert decide(app_of(bob, harbour), waiting, "withdraw").json()["code"] == "not-yours"
    app = app_of(alice, harbour)
    answer = app.post(f"commands/{waiting.public_id}/stop", {"version": waiting.version}, format="json")
    assert (answer.status_code, answer.json()["outcome"]) == (200, "stopped")
    decided = app.get("approvals?state=decided").json()["items"]
    assert [one["id"] for one in decided] == [str(waiting.public_id)]


def test_a_change_is_accepted_over_rest(proposed: Proposal, carla: User, susan: User, harbour: Shop) -> None:
    assert decide(app_of(susan, harbour), proposed, "approve").status_code == 404
    answer = decide(app_of(carla, harbour), proposed, "approve")

    assert (answer.status_code, answer.json()["state_word"]) == (200, "Accepted")
    app = app_of(person("tess", "Tess", harbour, Role.TELLER), harbour)
    assert app.get("me").json()["limits"] == {"transfer.USD.per_order": "500"}


@pytest.mark.parametrize("role", [Role.TELLER, Role.SUPERVISOR, Role.COMPLIANCE, Role.ADMIN])
def test_sec_3_another_shops_app_finds_none_of_it(
    waiting: MoneyCommand, proposed: Proposal, lantern: Shop, role: str
) -> None:
    app = app_of(person("stranger", "Strange R", lantern, role), lantern)

    assert app.get("approvals").json()["items"] == []
    for thing in (waiting, proposed):
        assert app.get(f"approvals/{thing.public_id}").status_code == 404
        for act in ("approve", "refuse", "withdraw"):
            assert decide(app, thing, act, **REASON[act]).status_code == 404


def test_an_order_above_a_limit_is_taken_and_waits(
    open_counter: Connection, harbour: Shop, waiting: MoneyCommand, alice: User
) -> None:
    transfer = Transfer.objects.get(command=waiting)
    shown = app_of(alice, harbour).get(f"transfers/{transfer.public_id}").json()

    assert (shown["state"], shown["status_word"]) == ("pending_approval", "Waits for a second person")
    assert shown["acts"] == {"stop": True, "receipt": True, "repeat": False, "word_first": False}
    receipt = app_of(alice, harbour).get(f"transfers/{transfer.public_id}/receipt").json()
    assert receipt["heading"] == "Order taken, waits for a second person"
