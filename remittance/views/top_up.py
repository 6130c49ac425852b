"""The page of one top-up, and deciding about it."""

import uuid
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.forms import refusals
from accounts.forms.note import NoteForm
from accounts.models import Permission
from accounts.selectors import provider_links
from accounts.selectors.notes import notes_about
from accounts.services.errors import ServiceError
from accounts.views import errors
from accounts.views.base import ShopView
from remittance.forms.top_ups import ApproveForm, DeclineForm
from remittance.models import TopUp
from remittance.selectors import top_up_page, top_ups
from remittance.services import top_ups as services
from remittance.services.top_ups import Done
from wallet.models import State
from wallet.selectors.accounts import held_in


class OfTopUp(ShopView):
    """A view of one top-up that this person may see; another shop's is a 404."""

    may = Permission.SEE_TOP_UPS

    def top_up(self, public_id: UUID) -> TopUp:
        head_office = bool(self.request.standing.head_office)  # type: ignore[attr-defined]  # ActiveShopMiddleware's
        try:
            return top_ups.of_public_id(public_id, list(self.shops), head_office=head_office)
        except TopUp.DoesNotExist:
            raise Http404 from None

    def draw(
        self,
        top_up: TopUp,
        *,
        approve: ApproveForm | None = None,
        decline: DeclineForm | None = None,
        refusal: ServiceError | None = None,
    ) -> HttpResponse:
        account = held_in(top_up.connection, top_up.currency) if top_up.currency else None
        page = top_up_page.of(top_up, account, self.actor)
        context = {
            "top_up": top_up,
            "page": page,
            "receipt_url": provider_links.shown(top_up.receipt_url),
            "form_key": self.request.POST.get("form_key") or str(uuid.uuid4()),
            "approve_form": approve or ApproveForm(),
            "decline_form": decline or DeclineForm(),
            "refusal": refusal,
        }
        if self.request.htmx and self.request.method == "GET":  # type: ignore[attr-defined]  # django-htmx's
            return render(self.request, "remittance/_top_up_live.html", context)
        notes = notes_about("top-up", top_up.public_id)
        context |= {"notes": notes, "note_form": NoteForm(self.typed)}
        status = refusal.status if refusal else 200
        response = render(self.request, "remittance/top_up_detail.html", context, status=status)
        return errors.say_when(response, refusal)


class TopUpPage(OfTopUp):
    """Everything told, what approving means, and where our decision stands. Asked again by itself."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        top_up = self.top_up(public_id)
        if top_up.public_id != public_id:
            return redirect("remittance:top-up", top_up.public_id)
        return self.draw(top_up)


class Deciding(OfTopUp):
    """One decision by POST; refused, the page again with the reason beside its field."""

    http_method_names = ["post"]
    may = Permission.DECIDE_TOP_UPS
    moves_money = True

    @property
    def key(self) -> str:
        return f"form:{self.request.POST.get('form_key', '')}"

    def say(self, done: Done) -> HttpResponse:
        if done.command.state == State.PENDING_APPROVAL:
            messages.info(self.request, _("It waits for a second person."))
        return redirect("remittance:top-up", done.top_up.public_id)


class ApproveTopUp(Deciding):
    """The cash is counted: the customer is credited."""

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        top_up, form = self.top_up(public_id), ApproveForm(request.POST)
        form.is_valid()
        try:
            done = services.approve(
                top_up,
                seen=self.version,
                key=self.key,
                actor=self.actor,
                cash_counted=form.cleaned_data["cash_counted"],
                beyond_balance=form.cleaned_data["beyond_balance"],
            )
        except ServiceError as refusal:
            refusals.place(form, refusal)
            return self.draw(self.top_up(public_id), approve=form, refusal=refusal)
        return self.say(done)


class DeclineTopUp(Deciding):
    """The cash is not taken."""

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        top_up, form = self.top_up(public_id), DeclineForm(request.POST)
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        try:
            done = services.decline(top_up, seen=self.version, key=self.key, reason=reason, actor=self.actor)
        except ServiceError as refusal:
            refusals.place(form, refusal)
            return self.draw(self.top_up(public_id), decline=form, refusal=refusal)
        return self.say(done)


class CancelTopUp(Deciding):
    """What we asked another shop for is not wanted any more."""

    may = Permission.CREATE_TOP_UPS

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        try:
            done = services.cancel(self.top_up(public_id), seen=self.version, key=self.key, actor=self.actor)
        except ServiceError as refusal:
            return self.draw(self.top_up(public_id), refusal=refusal)
        return self.say(done)


class RefreshTopUp(OfTopUp):
    """Ask Bitspark about this one now."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        top_up = self.top_up(public_id)
        with self.saying_why():
            services.refresh_one(top_up)
        return redirect("remittance:top-up", top_up.public_id)
