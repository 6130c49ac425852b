"""Keeping what Bitspark says of one transfer."""

from datetime import UTC, datetime, time

from django.db import transaction
from django.utils import timezone

from accounts.models import Connection, Shop
from accounts.providers.bitspark.client import STATUSES
from accounts.providers.bitspark.client import Transfer as RemoteTransfer
from accounts.services import audit
from remittance.models import Transfer
from remittance.selectors import statuses
from remittance.selectors.timeline import REMOTE_TYPE
from remittance.services.reading.as_told import as_told
from wallet.models import MoneyCommand, RemoteEvent, State

from . import consequences, schedule, told
from .folding import fold
from .news import News, gather
from .order import Verdict

Source = RemoteEvent.Source
SOURCES = {"show": Source.SHOW, "list": Source.LIST} | {source.value: source for source in Source}


def observe(
    connection: Connection, remote: RemoteTransfer, source: str, command: MoneyCommand | None = None
) -> Transfer:
    """Keep what Bitspark says of a transfer, and do what follows from it. No network in here.

    `source` is a value of `RemoteEvent.Source`, or "show" or "list". With `command`, the answer is bound to
    that command's transfer; without, the row is found by Bitspark's id or made as "not made here". Safe
    inside an open transaction and to run twice: an answer without news changes nothing but `last_read_at`. If
    the command moves to another state, the object that was passed is fresh afterwards.
    """
    with transaction.atomic():
        transfer = _row(connection, remote, command)
        news = gather(transfer, remote, SOURCES[source])
        if not news.anything:
            Transfer.objects.filter(pk=transfer.pk).update(last_read_at=news.now)
            return transfer
        _write(news)
        moved = _move(news, command)
        _tell(news, moved)
    return transfer


def asked_for(connection: Connection, ids: list[str]) -> set[str]:
    """Those of these ids at Bitspark that a command of ours is bound to."""
    commands = MoneyCommand.objects.filter(
        connection=connection, remote_type=REMOTE_TYPE, creates_remote=True, remote_id__in=ids
    )
    return set(commands.values_list("remote_id", flat=True))


def bind(command: MoneyCommand, remote_id: str) -> None:
    """Tie a command's transfer to the provider's id when nothing else of the answer is left; it is read soon.

    Inside the caller's transaction.
    """
    transfer = Transfer.objects.select_for_update().get(command=command)
    if transfer.provider_id:
        return
    _make_ours(transfer, remote_id)
    transfer.next_poll_at, transfer.version = timezone.now(), transfer.version + 1
    transfer.save(update_fields=["provider_id", "next_poll_at", "version", "updated_at"])


def shop_of(connection: Connection) -> Shop | None:
    """Whose row a transfer is that no command of ours made: the shop's, if the login serves one shop alone;
    else head office's."""
    shops = list(connection.shops.all()[:2])
    return shops[0] if len(shops) == 1 else None


def first_columns(
    connection: Connection, shop: Shop | None, remote: RemoteTransfer, now: datetime
) -> tuple[Transfer, RemoteEvent]:
    """The row and first event, unsaved, of a transfer made elsewhere and seen for the first time."""
    transfer = Transfer(connection=connection, shop=shop, provider_id=remote.id, created_at=now)
    for name, value in (told.columns(remote, transfer) | told.status_columns(remote)).items():
        setattr(transfer, name, value)
    transfer.raw = as_told(remote.raw)
    transfer.counter_status = statuses.counter_code(transfer.status_code)
    transfer.was_suspicious = statuses.is_suspicious(transfer.status_code)
    transfer.state = State.ACCEPTED
    consequences.move_alone(transfer)
    made_at = _made_at(transfer)
    transfer.status_changed_at = transfer.last_read_at = now
    transfer.poll_step, transfer.next_poll_at = schedule.first_poll(now, made_at)
    if transfer.status_code and transfer.status_code not in STATUSES:
        transfer.anomaly = statuses.UNDOCUMENTED_STATUS
    event = _event(transfer, remote, Verdict(moves=True, anomaly=transfer.anomaly))
    event.seq, event.source, event.observed_at = 1, Source.LIST, now
    return transfer, event


def needs_observing(transfer: Transfer, remote: RemoteTransfer) -> bool:
    """Whether a row of the V2 list says anything else than what is kept."""
    if remote.status.code[:64] != transfer.status_code or statuses.LOOK_AGAIN in transfer.anomaly.split():
        return True
    kept = told.facts(transfer.raw, transfer.recipient_told)
    recipient = told.recipient_of(remote)
    return kept != told.facts(remote.raw, transfer.recipient_told if recipient is None else recipient)


# --- finding the row -----------------------------------------------------------------------------


