"""A note on anything that people look at."""

from django import forms
from django.utils.translation import gettext_lazy as _


class NoteForm(forms.Form):
    """What somebody wants the others to know."""

    text = forms.CharField(
        label=_("New note"),
        max_length=2000,
        help_text=_("Everybody in this shop reads it. It cannot be changed or removed."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
