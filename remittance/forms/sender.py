"""The form of a sender."""

from typing import Any

import pycountry
from django import forms
from django.utils.translation import gettext_lazy as _

from remittance.models import Sender
from remittance.services.people.senders import FIELDS

MASKED = ("id_number", "birth_date")


def countries() -> list[tuple[str, Any]]:
    """Three letters and a name for each country, by name."""
    every = sorted(((one.alpha_3, one.name) for one in pycountry.countries), key=lambda pair: pair[1])
    return [("", _("not told")), *every]


class SenderForm(forms.ModelForm[Sender]):
    """A sender as typed. Identity data that is already kept is not shown: left empty, it stays as it is."""

    id_country = forms.ChoiceField(label=_("Country of the id"), required=False, choices=countries)

    class Meta:
        model = Sender
        fields = FIELDS
        widgets = {
            "id_expires_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "birth_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "phone_number": forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
            "alt_phone_number": forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
            "id_number": forms.TextInput(attrs={"autocomplete": "off"}),
        }
        help_texts = {
            "last_name": _("Leave it empty for people with one name."),
            "phone_number": _("Without a country's code it is taken as a number of this shop's country."),
        }

    def __init__(self, data: Any = None, *, sender: Sender | None = None, **kwargs: Any) -> None:
        initial = {}
        if sender is not None:
            initial = {name: getattr(sender, name) for name in FIELDS if name not in MASKED}
        super().__init__(data, initial=initial, **kwargs)
        self._kept = [name for name in MASKED if sender is not None and getattr(sender, name)]
        for name in self._kept:
            self.fields[name].help_text = _("Kept, and not shown here. Leave it empty to keep it as it is.")

    @property
    def values(self) -> dict[str, Any]:
        """What to save: all that was typed; kept identity data only if something new was."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if not (name in self._kept and value in {"", None})
        }
