"""What to send, checked before anything is opened."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .errors import Unsendable
from .plain import checked_amount, checked_currency, checked_receiver, checked_ref_id

XEM = "XEM"
_UNSENDABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_MAX_MESSAGE = 1024  # what an XEM transaction holds


@dataclass(frozen=True)
class SendOrder:
    """One payment to ask for.

    currency: its code, upper case; BTC, DASH, ETH and XEM go to an address or an e-mail, others to an e-mail.
    amount: in major units of it, at most 8 decimals and 15 significant digits. A fee may be added to what
        leaves or, when the balance does not cover that, taken out of what arrives.
    receiver: an e-mail or crypto address.
    ref_id: our reference, ASCII letters and digits; made and stored before the call, unique for each send.
    message: of XEM alone, which loses money at an exchange without the right one: it is given, or
        `without_message` says that there is none.
    """

    currency: str
    amount: Decimal
    receiver: str
    ref_id: str
    message: str = field(default="", repr=False)
    without_message: bool = False

    def body(self) -> dict[str, Any]:
        """The document's fields of one receiver.

        Raises:
            Unsendable: something cannot be said, or it is not decided whether XEM goes with a message.
            TypeError: the amount is no Decimal.
        """
        checked_currency(self.currency)
        said: dict[str, Any] = {
            "amount": checked_amount(self.amount),
            "receiver": checked_receiver(self.receiver, self.currency),
        }
        if self._message():
            said["message"] = self.message
        return {**said, "refId": checked_ref_id(self.ref_id)}

    def _message(self) -> str:
        if self.currency != XEM:
            if self.message or self.without_message:
                raise Unsendable("Only XEM is sent with a message, or with none by choice.")
            return ""
        if bool(self.message) == self.without_message:
            raise Unsendable("XEM is sent with a message, or with none by choice.")
        if len(self.message.encode("utf-8", "replace")) > _MAX_MESSAGE or _UNSENDABLE.search(self.message):
            raise Unsendable("This message cannot go with XEM.")
        return self.message


def checked_orders(orders: tuple[SendOrder, ...]) -> str:
    """The one currency of orders that go in one request.

    Raises:
        Unsendable: there is none, there are several currencies, or a refId stands twice.
    """
    currencies = {order.currency for order in orders}
    if len(currencies) != 1:
        raise Unsendable("One request sends one currency.")
    if len({order.ref_id for order in orders}) != len(orders):
        raise Unsendable("A refId stands for one payment.")
    return currencies.pop()
