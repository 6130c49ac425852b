"""Whose people a person may see, and the people themselves."""

from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db.models import F, Q, QuerySet

from accounts.models import Shop
from remittance.models import Recipient, Sender

Person = TypeVar("Person", Sender, Recipient)


@dataclass(frozen=True)
class Scope:
    """Where somebody looks: in one shop, or (`shop` None) in all that are theirs.

    `head_office`: also what belongs to no shop, such as recipients that were not made here.
    """

    shops: QuerySet[Shop]
    shop: Shop | None = None
    head_office: bool = False

    @property
    def narrow(self) -> Q:
        """What lists and searches show."""
        if self.shop is not None:
            return Q(shop=self.shop)
        return self.wide

    @property
    def wide(self) -> Q:
        """What may be opened by its id."""
        inside = Q(shop__in=self.shops)
        return inside | Q(shop=None) if self.head_office else inside

    def beside(self, people: QuerySet[Person]) -> QuerySet[Person]:
        """What `narrow` shows, of people found by a column that no shop stands before in the index.

        The shop is compared as an expression, so that no planner takes its index for the better one:
        SQLite without statistics would read the whole shop.
        """
        shown = people.alias(at=F("shop_id") + 0)
        if self.shop is not None:
            return shown.filter(at=self.shop.pk)
        inside = Q(at__in=self.shops.values("pk"))
        return shown.filter(inside | Q(at=None) if self.head_office else inside)

    def listed(self, people: QuerySet[Person]) -> QuerySet[Person]:
        """What a list shows newest first: one shop's along its own index, head office's along that of all.

        For head office the shops that are not theirs are left out, mostly none: named one by one, a
        planner without statistics takes theirs for a handful of rows, and sorts them.
        """
        if self.shop is not None:
            return people.filter(self.narrow)
        if not self.head_office:
            return self.beside(people)
        beyond = Shop.objects.exclude(pk__in=self.shops.values("pk")).order_by("pk")
        others = list(beyond.values_list("pk", flat=True))
        return people.exclude(shop__in=others) if others else people

    def sender(self, public_id: UUID) -> Sender:
        """The sender of that id.

        Raises:
            Sender.DoesNotExist: there is none, or it is another shop's.
        """
        return Sender.objects.select_related("shop").get(self.wide, public_id=public_id)

    def recipient(self, public_id: UUID) -> Recipient:
        """The recipient of that id.

        Raises:
            Recipient.DoesNotExist: there is none, or it is another shop's.
        """
        people = Recipient.objects.select_related("shop", "connection")
        return people.get(self.wide, public_id=public_id)
