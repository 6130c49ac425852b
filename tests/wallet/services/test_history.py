"""The history, mirrored from the real sandbox."""

from datetime import UTC, date, datetime

import pytest

from accounts.models import Actor, Connection, Shop
from accounts.providers.bitspark.client import HistoryRow as Told
from accounts.providers.bitspark.client import ProviderTime
from accounts.services.errors import ProviderDown
from remittance.services import mirror
from tests.factories.connection import connection_at
from tests.sandboxes import Sandbox
from wallet.models import HistoryRow, ListRead
from wallet.selectors import history_links, list_ages
from wallet.services import history, history_rounds, scanning
from wallet.services.history import _Keep

pytestmark = pytest.mark.django_db


def told(id="x", created="2026-03-15T14:24:26.689Z", **more):
    """A row as the client reads one."""
    fields = {
        "type": "mobile_payments", "account_id": "acc", "amount": None, "status_code": "pending",
        "status_group": None, "status_message": "Pending", "status_info": None, "payment_type": "BankDeposit",
        "currency": "usd", "basic_info": {"txid": "1"}, "unread": (), "raw": {},
    }  # fmt: skip
    at = ProviderTime.read(created) if created else None
    return Told(**({"id": id, "created_at": at} | fields | more))


def move(sandbox: Sandbox, transfers: int = 2, payments: int = 2) -> None:
    """Things that moved at Harbour's login without us."""
    sandbox.control("transfers", login=0, count=transfers)
    for number in range(payments):
        kind = ("withdraw", "deposit")[number % 2]
        sandbox.control("payments", login=0, kind=kind, currency="usd", amount="40", txid=f"T{number}")


def test_all_that_moved_is_read_with_what_was_told_of_it(connection: Connection, sandbox: Sandbox) -> None:
    move(sandbox)

    history.refresh(connection)

    rows = HistoryRow.objects.filter(connection=connection)
    assert sorted(rows.values_list("payment_type", flat=True)) == [
        "BankDeposit", "Transfer", "Transfer", "Withdraw"
    ]  # fmt: skip
    deposit = rows.get(payment_type="BankDeposit")
    assert (deposit.amount_raw, deposit.currency, deposit.basic_info) == ("40", "USD", {"txid": "T1"})
    assert deposit.shop == connection.shops.get()
    assert deposit.created_told and deposit.first_seen_at
    assert list_ages.of([connection], history.NOUN, history.WHOLE)[0].good_at is not None


def test_reading_again_writes_nothing_and_forgets_nothing(connection: Connection, sandbox: Sandbox) -> None:
    move(sandbox)
    history.refresh(connection)
    before = list(HistoryRow.objects.order_by("pk").values())

    history.refresh(connection, full=True)

    assert list(HistoryRow.objects.order_by("pk").values()) == before


def test_a_changed_status_is_kept_on_the_same_row(connection: Connection, sandbox: Sandbox) -> None:
    move(sandbox, transfers=1, payments=0)
    history.refresh(connection)
    row = HistoryRow.objects.get()
    sandbox.status(row.remote_id, "proved")

    history.refresh(connection)

    now = HistoryRow.objects.get()
    assert (now.public_id, now.first_seen_at) == (row.public_id, row.first_seen_at)
    assert now.status_code == "proved" != row.status_code
    assert now.changed_at > row.changed_at


def test_every_page_of_a_long_list_is_read(
    connection: Connection, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "PAGE_SIZE", 3)
    move(sandbox, transfers=10, payments=1)

    history.refresh(connection)

    assert HistoryRow.objects.count() == 11


def test_trap_27_the_history_masks_suspicious_and_so_does_the_counters_column(
    connection: Connection, sandbox: Sandbox
) -> None:
    """FACTS 27: a status of a first version is never put over what the second one says."""
    move(sandbox, transfers=1, payments=0)
    mirror.refresh_transfers(connection)
    history.refresh(connection)
    row = HistoryRow.objects.get()
    sandbox.status(row.remote_id, "suspicious")
    mirror.refresh_transfers(connection)
    history.refresh(connection)

    row = HistoryRow.objects.get()
    link = history_links.resolve([history_links.Ref(connection.pk, row.payment_type, row.remote_id)])
    (found,) = link.values()
    assert row.status_code == row.counter_status == "payment_created_successfully"
    assert (found.status, found.counter_status) == ("suspicious", "payment_created_successfully")


