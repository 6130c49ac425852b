"""What the fees come to for one transaction: the documented formula, exact, and an estimate all the same.

Source: Bitspark API, "Fees": "Base commission calculation logic is sum of all active global and individual
fees", each for amounts from its start to below its end; "a percentage type fees calculates commission as
percentage of transaction amount"; "commission profit split (by default 50%) with Bitspark". How Bitspark
rounds is not documented, so nothing is rounded here; where it tells a figure of its own, that one holds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, Inexact, localcontext
from typing import Protocol

STATIC, PERCENTAGE = "static", "percentage"
USUAL_SHARE = Decimal(50)  # per cent of a top-up's commission that Bitspark keeps; [guess] that it is ours
# Every product and sum of what columns and forms can hold is exact in so many digits; a lost one is an error.
_EXACT = Context(prec=300, traps=[Inexact])


class Terms(Protocol):
    """What the formula reads of a fee; every figure is text as told, "" for not told."""

    model: str
    currency: str
    fee_type: str
    amount_raw: str
    lower_raw: str
    upper_raw: str
    active: bool | None


@dataclass(frozen=True)
class Line:
    """One fee's part, in major units of the currency; `part` None: told in a way nobody can compute with."""

    fee: Terms
    part: Decimal | None


@dataclass(frozen=True)
class Estimate:
    """What a transaction would cost in fees, in major units of its currency, at full precision.

    lines: the fees that make it up. unclear: fees that may apply and cannot be computed; with any, `total` is
    a least figure. to_bitspark, to_us: how the commission is split.
    """

    amount: Decimal
    total: Decimal
    to_bitspark: Decimal
    to_us: Decimal
    share: Decimal
    lines: tuple[Line, ...]
    unclear: tuple[Line, ...]


def estimate(
    fees: Iterable[Terms], *, model: str, currency: str, amount: Decimal, share: Decimal = USUAL_SHARE
) -> Estimate:
    """The sum over the active fees of this model and currency whose range covers `amount`.

    `share`: per cent of the commission that is Bitspark's. All fees that a login is told are global or its
    own, so none is left out for whose it is.
    """
    lines = []
    with localcontext(_EXACT):
        for fee in fees:
            if (fee.model, fee.currency.upper()) != (model, currency.upper()) or fee.active is False:
                continue
            covered = covers(fee, amount)
            if covered is not False:
                known = covered is True and fee.active is True
                lines.append(Line(fee, _part(fee, amount) if known else None))
        total = sum((line.part for line in lines if line.part is not None), Decimal(0))
        to_bitspark = total * share / 100
        return Estimate(
            amount=amount,
            total=total,
            to_bitspark=to_bitspark,
            to_us=total - to_bitspark,
            share=share,
            lines=tuple(line for line in lines if line.part is not None),
            unclear=tuple(line for line in lines if line.part is None),
        )


def covers(fee: Terms, amount: Decimal) -> bool | None:
    """Whether the fee's range holds this amount: from its start, to below its end; None when not told."""
    lower, upper = number(fee.lower_raw), number(fee.upper_raw)
    if (lower is not None and amount < lower) or (upper is not None and amount >= upper):
        return False
    return None if lower is None or upper is None else True


def rounded(figure: Decimal, places: int) -> Decimal:
    """For the eye alone: half to even, to the decimals of the currency."""
    return figure.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN, context=Context(prec=300))


def number(text: str) -> Decimal | None:
    """A figure as told, None when it was not."""
    return Decimal(text) if text else None


def _part(fee: Terms, amount: Decimal) -> Decimal | None:
    figure = number(fee.amount_raw)
    if figure is None:
        return None
    if fee.fee_type == STATIC:
        return figure
    if fee.fee_type == PERCENTAGE:
        return amount * figure / 100
    return None
