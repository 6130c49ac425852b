"""What a receipt says: headed by what is true at this moment, never by what was hoped."""

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from typing import Any

from babel.numbers import get_currency_precision, is_currency
from django.utils.translation import gettext_lazy as _

from accounts.models import Connection, Operator, Shop
from accounts.models.money import PLACES, plain
from remittance.models import Transfer
from wallet.models import State
from wallet.selectors import outcomes

from . import statuses
from .price_blocks import BEYOND, shown_rate
from .statuses import Words

WIDTHS = ("58", "80", "a4")
WITHOUT_RECEIPT = frozenset({State.DRAFT, State.REJECTED, State.CANCELLED, State.RELEASED})
NOT_CONFIRMED = frozenset(
    {State.PENDING_APPROVAL, State.QUEUED, State.SENDING, State.UNKNOWN, State.UNCONFIRMED}
)
# The figures that come some time after sending, and what was quoted for each. The document names no currency
# for them: one is shown only where the figure is the one that was quoted in it, and for what lands.
QUOTED_AS = {
    "landed_amount": "destination_amount",
    "amount_due": "total_amount_to_pay",
    "cable_charge": "transaction_fee",
    "payment_service_fee": "payment_service_fee",
}
SAME_WITHIN = Decimal("1e-6")  # of the figure: Bitspark computes in doubles
FINAL_WORDS: dict[str, Words] = {
    "landed_amount": _("Arrives, final"),
    "amount_due": _("Amount due, final"),
    "principal": _("Principal, final"),
    "cable_charge": _("Cable charge, final"),
    "pickup_fee": _("Pickup fee, final"),
    "payment_service_fee": _("Payment service fee, final"),
}


@dataclass(frozen=True)
class Line:
    """One line. `code` is stable, for the API. An amount stands with its currency; other values are text.

    `quoted`: beside a final figure that is not as quoted, the one that was.
    """

    code: str
    label: Words
    value: str
    currency: str = ""
    strong: bool = False
    differs: bool = False  # a final figure that is not as quoted
    quoted: str = ""

    @property
    def shown(self) -> str:
        """An amount as people read it: two digits at most behind those of its currency, rounded up."""
        exact = _decimal(self.value)
        if exact is None:
            return self.value
        places = get_currency_precision(self.currency) + BEYOND if is_currency(self.currency) else PLACES
        return plain(exact.quantize(Decimal(1).scaleb(-min(places, PLACES)), ROUND_CEILING))


@dataclass(frozen=True)
class Receipt:
    """A receipt as it would print now. `copy` is the number of this printing; above 1 it is a copy."""

    heading: Words
    advice: tuple[Words, ...]
    reference: str
    operator: str
    shop: Shop
    is_test: bool
    moment: datetime
    served_by: str
    lines: tuple[Line, ...]
    copy: int = 1

    @property
    def is_copy(self) -> bool:
        return self.copy > 1


def has_receipt(transfer: Transfer) -> bool:
    """Refused and stopped orders print none, and neither does what was not made here."""
    return transfer.made_here and transfer.shop_id is not None and transfer.state not in WITHOUT_RECEIPT


def of(transfer: Transfer, *, copy: int = 1) -> Receipt:
    """The receipt of a transfer that has one. No query, if the transfer came with shop, command, quote,
    sender, maker, destination and connection, but one for the operator's name.

    It is read by the customer: `suspicious` is being processed here, whoever prints it.
    """
    assert transfer.shop is not None and transfer.command is not None  # has_receipt
    operator = Operator.objects.order_by("pk").values_list("name", flat=True).first()
    return Receipt(
        heading=_heading(transfer),
        advice=_advice(transfer),
        reference=transfer.reference,
        operator=operator or transfer.shop.name,
        shop=transfer.shop,
        is_test=transfer.connection.mode == Connection.Mode.TEST,
        moment=transfer.command.created_at,
        served_by=str(transfer.maker or ""),
        lines=tuple(_people(transfer) + _money(transfer) + _numbers(transfer)),
        copy=copy,
    )


def _heading(transfer: Transfer) -> Words:
    if transfer.state == State.PENDING_APPROVAL:
        return _("Order taken, waits for a second person")
    if transfer.state in NOT_CONFIRMED:
        return _("Order taken, not confirmed")
    if transfer.state == State.REFUNDED:
        return _("The money is back at the shop")
    if not transfer.counter_status:
        return _("Order confirmed")
    return statuses.for_counter(transfer).word


