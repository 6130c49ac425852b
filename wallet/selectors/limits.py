"""Which limit holds for whom."""

from django.db.models import F

from accounts.models import Shop
from wallet.models import Limit


def limit_for(shop: Shop, role: str, kind: str, currency: str) -> Limit | None:
    """The limit that holds: the shop's own before the one of all shops; None where none is set. One query."""
    rows = Limit.objects.filter(role=role, kind=kind, currency=currency.upper(), ended_at=None)
    own_first = F("shop").asc(nulls_last=True)
    return (rows.filter(shop=shop) | rows.filter(shop=None)).order_by(own_first).first()
