"""Top-ups as lists and pages read them, and whose they are to decide."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Actor, Connection, Permission, Shop
from remittance.models import TopUp
from wallet.models import Account

from . import top_up_statuses

# What a row of a list needs, and nothing more: the page and the API read exactly these.
ROW = (
    "id",
    "public_id",
    "created_at",
    "updated_at",
    "version",
    "reference",
    "transaction_number",
    "number_day",
    "asked_as",
    "status_code",
    "status_message",
    "status_changed_at",
    "state",
    "amount",
    "amount_raw",
    "currency",
    "fee",
    "fee_raw",
    "bitspark_percentage_raw",
    "decision_kind",
    "decision_state",
    "first_seen_at",
    "anomaly",
    "shop_id",
    "connection_id",
    "shop_account_id",
    "user_account_id",
    "remote_shop_id",
    "command_id",
    "provider_id",
)
PART_WITHIN = timedelta(days=90)
OTHER = "other"  # any status that is not pending


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to; every field may be left out."""

    q: str = ""
    status: str = ""
    asked_as: str = ""
    currency: str = ""
    updated_since: datetime | None = None


@dataclass(frozen=True)
class Keys:
    """What tells our top-ups from others: ids of our accounts, and our shop's id at Bitspark, per login."""

    accounts: frozenset[tuple[int, str]]
    shops: frozenset[tuple[int, str]]

    def decides(self, connection_id: int, shop_account_id: str, remote_shop_id: str) -> bool:
        """Whether it was asked of us. [guess]: the document does not say how a shop knows its own."""
        by_account = bool(shop_account_id) and (connection_id, shop_account_id) in self.accounts
        return by_account or (bool(remote_shop_id) and (connection_id, remote_shop_id) in self.shops)

    def owns(self, connection_id: int, user_account_id: str) -> bool:
        """Whether our own account is to be credited."""
        return bool(user_account_id) and (connection_id, user_account_id) in self.accounts


def keys_of(logins: Iterable[int]) -> Keys:
    """The keys of these logins; two queries."""
    wanted = set(logins)
    held = Account.objects.filter(connection__in=wanted).exclude(remote_id="")
    told = Connection.objects.filter(pk__in=wanted).exclude(shop_remote_id="")
    return Keys(
        frozenset(held.values_list("connection_id", "remote_id")),
        frozenset(told.values_list("pk", "shop_remote_id")),
    )


def decides(top_up: TopUp) -> bool:
    """Whether this one is ours to approve or decline; two queries."""
    keys = keys_of([top_up.connection_id])
    return keys.decides(top_up.connection_id, top_up.shop_account_id, top_up.remote_shop_id)


def may_cancel(top_up: TopUp, actor: Actor) -> bool:
    """Whether this person may cancel it: who asked for it here, or who supervises the shop; our own only."""
    if not actor.may(Permission.CREATE_TOP_UPS):
        return False
    if top_up.command is not None and top_up.maker == actor.user:
        return True
    if actor.device is not None or not actor.may(Permission.APPROVE_COMMANDS):
        return False
    ours = keys_of([top_up.connection_id]).owns(top_up.connection_id, top_up.user_account_id)
    return top_up.command is not None or ours


def visible(shops: Collection[Shop], *, head_office: bool) -> QuerySet[TopUp]:
    """Top-ups of these shops; for head office also those that no shop has. Folded rows are not among them."""
    keys = [shop.pk for shop in shops]
    mine = Q(shop=keys[0]) if len(keys) == 1 else Q(shop__in=keys)
    return TopUp.objects.filter(mine | Q(shop=None) if head_office else mine, folded_into=None)


def of_public_id(public_id: UUID, shops: Collection[Shop], *, head_office: bool) -> TopUp:
    """The top-up of that id, or the one that a row of that id was folded into.

    Raises:
        TopUp.DoesNotExist: there is none, or it is another shop's.
    """
    seen = visible(shops, head_office=head_office).select_related(
        "shop",
        "connection",
        "maker",
        "command__created_by",
        "command__decided_by",
        "decision__created_by",
        "decision__decided_by",
    )
    found = seen.filter(public_id=public_id).first()
    return found or seen.get(folded__public_id=public_id)


def narrowed(rows: QuerySet[TopUp], wanted: Wanted) -> QuerySet[TopUp]:
    """The rows that are wanted."""
    if wanted.status == OTHER:
        rows = rows.exclude(status_code=top_up_statuses.PENDING)
    elif wanted.status:
        rows = rows.filter(status_code=wanted.status)
    if wanted.asked_as:
        rows = rows.filter(asked_as__in=[wanted.asked_as, TopUp.AskedAs.BOTH])
    if wanted.currency:
        rows = rows.filter(currency=wanted.currency)
    if wanted.updated_since is not None:
        rows = rows.filter(updated_at__gte=wanted.updated_since)
    return rows.filter(shaped(wanted.q)) if wanted.q else rows


def shaped(q: str) -> Q:
    """A search by the shape of what was typed: an id, a reference, a whole number or its last four; any other
    part of a number is looked for among those first seen in the last 90 days, never in all there are."""
    text = q.strip()
    try:
        return Q(public_id=UUID(text))
    except ValueError:
        pass
    upper = text.upper()
    found = Q(reference=upper) | Q(provider_id=text)
    if len(upper) == 4 and upper.isalnum():
        found |= Q(number_tail=upper)
    lately = timezone.now() - PART_WITHIN
    return found | Q(transaction_number=upper) | Q(transaction_number__contains=upper, created_at__gte=lately)


def rows_of(rows: QuerySet[TopUp]) -> QuerySet[TopUp, dict[str, Any]]:
    """The plain rows a list shows, of one table alone."""
    plain_rows: QuerySet[TopUp, dict[str, Any]] = rows.values(*ROW)
    return plain_rows


def waiting(shops: Collection[Shop], *, head_office: bool) -> int:
    """How many top-ups wait for a decision of these shops: asked of us, and pending."""
    rows = visible(shops, head_office=head_office).filter(status_code=top_up_statuses.PENDING)
    told = rows.order_by().values_list("connection_id", "shop_account_id", "remote_shop_id")
    found = list(told[:1000])
    keys = keys_of({connection for connection, _account, _shop in found})
    return sum(keys.decides(*one) for one in found)
