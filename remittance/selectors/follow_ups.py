"""What still waits for a person, oldest first."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Actor, Shop
from remittance.models import FollowUp

from . import statuses
from .statuses import Words

MOST = 200

TRACKING_NUMBER = "tracking-number"
MONEY_BACK = "money-back"
STATUS = "status:"  # followed by the status
REASONS: dict[str, Words] = {
    TRACKING_NUMBER: _("The pickup number has come."),
    MONEY_BACK: _("The money is back on our Bitspark account."),
    **statuses.ANOMALIES,
}


@dataclass(frozen=True)
class Waiting:
    """One open follow-up. `why` is a sentence that everybody at the shop may read."""

    row: FollowUp
    why: Words
    is_mine: bool


def waiting(shops: QuerySet[Shop], actor: Actor, *, with_head_office: bool = False) -> list[Waiting]:
    """The open follow-ups of these shops, at most 200, the oldest first, in one query.

    with_head_office: also those of transfers that were not made here.
    """
    me = actor.user.pk if actor.user else None
    rows = _open(shops, with_head_office).select_related("transfer", "owner", "shop")
    return [
        Waiting(row, why(row), me is not None and row.owner_id == me)
        for row in rows.order_by("opened_at", "id")[:MOST]
    ]


def counts(shops: QuerySet[Shop], *, with_head_office: bool = False) -> dict[str, int]:
    """How many are open, per kind; in one query."""
    found: dict[str, int] = dict.fromkeys(FollowUp.Kind.values, 0)
    for kind in _open(shops, with_head_office).values_list("kind", flat=True)[: 10 * MOST]:
        found[kind] += 1
    return found


def why(follow_up: FollowUp) -> Words:
    """The reason in words; one that is no code of ours was words already."""
    if follow_up.why.startswith(STATUS):
        return statuses.of(statuses.counter_code(follow_up.why.removeprefix(STATUS))).word
    return REASONS.get(follow_up.why, follow_up.why)


def _open(shops: QuerySet[Shop], with_head_office: bool) -> QuerySet[FollowUp]:
    rows = FollowUp.objects.filter(done_at=None, shop__in=shops)
    if with_head_office:
        rows = rows | FollowUp.objects.filter(done_at=None, shop=None)
    return rows
