"""Bitspark's money shops and what each takes for a top-up."""

from decimal import Decimal
from typing import Any

import structlog
from django.utils import timezone

from accounts.models import Connection
from accounts.providers.bitspark import client as bitspark
from accounts.services import connections
from accounts.services.waiting import in_provider_room
from remittance.models import MoneyShop
from remittance.services.reading.as_told import as_told

from .reads import reading
from .rows import bring

log = structlog.get_logger(__name__)

PAGE = 100
MOST_PAGES = 50
DETAILS_AT_ONCE = 25


@in_provider_room()
def refresh_money_shops(connection: Connection) -> None:
    """Read the whole list, and the details of the shops whose details are the oldest.

    Raises:
        ProviderDown: the list could not be read; the rows stay as they were.
    """
    client = connections.client_for(connection)
    now = timezone.now()
    with reading(connection, "money-shops") as found:
        told: dict[str, bitspark.MoneyShop] = {}
        for number in range(1, MOST_PAGES + 1):
            page = client.money_shops.page(number, PAGE)
            told |= {shop.id: shop for shop in page.items}
            if not page.items or page.next_page is None or page.next_page <= number:
                found.complete = page.paging_told
                break
        else:
            found.complete = False
        found.pages, found.rows = number, len(told)
        columns = {shop.id[:128]: _listed(shop) for shop in told.values()}
        bring(MoneyShop, connection, columns, now, whole=found.complete)
    oldest = MoneyShop.objects.filter(connection=connection, gone_at=None).order_by("details_at", "id")
    for row in oldest[:DETAILS_AT_ONCE]:
        _details(client, row)


@in_provider_room()
def refresh_money_shop(row: MoneyShop) -> None:
    """Read the details of one shop now.

    Raises:
        ProviderDown: they could not be read.
    """
    client = connections.client_for(row.connection)
    with reading(row.connection, "money-shop"):
        _keep(row, client.money_shops.get(row.provider_id))


def _details(client: bitspark.Bitspark, row: MoneyShop) -> None:
    """One shop that cannot be read keeps its old details; the others are read all the same."""
    try:
        told = client.money_shops.get(row.provider_id)
    except (bitspark.BitsparkError, bitspark.Unsendable):
        log.info("money-shop-not-read", connection=row.connection.name)
        return
    _keep(row, told)


def _keep(row: MoneyShop, told: bitspark.MoneyShop) -> None:
    """Its commissions as told; a list without them says "none told", and stays None in `details_at`."""
    given = (told.raw.get("attributes") or {}).get("topup_commissions")
    MoneyShop.objects.filter(pk=row.pk).update(
        **_listed(told),
        commissions=as_told(given) if isinstance(given, list) else [],
        details_at=timezone.now() if isinstance(given, list) else None,
    )


def _listed(told: bitspark.MoneyShop) -> dict[str, Any]:
    return {
        "name": (told.name or told.id)[:200],
        "address": (told.address or "")[:400],
        "latitude": _degrees(told.lat),
        "longitude": _degrees(told.lng),
        "image_url": (told.image_url or "")[:500],
        "raw": as_told(told.raw),
    }


def _degrees(figure: Decimal | None) -> str:
    return "" if figure is None else format(figure, "f")[:32]
