"""Demo top-ups: customers at the sandbox ask the demo shops, some are decided, and a shop asks another."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import requests
from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import Actor, Connection, Membership, Provider, Role, Shop
from accounts.services import connections, demo
from accounts.services.errors import ServiceError
from remittance.models import TopUp
from remittance.selectors import top_up_statuses
from wallet.models import Limit

from . import mirror, top_ups

# shop: currency, amounts asked for (the first is approved, the second declined), a teller's limit
BOOKS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "HK1": ("hkd", ("1200", "300", "500", "2500", "8000"), "3000"),
    "SG1": ("sgd", ("150", "80", "60", "400"), "500"),
}
DESK = Actor.the_desk("demo")


def load(say: demo.Say) -> None:
    """Bring the demo shops that have none their first top-ups; a shop that has some is left as it is."""
    if not connections.at_sandbox():
        return
    for code, (currency, amounts, limit) in BOOKS.items():
        shop = Shop.objects.filter(code=code).first()
        served = Connection.objects.filter(served__shop=shop, provider=Provider.BITSPARK).first()
        if shop is None or served is None or TopUp.objects.filter(shop=shop).exists():
            continue
        try:
            _fill(shop, served, currency, amounts)
        except ServiceError as refusal:
            say(_("%(shop)s's demo top-ups are not there: %(why)s") % {"shop": shop, "why": refusal.message})
            continue
        _limit(shop, currency.upper(), limit)
        say(_("%(shop)s has %(count)s demo top-ups.") % {"shop": shop, "count": len(amounts)})


def _fill(shop: Shop, connection: Connection, currency: str, amounts: tuple[str, ...]) -> None:
    known = {one["key"]: one for one in _sandbox_logins()}
    own = known.get(connection.login()[0])
    if own and not connection.shop_code:
        connections.tell_shop(
            connection, actor=DESK, shop_code=own["shop_code"], shop_remote_id=own["shop_id"]
        )
    if not connection.accounts.exclude(remote_id="").exists():
        mirror.refresh_balances(connection)
    for amount in amounts:
        demo.tell_sandbox("ask-top-up", login=connection.login()[0], currency=currency, amount=amount)
    top_ups.refresh_top_ups(connection, full=True)
    supervisor = Membership.objects.select_related("user").filter(shop=shop, role=Role.SUPERVISOR).first()
    if supervisor is None:
        return
    actor = Actor(user=supervisor.user, role=Role.SUPERVISOR, shop=shop)
    _decide(shop, currency.upper(), actor)
    others = [one["shop_code"] for one in known.values() if one is not own]
    if own and others:
        top_ups.create(
            shop_code=others[0],
            currency="USD",
            amount=Decimal(250),
            key=str(uuid4()),
            shop=shop,
            actor=actor,
        )


def _decide(shop: Shop, currency: str, actor: Actor) -> None:
    """The first in the shop's own currency is approved, the second declined; the others wait."""
    rows = TopUp.objects.select_related("connection", "shop", "command", "maker", "decision__created_by")
    asked = rows.filter(
        shop=shop,
        currency=currency,
        status_code=top_up_statuses.PENDING,
        asked_as=TopUp.AskedAs.REQUESTED,
    )
    first, second = asked.order_by("created_at", "id")[:2]
    top_ups.approve(first, seen=first.version, key=str(uuid4()), actor=actor, cash_counted=True)
    reason = _("The customer did not come.")
    top_ups.decline(second, seen=second.version, key=str(uuid4()), reason=reason, actor=actor)


def _limit(shop: Shop, currency: str, limit: str) -> None:
    """Up to so much a teller decides alone; above it the supervisor's inbox fills."""
    for kind in (top_up_statuses.APPROVE, top_up_statuses.DECLINE):
        Limit.objects.get_or_create(
            shop=shop,
            role=Role.TELLER,
            kind=kind,
            currency=currency,
            ended_at=None,
            defaults={"per_order": Decimal(limit)},
        )


def _sandbox_logins() -> list[dict[str, Any]]:
    """What the sandbox says of its logins: key, shop code and shop id among it."""
    parts = urlsplit(settings.BITSPARK_URL)
    url = urlunsplit((parts.scheme, parts.netloc, "/_control/keys", "", ""))
    return list(requests.get(url, timeout=10).json()["bitspark"])
