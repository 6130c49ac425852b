"""Reading the audit log: of the shops in sight, and of one object."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.forms.audit import AuditFilterForm
from accounts.models import AuditEntry, Permission
from accounts.selectors import audit as seen
from accounts.views.base import ShopView


class AuditView(ShopView):
    """Entries of the audit log, a page at a time."""

    may = Permission.SEE_AUDIT

    def page(self, entries: QuerySet[AuditEntry], kept: dict[str, str]) -> dict[str, Any]:
        """A page of entries and the addresses of the ones beside it."""
        before, after = _number(self.request, "before"), _number(self.request, "after")
        page = seen.page(entries, before=before, after=after)
        return {
            "rows": [
                {
                    "entry": entry,
                    "hidden": seen.hides_detail(self.actor, entry),
                    "said": seen.said(entry.detail),
                }
                for entry in page.entries
            ],
            "older_url": _address(kept, before=page.older),
            "newer_url": _address(kept, after=page.newer),
        }


class AuditLog(AuditView):
    """The chains in sight, newest first, narrowed by who and what."""

    @property
    def entries(self) -> QuerySet[AuditEntry]:
        return seen.readable(self.actor, self.here, operators=self.shop is None)

    def get(self, request: HttpRequest) -> HttpResponse:
        form = AuditFilterForm(request.GET, actors=seen.actors(self.here))
        said = form.cleaned_data if form.is_valid() else {}
        entries = seen.narrowed(self.entries, actor=said.get("actor"), action=said.get("action", ""))
        kept = {name: request.GET[name] for name in ("actor", "action") if request.GET.get(name)}
        context = {**self.page(entries, kept), "form": form, "heading": _("Audit log")}
        return render(request, "accounts/audit_list.html", context)


class AuditOfObject(AuditView):
    """What was done to one thing; nothing of another shop's chain is in it."""

    def get(self, request: HttpRequest, noun: str, object_id: UUID) -> HttpResponse:
        entries = seen.of_object(
            seen.readable(self.actor, self.shops, operators=self.shop is None), noun, object_id
        )
        context = {**self.page(entries, {}), "heading": _("What was done")}
        return render(request, "accounts/audit_list.html", context)


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _address(kept: dict[str, str], **key: int | None) -> str:
    found = {name: str(value) for name, value in key.items() if value is not None}
    return f"?{urlencode({**kept, **found})}" if found else ""
