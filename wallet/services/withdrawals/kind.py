"""Taking money out of our account, as a kind of money command. Always two people, never the worker.

The one-time code that the approver types goes from there into the one request and nowhere else.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import Actor
from accounts.models.money import plain, scaled
from accounts.providers.bitspark.client import Payment, Unsendable, WithdrawalOrder, encoded_body
from accounts.services import connections
from accounts.services.errors import Conflict, Refused
from wallet.models import Account, BankDetail, MoneyCommand, Withdrawal
from wallet.selectors import bitcoin
from wallet.services import bank_details, funds, order_rows
from wallet.services.kinds import Answer, Kind, Params, Prepared, SecondPerson, Shown, Subject, row_of

from . import looking, observing

NAME = "withdrawal"
BITCOIN = "BTC"
WAITS_FOR = timedelta(hours=24)


class WithdrawalKind(Kind):
    """Money from our Bitspark account to a place that two people agreed to.

    params: `currency` (upper case), `code` (as listed), `amount` (text), `detail` (our id of the place),
    `bank_detail` (what is sent, {} for a Bitcoin address), `wallet_address` ("" for a bank).
    """

    name: ClassVar[str] = NAME
    label = _lazy("Withdrawal")
    remote_type: ClassVar[str] = observing.REMOTE_TYPE
    second_person: ClassVar[SecondPerson] = SecondPerson.ALWAYS
    waits_for: ClassVar[timedelta] = WAITS_FOR
    attended: ClassVar[bool] = True
    reads_back: ClassVar[bool] = True

    def canonical(self, params: Params) -> dict[str, Any]:
        one = {
            "currency": str(params["currency"]).upper(),
            "code": str(params["code"]),
            "amount": plain(amount_of(params)),
            "detail": str(params["detail"]),
            "bank_detail": dict(params["bank_detail"]),
            "wallet_address": str(params["wallet_address"]),
        }
        try:
            encoded_body(_order(one, "txid", "").form())
        except (Unsendable, TypeError) as error:
            raise Refused(_("This cannot be sent: %s") % error, code="unsendable") from error
        return one

    def asked(self, params: Params) -> Mapping[str, Any]:
        return params

    def amount(self, params: Params) -> tuple[Decimal, str]:
        return amount_of(params), str(params["currency"])

    def twin_fields(self, params: Params) -> Mapping[str, str]:
        return {name: str(params[name]) for name in ("currency", "amount", "detail")}

    def still_true(self, command: MoneyCommand, params: Params) -> None:
        _must_be_usable(command, params)
        funds.must_cover(command.connection, str(params["currency"]), amount_of(params))

    def rows_of(self, commands: Sequence[MoneyCommand]) -> dict[int, Any]:
        return order_rows.by_command(Withdrawal.objects.select_related("detail"), commands)

    def shown(self, command: MoneyCommand, params: Params) -> Shown:
        withdrawal = row_of(command, Withdrawal.objects.select_related("detail"))
        facts = (
            (_("Leaves our account"), f"{plain(command.amount)} {command.currency}"),
            (_("Goes to"), withdrawal.detail.label),
            *bank_details.facts_of(withdrawal.detail),
            (_("Our reference there"), withdrawal.txid),
            (_("What follows"), _("Once it is sent it cannot be changed, stopped or taken back.")),
        )
        return Shown(_("Withdraw money"), facts, "wallet:withdrawal", withdrawal.public_id)

    def on_intake(self, command: MoneyCommand, params: Params, actor: Actor) -> Subject:
        detail = _must_be_usable(command, params)
        withdrawal = Withdrawal.objects.create(
            **order_rows.columns(command, actor),
            detail=detail,
            account_currency=params["currency"],
            amount=command.amount,
            txid=txid_of(command),
        )
        return _subject(withdrawal)

    def on_change(self, command: MoneyCommand) -> Subject:
        return _subject(order_rows.follow(Withdrawal.objects.all(), command))

    def prepare(
        self,
        command: MoneyCommand,
        params: Params,
        callback_url: str,
        typed: Mapping[str, str] | None = None,
    ) -> Prepared:
        _must_be_usable(command, params)  # retiring a place takes effect at once
        client = connections.client_for(command.connection)
        token = (typed or {}).get("gauth_token", "").strip()
        without = _order(params, txid_of(command), callback_url)
        order = _order(params, txid_of(command), callback_url, token)

        def send() -> Answer:
            made = client.payments.withdraw(order)
            return answer_of(made, made.differences, token)

        # A digest of the body is kept; six digits could be found by trying, so they are not in it.
        return Prepared(encoded_body(without.form()), send)

    def look(self, command: MoneyCommand, params: Params, remote_id: str) -> Answer:
        remote = connections.client_for(command.connection).payments.get(remote_id)
        return answer_of(remote, _differences(command, params, remote))

    def read_back(self, command: MoneyCommand, params: Params) -> Answer | None:
        remote_id = looking.find(command, txid_of(command))
        return self.look(command, params, remote_id) if remote_id else None

    def on_answer(self, command: MoneyCommand, answer: Answer, source: str) -> None:
        if answer.remote is None:  # from the spool: the id is enough to go and read it
            observing.bind(command, answer.remote_id)
            return
        observing.observe(command, answer.remote, source)


def txid_of(command: MoneyCommand) -> str:
    """Our reference of it at the provider: the one on paper, and an end that no other order can have.

    It is known before the call. That the provider shows it unchanged is a [guess].
    """
    return f"{command.reference}-{command.public_id.hex[-8:]}"


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


def answer_of(remote: Payment, differences: tuple[str, ...], token: str = "") -> Answer:
    return Answer(
        remote_id=remote.id,
        remote_status=remote.status_code,
        differences=differences,
        remote=remote,
        text=observing.redacted(remote, token),
    )


def _order(params: Params, txid: str, callback_url: str, token: str = "") -> WithdrawalOrder:
    return WithdrawalOrder(
        account_currency=params["code"],
        amount=amount_of(params),
        txid=txid,
        bank_detail=params["bank_detail"] or None,
        wallet_address=params["wallet_address"] or None,
        gauth_token=token,
        callback_url=callback_url or None,
    )


def _must_be_usable(command: MoneyCommand, params: Params) -> BankDetail:
    """The place it goes to, while money may go there.

    Raises:
        Conflict: `detail-unusable`, it was never accepted, is retired, or belongs to another shop.
    """
    rows = BankDetail.objects.usable().filter(public_id=params["detail"], shop=command.shop)
    detail = rows.first()
    same = detail is not None and (detail.as_sent or {}, detail.wallet_address) == (
        params["bank_detail"],
        params["wallet_address"],
    )
    if detail is None or not same:
        raise Conflict(
            _("Nothing may be withdrawn to this place: it is not accepted, or no longer in use."),
            code="detail-unusable",
        )
    return detail


def _differences(command: MoneyCommand, params: Params, remote: Payment) -> tuple[str, ...]:
    """The names of all that speaks against this being the command's withdrawal; none, and it is."""
    found = list(
        _order(params, txid_of(command), "").differences(
            amount=remote.amount,
            txid=remote.txid,
            currency=None,
            callback_url=None,
            wallet_address=remote.wallet_address or params["wallet_address"],  # not told is no other one
            bank_detail=remote.bank_detail,
        )
    )
    if "wallet_address" in found and bitcoin.same(remote.wallet_address or "", params["wallet_address"]):
        found.remove("wallet_address")
    if remote.type and "withdraw" not in remote.type:
        found.append("type")
    account = Account.objects.filter(connection=command.connection, currency=params["currency"]).first()
    if account and account.remote_id and remote.account_id not in {None, account.remote_id}:
        found.append("account")
    ours = observing.urls_of(command)
    if remote.callback_url and ours and remote.callback_url not in ours:
        found.append("callback_url")
    if remote.txid is None and remote.callback_url not in ours:
        found.append("txid")  # nothing that we chose is shown: it may be anybody's
    return tuple(found)


def _subject(withdrawal: Withdrawal) -> Subject:
    return Subject("withdrawal", withdrawal.public_id, withdrawal.version)
