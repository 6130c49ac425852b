"""Reading the audit chains: of a shop, of one object."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Actor, AuditEntry, Permission, Role, Shop, User

PAGE = 50
# What an administrator reads word for word; the rest of a chain tells of customers.
ABOUT_THE_DESK = ("shop", "person", "invitation", "device", "connection", "operator", "")


@dataclass(frozen=True)
class Page:
    """Entries newest first, and the key to go on with in either direction (None: nothing there)."""

    entries: Sequence[AuditEntry]
    older: int | None
    newer: int | None


def readable(actor: Actor, shops: Iterable[Shop], *, operators: bool) -> QuerySet[AuditEntry]:
    """The entries of these shops' chains (and the operator's) that this person may read."""
    of_these = Q(chain__shop__in=list(shops))
    if operators:
        of_these |= Q(chain__is_operators=True)
    entries = AuditEntry.objects.filter(of_these).select_related("chain__shop")
    if not actor.may(Permission.SEE_SUSPICIOUS):
        entries = entries.exclude(action__contains="suspicious")
    return entries


def of_object(entries: QuerySet[AuditEntry], noun: str, object_id: UUID) -> QuerySet[AuditEntry]:
    """What was done to one thing."""
    return entries.filter(noun=noun, object_id=object_id)


def narrowed(entries: QuerySet[AuditEntry], *, actor: User | None, action: str) -> QuerySet[AuditEntry]:
    """By who did it, and by the beginning of the action's dotted name."""
    if actor is not None:
        entries = entries.filter(actor=actor)
    if action:
        entries = entries.filter(action__startswith=action)
    return entries


def page(entries: QuerySet[AuditEntry], *, before: int | None = None, after: int | None = None) -> Page:
    """One page of 50, by key: older than `before`, or newer than `after`, or the newest."""
    if after is not None:
        found = list(entries.filter(id__gt=after).order_by("id")[: PAGE + 1])
        rows, more = found[:PAGE][::-1], len(found) > PAGE
        if not rows:
            return page(entries)
        return Page(rows, older=rows[-1].pk, newer=rows[0].pk if more else None)
    older = entries.filter(id__lt=before) if before is not None else entries
    found = list(older.order_by("-id")[: PAGE + 1])
    rows = found[:PAGE]
    return Page(
        rows,
        older=rows[-1].pk if len(found) > PAGE else None,
        newer=rows[0].pk if rows and before is not None else None,
    )


def hides_detail(actor: Actor, entry: AuditEntry) -> bool:
    """Whether this person reads that it happened, but not what it says of a customer."""
    return actor.role == Role.ADMIN and entry.noun not in ABOUT_THE_DESK


def said(detail: Any, name: str = "") -> list[tuple[str, str]]:
    """What an entry says, a line a value: dotted names, and nothing for what is empty."""
    match detail:
        case None | "":
            return []
        case dict():
            parts = detail.items()
            return [line for key, value in parts for line in said(value, f"{name}.{key}" if name else key)]
        case list():
            return [(name, ", ".join(str(one) for one in detail))] if detail else []
        case bool():
            return [(name, _("yes") if detail else _("no"))]
    return [(name, str(detail))]


def actors(shops: Iterable[Shop]) -> QuerySet[User]:
    """Whom a reader of these chains may pick: the staff of these shops, and of all shops."""
    return (
        User.objects.filter(
            Q(memberships__shop__in=list(shops)) | Q(memberships__shop=None, memberships__pk__gt=0)
        )
        .distinct()
        .order_by("name", "pk")
    )
