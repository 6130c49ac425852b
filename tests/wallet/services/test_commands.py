"""Taking orders: one command for one key, twins, replacements, and the moves a command may make."""

import threading
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db import connection as database

from accounts.models import Actor, AuditEntry, Shop, User
from accounts.services.errors import Conflict, Refused
from remittance.models import Destination
from tests.people import actor_of
from tests.wallet.orders import TakeOrder, fresh, params, transfer_of
from tests.wallet.orders import take as take_order
from wallet.models import IN_DOUBT, MOVES, MoneyCommand, State, lawful
from wallet.services import commands

pytestmark = pytest.mark.django_db


def set_state(command: MoneyCommand, state: str, **columns: Any) -> MoneyCommand:
    """Put a row where a test wants it, past the engine."""
    evidence = "a test" if state == State.ACCEPTED else ""
    MoneyCommand.objects.filter(pk=command.pk).update(state=state, evidence=evidence, **columns)
    return fresh(command)


def test_an_order_is_a_command_a_transfer_and_an_audit_entry(take: TakeOrder, teller: Actor) -> None:
    command = take(amount="1500.50")

    transfer = transfer_of(command)
    assert (command.state, str(command.amount), command.currency) == ("queued", "1500.5", "PHP")
    assert (transfer.reference, transfer.state, transfer.maker) == (command.reference, "queued", teller.user)
    assert (transfer.recipient_name, transfer.destination_name) == ("Juan Dela Cruz", "Philippines")
    assert transfer.provider_id == ""
    entry = AuditEntry.objects.get(action="transfer.confirmed")
    assert (entry.object_id, entry.actor_name) == (transfer.public_id, "Alice Cheung")


def test_the_customers_data_is_sealed_on_the_command(take: TakeOrder) -> None:
    command = take()

    assert "001234567890" not in command.params_sealed
    assert "001234567890" in command.params_text()


