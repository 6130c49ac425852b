"""Demo limits, so that the demo shows an order that waits for a second person."""

from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import Actor, Role, Shop
from accounts.services.demo import Say
from accounts.services.people_demo import SHOPS

from . import limit_changes
from .limit_changes import Place

DESK = Actor.the_desk("demo")
TRANSFER = "transfer"
# in the currency of the account that pays: by one order, in 24 hours
LIMITS = {"USD": (Decimal(2000), Decimal(10000)), "HKD": (Decimal(15000), Decimal(75000))}


def load(say: Say) -> None:
    """Set limits for the tellers of the demo shops where they have none; safe to run again."""
    made = 0
    for shop in Shop.objects.filter(code__in=SHOPS).order_by("code"):
        for currency, (per_order, per_day) in LIMITS.items():
            place = Place(shop, Role.TELLER, TRANSFER, currency)
            if not place.standing.exists():
                limit_changes.put(place, per_order, per_day, actor=DESK)
                made += 1
    if made:
        say(_("Limits for tellers: %(made)d set.") % {"made": made})
