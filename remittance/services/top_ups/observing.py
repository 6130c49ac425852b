"""Keeping what Bitspark says of top-ups. No network in here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Actor, Connection, Shop
from accounts.providers.bitspark.client import TopUp as RemoteTopUp
from accounts.services import audit
from remittance.models import TopUp
from remittance.selectors import top_up_statuses
from remittance.selectors.top_up_statuses import Verdict
from wallet.models import MoneyCommand, State

from . import told as telling

THE_DESK = Actor.the_desk("top-ups")
REMOTE_TYPE = "top_up"
NOTHING_DONE = (State.REJECTED, State.CANCELLED, State.RELEASED)
TRIES = 5  # against others who write the same row at the same moment


@dataclass(frozen=True)
class Seen:
    """A top-up as it was read; `asked_at` is from before the question, so that older news never wins."""

    remote: RemoteTopUp
    asked_at: datetime
    listed: bool = False

    @property
    def columns(self) -> dict[str, Any]:
        return telling.columns(self.remote, listed=self.listed)


def shop_of(connection: Connection) -> Shop | None:
    """Whose the top-ups of a login are: its home shop's, or the only shop's that it serves."""
    if connection.home_shop is not None:
        return connection.home_shop
    shops = list(connection.shops.all()[:2])
    return shops[0] if len(shops) == 1 else None


def observe(connection: Connection, seen: Seen, *, asked_as: str = "", row: TopUp | None = None) -> TopUp:
    """Keep one top-up as it was read; the row as it is afterwards. Safe to run twice or in a transaction.

    `row` is the one of ours that it is (an order's); without, it is found by Bitspark's id or made.
    """
    if row is not None and row.provider_id != seen.remote.id:
        _fold_into(row, seen.remote.id)
    for _try in range(TRIES):
        found = row or _of_remote(connection, seen.remote.id) or _made(connection, seen, asked_as)
        if found is None or _written(found, seen, asked_as):
            break
        row = TopUp.objects.get(pk=found.pk) if row else None
    return TopUp.objects.get(connection=connection, provider_id=seen.remote.id[:128])


def absorb(connection: Connection, told: Sequence[RemoteTopUp], asked_at: datetime, asked_as: str) -> bool:
    """Keep the rows of one page of a list; whether any was new or changed. Two queries if none was."""
    rows = {one.id[:128]: one for one in told}
    kept = {
        row.provider_id: row
        for row in TopUp.objects.filter(connection=connection, provider_id__in=list(rows))
    }
    moved = False
    for key, remote in sorted(rows.items(), key=lambda one: telling.running(one[1].transaction_number)):
        seen = Seen(remote, asked_at, listed=True)
        if key not in kept:
            moved = _meet(connection, seen, asked_as) or moved
        elif _news(kept[key], seen, asked_as):
            observe(connection, seen, asked_as=asked_as)
            moved = True
    still = TopUp.objects.filter(pk__in=[row.pk for row in kept.values()])
    still.update(last_seen_at=asked_at)
    return moved


def _meet(connection: Connection, seen: Seen, asked_as: str) -> bool:
    """A top-up that is new to us; one that fits an order being sent at this moment is left to that order."""
    bound = MoneyCommand.objects.filter(
        connection=connection, remote_type=REMOTE_TYPE, creates_remote=True, remote_id=seen.remote.id
    ).first()
    if bound is not None:
        observe(connection, seen, asked_as=asked_as, row=TopUp.objects.filter(command=bound).first())
        return True
    being_sent = MoneyCommand.objects.filter(
        connection=connection, kind=top_up_statuses.CREATE, state=State.SENDING
    )
    if (
        seen.remote.amount is not None
        and being_sent.filter(amount=telling.exact(seen.remote.amount)).exists()
    ):
        return False
    observe(connection, seen, asked_as=asked_as)
    return True


def _of_remote(connection: Connection, remote_id: str) -> TopUp | None:
    return TopUp.objects.filter(connection=connection, provider_id=remote_id[:128]).first()


def _made(connection: Connection, seen: Seen, asked_as: str) -> TopUp | None:
    """The row for a top-up that was not made here; None when it was made and nothing is left to write."""
    now = timezone.now()
    try:
        with transaction.atomic():
            row = TopUp.objects.create(
                connection=connection,
                shop=shop_of(connection),
                asked_as=asked_as,
                created_at=now,
                first_seen_at=now,
                last_seen_at=seen.asked_at,
                read_at=seen.asked_at,
                status_changed_at=now,
                **seen.columns,
            )
            if top_up_statuses.is_pending(row.status_code):  # the history of years is no news
                _tell(row, "seen")
    except IntegrityError:  # another process met it meanwhile
        return _of_remote(connection, seen.remote.id)
    return None


def _news(row: TopUp, seen: Seen, asked_as: str) -> bool:
    if row.read_at is not None and row.read_at > seen.asked_at:
        return False
    return row.asked_as != _both(row.asked_as, asked_as) or telling.differs(row, seen.columns)


def _both(was: str, now: str) -> str:
    if not now or was == now:
        return was
    return now if not was else TopUp.AskedAs.BOTH


def _written(row: TopUp, seen: Seen, asked_as: str) -> bool:
    """Write what is new; False when somebody else wrote the row since it was read."""
    if row.read_at is not None and row.read_at > seen.asked_at:
        return True
    rows = TopUp.objects.filter(pk=row.pk, version=row.version)
    if not _news(row, seen, asked_as):
        return bool(
            rows.update(read_at=seen.asked_at, last_seen_at=seen.asked_at, failed_at=None, failure="")
        )
    columns: dict[str, Any] = seen.columns
    changed = columns["status_code"] != row.status_code
    if changed:
        columns |= {"status_changed_at": timezone.now(), "anomaly": _odd(row, columns["status_code"])}
    with transaction.atomic():
        if not rows.update(
            version=F("version") + 1,
            asked_as=_both(row.asked_as, asked_as),
            first_seen_at=row.first_seen_at or timezone.now(),
            last_seen_at=seen.asked_at,
            read_at=seen.asked_at,
            failed_at=None,
            failure="",
            updated_at=timezone.now(),
            **columns,
        ):
            return False
        if changed:
            _tell(TopUp.objects.select_related("shop").get(pk=row.pk), "status", was=row.status_code)
    return True


def _odd(row: TopUp, now: str) -> str:
    """What a person must know about this change; "" when it is as it should be."""
    was = row.status_code
    if was and not top_up_statuses.is_pending(was):
        return _("Bitspark first said “%(was)s” and now says “%(now)s”.") % {"was": was, "now": now}
    if not row.decision_kind or top_up_statuses.is_pending(now):
        return ""
    found = top_up_statuses.verdict(row.decision_kind, now)
    if row.decision_state in NOTHING_DONE:
        closed = found == Verdict.DONE
        return _("Our decision was closed as not done, and Bitspark shows it done.") if closed else ""
    if found != Verdict.DONE:
        return _("Bitspark shows “%(now)s”, which is not what was decided here.") % {"now": now}
    return ""


def _fold_into(row: TopUp, remote_id: str) -> None:
    """A mirrored row that turned out to be our own order's: its id leads to ours from now on."""
    other = TopUp.objects.filter(connection=row.connection, provider_id=remote_id[:128], command=None).first()
    if other is None or other.pk == row.pk:
        return
    with transaction.atomic():
        TopUp.objects.filter(pk=other.pk).update(
            provider_id="", folded_into=row, decision=None, version=F("version") + 1
        )
        TopUp.objects.filter(pk=row.pk).update(
            first_seen_at=other.first_seen_at,
            decision=other.decision,
            decision_kind=other.decision_kind,
            decision_state=other.decision_state,
            decline_reason=other.decline_reason,
        )
    row.refresh_from_db()


def _tell(row: TopUp, what: str, **detail: Any) -> None:
    audit.record(
        f"top-up.{what}",
        actor=THE_DESK,
        shop=row.shop,
        noun="top-up",
        object_id=row.public_id,
        version=row.version,
        number=row.transaction_number,
        status=row.status_code,
        amount=row.amount_raw,
        currency=row.currency,
        **detail,
    )
