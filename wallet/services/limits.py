"""Whether an order waits for a second person, and why."""

from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import Actor, Shop
from accounts.models.money import plain
from wallet.models import Limit
from wallet.selectors import commands as selectors
from wallet.selectors.limits import limit_for, shops_under

from .kinds import Kind, SecondPerson, family


def why_second_person(kind: Kind, actor: Actor, shop: Shop, amount: Decimal, currency: str) -> str:
    """Why an order of this person waits for a second one; "" when it does not.

    `amount` and `currency` are what the kind counts against limits. A kind without a limit of its own has
    that of its family, and counts with it: a domestic transfer is no way around the limit of transfers. Call
    it inside the intake's transaction, where the connection is locked: two orders cannot both fit under one
    day's limit.
    """
    if kind.second_person == SecondPerson.ALWAYS:
        return _("It always takes two people.")
    limit = limit_for(shop, actor.role, kind.name, currency)
    if limit is None and kind.twin_family:
        limit = limit_for(shop, actor.role, kind.twin_family, currency)
    if limit is None:
        if actor.role in kind.waits_without_limit:
            return _("No limit is set for this role in %(currency)s.") % {"currency": currency}
        return ""
    if limit.per_order is not None and amount > limit.per_order:
        return _("Above %(limit)s %(currency)s by one order.") % {
            "limit": plain(limit.per_order),
            "currency": currency,
        }
    if limit.per_day is not None:
        together = _moved(actor, shop, limit) + amount
        if together > limit.per_day:
            return _("With today's orders %(sum)s %(currency)s, above %(limit)s in 24 hours.") % {
                "sum": plain(together),
                "limit": plain(limit.per_day),
                "currency": currency,
            }
    return ""


def _moved(actor: Actor, shop: Shop, limit: Limit) -> Decimal:
    """What this person ordered under this limit in 24 hours: one for all shops counts them together."""
    if limit.shop_id is not None:
        return selectors.moved_by(actor, [shop], family(limit.kind), limit.currency)
    # their logins differ, so the lock on one of them does not hold the other shop's order back
    Limit.objects.select_for_update(no_key=True).get(pk=limit.pk)
    return selectors.moved_by(actor, shops_under(limit), family(limit.kind), limit.currency)
