"""Money shops: the finder, and the page of one."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.models import Connection, Permission
from accounts.selectors import provider_links
from accounts.services import connections
from accounts.services.errors import Refused
from accounts.views.base import ShopView
from remittance.forms.money_shops import MoneyShopFinder
from remittance.models import MoneyShop
from remittance.selectors import freshness, money_shops
from remittance.services import mirror


class OfMoneyShops(ShopView):
    """A page on the money shops that the logins of these shops list."""

    may = Permission.SEE_TOP_UPS

    @property
    def connection(self) -> Connection | None:
        """The active shop's login; for head office over all shops, the first one's that has any."""
        for shop in [self.shop] if self.shop else self.shops.order_by("name"):
            try:
                return connections.serving(shop)
            except Refused:
                continue
        return None

    def money_shop(self, public_id: UUID) -> MoneyShop:
        logins = Connection.objects.filter(shops__in=self.shops).distinct()
        try:
            return money_shops.one(logins, public_id)
        except MoneyShop.DoesNotExist:
            raise Http404 from None


class MoneyShops(OfMoneyShops):
    """By distance from the shop, or from a place that was typed."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponse:
        form = MoneyShopFinder(request.GET)
        place = money_shops.place_of(self.shop, *form.place)
        connection = self.connection
        words = form.cleaned_data.get("q", "") if form.is_bound else ""
        rows = money_shops.nearest(connection, place, words) if connection else []
        context = {
            "form": form,
            "place": place,
            "rows": rows,
            "connection": connection,
            "freshness": freshness.of(connection, "money-shops"),
            "narrowing": any(request.GET.get(name) for name in form.fields),
        }
        return render(request, "remittance/money_shop_list.html", context)


class MoneyShopPage(OfMoneyShops):
    """One money shop: where it is, and what it takes for a top-up."""

    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        row = self.money_shop(public_id)
        context = {
            "money_shop": row,
            "commissions": money_shops.commissions(row),
            "image": provider_links.shown(row.image_url),
            "freshness": freshness.of(row.connection, "money-shop"),
        }
        return render(request, "remittance/money_shop_detail.html", context)

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        """Ask Bitspark for its details now."""
        row = self.money_shop(public_id)
        with self.saying_why():
            mirror.refresh_money_shop(row)
        return redirect("remittance:money-shop", row.public_id)
