"""Notes on anything that people look at."""

from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.models import Permission
from accounts.services import notes
from accounts.views.base import ShopView


class WriteNote(ShopView):
    """Add a note and go back to what it is about."""

    http_method_names = ["post"]
    may = Permission.WRITE_NOTES

    def post(self, request: HttpRequest, noun: str, public_id: UUID) -> HttpResponse:
        standing = request.standing  # type: ignore[attr-defined]  # ActiveShopMiddleware's
        reader = notes.Reader(self.actor, self.shops, all_shops=bool(standing.head_office))
        try:
            about = notes.subject(noun, public_id, reader)
        except ObjectDoesNotExist:
            raise Http404 from None
        with self.saying_why():
            notes.write(about, request.POST.get("text", ""), actor=self.actor)
        return redirect(notes.page_of(noun), public_id)
