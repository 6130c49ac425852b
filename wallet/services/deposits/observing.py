"""Keeping what Bitspark says of one deposit, and doing what follows from it."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Actor, Connection, Shop
from accounts.providers.bitspark.client import Payment, Redaction, raw_text
from accounts.services import audit
from wallet.models import Deposit, MoneyCommand, RemoteEvent, State, lawful
from wallet.selectors import payment_statuses
from wallet.services.callback_urls import url_for
from wallet.services.changes import move

from . import schedule

REMOTE_TYPE = "payment"
THE_DESK = Actor.the_desk("deposits")
Source = RemoteEvent.Source
SOURCES = {"show": Source.SHOW} | {source.value: source for source in Source}


@dataclass
class _News:
    """What an answer brings: the row, whether it is new here, and whether its status moved."""

    deposit: Deposit
    is_new: bool
    moved: bool = False
    changed: bool = False


def observe(
    connection: Connection,
    remote: Payment,
    source: str,
    *,
    command: MoneyCommand | None = None,
    currency: str = "",
) -> Deposit:
    """Keep what Bitspark says of a deposit. No network in here.

    `source` is a value of `RemoteEvent.Source`, or "show". With `command`, the answer is bound to that
    command's deposit; without, the row is found by Bitspark's id or made as "not made here", in `currency`.
    Safe inside an open transaction and to run twice.
    """
    with transaction.atomic():
        news = _row(connection, remote, command)
        _take(news, remote, currency)
        deposit = news.deposit
        if news.moved:
            _event(deposit, remote, SOURCES[source])
        if news.moved and deposit.command_id is not None:
            _bring_command_along(deposit)
            _tell(deposit, source)
    return deposit


def bind(command: MoneyCommand, remote_id: str) -> None:
    """Tie a command's deposit to the provider's id when nothing else of the answer is left; it is read soon.

    Inside the caller's transaction.
    """
    deposit = Deposit.objects.select_for_update().get(command=command)
    if deposit.provider_id:
        return
    _make_ours(deposit, remote_id)
    deposit.next_poll_at, deposit.version = timezone.now(), deposit.version + 1
    deposit.save(update_fields=["provider_id", "next_poll_at", "version", "updated_at"])


def shop_of(connection: Connection) -> Shop | None:
    """Whose a deposit is that no command of ours made: the shop's, if the login serves one alone; else
    head office's."""
    shops = list(connection.shops.all()[:2])
    return shops[0] if len(shops) == 1 else None


def _row(connection: Connection, remote: Payment, command: MoneyCommand | None) -> _News:
    """The row that this answer is about, locked, or a new one that is not saved yet."""
    rows = Deposit.objects.select_for_update()
    if command is None:
        found = rows.filter(connection=connection, provider_id=remote.id).first()
        if found is not None:
            return _News(found, is_new=False)
        command = _asked_by(connection, remote.id)
    if command is None:
        made = Deposit(
            connection=connection,
            shop=shop_of(connection),
            provider_id=remote.id,
            state=State.ACCEPTED,
            created_at=timezone.now(),
        )
        return _News(made, is_new=True)
    deposit = rows.get(command=command)
    if deposit.provider_id not in {"", remote.id}:
        raise ValueError("This command's deposit is another one at Bitspark.")
    if not deposit.provider_id:
        _make_ours(deposit, remote.id)
    return _News(deposit, is_new=False)


def _asked_by(connection: Connection, remote_id: str) -> MoneyCommand | None:
    """The command bound to this id whose deposit does not have it yet: its own answer could not be kept."""
    return MoneyCommand.objects.filter(
        connection=connection, remote_type=REMOTE_TYPE, kind="deposit", remote_id=remote_id
    ).first()


def _make_ours(deposit: Deposit, remote_id: str) -> None:
    """Give our row the provider's id; the row that the mirror made of it meanwhile is folded into ours."""
    mirrored = Deposit.objects.filter(
        connection_id=deposit.connection_id, command=None, provider_id=remote_id
    )
    mirrored.update(provider_id="", folded_into=deposit, next_poll_at=None, updated_at=timezone.now())
    deposit.provider_id = remote_id


