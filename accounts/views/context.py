"""What every page may read about the desk it is on."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Actor, Connection, Permission, Role, Shop
from accounts.models.permission import ALLOWED


@dataclass(frozen=True)
class Way:
    """One way in the navigation; `heading` stands above the first of a group."""

    heading: str | Promise
    url: str
    label: str | Promise
    icon: str
    active: bool
    count: int = 0


COUNTER, PEOPLE, MONEY, PROVIDER, DESK = "", _("People"), _("Our money"), "Bitspark", _("The desk")

# heading, url name, label, icon, what it needs (None: everybody); the first four stand at a phone's foot
WAYS: list[tuple[str | Promise, str, str | Promise, str, Permission | None]] = [
    (COUNTER, "home", _("Home"), "home", None),
    (COUNTER, "remittance:send", _("Send money"), "send", Permission.SEND_MONEY),
    (COUNTER, "remittance:top-ups", _("Top-ups"), "cash", Permission.SEE_TOP_UPS),
    (COUNTER, "remittance:transfers", _("Transfers"), "list", Permission.SEE_TRANSFERS),
    (COUNTER, "wallet:approvals", _("Approvals"), "clipboard-check", Permission.SEE_APPROVALS),
    (COUNTER, "remittance:follow-ups", _("Follow-up"), "checklist", Permission.SEE_FOLLOW_UPS),
    (PEOPLE, "remittance:senders", _("Senders"), "users", Permission.SEE_PEOPLE),
    (PEOPLE, "remittance:recipients", _("Recipients"), "address-book", Permission.SEE_PEOPLE),
    (MONEY, "wallet:accounts", _("Accounts"), "wallet", Permission.SEE_WALLET),
    (MONEY, "wallet:deposits", _("Deposits"), "transfer-in", Permission.SEE_WALLET),
    (MONEY, "wallet:addresses", _("Addresses"), "qrcode", Permission.SEE_WALLET),
    (MONEY, "wallet:withdrawals", _("Withdrawals"), "transfer-out", Permission.SEE_WALLET),
    (MONEY, "wallet:exchanges", _("Exchange"), "arrows-exchange", Permission.SEE_WALLET),
    (MONEY, "wallet:history", _("History"), "report-money", Permission.SEE_WALLET),
    (PROVIDER, "remittance:money-shops", _("Money shops"), "building-store", Permission.SEE_TOP_UPS),
    (PROVIDER, "remittance:fees", _("Fees"), "scale", Permission.SEE_WALLET),
    (PROVIDER, "accounts:profile", _("Profile"), "user", Permission.SEE_PROFILE),
    (DESK, "accounts:audit", _("Audit"), "history", Permission.SEE_AUDIT),
    (DESK, "accounts:settings", _("Settings"), "settings", Permission.SEE_SETTINGS),
]


_counters: dict[str, Callable[["Desk"], int]] = {}


def count_beside(url_name: str, counter: Callable[["Desk"], int]) -> None:
    """Show beside a way how many things wait there for this person. Said once, when an app is ready."""
    _counters[url_name] = counter


class Desk:
    """The active shop, the person in it, and the way around; each part is read when a template asks."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.actor: Actor = getattr(request, "actor", None) or Actor(user=None)
        self.shop: Shop | None = getattr(request, "shop", None)

    @cached_property
    def shops(self) -> list[Shop]:
        """All shops the person may make active; whatever their role is there."""
        standing = getattr(self._request, "standing", None)
        return list(standing.shops) if standing else []

    @cached_property
    def is_head_office(self) -> bool:
        """Whether the person may look at all shops at once."""
        standing = getattr(self._request, "standing", None)
        return bool(standing and standing.head_office)

    @cached_property
    def role_word(self) -> str:
        role = self.actor.role
        return str(Role(role).label) if role else ""

    @cached_property
    def is_test(self) -> bool:
        """Whether a connection in sight is a test login. One query."""
        if self.actor.user is None:
            return False
        used = Connection.objects.filter(retired_at=None, mode=Connection.Mode.TEST)
        return (used.filter(served__shop=self.shop) if self.shop else used).exists()

    @cached_property
    def may(self) -> frozenset[str]:
        return frozenset(permission.value for permission in ALLOWED.get(self.actor.role, frozenset()))

    @cached_property
    def nav(self) -> list[Way]:
        if self.actor.user is None:
            return []
        here = self._request.path
        return [way for way in map(self._way, WAYS, [here] * len(WAYS)) if way]

    @cached_property
    def here(self) -> QuerySet[Shop]:
        """The shops that lists on this page show."""
        shops: QuerySet[Shop] = getattr(self._request, "shops", Shop.objects.none())
        return shops.filter(pk=self.shop.pk) if self.shop else shops

    @cached_property
    def to_decide(self) -> int:
        """How many things wait for this person's decision."""
        return self._count("wallet:approvals")

    def _count(self, name: str) -> int:
        return _counters[name](self) if name in _counters else 0

    @property
    def mail_is_real(self) -> bool:
        return bool(settings.MAIL_IS_REAL)

    def _way(
        self, way: tuple[str | Promise, str, str | Promise, str, Permission | None], here: str
    ) -> Way | None:
        heading, name, label, icon, needs = way
        if needs is not None and not self.actor.may(needs):
            return None
        try:
            url = reverse(name)
        except NoReverseMatch:  # a page of an app that is not built yet
            return None
        active = here == url if url == "/" else here.startswith(url)
        count = self.to_decide if name == "wallet:approvals" else self._count(name)
        return Way(heading, url, label, icon, active, count)


def desk(request: HttpRequest) -> dict[str, Any]:
    """The active shop, the person in it, and the way around."""
    return {"desk": Desk(request)}
