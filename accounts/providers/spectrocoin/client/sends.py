"""Sending money to an e-mail, BTC, DASH, ETH or XEM address, and what became of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from .answers import Doubtful, Failed
from .legs import SEND_STATUSES, Leg, Outcome, read_legs
from .plain import checked_id
from .send_orders import SendOrder, checked_orders
from .transport import Transport
from .values import Reader, Undescribed, members

T = TypeVar("T")


@dataclass(frozen=True)
class Payment:
    """A payment as its status tells it; None is "not told".

    status: upper case, "" when none was told, which is not PAID. transaction_id: digits.
    withdraw_amount: what left; receive_amount: what arrives; in major units of `currency`.
    """

    payment_id: str
    status: str
    transaction_id: str | None
    currency: str
    withdraw_amount: Decimal | None
    receive_amount: Decimal | None
    receiver: str | None = field(repr=False)
    message: str | None = field(repr=False)
    ref_id: str | None
    unread: tuple[str, ...]
    raw: Mapping[str, Any] = field(repr=False)

    @property
    def has_known_status(self) -> bool:
        return self.status in SEND_STATUSES

    @classmethod
    def read(cls, payload: Any, payment_id: str) -> "Payment":
        own = Reader(members(payload))
        if own.id("paymentId") != payment_id:
            raise Undescribed("it is not the payment that was asked about")
        return cls(
            payment_id=payment_id,
            status=own.word("status"),
            transaction_id=own.id("transactionId"),
            currency=own.word("currency"),
            withdraw_amount=own.figure("withdrawAmount"),
            receive_amount=own.figure("receiveAmount"),
            receiver=own.text("receiver"),
            message=own.text("message"),
            ref_id=own.text("refId"),
            unread=own.unread,
            raw=payload,
        )


class Sends:
    """`client.sends`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def send(self, order: SendOrder) -> Leg:
        """Send one payment. Moves money; the leg that comes back is always ACCEPTED.

        Source: SpectroCoin wallet API, "POST /wallet/send/{currency}", POST /wallet/send/:currency.

        Raises:
            Unsendable, TypeError: the order cannot be said.
            NotSent.
            Refused: a documented refusal, or the answer says FAILED with an error. TokenExpired.
            AlreadySent: 3032; this refId was sent before.
            Suspicious, OutcomeUnknown: the latter also when the answer has no status or is not as asked; its
                `payment_id` may be known then. Never with another refId.
        """

        def take(payload: Any) -> Leg:
            (leg,) = read_legs((order,), payload)
            if leg.outcome in {Outcome.REFUSED, Outcome.ALREADY_SENT}:
                raise Failed(leg.error_code, leg.error_message)
            if leg.outcome is not Outcome.ACCEPTED:
                odd = ", ".join((*leg.differences, *leg.unread)) or "status"
                raise Doubtful(f"the answer is not as asked: {odd}", leg.payment_id)
            return leg

        return self._send((order,), take)

    def send_many(self, orders: Iterable[SendOrder]) -> tuple[Leg, ...]:
        """Send several payments of one currency in one request. Moves money; a leg for each, in their order.

        Some legs may have failed, others be unknown: see `Outcome`. The document offers it for BTC addresses.

        Source: SpectroCoin wallet API, "POST /wallet/send/{currency}", POST /wallet/send/:currency.

        Raises:
            As `send`, for all of them; AlreadySent does not say which of them it means.
        """
        asked = tuple(orders)
        return self._send(asked, lambda payload: read_legs(asked, payload))

    def _send(self, orders: tuple[SendOrder, ...], take: Callable[[Any], T]) -> T:
        currency = checked_orders(orders)
        body = [order.body() for order in orders]
        return self._transport.write("POST", f"/wallet/send/{currency}", body, take=take)

    def status(self, payment_id: str) -> Payment:
        """How a payment to a crypto address stands.

        Source: SpectroCoin wallet API, "GET /send/status/{paymentId}", GET /wallet/send/status/:payment_id;
        the heading leaves out `/wallet`, the example and the provider's own client do not.

        Raises:
            Unsendable: the id is no row of digits.
            NotKnownHere: 3030, expected of a payment to an e-mail address; it is no failure of it.
            Refused: 3031 "Bad payment id". TokenExpired.
            MalformedReply: also when another payment is told.
            Suspicious, Unavailable.
        """
        path = f"/wallet/send/status/{checked_id(payment_id)}"
        return self._transport.read(path, take=lambda payload: Payment.read(payload, payment_id))
