"""Recipients: the list, one of them, and the acts on them and on Bitspark's book."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.forms.note import NoteForm
from accounts.forms.refusals import place
from accounts.models import Connection, Permission
from accounts.selectors.notes import notes_about
from accounts.services import connections
from accounts.services.errors import Refused, ServiceError
from remittance.forms.hold import ReasonForm
from remittance.forms.recipient import RecipientForm
from remittance.models import Recipient
from remittance.selectors import freshness, people
from remittance.services.people import recipient_doubts, recipients, senders

from .people import OfPeople, at
from .senders import no_shop, now_there


class Recipients(OfPeople):
    """The shop's recipients, newest first; or those found by what was typed."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest) -> HttpResponse:
        typed = request.GET.get("q", "").strip()[:120]
        context: dict[str, Any] = {"q": typed, "several_shops": self.shop is None}
        if typed:
            found = people.find_recipients(self.scope, typed)
            context |= {"rows": found.people, "found": found}
        else:
            page = self.page(self.scope.listed(Recipient.objects.select_related("shop")))
            context |= {"rows": page.rows, "newer_url": at(page.newer), "older_url": at(page.older)}
        if self.shop is not None:
            connection = self.connection()
            context |= {"connection": connection, "book": freshness.of(connection, "recipients")}
        return render(request, "remittance/recipient_list.html", context)

    def connection(self) -> Connection | None:
        """The login whose book this is, None while the shop has none."""
        assert self.shop is not None  # asked above
        try:
            return connections.serving(self.shop)
        except Refused:
            return None


class ShowRecipient(OfPeople):
    """One recipient: facts, who sent to them, notes; identity masked."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        return self.show(self.recipient(public_id))

    def show(self, recipient: Recipient, *, unmasked: bool = False) -> HttpResponse:
        context = {
            "recipient": recipient,
            "hold": people.hold_on(recipient),
            "senders": people.users_of(recipient, self.shops),
            "is_sure": recipient.standing in people.OFFERED,
            "unmasked": unmasked,
            "notes": notes_about("recipient", recipient.public_id),
            "note_form": NoteForm(self.typed),
            "reason_form": ReasonForm(auto_id=False),
        }
        return render(self.request, "remittance/recipient_detail.html", context)


class NewRecipient(OfPeople):
    """Save a recipient in Bitspark's book. Nothing is sent twice: the form's id is used up by it."""

    http_method_names = ["get", "post"]
    may = Permission.EDIT_PEOPLE
    refills = True

    def get(self, request: HttpRequest) -> HttpResponse:
        if self.shop is None:
            return no_shop(request, "remittance:recipients")
        return self.draw(RecipientForm(self.typed, initial={"form": uuid.uuid4()}))

    def post(self, request: HttpRequest) -> HttpResponse:
        if self.shop is None:
            return no_shop(request, "remittance:recipients")
        form = RecipientForm(request.POST)
        if not form.is_valid():
            return self.draw(form, status=422)
        try:
            recipient = recipients.create(
                form.values,
                public_id=form.cleaned_data["form"] or uuid.uuid4(),
                connection=connections.serving(self.shop),
                shop=self.shop,
                actor=self.actor,
            )
        except ServiceError as refusal:
            place(form, refusal)
            return self.draw(form, above=refusal.detail.get("above", []), status=refusal.status)
        return saved(request, recipient)

    def draw(self, form: RecipientForm, above: Any = (), status: int = 200) -> HttpResponse:
        context = {"form": form, "above": above}
        return render(self.request, "remittance/recipient_form.html", context, status=status)


class EditRecipient(OfPeople):
    """Change a recipient at Bitspark; a change made meanwhile is shown beside what was typed."""

    http_method_names = ["get", "post"]
    may = Permission.EDIT_PEOPLE
    refills = True

    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        recipient = self.recipient(public_id)
        version = self.typed.get("version", "") if self.typed else recipient.version
        return self.draw(recipient, RecipientForm(self.typed, recipient=recipient), version=version)

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        recipient = self.recipient(public_id)
        form = RecipientForm(request.POST, recipient=recipient)
        if not form.is_valid():
            return self.draw(recipient, form, version=self.version, status=422)
        try:
            changed = recipients.edit(recipient, form.values, seen=self.version, actor=self.actor)
        except ServiceError as refusal:
            place(form, refusal)
            recipient.refresh_from_db(fields=["version"])
            stale = refusal.code == "stale"
            return self.draw(
                recipient,
                form,
                version=self.version if refusal.code == "being-saved" else recipient.version,
                now=now_there(form, refusal) if stale else (),
                above=refusal.detail.get("above", []),
                status=refusal.status,
            )
        return saved(request, changed)

    def draw(
        self, recipient: Recipient, form: RecipientForm, status: int = 200, **context: Any
    ) -> HttpResponse:
        context |= {"recipient": recipient, "form": form}
        return render(self.request, "remittance/recipient_form.html", context, status=status)


class DeleteRecipient(OfPeople):
    """Ask once more, then delete a recipient at Bitspark."""

    http_method_names = ["get", "post"]
    may = Permission.EDIT_PEOPLE

    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        context = {"recipient": self.recipient(public_id)}
        return render(request, "remittance/recipient_delete.html", context)

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        recipient = self.recipient(public_id)
        with self.saying_why():
            recipient = recipients.delete(recipient, seen=self.version, actor=self.actor)
        return saved(request, recipient, why=self.why)


class SettleRecipient(OfPeople):
    """Look into Bitspark's book for a recipient whose saving is unsure."""

    http_method_names = ["post"]
    may = Permission.EDIT_PEOPLE

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        recipient = self.recipient(public_id)
        with self.saying_why():
            recipient = recipient_doubts.settle_unknown(recipient, actor=self.actor)
        return saved(request, recipient, why=self.why)


class UnmaskRecipient(ShowRecipient):
    """Read identity data in clear, once, for a reason that is kept."""

    http_method_names = ["post"]
    may = Permission.UNMASK_IDENTITY

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        recipient = self.recipient(public_id)
        reason = request.POST.get("reason", "")
        with self.saying_why():
            senders.unmask(recipient, reason, actor=self.actor, shop=recipient.shop, noun="recipient")
        return self.show(recipient, unmasked=self.why is None)


def saved(request: HttpRequest, recipient: Recipient, why: ServiceError | None = None) -> HttpResponse:
    """Say in words where the recipient stands now, unless it was said `why` nothing was done; show them."""
    if why is not None:
        return redirect("remittance:recipient", recipient.public_id)
    words = {
        Recipient.Standing.SAVED: _("Saved at Bitspark."),
        Recipient.Standing.DELETED: _("Deleted at Bitspark."),
        Recipient.Standing.UNKNOWN: _(
            "Bitspark's answer was lost. It may have been done; do not do it again: the book will be read."
        ),
        Recipient.Standing.ASKED: _("It is being saved."),
    }
    if recipient.failure:
        messages.warning(request, recipient.failure)
    elif recipient.standing in words:
        sure = recipient.standing in {Recipient.Standing.SAVED, Recipient.Standing.DELETED}
        messages.add_message(
            request,
            messages.SUCCESS if sure else messages.WARNING,
            words[Recipient.Standing(recipient.standing)],
        )
    return redirect("remittance:recipient", recipient.public_id)