def test_the_same_key_and_order_give_the_same_command(
    destination: Destination, teller: Actor, harbour: Shop
) -> None:
    first = take_order(destination, teller, harbour, key="one")
    again = take_order(destination, teller, harbour, key="one")

    assert (first.replayed, again.replayed) == (False, True)
    assert again.command == first.command
    assert MoneyCommand.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_with_one_key_at_once_get_one_command(
    destination: Destination, teller: Actor, harbour: Shop
) -> None:
    together, taken = threading.Barrier(8), []

    def click() -> None:
        together.wait()
        taken.append(take_order(destination, teller, harbour, key="one"))
        database.close()

    clicks = [threading.Thread(target=click) for _ in range(8)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()

    assert len(taken) == 8
    assert len({intake.command.pk for intake in taken}) == MoneyCommand.objects.count() == 1
    assert [intake.replayed for intake in taken].count(False) == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_like_orders_at_once_one_is_taken(
    destination: Destination, teller: Actor, harbour: Shop
) -> None:
    together, said = threading.Barrier(8), []

    def click() -> None:
        together.wait()
        try:
            take_order(destination, teller, harbour)
            said.append("taken")
        except Refused as refusal:
            said.append(refusal.code)
        database.close()

    clicks = [threading.Thread(target=click) for _ in range(8)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()

    assert sorted(said) == ["possible-duplicate"] * 7 + ["taken"]


def test_a_fresh_price_does_not_make_it_another_order(
    destination: Destination, teller: Actor, harbour: Shop
) -> None:
    first = take_order(destination, teller, harbour, key="one", terms={"total": "30.00"})
    again = take_order(destination, teller, harbour, key="one", terms={"total": "30.01"})

    assert again.command == first.command


def test_the_same_key_for_another_order_is_refused(
    destination: Destination, teller: Actor, harbour: Shop
) -> None:
    take_order(destination, teller, harbour, key="one")

    with pytest.raises(Refused) as refusal:
        take_order(destination, teller, harbour, key="one", amount="1501")

    assert (refusal.value.code, refusal.value.status) == ("key-reused", 422)


def test_a_key_belongs_to_one_person(
    destination: Destination, teller: Actor, harbour: Shop, bob: User
) -> None:
    first = take_order(destination, teller, harbour, key="one")
    other = take_order(destination, actor_of(bob, harbour), harbour, key="one", amount="1700")

    assert other.command != first.command


def test_the_key_is_unique_in_the_database_too(take: TakeOrder) -> None:
    one, other = take(key="one"), take(key="two", amount="1600")

    with pytest.raises(IntegrityError, match=r"uq_intake|idem_key"), transaction.atomic():
        MoneyCommand.objects.filter(pk=other.pk).update(idem_key=one.idem_key)


def test_a_refusal_leaves_the_key_free(destination: Destination, teller: Actor, harbour: Shop) -> None:
    with pytest.raises(Refused):
        take_order(destination, teller, harbour, key="one", amount="0")

    assert not take_order(destination, teller, harbour, key="one").replayed


@pytest.mark.parametrize("amount", ["0", "-1", "1.000000001", "NaN", "1e99", "many"])
def test_an_amount_that_cannot_be_kept_exactly_is_refused(take: TakeOrder, amount: str) -> None:
    with pytest.raises(Refused) as refusal:
        take(amount=amount)

    assert refusal.value.code == "amount"


def test_what_cannot_be_signed_for_certain_is_refused(take: TakeOrder) -> None:
    with pytest.raises(Refused) as refusal:
        take(recipient_first_name="Ju~an")

    assert refusal.value.code == "unsendable"


@pytest.mark.parametrize("state", IN_DOUBT)
def test_a_twin_in_doubt_blocks_even_a_confirmed_second_one(take: TakeOrder, state: str) -> None:
    first = set_state(take(), state)

    with pytest.raises(Refused) as refusal:
        take(confirms_twin=first.public_id)

    assert (refusal.value.code, refusal.value.status) == ("twin-in-doubt", 409)
    assert refusal.value.detail["twin"] == str(first.public_id)


@pytest.mark.parametrize("state", [State.QUEUED, State.ACCEPTED, State.SETTLED, State.REFUNDED])
def test_a_twin_within_24_hours_needs_an_explicit_yes(take: TakeOrder, state: str) -> None:
    first = set_state(take(), state)

    with pytest.raises(Refused) as refusal:
        take()
    with pytest.raises(Refused):
        take(confirms_twin=uuid4())
    second = take(confirms_twin=first.public_id)

    assert (refusal.value.code, refusal.value.status) == ("possible-duplicate", 409)
    assert refusal.value.detail["reference"] == first.reference
    assert second.confirms_twin == first


@pytest.mark.parametrize("state", [State.REJECTED, State.CANCELLED, State.RELEASED])
def test_an_order_that_was_not_sent_is_no_twin(take: TakeOrder, state: str) -> None:
    set_state(take(), state)

    assert take().confirms_twin is None


def test_a_twin_of_yesterday_is_no_twin(take: TakeOrder) -> None:
    first = take()
    MoneyCommand.objects.filter(pk=first.pk).update(created_at="2020-01-01T00:00Z", state="settled")

    assert take().confirms_twin is None


@pytest.mark.parametrize(
    "same",
    [
        {"recipient_first_name": "JUAN", "recipient_last_name": "dela  cruz"},
        {"recipient_phone_number": "+63 (917) 123-4567"},
        {"recipient_bank_account_number": "0012-3456-7890"},
        {"amount": "1500.00"},
        {"recipient_address": "somewhere else", "province": "iloilo"},
    ],
)
def test_what_a_list_cannot_tell_apart_is_a_twin(take: TakeOrder, same: dict[str, str]) -> None:
    first = take()

    with pytest.raises(Refused, match=first.reference):
        take(**same)


@pytest.mark.parametrize(
    "other",
    [
        {"amount": "1500.01"},
        {"recipient_first_name": "Jose"},
        {"recipient_phone_number": "+639171234568"},
        {"recipient_bank_account_number": "001234567891"},
        {"account_currency": "hkd"},
    ],
)
def test_what_a_list_tells_apart_is_no_twin(take: TakeOrder, other: dict[str, str]) -> None:
    take()

    assert take(**other).confirms_twin is None


def test_only_what_was_not_sent_is_replaced_and_only_once(take: TakeOrder) -> None:
    first = take()
    with pytest.raises(Refused) as refusal:
        take(amount="1600", replaces=first)
    assert refusal.value.code == "not-replaceable"

    first = set_state(first, State.REJECTED)
    assert take(replaces=first).replaces == first
    with pytest.raises(Conflict) as conflict:
        take(amount="1700", replaces=first)
    assert conflict.value.code == "already-replaced"


def test_nothing_is_taken_for_a_paused_login(take: TakeOrder, destination: Destination) -> None:
    destination.connection.paused_at = "2026-01-01T00:00Z"
    destination.connection.save()

    with pytest.raises(Refused) as refusal:
        take()

    assert refusal.value.code == "connection-paused"


def test_an_order_that_has_not_left_is_stopped(take: TakeOrder, teller: Actor) -> None:
    command = take()

    stopped = commands.stop(command, version=command.version, actor=teller)

    assert (stopped.state, stopped.outcome_code) == ("cancelled", "stopped")
    assert transfer_of(command).state == "cancelled"


@pytest.mark.parametrize(
    "state", [state for state in State if state not in {State.QUEUED, State.PENDING_APPROVAL}]
)
def test_an_order_that_may_have_left_is_not_stopped(take: TakeOrder, teller: Actor, state: str) -> None:
    command = set_state(take(), state)

    with pytest.raises(Conflict) as conflict:
        commands.stop(command, version=command.version, actor=teller)

    assert conflict.value.detail["state"] == state
    assert fresh(command).state == state


def test_a_page_that_is_out_of_date_stops_nothing(take: TakeOrder, teller: Actor) -> None:
    command = take()

    with pytest.raises(Conflict):
        commands.stop(command, version=command.version - 1, actor=teller)


@pytest.mark.parametrize("old", State)
@pytest.mark.parametrize("new", State)
def test_every_move_is_made_or_refused_as_the_graph_says(
    take: TakeOrder, teller: Actor, old: str, new: str
) -> None:
    command = set_state(take(), old)
    evidence = {"evidence": "a test"} if new == State.ACCEPTED else {}

    with transaction.atomic():
        if lawful(old, new):
            commands.move(command, new, actor=teller, **evidence)
            assert (fresh(command).state, fresh(command).version) == (new, 2)
            assert transfer_of(command).state == new
        else:
            with pytest.raises(commands.Unlawful):
                commands.move(command, new, actor=teller, **evidence)
            assert fresh(command).state == old


def test_the_graph_is_the_documented_one() -> None:
    assert {old: sorted(new) for old, new in MOVES.items()} == {
        "draft": ["cancelled", "pending_approval", "queued"],
        "pending_approval": ["cancelled", "queued"],
        "queued": ["cancelled", "sending", "unknown"],
        "sending": ["accepted", "cancelled", "queued", "rejected", "unknown"],
        "unknown": ["accepted", "queued", "rejected", "unconfirmed"],
        "unconfirmed": ["accepted", "released"],
        "accepted": ["failed_after_accept", "refunded", "settled"],
        "settled": ["failed_after_accept", "refunded"],
        "failed_after_accept": ["refunded", "settled"],
        "refunded": [],
        "rejected": [],
        "cancelled": [],
        "released": [],
    }


def test_who_read_an_older_row_moves_nothing(take: TakeOrder, teller: Actor) -> None:
    command = take()
    old = fresh(command)
    with transaction.atomic():
        commands.move(command, State.SENDING, actor=teller)

    with pytest.raises(Conflict) as conflict, transaction.atomic():
        commands.move(old, State.CANCELLED, actor=teller)

    assert conflict.value.detail["state"] == "sending"
    assert fresh(command).state == "sending"


def test_who_read_an_older_row_of_the_same_state_moves_nothing_either(take: TakeOrder, teller: Actor) -> None:
    command = take()
    old = fresh(command)
    with transaction.atomic():
        commands.mark(command, actor=teller, action="noted", needs_person=True)

    for change in (
        lambda: commands.move(old, State.CANCELLED, actor=teller),
        lambda: commands.mark(old, actor=teller, action="noted", anomaly="late"),
    ):
        with pytest.raises(Conflict), transaction.atomic():
            change()

    assert (fresh(command).state, fresh(command).anomaly) == ("queued", "")


def test_accepted_without_proof_is_refused_by_the_database(take: TakeOrder) -> None:
    command = take()

    with pytest.raises(IntegrityError, match="ck_accepted_has_proof"), transaction.atomic():
        MoneyCommand.objects.filter(pk=command.pk).update(state=State.ACCEPTED)


def test_two_twins_in_doubt_are_refused_by_the_database(take: TakeOrder) -> None:
    first = set_state(take(), State.ACCEPTED)
    second = take(confirms_twin=first.public_id)
    set_state(first, State.UNKNOWN)

    with pytest.raises(IntegrityError), transaction.atomic():
        set_state(second, State.SENDING)


def test_one_remote_object_belongs_to_one_command(take: TakeOrder) -> None:
    one, other = take(), take(amount="1600")
    MoneyCommand.objects.filter(pk=one.pk).update(remote_type="transfer", remote_id="r1")

    with pytest.raises(IntegrityError), transaction.atomic():
        MoneyCommand.objects.filter(pk=other.pk).update(remote_type="transfer", remote_id="r1")


def test_maker_is_not_checker(take: TakeOrder, alice: User) -> None:
    command = take()

    with pytest.raises(IntegrityError), transaction.atomic():
        MoneyCommand.objects.filter(pk=command.pk).update(approved_by=alice)


def test_the_replay_can_be_asked_for_before_a_price_is(
    destination: Destination, teller: Actor, harbour: Shop
) -> None:
    asked = {"actor": teller, "shop": harbour, "connection": destination.connection}
    assert commands.replayed("transfer", key="one", params=params(destination), **asked) is None

    taken = take_order(destination, teller, harbour, key="one").command

    assert commands.replayed("transfer", key="one", params=params(destination), **asked) == taken
