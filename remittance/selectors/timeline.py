"""What happened to a transfer, in order, as one person may read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import Actor
from remittance.models import Transfer
from wallet.models import RemoteEvent

from . import statuses
from .statuses import Status, Words

REMOTE_TYPE = "transfer"
MOST = 500


@dataclass(frozen=True)
class Moment:
    """One line of a timeline.

    status: None for what the desk itself did. message, info: Bitspark's own words. source: where it was read.
    shown: whether the transfer's status moved to this one; False marks an oddity that was not followed (yet).
    """

    at: datetime
    word: Words
    tone: str
    status: Status | None = None
    message: str = ""
    info: str = ""
    source: str = ""
    anomaly: tuple[Words, ...] = ()
    shown: bool = True


def of(transfer: Transfer, actor: Actor) -> list[Moment]:
    """The steps of this transfer, oldest first; one query beside the transfer with its command.

    Who may not read `suspicious` gets a timeline in which it never happened: no line, no gap, no count.
    """
    return [*_our_steps(transfer), *(_moment(event, actor) for event in _readable(seen(transfer), actor))]


def seen(transfer: Transfer) -> list[RemoteEvent]:
    """Every status seen at Bitspark, in the order of our own clock."""
    if not transfer.provider_id:
        return []
    return list(
        RemoteEvent.objects.filter(
            connection_id=transfer.connection_id,
            remote_type=REMOTE_TYPE,
            remote_id=transfer.provider_id,
        ).order_by("seq")[:MOST]
    )


def _our_steps(transfer: Transfer) -> list[Moment]:
    command = transfer.command
    if command is None:
        return [Moment(transfer.created_at, _("First seen here; not made here"), "secondary")]
    steps = [Moment(command.created_at, _("Order taken"), "secondary")]
    if command.sent_at is not None:
        steps.append(Moment(command.sent_at, _("Sent to Bitspark"), "secondary"))
    return steps


def _readable(events: Iterable[RemoteEvent], actor: Actor) -> list[RemoteEvent]:
    if actor.reads_suspicious:
        return list(events)
    kept: list[RemoteEvent] = []
    for event in events:
        if not event.shown or statuses.is_suspicious(event.status_code):
            continue
        if kept and kept[-1].status_code == event.status_code:
            continue  # it came back to where it was: at the counter it never left
        kept.append(event)
    return kept


def _moment(event: RemoteEvent, actor: Actor) -> Moment:
    status = statuses.of(event.status_code)
    words = statuses.told_words(
        event.status_group, event.status_code, event.status_message, event.status_info, actor
    )
    return Moment(
        at=event.observed_at,
        word=status.word,
        tone=status.tone,
        status=status,
        message=words.message,
        info=words.info,
        source=event.get_source_display(),
        anomaly=tuple(statuses.anomalies(event.anomaly)) if actor.reads_suspicious else (),
        shown=event.shown,
    )