def _row(connection: Connection, remote: RemoteTransfer, command: MoneyCommand | None) -> Transfer:
    """The row that this answer is about, locked: the command first, then the transfer, as everywhere."""
    rows = Transfer.objects.select_for_update()
    if command is None:
        found = Transfer.objects.filter(connection=connection, provider_id=remote.id).first()
        if found is not None:
            if found.command_id:
                MoneyCommand.objects.select_for_update().get(pk=found.command_id)
            return rows.get(pk=found.pk)
        command = _asked_by(connection, remote.id)
    if command is None:
        shop = shop_of(connection)
        return Transfer(connection=connection, shop=shop, provider_id=remote.id, created_at=timezone.now())
    transfer = rows.get(command=command)
    if transfer.provider_id not in {"", remote.id}:
        raise ValueError("This command's transfer is another one at Bitspark.")
    if not transfer.provider_id:
        _make_ours(transfer, remote.id)
    return transfer


def _make_ours(transfer: Transfer, remote_id: str) -> None:
    """Give our row the provider's id; a row that the mirror made of it meanwhile is folded into ours."""
    rows = Transfer.objects.select_for_update().filter(connection_id=transfer.connection_id, command=None)
    mirrored = rows.filter(provider_id=remote_id).first()
    if mirrored is not None:
        fold(mirrored, transfer)
    transfer.provider_id = remote_id


def _asked_by(connection: Connection, remote_id: str) -> MoneyCommand | None:
    """The command bound to this id whose transfer does not have it yet: its own answer could not be kept."""
    return (
        MoneyCommand.objects.select_for_update()
        .filter(connection=connection, remote_type=REMOTE_TYPE, creates_remote=True, remote_id=remote_id)
        .first()
    )


# --- writing -------------------------------------------------------------------------------------


def _write(news: News) -> None:
    transfer, verdict = news.transfer, news.verdict
    columns = told.columns(news.remote, transfer)
    if verdict.moves or news.same_status:
        columns |= told.status_columns(news.remote) | {"raw": as_told(news.remote.raw)}
    transfer.anomaly = news.anomaly()
    for name, value in columns.items():
        setattr(transfer, name, value)
    transfer.last_read_at = news.now
    if verdict.moves:
        transfer.counter_status = statuses.counter_code(transfer.status_code)
        transfer.was_suspicious |= statuses.is_suspicious(transfer.status_code)
        transfer.status_changed_at = news.now
    _plan(news)
    if not transfer.command_id:
        consequences.move_alone(transfer)
    transfer.version += 0 if news.is_new else 1
    transfer.save()
    if verdict.keep and news.code and news.unlike_last:
        event = _event(transfer, news.remote, verdict)
        event.seq = news.last.seq + 1 if news.last else 1
        event.source, event.observed_at = news.source, news.now
        event.save(force_insert=True)


def _plan(news: News) -> None:
    """When to ask next: soon after a change, and once more after an oddity."""
    transfer, now = news.transfer, news.now
    if news.verdict.look_again:
        transfer.next_poll_at = now + schedule.LOOK_AGAIN_AFTER
    elif news.is_new:
        transfer.poll_step, transfer.next_poll_at = schedule.first_poll(now, _made_at(transfer))
    elif news.verdict.moves:
        transfer.poll_step, transfer.next_poll_at = 0, schedule.next_poll(0, now, now)
    if transfer.status_changed_at is None:
        transfer.status_changed_at = now


def _made_at(transfer: Transfer) -> datetime | None:
    """When it was made there; of a bare day its end, so that it counts as young for long enough."""
    if transfer.provider_created_at or not transfer.provider_created_on:
        return transfer.provider_created_at
    return datetime.combine(transfer.provider_created_on, time.max, UTC)


def _event(transfer: Transfer, remote: RemoteTransfer, verdict: Verdict) -> RemoteEvent:
    columns = told.status_columns(remote)
    return RemoteEvent(
        connection_id=transfer.connection_id,
        remote_type=REMOTE_TYPE,
        remote_id=remote.id,
        shown=verdict.moves or columns["status_code"] == transfer.status_code,
        anomaly=verdict.anomaly,
        **columns,
    )


# --- what follows --------------------------------------------------------------------------------


def _move(news: News, passed: MoneyCommand | None) -> bool:
    """Bring the command along; the row that its kind keeps is ours, so it is read again."""
    transfer = news.transfer
    command = passed or transfer.command
    if command is None:
        return False
    now = MoneyCommand.objects.get(pk=command.pk)
    if not consequences.move_command(
        command if now.version == command.version else now, transfer.status_code
    ):
        return False
    transfer.refresh_from_db()
    return True


def _tell(news: News, command_moved: bool) -> None:
    """Open follow-ups and write the audit, last. One made elsewhere, seen for the first time, is no news."""
    transfer, verdict = news.transfer, news.verdict
    if news.is_new and not transfer.command_id:
        return
    odd = verdict.anomaly if verdict.moves else ""
    consequences.open_follow_ups(
        transfer,
        status_moved=verdict.moves,
        number_came=bool(transfer.tracking_number) and not news.number_before,
        anomaly=odd or (statuses.DIFFERS if news.differs else ""),
    )
    seen = transfer.counter_status != news.counter_before
    audit.record(
        "transfer.status-seen" if seen else "transfer.read",
        actor=consequences.THE_DESK,
        shop=transfer.shop,
        noun="transfer",
        object_id=transfer.public_id,
        version=transfer.version,
        status=transfer.counter_status,  # never the word that the counter may not read
        source=news.source,
        command_moved=command_moved,
    )
