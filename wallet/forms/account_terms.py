"""What is asked of Bitspark about one of our accounts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wallet.models import Account
from wallet.selectors.accounts import decimals_of

from .figures import PlainFigureField


class AccountTermsForm(forms.Form):
    """The two figures of an account that may be changed; an empty one stays as it is."""

    shop_commission = PlainFigureField(
        label=_("Shop commission"),
        required=False,
        help_text=_(
            "What Bitspark adds for us to top-ups and transfers. Its document says “decimal” and not whether "
            "that is a percentage or an amount: ask Bitspark before you change it."
        ),
    )
    balance_threshold = PlainFigureField(
        label=_("Low balance below"),
        required=False,
        help_text=_("Below it this desk marks the account, and Bitspark sends an e-mail. 0 switches it off."),
    )
    why = forms.CharField(
        label=_("Why"), required=False, max_length=500, help_text=_("The second person reads it.")
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        threshold, places = found.get("balance_threshold"), decimals_of(self.account)
        if threshold is not None and -threshold.as_tuple().exponent > places:
            words = _("%(currency)s has at most %(places)d decimals.")
            self.add_error("balance_threshold", words % {"currency": self.account.currency, "places": places})
        return found
