"""The list of transfers, and one of them."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import Membership, Permission, Shop
from accounts.selectors import keyset
from accounts.views.base import ShopView
from remittance.forms.transfer_filter import TransferFilter
from remittance.models import Destination
from remittance.selectors import freshness, transfer_rows, transfers

PAGE = 50


class Transfers(ShopView):
    """Transfers, newest first; what they are narrowed to stays in the address bar."""

    http_method_names = ["get"]
    may = Permission.SEE_TRANSFERS

    def get(self, request: HttpRequest) -> HttpResponse:
        shops = list(self.here)
        form = self.filter_form(shops)
        wanted = form.wanted(self.zone)
        seen = transfers.visible(shops, head_office=self.shop is None)
        narrowed = transfers.narrowed(seen, wanted, self.actor)
        try:
            page = keyset.page(transfers.rows_of(narrowed), request.GET.get("at", ""), PAGE)
        except keyset.BadCursor:
            raise BadRequest("at") from None
        count, more = keyset.counted(narrowed)
        context = {
            "form": form,
            "rows": transfer_rows.rows(page.rows, self.actor),
            "count": count,
            "more": more,
            "newer_url": self.at(page.newer),
            "older_url": self.at(page.older),
            "several_shops": len(shops) > 1,
            "narrowing": form.is_narrowing,
        }
        if request.htmx:  # type: ignore[attr-defined]  # django-htmx's
            return render(request, "remittance/_transfer_rows.html", context)
        context["ages"] = freshness.of_logins(shops, "transfers")
        return render(request, "remittance/transfer_list.html", context)

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

    def filter_form(self, shops: list[Shop]) -> TransferFilter:
        """The form with the colleagues and destinations of these shops to choose from. Two queries."""
        members = Membership.objects.filter(shop__in=shops) | Membership.objects.filter(shop=None)
        people = members.order_by("user__name").values_list("user__public_id", "user__name").distinct()
        places = Destination.objects.filter(connection__shops__in=shops).order_by("name")
        return TransferFilter(
            self.request.GET,
            reads_suspicious=self.actor.reads_suspicious,
            makers=[(str(public_id), name) for public_id, name in people],
            destinations=list(places.values_list("name", flat=True).distinct()),
        )
