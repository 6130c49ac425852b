"""Addresses and memos: what their list can be narrowed to, what to make, and whose memos they are."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wallet.models import DepositAddress
from wallet.selectors.addresses import COINS, Wanted

USED, UNUSED = "used", "unused"
KINDS = DepositAddress.Kind


class AddressFilter(forms.Form):
    """Every field may be empty."""

    kind = forms.ChoiceField(label=_("What"), required=False, choices=[("", _("Any")), *KINDS.choices])
    used = forms.ChoiceField(
        label=_("Used"),
        required=False,
        choices=[("", _("Any")), (UNUSED, _("Unused")), (USED, _("Used"))],
    )
    currency = forms.CharField(label=_("Currency"), required=False, max_length=8)

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    def wanted(self) -> Wanted:
        """What was asked for, as far as it could be read."""
        self.is_valid()
        told = self.cleaned_data
        used = {USED: True, UNUSED: False}.get(told.get("used", ""))
        return Wanted(kind=told.get("kind", ""), is_used=used, currency=told.get("currency", ""))

    @property
    def is_narrowing(self) -> bool:
        return any(self.data.get(name) for name in self.fields)


class GenerateForm(forms.Form):
    """A memo, or an address in one of the coins that have them."""

    what = forms.ChoiceField(
        label=_("Make"),
        choices=[*((coin, _("%s address") % coin) for coin in COINS), (KINDS.MEMO.value, _("Memo"))],
    )

    @property
    def asked(self) -> dict[str, Any]:
        """`kind` and `currency` of what was chosen."""
        what = self.cleaned_data["what"]
        if what == KINDS.MEMO:
            return {"kind": KINDS.MEMO, "currency": ""}
        return {"kind": KINDS.ADDRESS, "currency": what}


class MemoAccountForm(forms.Form):
    """The account name that memos are written for."""

    name = forms.CharField(
        label=_("Account name for memos"),
        max_length=120,
        help_text=_("As Bitspark gave it to you; its API names it nowhere. Payers write it beside the memo."),
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
