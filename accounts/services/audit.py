"""Who did what: an append-only chain of entries per shop, and one of the operator's own."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.functional import Promise

from accounts.models import Actor, AuditChain, AuditEntry, Shop
from accounts.models.money import plain


class OutsideTransaction(RuntimeError):
    """An entry stands or falls with the act it tells of, so both belong in one transaction."""


def record(
    action: str,
    *,
    actor: Actor,
    shop: Shop | None,
    noun: str = "",
    object_id: UUID | None = None,
    version: int = 1,
    **detail: Any,
) -> AuditEntry:
    """Write one act into the shop's chain (None: the operator's), as the last write of its transaction.

    `action` is dotted, `transfer.confirmed`. `noun`, `object_id` (public id) and `version` also feed
    the API's `events`. Amounts, dates and ids in `detail` become text; a float is a TypeError. The
    chain's head stays locked until the transaction ends: write to one chain in a transaction, and last.

    Raises:
        OutsideTransaction: no transaction is open.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(action)
    chain = _locked(shop)
    entry = AuditEntry(
        chain=chain,
        number=chain.head_number + 1,
        prev_hash=chain.head_hash,
        at=timezone.now(),
        actor=actor.user,
        actor_name=_clean(actor.name)[:150],
        role=actor.role,
        address=_clean(actor.address)[:64],
        device=_clean(actor.device.name)[:80] if actor.device else "",
        action=action,
        noun=noun,
        object_id=object_id,
        object_version=version,
        detail=as_json(detail),
    )
    entry.hash = hash_of(entry)
    entry.save(force_insert=True)
    chain.head_number, chain.head_hash = entry.number, entry.hash
    chain.save(update_fields=["head_number", "head_hash"])
    return entry


def verify(chain: AuditChain) -> int | None:
    """Walk a chain from its start; the number of the first entry wrong or missing, None if all is well."""
    expected, previous = 1, "0" * 64
    for entry in chain.entries.order_by("number").iterator(chunk_size=2000):
        if entry.number != expected or entry.prev_hash != previous or entry.hash != hash_of(entry):
            return expected
        expected, previous = expected + 1, entry.hash
    chain.refresh_from_db()
    if chain.head_number >= expected or (chain.head_number == expected - 1 and chain.head_hash != previous):
        return expected
    return None


def hash_of(entry: AuditEntry) -> str:
    """SHA-256 over the previous hash and all that the entry says."""
    content = [
        entry.prev_hash,
        entry.chain_id,
        entry.number,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor_id,
        entry.actor_name,
        entry.role,
        entry.address,
        entry.device,
        entry.action,
        entry.noun,
        str(entry.object_id or ""),
        entry.object_version,
        entry.detail,
    ]
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def as_json(value: Any) -> Any:  # noqa: PLR0911 - one line a kind
    """What a JSON column gives back unchanged on every database.

    Raises:
        TypeError: a float, or a thing that has no one text.
    """
    match value:
        case None | bool() | int():
            return value
        case Enum():
            return as_json(value.value)
        case str() | Promise() | UUID():
            return _clean(str(value))
        case Decimal():
            return plain(value)
        case datetime() | date():
            return value.isoformat()
        case Mapping():
            return {_clean(str(key)): as_json(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [
                as_json(item) for item in (sorted(value) if isinstance(value, set | frozenset) else value)
            ]
        case Model():
            return _clean(str(getattr(value, "public_id", value)))
    raise TypeError(f"{type(value).__name__} cannot stand in an audit entry")


def _locked(shop: Shop | None) -> AuditChain:
    """The head of the chain, locked until the transaction ends."""
    which: dict[str, Any] = {"shop": shop} if shop else {"shop": None, "is_operators": True}
    found = AuditChain.objects.select_for_update().filter(**which).first()
    if found:
        return found
    with transaction.atomic():
        AuditChain.objects.get_or_create(**which)
    return AuditChain.objects.select_for_update().get(**which)


def _clean(text: str) -> str:
    """Text on one line, without what PostgreSQL cannot keep."""
    flat = text.replace("\r", "\\r").replace("\n", "\\n").replace("\x00", "")
    return flat.encode("utf-8", "replace").decode("utf-8")
