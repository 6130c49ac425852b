"""Sending money through Bitspark, as a kind of money command.

Its params are what `params_of` makes: JSON with amounts as text, complete enough to send from them alone.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import Actor
from accounts.models.money import plain
from accounts.providers.bitspark.client import (
    Bitspark,
    DomesticOrder,
    Order,
    ProviderTime,
    Redaction,
    SentTransfer,
    Unsendable,
    encoded_body,
    hidden_values,
    raw_text,
)
from accounts.providers.bitspark.client import Transfer as RemoteTransfer
from accounts.services import connections
from accounts.services.errors import Refused
from remittance.models import Destination, FollowUp, Quote, Recipient, Sender, Transfer
from remittance.selectors.timeline import REMOTE_TYPE
from wallet.models import MoneyCommand, State
from wallet.selectors import outcomes
from wallet.services import order_rows
from wallet.services.kinds import Answer, Kind, Params, Prepared, Shown, Subject, row_of

from . import sendable, tracking
from .tracking import follow_ups

NAME = "transfer"
DOMESTIC = "domestic_transfer"
EARLIEST_BEFORE_CLAIM = timedelta(seconds=300)  # how far our clocks may differ
DOUBTFUL = {State.UNKNOWN, State.UNCONFIRMED}


def params_of(
    quote: Quote,
    *,
    recipient: Mapping[str, str],
    sender: Mapping[str, str],
    terms: Mapping[str, Any],
    recipient_row: Recipient | None = None,
    sender_row: Sender | None = None,
    domestic_payment_id: str = "",
) -> dict[str, Any]:
    """The params of sending what `quote` prices.

    `recipient` and `sender` have the document's field names (`first_name`, `iban`); `terms` is the confirmed
    price, every figure as text, for our own row only.
    """
    return {
        "destination": str(quote.destination.public_id),
        "destination_id": quote.destination.provider_id,
        "destination_name": quote.destination.name,
        "delivery_method": quote.delivery_method,
        "provider": quote.provider,
        "province": quote.province,
        "amount": plain(quote.amount),
        "currency": quote.currency,
        "account_currency": quote.account_currency,
        "recipient": dict(recipient),
        "sender": dict(sender),
        "recipient_row": str(recipient_row.public_id) if recipient_row else "",
        "sender_row": str(sender_row.public_id) if sender_row else "",
        "quote": str(quote.public_id),
        "terms": dict(terms),
        **({"domestic_payment_id": domestic_payment_id} if domestic_payment_id else {}),
    }


class TransferKind(Kind):
    """Money from our Bitspark account to a recipient in another country."""

    name: ClassVar[str] = NAME
    label = _lazy("Send money")
    remote_type: ClassVar[str] = REMOTE_TYPE

    def canonical(self, params: Params) -> dict[str, Any]:
        one = dict(params)
        one["amount"] = plain(order_rows.amount_of(params))
        one["recipient"], one["sender"] = _said(params["recipient"]), _said(params["sender"])
        try:
            encoded_body(self.order(one, None).form())
        except (Unsendable, TypeError) as error:
            raise Refused(_("This cannot be sent: %s") % error, code="unsendable") from error
        return one

    def asked(self, params: Params) -> Mapping[str, Any]:
        prices = {"quote", "terms"}  # asked again at each confirm, also of one that is a repeat
        return {name: value for name, value in params.items() if name not in prices}

    def amount(self, params: Params) -> tuple[Decimal, str]:
        return order_rows.amount_of(params), str(params["currency"])

    def twin_fields(self, params: Params) -> Mapping[str, str]:
        recipient = params["recipient"]
        return {
            "account_currency": _flat(params["account_currency"]),
            "amount": plain(order_rows.amount_of(params)),
            "currency": _flat(params["currency"]),
            "destination": _flat(params["destination_name"]),
            "names": _flat(_full_name(recipient)),
            "phone": _digits(recipient.get("phone_number", "")),
            "account": _letters(recipient.get("bank_account_number", "") or recipient.get("iban", "")),
        }

    def on_intake(self, command: MoneyCommand, params: Params, actor: Actor) -> Subject:
        recipient = params["recipient"]
        transfer = Transfer.objects.create(
            **order_rows.columns(command, actor),
            quote=_row(Quote, params["quote"]),
            destination=Destination.objects.get(
                public_id=params["destination"], connection=command.connection
            ),
            delivery_method=params["delivery_method"],
            payout_provider=params["provider"],
            province=params["province"],
            sender=_row(Sender, params["sender_row"]),
            recipient=_row(Recipient, params["recipient_row"]),
            recipient_asked=recipient,
            sender_asked=params["sender"],
            terms=params["terms"],
            amount=command.amount,
            currency=command.currency,
            destination_name=params["destination_name"],
            recipient_name=_full_name(recipient),
            domestic_payment_id=params.get("domestic_payment_id", ""),
        )
        return _subject(transfer)

    def on_change(self, command: MoneyCommand) -> Subject:
        rows = Transfer.objects.filter(command=command)
        rows.update(state=command.state, version=F("version") + 1, updated_at=timezone.now())
        transfer = rows.select_related("shop").get()
        why = str(outcomes.account_of(command).happened)
        if command.state in DOUBTFUL:
            follow_ups.open(transfer, FollowUp.Kind.IN_DOUBT, why)
        else:
            doubts = transfer.follow_ups.filter(kind=FollowUp.Kind.IN_DOUBT, done_at=None)
            doubts.update(done_at=timezone.now(), version=F("version") + 1)
        if command.needs_person:
            follow_ups.open(transfer, FollowUp.Kind.NEEDS_PERSON, command.anomaly or why)
        return _subject(transfer)

    def counted(self, params: Params) -> tuple[Decimal, str]:
        """What leaves our account, in its currency: the confirmed price; limits are set in our own money."""
        total = params["terms"].get("total_at_confirm")
        if not total:
            return super().counted(params)
        return Decimal(total), str(params["account_currency"]).upper()

    def still_true(self, command: MoneyCommand, params: Params) -> None:
        sendable.refuse_outdated(command)

    def rows_of(self, commands: Sequence[MoneyCommand]) -> dict[int, Any]:
        return order_rows.by_command(Transfer.objects.select_related("sender"), commands)

    def shown(self, command: MoneyCommand, params: Params) -> Shown:
        transfer = row_of(command, Transfer.objects.select_related("sender"))
        leaves = f"{plain(command.limit_amount)} {command.limit_currency}" if command.limit_amount else "-"
        facts = (
            (_("Arrives"), f"{plain(command.amount)} {command.currency}"),
            (_("Leaves our account"), leaves),
            (_("To"), f"{transfer.recipient_name}, {transfer.destination_name}"),
            (_("From"), str(transfer.sender or "-")),
        )
        return Shown(_("Send money"), facts, "remittance:transfer", transfer.public_id)

    def prepare(
        self,
        command: MoneyCommand,
        params: Params,
        callback_url: str,
        typed: Mapping[str, str] | None = None,
    ) -> Prepared:
        client = connections.client_for(command.connection)
        order = self.order(params, callback_url or None)
        form = order.form()

        def send() -> Answer:
            sent = self.say(client, order)
            return _answer(sent, sent.differences, [*hidden_values(form), callback_url])

        return Prepared(encoded_body(form), send)

    def order(self, params: Params, callback_url: str | None) -> Order:
        """What is said to Bitspark."""
        return Order(**_asked(params), callback_url=callback_url)

    def say(self, client: Bitspark, order: Order) -> SentTransfer:
        """Say it, once. Moves money; raises as the client does."""
        return client.transfers.send(order)

    def look(self, command: MoneyCommand, params: Params, remote_id: str) -> Answer:
        remote = connections.client_for(command.connection).transfers.get(remote_id)
        return _answer(remote, _differences(command, params, remote), hidden_values(params))

    def on_answer(self, command: MoneyCommand, answer: Answer, source: str) -> None:
        if answer.remote is None:  # from the spool: the id is enough to go and read it
            tracking.bind(command, answer.remote_id)
            return
        tracking.observe(command.connection, answer.remote, source, command=command)


class DomesticKind(TransferKind):
    """The same within a country, under a payment id that Bitspark gave beforehand. In their lists it cannot
    be told from any other transfer."""

    name: ClassVar[str] = DOMESTIC
    label = _lazy("Domestic transfer")
    twin_family: ClassVar[str] = NAME

    def order(self, params: Params, callback_url: str | None) -> Order:
        return DomesticOrder(
            **_asked(params), callback_url=callback_url, domestic_payment_id=params["domestic_payment_id"]
        )

    def say(self, client: Bitspark, order: Order) -> SentTransfer:
        assert isinstance(order, DomesticOrder)  # made above
        return client.transfers.send_domestic(order)


def _asked(params: Params) -> dict[str, Any]:
    return {
        "account_currency": params["account_currency"],
        "amount": order_rows.amount_of(params),
        "destination_id": params["destination_id"],
        "delivery_method": params["delivery_method"],
        "provider": params["provider"],
        "province": params["province"],
        "recipient": params["recipient"],
        "sender": params["sender"] or None,
        "currency": params["currency"],
    }


def _said(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields that hold something, without the space around it."""
    return {name: text.strip() for name, text in sorted(fields.items()) if text.strip()}


