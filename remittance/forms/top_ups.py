"""What lists of top-ups are narrowed to, and what deciding and asking for one takes."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models.money import LARGEST, PLACES
from remittance.models import TopUp
from remittance.selectors import top_up_statuses
from remittance.selectors.top_ups import OTHER, Wanted

STATUSES = [
    ("", _("Any")),
    (top_up_statuses.PENDING, _("Waits for a decision")),
    (OTHER, _("Not pending any more")),
    ("approved", _("Approved")),
    ("declined", _("Declined")),
    ("canceled", _("Cancelled")),
]


class TopUpFilter(forms.Form):
    """Every field may be empty. What cannot be read is said beside its field, and the rest still counts."""

    q = forms.CharField(label=_("Last four of the number, or any part of it"), required=False, max_length=80)
    status = forms.ChoiceField(label=_("Status"), required=False, choices=STATUSES)
    asked_as = forms.ChoiceField(
        label=_("Listed as"),
        required=False,
        choices=[("", _("Any")), *((one.value, one.label) for one in TopUp.AskedAs if one != "both")],
    )
    currency = forms.CharField(label=_("Currency"), required=False, max_length=16)
    updated_since = forms.DateTimeField(label=_("Changed since"), required=False, widget=forms.HiddenInput)

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    @property
    def wanted(self) -> Wanted:
        """What was asked for, as far as it could be read."""
        self.is_valid()
        told = {name: value for name, value in self.cleaned_data.items() if value not in {None, ""}}
        return Wanted(**told)

    @property
    def is_narrowing(self) -> bool:
        return any(self.data.get(name) for name in self.fields)


class ApproveForm(forms.Form):
    """The two ticks of an approval; the second only where it takes more than we hold."""

    cash_counted = forms.BooleanField(label=_("The cash is counted"), required=False)
    beyond_balance = forms.BooleanField(
        label=_("I know that this takes more than our account holds"), required=False
    )


class DeclineForm(forms.Form):
    """Why it is declined; ours alone."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        required=False,
        help_text=_("Kept here. It is not sent to Bitspark or to the customer."),
    )


class AskForm(forms.Form):
    """A top-up of our own account at another shop."""

    shop_code = forms.CharField(
        label=_("The other shop's code"), max_length=64, help_text=_("From its QR code, typed or scanned.")
    )
    currency = forms.ChoiceField(label=_("Currency"))
    amount = forms.DecimalField(
        label=_("Amount to receive"),
        min_value=Decimal("0.00000001"),
        max_value=LARGEST,
        decimal_places=PLACES,
        help_text=_("The other shop may ask for a fee on top."),
    )
    confirms_twin = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, currencies: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].choices = [(one, one) for one in currencies]  # type: ignore[attr-defined]  # a ChoiceField's