def _take(news: _News, remote: Payment, currency: str) -> None:
    """Write the told columns, as far as anything is new; what the answer does not tell stays as it was."""
    deposit, now = news.deposit, timezone.now()
    told = _told(deposit, remote, currency)
    news.moved = "status_code" in told and told["status_code"] != deposit.status_code
    news.moved |= news.is_new or deposit.status_changed_at is None
    changed = {name: value for name, value in told.items() if getattr(deposit, name) != value}
    news.changed = news.is_new or deposit.read_at is None or bool(changed.keys() - {"raw"})
    deposit.anomaly = _anomaly(deposit, changed, remote)
    for name, value in changed.items():
        setattr(deposit, name, value)
    deposit.read_at, deposit.failed_at, deposit.failure = now, None, ""
    status = payment_statuses.of(deposit.status_code)
    if news.moved:
        deposit.status_changed_at = now
        deposit.poll_step = 0 if status.is_open else schedule.DAILY
        deposit.next_poll_at = schedule.next_poll(deposit.poll_step, now, now)
    if deposit.command_id is None and status.state and lawful(deposit.state, status.state):
        deposit.state = status.state
    if news.changed and not news.is_new:
        deposit.version += 1
    deposit.save()


def _told(deposit: Deposit, remote: Payment, currency: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "amount_told_raw": "" if remote.amount is None else format(remote.amount, "f")[:64],
        "txid": (remote.txid or "")[:128],
        "type_told": remote.type[:64],
        "status_code": remote.status_code[:64],
        "status_message": (remote.status_message or "")[:300],
        "deposit_credentials": dict(remote.deposit_credentials),
        "bitcoin_address": (remote.bitcoin_address or "")[:128],
        "address": (remote.address or "")[:128],
        "remote_account_id": (remote.account_id or "")[:128],
        "account_currency": deposit.account_currency or currency.upper()[:8],
    }
    kept = {name: value for name, value in told.items() if value}
    if remote.callback_url is not None:
        kept["calls_us"] = bool(remote.callback_url) and remote.callback_url in _our_urls(deposit)
    return kept | {"raw": redacted(remote)}


def redacted(remote: Payment) -> str:
    """The answer as it came, fit to be kept: our callback URL is ours alone."""
    return Redaction([remote.callback_url or ""]).text(raw_text(remote.raw))


def _our_urls(deposit: Deposit) -> set[str]:
    return urls_of(deposit.command) if deposit.command is not None else set()


def urls_of(command: MoneyCommand) -> set[str]:
    """The callback URLs that this command's attempts were sent with. One query."""
    return {url_for(one) for one in command.attempts.values_list("public_id", flat=True)} - {""}


def _anomaly(deposit: Deposit, changed: dict[str, Any], remote: Payment) -> str:
    """What is odd about it, for a person; what was odd before stays said."""
    found = [deposit.anomaly] if deposit.anomaly else []
    if remote.addresses_differ:
        found.append(_("Bitspark told two addresses that differ. Pay to neither; ask Bitspark."))
    moved = {name for name in ("bitcoin_address", "address") if name in changed and getattr(deposit, name)}
    if moved:
        found.append(_("The address has changed since it was first told. Ask Bitspark before anybody pays."))
    status = payment_statuses.of(remote.status_code)
    if not status.is_known:
        found.append(_("Its status is one that Bitspark's documents do not describe."))
    return " ".join(dict.fromkeys(found))[:300]


def _event(deposit: Deposit, remote: Payment, source: str) -> None:
    rows = RemoteEvent.objects.filter(
        connection_id=deposit.connection_id, remote_type=REMOTE_TYPE, remote_id=deposit.provider_id
    )
    RemoteEvent.objects.create(
        connection_id=deposit.connection_id,
        remote_type=REMOTE_TYPE,
        remote_id=deposit.provider_id,
        seq=(rows.aggregate(last=Max("seq"))["last"] or 0) + 1,
        status_code=deposit.status_code,
        status_message=remote.status_message or "",
        source=source,
        observed_at=timezone.now(),
    )


def _bring_command_along(deposit: Deposit) -> None:
    """Bring the deposit's command to the state of its status; the kind updates this row with it."""
    assert deposit.command is not None
    to = payment_statuses.of(deposit.status_code).state
    command = MoneyCommand.objects.get(pk=deposit.command.pk)
    if to and command.state != to and lawful(command.state, to):
        move(command, to, actor=THE_DESK, remote_status=deposit.status_code)
        deposit.refresh_from_db()


def _tell(deposit: Deposit, source: str) -> None:
    audit.record(
        "deposit.status-seen",
        actor=THE_DESK,
        shop=deposit.shop,
        noun="deposit",
        object_id=deposit.public_id,
        version=deposit.version,
        status=deposit.status_code,
        source=source,
    )
