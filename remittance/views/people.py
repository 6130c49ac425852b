"""What the pages of senders and recipients share."""

from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import Http404

from accounts.models import Permission
from accounts.selectors import keyset
from accounts.views.base import ShopView
from remittance.models import Recipient, Sender
from remittance.selectors import people

PAGE = 50


class OfPeople(ShopView):
    """A page about people whom this person may see; another shop's are a 404."""

    may = Permission.SEE_PEOPLE

    @property
    def scope(self) -> people.Scope:
        """Where this person looks: the active shop, or all of theirs."""
        standing = self.request.standing  # type: ignore[attr-defined]  # ActiveShopMiddleware's
        return people.Scope(self.shops, self.shop, head_office=bool(standing.head_office))

    def sender(self, public_id: UUID) -> Sender:
        try:
            return self.scope.sender(public_id)
        except Sender.DoesNotExist:
            raise Http404 from None

    def recipient(self, public_id: UUID) -> Recipient:
        try:
            return self.scope.recipient(public_id)
        except Recipient.DoesNotExist:
            raise Http404 from None

    def page(self, rows: QuerySet[Any]) -> keyset.KeysetPage[Any]:
        """The page of a list that the address asks for."""
        try:
            return keyset.page(rows, self.request.GET.get("at", ""), PAGE)
        except keyset.BadCursor:
            raise BadRequest("at") from None


def at(cursor: str) -> str:
    """A list's address at another place; "" for none."""
    return f"?at={cursor}" if cursor else ""
