"""What the wallet's pages share: whose logins they show, and where an order is made."""

from typing import Any

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.models import Connection, Provider, Shop
from accounts.services import connections
from accounts.services.errors import Refused
from accounts.views.base import ShopView


class WalletView(ShopView):
    """A page of the wallet. `counter`: the active shop; `connection`: its login at Bitspark."""

    @property
    def is_head_office(self) -> bool:
        return bool(self.request.standing.head_office)  # type: ignore[attr-defined]  # ActiveShopMiddleware's

    @cached_property
    def counter(self) -> Shop:
        """The active shop; raises Refused `no-active-shop` for head office looking at all."""
        if self.shop is None:
            words = _("Choose a shop at the top of the page first.")
            raise Refused(words, code="no-active-shop", status=409)
        return self.shop

    @cached_property
    def connection(self) -> Connection:
        return connections.serving(self.counter)

    @cached_property
    def logins(self) -> list[Connection]:
        """The logins at Bitspark that serve the shops on this page, by name. One query."""
        rows = Connection.objects.filter(
            provider=Provider.BITSPARK, retired_at=None, served__shop__in=self.here
        )
        return list(rows.distinct().order_by("name", "pk"))

    def login(self, public_id: Any) -> Connection:
        """One of them; another's is a 404."""
        found = next((one for one in self.logins if one.public_id == public_id), None)
        if found is None:
            raise Http404
        return found

    @property
    def zone(self) -> Any:
        return self.shop.zone if self.shop else Shop(time_zone="UTC").zone

    def at(self, cursor: str) -> str:
        """This page's address at another place of the same narrowed list; "" for none."""
        if not cursor:
            return ""
        query = self.request.GET.copy()
        query["at"] = cursor
        return f"?{query.urlencode()}"
