"""What the list of transfers can be narrowed to; the page and the API take the same words."""

from datetime import tzinfo
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models.money import LARGEST, PLACES
from remittance.selectors import statuses
from remittance.selectors.transfers import Wanted
from wallet.models import State


class TransferFilter(forms.Form):
    """Every field may be empty. What cannot be read is said beside its field, and the rest still counts."""

    q = forms.CharField(label=_("Reference, number or id"), required=False, max_length=80)
    state = forms.ChoiceField(label=_("State"), required=False)
    status = forms.ChoiceField(label=_("Status at Bitspark"), required=False)
    first_day = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    last_day = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    destination = forms.CharField(label=_("Destination"), required=False, max_length=120)
    currency = forms.CharField(label=_("Currency"), required=False, max_length=16)
    least = forms.DecimalField(
        label=_("Amount from"), required=False, min_value=Decimal(0), max_value=LARGEST, decimal_places=PLACES
    )
    most = forms.DecimalField(
        label=_("Amount to"), required=False, min_value=Decimal(0), max_value=LARGEST, decimal_places=PLACES
    )
    maker = forms.UUIDField(label=_("Made by"), required=False)
    sender = forms.UUIDField(label=_("Sender"), required=False, widget=forms.HiddenInput)
    recipient = forms.UUIDField(label=_("Recipient"), required=False, widget=forms.HiddenInput)
    not_made_here = forms.BooleanField(label=_("Not made here"), required=False)
    updated_since = forms.DateTimeField(label=_("Changed since"), required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        reads_suspicious: bool = False,
        makers: list[tuple[str, str]] | None = None,
        destinations: list[str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", _("Any")), *State.choices]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["status"].choices = [("", _("Any")), *_statuses(reads_suspicious)]  # type: ignore[attr-defined]  # as above
        if makers is not None:
            self.fields["maker"].widget = forms.Select(choices=[("", _("Anybody")), *makers])
        if destinations is not None:
            names = [("", _("Anywhere")), *((name, name) for name in destinations)]
            self.fields["destination"].widget = forms.Select(choices=names)

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    def wanted(self, zone: tzinfo) -> Wanted:
        """What was asked for, as far as it could be read; days are days of `zone`."""
        self.is_valid()
        told = {name: value for name, value in self.cleaned_data.items() if value not in {None, ""}}
        return Wanted(zone=zone, **told)

    @property
    def is_narrowing(self) -> bool:
        return any(self.data.get(name) for name in self.fields)


def _statuses(reads_suspicious: bool) -> list[tuple[str, Any]]:
    known = [
        status
        for status in statuses.DOCUMENTED.values()
        if reads_suspicious or not statuses.is_suspicious(status.code)
    ]
    return [(status.code, status.word) for status in known]
