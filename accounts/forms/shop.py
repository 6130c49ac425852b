"""A shop's settings, and the operator's name."""

import zoneinfo
from functools import cache
from typing import Any

import pycountry
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Operator, Shop
from accounts.services import shops


@cache
def time_zones() -> list[tuple[str, str]]:
    """Every zone of this machine that is named for a place, and UTC."""
    places = sorted(
        zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith("Etc/")
    )
    return [(zone, zone.replace("_", " ")) for zone in ["UTC", *places]]


@cache
def countries() -> list[tuple[str, str]]:
    """Two-letter codes of countries, by name."""
    named = sorted((country.name, country.alpha_2) for country in pycountry.countries)
    return [("", "–"), *((code, f"{name} ({code})") for name, code in named)]


class ShopForm(forms.ModelForm[Shop]):
    """All settings of a shop; its code only while it is new."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones)
    country = forms.ChoiceField(
        label=_("Country"),
        choices=countries,
        required=False,
        help_text=Shop._meta.get_field("country").help_text,
    )
    cash_currency = forms.CharField(
        label=_("Cash currency"),
        max_length=3,
        help_text=_("Three letters, such as HKD: what is in the drawer."),
    )

    class Meta:
        model = Shop
        fields = ["code", *shops.FIELDS]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["code"]
        self.fields["charge"].min_value = 0  # type: ignore[attr-defined]  # a DecimalField's

    def clean_cash_currency(self) -> str:
        code = str(self.cleaned_data["cash_currency"]).upper()
        if pycountry.currencies.get(alpha_3=code) is None:
            raise forms.ValidationError(_("This is no currency's three letters."), code="currency")
        return code

    def clean_charge(self) -> Any:
        charge = self.cleaned_data["charge"]
        if charge is not None and charge < 0:
            raise forms.ValidationError(_("A charge is not negative."), code="negative")
        return charge

    @property
    def values(self) -> dict[str, Any]:
        """What the form says, by the names of the service."""
        return dict(self.cleaned_data)


class OperatorForm(forms.ModelForm[Operator]):
    """The company whose shops these are."""

    class Meta:
        model = Operator
        fields = ["name"]
