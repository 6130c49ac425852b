"""Reading top-ups at Bitspark: the two lists, one alone, and again in time. There is no callback for them."""

from collections.abc import Sequence
from datetime import timedelta

from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Connection, Provider
from accounts.providers.bitspark import client as bitspark
from accounts.services import connections
from accounts.services.errors import ProviderDown
from accounts.services.no_answer import why_not
from accounts.services.waiting import in_provider_room
from remittance.models import MirrorRead, TopUp
from remittance.selectors import top_up_statuses
from remittance.services.mirror.reads import reading
from wallet.models import State
from wallet.selectors.accounts import held_in
from wallet.services import accounts, scanning

from .observing import Seen, absorb, observe

NOUN = "top-ups"
QUICK, SLOW = timedelta(seconds=15), timedelta(seconds=120)
LOOKED_FOR_S = 60  # how long after somebody looked it is read quickly
FULL_EVERY = timedelta(hours=24)
MOST_NAMED = 500  # ids in one query
BUDGET = 20  # top-ups asked about one by one per login and turn, beside the two lists
BALANCE_WITHIN = timedelta(hours=1)  # after an approval; later other movements say too much
DONE = (State.ACCEPTED, State.SETTLED)


@in_provider_room()
def refresh_top_ups(connection: Connection, full: bool = False) -> None:
    """Read both lists, `requested` and `owned`: what is new or changed, with `full` all of it; then, one by
    one, those still pending that neither showed. Nothing is removed because it was not listed.

    Raises:
        ProviderDown: it could not be read to the end; what was read is kept.
    """
    client = connections.client_for(connection)
    with reading(connection, NOUN) as found:
        found.full, found.pages, found.rows = full, 0, 0
        seen: set[str] = set()
        for kind in ("requested", "owned"):
            scan = _scan(connection, client, kind, full=full)
            found.pages += scan.pages
            found.rows += scan.total if scan.total is not None else len(scan.seen)
            found.complete = found.complete and scan.complete
            seen |= scan.seen
        _ask_about(connection, client, seen)
    _read_balances(connection)


def _scan(connection: Connection, client: bitspark.Bitspark, kind: str, *, full: bool) -> scanning.Scan:
    asked_at = timezone.now()

    def read(number: int) -> bitspark.Page[bitspark.TopUp]:
        nonlocal asked_at
        asked_at = timezone.now()
        return client.top_ups.page(number, scanning.PAGE_SIZE, kind=kind)  # type: ignore[arg-type]  # one of the two

    def take(told: Sequence[bitspark.TopUp]) -> bool:
        return absorb(connection, told, asked_at, kind)

    return scanning.whole(read, take) if full else scanning.edges(read, take)


def _ask_about(connection: Connection, client: bitspark.Bitspark, seen: set[str]) -> None:
    """Pending ones that the lists did not show, or whose own fee no list tells; oldest reading first."""
    rows = TopUp.objects.filter(connection=connection, status_code=top_up_statuses.PENDING)
    wanted = ~Q(provider_id__in=list(seen)[:MOST_NAMED]) | Q(fee_raw="")
    for row in rows.exclude(provider_id="").filter(wanted).order_by("read_at", "id")[:BUDGET]:
        _show(connection, client, row)


def _show(connection: Connection, client: bitspark.Bitspark, row: TopUp) -> None:
    asked_at = timezone.now()
    try:
        told = client.top_ups.get(row.provider_id)
    except bitspark.Refused as refusal:
        if refusal.http_status != 404:
            raise
        TopUp.objects.filter(pk=row.pk).update(
            failed_at=asked_at, failure=_("Bitspark does not know it any more (404).")
        )
        return
    observe(connection, Seen(told, asked_at))


@in_provider_room()
def refresh_one(top_up: TopUp) -> TopUp:
    """Ask about one top-up now; the row as it is afterwards.

    Raises:
        ProviderDown: no answer; what is shown stays as old as it says.
    """
    if not top_up.provider_id:
        return top_up
    connection = top_up.connection
    try:
        _show(connection, connections.client_for(connection), top_up)
    except bitspark.BitsparkError as error:
        why = _("%s What you see is as old as it says.") % why_not(error)
        TopUp.objects.filter(pk=top_up.pk).update(failed_at=timezone.now(), failure=why)
        connections.note_failure(connection, why_not(error))
        raise ProviderDown(why, code="provider-unavailable", retry_after=30) from error
    return TopUp.objects.get(pk=top_up.pk)


def somebody_looks(connections_seen: Sequence[int]) -> None:
    """Remember that the queue of these logins is on somebody's screen, so that it is read quickly."""
    cache.set_many({_looked(pk): True for pk in connections_seen}, LOOKED_FOR_S)


def _looked(pk: int) -> str:
    return f"top-ups-looked-at:{pk}"


def poll_due() -> int:
    """Read the lists of the logins whose turn it is; how many were read.

    Every 15 seconds while somebody looks at a login's queue or something there is pending, else every two
    minutes. Safe in several workers at once: a turn is claimed by moving its time on.
    """
    count = 0
    for connection in Connection.objects.filter(provider=Provider.BITSPARK, retired_at=None):
        if not _claim(connection):
            continue
        count += 1
        last = MirrorRead.objects.get(connection=connection, noun=NOUN).full_at
        try:
            refresh_top_ups(connection, full=last is None or timezone.now() - last > FULL_EVERY)
        except ProviderDown:
            continue  # its failure is noted beside its data
    return count


def _claim(connection: Connection) -> bool:
    now = timezone.now()
    read, _made = MirrorRead.objects.get_or_create(connection=connection, noun=NOUN)
    pause = QUICK if _is_lively(connection) else SLOW
    if read.tried_at is not None and now - read.tried_at < pause:
        return False
    return bool(MirrorRead.objects.filter(pk=read.pk, tried_at=read.tried_at).update(tried_at=now))


def _is_lively(connection: Connection) -> bool:
    pending = Q(status_code=top_up_statuses.PENDING) & ~Q(provider_id="")
    moving = Q(state=State.UNKNOWN) | Q(decision_state__in=[State.UNKNOWN, State.QUEUED, State.SENDING])
    rows = TopUp.objects.filter(connection=connection).filter(pending | moving)
    return bool(cache.get(_looked(connection.pk))) or rows.exists()


def _read_balances(connection: Connection) -> None:
    """The balance after approvals whose own look at it was lost; the oldest first."""
    since = timezone.now() - BALANCE_WITHIN
    rows = TopUp.objects.filter(
        connection=connection,
        decision_kind=top_up_statuses.APPROVE,
        decision_state__in=DONE,
        balance_after_raw="",
        decision__outcome_at__gte=since,
    )
    for row in rows.select_related("connection").order_by("id")[:BUDGET]:
        read_balance_after(row)


def read_balance_after(top_up: TopUp) -> None:
    """Read our balance after an approval and keep it beside the one before; a failure leaves it for later.

    Raises:
        ProviderDown: nobody to ask.
    """
    account = held_in(top_up.connection, top_up.currency)
    if account is None:
        return
    started = timezone.now()
    account = accounts.refresh_currency(top_up.connection, account.listed)
    if account.is_told and account.read_at is not None and account.read_at >= started - _SKEW:
        TopUp.objects.filter(pk=top_up.pk, balance_after_raw="").update(
            balance_after_raw=account.balance_raw, balance_after_at=account.read_at
        )


_SKEW = timedelta(seconds=5)  # `read_at` is by the database's clock
