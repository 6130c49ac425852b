"""The send form redrawn when destination, province, method or provider change."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.models import Permission, Shop
from accounts.services import connections
from accounts.services.errors import Refused
from accounts.views.base import ShopView
from remittance.forms.transfer_form import form_for


class SendFields(ShopView):
    """Draw the form for what is chosen now, with what was typed kept and not judged.

    POST, so that names and numbers of people stay out of addresses and their logs; a GET names the
    route alone.
    """

    may = Permission.SEND_MONEY

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._draw(request.GET)

    def post(self, request: HttpRequest) -> HttpResponse:
        return self._draw(request.POST)

    def _draw(self, typed: QueryDict) -> HttpResponse:
        shop = at_a_counter(self.shop)
        form = form_for(connections.serving(shop), shop, typed)
        return render(self.request, "remittance/_transfer_fields.html", {"form": form})


def at_a_counter(shop: Shop | None) -> Shop:
    """The active shop, without which nothing can be sent.

    Raises:
        Refused: head office is looking at all shops.
    """
    if shop is None:
        raise Refused(_("Choose a shop at the top of the page first."), code="no-active-shop", status=409)
    return shop
