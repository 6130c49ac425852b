"""What a send came to, leg by leg: which answer belongs to which order, and what it proves.

Source: SpectroCoin wallet API, "POST /wallet/send/{currency}". The examples show `sendCurrencyData` as one
object and as a list; either is read. The fields beside it are obsolete and, in the second example, of another
payment: they are never looked at.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from .answers import told_error
from .errors import ALREADY_SENT
from .send_orders import XEM, SendOrder
from .values import Reader, Undescribed, members

FAILED = "FAILED"
# Anything else is kept as told and taken for pending.
SEND_STATUSES = ("NEW", "PENDING", "PAID", FAILED)

_CASELESS = ("0x", "bc1", "tb1")


class Outcome(StrEnum):
    """What is known of one leg.

    ACCEPTED: it has an id and a status, and is as asked; follow it by its id.
    REFUSED: FAILED, with an error; nothing was sent.
    ALREADY_SENT: error 3032: this refId was sent before.
    UNKNOWN: anything else. Never send it again; `payment_id`, if there is one, may be asked about.
    """

    ACCEPTED = "accepted"
    REFUSED = "refused"
    ALREADY_SENT = "already sent"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Leg:
    """One order and what was told of it; None is "not told", "" too where it says so.

    ref_id: ours. payment_id: digits, "" when none was told. status: upper case, "" when none was told.
    withdraw_amount: what left, in major units; receive_amount: what arrives.
    taken_out: how much less arrives than was asked: a fee, taken out of the amount. Show it.
    error_code: digits, "" when there is no error. error_message: the provider's text.
    differences: what was told otherwise than asked, or not told although it must be.
    """

    ref_id: str
    outcome: Outcome
    payment_id: str = ""
    status: str = ""
    currency: str = ""
    receiver: str | None = field(default=None, repr=False)
    message: str | None = field(default=None, repr=False)
    withdraw_amount: Decimal | None = None
    receive_amount: Decimal | None = None
    taken_out: Decimal | None = None
    error_code: str = ""
    error_message: str = field(default="", repr=False)
    differences: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    raw: Mapping[str, Any] | None = field(default=None, repr=False)

    @property
    def has_known_status(self) -> bool:
        return self.status in SEND_STATUSES

    @classmethod
    def read(cls, order: SendOrder, told: Mapping[str, Any]) -> "Leg":
        """This order's leg, from the answer that belongs to it."""
        own = Reader(told)
        arrives = own.figure("receiveAmount")
        code, said = told_error(told.get("error")) or ("", "")
        if told.get("error") is not None and not code:
            own.odd("error")
        status, payment_id = own.word("status"), own.id("paymentId") or ""
        differences = _differences(order, own, failed=status == FAILED)
        return cls(
            ref_id=order.ref_id,
            outcome=_outcome(status, payment_id, code, differences, own.unread),
            payment_id=payment_id,
            status=status,
            currency=own.word("currency"),
            receiver=own.text("receiver"),
            message=own.text("message"),
            withdraw_amount=own.figure("withdrawAmount"),
            receive_amount=arrives,
            taken_out=order.amount - arrives if arrives is not None and arrives < order.amount else None,
            error_code=code,
            error_message=said,
            differences=differences,
            unread=own.unread,
            raw=told,
        )


def told_legs(payload: Any) -> list[Mapping[str, Any]]:
    """The objects of `sendCurrencyData`, one or a list.

    Raises:
        Undescribed: there are none.
    """
    told = members(payload).get("sendCurrencyData")
    entries: list[Any] = told if isinstance(told, list) else [told]
    if not entries or not all(isinstance(entry, dict) for entry in entries):
        raise Undescribed("it is not told what was sent")
    return entries


def read_legs(orders: Sequence[SendOrder], payload: Any) -> tuple[Leg, ...]:
    """A leg for each order, in their order; UNKNOWN where nothing was told that surely belongs to it.

    Raises:
        Undescribed: the answer tells of no payment.
    """
    found = matched(orders, told_legs(payload))
    return tuple(
        Leg.read(order, found[order.ref_id]) if order.ref_id in found else Leg(order.ref_id, Outcome.UNKNOWN)
        for order in orders
    )


def matched(orders: Sequence[SendOrder], told: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Which answer belongs to which order, by refId.

    Failed ones lack their refId in the document's example. Then the place decides, but only if there are as
    many answers as orders and every refId that was told stands at its place. Addresses decide nothing: one
    request may pay an address twice.
    """
    ref_ids = [Reader(one).text("refId") or "" for one in told]
    in_place = [not ref_id or ref_id == order.ref_id for ref_id, order in zip(ref_ids, orders, strict=False)]
    if len(told) == len(orders) and all(in_place):
        return {order.ref_id: one for order, one in zip(orders, told, strict=True)}
    asked = {order.ref_id for order in orders}
    return {
        ref_id: one
        for ref_id, one in zip(ref_ids, told, strict=True)
        if ref_id in asked and ref_ids.count(ref_id) == 1
    }


def _outcome(
    status: str, payment_id: str, code: str, differences: tuple[str, ...], unread: tuple[str, ...]
) -> Outcome:
    if differences or unread:
        return Outcome.UNKNOWN
    if code == ALREADY_SENT and status in {FAILED, ""}:
        return Outcome.ALREADY_SENT
    if status == FAILED:
        return Outcome.REFUSED if code else Outcome.UNKNOWN
    return Outcome.ACCEPTED if payment_id and status and not code else Outcome.UNKNOWN


def _differences(order: SendOrder, own: Reader, *, failed: bool) -> tuple[str, ...]:
    """The names of what is told otherwise than asked; of a failed one, little need be told.

    What leaves may be more than the amount, by a fee, and what arrives less; never the other way round.
    """
    receiver, message = own.text("receiver"), own.text("message")
    leaves, arrives = own.figure("withdrawAmount"), own.figure("receiveAmount")
    nothing = failed and not leaves and not arrives
    agrees = {
        "currency": own.word("currency") in ({order.currency, ""} if failed else {order.currency}),
        "receiver": failed if receiver is None else _written(receiver) == _written(order.receiver),
        "message": not message or message == order.message or order.currency != XEM,
        "withdraw_amount": nothing or (leaves is not None and leaves >= order.amount),
        "receive_amount": nothing or (arrives is not None and 0 < arrives <= order.amount),
    }
    return tuple(name for name, same in agrees.items() if not same)


def _written(receiver: str) -> str:
    """A receiver in the one writing that is compared: only where case means nothing is it dropped."""
    plain = receiver.strip()
    if "@" in plain:
        return plain.casefold()
    caseless = plain.casefold().startswith(_CASELESS)
    return (plain.casefold() if caseless else plain).replace("-", "")
