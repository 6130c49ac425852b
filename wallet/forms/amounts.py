"""An amount as people type it: plain digits, and nothing that could be read in two ways."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models.money import scaled

_AMOUNT = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20})?", re.ASCII)


class AmountField(forms.CharField):
    """More than zero, in major units: no sign, exponent, separator or other digits. Cleans to a Decimal."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget",
            forms.TextInput(
                {"inputmode": "decimal", "dir": "ltr", "autocomplete": "off", "placeholder": "1500.50"}
            ),
        )
        super().__init__(max_length=41, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        if not _AMOUNT.fullmatch(text):
            raise ValidationError(_("Write plain digits, such as 1500.50."), code="amount")
        amount = Decimal(text)
        scaled(amount)
        if amount <= 0:
            raise ValidationError(_("An amount is more than zero."), code="amount")
        return amount
