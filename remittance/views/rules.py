"""Why each field is asked, and the rules this desk does not know."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.models import Connection, Permission
from accounts.services import connections
from accounts.views.base import ShopView
from remittance.forms.transfer_form import TransferForm, form_for
from remittance.models import RuleKindAcceptance
from remittance.selectors.form_spec import (
    GROUPS,
    KINDS,
    LEVELS,
    Asked,
    Field,
    Unknown,
    blocking,
    full_label,
    unknown_kinds,
)
from remittance.services import rule_kinds


class _OfOneConnection(ShopView):
    """A page about the rules of the login that serves the active shop (for head office, the first shop)."""

    def _connection(self) -> Connection:
        shop = self.shop or self.shops.order_by("name").first()
        if shop is None:
            raise Http404
        self.serves = shop
        return connections.serving(shop)


class ShowRules(_OfOneConnection):
    """For a route: every field, what it must be, and which rule at which level asked for it."""

    may = Permission.SEE_TRANSFERS

    def get(self, request: HttpRequest) -> HttpResponse:
        connection = self._connection()
        form = form_for(connection, self.serves, request.GET)
        accepted = RuleKindAcceptance.objects.filter(connection=connection).select_related("accepted_by")
        keys = {(one.field, one.kind, one.value) for one in accepted}
        context = {
            "form": form,
            "route": [row for group in form.groups if group.redraws for row in group.rows],
            "asked": _asked(form),
            "unknown": [_unknown_row(one) for one in unknown_kinds(connection) if one.key not in keys],
            "accepted": [_accepted_row(one) for one in accepted],
            "may_accept": self.actor.may(Permission.ACCEPT_RULE_KIND),
        }
        return render(request, "remittance/rule_list.html", context)


class AcceptRuleKind(_OfOneConnection):
    """A supervisor lets an unknown kind pass."""

    may = Permission.ACCEPT_RULE_KIND
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        connection = self._connection()
        key = tuple(request.POST.get(name, "") for name in ("field", "kind", "value"))
        unknown = next((one for one in unknown_kinds(connection) if one.key == key), None)
        if unknown is None:
            raise Http404
        with self.saying_why():
            reason = request.POST.get("reason", "")
            rule_kinds.accept(connection, unknown, reason=reason, actor=self.actor)
            messages.success(request, _("Accepted: it blocks sending no more."))
        return redirect("remittance:rules")


class WithdrawRuleKind(_OfOneConnection):
    """A supervisor takes an acceptance back."""

    may = Permission.ACCEPT_RULE_KIND
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        key = tuple(request.POST.get(name, "") for name in ("field", "kind", "value"))
        accepted = RuleKindAcceptance.objects.filter(connection=self._connection())
        acceptance = next((one for one in accepted if (one.field, one.kind, one.value) == key), None)
        if acceptance is None:
            raise Http404
        with self.saying_why():
            rule_kinds.withdraw(acceptance, actor=self.actor)
            messages.success(request, _("Taken back: it blocks sending again."))
        return redirect("remittance:rules")


def _asked(form: TransferForm) -> list[dict[str, Any]]:
    return [_field_row(field) for field in form.spec.fields] if form.spec else []


def _field_row(field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "label": field.label,
        "group": GROUPS[field.group],
        "required": field.required,
        "kinds": [KINDS.get(kind, kind) for kind in field.kinds],
        "minimum": None if field.minimum is None else format(field.minimum, "f"),
        "asked_by": [_who(one) for one in field.asked_by],
    }


def _who(asked: Asked) -> dict[str, Any]:
    return {
        "rule": asked.rule,
        "level": LEVELS.get(asked.level, asked.level),
        "asks": [KINDS.get(kind, kind) for kind in asked.asks],
    }


def _unknown_row(unknown: Unknown) -> dict[str, Any]:
    return {
        "field": unknown.field,
        "kind": unknown.kind,
        "value": unknown.value,
        "label": full_label(unknown.field) if unknown.field else "",
        "rule": unknown.rule,
        "level": LEVELS.get(unknown.level, unknown.level),
        "words": blocking(unknown).message,
    }


def _accepted_row(acceptance: RuleKindAcceptance) -> dict[str, Any]:
    return {
        "field": acceptance.field,
        "kind": acceptance.kind,
        "value": acceptance.value,
        "label": full_label(acceptance.field) if acceptance.field else "",
        "reason": acceptance.reason,
        "by": str(acceptance.accepted_by),
        "at": acceptance.accepted_at,
    }
