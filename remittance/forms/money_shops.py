"""Where to look for money shops from."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class MoneyShopFinder(forms.Form):
    """Words of the name or address, and a place typed as degrees; without one, the shop's own."""

    q = forms.CharField(label=_("Name or address"), required=False, max_length=80)
    lat = forms.DecimalField(
        label=_("Latitude"),
        required=False,
        min_value=Decimal(-90),
        max_value=Decimal(90),
        max_digits=12,
        decimal_places=8,
    )
    lng = forms.DecimalField(
        label=_("Longitude"),
        required=False,
        min_value=Decimal(-180),
        max_value=Decimal(180),
        max_digits=12,
        decimal_places=8,
    )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        for name, other in (("lat", "lng"), ("lng", "lat")):
            if found.get(name) is None and found.get(other) is not None and name not in self.errors:
                self.add_error(name, _("A place needs both figures."))
        return found

    @property
    def place(self) -> tuple[Decimal | None, Decimal | None]:
        """Latitude and longitude as far as both could be read."""
        self.is_valid()
        lat, lng = self.cleaned_data.get("lat"), self.cleaned_data.get("lng")
        return (lat, lng) if lat is not None and lng is not None else (None, None)
