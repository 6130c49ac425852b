"""The page of one transfer, and the acts on it."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.forms.note import NoteForm
from accounts.models import Permission
from accounts.views.base import ShopView
from remittance.models import Transfer
from remittance.selectors import look_alikes, price_blocks, statuses, transfer_page, transfers
from remittance.services import receipts, repeats, tracking
from wallet.selectors.command_card import card_of
from wallet.services import commands


class OfTransfer(ShopView):
    """A view of one transfer that this person may see; another shop's is a 404."""

    def transfer(self, public_id: UUID) -> Transfer:
        """The transfer of that id, or the one that a row of that id was folded into."""
        seen = transfers.visible(list(self.shops), head_office=self.is_head_office)
        named = Q(public_id=public_id) | Q(former_ids__public_id=public_id)
        return get_object_or_404(seen.select_related(*transfer_page.WITH).filter(named).distinct())

    @property
    def is_head_office(self) -> bool:
        return bool(self.request.standing.head_office)  # type: ignore[attr-defined]  # ActiveShopMiddleware's

    def back(self, public_id: UUID) -> HttpResponse:
        return redirect("remittance:transfer", public_id)


class TransferPage(OfTransfer):
    """Where the money is, what to say, what to do. Asked again by the page itself while it moves."""

    http_method_names = ["get"]
    may = Permission.SEE_TRANSFERS

    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        transfer = self.transfer(public_id)
        if transfer.public_id != public_id:
            return redirect("remittance:transfer", transfer.public_id)
        if request.htmx:  # type: ignore[attr-defined]  # django-htmx's
            return render(request, "remittance/_transfer_live.html", self.live(transfer))
        return render(request, "remittance/transfer_detail.html", self.live(transfer) | self.around(transfer))

    def live(self, transfer: Transfer) -> dict[str, Any]:
        return {
            "transfer": transfer,
            "known": transfer_page.known(transfer, self.actor),
            "moments": transfer_page.moments(transfer, self.actor),
            "acts": transfer_page.acts(transfer, self.actor),
            "card": card_of(transfer.command, self.actor),
            "follow_ups": transfer_page.open_follow_ups(transfer),
            "finals": transfer_page.finals(transfer),
            "anomalies": transfer_page.anomalies(transfer),
            "may_be": look_alikes.may_be(transfer),
            "called_back": bool(settings.PUBLIC_URL) and transfer.command_id is not None,
        }

    def around(self, transfer: Transfer) -> dict[str, Any]:
        return {
            "blocks": price_blocks.of(transfer.terms, transfer.connection) if transfer.terms else None,
            "moved": transfer_page.price_moved(transfer),
            "provider_text": transfer_page.for_the_provider(transfer),
            "recipient_facts": transfer_page.recipient_facts(transfer),
            "told_group": statuses.words_for_actor(transfer, self.actor).group,
            "notes": transfer_page.notes(transfer),
            "note_form": NoteForm(self.typed),
            "raw": transfer_page.raw_answers(transfer) if self.actor.may(Permission.SEE_RAW) else [],
        }


class RefreshTransfer(OfTransfer):
    """Ask Bitspark about this one now."""

    http_method_names = ["post"]
    may = Permission.SEE_TRANSFERS

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        transfer = self.transfer(public_id)
        if transfer.provider_id:
            with self.saying_why():
                tracking.refresh_one(transfer)
        return self.back(public_id)


class StopTransfer(OfTransfer):
    """Stop an order that has not left."""

    http_method_names = ["post"]
    may = Permission.STOP_COMMAND

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        transfer = self.transfer(public_id)
        if transfer.command is not None:
            with self.saying_why():
                commands.stop(transfer.command, version=self.version, actor=self.actor)
        return self.back(public_id)


class SayNotKept(OfTransfer):
    """A supervisor's word that the provider did not keep the money."""

    http_method_names = ["post"]
    may = Permission.WORD_NOT_KEPT

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        with self.saying_why():
            repeats.say_not_kept(self.transfer(public_id), request.POST.get("reason", ""), actor=self.actor)
        return self.back(public_id)


class ReceiptPage(OfTransfer):
    """GET shows what would be printed; POST counts a printing and is what is printed."""

    http_method_names = ["get", "post"]
    may = Permission.SEND_MONEY

    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        transfer = self.transfer(public_id)
        receipt = receipts.preview(transfer)
        return render(request, "remittance/receipt_preview.html", {"transfer": transfer, "receipt": receipt})

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        transfer = self.transfer(public_id)
        width = request.POST.get("width", "80")
        receipt = receipts.issue(transfer, width=width, actor=self.actor)
        context = {"transfer": transfer, "receipt": receipt, "width": width}
        return render(request, "remittance/receipt.html", context)
