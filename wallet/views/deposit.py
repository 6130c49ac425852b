"""The page of one deposit, and the acts on it."""

import uuid
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from accounts.forms.note import NoteForm
from accounts.models import Permission
from accounts.selectors.notes import notes_about
from accounts.services import files
from wallet.forms.deposit import ProofForm
from wallet.models import Deposit, DepositProof, State
from wallet.selectors import deposit_page, deposits
from wallet.selectors.command_card import card_of
from wallet.services.deposits import ordering, polling, proofs
from wallet.views.wallet_view import WalletView

# A file that somebody handed in is a stranger: nothing in it runs, nothing in it is guessed.
FILE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store, private",
}


class OfDeposit(WalletView):
    """A view of one deposit that this person may see; another shop's is a 404."""

    def deposit(self, public_id: UUID) -> Deposit:
        """The deposit of that id, or the one that a row of that id was folded into."""
        seen = deposits.visible(list(self.shops), head_office=self.is_head_office)
        found = seen.select_related(*deposit_page.WITH).filter(public_id=public_id).first()
        if found is not None:
            return found
        folded = get_object_or_404(Deposit.objects.exclude(folded_into=None), public_id=public_id)
        return get_object_or_404(seen.select_related(*deposit_page.WITH), pk=folded.folded_into_id)

    def back(self, public_id: UUID) -> HttpResponse:
        return redirect("wallet:deposit", public_id)


class DepositPage(OfDeposit):
    """Where to pay, whether the money came, what to do. Asked again by the page itself while it waits."""

    http_method_names = ["get"]
    may = Permission.SEE_WALLET

    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        deposit = self.deposit(public_id)
        if deposit.public_id != public_id:
            return self.back(deposit.public_id)
        if request.htmx:  # type: ignore[attr-defined]  # django-htmx's
            return render(request, "wallet/_deposit_live.html", self.live(deposit))
        return render(request, "wallet/deposit_detail.html", self.live(deposit) | self.around(deposit))

    def live(self, deposit: Deposit) -> dict[str, Any]:
        decision = deposits.last_decision(deposit)
        return {
            "deposit": deposit,
            "known": deposit_page.known(deposit),
            "acts": deposit_page.acts(deposit, self.actor),
            "card": card_of(deposit.command, self.actor) if deposit_page.speaks(deposit.command) else None,
            "decision": card_of(decision, self.actor) if deposit_page.speaks(decision) else None,
            "cancelled": decision if decision and decision.state == State.ACCEPTED else None,
            "moments": deposit_page.moments(deposit),
            "lines": deposit_page.lines(deposit),
            "reference_to_write": deposit_page.reference_to_write(deposit),
            "is_bitcoin": deposit.account_currency == deposits.BITCOIN,
            "called_back": bool(settings.PUBLIC_URL) and deposit.made_here,
        }

    def around(self, deposit: Deposit) -> dict[str, Any]:
        return {
            "proofs": deposit_page.proofs(deposit),
            "proof_form": ProofForm(),
            "notes": notes_about("deposit", deposit.public_id),
            "note_form": NoteForm(self.typed),
        }


class RefreshDeposit(OfDeposit):
    """Ask Bitspark about this one now."""

    http_method_names = ["post"]
    may = Permission.SEE_WALLET

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        deposit = self.deposit(public_id)
        with self.saying_why():
            polling.refresh_one(deposit)
        return self.back(deposit.public_id)


class CancelDeposit(OfDeposit):
    """GET asks whether it is meant; POST cancels it at Bitspark."""

    http_method_names = ["get", "post"]
    may = Permission.DEPOSIT
    moves_money = True

    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        deposit = self.deposit(public_id)
        if not deposit_page.acts(deposit, self.actor).cancel:
            return self.back(deposit.public_id)
        context = {"deposit": deposit, "values": {"form_key": str(uuid.uuid4())}}
        return render(request, "wallet/deposit_cancel.html", context)

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        deposit = self.deposit(public_id)
        if deposit.shop is None:
            raise Http404
        with self.saying_why():
            ordering.cancel(
                deposit,
                version=self.version,
                key=f"form:{request.POST.get('form_key', '')}",
                actor=self.actor,
            )
        return self.back(deposit.public_id)


class UploadProof(OfDeposit):
    """Hand in a file that shows that the deposit was paid."""

    http_method_names = ["post"]
    may = Permission.DEPOSIT

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        deposit = self.deposit(public_id)
        form = ProofForm(request.POST, request.FILES)
        if not form.is_valid() or deposit.shop is None:
            messages.error(request, _("Choose a file first."))
            return self.back(deposit.public_id)
        given = form.cleaned_data["file"]
        with self.saying_why():
            files.must_be_small(given.size)  # before it is read into the memory
            done = proofs.upload(deposit, name=given.name, content=given.read(), actor=self.actor)
            messages.info(request, f"{done.proof.name}: {done.proof.get_state_display()}")
        return self.back(deposit.public_id)


class ProofFile(OfDeposit):
    """A file as it was kept, to be saved; nothing of it is shown by the browser."""

    http_method_names = ["get"]
    may = Permission.SEE_WALLET

    def get(self, request: HttpRequest, public_id: UUID, proof_id: UUID) -> HttpResponse:
        deposit = self.deposit(public_id)
        proof = get_object_or_404(DepositProof, deposit=deposit, public_id=proof_id)
        try:
            content = files.read(proof.kept_as)
        except FileNotFoundError:
            raise Http404 from None
        headers = {"Content-Disposition": content_disposition_header(True, proof.name) or "attachment"}
        return HttpResponse(content, content_type=proof.media_type, headers={**FILE_HEADERS, **headers})
