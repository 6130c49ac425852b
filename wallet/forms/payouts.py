"""Where withdrawals may go, withdrawing, exchanging, and what those lists can be narrowed to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wallet.forms.amounts import AmountField
from wallet.models import Account, BankDetail, State

TYPED = {"autocomplete": "off", "spellcheck": "false", "dir": "ltr"}


class DetailForm(forms.Form):
    """A bank account or a Bitcoin address; what is right is looked into by the service."""

    kind = forms.ChoiceField(label=_("What it is"), choices=BankDetail.Kind.choices, widget=forms.RadioSelect)
    label = forms.CharField(label=_("Our name for it"), max_length=60)
    name = forms.CharField(label=_("Bank"), max_length=140, required=False)
    beneficiary_name = forms.CharField(label=_("Beneficiary"), max_length=140, required=False)
    account_number = forms.CharField(
        label=_("Account number"), max_length=64, required=False, widget=forms.TextInput(TYPED)
    )
    swift_code = forms.CharField(
        label=_("SWIFT code"), max_length=14, required=False, widget=forms.TextInput(TYPED)
    )
    address = forms.CharField(label=_("Address of the bank"), max_length=300, required=False)
    wallet_address = forms.CharField(
        label=_("Bitcoin address"),
        max_length=100,
        required=False,
        widget=forms.TextInput(TYPED),
        help_text=_("Only for Bitcoin; a bank needs all of the fields above instead."),
    )
    why = forms.CharField(
        label=_("Why"), max_length=500, required=False, help_text=_("The person who accepts it reads it.")
    )


class WithdrawalForm(forms.Form):
    """From which account, how much, and to which accepted place."""

    currency = forms.ChoiceField(label=_("Account to take from"))
    amount = AmountField(label=_("Amount"))
    detail = forms.ChoiceField(label=_("Goes to"))

    def __init__(self, *args: Any, accounts: list[Account], details: list[BankDetail], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_currency = {one.currency: one for one in accounts}
        self.by_id = {str(one.public_id): one for one in details}
        named = [(key, f"{one.label} (…{one.number[-4:]})") for key, one in self.by_id.items()]
        self.fields["currency"].choices = [(one, one) for one in self.by_currency]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["detail"].choices = named  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def account(self) -> Account:
        return self.by_currency[self.cleaned_data["currency"]]

    @property
    def place(self) -> BankDetail:
        return self.by_id[self.cleaned_data["detail"]]


class ExchangeForm(forms.Form):
    """How much of which currency of ours into which other."""

    amount = AmountField(label=_("Amount"))
    currency_from = forms.ChoiceField(label=_("From our account in"))
    currency_to = forms.ChoiceField(label=_("Into our account in"))

    def __init__(self, *args: Any, accounts: list[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_currency = {one.currency: one for one in accounts}
        for name in ("currency_from", "currency_to"):
            self.fields[name].choices = [(one, one) for one in self.by_currency]  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def source(self) -> Account:
        return self.by_currency[self.cleaned_data["currency_from"]]

    @property
    def target(self) -> Account:
        return self.by_currency[self.cleaned_data["currency_to"]]


class PayoutFilter(forms.Form):
    """Every field may be empty."""

    q = forms.CharField(label=_("Reference or id"), required=False, max_length=128)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *State.choices])
    currency = forms.CharField(label=_("Currency"), required=False, max_length=8)

    def wanted(self) -> dict[str, str]:
        """What was asked for, as far as it could be read."""
        self.is_valid()
        found = {name: str(self.cleaned_data.get(name, "")) for name in self.fields}
        return found | {"currency": found["currency"].upper()}

    @property
    def is_narrowing(self) -> bool:
        return any(self.data.get(name) for name in self.fields)
