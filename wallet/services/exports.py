"""Lists that leave the desk as a file: who took which, and how often one may."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Actor, Permission
from accounts.services import audit, rates
from accounts.services.errors import NotAllowed
from accounts.services.rates import Limit

FILES = Limit("export", 10, 60)


def taken(what: str, filters: Mapping[str, str], *, actor: Actor) -> None:
    """Write down that this person takes this list, narrowed so; call it before the first line is given.

    Raises:
        NotAllowed: the role does not export.
        TooMany: more than ten files in a minute.
    """
    if not actor.may(Permission.EXPORT) or actor.user is None:
        raise NotAllowed(_("Your role does not export lists."), code="not-allowed", permission="export")
    rates.take(FILES, str(actor.user.public_id))
    with transaction.atomic():
        audit.record(f"{what}.exported", actor=actor, shop=actor.shop, noun=what, filters=dict(filters))
