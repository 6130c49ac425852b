"""The form of a recipient in Bitspark's book."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from remittance.models import Recipient
from remittance.services.people.recipient_book import FIELDS

MASKED = ("cnic",)
# Source: Bitspark API, "Recipients", response details: should be one of [current, saving].
ACCOUNT_TYPES = [("", _("not told")), ("current", _("Current")), ("saving", _("Saving"))]


class RecipientForm(forms.ModelForm[Recipient]):
    """A recipient as typed. `form` is the one-use id that makes a second click harmless."""

    form = forms.UUIDField(widget=forms.HiddenInput, required=False)
    phone_number = forms.CharField(
        label=_("Phone number"),
        max_length=40,
        help_text=_("With + and the country's code, such as +63 917 123 4567."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )

    class Meta:
        model = Recipient
        fields = FIELDS
        help_texts = {
            "last_name": _("Leave it empty for people with one name; the shop's settings say what is sent."),
            "bank_account_number": _("For bank transfers, with the branch and the beneficiary's name."),
        }
        widgets = {"email": forms.EmailInput}

    def __init__(self, data: Any = None, *, recipient: Recipient | None = None, **kwargs: Any) -> None:
        initial = kwargs.pop("initial", {})
        if recipient is not None:
            initial |= {name: getattr(recipient, name) for name in FIELDS if name not in MASKED}
        super().__init__(data, initial=initial, **kwargs)
        told = recipient.bank_account_type if recipient else ""
        words = [*ACCOUNT_TYPES] if told in {"", "current", "saving"} else [*ACCOUNT_TYPES, (told, told)]
        self.fields["bank_account_type"] = forms.ChoiceField(
            label=_("Bank account type"), required=False, choices=words
        )
        self._kept = [name for name in MASKED if recipient is not None and getattr(recipient, name)]
        for name in self._kept:
            self.fields[name].help_text = _("Kept, and not shown here. Leave it empty to keep it as it is.")

    @property
    def values(self) -> dict[str, str]:
        """What to save: all that was typed; kept identity data only if something new was."""
        return {
            name: self.cleaned_data.get(name) or ""
            for name in FIELDS
            if not (name in self._kept and not self.cleaned_data.get(name))
        }
