"""What a person still has to do, and the first page of the desk."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.models import Connection, Permission
from accounts.selectors import health
from accounts.views.base import ShopView
from remittance.models import FollowUp
from remittance.selectors import follow_ups as waiting
from remittance.selectors import freshness, top_ups, transfer_rows, transfers
from remittance.services.tracking import follow_ups
from wallet.selectors import commands
from wallet.selectors.accounts import held

NEWEST = 10


class OfHere(ShopView):
    """A view of what waits in the shops on this page."""

    @property
    def with_head_office(self) -> bool:
        return self.shop is None

    def waiting(self) -> list[waiting.Waiting]:
        if not self.actor.may(Permission.SEE_FOLLOW_UPS):
            return []
        return waiting.waiting(self.here, self.actor, with_head_office=self.with_head_office)


class Home(OfHere):
    """What needs attention first, then what was sent last, then what we hold and how old that is."""

    http_method_names = ["get"]
    may = None

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "waiting": self.waiting(),
            "sees_follow_ups": self.actor.may(Permission.SEE_FOLLOW_UPS),
            "rows": self.newest() if self.actor.may(Permission.SEE_TRANSFERS) else [],
            "several_shops": self.shop is None,
            "alarms": self.alarms(),
            "top_ups": self.top_ups(),
            "connections": [self.connection_part(one) for one in self.connections()],
        }
        return render(request, "remittance/home.html", context)

    def alarms(self) -> dict[str, Any]:
        """What stands still; two queries. What is in doubt stands among the follow-ups, with its age."""
        resting = commands.resting(self.here)
        still = {name: resting[name] for name in ("queued", "sending")}
        return {"silent": health.worker_is_silent()} | still

    def top_ups(self) -> int:
        """How many top-ups wait for these shops; three queries at most."""
        if not self.actor.may(Permission.SEE_TOP_UPS):
            return 0
        return top_ups.waiting(list(self.here), head_office=self.with_head_office)

    def newest(self) -> list[transfer_rows.Row]:
        seen = transfers.visible(list(self.here), head_office=self.with_head_office)
        newest = transfers.rows_of(seen).order_by("-created_at", "-id")[:NEWEST]
        return transfer_rows.rows(list(newest), self.actor)

    def connections(self) -> list[Connection]:
        rows = Connection.objects.filter(shops__in=self.here, retired_at=None)
        return list(rows.distinct().order_by("name"))

    def connection_part(self, connection: Connection) -> dict[str, Any]:
        """A login with its balances and ages, without the accounts last seen empty that may be; two queries
        each."""
        accounts = [account for account in held(connection) if account.balance != 0 or account.is_low]
        return {"connection": connection, "accounts": accounts, "fresh": freshness.all_of(connection)}


class FollowUps(OfHere):
    """Everything that waits for a person in these shops."""

    http_method_names = ["get"]
    may = Permission.SEE_FOLLOW_UPS

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {"waiting": self.waiting(), "several_shops": self.shop is None}
        return render(request, "remittance/follow_up_list.html", context)


class ChangeFollowUp(OfHere):
    """POST: take it, write what was done, or tick it off."""

    http_method_names = ["post"]
    may = Permission.SEE_FOLLOW_UPS

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        rows = FollowUp.objects.select_related("shop", "transfer")
        mine = rows.filter(shop__in=self.shops)
        if self.request.standing.head_office:  # type: ignore[attr-defined]  # ActiveShopMiddleware's
            mine = mine | rows.filter(shop=None)
        follow_up = get_object_or_404(mine, public_id=public_id)
        note = request.POST.get("note", "")
        with self.saying_why():
            match request.POST.get("act"):
                case "take":
                    follow_ups.take(follow_up, version=self.version, actor=self.actor)
                case "note":
                    follow_ups.note(follow_up, note, version=self.version, actor=self.actor)
                case "done":
                    follow_ups.done(follow_up, version=self.version, actor=self.actor, note=note)
        return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    return "home" if request.POST.get("from") == "home" else "remittance:follow-ups"
