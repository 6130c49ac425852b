"""Holds on senders and recipients."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.models import Permission
from remittance.models import Hold
from remittance.services.people import holds

from .people import OfPeople


class HoldSender(OfPeople):
    """Stop every send of a sender."""

    http_method_names = ["post"]
    may = Permission.PLACE_HOLD

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        with self.saying_why():
            holds.place(self.sender(public_id), request.POST.get("reason", ""), actor=self.actor)
        return redirect("remittance:sender", public_id)


class HoldRecipient(OfPeople):
    """Stop every send to a recipient."""

    http_method_names = ["post"]
    may = Permission.PLACE_HOLD

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        with self.saying_why():
            holds.place(self.recipient(public_id), request.POST.get("reason", ""), actor=self.actor)
        return redirect("remittance:recipient", public_id)


class LiftHold(OfPeople):
    """Let a sender or recipient be served again."""

    http_method_names = ["post"]
    may = Permission.LIFT_HOLD

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        try:
            hold = Hold.objects.select_related("sender", "recipient").get(
                shop__in=self.shops, public_id=public_id
            )
        except Hold.DoesNotExist:
            raise Http404 from None
        with self.saying_why():
            holds.lift(hold, request.POST.get("reason", ""), actor=self.actor)
        if hold.sender is not None:
            return redirect("remittance:sender", hold.sender.public_id)
        assert hold.recipient is not None  # ck_hold_on_one
        return redirect("remittance:recipient", hold.recipient.public_id)
