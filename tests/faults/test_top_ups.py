"""Every way in which a decision on a top-up, or asking for one, can go wrong; and two people at once."""

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections as databases

from accounts.models import Actor, Connection, Shop, User
from accounts.services.errors import Conflict, ServiceError
from remittance.models import TopUp
from remittance.selectors import top_ups as selectors
from remittance.services import mirror, top_ups
from tests.factories.top_up import asked, asked_of
from tests.people import actor_of
from tests.sandboxes import Sandbox
from wallet.models import Limit, MoneyCommand
from wallet.services import approvals, reading_back, sending

pytestmark = pytest.mark.django_db(transaction=True)

PAIRS = 100
LAWFUL = (top_ups.Done, Conflict)  # what a person who decides may be told
ACTS: dict[str, str] = {"approve": "approved", "decline": "declined", "cancel": "canceled"}


@pytest.fixture(autouse=True)
def _state(tmp_path: Any, settings: Any) -> None:
    settings.STATE_DIR = tmp_path / "state"


@pytest.fixture
def supervisor(susan: User, harbour: Shop) -> Actor:
    return actor_of(susan, harbour)


def no(code: int, error_code: str, message: Any = "It cannot be done") -> dict[str, Any]:
    return {"fault": "status", "code": code, "error_code": error_code, "message": message}


# the fault, where the command ends, whether it is in the books
FAULTS: dict[str, tuple[dict[str, Any], str, bool]] = {
    "no answer, not booked": ({"fault": "drop_before"}, "unknown", False),
    "no answer, booked": ({"fault": "drop_after_commit"}, "accepted", True),
    "500, booked": ({"fault": "status", "code": 500, "after_commit": True}, "accepted", True),
    "503": ({"fault": "status", "code": 503}, "unknown", False),
    "HTML": ({"fault": "html"}, "accepted", True),
    "HTML, 502, not booked": ({"fault": "html", "code": 502, "after_commit": False}, "unknown", False),
    "malformed": ({"fault": "malformed"}, "accepted", True),
    "truncated": ({"fault": "truncate"}, "accepted", True),
    "late": ({"fault": "delay", "seconds": 0.2, "when": "after"}, "accepted", True),
    "400 bad_request": (no(400, "bad_request"), "rejected", False),
    "400 top_up_error": (no(400, "top_up_error"), "unknown", False),
    "400 top_up_error, booked": (no(400, "top_up_error") | {"after_commit": True}, "accepted", True),
    "401": (no(401, "unauthorized"), "rejected", False),
    "422 as text": (no(422, "unprocessable_entity", "Top-up can not be done"), "rejected", False),
    "422 as list": (no(422, "unprocessable_entity", ["Top-up can not", "be done"]), "rejected", False),
}


def act_on(act: str, row: TopUp, actor: Actor, key: str = "") -> top_ups.Done:
    fresh = selectors.of_public_id(row.public_id, [row.shop], head_office=False)
    said: dict[str, Any] = {"seen": fresh.version, "key": key or str(uuid4()), "actor": actor}
    if act == "approve":
        return top_ups.approve(fresh, cash_counted=True, **said)
    if act == "decline":
        return top_ups.decline(fresh, reason="no cash", **said)
    return top_ups.cancel(fresh, **said)


def ask(sandbox: Sandbox, shop: Shop, actor: Actor, key: str = "", amount: int = 25) -> top_ups.Done:
    return top_ups.create(
        shop_code=sandbox.keys()[1].shop_code,
        currency="USD",
        amount=Decimal(amount),
        key=key or str(uuid4()),
        shop=shop,
        actor=actor,
    )


def subject(act: str, connection: Connection, sandbox: Sandbox, actor: Actor) -> TopUp:
    """A pending top-up that may be decided in this way."""
    if act != "cancel":
        return asked(connection, sandbox)
    mirror.refresh_balances(connection)
    assert actor.shop is not None
    return ask(sandbox, actor.shop, actor).top_up


def status_of(sandbox: Sandbox, row: TopUp) -> str:
    found = next(one for one in sandbox.books()["top_ups"] if one["id"] == row.provider_id)
    return str(found["status"])


