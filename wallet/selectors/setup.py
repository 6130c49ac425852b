"""What this app would still like set before a shop serves its first real customer."""

from django.utils.translation import gettext as _

from accounts.models import Shop
from accounts.selectors.setup import Step

from . import limits


def steps(shops: list[Shop]) -> list[Step]:
    """A limit for the tellers of each shop: a hint, never a must. One query."""
    bare = limits.without(shops)
    return [
        Step(
            shop not in bare,
            _("%(shop)s has limits for tellers") % {"shop": shop.name},
            _("Above them an order waits for a second person; without them a teller sends any amount."),
            "wallet:limits",
            needed=False,
        )
        for shop in shops
    ]