def _answer(remote: RemoteTransfer, differences: tuple[str, ...], hidden: list[str]) -> Answer:
    return Answer(
        remote_id=remote.id,
        remote_status=remote.status.code,
        differences=differences,
        remote=remote,
        text=Redaction(hidden).text(raw_text(remote.raw)),
    )


def _differences(command: MoneyCommand, params: Params, remote: RemoteTransfer) -> tuple[str, ...]:
    """The names of all that speaks against this being the command's transfer; none, and it is."""
    told = remote.recipient.raw.get("attributes") if remote.recipient else None
    found = list(
        Order(**_asked(params), callback_url=None).differences(
            amount=remote.amount,
            currency=remote.currency,
            account_currency=remote.account_currency,
            callback_url=None,
            recipient=told,
        )
    )
    if told is None:
        found.append("recipient")
    country = (remote.destination_country or "").strip().casefold()
    if country != str(params["destination_name"]).strip().casefold():
        found.append("destination")
    if command.sent_at is None or _before(remote.created_at, command.sent_at - EARLIEST_BEFORE_CLAIM):
        found.append("created_at")
    known = Transfer.objects.filter(connection=command.connection, provider_id=remote.id)
    if command.sent_at and known.filter(created_at__lt=command.sent_at).exclude(command=command).exists():
        found.append("seen-before")
    return tuple(found)


def _before(told: ProviderTime | None, moment: datetime) -> bool:
    """Whether it was made before `moment`, or says no time; a bare day (no known zone) has a day's grace."""
    if told is None or told.value is None:
        return True
    if isinstance(told.value, datetime):
        return told.value < moment
    day: date = told.value
    return day < moment.date() - timedelta(days=1)


def _full_name(recipient: Mapping[str, str]) -> str:
    names = (recipient.get(f"{part}_name", "") for part in ("first", "middle", "last"))
    return " ".join(name for name in names if name) or recipient.get("beneficiary_name", "")


def _flat(text: str) -> str:
    """Text as far as two writings of it may be the same to somebody who reads a list."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _digits(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign.isdigit())


def _letters(text: str) -> str:
    return "".join(sign for sign in _flat(text) if sign.isalnum())


def _row(model: Any, public_id: str) -> Any:
    return model.objects.get(public_id=public_id) if public_id else None


def _subject(transfer: Transfer) -> Subject:
    return Subject("transfer", transfer.public_id, transfer.version)
