"""Figures as people type them: plain digits, exact, nothing guessed."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models.money import scaled

_PLAIN = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20})?", re.ASCII)


class PlainFigureField(forms.CharField):
    """A figure from 0 in plain digits: no sign, exponent, separator or other digits, at most 8 decimals.

    None when it is empty.
    """

    widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 41, **kwargs})

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        if not _PLAIN.fullmatch(text):
            raise ValidationError(_("Write plain digits, such as 1500.50."), code="amount")
        figure = Decimal(text)
        scaled(figure)
        return figure
