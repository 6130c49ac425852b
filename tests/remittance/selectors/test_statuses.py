"""What statuses mean, who may read which, and what still waits for a person."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Actor, AuditEntry, Connection, Permission, Role, Shop, User
from accounts.providers.bitspark.client import STATUSES
from accounts.services.errors import Conflict, NotAllowed
from remittance.models import FollowUp, Transfer
from remittance.selectors import follow_ups as waiting
from remittance.selectors import statuses, timeline
from remittance.services.tracking import follow_ups
from tests.people import actor_of
from wallet.models import RemoteEvent

TONES = {"primary", "secondary", "info", "success", "warning", "danger"}


def test_every_documented_status_has_a_word_a_sentence_and_a_next_step() -> None:
    assert statuses.DOCUMENTED.keys() == STATUSES.keys()
    for status in statuses.DOCUMENTED.values():
        assert str(status.word) and str(status.customer) and str(status.todo)
        assert status.tone in TONES
    words = [str(status.word) for status in statuses.DOCUMENTED.values()]
    assert len(set(words)) == len(words)


def test_declined_and_failed_never_say_refunded_and_refund_confirmed_says_pay() -> None:
    for code in ("declined", "failed", "payout_failed", "insufficient_funds"):
        said = f"{statuses.of(code).word} {statuses.of(code).customer} {statuses.of(code).todo}".lower()
        assert "refund" not in said
    assert "pay the customer" in str(statuses.of("refund_confirmed").todo)
    assert "not returned" in str(statuses.of("refund_rejected").customer)


def test_an_undocumented_word_shows_itself_as_pending() -> None:
    status = statuses.of("hibernating")

    assert (status.word, status.group, status.documented) == ("hibernating", statuses.UNDOCUMENTED, False)


@pytest.mark.parametrize("role", Role.values)
def test_only_supervisor_and_compliance_read_suspicious(role: str) -> None:
    transfer = Transfer(status_code="suspicious", status_message="Suspicious", status_info="Is suspicious")
    actor = Actor(user=None, role=role)
    allowed = role in {Role.SUPERVISOR, Role.COMPLIANCE}

    assert (statuses.for_actor(transfer, actor).code == "suspicious") is allowed
    assert (statuses.words_for_actor(transfer, actor).message == "Suspicious") is allowed
    assert "uspicious" not in str(statuses.for_counter(transfer).word)
    assert "uspicious" not in str(statuses.for_counter(transfer).customer)


def test_words_of_another_status_that_give_it_away_are_hidden_too() -> None:
    transfer = Transfer(
        status_code="declined", status_message="Declined", status_info="Was SUSPICIOUS before"
    )

    words = statuses.words_for_actor(transfer, Actor(user=None, role=Role.TELLER))

    assert (words.message, words.info) == ("Declined", "")


@pytest.fixture
def transfer(connection: Connection, harbour: Shop) -> Transfer:
    return Transfer.objects.create(
        connection=connection,
        shop=harbour,
        provider_id="t-1",
        status_code="accepted",
        created_at=timezone.now(),
    )


def _seen(transfer: Transfer, seq: int, code: str, *, shown: bool = True) -> None:
    RemoteEvent.objects.create(
        connection=transfer.connection,
        remote_type=timeline.REMOTE_TYPE,
        remote_id=transfer.provider_id,
        seq=seq,
        status_code=code,
        source="v2list",
        observed_at=timezone.now() + timedelta(minutes=seq),
        shown=shown,
    )


@pytest.mark.django_db
def test_at_the_counter_it_never_was_suspicious(
    transfer: Transfer, alice: User, carla: User, harbour: Shop
) -> None:
    for seq, code in enumerate(["accepted", "suspicious", "accepted", "confirmed"], 1):
        _seen(transfer, seq, code)
    _seen(transfer, 5, "performing", shown=False)

    def codes(user: User) -> list[str]:
        moments = timeline.of(transfer, actor_of(user, harbour))
        return [moment.status.code for moment in moments if moment.status]

    assert codes(alice) == ["accepted", "confirmed"]
    assert codes(carla) == ["accepted", "suspicious", "accepted", "confirmed", "performing"]


@pytest.mark.django_db(transaction=True)
class TestFollowUps:
    @pytest.fixture
    def follow_up(self, transfer: Transfer) -> FollowUp:
        from django.db import transaction

        with transaction.atomic():
            opened = follow_ups.open(transfer, FollowUp.Kind.NEEDS_PERSON, "status:declined")
        assert opened is not None
        return opened

    def test_one_of_a_kind_is_open_at_a_time(self, follow_up: FollowUp, transfer: Transfer) -> None:
        assert follow_ups.open(transfer, FollowUp.Kind.NEEDS_PERSON, "again") is None
        assert FollowUp.objects.count() == 1

    def test_it_is_taken_noted_and_ticked_off_with_who_and_when(
        self, follow_up: FollowUp, alice: User, harbour: Shop
    ) -> None:
        actor = actor_of(alice, harbour)
        follow_ups.take(follow_up, version=1, actor=actor)
        follow_ups.note(follow_up, "Called, no answer", version=2, actor=actor)
        follow_ups.done(follow_up, version=3, actor=actor)

        follow_up.refresh_from_db()
        assert (follow_up.owner, follow_up.done_by) == (alice, alice)
        assert follow_up.done_at is not None and follow_up.note == "Called, no answer"
        actions = AuditEntry.objects.filter(object_id=follow_up.public_id).order_by("number")
        assert list(actions.values_list("action", flat=True)) == [
            "follow-up.opened",
            "follow-up.taken",
            "follow-up.noted",
            "follow-up.done",
        ]

    def test_who_comes_second_is_told_who_was_first(
        self, follow_up: FollowUp, alice: User, bob: User, harbour: Shop
    ) -> None:
        follow_ups.done(follow_up, version=1, actor=actor_of(alice, harbour))

        with pytest.raises(Conflict, match="Alice Cheung"):
            follow_ups.done(follow_up, version=1, actor=actor_of(bob, harbour))

    def test_an_administrator_handles_none(self, follow_up: FollowUp, ada: User, harbour: Shop) -> None:
        with pytest.raises(NotAllowed) as refusal:
            follow_ups.take(follow_up, version=1, actor=actor_of(ada, harbour))
        assert refusal.value.detail["permission"] == Permission.SEE_FOLLOW_UPS

    def test_the_list_is_the_shops_own_in_one_query(
        self,
        follow_up: FollowUp,
        alice: User,
        harbour: Shop,
        lantern: Shop,
        django_assert_num_queries: object,
    ) -> None:
        actor = actor_of(alice, harbour)
        with django_assert_num_queries(1):  # type: ignore[operator]  # pytest-django's fixture
            (one,) = waiting.waiting(Shop.objects.filter(pk=harbour.pk), actor)
            assert (str(one.why), str(one.row.transfer), one.is_mine) == ("Declined", "t-1", False)

        assert waiting.waiting(Shop.objects.filter(pk=lantern.pk), actor) == []
        assert waiting.counts(Shop.objects.filter(pk=harbour.pk))["needs_person"] == 1
