"""Withdrawals, the places they may go to, and exchanges, as lists and pages read them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation, localcontext
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Actor, Connection, Permission, Proposal, Shop
from wallet.models import Account, BankDetail, Exchange, State, Withdrawal

from . import payment_statuses
from .accounts import held
from .command_card import TONES
from .payment_statuses import Words

BITCOIN = "BTC"
ON_ITS_WAY = _("On its way")
DETAIL_WORDS: dict[str, tuple[Words, str]] = {
    "usable": (_("In use"), "success"),
    "retired": (_("No longer in use"), "secondary"),
    Proposal.State.WAITING: (_("Waits for a second person"), "warning"),
    Proposal.State.REFUSED: (_("Refused"), "danger"),
    Proposal.State.WITHDRAWN: (_("Withdrawn"), "secondary"),
}


def takes_withdrawals(account: Account) -> bool:
    """Bitspark's document describes withdrawals to a bank and to Bitcoin addresses, of no other coin."""
    return not account.is_crypto or account.currency == BITCOIN


def withdrawable(connection: Connection) -> list[Account]:
    """Our accounts that may be withdrawn from, by currency. One query."""
    return [account for account in held(connection) if takes_withdrawals(account)]


def withdrawals(shops: Collection[Shop]) -> QuerySet[Withdrawal]:
    """Withdrawals of these shops, with all that a row of a list shows."""
    return Withdrawal.objects.filter(shop__in=shops).select_related("detail", "maker", "shop")


def narrowed(rows: QuerySet[Any], *, q: str = "", state: str = "", currency: str = "") -> QuerySet[Any]:
    """Withdrawals or exchanges by a whole reference, id or txid, our state, and currency (upper case)."""
    is_withdrawal = rows.model is Withdrawal
    if state:
        rows = rows.filter(state=state)
    if currency and is_withdrawal:
        rows = rows.filter(account_currency=currency)
    elif currency:
        rows = rows.filter(Q(currency_from=currency) | Q(currency_to=currency))
    text = q.strip()
    if not text:
        return rows
    try:
        return rows.filter(public_id=UUID(text))
    except ValueError:
        named = Q(reference=text.upper())
        return rows.filter(named | Q(txid=text) | Q(provider_id=text) if is_withdrawal else named)


def word_of(withdrawal: Withdrawal) -> tuple[Words, str]:
    """The word and colour for where a withdrawal is: ours until Bitspark has it, then theirs."""
    state = State(withdrawal.state)
    if state not in {State.ACCEPTED, State.SETTLED, State.FAILED_AFTER_ACCEPT}:
        return state.label, TONES[state]
    status = payment_statuses.of(withdrawal.status_code)
    if status.is_known and status.is_open and withdrawal.status_code:
        return ON_ITS_WAY, status.tone
    return status.word, status.tone


def exchanges(shops: Collection[Shop]) -> QuerySet[Exchange]:
    """Exchanges of these shops, with all that a row of a list shows."""
    return Exchange.objects.filter(shop__in=shops).select_related("maker", "shop")


def details(shops: Collection[Shop]) -> QuerySet[BankDetail]:
    """The places of these shops, with all that a row of a list shows."""
    return BankDetail.objects.filter(shop__in=shops).select_related(
        "shop", "proposed_by", "accepted_by", "retired_by"
    )


def usable_details(shop: Shop) -> list[BankDetail]:
    """Where this shop's withdrawals may go now, by our names. One query."""
    return list(BankDetail.objects.usable().filter(shop=shop).order_by("label", "pk"))


def states_of(rows: Sequence[BankDetail]) -> dict[UUID, str]:
    """Where each place stands: "usable", "retired", or what became of its proposal. One query."""
    proposals = Proposal.objects.filter(kind="payout-detail", subject_id__in=[one.public_id for one in rows])
    proposed = dict(proposals.order_by("pk").values_list("subject_id", "state"))
    return {
        one.public_id: "retired"
        if one.retired_at
        else "usable"
        if one.accepted_at
        else str(proposed.get(one.public_id, Proposal.State.WITHDRAWN))
        for one in rows
    }


def reads_whole_numbers(actor: Actor) -> bool:
    """Whether this role needs account numbers in full: to propose, accept or use a place."""
    return any(
        actor.may(one) for one in (Permission.WITHDRAW, Permission.PROPOSE_DETAILS, Permission.ACCEPT_DETAILS)
    )


@dataclass(frozen=True)
class Side:
    """One account of an exchange: what it held before and after, what moved, and what was told of it.

    Figures are the provider's as it wrote them, "" while there is none. `moved` is after less before;
    `told`: what the answer said moves here, signed; `fits`: whether both are one, None while not comparable.
    """

    currency: str
    before: str
    after: str
    moved: Decimal | None
    told: Decimal | None

    @property
    def fits(self) -> bool | None:
        return None if self.moved is None or self.told is None else self.moved == self.told


def sides(exchange: Exchange) -> tuple[Side, Side]:
    """Both accounts of an exchange; only what stands there is subtracted, nothing is assumed."""
    with localcontext(prec=80):
        base, quoted = _figure(exchange.base_amount_raw), _figure(exchange.quoted_amount_raw)
        return (
            _side(
                exchange.currency_from,
                exchange.before_from_raw,
                exchange.after_from_raw,
                None if base is None else -base,
            ),
            _side(exchange.currency_to, exchange.before_to_raw, exchange.after_to_raw, quoted),
        )


def _side(currency: str, before: str, after: str, told: Decimal | None) -> Side:
    then, now = _figure(before), _figure(after)
    moved = None if then is None or now is None else now - then
    return Side(currency, before, after, moved, told)


def _figure(text: str) -> Decimal | None:
    try:
        figure = Decimal(text)
    except InvalidOperation:
        return None
    return figure if figure.is_finite() else None
