"""What approving a top-up means in money: what the customer hands over, and what leaves our account.

Both are ours to compute and both are a [guess], here and nowhere else: the document says that the fee is
split between Bitspark and the shop, and not who pays what when.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from remittance.models import TopUp
from wallet.models import Account


@dataclass(frozen=True)
class Blocks:
    """Figures in `currency`, major units; None is "-", since something they need was not told.

    take: the cash to take from the customer. effect: what leaves our account, about. share: Bitspark's part
    of the fee. balance: as last read, None where it is not known. left: about, after it. `beyond`: it
    takes more than we hold. `estimated`: the fee or Bitspark's share was not told, so more may leave.
    """

    currency: str
    take: Decimal | None
    share: Decimal | None
    effect: Decimal | None
    estimated: bool
    balance: Decimal | None
    balance_raw: str
    balance_at: datetime | None
    could_not_load_at: datetime | None

    @property
    def left(self) -> Decimal | None:
        if self.balance is None or self.effect is None:
            return None
        return self.balance - self.effect

    @property
    def is_beyond(self) -> bool:
        return self.left is not None and self.left < 0


def of(top_up: TopUp, account: Account | None) -> Blocks:
    """The figures of one top-up beside our balance."""
    share = _share(top_up)
    told = account is not None and account.is_told
    return Blocks(
        currency=top_up.currency,
        take=_take(top_up),
        share=share,
        effect=None if top_up.amount is None else top_up.amount + (share or Decimal(0)),
        estimated=share is None,
        balance=account.balance if account is not None and told else None,
        balance_raw=account.balance_raw if account is not None else "",
        balance_at=account.read_at if account is not None else None,
        could_not_load_at=account.failed_at if account is not None and not told else None,
    )


def _take(top_up: TopUp) -> Decimal | None:
    """[guess] The fee is on top: the customer hands over amount and fee."""
    return None if top_up.amount is None or top_up.fee is None else top_up.amount + top_up.fee


def _share(top_up: TopUp) -> Decimal | None:
    """[guess] The shop keeps its part of the fee in cash, and Bitspark takes its own from our account."""
    try:
        percentage = Decimal(top_up.bitspark_percentage_raw)
    except InvalidOperation:
        return None
    return None if top_up.fee is None else top_up.fee * percentage / 100
