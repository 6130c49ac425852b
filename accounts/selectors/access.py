"""Which shops a person may see, and as what."""

from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import Membership, Permission, Shop, User, allows


@dataclass(frozen=True)
class Standing:
    """A person's memberships, read once: what they are in each shop.

    head_office: the role in all shops, "" if the person has none; roles: shop -> role where the shop has
    a membership of its own, which decides there; shops: all that the person may see, by name.
    """

    head_office: str
    roles: dict[int, str]
    shops: tuple[Shop, ...]

    def role_in(self, shop: Shop) -> str:
        return self.roles.get(shop.pk, self.head_office)

    def shops_as(self, role: str) -> list[Shop]:
        """The shops where the person is exactly this."""
        return [shop for shop in self.shops if self.role_in(shop) == role]


def memberships(user: User) -> QuerySet[Membership]:
    """The person's memberships, head office first, then by shop."""
    return Membership.objects.filter(user=user).select_related("shop").order_by("shop__name", "pk")


def standing_of(user: User) -> Standing:
    """What the person is where. One query; two for head office."""
    head_office, roles, shops = "", {}, []
    for membership in memberships(user):
        if membership.shop is None:
            head_office = membership.role
        else:
            roles[membership.shop.pk] = membership.role
            shops.append(membership.shop)
    return Standing(head_office, roles, tuple(Shop.objects.order_by("name")) if head_office else tuple(shops))


def shops_of(user: User) -> QuerySet[Shop]:
    """The shops the person may see, as whatever they are there."""
    mine = Membership.objects.filter(user=user)
    if mine.filter(shop=None).exists():
        return Shop.objects.order_by("name")
    return Shop.objects.filter(memberships__in=mine).order_by("name")


def role_in(user: User, shop: Shop | None) -> str:
    """The person's role in the shop (None: in all of them), "" for none."""
    standing = standing_of(user)
    if shop is None:
        return standing.head_office
    return standing.role_in(shop)


def may_in(user: User | None, shop: Shop | None, permission: Permission) -> bool:
    """Whether the person's role in this very shop (None: in all of them) allows it."""
    return user is not None and allows(role_in(user, shop), permission)
