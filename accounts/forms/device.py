"""Naming a device."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DeviceForm(forms.Form):
    """A new device for the person signed in, in the active shop."""

    name = forms.CharField(label=_("Device name"), max_length=80, help_text=_("Such as “Counter phone”."))
