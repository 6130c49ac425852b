"""Up to how much a role may move by itself: what holds, what held, and proposing another."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Permission
from accounts.selectors import proposals as waiting
from accounts.views import kept
from accounts.views.base import ShopView
from accounts.views.pages import FormPage
from wallet.forms.limit import LimitForm
from wallet.models import Limit
from wallet.selectors import limits
from wallet.services import kinds, limit_changes


class OfLimits(ShopView):
    """A view of limits, for those who propose them and those who accept them."""

    may = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return kept.sign_in_first(request)
        self.actor = request.actor  # type: ignore[attr-defined]  # ActiveShopMiddleware's
        if not self.actor.may(Permission.PROPOSE_TERMS) and not self.actor.may(Permission.ACCEPT_TERMS):
            return self.refuse(Permission.PROPOSE_TERMS)
        return super().dispatch(request, *args, **kwargs)

    @property
    def all_shops(self) -> bool:
        return bool(self.request.standing.head_office)  # type: ignore[attr-defined]  # ActiveShopMiddleware's


class Limits(OfLimits):
    """What holds in these shops, what waits to be accepted, and what held before."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = limits.of_shops(self.here)
        proposed = waiting.waiting_in(self.here).filter(kind=limit_changes.NAME)
        if not self.all_shops:
            proposed = proposed.exclude(shop=None)
        context = {
            "standing": [_row(one) for one in rows.filter(ended_at=None)],
            "ended": [_row(one) for one in rows.exclude(ended_at=None).order_by("-ended_at")[:50]],
            "proposed": list(proposed),
            "all_shops": self.all_shops,
        }
        return render(request, "wallet/limit_list.html", context)


class ProposeLimit(FormPage):
    """Another limit; it holds once somebody else accepted it. `?limit=` fills in one that holds."""

    may = Permission.PROPOSE_TERMS
    heading = _("Propose a limit")
    button = _("Propose it")
    done = _("Proposed. It holds once somebody in compliance accepts it.")

    @property
    def all_shops(self) -> bool:
        return bool(self.request.standing.head_office)  # type: ignore[attr-defined]  # ActiveShopMiddleware's

    def form(self, data: Any = None) -> LimitForm:
        initial = {} if data is not None else self.initial()
        return LimitForm(data, shops=self.shops, all_shops=self.all_shops, initial=initial)

    def initial(self) -> dict[str, Any]:
        named = self.request.GET.get("limit", "")
        if not named:
            return {"shop": str(self.shop.public_id) if self.shop else ""}
        try:
            public_id = UUID(named)
        except ValueError:
            return {}
        one = get_object_or_404(limits.of_shops(self.shops), public_id=public_id)
        names = ("role", "kind", "currency", "per_order", "per_day")
        shop = str(one.shop.public_id) if one.shop else ""
        return {name: getattr(one, name) for name in names} | {"shop": shop}

    def save(self, form: LimitForm) -> HttpResponse:
        typed = form.cleaned_data
        limit_changes.propose(
            form.place, typed["per_order"], typed["per_day"], why=typed["why"], actor=self.actor
        )
        return redirect("wallet:limits")

    def back(self) -> str:
        return reverse("wallet:limits")


class EndLimit(OfLimits):
    """Propose that a limit ends."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        if not self.actor.may(Permission.PROPOSE_TERMS):
            return self.refuse(Permission.PROPOSE_TERMS)
        one = get_object_or_404(limits.of_shops(self.shops), Q(ended_at=None), public_id=public_id)
        with self.saying_why():
            why = request.POST.get("why", "")
            limit_changes.propose(limit_changes.place_of(one), None, None, why=why, actor=self.actor)
            messages.success(request, _("Proposed. It ends once somebody in compliance accepts it."))
        return redirect("wallet:limits")


def _row(limit: Limit) -> dict[str, Any]:
    return {"limit": limit, "kind": kinds.of(limit.kind).label}
