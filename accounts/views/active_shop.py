"""Which shop the person works in now."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from accounts.selectors import access
from accounts.views import here
from accounts.views.base import ShopView
from accounts.views.middleware import ACTIVE_SHOP, NO_SHOP


class ChooseShop(ShopView):
    """POST `shop` (public id; empty for all shops, head office only) and `next` (a page here)."""

    http_method_names = ["post"]
    may = None

    def post(self, request: HttpRequest) -> HttpResponse:
        chosen = request.POST.get("shop", "")
        if chosen:
            mine = access.shops_of(request.user)  # type: ignore[arg-type]  # signed in, says ShopView
            shop = get_object_or_404(mine, public_id=_id(chosen))
            request.session[ACTIVE_SHOP] = str(shop.public_id)
        else:
            request.session[ACTIVE_SHOP] = NO_SHOP
        return HttpResponseRedirect(here.or_home(request, request.POST.get("next", "")))


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
