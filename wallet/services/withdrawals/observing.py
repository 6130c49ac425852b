"""Keeping what Bitspark says of one withdrawal, and doing what follows from it."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Actor
from accounts.providers.bitspark.client import Payment, Redaction, raw_text
from accounts.services import audit
from wallet.models import MoneyCommand, RemoteEvent, Withdrawal, lawful
from wallet.selectors import bitcoin, payment_statuses
from wallet.services.callback_urls import url_for
from wallet.services.changes import move
from wallet.services.deposits import schedule

REMOTE_TYPE = "payment"
THE_DESK = Actor.the_desk("withdrawals")
SOURCES = {"send": RemoteEvent.Source.SEND, "show": RemoteEvent.Source.SHOW}


def observe(command: MoneyCommand, remote: Payment, source: str) -> Withdrawal:
    """Keep what Bitspark says of this command's withdrawal; `source` is "send" or "show". No network in here.

    A status that is not told leaves the one that was. Safe inside an open transaction and to run twice.

    Raises:
        ValueError: the withdrawal is another one there.
    """
    with transaction.atomic():
        withdrawal = Withdrawal.objects.select_for_update().get(command=command)
        if withdrawal.provider_id not in {"", remote.id}:
            raise ValueError("This command's withdrawal is another one at Bitspark.")
        moved = _take(withdrawal, remote)
        if moved:
            _event(withdrawal, remote, SOURCES[source])
            _bring_command_along(command, withdrawal)
            withdrawal.refresh_from_db()
            _tell(withdrawal, source)
    return withdrawal


def bind(command: MoneyCommand, remote_id: str) -> None:
    """Tie a command's withdrawal to the provider's id when nothing else of the answer is left; it is read
    soon. Inside the caller's transaction."""
    rows = Withdrawal.objects.filter(command=command, provider_id="")
    rows.update(provider_id=remote_id, next_poll_at=timezone.now(), updated_at=timezone.now())


def urls_of(command: MoneyCommand) -> set[str]:
    """The callback URLs that this command's attempts were sent with. One query."""
    return {url_for(one) for one in command.attempts.values_list("public_id", flat=True)} - {""}


def redacted(remote: Payment, token: str = "") -> str:
    """The answer as it came, fit to be kept: without the one-time code and without our callback URL."""
    return Redaction([remote.callback_url or "", token]).text(raw_text(remote.raw))


def _take(withdrawal: Withdrawal, remote: Payment) -> bool:
    """Write the told columns, as far as anything is new; whether the status moved."""
    now, first = timezone.now(), not withdrawal.provider_id
    told = _told(withdrawal, remote)
    moved = first or told.get("status_code", withdrawal.status_code) != withdrawal.status_code
    changed = {name: value for name, value in told.items() if getattr(withdrawal, name) != value}
    withdrawal.anomaly = _anomaly(withdrawal, remote)
    for name, value in changed.items():
        setattr(withdrawal, name, value)
    withdrawal.provider_id = remote.id
    withdrawal.read_at, withdrawal.failed_at, withdrawal.failure = now, None, ""
    if moved:
        is_open = payment_statuses.of(withdrawal.status_code).is_open
        withdrawal.status_changed_at = now
        withdrawal.poll_step = 0 if is_open else schedule.DAILY
        withdrawal.next_poll_at = schedule.next_poll(withdrawal.poll_step, now, now)
    if changed.keys() - {"raw"} or first:
        withdrawal.version += 1
    withdrawal.save()
    return moved


def _told(withdrawal: Withdrawal, remote: Payment) -> dict[str, Any]:
    told: dict[str, Any] = {
        "amount_told_raw": "" if remote.amount is None else format(remote.amount, "f")[:64],
        "txid_told": (remote.txid or "")[:128],
        "wallet_address_told": (remote.wallet_address or "")[:128],
        "bank_detail_told": dict(remote.bank_detail),
        "type_told": remote.type[:64],
        "status_code": remote.status_code[:64],
        "status_message": (remote.status_message or "")[:300],
        "remote_account_id": (remote.account_id or "")[:128],
    }
    kept = {name: value for name, value in told.items() if value}
    if remote.callback_url is not None and withdrawal.command is not None:
        kept["calls_us"] = remote.callback_url in urls_of(withdrawal.command)
    return kept | {"raw": redacted(remote)}


def _anomaly(withdrawal: Withdrawal, remote: Payment) -> str:
    """What is odd about it, for a person; what was odd before stays said."""
    found = [withdrawal.anomaly] if withdrawal.anomaly else []
    if not payment_statuses.of(remote.status_code).is_known:
        found.append(_("Its status is one that Bitspark's documents do not describe."))
    if remote.txid is not None and remote.txid != withdrawal.txid:
        found.append(_("Bitspark shows another reference than ours."))
    asked = withdrawal.detail.wallet_address
    if remote.wallet_address and asked and not bitcoin.same(remote.wallet_address, asked):
        found.append(_("Bitspark shows ANOTHER ADDRESS than the one we gave. Ask Bitspark at once."))
    return " ".join(dict.fromkeys(found))[:300]


def _event(withdrawal: Withdrawal, remote: Payment, source: str) -> None:
    rows = RemoteEvent.objects.filter(
        connection_id=withdrawal.connection_id, remote_type=REMOTE_TYPE, remote_id=withdrawal.provider_id
    )
    RemoteEvent.objects.create(
        connection_id=withdrawal.connection_id,
        remote_type=REMOTE_TYPE,
        remote_id=withdrawal.provider_id,
        seq=(rows.aggregate(last=Max("seq"))["last"] or 0) + 1,
        status_code=withdrawal.status_code,
        status_message=remote.status_message or "",
        source=source,
        observed_at=timezone.now(),
    )


def _bring_command_along(command: MoneyCommand, withdrawal: Withdrawal) -> None:
    """Bring the command to the state of the status; the kind updates the withdrawal's row with it."""
    to = payment_statuses.of(withdrawal.status_code).state
    fresh = MoneyCommand.objects.get(pk=command.pk)
    if to and fresh.state != to and lawful(fresh.state, to):
        move(fresh, to, actor=THE_DESK, remote_status=withdrawal.status_code)


def _tell(withdrawal: Withdrawal, source: str) -> None:
    audit.record(
        "withdrawal.status-seen",
        actor=THE_DESK,
        shop=withdrawal.shop,
        noun="withdrawal",
        object_id=withdrawal.public_id,
        version=withdrawal.version,
        status=withdrawal.status_code,
        source=source,
    )
