"""Shops and the operator they belong to: set up and changed."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Actor, AuditChain, Operator, Shop
from accounts.services import audit
from accounts.services.errors import FieldProblem, Refused

FIELDS = (
    "name",
    "address",
    "latitude",
    "longitude",
    "time_zone",
    "country",
    "cash_currency",
    "charge",
    "tolerance_percent",
    "other_charges_percent",
    "send_within_seconds",
    "single_name",
)


def create(*, actor: Actor, code: str, **fields: Any) -> Shop:
    """Set up a shop; its audit chain starts with this. `fields` are those of FIELDS.

    Raises:
        Refused: `code-taken`.
    """
    shop = Shop(code=code, **_only_known(fields))
    with transaction.atomic():
        try:
            with transaction.atomic():
                shop.save(force_insert=True)
        except IntegrityError:
            words = _("Another shop has this code.")
            raise Refused(words, code="code-taken", fields={"code": [FieldProblem("taken", words)]}) from None
        AuditChain.objects.create(shop=shop)
        _record("shop.created", shop, actor, code=code, **fields)
    return shop


def change(shop: Shop, *, actor: Actor, **fields: Any) -> Shop:
    """Change a shop's settings (never its code); the audit keeps what each was and became."""
    with transaction.atomic():
        stored = Shop.objects.select_for_update().get(pk=shop.pk)
        changed = {
            name: {"was": getattr(stored, name), "is": value}
            for name, value in _only_known(fields).items()
            if getattr(stored, name) != value
        }
        if changed:
            Shop.objects.filter(pk=shop.pk).update(**{name: pair["is"] for name, pair in changed.items()})
            _record("shop.changed", shop, actor, **changed)
    shop.refresh_from_db()
    return shop


def name_operator(name: str, *, actor: Actor) -> Operator:
    """Say which company these shops belong to; there is one."""
    with transaction.atomic():
        operator = Operator.objects.select_for_update().first() or Operator()
        was, operator.name = operator.name, name
        operator.save()
        audit.record(
            "operator.named",
            actor=actor,
            shop=None,
            noun="operator",
            object_id=operator.public_id,
            was=was,
            name=name,
        )
    return operator


def _only_known(fields: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"not a setting of a shop: {', '.join(sorted(unknown))}")
    return dict(fields)


def _record(action: str, shop: Shop, actor: Actor, **detail: Any) -> None:
    audit.record(
        action, actor=actor, shop=shop, noun="shop", object_id=shop.public_id, **{"name": shop.name, **detail}
    )
