"""What waits for a second person, and what became of it."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Actor, Permission, Proposal, Shop
from accounts.selectors import proposals
from wallet.models import MoneyCommand, State

MOST = 100
DAYS = 7
WITH = ("shop", "connection", "created_by", "approved_by", "decided_by")


def commands_of(shops: QuerySet[Shop]) -> QuerySet[MoneyCommand]:
    """Orders of these shops that wait or waited for a second person."""
    return MoneyCommand.objects.of_shops(shops).exclude(why_waiting="").select_related(*WITH)


def waiting_commands(shops: QuerySet[Shop]) -> QuerySet[MoneyCommand]:
    """Orders that wait, oldest first."""
    return commands_of(shops).filter(state=State.PENDING_APPROVAL).order_by("created_at", "id")


def decided_commands(shops: QuerySet[Shop]) -> QuerySet[MoneyCommand]:
    """Orders of the last days that wait no more, newest first: decided, withdrawn, or out of time."""
    rows = commands_of(shops).exclude(state=State.PENDING_APPROVAL)
    return rows.filter(created_at__gte=_lately()).order_by("-created_at", "-id")


def changes_of(
    shops: QuerySet[Shop], actor: Actor, kinds: set[str], *, all_shops: bool
) -> QuerySet[Proposal]:
    """Proposals of these kinds, and the actor's own, that concern these shops; what concerns the whole
    operator only for who looks after all shops."""
    rows = proposals.of_shops(shops).filter(Q(kind__in=kinds) | Q(proposed_by=actor.user))
    return rows if all_shops else rows.exclude(shop=None, connection=None)


def decided_changes(rows: QuerySet[Proposal]) -> QuerySet[Proposal]:
    """Those of the last days that wait no more, newest first."""
    rows = rows.exclude(state=Proposal.State.WAITING).filter(proposed_at__gte=_lately())
    return rows.order_by("-proposed_at", "-id")


def count_commands(shops: QuerySet[Shop], actor: Actor) -> int:
    """How many orders this actor may decide about. At most one query."""
    if not actor.may(Permission.APPROVE_COMMANDS):
        return 0
    rows = MoneyCommand.objects.of_shops(shops).filter(state=State.PENDING_APPROVAL)
    return rows.exclude(created_by=actor.user).count()


def count_changes(shops: QuerySet[Shop], actor: Actor, kinds: set[str], *, all_shops: bool) -> int:
    """How many proposals of these kinds this actor may decide about. At most one query."""
    if not kinds:
        return 0
    rows = changes_of(shops, actor, kinds, all_shops=all_shops).filter(state=Proposal.State.WAITING)
    return rows.exclude(proposed_by=actor.user).count()


def _lately() -> object:
    return timezone.now() - timedelta(days=DAYS)
