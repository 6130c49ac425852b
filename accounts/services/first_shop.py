"""The first operator, shop and administrator of a real desk."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Actor, Operator, Role, Shop, User
from accounts.services import shops, staff
from accounts.services.errors import Conflict

DESK = Actor.the_desk("first_shop")


def set_up(
    *,
    operator: str,
    code: str,
    name: str,
    zone: str,
    currency: str,
    username: str,
    person: str,
    email: str,
    password: str | None,
) -> tuple[Shop, User]:
    """Make all three, or none. `password` None: the person can sign in only after a one-time link.

    Raises:
        Conflict: `set-up-already`, this desk has an operator or a shop. Refused: as `shops.create`.
    """
    with transaction.atomic():
        if Shop.objects.exists() or Operator.objects.exists():
            raise Conflict(
                _("This desk has a shop already. Further shops and people are added under Settings."),
                code="set-up-already",
            )
        if User.objects.filter(username=username).exists():
            raise Conflict(_("Somebody has this username. Choose another."), code="username-taken")
        shops.name_operator(operator, actor=DESK)
        shop = shops.create(actor=DESK, code=code, name=name, time_zone=zone, cash_currency=currency)
        admin = User(username=username, name=person, email=email)
        admin.set_password(password)
        admin.save()
        staff.give_role(admin, None, Role.ADMIN, actor=DESK)
    return shop, admin
