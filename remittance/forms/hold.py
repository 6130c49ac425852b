"""Acts that need a reason: holds, expired documents, reading identity data."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    """Why somebody does it; it stands in the audit."""

    reason = forms.CharField(label=_("Why"), min_length=3, max_length=500)
