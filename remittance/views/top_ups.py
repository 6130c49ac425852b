"""The queue of top-ups, asking another shop for one, and the poster with our own code."""

import uuid
from datetime import datetime
from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.forms import refusals
from accounts.models import Connection, Permission, Provider
from accounts.selectors import keyset
from accounts.services import connections
from accounts.services.errors import Refused, ServiceError
from accounts.views import errors
from accounts.views.base import ShopView
from remittance.forms.top_ups import AskForm, TopUpFilter
from remittance.models import TopUp
from remittance.selectors import freshness, top_up_rows, top_up_statuses
from remittance.selectors import top_ups as selectors
from remittance.services import top_ups
from wallet.selectors.accounts import held, likeliest

PAGE = 50
MOST_WAITING = 100


class TopUps(ShopView):
    """What waits, oldest first, so that nothing moves when one is added; then what is decided, newest first.

    The queue asks again by itself. A row that was decided since the page was opened stays in its place.
    """

    http_method_names = ["get"]
    may = Permission.SEE_TOP_UPS

    def get(self, request: HttpRequest) -> HttpResponse:
        form = TopUpFilter(request.GET)
        logins = self.logins()
        top_ups.somebody_looks([one.pk for one in logins])
        seen = selectors.visible(list(self.here), head_office=self.shop is None)
        narrowed = selectors.narrowed(seen, form.wanted)
        context = {"several_shops": self.shop is None, **self.queue(narrowed)}
        if request.htmx and "since" in request.GET:  # type: ignore[attr-defined]  # django-htmx's
            return render(request, "remittance/_top_up_queue.html", context)
        context |= {
            "form": form,
            "narrowing": form.is_narrowing,
            "ages": [(one, freshness.of(one, "top-ups")) for one in logins],
            **self.decided(narrowed),
        }
        return render(request, "remittance/top_up_list.html", context)

    def logins(self) -> list[Connection]:
        rows = Connection.objects.filter(
            shops__in=self.here, retired_at=None, provider=Provider.BITSPARK
        ).distinct()
        return list(rows.order_by("name"))

    def queue(self, narrowed: QuerySet[TopUp]) -> dict[str, Any]:
        """What waits, and what was decided since this page was opened."""
        since, known = self.since(), self.known()
        wanted = Q(status_code=top_up_statuses.PENDING)
        if "since" in self.request.GET:
            wanted |= Q(status_changed_at__gte=since, first_seen_at__lt=since)
        plain_rows = selectors.rows_of(narrowed.filter(wanted).order_by("created_at", "id"))
        rows = top_up_rows.rows(list(plain_rows[: MOST_WAITING + 1]), self.actor)
        fresh = [row for row in rows if row.pk > known and row.pending] if known >= 0 else []
        newest = max([known, *(row.pk for row in rows)])
        query = self.request.GET.copy()
        query["since"], query["known"] = since.isoformat(), str(max(newest, 0))
        query.pop("at", None)
        return {
            "waiting": rows[:MOST_WAITING],
            "too_many": len(rows) > MOST_WAITING,
            "poll_url": f"?{query.urlencode()}",
            "news": _news(fresh),
        }

    def decided(self, narrowed: QuerySet[TopUp]) -> dict[str, Any]:
        rest = narrowed.exclude(status_code=top_up_statuses.PENDING)
        try:
            page = keyset.page(selectors.rows_of(rest), self.request.GET.get("at", ""), PAGE)
        except keyset.BadCursor:
            raise BadRequest("at") from None
        count, more = keyset.counted(rest)
        return {
            "rows": top_up_rows.rows(page.rows, self.actor),
            "count": count,
            "more": more,
            "newer_url": self.at(page.newer),
            "older_url": self.at(page.older),
        }

    def since(self) -> datetime:
        """When the page was opened, as its own polls say."""
        try:
            found = parse_datetime(self.request.GET.get("since", ""))
        except ValueError:
            found = None
        return found if found is not None and found.tzinfo else timezone.now()

    def known(self) -> int:
        """The newest row that the page has shown already; -1 when it is opened."""
        text = self.request.GET.get("known", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1

    def at(self, cursor: str) -> str:
        """This page's address at another place of the same narrowed list; "" for none."""
        if not cursor:
            return ""
        query = self.request.GET.copy()
        query["at"] = cursor
        return f"?{query.urlencode()}"


def _news(fresh: list[top_up_rows.Row]) -> str:
    if not fresh:
        return ""
    if len(fresh) == 1:
        row = fresh[0]
        return _("A new top-up: number ends %(tail)s, %(amount)s %(currency)s") % {
            "tail": row.tail,
            "amount": row.amount_raw or "-",
            "currency": row.currency,
        }
    return ngettext("%(n)s new top-up", "%(n)s new top-ups", len(fresh)) % {"n": len(fresh)}


class OfOurShop(ShopView):
    """A page that needs one shop with a login."""

    def login(self) -> Connection | None:
        """The active shop's login; None where there is none, or no one shop is active."""
        if self.shop is None:
            return None
        try:
            return connections.serving(self.shop)
        except Refused:
            return None


class NewTopUp(OfOurShop):
    """Ask another shop to take our cash and top up our account."""

    http_method_names = ["get", "post"]
    may = Permission.CREATE_TOP_UPS
    refills = True
    moves_money = True

    def get(self, request: HttpRequest) -> HttpResponse:
        login = self.login()
        currency = likeliest(held(login), login.active_currency) if login else ""
        start = {"shop_code": request.GET.get("code", "")[:64], "currency": currency}
        return self.draw(self.form(self.typed, initial=start))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        if self.shop is None or not form.is_valid():
            return self.draw(form, status=422)
        said = form.cleaned_data
        try:
            done = top_ups.create(
                shop_code=said["shop_code"],
                currency=said["currency"],
                amount=said["amount"],
                key=f"form:{request.POST.get('form_key', '')}",
                shop=self.shop,
                actor=self.actor,
                confirms_twin=said["confirms_twin"],
            )
        except ServiceError as refusal:
            refusals.place(form, refusal)
            twin = refusal.detail.get("twin") if refusal.code == "possible-duplicate" else None
            response = self.draw(form, status=refusal.status, twin=twin)
            return errors.say_when(response, refusal)
        return redirect("remittance:top-up", done.top_up.public_id)

    def form(self, data: Any = None, **kwargs: Any) -> AskForm:
        login = self.login()
        currencies = [one.currency for one in held(login)] if login else []
        return AskForm(data, currencies=currencies, **kwargs)

    def draw(self, form: AskForm, status: int = 200, twin: str | None = None) -> HttpResponse:
        context = {
            "form": form,
            "form_key": self.request.POST.get("form_key") or str(uuid.uuid4()),
            "twin": twin,
            "connection": self.login(),
        }
        return render(self.request, "remittance/top_up_form.html", context, status=status)


class Poster(OfOurShop):
    """Our own shop code as a QR code, on A4, for the window."""

    http_method_names = ["get"]
    may = Permission.SEE_TOP_UPS

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "remittance/top_up_poster.html", {"connection": self.login(), "paper": "a4"})
