"""The fees that Bitspark lists for us: the global ones and our own."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import Connection
from accounts.providers.bitspark import client as bitspark
from accounts.services import connections
from accounts.services.waiting import in_provider_room
from remittance.models import Currency, Fee
from remittance.selectors.fees import MODELS, Wanted
from remittance.services.reading.as_told import as_told

from .reads import reading
from .rows import bring

PAGE = 100
MOST_PAGES = 50


@dataclass(frozen=True)
class Asked:
    """What Bitspark answered to a narrowed list: the ids it named, and whether the list was whole."""

    ids: frozenset[str]
    whole: bool


@in_provider_room()
def refresh_fees(connection: Connection, wanted: Wanted | None = None) -> Asked:
    """Read the list of fees; with `wanted`, ask for those alone, by the filters that are documented.

    A fee that a whole, unnarrowed list does not name is marked gone; nothing is deleted.

    Raises:
        ProviderDown: the list could not be read; the rows stay as they were.
    """
    client = connections.client_for(connection)
    filters = _filters(connection, wanted)
    now = timezone.now()
    with reading(connection, "fees" if not filters else "fees-narrowed") as found:
        told: dict[str, bitspark.Fee] = {}
        for number in range(1, MOST_PAGES + 1):
            page = client.fees.page(number, PAGE, **filters)
            told |= {fee.id: fee for fee in page.items}
            if not page.items or page.next_page is None or page.next_page <= number:
                found.complete = page.paging_told or len(page.items) < PAGE
                break
        else:
            found.complete = False
        found.pages, found.rows = number, len(told)
        keep_fees(connection, told.values(), whole=found.complete and not filters, now=now)
    return Asked(frozenset(told), found.complete)


@in_provider_room()
def refresh_fee(fee: Fee) -> None:
    """Read one fee now.

    Raises:
        ProviderDown: it could not be read.
    """
    client = connections.client_for(fee.connection)
    with reading(fee.connection, "fee"):
        told = client.fees.get(fee.provider_id)
    keep_fees(fee.connection, [told], whole=False, now=timezone.now())


def keep_fees(connection: Connection, told: Iterable[bitspark.Fee], *, whole: bool, now: Any) -> None:
    """Bring the rows of these fees to what was told."""
    told = list(told)
    codes = _codes(connection, {fee.currency_id or "" for fee in told})
    rows = {fee.id[:128]: _columns(fee, codes) for fee in told}
    if rows or whole:
        bring(Fee, connection, rows, now, whole=whole)


def _filters(connection: Connection, wanted: Wanted | None) -> dict[str, Any]:
    """The documented filters; a currency by its id, which is never mistaken, where we know it."""
    if wanted is None:
        return {}
    ids = Currency.objects.filter(connection=connection, code=wanted.currency).values_list("provider_id")
    given: dict[str, Any] = {
        "currency": ids[0][0] if wanted.currency and ids else wanted.currency.lower(),
        "active": wanted.active,
        "fee_model_type": wanted.model,
        "amount": wanted.amount,
    }
    return {name: value for name, value in given.items() if value not in {None, ""}}


def _codes(connection: Connection, ids: set[str]) -> dict[str, str]:
    rows = Currency.objects.filter(connection=connection, provider_id__in=ids)
    return dict(rows.values_list("provider_id", "code"))


def _columns(told: bitspark.Fee, codes: dict[str, str]) -> dict[str, Any]:
    code = told.currency.code if told.currency else codes.get(told.currency_id or "", "")
    return {
        "type_told": told.type[:64],
        "model": MODELS.get(told.type, ""),
        "fee_type": (told.fee_type or "")[:32],
        "amount_raw": _figure(told.amount),
        "lower_raw": _figure(told.lower),
        "upper_raw": _figure(told.upper),
        "active": told.active,
        "is_global": told.is_global,
        "currency_told": (told.currency_id or "")[:128],
        "currency": code.upper()[:16],
        "user_told": (told.user_id or "")[:128],
        "created_told": told.created_at.text[:64] if told.created_at else "",
        "updated_told": told.updated_at.text[:64] if told.updated_at else "",
        "unread": list(told.unread),
        "raw": as_told(told.raw),
    }


def _figure(figure: Decimal | None) -> str:
    return "" if figure is None else format(figure, "f")[:64]
