"""Sending money, as the counter and the API do it: review a price, then confirm it once.

Everything that can be wrong is found before the order is taken; what happens after is the money
command's (wallet.services).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Actor, Permission, Shop
from accounts.models.money import plain
from accounts.services.errors import Conflict, FieldProblem, NotAllowed, Refused
from accounts.services.waiting import in_provider_room
from remittance.models import Quote, Recipient, Sender, Transfer
from remittance.selectors.form_spec import ROUTE, Choice, Problem, Spec, check, clean, spec_from
from remittance.selectors.people import account_tail, digits, name_key
from wallet.models import MoneyCommand
from wallet.services import commands, sending

from . import mirror, quotes, sendable, transfer_kind
from .people import recipients


@dataclass(frozen=True)
class Order:
    """What a person asks to be sent, as they saw it.

    values: what was typed, by dotted name (`amount`, `provider`, `recipient.first_name` ...). fingerprint:
    the form they filled in, "" where they saw none. recipient: the one taken from the book, None when
    typed. repeats: the transfer this one does again. replaces: the order, not sent, whose place it takes.
    domestic_payment_id: as Bitspark gave it, which makes it a domestic transfer; "" for every other.
    """

    quote: Quote
    values: Mapping[str, str]
    sender: Sender
    recipient: Recipient | None = None
    fingerprint: str = ""
    repeats: Transfer | None = None
    replaces: MoneyCommand | None = None
    domestic_payment_id: str = ""

    @property
    def kind(self) -> str:
        return transfer_kind.DOMESTIC if self.domestic_payment_id else transfer_kind.NAME


@dataclass(frozen=True)
class Confirmed:
    """The transfer of an order, and whether its key had been used for it before."""

    transfer: Transfer
    replayed: bool


def price(
    route: quotes.Route, amount: Decimal | None, budget: Decimal | None, *, shop: Shop, actor: Actor
) -> Quote:
    """The price from either side: of what arrives (`amount`), or of what the customer has (`budget`).

    Raises as `quotes.price` and `quotes.price_from_budget`; Refused `amount-missing` when neither is given.
    """
    if budget is not None:
        return quotes.price_from_budget(route, budget, shop=shop, actor=actor)
    if amount is None:
        raise Refused(_("Type what arrives, or what the customer has."), code="amount-missing")
    return quotes.price(route, amount, shop=shop, actor=actor)


def confirm(
    order: Order, *, key: str, actor: Actor, shop: Shop, confirms_twin: UUID | None = None
) -> Confirmed:
    """Take the order once for this key, send it, and return its transfer as it then stands.

    Moves money. The rules are read again with all four filters, and the price is asked again: neither may
    have changed beyond what the person agreed to. Waits for the provider up to 40 s, no transaction open.

    Raises:
        NotAllowed: the role does not send money.
        Refused: the people (see `sendable.refuse_people`), the fields (`invalid`, by dotted name), the
            balance (`balance-too-low`), or what the intake refuses (`key-reused`, `twin-in-doubt`,
            `possible-duplicate`, `connection-paused`).
        Conflict: `form-changed`, with the new form's fingerprint; `quote-moved`, with the new quote.
        ProviderDown: rules or price cannot be had, or `busy`; nothing was sent.
    """
    _must_send(actor)
    _must_fit(order, shop)
    params = _params(order, order.quote)
    taken = commands.replayed(
        order.kind, key=key, actor=actor, shop=shop, connection=order.quote.connection, params=params
    )
    if taken is not None:
        return Confirmed(_transfer(taken), replayed=True)
    sendable.refuse_people(
        order.sender, order.recipient or _known(order), order.repeats or _twin(confirms_twin, shop)
    )
    with in_provider_room():
        return _taken(order, key=key, actor=actor, shop=shop, confirms_twin=confirms_twin)


def _taken(order: Order, *, key: str, actor: Actor, shop: Shop, confirms_twin: UUID | None) -> Confirmed:
    """Ask rules, price and balance once more, then take the order and send it: one place for all of it."""
    _must_pass(order, _rules_today(order, shop))
    now = _price_today(order, actor, shop)
    sendable.refuse_uncovered(now)
    intake = commands.intake(
        order.kind,
        key=key,
        actor=actor,
        shop=shop,
        connection=order.quote.connection,
        params=_params(order, now),
        confirms_twin=confirms_twin,
        replaces=order.replaces,
    )
    if not intake.replayed:
        _remember_people(order, _transfer(intake.command))
    sending.send_now(intake.command.pk)
    return Confirmed(_transfer(intake.command), replayed=intake.replayed)


def terms_of(shown: Quote, now: Quote) -> dict[str, Any]:
    """The confirmed price: what the customer was shown, and beside it what it was at confirm. All text."""
    return {
        "quote": str(shown.public_id),
        "version": shown.version,
        "quoted_at": shown.quoted_at.isoformat(),
        "amount": plain(shown.amount),
        "currency": shown.currency,
        "account_currency": shown.account_currency,
        "figures": dict(shown.figures),
        "total": plain(shown.total),
        "fees": plain(shown.fees),
        "other_charges": plain(shown.other_charges),
        "rate": shown.rate,
        "limits_info": shown.limits_info,
        "customer_amount": _text(shown.customer_amount),
        "customer_charge": _text(shown.customer_charge),
        "customer_total": _text(shown.customer_total),
        "cash_currency": shown.cash_currency,
        "total_at_confirm": plain(now.total),
        "figures_at_confirm": dict(now.figures),
    }


def _twin(confirmed: UUID | None, shop: Shop) -> Transfer | None:
    """The transfer beside which a second one was agreed to: typed anew, it is sent again all the same."""
    twins = Transfer.objects.filter(command__public_id=confirmed, shop=shop) if confirmed else None
    return twins.select_related("not_kept").first() if twins is not None else None


def _must_send(actor: Actor) -> None:
    if not actor.may(Permission.SEND_MONEY) or actor.user is None:
        raise NotAllowed(
            _("Your role does not send money."), code="not-allowed", permission=Permission.SEND_MONEY.value
        )


def _must_fit(order: Order, shop: Shop) -> None:
    """The price shown must be the price of what is now asked for, by this shop, for its own people."""
    quote, values = order.quote, order.values
    chosen = {name: getattr(quote, name) for name in ROUTE}
    asked = {name: values.get(name, "") for name in ROUTE}
    if quote.shop_id != shop.pk or chosen != asked or quote.amount != _decimal(values.get("amount", "")):
        raise Conflict(
            _("This price is of another amount or way. Ask for the price again."), code="quote-mismatch"
        )
    if order.domestic_payment_id and not quote.connection.domestic_enabled:
        words = _("Domestic transfers are not switched on for this connection.")
        problem = FieldProblem("domestic-off", words)
        raise Refused(words, code="domestic-off", fields={"domestic_payment_id": [problem]})
    if order.sender.shop_id != shop.pk:
        raise Refused(_("This sender belongs to another shop."), code="sender-elsewhere")
    if order.recipient is not None and order.recipient.connection_id != quote.connection_id:
        raise Refused(_("This recipient belongs to another login."), code="recipient-elsewhere")


def _params(order: Order, now: Quote) -> dict[str, Any]:
    params = transfer_kind.params_of(
        order.quote,
        recipient=_related("recipient", order.values),
        sender=_related("sender", order.values),
        terms=terms_of(order.quote, now),
        recipient_row=_from_book(order),
        sender_row=order.sender,
        domestic_payment_id=order.domestic_payment_id,
    )
    # Bitspark: "should be one of Available Currencies codes", which it lists in lower case
    code = quotes.as_listed(order.quote.connection, order.quote.account_currency)
    return params | {"account_currency": code}


def _related(relation: str, values: Mapping[str, str]) -> dict[str, str]:
    prefix = f"{relation}."
    return {name.removeprefix(prefix): text for name, text in values.items() if name.startswith(prefix)}


def _rules_today(order: Order, shop: Shop) -> Spec:
    """The form as Bitspark's rules make it now, read with all four filters; one call."""
    quote = order.quote
    choice = Choice(quote.province, quote.delivery_method, quote.provider)
    rules = mirror.rules_now(quote.connection, quote.destination, choice)
    return spec_from(quote.connection, quote.destination, choice, rules, shop=shop)


