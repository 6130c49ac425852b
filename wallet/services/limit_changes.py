"""Limits: one person proposes, another accepts. A limit is never changed: it ends, and another begins."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import Actor, Permission, Proposal, Role, Shop
from accounts.models.money import plain
from accounts.selectors import access
from accounts.services import audit, proposals
from accounts.services.errors import Conflict, FieldProblem, NotAllowed, Refused
from wallet.models import Limit
from wallet.selectors import clock

from . import kinds

NAME = "limit"
_PLACES = UUID("5f0c1d5e-54a5-4f0b-9a52-7b9c7c3b8f11")  # names for where a limit holds, made from it alone


@dataclass(frozen=True)
class Place:
    """Where a limit holds: for a role and kind of order, in one currency; in `shop`, or in all (None)."""

    shop: Shop | None
    role: str
    kind: str
    currency: str

    @property
    def id(self) -> UUID:
        """The same for the same place, so that two changes of it never wait at once."""
        shop = str(self.shop.public_id) if self.shop else ""
        return uuid5(_PLACES, "/".join([shop, self.role, self.kind, self.currency]))

    @property
    def standing(self) -> QuerySet[Limit]:
        rows = Limit.objects.filter(role=self.role, kind=self.kind, currency=self.currency, ended_at=None)
        return rows.filter(shop=self.shop)

    def __str__(self) -> str:
        role, kind = Role(self.role).label, kinds.of(self.kind).label
        return f"{self.shop or _('All shops')}: {role}, {kind}, {self.currency}"


def place_of(limit: Limit) -> Place:
    return Place(limit.shop, limit.role, limit.kind, limit.currency)


def propose(
    place: Place, per_order: Decimal | None, per_day: Decimal | None, *, why: str, actor: Actor
) -> Proposal:
    """Propose a limit there, in major units; both None: that the one there ends.

    Raises:
        NotAllowed: the role proposes none; or all shops are meant, and the person is not of head office.
        Refused: `nothing-to-end`; `day-below-order`. Conflict: `waits-already`.
    """
    _must_rule(place.shop, actor)
    was = place.standing.first()
    ends = per_order is None and per_day is None
    if ends and was is None:
        raise Refused(_("There is no limit to end."), code="nothing-to-end")
    if per_order is not None and per_day is not None and per_day < per_order:
        problem = FieldProblem("day-below-order", _("In 24 hours it is at least what one order may be."))
        raise Refused(problem.message, code="day-below-order", fields={"per_day": [problem]})
    title = _("End the limit: %(place)s") if ends else _("Limit: %(place)s")
    return proposals.propose(
        NAME,
        title=title % {"place": place},
        change={
            "shop": str(place.shop.public_id) if place.shop else "",
            "role": place.role,
            "kind": place.kind,
            "currency": place.currency,
            "was": _figures(was),
            "is": {"per_order": _text(per_order), "per_day": _text(per_day)},
        },
        actor=actor,
        shop=place.shop,
        subject=(NAME, place.id),
        why=why,
    )


def put(place: Place, per_order: Decimal | None, per_day: Decimal | None, *, actor: Actor) -> Limit | None:
    """Let this hold there from now on; both None ends what held. For accepted changes, and for demos."""
    with transaction.atomic():
        place.standing.update(ended_at=clock.now())
        limit = None
        if per_order is not None or per_day is not None:
            limit = Limit.objects.create(
                shop=place.shop,
                role=place.role,
                kind=place.kind,
                currency=place.currency,
                per_order=per_order,
                per_day=per_day,
            )
        audit.record(
            "limit.put" if limit else "limit.ended",
            actor=actor,
            shop=place.shop,
            noun=NAME,
            object_id=place.id,
            version=place_version(place),
            place=str(place),
            per_order=_text(per_order),
            per_day=_text(per_day),
        )
    return limit


def place_version(place: Place) -> int:
    """How many limits there were in this place; grows with each."""
    rows = Limit.objects.filter(role=place.role, kind=place.kind, currency=place.currency, shop=place.shop)
    return max(rows.count(), 1)


class LimitChange(proposals.ChangeKind):
    """A limit that begins, changes or ends."""

    name: ClassVar[str] = NAME
    label = _lazy("Limit")
    needs = Permission.PROPOSE_TERMS
    accepts = Permission.ACCEPT_TERMS

    def facts(self, proposal: Proposal) -> list[tuple[str, str]]:
        change = proposal.change
        currency = change["currency"]
        return [
            (_("Shop"), str(proposal.shop or _("All shops"))),
            (_("Role"), str(Role(change["role"]).label)),
            (_("Kind"), str(kinds.of(change["kind"]).label)),
            (_("By one order"), _moves(change, "per_order", currency)),
            (_("In 24 hours"), _moves(change, "per_day", currency)),
        ]

    def page(self, proposal: Proposal) -> tuple[str, tuple[Any, ...]] | None:
        return ("wallet:limits", ())

    def apply(self, proposal: Proposal, actor: Actor) -> None:
        _must_rule(proposal.shop, actor)
        change = proposal.change
        place = Place(proposal.shop, change["role"], change["kind"], change["currency"])
        if _figures(place.standing.first()) != change["was"]:
            raise Conflict(_("The limit there has changed since this was proposed."), code="moved-on")
        try:
            with transaction.atomic():
                put(place, *(_amount(change["is"][name]) for name in ("per_order", "per_day")), actor=actor)
        except IntegrityError:  # uq_limit: another change of this place was accepted at this moment
            raise Conflict(
                _("The limit there has changed since this was proposed."), code="moved-on"
            ) from None


def _must_rule(shop: Shop | None, actor: Actor) -> None:
    """What holds in all shops is only for those who look after all of them."""
    if shop is None and (actor.user is None or not access.role_in(actor.user, None)):
        raise NotAllowed(
            _("Only somebody of head office decides for all shops."),
            code="not-allowed",
            permission=Permission.PROPOSE_TERMS.value,
        )


def _figures(limit: Limit | None) -> dict[str, str]:
    if limit is None:
        return {"per_order": "", "per_day": ""}
    return {"per_order": _text(limit.per_order), "per_day": _text(limit.per_day)}


def _moves(change: dict[str, Any], name: str, currency: str) -> str:
    """Old beside new."""
    old, new = (
        f"{one} {currency}" if one else _("no limit") for one in (change["was"][name], change["is"][name])
    )
    return new if old == new else f"{old} → {new}"


def _amount(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _text(amount: Decimal | None) -> str:
    return "" if amount is None else plain(amount)
