"""What the list of fees can be narrowed to, a new fee, and what the calculator is asked."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from remittance.selectors.fee_sum import USUAL_SHARE
from remittance.selectors.fees import MODEL_WORDS, Wanted
from wallet.forms.figures import PlainFigureField

ACTIVE = {"true": True, "false": False}


def _currencies(codes: Iterable[str], empty: Any = None) -> list[tuple[str, Any]]:
    chosen = [(code, code) for code in codes]
    return chosen if empty is None else [("", empty), *chosen]


class FeeFilter(forms.Form):
    """The four filters that Bitspark documents. What cannot be read is said beside its field."""

    currency = forms.ChoiceField(label=_("Currency"), required=False)
    active = forms.ChoiceField(
        label=_("Active"),
        required=False,
        choices=[("", _("Any")), ("true", _("Active")), ("false", _("Not active"))],
    )
    fee_model_type = forms.ChoiceField(
        label=_("For"), required=False, choices=[("", _("Any")), *MODEL_WORDS.items()]
    )
    amount = PlainFigureField(
        label=_("Covers this amount"),
        required=False,
        help_text=_("Fees that hold for a transaction of this amount."),
    )

    def __init__(self, *args: Any, currencies: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].choices = _currencies(currencies, _("Any"))  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def wanted(self) -> Wanted:
        """What was asked for, as far as it could be read."""
        self.is_valid()
        said = self.cleaned_data
        return Wanted(
            currency=said.get("currency") or "",
            active=ACTIVE.get(said.get("active") or ""),
            model=said.get("fee_model_type") or "",
            amount=said.get("amount"),
        )

    @property
    def is_narrowing(self) -> bool:
        return any(self.data.get(name) for name in self.fields)


class NewFee(forms.Form):
    """A static fee on top-ups, the only one that can be made."""

    currency = forms.ChoiceField(label=_("Currency"))
    amount = PlainFigureField(
        label=_("Fee on every top-up"), help_text=_("An amount of the currency, not a percentage.")
    )
    why = forms.CharField(
        label=_("Why"), required=False, max_length=500, help_text=_("The second person reads it.")
    )
    understood = forms.BooleanField(
        label=_("I know that it cannot be undone: there is no update and no delete of a fee.")
    )

    def __init__(self, *args: Any, currencies: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].choices = _currencies(currencies)  # type: ignore[attr-defined]  # a ChoiceField


class FeeCalculator(forms.Form):
    """A transaction, and what share of its commission Bitspark keeps."""

    fee_model_type = forms.ChoiceField(label=_("For"), choices=list(MODEL_WORDS.items()))
    currency = forms.ChoiceField(label=_("Currency"))
    amount = PlainFigureField(label=_("Amount"))
    share = PlainFigureField(
        label=_("Bitspark's share, per cent"),
        required=False,
        help_text=_("50 by default; a top-up itself tells its own."),
    )

    def __init__(self, *args: Any, currencies: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].choices = _currencies(currencies)  # type: ignore[attr-defined]  # a ChoiceField

    def clean_share(self) -> Decimal:
        share = self.cleaned_data["share"]
        if share is not None and share > 100:
            raise forms.ValidationError(_("A share is from 0 to 100 per cent."), code="share")
        return USUAL_SHARE if share is None else share
