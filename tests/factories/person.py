"""People that tests may make more of."""

from functools import cache

from django.contrib.auth.hashers import make_password

from accounts.models import Membership, Role, Shop, User
from tests.people import PASSWORD


@cache
def _hashed() -> str:
    return make_password(PASSWORD)


def person(username: str, name: str, shop: Shop | None, role: str) -> User:
    """A person with `PASSWORD` and one membership; `shop` None: of all shops."""
    user = User.objects.create(
        username=username,
        name=name,
        email=f"{username}@example.com",
        password=_hashed(),
        is_staff=role == Role.ADMIN,
    )
    Membership.objects.create(user=user, shop=shop, role=role)
    return user
