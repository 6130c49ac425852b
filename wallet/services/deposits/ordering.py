"""Announcing a deposit, and cancelling one that is still pending."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID, uuid4

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Actor, Permission, Shop
from accounts.models.money import plain
from accounts.services.errors import Conflict, FieldProblem, NotAllowed, Refused
from wallet.models import Account, Deposit, MoneyCommand
from wallet.selectors import deposits as selectors
from wallet.selectors.accounts import decimals_of
from wallet.selectors.commands import by_key, current, decision_on
from wallet.services import commands, sending

from . import cancel_kind, kind


@dataclass(frozen=True)
class Taken:
    """A deposit that was announced, its command as it now stands, and whether the key was used before."""

    deposit: Deposit
    command: MoneyCommand
    replayed: bool


def create(
    account: Account,
    amount: Decimal,
    *,
    new_address: bool,
    key: str,
    actor: Actor,
    shop: Shop,
    confirms_twin: UUID | None = None,
) -> Taken:
    """Announce a deposit to this account of ours, in major units of its currency, and send that to Bitspark.

    Moves nothing out. `new_address` is for Bitcoin alone. Waits for Bitspark up to 40 s.

    Raises:
        Refused: `too-many-decimals`, `not-depositable`, `only-bitcoin`, or what the intake refuses.
        Conflict: `deposit-waits`, a Bitcoin deposit waits for coins and would be answered again.
    """
    _must_fit(account, amount, new_address)
    taken = commands.intake(
        kind.NAME,
        key=key,
        actor=actor,
        shop=shop,
        connection=account.connection,
        params={
            "currency": account.currency,
            "code": account.listed,
            "amount": plain(amount),
            "generate_new_address": new_address,
        },
        confirms_twin=confirms_twin,
    )
    command = sending.send_now(taken.command.pk)
    return Taken(Deposit.objects.get(command=command), command, taken.replayed)


def cancel(deposit: Deposit, *, version: int, key: str, actor: Actor) -> MoneyCommand:
    """Cancel a pending deposit at Bitspark; what became of it is what Bitspark shows afterwards.

    `version` is the deposit's, as it was shown. The command is returned as it then stands.

    Raises:
        NotAllowed: it is somebody else's, and this role decides about its own alone.
        Refused: `not-cancellable`.
        Conflict: `decided-already` (says by whom and when), `moved-on`.
    """
    assert deposit.shop is not None
    done = by_key(deposit.shop, actor, key)
    if done is None:
        _must_be_cancellable(deposit, version, actor)
    params = {
        "deposit": str(deposit.public_id),
        "remote_id": deposit.provider_id,
        "version": version,
        "amount": plain(deposit.amount or Decimal(0)),
        "currency": deposit.account_currency,
        "nonce": uuid4().hex,
    }
    taken = commands.intake(
        cancel_kind.NAME,
        key=key,
        actor=actor,
        shop=deposit.shop,
        connection=deposit.connection,
        params=params,
    )
    return sending.send_now(taken.command.pk)


def _must_fit(account: Account, amount: Decimal, new_address: bool) -> None:
    if not selectors.takes_deposits(account):
        raise _beside("currency", "not-depositable", _("Deposits to this account cannot be announced here."))
    if new_address and account.currency != kind.BITCOIN:
        raise _beside(
            "generate_new_address",
            "only-bitcoin",
            _("Only a Bitcoin deposit has an address of its own."),
        )
    decimals = decimals_of(account)
    exponent = amount.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > decimals:
        words = ngettext(
            "%(currency)s has at most %(decimals)d decimal.",
            "%(currency)s has at most %(decimals)d decimals.",
            decimals,
        ) % {"currency": account.currency, "decimals": decimals}
        raise _beside("amount", "too-many-decimals", words)


def _must_be_cancellable(deposit: Deposit, version: int, actor: Actor) -> None:
    if not selectors.may_decide(deposit, actor):
        raise NotAllowed(
            _("Your role cancels its own deposits only."),
            code="not-allowed",
            permission=Permission.DEPOSIT.value,
        )
    first = decision_on(deposit.connection, deposit.provider_id)
    if first is not None:
        raise _decided(first)
    if not selectors.is_cancellable(deposit):
        raise Refused(
            _("Only a deposit that is pending at Bitspark can be cancelled."),
            code="not-cancellable",
            status=409,
        )
    if deposit.version != version:
        raise Conflict(
            _("This deposit has changed meanwhile. Look at it again before you decide."),
            code="moved-on",
            version=deposit.version,
        )


def _decided(first: MoneyCommand) -> Conflict:
    command = current(first.pk)
    when = localize(command.created_at.astimezone(command.shop.zone))
    return Conflict(
        _("%(who)s cancelled this deposit already, %(when)s.") % {"who": command.created_by, "when": when},
        code="decided-already",
        who=str(command.created_by),
        when=command.created_at.isoformat(),
        command=str(command.public_id),
        state=command.state,
    )


def _beside(field: str, code: str, words: str) -> Refused:
    return Refused(words, code=code, fields={field: [FieldProblem(code, words)]})
