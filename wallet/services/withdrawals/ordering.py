"""Asking for a withdrawal: it waits for a second person and leaves only with their approval."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Actor, Permission, Shop
from accounts.models.money import plain
from accounts.services.errors import FieldProblem, NotAllowed, Refused
from accounts.services.waiting import in_provider_room
from wallet.models import Account, BankDetail, Withdrawal
from wallet.selectors import payouts
from wallet.services import commands, funds

from . import kind


@dataclass(frozen=True)
class Asked:
    """A withdrawal that was asked for, and whether its key had been used for it before."""

    withdrawal: Withdrawal
    replayed: bool


def ask(
    account: Account,
    amount: Decimal,
    detail: BankDetail,
    *,
    key: str,
    actor: Actor,
    shop: Shop,
    confirms_twin: UUID | None = None,
) -> Asked:
    """Ask for a withdrawal from this account of ours, in major units of its currency, to this place.

    Nothing is sent: it waits for a second person. The balance is read first.

    Raises:
        NotAllowed: the role does not withdraw.
        Refused: `not-withdrawable`, `detail-unusable`, `wrong-place`, `too-many-decimals`,
            `balance-too-low`, beside their fields; or what the intake refuses.
        ProviderDown: nobody to ask for the balance, or `busy`.
    """
    if not actor.may(Permission.WITHDRAW) or actor.user is None:
        raise NotAllowed(
            _("Your role does not withdraw money."),
            code="not-allowed",
            permission=Permission.WITHDRAW.value,
        )
    params = {
        "currency": account.currency,
        "code": account.listed,
        "amount": plain(amount),
        "detail": str(detail.public_id),
        "bank_detail": detail.as_sent or {},
        "wallet_address": detail.wallet_address,
    }
    given = {"key": key, "actor": actor, "shop": shop, "connection": account.connection, "params": params}
    done = commands.replayed(kind.NAME, **given)  # type: ignore[arg-type]  # as intake below
    if done is not None:
        return Asked(Withdrawal.objects.get(command=done), replayed=True)
    _must_fit(account, detail, shop)
    funds.must_fit(account, amount)
    with in_provider_room():
        funds.must_cover(account.connection, account.currency, amount)
    taken = commands.intake(kind.NAME, confirms_twin=confirms_twin, **given)  # type: ignore[arg-type]
    return Asked(Withdrawal.objects.get(command=taken.command), taken.replayed)


def _must_fit(account: Account, detail: BankDetail, shop: Shop) -> None:
    if not payouts.takes_withdrawals(account):
        raise _beside("currency", "not-withdrawable", _("Nothing can be withdrawn from this account here."))
    if detail.shop_id != shop.pk or not detail.is_usable:
        words = _("Choose a place that a second person accepted and that is still in use.")
        raise _beside("detail", "detail-unusable", words)
    if account.is_crypto != (detail.kind == BankDetail.Kind.BITCOIN):
        words = (
            _("Bitcoin goes to a Bitcoin address.")
            if account.is_crypto
            else _("%s goes to a bank account.") % account.currency
        )
        raise _beside("detail", "wrong-place", words)


def _beside(field: str, code: str, words: str) -> Refused:
    return Refused(words, code=code, fields={field: [FieldProblem(code, words)]})