def _advice(transfer: Transfer) -> tuple[Words, ...]:
    if transfer.state in {State.UNKNOWN, State.UNCONFIRMED}:
        assert transfer.command is not None
        return (
            outcomes.account_of(transfer.command).happened,
            _("Keep this slip. We will call you when we know."),
        )
    if transfer.state in NOT_CONFIRMED:
        return (_("The order is taken and not confirmed yet. Keep this slip."),)
    return (statuses.for_counter(transfer).customer,) if transfer.counter_status else ()


def _people(transfer: Transfer) -> list[Line]:
    place = transfer.destination
    told = [
        Line("sender", _("Sender"), transfer.sender.full_name if transfer.sender else ""),
        Line("recipient", _("Recipient"), transfer.recipient_name, strong=True),
        Line("destination", _("To"), transfer.destination_name),
        Line("province", _("Province"), _named(place and place.provinces, transfer.province)),
        Line("delivery_method", _("By"), _named(place and place.delivery_methods, transfer.delivery_method)),
        Line("provider", _("Through"), _named(place and place.providers, transfer.payout_provider)),
    ]
    return [line for line in told if line.value]


def _money(transfer: Transfer) -> list[Line]:
    """What arrives, what the customer pays as the review showed it, and the final figures once told."""
    terms = transfer.terms
    lines = [Line("amount", _("Arrives"), _text(transfer.amount), transfer.currency, strong=True)]
    cash = str(terms.get("cash_currency", ""))
    if terms.get("customer_total"):
        lines += [
            Line("customer_amount", _("For the transfer, quoted"), str(terms["customer_amount"]), cash),
            Line("customer_charge", _("Our charge"), str(terms["customer_charge"]), cash),
            Line("customer_total", _("You pay"), str(terms["customer_total"]), cash, strong=True),
        ]
    if terms.get("rate"):
        lines.append(Line("rate", _("Rate, quoted"), shown_rate(str(terms["rate"]))))
    return lines + final_figures(transfer)


def final_figures(transfer: Transfer) -> list[Line]:
    """What Bitspark told after sending, each beside what was quoted for it; a difference is marked."""
    told = {name: transfer.receipt_info.get(name) for name in FINAL_WORDS}
    return [_final(transfer, name, str(text)) for name, text in told.items() if text is not None]


def _final(transfer: Transfer, name: str, told: str) -> Line:
    quoted, figure = _quoted(transfer, name), _decimal(told)
    currency = transfer.currency if name == "landed_amount" else ""
    for code, text in quoted:
        if figure is not None and abs(Decimal(text) - figure) <= abs(figure) * SAME_WITHIN:
            return Line(name, FINAL_WORDS[name], told, code)
    was = f"{quoted[0][1]} {quoted[0][0]}" if quoted else ""
    return Line(name, FINAL_WORDS[name], told, currency, differs=bool(quoted), quoted=was)


def _quoted(transfer: Transfer, name: str) -> list[tuple[str, str]]:
    """The quoted figures this may be, each with its currency; [] where nothing like it was quoted."""
    figures, base = transfer.terms.get("figures", {}), QUOTED_AS.get(name)
    if name == "landed_amount":
        found = [(transfer.currency, figures.get(base))]
    else:
        account = str(transfer.terms.get("account_currency", ""))
        found = [
            (account, figures.get(f"{base}_in_user_currency")),
            (transfer.currency, figures.get(f"{base}_in_destination_currency")),
        ]
    return [(currency, str(text)) for currency, text in found if text and _decimal(str(text)) is not None]


def _numbers(transfer: Transfer) -> list[Line]:
    told = [
        Line("transaction_number", _("Bitspark's number"), transfer.transaction_number),
        Line("tracking_number", _("Tracking number"), transfer.tracking_number, strong=True),
    ]
    lines = [line for line in told if line.value]
    if not transfer.tracking_number and transfer.tracking_number_possible:
        lines.append(Line("tracking_number", _("Tracking number"), str(_("A number will come."))))
    return lines


def _named(listed: Any, code: str) -> str:
    """The name that a list of {code, name} gives a code; the code itself where it is not listed."""
    rows = listed if isinstance(listed, list) else []
    return next((str(row["name"]) for row in rows if row.get("code") == code and row.get("name")), code)


def _text(amount: Decimal | None) -> str:
    return "" if amount is None else format(amount, "f")


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < Decimal("1e20") else None