def test_a_word_that_was_not_masked_is_hidden_from_the_counter(connection: Connection) -> None:
    _Keep(connection).take([told(status_code="suspicious", payment_type="Transfer")])

    row = HistoryRow.objects.get()
    assert (row.status_code, row.counter_status) == ("suspicious", "payment_created_successfully")


def test_a_day_without_a_time_stays_a_day_and_what_was_not_told_is_first_seen_here(
    connection: Connection,
) -> None:
    _Keep(connection).take([told("a", "2018-01-01"), told("b", "")])

    day, none = HistoryRow.objects.order_by("created_at")
    assert (day.told_on, day.created_at) == (date(2018, 1, 1), datetime(2018, 1, 1, tzinfo=UTC))
    assert (none.told_on, none.created_told, none.created_at) == (None, "", none.first_seen_at)


def test_a_row_met_twice_in_one_reading_is_one_row(connection: Connection) -> None:
    keep = _Keep(connection)

    assert keep.take([told("a"), told("a")])
    assert not keep.take([told("a")])
    assert HistoryRow.objects.count() == 1


def test_a_row_that_another_process_added_meanwhile_is_brought_to_what_was_told(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep, late = _Keep(connection), _Keep(connection)
    monkeypatch.setattr(late, "_kept", lambda _rows: [])
    keep.take([told("a")])

    late.take([told("a", status_code="completed")])

    assert HistoryRow.objects.get().status_code == "completed"


def test_a_history_that_cannot_be_read_keeps_its_rows_and_says_so(
    connection: Connection, sandbox: Sandbox
) -> None:
    move(sandbox)
    history.refresh(connection)
    sandbox.fault("status", "/v1/transactions/history", status=503)

    with pytest.raises(ProviderDown):
        history.refresh(connection)

    assert HistoryRow.objects.count() == 4
    assert list_ages.of([connection], history.NOUN)[0].could_not_load


def test_a_login_of_several_shops_leaves_what_nobody_made_to_head_office(
    sandbox: Sandbox, settings, harbour: Shop, lantern: Shop
) -> None:
    settings.BITSPARK_URL = sandbox.bitspark_url
    both = connection_at(sandbox, "Harbour", [harbour, lantern])
    move(sandbox, transfers=1, payments=1)

    history.refresh(both)

    assert set(HistoryRow.objects.values_list("shop", flat=True)) == {None}


def test_the_worker_reads_all_of_it_once_and_then_what_is_new(
    connection: Connection, sandbox: Sandbox
) -> None:
    move(sandbox)

    history_rounds.read_history.func()
    first = ListRead.objects.get(noun=history.WHOLE).good_at
    asked = len(sandbox.seen)
    history_rounds.read_history.func()

    assert HistoryRow.objects.count() == 4
    assert ListRead.objects.get(noun=history.WHOLE).good_at == first
    assert len(sandbox.seen) - asked <= 2, "a quiet reading costs two calls at most"


def test_a_login_that_does_not_answer_keeps_no_other_from_being_read(
    connection: Connection, lantern_connection: Connection, sandbox: Sandbox
) -> None:
    sandbox.control("transfers", login=1, count=1)
    move(sandbox)
    sandbox.fault("status", "/v1/transactions/history", status=503)

    history_rounds.read_history.func()

    assert len(set(HistoryRow.objects.values_list("connection", flat=True))) == 1


def test_what_is_called_by_no_known_word_is_looked_for_everywhere(
    connection: Connection, sandbox: Sandbox, teller: Actor
) -> None:
    move(sandbox, transfers=1, payments=0)
    mirror.refresh_transfers(connection)
    history.refresh(connection)
    row = HistoryRow.objects.get()

    refs = [history_links.Ref(connection.pk, word, row.remote_id) for word in ("Transfer", "", "Novelty")]
    assert set(history_links.resolve(refs)) == set(refs)
    assert not history_links.resolve([history_links.Ref(connection.pk, "TopUp", row.remote_id)])
