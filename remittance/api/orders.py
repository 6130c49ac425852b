"""From a request to an order: who sends to whom, at which price, with which values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from accounts.api.problems import Invalid
from accounts.models.money import plain
from accounts.services.errors import Conflict, FieldProblem, ServiceError
from remittance.models import Quote, Recipient, Transfer
from remittance.selectors import counter
from remittance.selectors.form_spec import (
    ROUTE,
    Choice,
    Spec,
    check,
    clean,
    json_schema,
    spec_for,
    spec_from,
    values_of,
)
from remittance.services import mirror, transfers
from remittance.services.people import senders
from remittance.services.transfers import Confirmed, Order
from wallet.selectors.commands import by_key

from .quotes import OfQuotes, quote_shown


@dataclass(frozen=True)
class Ordering:
    """One request to send, read against the shop it comes from."""

    view: OfQuotes
    asked: Mapping[str, Any]
    key: str

    def confirm(self) -> Confirmed:
        """Take the order once and send it; for a key that was used for it already, find it.

        What was true when the order was taken need not be any more (rules, people): a repeat is still one.

        Raises: as `_confirm`.
        """
        try:
            return self._confirm()
        except ServiceError as refusal:
            taken = self._taken() if refusal.code != "key-reused" else None
            if taken is None:
                raise
            return Confirmed(taken, replayed=True)

    def _confirm(self) -> Confirmed:
        """Take the order and send it.

        Raises:
            ServiceError: as `transfers.confirm`;
                `quote-moved` with both prices, `form-changed` with the new form.
        """
        quote = self._quote()
        order = self._order(quote)
        try:
            return transfers.confirm(
                order,
                key=self.key,
                actor=self.view.actor,
                shop=self.view.shop,
                confirms_twin=self.asked.get("confirms_twin"),
            )
        except Conflict as refusal:
            raise self._told(refusal, quote) from None

    def _taken(self) -> Transfer | None:
        """What this key ordered before at this very price, if anything."""
        command = by_key(self.view.shop, self.view.actor, self.key)
        rows = Transfer.objects.filter(command=command, quote__public_id=self.asked["quote"])
        return rows.select_related("command").first() if command else None

    def _order(self, quote: Quote) -> Order:
        sender = self._named("sender", self.view.sender)
        recipient = self._named("recipient", self.view.recipient) if "recipient" in self.asked else None
        fingerprint = self.asked.get("form_fingerprint", "")
        spec = spec_for(quote.connection, quote.destination, _choice(quote), shop=self.view.shop)
        if fingerprint and fingerprint != spec.fingerprint:
            spec = self._spec_today(quote)  # the app may know newer rules than our copy of them
        again = self._again()
        filled = {f"sender.{name}": text for name, text in senders.fields_to_send(sender).items()}
        return Order(
            quote=quote,
            values=self._values(quote, spec, recipient, filled),
            sender=sender,
            recipient=recipient,
            fingerprint=fingerprint,
            repeats=again if again and not counter.is_to_be_replaced(again) else None,
            replaces=again.command if again and counter.is_to_be_replaced(again) else None,
            domestic_payment_id=self.asked.get("domestic_payment_id", ""),
        )

    def _values(
        self, quote: Quote, spec: Spec, recipient: Recipient | None, filled: Mapping[str, str]
    ) -> dict[str, str]:
        """What is sent: the people as they are kept, over them what was typed, along the way that was priced.

        Raises:
            Invalid: by dotted name.
        """
        typed: Mapping[str, str] = self.asked.get("values", {})
        priced = {name: getattr(quote, name) for name in ROUTE} | {"amount": plain(quote.amount)}
        kept = {**filled, **(values_of(recipient) if recipient else {})}
        merged = {name: text for name, text in kept.items() if name in spec.by_name} | {**typed, **priced}
        problems = check(spec, merged)
        for name in sorted(set(typed) - set(spec.by_name)):
            problems[name] = [FieldProblem("not-asked", _("This way of sending does not ask for it."))]
        for name in set(typed) & set(priced):
            if typed[name] != priced[name]:
                problems[name] = [FieldProblem("quote-mismatch", _("The price is of another one."))]
        if problems and not self.asked.get("form_fingerprint"):
            raise Invalid(problems)
        if problems and self.asked["form_fingerprint"] == spec.fingerprint:
            raise Invalid(problems)
        return clean(spec, merged)

    def _quote(self) -> Quote:
        found = self.view.quotes.filter(public_id=self.asked["quote"]).first()
        if found is None:
            raise _nothing("quote")
        return found

    def _again(self) -> Transfer | None:
        """The transfer this one repeats, or whose refused or stopped order it takes the place of."""
        public_id: UUID | None = self.asked.get("replaces") or self.asked.get("repeats")
        if public_id is None:
            return None
        own = counter.repeatable(public_id, self.view.shop).filter(maker=self.view.person).first()
        if own is None:
            raise _nothing("replaces" if self.asked.get("replaces") else "repeats")
        if self.asked.get("replaces") and not counter.is_to_be_replaced(own):
            raise Conflict(_("This order may have been sent; it cannot be replaced."), code="not-replaceable")
        return own

    def _named(self, name: str, find: Any) -> Any:
        try:
            return find(self.asked[name])
        except Http404:
            raise _nothing(name) from None

    def _spec_today(self, quote: Quote) -> Spec:
        """The form by the rules as Bitspark tells them now; one call."""
        rules = mirror.rules_now(quote.connection, quote.destination, _choice(quote))
        return spec_from(quote.connection, quote.destination, _choice(quote), rules, shop=self.view.shop)

    def _told(self, refusal: Conflict, quote: Quote) -> ServiceError:
        """The refusal with what an app needs to go on: both prices, or the new form."""
        if refusal.code == "quote-moved":
            now = self.view.quotes.get(public_id=refusal.detail["quote"])
            refusal.detail |= {"shown": quote_shown(quote), "now": quote_shown(now)}
        if refusal.code == "form-changed":
            refusal.detail["form"] = json_schema(self._spec_today(quote))
        return refusal


def _choice(quote: Quote) -> Choice:
    return Choice(quote.province, quote.delivery_method, quote.provider)


def _nothing(name: str) -> Invalid:
    """What a body names and the device's shop does not have; another shop's is no different."""
    return Invalid({name: [FieldProblem("not-found", _("There is none of that id here."))]})
