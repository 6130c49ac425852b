"""Announcing a deposit, and what the list of deposits can be narrowed to."""

from datetime import tzinfo
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wallet.forms.amounts import AmountField
from wallet.models import Account, State
from wallet.selectors.deposits import BITCOIN, Wanted


class DepositForm(forms.Form):
    """Which account of ours, how much, and for Bitcoin whether the address must be a new one."""

    currency = forms.ChoiceField(label=_("Account to pay in to"))
    amount = AmountField(label=_("Amount"))
    generate_new_address = forms.BooleanField(
        label=_("A new address, even if unused ones are left"),
        required=False,
        help_text=_(
            "Bitcoin only. Bitspark gives the unused address again unless you ask for a new one; at most 5 "
            "may lie unused. Whoever needs more asks Bitspark."
        ),
    )

    def __init__(self, *args: Any, accounts: list[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_currency = {account.currency: account for account in accounts}
        self.fields["currency"].choices = [(one, one) for one in self.by_currency]  # type: ignore[attr-defined]  # a ChoiceField
        if BITCOIN not in self.by_currency:
            del self.fields["generate_new_address"]

    @property
    def account(self) -> Account:
        return self.by_currency[self.cleaned_data["currency"]]


class ProofForm(forms.Form):
    """One file; what it is, is looked into by the service."""

    file = forms.FileField(
        label=_("Proof that it was paid"),
        allow_empty_file=True,
        max_length=255,
        help_text=_("jpg, jpeg, gif, png, bmp or pdf, at most 5 MB. Bitspark is sent it once."),
        widget=forms.FileInput({"accept": ".jpg,.jpeg,.gif,.png,.bmp,.pdf"}),
    )


class DepositFilter(forms.Form):
    """Every field may be empty. What cannot be read is said beside its field, and the rest still counts."""

    q = forms.CharField(label=_("Reference, txid, address or id"), required=False, max_length=128)
    state = forms.ChoiceField(label=_("State"), required=False)
    currency = forms.CharField(label=_("Currency"), required=False, max_length=8)
    first_day = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    last_day = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    not_made_here = forms.BooleanField(label=_("Not made here"), required=False)
    updated_since = forms.DateTimeField(label=_("Changed since"), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", _("Any")), *State.choices]  # type: ignore[attr-defined]  # a ChoiceField

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    def wanted(self, zone: tzinfo) -> Wanted:
        """What was asked for, as far as it could be read; days are days of `zone`."""
        self.is_valid()
        told = {name: value for name, value in self.cleaned_data.items() if value not in {None, ""}}
        return Wanted(zone=zone, **told)

    @property
    def is_narrowing(self) -> bool:
        return any(self.data.get(name) for name in self.fields)