def debits(sandbox: Sandbox, row: TopUp) -> int:
    ledger = sandbox.books()["ledger"]
    return len(
        [one for one in ledger if one["transfer"] == row.provider_id and one["amount"].startswith("-")]
    )


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("name", FAULTS)
def test_a_decision_ends_as_it_must_and_has_one_effect_at_most(
    name: str, act: str, connection: Connection, sandbox: Sandbox, supervisor: Actor
) -> None:
    fault, state, done = FAULTS[name]
    row = subject(act, connection, sandbox, supervisor)
    path = f"/v2/top_ups/{row.provider_id}/{act}"
    sandbox.fault(path=path, **fault)

    command = act_on(act, row, supervisor, "the-key").command

    assert command.state == state
    assert status_of(sandbox, row) == (ACTS[act] if done else "pending")
    sending.sweep_leases()
    sending.send_due()
    assert act_on(act, row, supervisor, "the-key").command == command
    assert [one[1] for one in sandbox.seen if one[0] == "PUT"] == [path]
    assert debits(sandbox, row) == (1 if done and act == "approve" else 0)


@pytest.mark.parametrize("act", ACTS)
def test_an_answer_and_the_reading_after_it_lost_is_found_later(
    act: str, connection: Connection, sandbox: Sandbox, supervisor: Actor
) -> None:
    row = subject(act, connection, sandbox, supervisor)
    sandbox.fault("drop_after_commit", f"/v2/top_ups/{row.provider_id}/{act}")
    sandbox.fault("status", f"/v2/top_ups/{row.provider_id}", method="GET", code=503, times=2)
    command = act_on(act, row, supervisor).command
    assert command.state == "unknown"

    assert reading_back.read_one(command)

    row.refresh_from_db()
    assert (row.decision_state, row.status_code) == ("accepted", ACTS[act])
    assert len([one for one in sandbox.seen if one[0] == "PUT"]) == 1


@pytest.mark.parametrize("name", [one for one in FAULTS if one not in {"401"}])
def test_asking_another_shop_ends_as_it_must_and_asks_once_at_most(
    name: str, connection: Connection, sandbox: Sandbox, supervisor: Actor, harbour: Shop
) -> None:
    fault, state, done = FAULTS[name]
    mirror.refresh_balances(connection)
    sandbox.fault(path="/v2/top_ups", method="POST", **fault)

    command = ask(sandbox, harbour, supervisor, "the-key").command

    assert command.state == state
    sending.sweep_leases()
    sending.send_due()
    top_ups.refresh_top_ups(connection)
    assert ask(sandbox, harbour, supervisor, "the-key").command == command
    assert len(sandbox.books()["top_ups"]) == int(done)
    assert [one[1] for one in sandbox.seen if one[0] == "POST"] == ["/v2/top_ups"]
    row = TopUp.objects.get(folded_into=None)
    assert (row.command, row.status_code) == (command, "pending" if done else "")


def test_a_request_that_was_heard_is_found_although_the_mirror_met_it_first(
    connection: Connection, sandbox: Sandbox, supervisor: Actor, harbour: Shop
) -> None:
    mirror.refresh_balances(connection)
    sandbox.fault("drop_after_commit", "/v2/top_ups", method="POST")
    sandbox.fault("status", "/v2/top_ups", method="GET", code=503, times=1)
    command = ask(sandbox, harbour, supervisor).command
    assert command.state == "unknown"
    top_ups.refresh_top_ups(connection)
    stranger = TopUp.objects.exclude(provider_id="").get()
    assert stranger.command is None

    assert reading_back.read_one(command)

    ours = TopUp.objects.get(command=command)
    stranger.refresh_from_db()
    assert (ours.status_code, ours.state, stranger.folded_into) == ("pending", "accepted", ours)
    assert selectors.of_public_id(stranger.public_id, [harbour], head_office=False) == ours


def test_the_same_request_again_is_first_looked_for_and_never_asked_twice(
    connection: Connection, sandbox: Sandbox, supervisor: Actor, harbour: Shop
) -> None:
    mirror.refresh_balances(connection)
    sandbox.fault("drop_after_commit", "/v2/top_ups", method="POST")
    sandbox.fault("status", "/v2/top_ups", method="GET", code=503, times=1)
    command = ask(sandbox, harbour, supervisor).command

    again = approvals.send_again(command, version=command.version, actor=supervisor)

    assert again.state == "accepted"
    assert [one[1] for one in sandbox.seen if one[0] == "POST"] == ["/v2/top_ups"]


@pytest.mark.parametrize("decided", ["", "approved", "declined"])
def test_the_same_request_again_finds_what_the_mirror_met_meanwhile_decided_or_not(
    connection: Connection, sandbox: Sandbox, supervisor: Actor, harbour: Shop, decided: str
) -> None:
    mirror.refresh_balances(connection)
    sandbox.fault("drop_after_commit", "/v2/top_ups", method="POST")
    sandbox.fault("status", "/v2/top_ups", method="GET", code=503, times=1)
    command = ask(sandbox, harbour, supervisor).command
    assert command.state == "unknown"
    made = sandbox.books()["top_ups"][0]["id"]
    if decided:
        sandbox.status(made, decided)
    top_ups.refresh_top_ups(connection)

    again = approvals.send_again(command, version=command.version, actor=supervisor)

    assert (again.state, again.remote_id) == ("accepted", made)
    assert [one[1] for one in sandbox.seen if one[0] == "POST"] == ["/v2/top_ups"]


