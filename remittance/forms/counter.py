"""What the counter asks beside the form that builds itself: which account pays, or what the customer has."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models.money import LARGEST, PLACES

CARRIED = ("sender", "recipient", "again")


class CounterForm(forms.Form):
    """The account to pay from, and the other side of the price."""

    account_currency = forms.ChoiceField(label=_("Pay from our account in"))
    budget = forms.DecimalField(
        label=_("Or: what the customer has in all"),
        required=False,
        min_value=Decimal("0.01"),
        max_value=LARGEST,
        decimal_places=PLACES,
        widget=forms.TextInput({"inputmode": "decimal", "dir": "ltr", "autocomplete": "off"}),
        help_text=_("Instead of the amount that arrives: the most that can be sent for it is found."),
    )
    domestic_payment_id = forms.CharField(
        label=_("Domestic payment id"),
        required=False,
        max_length=128,
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Only for a domestic transfer: as Bitspark gave it. Empty for every other."),
    )
    sender = forms.UUIDField(widget=forms.HiddenInput)
    recipient = forms.UUIDField(required=False, widget=forms.HiddenInput)
    again = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        currencies: list[str],
        cash_currency: str,
        domestic: bool = False,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        choices = [(code, code) for code in currencies]
        self.fields["account_currency"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["budget"].label = _("Or: what the customer has in all, in %(currency)s") % {
            "currency": cash_currency
        }

        if not domestic:
            del self.fields["domestic_payment_id"]

    def clean_domestic_payment_id(self) -> str:
        """Text that can stand in a signed form."""
        typed = str(self.cleaned_data["domestic_payment_id"])
        if not typed.isascii() or not typed.isprintable() or "~" in typed or " " in typed:
            raise ValidationError(_("Letters, digits and signs as Bitspark gave it, without spaces."))
        return typed

    def clean_budget(self) -> Decimal | None:
        budget: Decimal | None = self.cleaned_data["budget"]
        if budget is not None and not budget.is_finite():
            raise ValidationError(_("Type an amount."), code="invalid")
        return budget
