"""What one answer of Bitspark brings to one row, worked out before anything is written."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.providers.bitspark.client import STATUSES
from accounts.providers.bitspark.client import Transfer as RemoteTransfer
from remittance.models import Transfer
from remittance.selectors import statuses
from remittance.selectors.statuses import LOOK_AGAIN
from remittance.selectors.timeline import REMOTE_TYPE
from wallet.models import RemoteEvent

from . import consequences, schedule, told
from .order import Verdict, judge

_PLAIN = [code for code in STATUSES if code != statuses.SUSPICIOUS]


@dataclass
class News:
    """An answer beside the row as it stood. `code` is the status told, `last` the event before, if any."""

    transfer: Transfer
    remote: RemoteTransfer
    source: str
    now: datetime
    last: RemoteEvent | None
    verdict: Verdict
    differs: bool
    is_new: bool
    number_before: str
    counter_before: str

    @property
    def code(self) -> str:
        return self.remote.status.code[:64]

    @property
    def same_status(self) -> bool:
        return self.code == self.transfer.status_code

    @property
    def unlike_last(self) -> bool:
        """Whether this status differs from the last one that was seen, or is followed only now."""
        last = self.last
        return last is None or last.status_code != self.code or (self.verdict.moves and not last.shown)

    @property
    def anything(self) -> bool:
        """Whether there is something to write at all."""
        transfer, verdict = self.transfer, self.verdict
        odd_before = transfer.anomaly.split()
        pending = LOOK_AGAIN in odd_before
        if self.is_new or verdict.moves or verdict.look_again != pending:
            return True
        if verdict.look_again and self.unlike_last:
            return True
        if self.differs and statuses.DIFFERS not in odd_before:
            return True
        return self._command_lags or self._other_facts

    @property
    def _command_lags(self) -> bool:
        command = self.transfer.command
        to = consequences.state_after(self.transfer.status_code)
        return command is not None and to is not None and consequences.may_move(command, to)

    @property
    def _other_facts(self) -> bool:
        columns = told.columns(self.remote, self.transfer)
        if self.same_status:
            columns |= told.status_columns(self.remote)
        return any(getattr(self.transfer, name) != value for name, value in columns.items())

    def anomaly(self) -> str:
        """The codes of what is odd now: an oddity that was followed stays, one that went away does not."""
        codes = [code for code in self.transfer.anomaly.split() if code != LOOK_AGAIN]
        if self.verdict.look_again:
            codes.append(LOOK_AGAIN)
        elif self.verdict.anomaly and self.verdict.anomaly not in codes:
            codes.append(self.verdict.anomaly)
        if self.differs and statuses.DIFFERS not in codes:
            codes.append(statuses.DIFFERS)
        return " ".join(codes)


def gather(transfer: Transfer, remote: RemoteTransfer, source: str) -> News:
    """Judge an answer against the row, which is locked."""
    now, new = timezone.now(), remote.status.code[:64]
    seen = RemoteEvent.objects.filter(
        connection=transfer.connection, remote_type=REMOTE_TYPE, remote_id=remote.id
    ).order_by("-seq")
    last = seen.first()
    repeated = (
        last is not None
        and not last.shown
        and last.status_code == new
        and now - last.observed_at >= schedule.SEEN_LONG_ENOUGH
    )
    old, base = transfer.status_code, ""
    if old and (old not in STATUSES or statuses.is_suspicious(old)):
        before = seen.filter(shown=True, status_code__in=_PLAIN)
        base = before.values_list("status_code", flat=True).first() or ""
    return News(
        transfer=transfer,
        remote=remote,
        source=source,
        now=now,
        last=last,
        verdict=judge(old, base, new, source, repeated=repeated) if new else Verdict(keep=False),
        differs=_differs(transfer, remote),
        is_new=transfer.pk is None,
        number_before=transfer.tracking_number,
        counter_before=transfer.counter_status,
    )


def _differs(transfer: Transfer, remote: RemoteTransfer) -> bool:
    """Whether the answer shows other money than the command asked for."""
    if getattr(remote, "differences", ()):
        return True
    command = transfer.command
    if command is None:
        return False
    other_amount = remote.amount is not None and remote.amount != command.amount
    currency = remote.currency or command.currency
    return other_amount or currency.casefold() != command.currency.casefold()
