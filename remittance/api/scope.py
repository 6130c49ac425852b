"""What a device may look up in this app: its shop's people, its own person's transfers."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from accounts.api.base import DeskAPI
from accounts.models import Connection, Shop
from accounts.services import connections
from remittance.models import Recipient, Sender, Transfer
from remittance.selectors import people, transfers


class InShop(DeskAPI):
    """Lookups that never leave the device's shop."""

    @property
    def people(self) -> people.Scope:
        return people.Scope(shops=Shop.objects.filter(pk=self.shop.pk), shop=self.shop)

    @property
    def connection(self) -> Connection:
        """The shop's login at Bitspark; raises Refused `no-connection`."""
        return connections.serving(self.shop)

    @property
    def own_transfers(self) -> QuerySet[Transfer]:
        """A device sees the orders of its own person."""
        return transfers.visible([self.shop], head_office=False).filter(maker=self.person)

    def sender(self, public_id: UUID) -> Sender:
        try:
            return self.people.sender(public_id)
        except Sender.DoesNotExist:
            raise Http404 from None

    def recipient(self, public_id: UUID) -> Recipient:
        try:
            return self.people.recipient(public_id)
        except Recipient.DoesNotExist:
            raise Http404 from None


def text_of(amount: Any) -> str | None:
    """An amount for JSON: plain digits, None where there is no figure."""
    return None if amount is None else format(amount, "f")


def tail(value: str) -> str:
    """The end of a number that identifies somebody: enough to compare, too little to use."""
    return f"…{value[-4:]}" if len(value) > 4 else "…" if value else ""
