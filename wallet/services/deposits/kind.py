"""Announcing a deposit at Bitspark, as a kind of money command.

It moves nothing out: the answer says where to pay in. A repeat would make a second pending deposit, so
nothing is repeated by itself.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import Actor
from accounts.models.money import plain
from accounts.providers.bitspark.client import DepositOrder, Payment, Unsendable, encoded_body
from accounts.services import connections
from accounts.services.errors import Conflict, Refused
from wallet.models import Account, Deposit, MoneyCommand, State
from wallet.services import order_rows
from wallet.services.kinds import Answer, Kind, Params, Prepared, Shown, Subject, row_of

from . import looking, observing

NAME = "deposit"
BITCOIN = "BTC"
# Rows of ours whose Bitcoin address may be answered again: nobody is known to have paid to it.
OPEN = (
    State.PENDING_APPROVAL,
    State.QUEUED,
    State.SENDING,
    State.UNKNOWN,
    State.UNCONFIRMED,
    State.ACCEPTED,
)


class DepositKind(Kind):
    """Money that somebody will bring to our Bitspark account.

    params: `currency` (upper case), `code` (as listed), `amount` (text), `generate_new_address` (bool).
    """

    name: ClassVar[str] = NAME
    label = _lazy("Deposit")
    remote_type: ClassVar[str] = observing.REMOTE_TYPE
    reads_back: ClassVar[bool] = True

    def canonical(self, params: Params) -> dict[str, Any]:
        one = {
            "currency": str(params["currency"]).upper(),
            "code": str(params["code"]),
            "amount": plain(order_rows.amount_of(params)),
            "generate_new_address": bool(params["generate_new_address"]),
        }
        try:
            encoded_body(_order(one, None).form())
        except (Unsendable, TypeError) as error:
            raise Refused(_("This cannot be sent: %s") % error, code="unsendable") from error
        return one

    def asked(self, params: Params) -> Mapping[str, Any]:
        return params

    def amount(self, params: Params) -> tuple[Decimal, str]:
        return order_rows.amount_of(params), str(params["currency"])

    def twin_fields(self, params: Params) -> Mapping[str, str]:
        return {"currency": str(params["currency"]), "amount": plain(order_rows.amount_of(params))}

    def on_intake(self, command: MoneyCommand, params: Params, actor: Actor) -> Subject:
        """Make the row. Inside the intake's lock on the login: two Bitcoin deposits cannot both find none
        that waits."""
        if params["currency"] == BITCOIN and not params["generate_new_address"]:
            _must_be_alone(command)
        deposit = Deposit.objects.create(
            **order_rows.columns(command, actor),
            account_currency=params["currency"],
            amount=command.amount,
            generate_new_address=params["generate_new_address"] if params["currency"] == BITCOIN else None,
        )
        return _subject(deposit)

    def on_change(self, command: MoneyCommand) -> Subject:
        return _subject(order_rows.follow(Deposit.objects.all(), command))

    def rows_of(self, commands: Sequence[MoneyCommand]) -> dict[int, Any]:
        return order_rows.by_command(Deposit.objects.all(), commands)

    def shown(self, command: MoneyCommand, params: Params) -> Shown:
        deposit = row_of(command, Deposit.objects.all())
        facts = (
            (_("Amount"), f"{plain(command.amount)} {command.currency}"),
            (_("Pays in to"), _("our %s account at Bitspark") % command.currency),
        )
        return Shown(_("Deposit"), facts, "wallet:deposit", deposit.public_id)

    def prepare(
        self,
        command: MoneyCommand,
        params: Params,
        callback_url: str,
        typed: Mapping[str, str] | None = None,
    ) -> Prepared:
        client = connections.client_for(command.connection)
        order = _order(params, callback_url or None)

        def send() -> Answer:
            made = client.payments.deposit(order)
            # Of a Bitcoin deposit that nothing has come for, Bitspark tells no amount.
            silent = {"amount"} if made.amount is None and params["currency"] == BITCOIN else set()
            return _answer(made, tuple(name for name in made.differences if name not in silent))

        return Prepared(encoded_body(order.form()), send)

    def look(self, command: MoneyCommand, params: Params, remote_id: str) -> Answer:
        remote = connections.client_for(command.connection).payments.get(remote_id)
        return _answer(remote, _differences(command, params, remote))

    def read_back(self, command: MoneyCommand, params: Params) -> Answer | None:
        found = looking.look_for(command, currency=params["currency"], amount=order_rows.amount_of(params))
        if found is None:
            return None
        by_itself = {"callback_url"} if found.alone else set()
        differences = _differences(command, params, found.payment)
        return _answer(found.payment, tuple(name for name in differences if name not in by_itself))

    def on_answer(self, command: MoneyCommand, answer: Answer, source: str) -> None:
        if answer.remote is None:  # from the spool: the id is enough to go and read it
            observing.bind(command, answer.remote_id)
            return
        observing.observe(command.connection, answer.remote, source, command=command)


def _must_be_alone(command: MoneyCommand) -> None:
    """Refuse a Bitcoin deposit that would be answered with the address of one that waits already.

    Raises:
        Conflict: `deposit-waits`, naming it.
    """
    mine = Deposit.objects.filter(connection=command.connection, account_currency=BITCOIN, state__in=OPEN)
    waiting = mine.exclude(command=None).order_by("-id").first()
    if waiting is not None:
        raise Conflict(
            _("Deposit %s waits for coins already. Use its address, or ask for a new one.") % waiting,
            code="deposit-waits",
            deposit=str(waiting.public_id),
            reference=waiting.reference,
        )


def _order(params: Params, callback_url: str | None) -> DepositOrder:
    return DepositOrder(
        amount=order_rows.amount_of(params),
        currency=params["code"],
        generate_new_address=True if params["generate_new_address"] else None,
        callback_url=callback_url,
    )


def _answer(remote: Payment, differences: tuple[str, ...]) -> Answer:
    return Answer(
        remote_id=remote.id,
        remote_status=remote.status_code,
        differences=differences,
        remote=remote,
        text=observing.redacted(remote),
    )


def _differences(command: MoneyCommand, params: Params, remote: Payment) -> tuple[str, ...]:
    """The names of all that speaks against this being the command's deposit; none, and it is."""
    found = []
    if "withdraw" in remote.type:
        found.append("type")
    silent = remote.amount is None and params["currency"] == BITCOIN
    if remote.amount != order_rows.amount_of(params) and not silent:
        found.append("amount")
    account = Account.objects.filter(connection=command.connection, currency=params["currency"]).first()
    if account and account.remote_id and remote.account_id and account.remote_id != remote.account_id:
        found.append("account")
    if (remote.callback_url or "") not in observing.urls_of(command):
        found.append("callback_url")
    return tuple(found)


def _subject(deposit: Deposit) -> Subject:
    return Subject("deposit", deposit.public_id, deposit.version)
