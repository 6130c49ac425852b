"""Orders that are sent only while their approver waits, with a code that is kept nowhere."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection as database
from django.utils import timezone

from accounts.models import Actor, Connection, Shop, User
from accounts.providers.bitspark.client import Evidence, OutcomeUnknown
from accounts.providers.bitspark.client import Refused as RefusedThere
from tests.people import actor_of, client_of
from wallet.models import Attempt, MoneyCommand, State
from wallet.selectors import command_card, outcomes
from wallet.services import approvals, commands, kinds, reading_back, recording, results, sending
from wallet.services.kinds import Answer, DidNotHappen, Kind, Params, Prepared, SecondPerson, Shown, Subject

pytestmark = pytest.mark.django_db
CODE = "918273"


class Vault(Kind):
    """A kind of these tests alone: what was sent is kept in a list."""

    name: ClassVar[str] = "test_vault"
    label = "Vault"
    remote_type: ClassVar[str] = "vault"
    second_person = SecondPerson.ALWAYS
    attended = True
    reads_back = True
    guarded_repeat = True

    def __init__(self) -> None:
        self.sent: list[Mapping[str, str]] = []
        self.becomes: Any = Answer(remote_id="v-1", remote_status="done")
        self.found: Any = None

    def canonical(self, params: Params) -> dict[str, Any]:
        return dict(params)

    def asked(self, params: Params) -> Mapping[str, Any]:
        return params

    def amount(self, params: Params) -> tuple[Decimal, str]:
        return Decimal(params["amount"]), "USD"

    def twin_fields(self, params: Params) -> Mapping[str, str]:
        return {"amount": params["amount"]}

    def shown(self, command: MoneyCommand, params: Params) -> Shown:
        return Shown("Vault", (("Amount", params["amount"]),), "wallet:approval", command.public_id)

    def on_intake(self, command: MoneyCommand, params: Params, actor: Actor) -> Subject:
        return Subject("vault", command.public_id, 1)

    def on_change(self, command: MoneyCommand) -> Subject:
        return Subject("vault", command.public_id, command.version)

    def prepare(
        self,
        command: MoneyCommand,
        params: Params,
        callback_url: str,
        typed: Mapping[str, str] | None = None,
    ) -> Prepared:
        def send() -> Answer:
            self.sent.append(dict(typed or {}))
            if isinstance(self.becomes, Exception):
                raise self.becomes
            return self.becomes

        return Prepared(b"amount=1", send)

    def look(self, command: MoneyCommand, params: Params, remote_id: str) -> Answer:
        return Answer(remote_id=remote_id)

    def on_answer(self, command: MoneyCommand, answer: Answer, source: str) -> None:
        return

    def read_back(self, command: MoneyCommand, params: Params) -> Answer | None:
        if isinstance(self.found, Exception):
            raise self.found
        return self.found


@pytest.fixture
def vault(monkeypatch: pytest.MonkeyPatch) -> Vault:
    monkeypatch.setattr(kinds, "_registered", dict(kinds._registered))
    monkeypatch.setattr(command_card, "_repeatable", set(command_card._repeatable))
    monkeypatch.setattr(reading_back, "_next", {})
    kind = Vault()
    kinds.register(kind)
    return kind


@pytest.fixture
def order(vault: Vault, connection: Connection, harbour: Shop, teller: Actor) -> MoneyCommand:
    return commands.intake(
        vault.name,
        key=uuid4().hex,
        actor=teller,
        shop=harbour,
        connection=connection,
        params={"amount": "5"},
    ).command


@pytest.fixture
def supervisor(susan: User, harbour: Shop) -> Actor:
    return actor_of(susan, harbour)


def approved(order: MoneyCommand, actor: Actor) -> MoneyCommand:
    return approvals.approve(order, version=order.version, actor=actor, typed={"gauth_token": CODE})


def test_such_a_kind_always_takes_two(order: MoneyCommand) -> None:
    assert (order.state, order.why_waiting) == ("pending_approval", "It always takes two people.")


def test_the_code_reaches_the_call(order: MoneyCommand, vault: Vault, supervisor: Actor) -> None:
    assert approved(order, supervisor).state == "accepted"
    assert vault.sent == [{"gauth_token": CODE}]


def test_the_worker_never_sends_it(order: MoneyCommand, vault: Vault) -> None:
    MoneyCommand.objects.filter(pk=order.pk).update(state=State.QUEUED)

    sending.send_due()
    sending.send_now(order.pk)

    assert vault.sent == []
    assert MoneyCommand.objects.get(pk=order.pk).state == "queued"


def test_it_is_not_valid_for_longer_than_a_code(
    order: MoneyCommand, supervisor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "send_now", lambda pk, typed: MoneyCommand.objects.get(pk=pk))

    queued = approved(order, supervisor)

    assert 0 < (queued.valid_until - queued.decided_at).total_seconds() <= 21


def test_sec_49_the_code_is_stored_nowhere(
    order: MoneyCommand,
    supervisor: Actor,
    susan: User,
    harbour: Shop,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = client_of(susan, harbour)
    answer = client.post(
        f"/approvals/{order.public_id}/approve/",
        {"version": order.version, "gauth_token": CODE},
        follow=True,
    )

    assert answer.status_code == 200
    assert MoneyCommand.objects.get(pk=order.pk).state == "accepted"
    assert CODE not in answer.content.decode()
    assert CODE not in caplog.text + "".join(capfd.readouterr())
    assert CODE not in MoneyCommand.objects.get(pk=order.pk).params_text()
    with database.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608 - our own table's name
            assert CODE not in str(cursor.fetchall()), model


def test_a_wrong_code_is_said_beside_its_field_and_never_drawn_again(
    order: MoneyCommand, vault: Vault, susan: User, harbour: Shop
) -> None:
    client = client_of(susan, harbour)
    page = client.get(f"/approvals/{order.public_id}/").content.decode()
    assert 'name="gauth_token"' in page
    assert 'autocomplete="one-time-code"' in page

    answer = client.post(
        f"/approvals/{order.public_id}/approve/", {"version": order.version, "gauth_token": "12345x7"}
    )

    assert answer.status_code == 422
    assert "A code is 6 to 8 digits." in answer.content.decode()
    assert "12345x7" not in answer.content.decode()
    assert vault.sent == []


def test_sec_49_a_code_typed_without_a_session_is_not_kept(
    order: MoneyCommand, susan: User, harbour: Shop
) -> None:
    client = client_of(susan, harbour)
    client.get("/")
    client.logout()

    client.post(f"/approvals/{order.public_id}/approve/", {"version": order.version, "gauth_token": CODE})
    client.force_login(susan)
    kept = client.session.get("kept", {})

    for name in kept:
        assert CODE not in client.get(f"/signed-in-again/{name}/", follow=True).content.decode()
    assert CODE not in str(dict(client.session))


def in_doubt(order: MoneyCommand, vault: Vault, supervisor: Actor) -> MoneyCommand:
    vault.becomes = RuntimeError("who knows")
    done = approved(order, supervisor)
    assert done.state == "unknown"
    return done


def test_what_is_found_by_reading_is_bound(order: MoneyCommand, vault: Vault, supervisor: Actor) -> None:
    in_doubt(order, vault, supervisor)
    vault.found = Answer(remote_id="v-7", remote_status="done")

    assert reading_back.read_due() == 1

    done = MoneyCommand.objects.get(pk=order.pk)
    assert (done.state, done.remote_id, done.evidence, done.outcome_code) == (
        "accepted",
        "v-7",
        "read-back",
        "found-by-reading",
    )
    assert len(vault.sent) == 1


def test_what_did_not_happen_is_closed(order: MoneyCommand, vault: Vault, supervisor: Actor) -> None:
    in_doubt(order, vault, supervisor)
    vault.found = DidNotHappen("The vault is closed.")

    assert reading_back.read_due() == 1

    done = MoneyCommand.objects.get(pk=order.pk)
    assert (done.state, done.outcome_code, done.refusal) == (
        "rejected",
        "did-not-happen",
        ["The vault is closed."],
    )


@pytest.mark.parametrize("found", [None, RuntimeError("an odd answer")], ids=["nothing", "trouble"])
def test_what_cannot_be_told_stays_in_doubt(
    order: MoneyCommand, vault: Vault, supervisor: Actor, found: Any
) -> None:
    in_doubt(order, vault, supervisor)
    vault.found = found

    assert reading_back.read_due() == 0
    assert reading_back.read_due() == 0, "the next look waits for its time"
    assert MoneyCommand.objects.get(pk=order.pk).state == "unknown"


def test_something_like_it_but_other_is_for_a_person(
    order: MoneyCommand, vault: Vault, supervisor: Actor
) -> None:
    in_doubt(order, vault, supervisor)
    vault.found = Answer(remote_id="v-8", differences=("amount",))

    assert reading_back.read_due() == 0

    done = MoneyCommand.objects.get(pk=order.pk)
    assert (done.state, done.needs_person, done.anomaly, done.remote_id) == ("unknown", True, "amount", "")


def test_the_same_is_sent_again_where_the_provider_guards_it(
    order: MoneyCommand, vault: Vault, supervisor: Actor, teller: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = in_doubt(order, vault, supervisor)
    card = command_card.card_of(done, supervisor)
    assert card is not None
    assert [act.name for act in card.acts] == ["send-again"]

    monkeypatch.setattr(Vault, "attended", False)
    vault.becomes = Answer(remote_id="v-1", remote_status="done")
    again = approvals.send_again(done, version=done.version, actor=teller)

    assert (again.state, again.approved_by) == ("accepted", supervisor.user)
    assert len(vault.sent) == 2


@pytest.fixture
def heard_once(
    order: MoneyCommand, vault: Vault, supervisor: Actor, teller: Actor, monkeypatch: pytest.MonkeyPatch
) -> MoneyCommand:
    """Sent once without an answer, then told to go out again, which it cannot: its login is paused."""
    monkeypatch.setattr(Vault, "attended", False)
    vault.becomes = OutcomeUnknown("no answer")
    unknown = approved(order, supervisor)
    Connection.objects.update(paused_at=timezone.now())
    queued = approvals.send_again(unknown, version=unknown.version, actor=teller)
    assert (queued.state, len(vault.sent)) == ("queued", 1)
    return queued


def test_what_may_have_been_heard_is_not_closed_as_not_sent_when_its_time_is_over(
    heard_once: MoneyCommand,
) -> None:
    MoneyCommand.objects.update(valid_until=timezone.now() - timedelta(seconds=1))

    sending.cancel_late()

    left = MoneyCommand.objects.get()
    assert (left.state, left.evidence) == ("unknown", "heard-before")


def test_what_may_have_been_heard_is_not_closed_as_not_sent_when_it_is_stopped(
    heard_once: MoneyCommand, teller: Actor
) -> None:
    commands.stop(heard_once, version=heard_once.version, actor=teller)

    assert MoneyCommand.objects.get().state == "unknown"


@pytest.mark.parametrize(
    "refusal",
    [
        RefusedThere("not any more", Evidence(http_status=422)),
        RefusedThere("who?", Evidence(http_status=401)),
    ],
    ids=["422", "401"],
)
def test_a_refused_repeat_says_nothing_of_the_first_try(
    heard_once: MoneyCommand, vault: Vault, refusal: Exception
) -> None:
    Connection.objects.update(paused_at=None)
    vault.becomes = refusal

    done = sending.send_now(heard_once.pk)

    assert (done.state, len(vault.sent)) == ("unknown", 2)


def test_a_repeat_that_is_proven_to_come_too_late_is_closed_at_once(
    heard_once: MoneyCommand, vault: Vault
) -> None:
    Connection.objects.update(paused_at=None)
    vault.becomes = DidNotHappen("Bitspark shows: Declined.")

    done = sending.send_now(heard_once.pk)

    assert (done.state, done.outcome_code, done.refusal) == (
        "rejected",
        "did-not-happen",
        ["Bitspark shows: Declined."],
    )


def late_answer(command: MoneyCommand) -> None:
    """The answer to the first try comes in after all."""
    first = command.attempts.get(n=1)
    Attempt.objects.filter(pk=first.pk).update(outcome="", sender_done_at=None)
    recording.record(first.public_id, results.of_answer(Answer(remote_id="v-1", remote_status="done")))


def test_the_late_answer_to_the_first_try_decides_while_the_repeat_waits(
    heard_once: MoneyCommand, vault: Vault
) -> None:
    Connection.objects.update(paused_at=None)

    late_answer(heard_once)

    done = MoneyCommand.objects.get()
    assert (done.state, done.remote_id, done.anomaly) == ("accepted", "v-1", "")
    assert not Connection.objects.exclude(paused_at=None).exists()
    sending.send_now(done.pk)
    assert len(vault.sent) == 1


@pytest.mark.parametrize("becomes", [Answer(remote_id="v-1"), OutcomeUnknown("no answer")])
def test_the_late_answer_to_the_first_try_decides_while_the_repeat_is_under_way(
    heard_once: MoneyCommand, vault: Vault, monkeypatch: pytest.MonkeyPatch, becomes: Any
) -> None:
    Connection.objects.update(paused_at=None)
    vault.becomes = becomes
    call = sending._call

    def answered_meanwhile(taken: Any) -> results.Result:
        late_answer(heard_once)
        return call(taken)

    monkeypatch.setattr(sending, "_call", answered_meanwhile)
    sending.send_now(heard_once.pk)

    done = MoneyCommand.objects.get()
    assert (done.state, done.remote_id, done.anomaly) == ("accepted", "v-1", "")
    assert not Connection.objects.exclude(paused_at=None).exists()


def test_a_second_effect_although_it_was_guarded_is_an_alarm(
    heard_once: MoneyCommand, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    Connection.objects.update(paused_at=None)
    vault.becomes = Answer(remote_id="v-2")
    sending.send_now(heard_once.pk)

    late_answer(heard_once)

    done = MoneyCommand.objects.get()
    assert (done.state, done.remote_id, done.needs_person) == ("accepted", "v-2", True)
    assert Connection.objects.exclude(paused_at=None).exists()


def test_while_the_repeat_waits_nobody_reads_that_nothing_was_sent(heard_once: MoneyCommand) -> None:
    account = outcomes.account_of(heard_once)

    assert (outcomes.code_of(heard_once), account.safe_to_repeat) == ("waiting-again", False)
    assert "may have" in str(account.happened)


def test_an_answer_that_cannot_be_kept_does_not_stop_the_looking(
    order: MoneyCommand, vault: Vault, supervisor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_doubt(order, vault, supervisor)
    vault.found = Answer(remote_id="v-1")

    def odd(self: Vault, command: MoneyCommand, answer: Answer, source: str) -> None:
        raise ValueError("another one there")

    monkeypatch.setattr(Vault, "on_answer", odd)

    assert reading_back.read_due() == 0
    assert MoneyCommand.objects.get().state == "unknown"
