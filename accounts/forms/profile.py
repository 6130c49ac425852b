"""The profile at Bitspark, to be changed. Passwords are typed each time and never drawn again."""

from collections.abc import Iterable
from typing import Any

import pycountry
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_SECRET = {"spellcheck": "false"}
_DRAWN = (
    "first_name",
    "middle_name",
    "last_name",
    "residence_country",
    "contact_number",
    "company_name",
    "address",
    "currency_id",
    "value",
)  # all but numbers and passwords
ID_TYPES = [("id_card", _("Identity card")), ("passport", _("Passport"))]


def countries() -> list[tuple[str, str | Promise]]:
    """Alpha-3 codes and names, by name."""
    return sorted(((one.alpha_3, one.name) for one in pycountry.countries), key=lambda pair: pair[1])


class ProfileForm(forms.Form):
    """All that the document lets us change. `told` is what the provider holds; an empty identity number
    leaves the one it holds."""

    first_name = forms.CharField(label=_("First name"), max_length=100)
    middle_name = forms.CharField(label=_("Middle name"), max_length=100, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=100)
    residence_country = forms.ChoiceField(label=_("Country of residence"), required=False)
    contact_number = forms.CharField(label=_("Contact number"), max_length=40, required=False)
    company_name = forms.CharField(label=_("Company name"), max_length=200, required=False)
    address = forms.CharField(label=_("Address"), max_length=400, required=False)
    currency_id = forms.ChoiceField(label=_("Active account"), required=False)
    value = forms.ChoiceField(label=_("Kind of identity document"), choices=[("", _("Choose")), *ID_TYPES])
    id_number = forms.CharField(
        label=_("Number of the identity document"),
        max_length=60,
        required=False,
        help_text=_("Leave it empty to keep the one that Bitspark holds."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    proof = forms.FileField(
        label=_("Proof of the identity document"),
        required=False,
        help_text=_(
            "jpg, jpeg, gif, png, bmp or pdf, at most 5 MB. It is sent to Bitspark and not kept here."
        ),
        widget=forms.FileInput({"accept": ".jpg,.jpeg,.gif,.png,.bmp,.pdf"}),
    )
    password = forms.CharField(
        label=_("New password"),
        max_length=128,
        required=False,
        widget=forms.PasswordInput({**_SECRET, "autocomplete": "new-password"}, render_value=False),
        help_text=_("Only if it is to change."),
    )
    password_confirmation = forms.CharField(
        label=_("New password, again"),
        max_length=128,
        required=False,
        widget=forms.PasswordInput({**_SECRET, "autocomplete": "new-password"}, render_value=False),
    )
    current_password = forms.CharField(
        label=_("Current password at Bitspark"),
        max_length=128,
        widget=forms.PasswordInput({**_SECRET, "autocomplete": "current-password"}, render_value=False),
        help_text=_("Asked for each change. It is sent once and kept nowhere."),
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        told: dict[str, Any],
        currencies: Iterable[tuple[str, str]],
    ) -> None:
        super().__init__(data, files, initial={name: told.get(name) or "" for name in _DRAWN})
        country = _with_told(countries(), told.get("residence_country"))
        self.fields["residence_country"].choices = [("", _("Not told")), *country]  # type: ignore[attr-defined]  # a ChoiceField
        known = _with_told(list(currencies), told.get("currency_id"), told.get("currency"))
        self.fields["currency_id"].choices = [("", _("As it is")), *known]  # type: ignore[attr-defined]  # as above

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("password", "") != said.get("password_confirmation", ""):
            self.add_error("password_confirmation", _("The two new passwords differ."))
        return said

    @property
    def values(self) -> dict[str, str]:
        """What the profile is to hold, by the provider's names; without passwords."""
        said = self.cleaned_data
        unsaid = {"password", "password_confirmation", "current_password", "proof"}
        unsaid |= {name for name in ("id_number", "currency_id") if not said.get(name)}
        return {name: str(said[name]) for name in said if name not in unsaid}


def _with_told(choices: list[Any], value: Any, label: Any = None) -> list[Any]:
    """The choices, with the one that the provider holds among them even if nobody else lists it."""
    if value and value not in {code for code, _label in choices}:
        return [(value, label or value), *choices]
    return choices
