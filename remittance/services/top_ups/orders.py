"""What people do with top-ups: approve, decline, cancel, and ask another shop. Each is a money command."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import structlog
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Actor, Connection, Permission, Shop
from accounts.services import connections
from accounts.services.errors import Conflict, FieldProblem, NotAllowed, ProviderDown, Refused
from remittance.models import TopUp
from remittance.selectors import top_up_blocks, top_up_statuses, top_ups
from wallet.models import Account, MoneyCommand, State
from wallet.selectors.accounts import decimals_of, held_in
from wallet.services import accounts, commands, reading_back, sending

from . import mirroring
from .deciding import params_of

log = structlog.get_logger(__name__)
FRESH = timedelta(seconds=30)  # a balance this old is not read again before an approval


@dataclass(frozen=True)
class Done:
    """The top-up as it stands after an act, its command, and whether that had been taken before."""

    top_up: TopUp
    command: MoneyCommand
    replayed: bool


def approve(
    top_up: TopUp,
    *,
    seen: int,
    key: str,
    actor: Actor,
    cash_counted: bool,
    beyond_balance: bool = False,
) -> Done:
    """Tell Bitspark that the shop holds the cash; the customer is credited at once, from our balance.

    Moves money: the top-up's amount, in major units of its own currency. `seen` is the version that was
    shown. Above the limit of the person's role it waits for a second person. The top-up is read again after.

    Raises:
        Refused: `cash-not-counted`; `beyond-balance`, it takes more than we hold and that was not confirmed;
            `not-ours`, `currency-not-told`, `amount-not-told`; `connection-paused`.
        Conflict: `not-pending`; `moved-on`, it changed since it was shown; `decided-already`, says by whom
            and when.
        NotAllowed: the role does not decide top-ups.
    """
    repeated = _replayed(top_up_statuses.APPROVE, top_up, seen, key, actor)
    if repeated is not None:
        return repeated
    _must_decide(top_up, actor)
    if not top_up.currency:
        raise Refused(
            _("Bitspark does not tell the currency of this top-up. It cannot be approved until it does."),
            code="currency-not-told",
        )
    if not cash_counted:
        raise _beside("cash_counted", _("Count the cash first, then say so."), "cash-not-counted")
    if not beyond_balance and _is_beyond(top_up):
        raise _beside(
            "beyond_balance",
            _("This takes more than our account holds. Say that you know, or decline it."),
            "beyond-balance",
        )
    return _decide(top_up_statuses.APPROVE, top_up, seen, key, actor)


def decline(top_up: TopUp, *, seen: int, key: str, reason: str, actor: Actor) -> Done:
    """Tell Bitspark that the shop does not take the cash. `reason` is ours, kept here and sent to nobody.

    Raises:
        Refused: `reason-missing`; else as `approve`.
    """
    words = " ".join(reason.replace("\x00", "").split())[:500]
    repeated = _replayed(top_up_statuses.DECLINE, top_up, seen, key, actor, reason=words)
    if repeated is not None:
        return repeated
    _must_decide(top_up, actor)
    if not words:
        raise _beside("reason", _("Say why; it stays here and is not sent."), "reason-missing")
    return _decide(top_up_statuses.DECLINE, top_up, seen, key, actor, reason=words)


def cancel(top_up: TopUp, *, seen: int, key: str, actor: Actor) -> Done:
    """Take back what we asked another shop for, while it is pending.

    Raises:
        NotAllowed: somebody else asked for it, and the role does not supervise.
        Refused, Conflict: as `approve`.
    """
    repeated = _replayed(top_up_statuses.CANCEL, top_up, seen, key, actor)
    if repeated is not None:
        return repeated
    if not top_ups.may_cancel(top_up, actor):
        raise NotAllowed(
            _("Only who asked for this top-up, or a supervisor, cancels it."),
            code="not-yours",
            permission=Permission.CREATE_TOP_UPS.value,
        )
    _must_be_pending(top_up)
    return _decide(top_up_statuses.CANCEL, top_up, seen, key, actor)


def create(
    *,
    shop_code: str,
    currency: str,
    amount: Decimal,
    key: str,
    shop: Shop,
    actor: Actor,
    confirms_twin: UUID | None = None,
) -> Done:
    """Ask the shop of that code to take our cash and credit our account with `amount`, in major units.

    Raises:
        NotAllowed. Refused: `no-account`, we hold none in that currency; `too-many-decimals`; `own-shop`;
            `possible-duplicate`, `twin-in-doubt`, `connection-paused`, `no-connection`.
    """
    if not actor.may(Permission.CREATE_TOP_UPS):
        raise _not_allowed(Permission.CREATE_TOP_UPS)
    connection = connections.serving(shop)
    code = shop_code.strip()
    if connection.shop_code and code.casefold() == connection.shop_code.casefold():
        raise _beside("shop_code", _("This is our own code; another shop's is needed."), "own-shop")
    account = _account(connection, currency)
    if plain_places(amount) > decimals_of(account):
        raise _beside(
            "amount",
            _("%(currency)s has at most %(places)s decimals.")
            % {"currency": account.currency, "places": decimals_of(account)},
            "too-many-decimals",
        )
    taken = commands.intake(
        top_up_statuses.CREATE,
        key=key,
        actor=actor,
        shop=shop,
        connection=connection,
        params={"shop_code": code, "currency": account.listed, "amount": format(amount, "f")},
        confirms_twin=confirms_twin,
    )
    command = _send(taken.command)
    row = TopUp.objects.get(command=command)
    return Done(top_ups.of_public_id(row.public_id, [shop], head_office=False), command, taken.replayed)


def plain_places(amount: Decimal) -> int:
    """How many decimals an amount has, without zeros at its end."""
    exponent = amount.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def balance_for(top_up: TopUp) -> Account | None:
    """Our account in the top-up's currency, read again when it is not fresh; None where there is none.

    Raises:
        ProviderDown: nobody to ask, or `busy`.
    """
    account = held_in(top_up.connection, top_up.currency) if top_up.currency else None
    if account is None:
        return None
    if account.is_told and account.read_at is not None and timezone.now() - account.read_at < FRESH:
        return account
    return accounts.refresh_currency(top_up.connection, account.listed)


def _is_beyond(top_up: TopUp) -> bool:
    return top_up_blocks.of(top_up, balance_for(top_up)).is_beyond


def _must_decide(top_up: TopUp, actor: Actor) -> None:
    if not actor.may(Permission.DECIDE_TOP_UPS):
        raise _not_allowed(Permission.DECIDE_TOP_UPS)
    if not top_ups.decides(top_up):
        raise Refused(
            _("This top-up was not asked of our shop, so it is not ours to decide."),
            code="not-ours",
            status=409,
        )
    _must_be_pending(top_up)


def _must_be_pending(top_up: TopUp) -> None:
    if not top_up_statuses.is_pending(top_up.status_code):
        found = _first(top_up)
        if found is not None:
            raise found
        word, _tone = top_up_statuses.word_of(top_up.status_code, top_up.status_message)
        raise Conflict(
            _("It does not wait any more. Bitspark shows: %s.") % word,
            code="not-pending",
            status_code=top_up.status_code,
        )
    if top_up.amount is None:
        raise Refused(_("Bitspark does not tell the amount of this top-up."), code="amount-not-told")


def _first(top_up: TopUp) -> Conflict | None:
    """Who decided it here before, in the words of `decided-already`."""
    command = top_up.decision
    if command is None or command.state in {State.REJECTED, State.CANCELLED, State.RELEASED}:
        return None
    return commands.decided_already(command, _shop(top_up))


def _replayed(
    kind: str, top_up: TopUp, seen: int, key: str, actor: Actor, *, reason: str = ""
) -> Done | None:
    """What this key made already: looked for first, since the top-up is not pending any more by then."""
    shop = _shop(top_up)
    if top_up.amount is None:
        return None
    command = commands.replayed(
        kind,
        key=key,
        actor=actor,
        shop=shop,
        connection=top_up.connection,
        params=params_of(top_up, version=seen, key=key, reason=reason),
    )
    return Done(_fresh(top_up), command, True) if command is not None else None


def _decide(kind: str, top_up: TopUp, seen: int, key: str, actor: Actor, *, reason: str = "") -> Done:
    taken = commands.intake(
        kind,
        key=key,
        actor=actor,
        shop=_shop(top_up),
        connection=top_up.connection,
        params=params_of(top_up, version=seen, key=key, reason=reason),
    )
    command = _send(taken.command)
    if kind == top_up_statuses.APPROVE and command.state == State.ACCEPTED:
        _read_balance(top_up)
    return Done(_fresh(top_up), command, taken.replayed)


def _send(command: MoneyCommand) -> MoneyCommand:
    """Send it, and when nobody knows what became of it, look once at Bitspark."""
    command = sending.send_now(command.pk)
    if command.state == State.UNKNOWN:
        reading_back.read_one(command)
        command.refresh_from_db()
    return command


def _read_balance(top_up: TopUp) -> None:
    """Our balance after it; where it cannot be read now, the worker reads it."""
    try:
        mirroring.read_balance_after(TopUp.objects.select_related("connection").get(pk=top_up.pk))
    except ProviderDown:
        log.info("balance-not-read", top_up=str(top_up.public_id))


def _fresh(top_up: TopUp) -> TopUp:
    return top_ups.of_public_id(top_up.public_id, [_shop(top_up)], head_office=False)


def _shop(top_up: TopUp) -> Shop:
    if top_up.shop is None:
        raise Refused(
            _("This connection serves several shops and has no home shop; an administrator names one."),
            code="no-home-shop",
            status=409,
        )
    return top_up.shop


def _account(connection: Connection, currency: str) -> Account:
    account = held_in(connection, currency)
    if account is None:
        raise _beside("currency", _("We hold no account in this currency."), "no-account")
    return account


def _beside(name: str, words: str, code: str) -> Refused:
    return Refused(words, code=code, fields={name: [FieldProblem(code, words)]})


def _not_allowed(permission: Permission) -> NotAllowed:
    return NotAllowed(_("Your role does not cover this."), code="not-allowed", permission=permission.value)
