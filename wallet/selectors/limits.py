"""Which limit holds for whom."""

from django.db.models import F, Q, QuerySet

from accounts.models import Role, Shop
from accounts.models.money import plain
from wallet.models import Limit


def limit_for(shop: Shop, role: str, kind: str, currency: str) -> Limit | None:
    """The limit that holds: the shop's own before the one of all shops; None where none is set. One query."""
    rows = Limit.objects.filter(role=role, kind=kind, currency=currency.upper(), ended_at=None)
    own_first = F("shop").asc(nulls_last=True)
    return (rows.filter(shop=shop) | rows.filter(shop=None)).order_by(own_first).first()


def shops_under(limit: Limit) -> QuerySet[Shop]:
    """The shops where a limit of all shops holds: those that have none of their own in its place."""
    own = Limit.objects.filter(
        role=limit.role, kind=limit.kind, currency=limit.currency, ended_at=None, shop__isnull=False
    )
    return Shop.objects.exclude(pk__in=own.values("shop"))


def of_shops(shops: QuerySet[Shop]) -> QuerySet[Limit]:
    """The limits that hold or held in these shops: their own, and those of all shops."""
    rows = Limit.objects.filter(Q(shop__in=shops) | Q(shop=None)).select_related("shop")
    return rows.order_by(F("shop__name").asc(nulls_first=True), "role", "kind", "currency", "id")


def told(shop: Shop, role: str) -> dict[str, str]:
    """What a role may move by itself in a shop, for its devices: `transfer.USD.per_order` -> "1000"."""
    found: dict[str, str] = {}
    rows = Limit.objects.filter(Q(shop=shop) | Q(shop=None), role=role, ended_at=None)
    for limit in rows.order_by(F("shop").asc(nulls_first=True)):  # the shop's own come last and win
        for name in ("per_order", "per_day"):
            key, amount = f"{limit.kind}.{limit.currency}.{name}", getattr(limit, name)
            found.pop(key, None)
            if amount is not None:
                found[key] = plain(amount)
    return found


def without(shops: list[Shop]) -> list[Shop]:
    """Which of these shops have no limit for tellers, neither of their own nor of all shops. One query."""
    limited = set(
        Limit.objects.filter(role=Role.TELLER, ended_at=None).values_list("shop", flat=True).distinct()
    )
    return [] if None in limited else [shop for shop in shops if shop.pk not in limited]
