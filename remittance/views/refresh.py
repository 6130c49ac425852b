"""Reading mirrored data again because somebody asked for it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts.models import Connection, Permission
from accounts.views.base import ShopView
from remittance.services import mirror, top_ups

READ: dict[str, tuple[Permission, Callable[[Connection], object]]] = {
    "accounts": (Permission.SEE_TRANSFERS, mirror.refresh_balances),
    "catalogue": (Permission.SEE_TRANSFERS, mirror.refresh_catalogue),
    "fees": (Permission.SEE_WALLET, mirror.refresh_fees),
    "money-shops": (Permission.SEE_TOP_UPS, mirror.refresh_money_shops),
    "recipients": (Permission.SEE_PEOPLE, mirror.refresh_recipients),
    "top-ups": (Permission.SEE_TOP_UPS, top_ups.refresh_top_ups),
    "transfers": (Permission.SEE_TRANSFERS, mirror.refresh_transfers),
}


class RefreshNow(ShopView):
    """Ask Bitspark for one kind of data of one login now, then go back to where the person was."""

    http_method_names = ["post"]
    may = None  # the permission depends on what is read

    def post(self, request: HttpRequest, public_id: UUID, noun: str) -> HttpResponse:
        if noun not in READ:
            raise Http404(noun)
        permission, read = READ[noun]
        if not self.actor.may(permission):
            return self.refuse(permission)
        mine = Connection.objects.filter(shops__in=self.shops, retired_at=None).distinct()
        connection = get_object_or_404(mine, public_id=public_id)
        with self.saying_why():
            read(connection)
            messages.success(request, _("Read again just now."))
        return redirect(self.back())

    def back(self) -> str:
        """The page the button stood on, if it is one of ours."""
        asked = self.request.POST.get("next", "")
        if url_has_allowed_host_and_scheme(asked, {self.request.get_host()}, self.request.is_secure()):
            return asked
        return reverse("home")
