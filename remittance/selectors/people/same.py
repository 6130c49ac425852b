"""Whether a sender may be somebody who is known already."""

from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import Shop
from remittance.models import Sender

from .search import is_exactly

_MOST = 20


@dataclass(frozen=True)
class Same:
    """Senders that share a phone or id number with somebody.

    `here`: those the reader may open. `elsewhere`: whether other shops of the operator know one;
    of those nothing else is told. `ids`: all of them, for sums only.
    """

    here: list[Sender]
    elsewhere: bool
    ids: list[int]

    @property
    def any(self) -> bool:
        return bool(self.here) or self.elsewhere


def possibly_same(
    *, phone_key: str, alt_phone_key: str, id_key: str, shops: QuerySet[Shop], but: int | None = None
) -> Same:
    """Who else has this phone or id number, over all shops of the operator; `but` leaves one out."""
    phones = [key for key in {phone_key, alt_phone_key} if key]
    looks = [is_exactly(column, key) for key in phones for column in ("phone_key", "alt_phone_key")]
    looks += [is_exactly("id_key", id_key)] if id_key else []
    if not looks:
        return Same([], elsewhere=False, ids=[])
    first, *others = (Sender.objects.filter(look).order_by().values_list("pk", flat=True) for look in looks)
    alike = set(first.union(*others)[: _MOST + 1]) - {but}
    found = list(Sender.objects.filter(pk__in=alike).select_related("shop").order_by("pk")[:_MOST])
    mine = set(shops.values_list("pk", flat=True)) if found else set()
    here = [one for one in found if one.shop_id in mine]
    return Same(here, elsewhere=len(here) < len(found), ids=[one.pk for one in found])
