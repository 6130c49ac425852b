"""What is still missing before a shop can serve its first real customer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import Connection, ConnectionShop, Membership, Operator, Role, Shop, Worker

ALIVE = timedelta(minutes=2)


@dataclass(frozen=True)
class Step:
    """One thing a desk needs: whether it is there, what it is for, and the page that sets it (a URL name)."""

    done: bool
    what: str | Promise
    why: str | Promise
    url_name: str = ""
    argument: str = ""
    needed: bool = True


Part = Callable[[list[Shop]], list[Step]]
_parts: list[Part] = []


def register(part: Part) -> None:
    """Have an app's own steps for these shops told as well; said once, when it is ready."""
    if part not in _parts:
        _parts.append(part)


def steps(shops: list[Shop]) -> list[Step]:
    """All steps for these shops, the deployment's own first. Five queries, whatever the number of shops, and
    those of the apps' own parts."""
    ours = [*_of_the_deployment(), *(step for shop in _with_counts(shops) for step in _of(shop))]
    return ours + [step for part in _parts for step in part(shops)]


def _of_the_deployment() -> list[Step]:
    alive = timezone.now() - ALIVE
    worker = Worker.objects.filter(kind="worker", ended_at=None, heartbeat_at__gt=alive).exists()
    return [
        Step(
            Operator.objects.exists(),
            _("The operator is named"),
            _("It stands on receipts."),
            "accounts:operator",
        ),
        Step(
            bool(settings.BITSPARK_URL),
            _("The desk knows where Bitspark is"),
            _("Set BITSPARK_URL in the environment; without it nothing can be priced or sent."),
        ),
        Step(
            bool(settings.PUBLIC_URL),
            _("Bitspark can call back"),
            _("Set PUBLIC_URL in the environment; without it, statuses come by polling, a little later."),
            needed=False,
        ),
        Step(
            bool(settings.MAIL_IS_REAL),
            _("Mail is sent"),
            _("Set EMAIL_URL in the environment; without it, links for people are handed over by you."),
            needed=False,
        ),
        Step(
            not settings.DEBUG,
            _("DEBUG is off"),
            _("A real desk runs with DEBUG off: docs/operations.md says how."),
        ),
        Step(
            worker,
            _("A worker is running"),
            _("Start `manage.py worker`; without it nothing is followed after it was sent."),
        ),
    ]


def _with_counts(shops: list[Shop]) -> list[tuple[Shop, dict[str, Any]]]:
    serving = ConnectionShop.objects.filter(shop=OuterRef("pk"), connection__retired_at=None)
    rows: dict[int, dict[str, Any]] = {
        row["pk"]: dict(row)
        for row in Shop.objects.filter(pk__in=[shop.pk for shop in shops])
        .order_by("pk")
        .annotate(
            connected=Exists(serving),
            tested=Exists(serving.exclude(connection__last_good_at=None)),
            live=Exists(serving.filter(connection__mode=Connection.Mode.LIVE)),
            tellers=Count(
                "memberships", filter=Q(memberships__role=Role.TELLER, memberships__user__is_active=True)
            ),
            supervisors=Count(
                "memberships", filter=Q(memberships__role=Role.SUPERVISOR, memberships__user__is_active=True)
            ),
        )
        .values("pk", "connected", "tested", "live", "tellers", "supervisors")
    }
    everywhere = set(
        Membership.objects.filter(shop=None, user__is_active=True).values_list("role", flat=True)
    )
    for row in rows.values():
        row["tellers"] += Role.TELLER in everywhere
        row["supervisors"] += Role.SUPERVISOR in everywhere
    return [(shop, rows[shop.pk]) for shop in shops]


def _of(pair: tuple[Shop, dict[str, Any]]) -> list[Step]:
    shop, has = pair
    name, own = {"shop": shop.name}, str(shop.public_id)
    return [
        Step(
            bool(has["connected"]),
            _("%(shop)s has a connection to Bitspark") % name,
            _("The key and secret of a login, entered once and never shown again."),
            "accounts:connections",
        ),
        Step(
            bool(has["tested"]),
            _("The connection of %(shop)s has answered") % name,
            _("“Test this connection” asks Bitspark whose it is."),
            "accounts:connections",
        ),
        Step(
            bool(has["live"]),
            _("%(shop)s has a live connection") % name,
            _("At a sandbox no real money moves."),
            "accounts:connections",
        ),
        Step(bool(has["tellers"]), _("%(shop)s has a teller") % name, _("Invite one."), "accounts:people"),
        Step(
            bool(has["supervisors"]),
            _("%(shop)s has a supervisor") % name,
            _("Expired identity papers and second sends after a failure need one."),
            "accounts:people",
        ),
        Step(
            bool(shop.address),
            _("%(shop)s has an address") % name,
            _("It stands on receipts."),
            "accounts:shop",
            own,
        ),
        Step(
            shop.latitude is not None and shop.longitude is not None,
            _("%(shop)s has coordinates") % name,
            _("Distances to payout places run from them."),
            "accounts:shop",
            own,
            needed=False,
        ),
    ]
