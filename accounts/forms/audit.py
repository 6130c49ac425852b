"""Narrowing the audit log."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class AuditFilterForm(forms.Form):
    """By who did it, and by the beginning of what was done."""

    actor = forms.ModelChoiceField(
        label=_("Who"),
        queryset=User.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("Anybody"),
    )
    action = forms.CharField(
        label=_("What"),
        max_length=80,
        required=False,
        help_text=_("The beginning of its name, such as “transfer.”"),
    )

    def __init__(self, *args: Any, actors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["actor"].queryset = actors  # type: ignore[attr-defined]  # a ModelChoiceField's
