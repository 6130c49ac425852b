"""Notes on transfers, senders and recipients."""

from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.models import Permission
from remittance.services.people import notes

from .people import OfPeople


class WriteNote(OfPeople):
    """Add a note and go back to what it is about."""

    http_method_names = ["post"]
    may = Permission.WRITE_NOTES

    def post(self, request: HttpRequest, noun: str, public_id: UUID) -> HttpResponse:
        try:
            about = notes.subject(noun, public_id, self.scope)
        except ObjectDoesNotExist:
            raise Http404 from None
        with self.saying_why():
            notes.write(about, request.POST.get("text", ""), actor=self.actor)
        return redirect(f"remittance:{noun}", public_id)
