"""What the lists of withdrawals and of exchanges share."""

from typing import Any, ClassVar

from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import Permission
from accounts.selectors import keyset
from wallet.forms.payouts import PayoutFilter
from wallet.selectors import payouts
from wallet.views.wallet_view import WalletView

PAGE = 50


class PayoutList(WalletView):
    """Rows, newest first; what they are narrowed to stays in the address bar."""

    http_method_names = ["get"]
    may = Permission.SEE_WALLET
    template_name: ClassVar[str]

    def seen(self) -> QuerySet[Any]:
        """All rows of the shops that this page shows."""
        raise NotImplementedError

    def shown(self, rows: Any) -> list[Any]:
        """Rows as the template reads them."""
        return list(rows)

    def get(self, request: HttpRequest) -> HttpResponse:
        form = PayoutFilter(request.GET)
        rows = payouts.narrowed(self.seen(), **form.wanted())
        try:
            page = keyset.page(rows, request.GET.get("at", ""), PAGE)
        except keyset.BadCursor:
            raise BadRequest("at") from None
        count, more = keyset.counted(rows)
        context = {
            "form": form,
            "rows": self.shown(page.rows),
            "count": count,
            "more": more,
            "newer_url": self.at(page.newer),
            "older_url": self.at(page.older),
            "several_shops": self.shop is None,
            "narrowing": form.is_narrowing,
        }
        return render(request, self.template_name, context)
