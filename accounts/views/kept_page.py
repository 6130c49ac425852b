"""Back from signing in again: what was typed, brought back."""

from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from accounts.views import kept
from accounts.views.base import ShopView


class Kept(ShopView):
    """Offer back what this person posted when their sign-in had run out. Sends nothing by itself.

    A page that can draw its form filled is opened so. Otherwise what was typed is listed with a button
    that sends it; where that would move money there is no button, only the way back to the page.
    """

    may = None

    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        found = kept.offered(request, name)
        if found is None:
            kept.forget(request, name)
            messages.info(request, _("Nothing was kept for you. Please begin again."))
            return redirect("home")
        path, fields = found
        page = _page_at(path)
        if page is not None and page.refills:
            messages.info(
                request, _("You are signed in again. What you typed is back; nothing was saved yet.")
            )
            return HttpResponseRedirect(_with_kept(path, name))
        kept.forget(request, name)
        context = {
            "path": path,
            "fields": [(field, value) for field, values in fields.lists() for value in values],
            "may_send": page is not None and not page.moves_money,
        }
        return render(request, "accounts/kept.html", context)


def _page_at(path: str) -> type[ShopView] | None:
    """The page of ours that this path leads to, None for anything else."""
    try:
        view = getattr(resolve(urlsplit(path).path).func, "view_class", None)
    except Resolver404:
        return None
    return view if isinstance(view, type) and issubclass(view, ShopView) else None


def _with_kept(path: str, name: str) -> str:
    parts = urlsplit(path)
    more = urlencode({kept.PARAMETER: name})
    return f"{parts.path}?{parts.query}&{more}" if parts.query else f"{parts.path}?{more}"
