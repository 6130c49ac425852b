"""Taking an order to move money, once, and stopping one that has not left.

Nothing here speaks to a provider. A command that `intake` returned is on disk and will be sent at most once.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext as _

from accounts.models import Actor, Connection, Permission, Shop
from accounts.models.money import plain
from accounts.selectors import access
from accounts.services import audit
from accounts.services.errors import Conflict, NotAllowed, Refused
from wallet.models import MoneyCommand, State
from wallet.selectors import clock
from wallet.selectors import commands as selectors
from wallet.selectors.outcomes import Outcome

from . import kinds, limits, references
from .changes import Unlawful, mark, move, moved_on

__all__ = [
    "Intake",
    "Unlawful",
    "decided_already",
    "intake",
    "mark",
    "move",
    "must_be_open",
    "replayed",
    "stop",
]


@dataclass(frozen=True)
class Intake:
    """The command for a key, and whether it had been taken before."""

    command: MoneyCommand
    replayed: bool


@dataclass(frozen=True)
class _Order:
    """All that one intake was called with, made canonical."""

    kind: kinds.Kind
    key: str
    actor: Actor
    shop: Shop
    connection: Connection
    params: dict[str, Any]
    twin_fp: str
    request_hash: str
    confirms_twin: UUID | None
    replaces: MoneyCommand | None


def intake(
    kind_name: str,
    *,
    key: str,
    actor: Actor,
    shop: Shop,
    connection: Connection,
    params: Mapping[str, Any],
    confirms_twin: UUID | None = None,
    replaces: MoneyCommand | None = None,
) -> Intake:
    """Take an order: one command for one key, durable when this returns, and not yet sent.

    `key` is good for ever within (shop, person). `params` are what the kind documents; amounts are text in
    major units. `confirms_twin` is the public id of the twin that the person said yes to. Money does not
    move here; `sending.send_now` or the worker sends it.

    Raises:
        Refused: `key-reused` (422), the key stands for another order; `twin-in-doubt` (409), a like order
            may have been sent; `possible-duplicate` (409), a like order of 24 hours, named in the detail,
            was not confirmed; `connection-paused` (409); `not-replaceable`; or what the kind refuses.
        Conflict: `already-replaced`.
    """
    order = _order(
        kind_name,
        key=key,
        actor=actor,
        shop=shop,
        connection=connection,
        params=params,
        confirms_twin=confirms_twin,
        replaces=replaces,
    )
    try:
        with transaction.atomic():
            # Locked until the end: two like orders cannot both find no twin, nor one key not itself. Without
            # the key: PostgreSQL checks the foreign keys of an order that is being sent as it commits, and
            # would wait for this lock, while our INSERT waits for that order (`uq_decision`).
            login = Connection.objects.select_for_update(no_key=True).get(pk=connection.pk)
            command = _same_key(order)
            if command is None:
                return Intake(_take(order, login), replayed=False)
    except IntegrityError:
        command = _same_key(order)  # somebody was first, between our look and our write
        if command is None:
            raise _who_was_first(order) from None
    return Intake(command, replayed=True)


def replayed(
    kind_name: str, *, key: str, actor: Actor, shop: Shop, connection: Connection, params: Mapping[str, Any]
) -> MoneyCommand | None:
    """The command that this key made already, if any: a look before a fresh price is asked for nothing.

    Raises:
        Refused: `key-reused`.
    """
    return _same_key(_order(kind_name, key=key, actor=actor, shop=shop, connection=connection, params=params))


def stop(command: MoneyCommand, *, version: int, actor: Actor) -> MoneyCommand:
    """Stop an order that has not left, or waits for a second person; `version` is the one that was shown.

    While it waits only who asked for it takes it back: anybody else refuses it, with a reason.

    Raises:
        NotAllowed: `not-yours`, it waits for a second person and somebody else asked for it; `not-allowed`,
            the person's role in the order's shop stops none.
        Conflict: `moved-on`, it is being sent, or was, or the page was out of date.
    """
    with transaction.atomic():
        fresh = selectors.current(command.pk)
        if fresh.state == State.PENDING_APPROVAL and fresh.created_by != actor.user:
            raise NotAllowed(
                _("Only who asked for this takes it back. A second person approves or refuses it."),
                code="not-yours",
            )
        if not access.may_in(actor.user, fresh.shop, Permission.STOP_COMMAND):
            raise NotAllowed(
                _("Your role does not stop orders."),
                code="not-allowed",
                permission=Permission.STOP_COMMAND.value,
            )
        if fresh.version != version or fresh.state not in {State.QUEUED, State.PENDING_APPROVAL}:
            raise moved_on(fresh)
        return move(fresh, State.CANCELLED, actor=actor, outcome_code=Outcome.STOPPED)


def _order(
    kind_name: str,
    *,
    key: str,
    actor: Actor,
    shop: Shop,
    connection: Connection,
    params: Mapping[str, Any],
    confirms_twin: UUID | None = None,
    replaces: MoneyCommand | None = None,
) -> _Order:
    kind = kinds.of(kind_name)
    if not key or len(key) > 200:
        raise Refused(_("An order needs a key of 1 to 200 characters."), code="key-unusable")
    canonical = kind.canonical(params)
    asked = [kind_name, str(connection.public_id), dict(kind.asked(canonical))]
    return _Order(
        kind=kind,
        key=key,
        actor=actor,
        shop=shop,
        connection=connection,
        params=canonical,
        twin_fp=_sha256([kind.twin_family or kind.name, dict(kind.twin_fields(canonical))]),
        request_hash=_sha256(asked),
        confirms_twin=confirms_twin,
        replaces=replaces,
    )


def _who_was_first(order: _Order) -> Conflict:
    """The order that stands where this one would: a replacement, or a decision on the same object."""
    if order.replaces is not None:
        return Conflict(_("This order has been replaced already."), code="already-replaced")
    decided = selectors.decision_on(order.connection, order.kind.subject_remote_id(order.params))
    if decided is None:
        return Conflict(_("Somebody else was first. Look again."), code="moved-on")
    return decided_already(decided, order.shop)


def decided_already(decided: MoneyCommand, shop: Shop) -> Conflict:
    """The refusal of a second decision on one object: who made the first, which one, and when."""
    return Conflict(
        _("%(who)s was first: %(what)s, %(when)s.")
        % {
            "who": decided.created_by,
            "what": kinds.of(decided.kind).label,
            "when": localize(timezone.localtime(decided.created_at, shop.zone)),
        },
        code="decided-already",
        who=str(decided.created_by),
        when=decided.created_at.isoformat(),
        command=str(decided.public_id),
        decision=decided.kind,
        state=decided.state,
    )


def _same_key(order: _Order) -> MoneyCommand | None:
    found = selectors.by_key(order.shop, order.actor, order.key)
    if found is not None and found.request_hash != order.request_hash:
        raise Refused(
            _("This key was used for another order. A new order needs a new key."),
            code="key-reused",
            reference=found.reference,
        )
    return found


def _take(order: _Order, login: Connection) -> MoneyCommand:
    """Durable commit 1: the command, the row people look at, and the audit, or none of them."""
    must_be_open(login)
    _must_be_replaceable(order)
    twin = _must_not_be_twin(order)
    command = _write(order, twin)
    subject = order.kind.on_intake(command, order.params, order.actor)
    audit.record(
        f"{subject.noun}.confirmed",
        actor=order.actor,
        shop=order.shop,
        noun=subject.noun,
        object_id=subject.object_id,
        version=subject.version,
        reference=command.reference,
        command=command.public_id,
        amount=command.amount,
        currency=command.currency,
        confirms_twin=twin.reference if twin else None,
        replaces=order.replaces.reference if order.replaces else None,
        waits_because=command.why_waiting or None,
    )
    return command


def _write(order: _Order, twin: MoneyCommand | None) -> MoneyCommand:
    amount, currency = order.kind.amount(order.params)
    counted, counted_in = order.kind.counted(order.params)
    waits = limits.why_second_person(order.kind, order.actor, order.shop, counted, counted_in)
    lasts = order.kind.waits_for.total_seconds() if waits else order.shop.send_within_seconds
    command = MoneyCommand(
        reference=references.next_reference(order.shop, timezone.now()),
        shop=order.shop,
        connection=order.connection,
        kind=order.kind.name,
        idem_principal=selectors.principal_of(order.actor),
        idem_key=order.key,
        request_hash=order.request_hash,
        amount=amount,
        currency=currency,
        twin_fp=order.twin_fp,
        lane=order.kind.lane(order.params),
        subject_remote_id=order.kind.subject_remote_id(order.params),
        limit_amount=counted,
        limit_currency=counted_in,
        why_waiting=waits[:200],
        state=State.PENDING_APPROVAL if waits else State.QUEUED,
        valid_until=clock.in_seconds(lasts),
        created_by=order.actor.user,
        device=order.actor.device,
        replaces=order.replaces,
        confirms_twin=twin,
        creates_remote=order.kind.creates_remote,
        outcome_code=Outcome.WAITS_FOR_SECOND if waits else Outcome.WAITING,
    )
    command.seal_params(json.dumps(order.params, ensure_ascii=False))
    command.save(force_insert=True)
    command.refresh_from_db()  # the database's own clock set how long it is valid
    return command


def must_be_open(connection: Connection) -> None:
    """Refuse while nothing is sent through this login.

    Raises:
        Refused: `connection-paused` (409).
    """
    if connection.retired_at is not None or connection.is_paused:
        raise Refused(
            _("Sending through %(connection)s is paused: %(why)s")
            % {"connection": connection.name, "why": connection.paused_why or _("it is retired.")},
            code="connection-paused",
            status=409,
        )


def _must_be_replaceable(order: _Order) -> None:
    old = order.replaces
    if old is None:
        return
    state = MoneyCommand.objects.values_list("state", flat=True).get(pk=old.pk)
    if state not in selectors.NOTHING_SENT or old.shop_id != order.shop.pk:
        raise Refused(
            _("Order %(reference)s may have been sent; it cannot be replaced.")
            % {"reference": old.reference},
            code="not-replaceable",
            status=409,
        )


def _must_not_be_twin(order: _Order) -> MoneyCommand | None:
    """The twin that the person said yes to, or None where there is none."""
    doubtful = selectors.twin_in_doubt(order.connection, order.twin_fp)
    if doubtful is not None:
        raise Refused(
            _("Order %(reference)s is the same and may have been sent. None like it until that is known.")
            % {"reference": doubtful.reference},
            code="twin-in-doubt",
            status=409,
            **_named(doubtful),
        )
    twin = selectors.recent_twin(order.connection, order.twin_fp)
    if twin is not None and twin.public_id != order.confirms_twin:
        raise Refused(
            _("Order %(reference)s is the same: %(amount)s %(currency)s within 24 hours.")
            % {"reference": twin.reference, "amount": plain(twin.amount), "currency": twin.currency},
            code="possible-duplicate",
            status=409,
            **_named(twin),
        )
    return twin


def _named(twin: MoneyCommand) -> dict[str, Any]:
    return {
        "twin": str(twin.public_id),
        "reference": twin.reference,
        "state": twin.state,
        "created_at": twin.created_at.isoformat(),
    }


def _sha256(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
