"""Changing money between two of our accounts, as a kind of money command; never two while one is in doubt.

Nothing at the provider tells afterwards what became of one: the two balances are all there is, so they are
read just before it is sent, and again after.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import Actor, Connection
from accounts.models.money import plain, scaled
from accounts.providers.bitspark.client import (
    Exchanged,
    ExchangeOrder,
    Redaction,
    Unsendable,
    encoded_body,
    raw_text,
)
from accounts.services import connections
from accounts.services.errors import Conflict, ProviderDown, Refused
from wallet.models import IN_DOUBT, Account, Exchange, MoneyCommand, State, lawful
from wallet.selectors import payment_statuses
from wallet.selectors.accounts import held_in
from wallet.services import accounts, funds, order_rows
from wallet.services.changes import move
from wallet.services.kinds import Answer, Kind, Params, Prepared, Shown, Subject, row_of

from . import rates

NAME = "exchange"
LANE = "ex"
THE_DESK = Actor.the_desk("exchanges")


class ExchangeKind(Kind):
    """Money of one currency of ours into another.

    params: `currency_from`, `currency_to` (upper case), `code_from`, `code_to` (as listed), `amount` (text),
    and the rate that was confirmed: `rate`, `rate_pair`, `rate_asked_at` (text).
    """

    name: ClassVar[str] = NAME
    label = _lazy("Exchange")
    remote_type: ClassVar[str] = NAME
    creates_remote: ClassVar[bool] = False  # its id lasts nowhere and is never a key

    def canonical(self, params: Params) -> dict[str, Any]:
        one = {name: str(params[name]) for name in ("code_from", "code_to", "rate", "rate_pair")}
        one |= {name: str(params[name]).upper() for name in ("currency_from", "currency_to")}
        one |= {"amount": plain(amount_of(params)), "rate_asked_at": str(params["rate_asked_at"])}
        try:
            encoded_body(_order(one).form())
        except (Unsendable, TypeError) as error:
            raise Refused(_("This cannot be sent: %s") % error, code="unsendable") from error
        return one

    def asked(self, params: Params) -> Mapping[str, Any]:
        return {name: params[name] for name in ("currency_from", "currency_to", "amount")}

    def amount(self, params: Params) -> tuple[Decimal, str]:
        return amount_of(params), str(params["currency_from"])

    def twin_fields(self, params: Params) -> Mapping[str, str]:
        return {name: str(params[name]) for name in ("currency_from", "currency_to", "amount")}

    def lane(self, params: Params) -> str:
        return LANE

    def still_true(self, command: MoneyCommand, params: Params) -> None:
        must_be_free(command.connection)
        rate = rates.ask(
            command.connection, str(params["code_from"]), str(params["code_to"]), amount_of(params)
        )
        rates.must_be_usable(rate)
        if rates.has_moved(str(params["rate"]), rate, command.shop):
            raise Conflict(
                _("The rate moved since this was ordered: it was %(then)s and is %(now)s. Order it anew.")
                % {"then": params["rate"], "now": rate.rate},
                code="rate-moved",
            )
        funds.must_cover(command.connection, str(params["currency_from"]), amount_of(params))

    def rows_of(self, commands: Sequence[MoneyCommand]) -> dict[int, Any]:
        return order_rows.by_command(Exchange.objects.all(), commands)

    def shown(self, command: MoneyCommand, params: Params) -> Shown:
        exchange = row_of(command, Exchange.objects.all())
        facts = (
            (_("Leaves"), f"{plain(command.amount)} {exchange.currency_from}"),
            (_("Into"), _("our %s account") % exchange.currency_to),
            (_("Rate as it was confirmed"), f"{exchange.rate_shown_raw} ({exchange.rate_pair})"),
            (_("Commission"), _("unknown until it is done")),
            (_("What follows"), _("Once it is sent it cannot be changed, stopped or taken back.")),
        )
        return Shown(_("Exchange money"), facts, "wallet:exchange", exchange.public_id)

    def on_intake(self, command: MoneyCommand, params: Params, actor: Actor) -> Subject:
        must_be_free(command.connection)  # inside the intake's lock on the login
        exchange = Exchange.objects.create(
            **order_rows.columns(command, actor),
            currency_from=params["currency_from"],
            currency_to=params["currency_to"],
            amount=command.amount,
            rate_shown_raw=params["rate"][:64],
            rate_pair=params["rate_pair"][:40],
            rate_asked_at=parse_datetime(params["rate_asked_at"]),
            **_figures(command.connection, params),
        )
        return _subject(exchange)

    def on_change(self, command: MoneyCommand) -> Subject:
        return _subject(order_rows.follow(Exchange.objects.all(), command))

    def prepare(
        self,
        command: MoneyCommand,
        params: Params,
        callback_url: str,
        typed: Mapping[str, str] | None = None,
    ) -> Prepared:
        """The call, with both balances read and kept just before: without them nobody could ever tell."""
        client = connections.client_for(command.connection)
        _keep_before(command, params)
        order = _order(params)
        return Prepared(encoded_body(order.form()), lambda: _answer(client.exchanges.exchange(order)))

    def look(self, command: MoneyCommand, params: Params, remote_id: str) -> Answer:
        """There is nothing that could be read.

        Raises:
            Unsendable: always.
        """
        raise Unsendable("Bitspark shows no exchange again.")

    def on_answer(self, command: MoneyCommand, answer: Answer, source: str) -> None:
        told = answer.remote
        if told is None:  # from the spool: what it said stands in the attempt, sealed
            return
        Exchange.objects.filter(command=command).update(
            provider_id=told.id[:128],
            status_code=told.status[:64],
            created_told=told.created_at.text[:40] if told.created_at else "",
            rate_raw=told.rate_text[:64],
            fee_raw=told.fee_text[:64],
            commission_raw=told.commission_text[:64],
            base_amount_raw=told.base_amount_text[:64],
            quoted_amount_raw=told.quoted_amount_text[:64],
            raw=answer.text,
            told_at=timezone.now(),
            read_at=timezone.now(),
        )
        fresh = MoneyCommand.objects.get(pk=command.pk)
        to = payment_statuses.of(told.status).state
        if to and fresh.state != to and lawful(fresh.state, to):
            move(fresh, to, actor=THE_DESK, remote_status=told.status[:64])


def must_be_free(connection: Connection) -> None:
    """Refuse a second exchange while nobody knows what became of one of this login.

    Raises:
        Conflict: `exchange-in-doubt`, naming it.
    """
    doubtful = MoneyCommand.objects.filter(connection=connection, lane=LANE, state__in=IN_DOUBT).first()
    if doubtful is not None:
        raise Conflict(
            _(
                "Exchange %s may have been done, and nobody knows yet. No second one through this login "
                "until a person has decided about it."
            )
            % doubtful.reference,
            code="exchange-in-doubt",
            reference=doubtful.reference,
            command=str(doubtful.public_id),
            state=doubtful.state,
        )


def amount_of(params: Params) -> Decimal:
    """The amount, exactly as it was typed.

    Raises:
        Refused: no amount, not above zero, or more decimals than we can keep.
    """
    try:
        amount = Decimal(str(params["amount"]))
        scaled(amount)
    except (InvalidOperation, ValidationError) as error:
        raise Refused(_("This is not an amount that can be sent."), code="amount") from error
    if amount <= 0:
        raise Refused(_("An amount is more than zero."), code="amount")
    return amount


def _order(params: Params) -> ExchangeOrder:
    return ExchangeOrder(
        amount=amount_of(params), currency_from=params["code_from"], currency_to=params["code_to"]
    )


def _answer(told: Exchanged) -> Answer:
    return Answer(
        remote_id="",
        remote_status=told.status,
        differences=told.differences,
        remote=told,
        text=Redaction([]).text(raw_text(told.raw)),
    )


def _keep_before(command: MoneyCommand, params: Params) -> None:
    """Read both balances and keep them, as long as nobody has begun to send it.

    Raises:
        ProviderDown: `no-balance`, one cannot be read: then it is not sent.
        Conflict: somebody else sends it already, and these figures may be from after.
    """
    for code in ("code_from", "code_to"):
        account = accounts.refresh_currency(command.connection, str(params[code]))
        if not account.is_told:
            raise ProviderDown(
                _("Our %s account cannot be read now; without both balances nothing is exchanged.")
                % account.currency,
                code="no-balance",
            )
    rows = Exchange.objects.filter(command=command, state=State.QUEUED)
    if not rows.update(updated_at=timezone.now(), **_figures(command.connection, params)):
        raise Conflict(_("It is being sent already."), code="moved-on")


def _figures(connection: Connection, params: Params) -> dict[str, Any]:
    """Both balances as they were last read."""
    pair = [held_in(connection, str(params[name])) for name in ("currency_from", "currency_to")]
    raw = [one.balance_raw if one and one.is_told else "" for one in pair]
    return {"before_from_raw": raw[0], "before_to_raw": raw[1], "before_at": _older(pair)}


def _older(pair: list[Account | None]) -> Any:
    times = [one.read_at for one in pair if one is not None and one.is_told and one.read_at]
    return min(times, default=None)


def _subject(exchange: Exchange) -> Subject:
    return Subject("exchange", exchange.public_id, exchange.version)
