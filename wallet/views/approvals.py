"""What waits for a second person: the list, one of it, and deciding about it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from accounts.forms.note import NoteForm
from accounts.models import Permission
from accounts.selectors.notes import notes_about
from accounts.services import proposals
from accounts.services.errors import NotAllowed, ServiceError
from accounts.views import errors
from accounts.views.base import ShopView
from accounts.views.context import Desk
from wallet.forms.approvals import CodeForm, ReasonForm
from wallet.models import MoneyCommand
from wallet.services import approvals, commands, inbox

no_codes_in_reports = method_decorator(sensitive_post_parameters("gauth_token"), name="dispatch")


def waiting_for(desk: Desk) -> int:
    """How many things this person may decide about, for the way around. Two queries at most."""
    return inbox.to_decide(inbox.Scope(desk.actor, desk.here, desk.is_head_office))


class OfInbox(ShopView):
    """A view of what waits in the person's shops; another shop's is a 404."""

    may = Permission.SEE_APPROVALS

    @property
    def all_shops(self) -> bool:
        return bool(self.request.standing.head_office)  # type: ignore[attr-defined]  # ActiveShopMiddleware's

    def item(self, public_id: UUID) -> inbox.Item:
        try:
            return inbox.one(public_id, inbox.Scope(self.actor, self.shops, self.all_shops))
        except LookupError:
            raise Http404 from None


class Approvals(OfInbox):
    """What waits, oldest first, and what was decided lately. The page asks again by itself."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponse:
        scope = inbox.Scope(self.actor, self.here, self.all_shops)
        context = {
            "waiting": inbox.waiting(scope),
            "decided": inbox.decided(scope),
            "several_shops": self.shop is None,
        }
        live = request.htmx  # type: ignore[attr-defined]  # django-htmx's
        page = "wallet/_approval_lists.html" if live else "wallet/approval_list.html"
        return render(request, page, context)


class Approval(OfInbox):
    """One of them, large, with the form to decide. While it waits, only what became of it is asked again."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        item = self.item(public_id)
        if request.htmx:  # type: ignore[attr-defined]  # django-htmx's
            return render(request, "wallet/_approval_state.html", {"item": item})
        return self.draw(item)

    def draw(self, item: inbox.Item, *, refusal: ServiceError | None = None, **forms: Form) -> HttpResponse:
        """The page; with what is wrong beside its field, or a refusal above, in its status."""
        wrong = any(form.errors for form in forms.values())
        context: dict[str, Any] = {
            "item": item,
            "refusal": refusal,
            "reason_form": ReasonForm(),
            "code_form": CodeForm(),
            "notes": notes_about("proposal", item.id) if item.noun == inbox.CHANGE else [],
            "note_form": NoteForm(),
        }
        status = refusal.status if refusal else 422 if wrong else 200
        response = render(self.request, "wallet/approval_detail.html", context | forms, status=status)
        return errors.say_when(response, refusal)

    def decided(self, item: inbox.Item, decide: Callable[[], object], words: str | Promise) -> HttpResponse:
        """Do it and go back to it; a refusal is said on the page as it is now, a missing role is a 403."""
        try:
            decide()
        except NotAllowed:
            raise
        except ServiceError as refusal:
            return self.draw(self.item(item.id), refusal=refusal)
        messages.success(self.request, str(words))
        return redirect("wallet:approval", item.id)


@no_codes_in_reports
class Approve(Approval):
    """Approve an order, which sends it, or accept a change, which then holds."""

    http_method_names = ["post"]
    moves_money = True

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        item, version, typed = self.item(public_id), self.version, {}
        if item.attended and item.may_decide:
            code = CodeForm(request.POST)
            if not code.is_valid():
                return self.draw(item, code_form=code)
            typed = code.cleaned_data
        row = item.row
        if isinstance(row, MoneyCommand):
            return self.decided(
                item,
                lambda: approvals.approve(row, version=version, actor=self.actor, typed=typed),
                _("Approved."),
            )
        return self.decided(
            item, lambda: proposals.accept(row, version=version, actor=self.actor), _("Accepted.")
        )


class Refuse(Approval):
    """Refuse an order or a change, with a reason that whoever asked reads."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        item, version = self.item(public_id), self.version
        form = ReasonForm(request.POST)
        if not form.is_valid() and item.may_decide:
            return self.draw(item, reason_form=form)
        reason, row = form.cleaned_data.get("reason", ""), item.row
        if isinstance(row, MoneyCommand):
            return self.decided(
                item,
                lambda: approvals.refuse(row, version=version, reason=reason, actor=self.actor),
                _("Refused."),
            )
        return self.decided(
            item,
            lambda: proposals.refuse(row, version=version, reason=reason, actor=self.actor),
            _("Refused."),
        )


class Withdraw(Approval):
    """Take back what one asked for oneself, before anybody decided."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        item, version, row = self.item(public_id), self.version, self.item(public_id).row
        if isinstance(row, MoneyCommand):
            return self.decided(
                item, lambda: commands.stop(row, version=version, actor=self.actor), _("Taken back.")
            )
        return self.decided(
            item, lambda: proposals.withdraw(row, version=version, actor=self.actor), _("Taken back.")
        )
