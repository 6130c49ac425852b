"""Everything that moved at Bitspark: the list, one row, the file; and reading it again."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Permission, Shop
from accounts.selectors import keyset
from accounts.views.csv_files import download
from wallet.forms.history import HistoryFilter
from wallet.models import HistoryRow
from wallet.selectors import history, list_ages
from wallet.services import exports
from wallet.services import history as mirror
from wallet.views.wallet_view import WalletView

PAGE = 50
# The file's columns, documented in docs/exports.md; new ones only ever come after the last.
COLUMNS = (
    *("created_at", "type", "amount", "currency", "status", "status_in_history", "about", "made_here"),
    *("our_reference", "our_id", "shop", "account", "provider_id", "first_seen_at"),
)


class OfHistory(WalletView):
    """What the pages of the history share."""

    may = Permission.SEE_WALLET

    @property
    def rows(self) -> QuerySet[HistoryRow]:
        """What this page may show: the active shop's; all and head office's for who looks at all."""
        return history.visible(list(self.here), head_office=self.shop is None and self.is_head_office)


class History(OfHistory):
    """Newest first; what it is narrowed to stays in the address bar."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponse:
        form = HistoryFilter(request.GET, offered=history.choices(self.rows, self.actor))
        narrowed = history.narrowed(self.rows, form.wanted(self.zone), self.actor)
        try:
            page = keyset.page(narrowed, request.GET.get("at", ""), PAGE)
        except keyset.BadCursor:
            raise BadRequest("at") from None
        count, more = keyset.counted(narrowed)
        context = {
            "form": form,
            "rows": history.lines(page.rows, self.actor),
            "count": count,
            "more": more,
            "newer_url": self.at(page.newer),
            "older_url": self.at(page.older),
            "several_shops": self.shop is None,
            "narrowing": form.is_narrowing,
            "ages": list_ages.of(self.logins, mirror.NOUN, mirror.WHOLE),
        }
        return render(request, "wallet/history_list.html", context)


class HistoryPage(OfHistory):
    """One row, with all that was told of it."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        mine = history.visible(list(self.shops), head_office=self.is_head_office)
        row = mine.select_related("connection").filter(public_id=public_id).first()
        if row is None:
            raise Http404
        line = history.lines([row], self.actor)[0]
        context = {"line": line, "row": row, "sees_people": self.actor.may(Permission.SEE_PEOPLE)}
        return render(request, "wallet/history_detail.html", context)


class HistoryFile(OfHistory):
    """Exactly the rows that the filters on the page leave, as CSV. A POST, since it is written down."""

    http_method_names = ["post"]
    may = Permission.EXPORT

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = HistoryFilter(request.POST)
        wanted = form.wanted(self.zone)
        asked = {name: request.POST[name] for name in form.fields if request.POST.get(name)}
        back = f"{reverse('wallet:history')}?{urlencode(asked)}"
        if form.errors:  # a file of more than was asked for would not be seen to be one
            return redirect(back)
        with self.saying_why():
            exports.taken("history", asked, actor=self.actor)
        if self.why is not None:
            return redirect(back)
        rows = history.narrowed(self.rows, wanted, self.actor)
        stamp = timezone.now().astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        return download(f"history-{stamp}.csv", _file(history.all_lines(rows, self.actor), self.zone))


class RefreshHistory(WalletView):
    """Ask Bitspark for what is new in one login's history, now."""

    http_method_names = ["post"]
    may = Permission.SEE_WALLET

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        connection = self.login(public_id)
        with self.saying_why():
            mirror.refresh(connection)
            messages.success(request, _("Read again just now."))
        return redirect("wallet:history")


def _file(lines: Iterator[history.Line], zone: Any) -> Iterator[tuple[str, ...]]:
    yield COLUMNS
    for line in lines:
        yield (
            line.told_on.isoformat() if line.told_on else _moment(line.created_at, zone),
            line.kind,
            line.amount_raw,
            line.currency,
            line.status,
            line.told_status,
            line.about,
            "yes" if line.link and line.link.made_here else "no",
            line.link.name if line.link else "",
            str(line.link.public_id) if line.link else "",
            _code(line.shop),
            line.account_told,
            line.remote_id,
            _moment(line.first_seen_at, zone),
        )


def _moment(moment: datetime, zone: Any) -> str:
    return moment.astimezone(zone).isoformat(timespec="milliseconds")


def _code(shop: Shop | None) -> str:
    return shop.code if shop else ""
