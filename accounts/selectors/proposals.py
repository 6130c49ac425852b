"""Changes that wait for a second person, and those that were decided."""

from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import Proposal, Shop

WITH = ("shop", "connection", "proposed_by", "decided_by")


def of_shops(shops: QuerySet[Shop]) -> QuerySet[Proposal]:
    """Proposals that concern these shops: their own, those of a login that serves one of them, and those of
    the whole operator."""
    ours = Q(shop__in=shops) | Q(shop=None, connection__shops__in=shops) | Q(shop=None, connection=None)
    return Proposal.objects.filter(ours).select_related(*WITH).distinct()


def waiting_in(shops: QuerySet[Shop]) -> QuerySet[Proposal]:
    """What waits there for a second person, oldest first."""
    return of_shops(shops).filter(state=Proposal.State.WAITING).order_by("proposed_at", "id")


def last_decided(subject_id: UUID) -> Proposal | None:
    """The newest change of this record that was accepted, with what came of telling it. One query."""
    rows = Proposal.objects.select_related("decided_by").filter(subject_id=subject_id)
    return rows.filter(state=Proposal.State.ACCEPTED).order_by("-decided_at", "-pk").first()


def waiting_on(subject_id: UUID) -> Proposal | None:
    """What waits on this record, for the mark on its page. One query."""
    rows = Proposal.objects.select_related("proposed_by").filter(subject_id=subject_id)
    return rows.filter(state=Proposal.State.WAITING).first()
