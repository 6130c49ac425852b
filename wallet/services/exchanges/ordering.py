"""Ordering an exchange: the rate is asked again, both balances are read, and it leaves once."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Actor, Permission, Shop
from accounts.models.money import plain
from accounts.services.errors import Conflict, FieldProblem, NotAllowed, Refused
from accounts.services.waiting import in_provider_room
from wallet.models import Account, Exchange, MoneyCommand
from wallet.services import accounts, commands, funds, sending

from . import after, kind, rates


@dataclass(frozen=True)
class Wish:
    """What is to be exchanged: an amount in major units of the one account's currency, into the other's."""

    source: Account
    target: Account
    amount: Decimal


@dataclass(frozen=True)
class Ordered:
    """The exchange of an order as it now stands, and whether its key had been used for it before."""

    exchange: Exchange
    replayed: bool


class RateMoved(Conflict):
    """The rate is not the one that was shown any more; `now` is."""

    def __init__(self, now: rates.Rate) -> None:
        super().__init__(
            _("The rate moved. Look at the new one before you confirm."),
            code="rate-moved",
            rate=now.rate,
            pair=now.pair,
        )
        self.now = now


def review(wish: Wish, *, actor: Actor) -> rates.Rate:
    """The rate for it now, with both balances read again. Moves nothing.

    Raises:
        NotAllowed, Refused, Conflict: as `confirm`, but for `rate-moved`, and a rate of another pair is
            returned as it was answered.
        ProviderDown.
    """
    _must_exchange(actor)
    _must_fit(wish)
    kind.must_be_free(wish.source.connection)
    with in_provider_room():
        accounts.refresh_currency(wish.target.connection, wish.target.listed)
        funds.must_cover(wish.source.connection, wish.source.currency, wish.amount)
        return rates.ask(wish.source.connection, wish.source.listed, wish.target.listed, wish.amount)


def confirm(
    wish: Wish,
    *,
    shown: str,
    key: str,
    actor: Actor,
    shop: Shop,
    confirms_twin: UUID | None = None,
) -> Ordered:
    """Take the order once for this key and send it, unless it waits for a second person.

    Moves money. `shown` is the rate's figure as the person saw it. Waits for Bitspark up to 40 s, no
    transaction open; both balances are read again afterwards.

    Raises:
        NotAllowed: the role does not exchange.
        Refused: `same-currency`, `too-many-decimals`, `balance-too-low`, `no-rate`, or what the intake
            refuses.
        Conflict: `exchange-in-doubt`, `rate-moved` (a RateMoved), `rate-of-another-pair`.
        ProviderDown: no rate or no balance can be had, or `busy`; nothing was sent.
    """
    _must_exchange(actor)
    _must_fit(wish)
    given = {"key": key, "actor": actor, "shop": shop, "connection": wish.source.connection}
    done = commands.replayed(kind.NAME, params=_params(wish), **given)  # type: ignore[arg-type]  # as below
    if done is not None:
        return Ordered(_of(done), replayed=True)
    with in_provider_room():
        now = review(wish, actor=actor)
        rates.must_be_usable(now)
        if rates.has_moved(shown, now, shop):
            raise RateMoved(now)
        taken = commands.intake(
            kind.NAME,
            params=_params(wish, now),
            confirms_twin=confirms_twin,
            **given,  # type: ignore[arg-type]  # as it says
        )
        command = sending.send_now(taken.command.pk)
        after.read(_of(command))
    return Ordered(_of(command), taken.replayed)


def _params(wish: Wish, rate: rates.Rate | None = None) -> Mapping[str, Any]:
    return {
        "currency_from": wish.source.currency,
        "currency_to": wish.target.currency,
        "code_from": wish.source.listed,
        "code_to": wish.target.listed,
        "amount": plain(wish.amount),
        "rate": rate.rate if rate else "",
        "rate_pair": rate.pair if rate else "",
        "rate_asked_at": rate.asked_at.isoformat() if rate else "",
    }


def _must_exchange(actor: Actor) -> None:
    if not actor.may(Permission.EXCHANGE) or actor.user is None:
        raise NotAllowed(
            _("Your role does not exchange money."),
            code="not-allowed",
            permission=Permission.EXCHANGE.value,
        )


def _must_fit(wish: Wish) -> None:
    if wish.source.currency == wish.target.currency:
        words = _("Choose two different currencies.")
        problem = FieldProblem("same-currency", words)
        raise Refused(words, code="same-currency", fields={"currency_to": [problem]})
    funds.must_fit(wish.source, wish.amount)


def _of(command: MoneyCommand) -> Exchange:
    return Exchange.objects.select_related("command", "connection").get(command=command)
