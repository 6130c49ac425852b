"""Looking for a deposit whose answer was lost: in the history and, for Bitcoin, among those that wait.

Rows of a list show nothing that we chose; what a row's own page shows, our callback URL, proves it ours.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.providers.bitspark.client import Bitspark, HistoryRow, Payment, ProviderTime
from accounts.services import connections
from wallet.models import Attempt, Deposit, MoneyCommand
from wallet.services.kinds import DidNotHappen
from wallet.services.list_reads import PAGE_SIZE, every

from . import observing

BITCOIN = "BTC"
CLOCKS_DIFFER = timedelta(seconds=300)
MOST_CANDIDATES = 20
# After the call has ended, "it is not there" counts only from looks that began so much later: an answer
# came, or none did. Two looks, so far apart.
ANSWERED = (timedelta(seconds=60), timedelta(seconds=60))
SILENT = (timedelta(hours=3), timedelta(minutes=10))


@dataclass(frozen=True)
class Found:
    """A deposit that may be the command's. `alone`: the one candidate of a login that is used only here."""

    payment: Payment
    alone: bool


def look_for(command: MoneyCommand, *, currency: str, amount: Decimal) -> Found | None:
    """The deposit of this command at Bitspark, None while it cannot be told. Reads only.

    Raises:
        DidNotHappen: two complete looks, late enough and far enough apart, did not find it.
        BitsparkError, ProviderDown: it could not be read now.
    """
    client, started = connections.client_for(command.connection), timezone.now()
    ids, complete = _candidates(client, command, currency, amount)
    ours = observing.urls_of(command)
    read = [client.payments.get(one) for one in ids[:MOST_CANDIDATES]]
    for payment in read:
        if payment.callback_url and payment.callback_url in ours:
            return Found(payment, alone=False)
    strangers = [payment for payment in read if ours and payment.callback_url]  # somebody else's URL
    open_ones = [payment for payment in read if payment not in strangers]
    if len(open_ones) == 1 and len(ids) == 1:
        return Found(open_ones[0], alone=command.connection.used_only_here and not ours)
    if complete and not open_ones and len(ids) <= MOST_CANDIDATES:
        _absent(command, started)
    return None


def _candidates(
    client: Bitspark, command: MoneyCommand, currency: str, amount: Decimal
) -> tuple[list[str], bool]:
    """Ids of deposits that may be the command's, and whether every row of the lists was seen."""
    history, complete = every(lambda number: client.history.page(number, PAGE_SIZE))
    ids = [row.id for row in history if _may_be(row, command, currency, amount)]
    if currency == BITCOIN:
        waiting, all_of_them = every(lambda number: client.payments.pending_btc_deposits(number, PAGE_SIZE))
        ids += [row.id for row in waiting]
        complete = complete and all_of_them
    ids = list(dict.fromkeys(ids))
    known = Deposit.objects.filter(connection=command.connection, provider_id__in=ids)
    before = known.filter(created_at__lt=command.sent_at or command.created_at)
    taken = known.exclude(command=None).exclude(command=command) | before.filter(command=None)
    others = set(taken.values_list("provider_id", flat=True))
    return [one for one in ids if one not in others], complete


def _may_be(row: HistoryRow, command: MoneyCommand, currency: str, amount: Decimal) -> bool:
    deposit = "deposit" in (row.payment_type or "deposit").casefold()
    same = (row.currency or currency).upper() == currency and row.amount in {amount, None}
    moment = (command.sent_at or command.created_at) - CLOCKS_DIFFER
    return deposit and same and not _before(row.created_at, moment)


def _before(told: ProviderTime | None, moment: datetime) -> bool:
    """Whether it was surely made before `moment`; a bare day (no known zone) has a day's grace."""
    if told is None or told.value is None:
        return False
    if isinstance(told.value, datetime):
        return told.value < moment
    day: date = told.value
    return day < moment.date() - timedelta(days=1)


def _absent(command: MoneyCommand, started: datetime) -> None:
    """Remember that a complete look did not find it; the second such look is proof.

    Raises:
        DidNotHappen: this was the second.
    """
    settle, apart = ANSWERED if command.http_status is not None else SILENT
    last = Attempt.objects.filter(command=command).order_by("-n").first()
    ended = last.sender_done_at if last else None
    ended = ended or command.lease_until or command.sent_at
    if ended is None or started < ended + settle:
        return
    rows = Deposit.objects.filter(command=command)
    first = rows.values_list("first_absent_at", flat=True).first()
    if first is None:
        rows.update(first_absent_at=started)
    elif started >= first + apart:
        raise DidNotHappen(_("Bitspark's lists, read twice, show no such deposit."))
