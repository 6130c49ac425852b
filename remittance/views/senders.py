"""Senders: the list, one of them, and the acts on them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.forms.note import NoteForm
from accounts.forms.refusals import place
from accounts.models import Permission
from accounts.selectors.notes import notes_about
from accounts.services.errors import ServiceError
from remittance.forms.hold import ReasonForm
from remittance.forms.sender import SenderForm
from remittance.models import Sender
from remittance.selectors import people
from remittance.services.people import senders

from .people import OfPeople, at


class Senders(OfPeople):
    """The shop's senders, newest first; or those found by what was typed."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponse:
        typed = request.GET.get("q", "").strip()[:120]
        context: dict[str, Any] = {"q": typed, "several_shops": self.shop is None}
        if typed:
            country = self.shop.country if self.shop else ""
            found = people.find_senders(self.scope, typed, country=country)
            context |= {"rows": found.people, "found": found}
        else:
            page = self.page(self.scope.listed(Sender.objects.select_related("shop")))
            context |= {"rows": page.rows, "newer_url": at(page.newer), "older_url": at(page.older)}
        return render(request, "remittance/sender_list.html", context)


class ShowSender(OfPeople):
    """One sender: facts, what they sent, recipients they used, notes; identity masked."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        return self.show(self.sender(public_id))

    def show(self, sender: Sender, *, unmasked: bool = False) -> HttpResponse:
        context = {
            "sender": sender,
            "panel": people.panel(sender, self.shops, timezone.now()),
            "unmasked": unmasked,
            "notes": notes_about("sender", sender.public_id),
            "note_form": NoteForm(self.typed),
            "reason_form": ReasonForm(auto_id=False),
        }
        return render(self.request, "remittance/sender_detail.html", context)


class SenderPanel(OfPeople):
    """The panel about a sender, for a page that redraws only it."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        panel = people.panel(self.sender(public_id), self.shops, timezone.now())
        return render(request, "remittance/_sender_panel.html", {"panel": panel})


class NewSender(OfPeople):
    """Add a sender to the active shop; somebody with the same phone or id is shown first."""

    http_method_names = ["get", "post"]
    may = Permission.EDIT_PEOPLE
    refills = True

    def get(self, request: HttpRequest) -> HttpResponse:
        if self.shop is None:
            return no_shop(request, "remittance:senders")
        return self.draw(SenderForm(self.typed))

    def post(self, request: HttpRequest) -> HttpResponse:
        if self.shop is None:
            return no_shop(request, "remittance:senders")
        form = SenderForm(request.POST)
        if not form.is_valid():
            return self.draw(form, status=422)
        same = self.same(form)
        if same.any and "another" not in request.POST:
            return self.draw(form, same=same)
        try:
            sender = senders.create(form.values, shop=self.shop, actor=self.actor)
        except ServiceError as refusal:
            place(form, refusal)
            return self.draw(form, status=refusal.status)
        return redirect("remittance:sender", sender.public_id)

    def same(self, form: SenderForm) -> people.Same:
        assert self.shop is not None  # both ways in ask before
        like = senders.draft(form.values, self.shop)
        return people.possibly_same(
            phone_key=like.phone_key, alt_phone_key=like.alt_phone_key, id_key=like.id_key, shops=self.shops
        )

    def draw(self, form: SenderForm, same: people.Same | None = None, status: int = 200) -> HttpResponse:
        return render(
            self.request, "remittance/sender_form.html", {"form": form, "same": same}, status=status
        )


class EditSender(OfPeople):
    """Change a sender; a change made meanwhile is shown beside what was typed, and nothing is lost."""

    http_method_names = ["get", "post"]
    may = Permission.EDIT_PEOPLE
    refills = True

    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        sender = self.sender(public_id)
        version = self.typed.get("version", "") if self.typed else sender.version
        return self.draw(sender, SenderForm(self.typed, sender=sender), version)

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        sender = self.sender(public_id)
        form = SenderForm(request.POST, sender=sender)
        if not form.is_valid():
            return self.draw(sender, form, self.version, status=422)
        try:
            senders.edit(sender, form.values, seen=self.version, actor=self.actor)
        except ServiceError as refusal:
            place(form, refusal)
            version = refusal.detail.get("version", self.version)
            return self.draw(sender, form, version, now_there(form, refusal), status=refusal.status)
        return redirect("remittance:sender", public_id)

    def draw(
        self, sender: Sender, form: SenderForm, version: Any, now: Any = (), status: int = 200
    ) -> HttpResponse:
        context = {"sender": sender, "form": form, "version": version, "now": now}
        return render(self.request, "remittance/sender_form.html", context, status=status)


class UnmaskSender(ShowSender):
    """Read identity data in clear, once, for a reason that is kept."""

    http_method_names = ["post"]
    may = Permission.UNMASK_IDENTITY

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        sender = self.sender(public_id)
        with self.saying_why():
            senders.unmask(
                sender, request.POST.get("reason", ""), actor=self.actor, shop=sender.shop, noun="sender"
            )
        return self.show(sender, unmasked=self.why is None)


class AgreeToExpiredId(OfPeople):
    """A supervisor lets a sender with an expired id send today."""

    http_method_names = ["post"]
    may = Permission.AGREE_EXPIRED_ID

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        with self.saying_why():
            senders.agree_to_expired_id(
                self.sender(public_id),
                request.POST.get("reason", ""),
                actor=self.actor,
                now=timezone.now(),
            )
        return redirect("remittance:sender", public_id)


def no_shop(request: HttpRequest, back: str) -> HttpResponse:
    """Ask head office to choose the shop that somebody is added to."""
    messages.error(request, _("Choose a shop first, at the top of the page: people belong to one."))
    return redirect(back)


def now_there(form: Any, refusal: ServiceError) -> list[tuple[str, str]]:
    """What stands there now in the fields that differ, (label, value), after a stale change."""
    now = refusal.detail.get("now", {})
    return [(str(form.fields[name].label), value) for name, value in now.items() if name in form.fields]