def test_already_taken_is_told_only_after_the_list_was_read_and_with_what_it_shows(
    connection: Connection, sandbox: Sandbox, supervisor: Actor, harbour: Shop
) -> None:
    mirror.refresh_balances(connection)
    first = ask(sandbox, harbour, supervisor).top_up

    second = ask(sandbox, harbour, supervisor, amount=40).command

    assert second.state == "rejected"
    assert "already been taken" in second.refusal[0]
    assert second.refusal[1] == f"Bitspark shows as pending: {first.transaction_number}, 25.0 USD."
    assert TopUp.objects.exclude(provider_id="").count() == 1


def test_100_pairs_approve_against_decline_at_once_have_one_effect_each(
    connection: Connection,
    sandbox: Sandbox,
    susan: User,
    hector: User,
    harbour: Shop,
) -> None:
    """Two people at the same top-up at the same moment, a hundred times, some with a lost answer."""
    rows = asked_of(connection, sandbox, amount="10", count=PAIRS)
    for row in rows[::20]:
        sandbox.fault("drop_after_commit", f"/v2/top_ups/{row.provider_id}/*", method="PUT")
    people = {"approve": actor_of(susan, harbour), "decline": actor_of(hector, harbour)}
    at_once = threading.Barrier(2, timeout=240)
    told: dict[str, list[Any]] = {"approve": [], "decline": []}
    threads = [
        threading.Thread(target=_decide_all, args=(act, rows, people[act], at_once, told[act]))
        for act in told
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=540)
        assert not thread.is_alive()

    strange = [one for answers in told.values() for one in answers if not isinstance(one, LAWFUL)]
    assert strange == []
    books = {one["id"]: one["status"] for one in sandbox.books()["top_ups"]}
    won = {act: [isinstance(one, top_ups.Done) for one in answers] for act, answers in told.items()}
    assert [one + other for one, other in zip(won["approve"], won["decline"], strict=True)] == [1] * PAIRS
    for place, row in enumerate(rows):
        winner = "approve" if won["approve"][place] else "decline"
        loser = told["decline" if winner == "approve" else "approve"][place]
        assert isinstance(loser, Conflict), loser
        assert loser.code in {"decided-already", "moved-on"}
        assert books[row.provider_id] == ACTS[winner]
        row.refresh_from_db()
        assert (row.status_code, row.decision_state) == (ACTS[winner], "accepted")
    assert len([one for one in sandbox.seen if one[0] == "PUT"]) == PAIRS
    assert MoneyCommand.objects.count() == PAIRS
    named = [
        one for answers in told.values() for one in answers if getattr(one, "code", "") == "decided-already"
    ]
    assert named
    assert {one.detail["who"] for one in named} <= {"Susan Ho", "Hector Wong"}


def _decide_all(
    act: str, rows: list[TopUp], actor: Actor, at_once: threading.Barrier, told: list[Any]
) -> None:
    """One person, at each top-up in turn, together with the other; what each try came to."""
    do: Callable[[TopUp], top_ups.Done] = lambda row: _seen_before(act, row, actor)  # noqa: E731
    try:
        for row in rows:
            at_once.wait()
            try:
                told.append(do(row))
            except ServiceError as refusal:
                told.append(refusal)
    except BaseException as error:  # said by the test, which compares what each was told
        told.append(error)
        at_once.abort()
    finally:
        databases.close_all()


def _seen_before(act: str, row: TopUp, actor: Actor) -> top_ups.Done:
    """Decide on the version that was on the page, whatever it is by now."""
    fresh = selectors.of_public_id(row.public_id, [row.shop], head_office=False)
    said: dict[str, Any] = {"seen": row.version, "key": str(uuid4()), "actor": actor}
    if act == "approve":
        return top_ups.approve(fresh, cash_counted=True, **said)
    return top_ups.decline(fresh, reason="no cash", **said)


def test_a_tellers_day_limit_holds_for_top_ups_together(
    connection: Connection, sandbox: Sandbox, alice: User, harbour: Shop
) -> None:
    Limit.objects.create(shop=harbour, role="teller", kind="topup_approve", currency="HKD", per_day=1000)
    rows = asked_of(connection, sandbox, amount="400", count=3)
    states = [act_on("approve", row, actor_of(alice, harbour)).command.state for row in rows]
    assert states == ["accepted", "accepted", "pending_approval"]
