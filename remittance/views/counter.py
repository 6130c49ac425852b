"""What the steps at the counter share: who is served there, the forms, and how they are drawn again.

Nothing is kept on the server between the steps: each page carries what was typed, so that going back, an
expired sign-in or a second tab lose nothing and mix nothing up.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.models import Connection, Permission, Shop
from accounts.services import connections
from accounts.services.errors import ServiceError
from accounts.views.base import ShopView
from remittance.forms.counter import CARRIED, CounterForm
from remittance.forms.transfer_form import TransferForm, form_for
from remittance.models import Recipient, Sender, Transfer
from remittance.selectors import counter, people
from remittance.views.form_fields import at_a_counter
from wallet.models import MoneyCommand

BESIDE = (*CARRIED, "account_currency", "budget", "domestic_payment_id")


@dataclass(frozen=True)
class Serving:
    """Who stands at the counter, whom they pay, and what is done again, if anything."""

    sender: Sender
    recipient: Recipient | None
    again: Transfer | None

    @property
    def replaces(self) -> MoneyCommand | None:
        return self.again.command if self.again and counter.is_to_be_replaced(self.again) else None

    @property
    def repeats(self) -> Transfer | None:
        return None if self.again is None or counter.is_to_be_replaced(self.again) else self.again


class Counter(ShopView):
    """What the steps share."""

    may = Permission.SEND_MONEY

    @cached_property
    def counter(self) -> Shop:
        return at_a_counter(self.shop)

    @cached_property
    def connection(self) -> Connection:
        return connections.serving(self.counter)

    def serving(self, typed: Mapping[str, Any]) -> Serving | None:
        """Those named in the address or the form; None while nobody is. Another shop's are a 404."""
        scope = people.Scope(shops=self.shops, shop=self.counter)
        again = self._again(typed.get("again"))
        sender_id, recipient_id = uuid_of(typed.get("sender")), uuid_of(typed.get("recipient"))
        if sender_id is None:
            return Serving(again.sender, again.recipient, again) if again and again.sender else None
        try:
            sender = scope.sender(sender_id)
            recipient = scope.recipient(recipient_id) if recipient_id else None
        except (Sender.DoesNotExist, Recipient.DoesNotExist):
            raise Http404 from None
        if sender.shop_id != self.counter.pk:
            raise Http404
        return Serving(sender, recipient, again)

    def _again(self, text: Any) -> Transfer | None:
        public_id = uuid_of(text)
        return get_object_or_404(counter.repeatable(public_id, self.counter)) if public_id else None

    def counter_form(
        self, data: Mapping[str, Any] | None = None, initial: dict[str, Any] | None = None
    ) -> CounterForm:
        currencies = [account.currency for account in self.accounts]
        cash = self.counter.cash_currency
        return CounterForm(
            data,
            currencies=currencies,
            cash_currency=cash,
            domestic=self.connection.domestic_enabled,
            initial=initial,
        )

    @cached_property
    def accounts(self) -> list[Any]:
        return counter.accounts_to_pay_from(self.connection, self.counter.cash_currency)

    def draw_form(
        self, serving: Serving, form: TransferForm, beside: CounterForm, *, status: int = 200
    ) -> HttpResponse:
        context = {
            "form": form,
            "beside": beside,
            "serving": serving,
            "accounts": self.accounts,
            "panel": people.panel(serving.sender, self.shops, timezone.now()),
        }
        return render(self.request, "remittance/send_form.html", context, status=status)

    def draw_typed(
        self, typed: QueryDict, why: ServiceError | None = None, *, status: int = 200
    ) -> HttpResponse:
        """The form with what was typed, and beside its fields what a refusal says about them."""
        serving = self.serving(typed)
        if serving is None:
            return redirect("remittance:send")
        if typed.get("quote") and typed.get("budget"):  # this amount was worked out of that, not typed
            typed = typed.copy()
            typed["amount"] = ""
        form = form_for(self.connection, self.counter, typed)
        beside = self.counter_form(initial={name: typed.get(name, "") for name in BESIDE})
        if why is not None:
            form.refuse(why.fields, [] if why.fields else [str(why.message)])
        return self.draw_form(serving, form, beside, status=status)


def uuid_of(text: Any) -> uuid.UUID | None:
    """The id that was named, None where it is none."""
    try:
        return uuid.UUID(str(text)) if text else None
    except ValueError:
        return None