def _must_pass(order: Order, spec: Spec) -> None:
    if order.fingerprint and order.fingerprint != spec.fingerprint:
        raise Conflict(
            _("Bitspark asks for other things than when this form was drawn. Look at it again."),
            code="form-changed",
            fingerprint=spec.fingerprint,
        )
    problems: dict[str, list[Problem]] = check(spec, order.values)
    extra = {name for name in order.values if name not in spec.by_name}
    for name in sorted(extra):
        problems[name] = [FieldProblem("not-asked", _("This way of sending does not ask for it."))]
    if problems:
        raise Refused(_("Something in the form needs correcting."), code="invalid", fields=problems)
    if clean(spec, order.values) != dict(order.values):
        raise Refused(_("The form was not completed as it is sent."), code="invalid")


def _price_today(order: Order, actor: Actor, shop: Shop) -> Quote:
    now = quotes.reprice(order.quote, actor=actor)
    if quotes.moved(order.quote, now, shop):
        raise Conflict(
            _("The price moved. Look at the new one before you confirm."),
            code="quote-moved",
            shown=str(order.quote.public_id),
            quote=str(now.public_id),
        )
    return now


def _remember_people(order: Order, transfer: Transfer) -> None:
    """Keep whom this sender paid, so that they are offered next time; the money does not hang on it."""
    recipient = _from_book(order) or _known(order) or _new(order)
    Transfer.objects.filter(pk=transfer.pk, recipient=None).update(recipient=recipient)
    recipients.note_use(order.sender, recipient, timezone.now())


def _from_book(order: Order) -> Recipient | None:
    """The recipient taken from the book, unless what was typed makes somebody else of them."""
    recipient = order.recipient
    if recipient is None:
        return None
    fields = _related("recipient", order.values)
    typed = name_key(fields.get("first_name", ""), fields.get("last_name", ""))
    account = account_tail(fields.get("bank_account_number", ""), fields.get("iban", ""))
    same_account = not account or account == recipient.account_tail
    return recipient if typed == recipient.name_key and same_account else None


def _known(order: Order) -> Recipient | None:
    """Somebody this sender paid before with the same name, phone and account."""
    fields = _related("recipient", order.values)
    same = Q(
        name_key=name_key(fields.get("first_name", ""), fields.get("last_name", "")),
        phone_key=digits(fields.get("phone_number", "")),
        account_tail=account_tail(fields.get("bank_account_number", ""), fields.get("iban", "")),
    )
    return Recipient.objects.filter(same, used_by__sender=order.sender, deleted_at=None).first()


def _new(order: Order) -> Recipient:
    fields = _related("recipient", order.values)
    return recipients.once(fields, connection=order.quote.connection, shop=order.quote.shop)


def _transfer(command: MoneyCommand) -> Transfer:
    return Transfer.objects.select_related("shop", "connection", "command", "destination").get(
        command=command
    )


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _text(amount: Decimal | None) -> str:
    return "" if amount is None else plain(amount)
