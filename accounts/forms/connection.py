"""A login at a provider. Key and secret go in and never come out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.staff import ShopsField
from accounts.models import Connection, Shop

_HIDDEN = {"autocomplete": "off", "spellcheck": "false"}


class KeyForm(forms.Form):
    """A key and its secret, as the provider's site shows them."""

    key = forms.CharField(
        label=_("Key"), max_length=200, widget=forms.PasswordInput(render_value=False, attrs=_HIDDEN)
    )
    secret = forms.CharField(
        label=_("Secret"),
        max_length=200,
        widget=forms.PasswordInput(render_value=False, attrs=_HIDDEN),
        help_text=_("Both are kept encrypted. They are never shown again; you can only replace them."),
    )


class ConnectionForm(forms.Form):
    """What a login is called and whom it serves. `shops` are those the person may connect."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Such as “Bitspark, Hong Kong”."))
    shops = ShopsField(label=_("Shops it serves"))
    home_shop = forms.ModelChoiceField(
        label=_("Home shop"),
        queryset=Shop.objects.none(),
        to_field_name="public_id",
        required=False,
        help_text=Connection._meta.get_field("home_shop").help_text,
    )
    mode = forms.ChoiceField(
        label=_("Mode"),
        choices=Connection.Mode.choices,
        help_text=Connection._meta.get_field("mode").help_text,
    )
    used_only_here = forms.BooleanField(
        label=_("Used only through this system"),
        required=False,
        help_text=Connection._meta.get_field("used_only_here").help_text,
    )

    domestic_enabled = forms.BooleanField(
        label=_("Domestic transfers"),
        required=False,
        help_text=Connection._meta.get_field("domestic_enabled").help_text,
    )

    def __init__(self, *args: Any, shops: Any, at_sandbox: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("shops", "home_shop"):
            self.fields[name].queryset = shops  # type: ignore[attr-defined]  # a ModelChoiceField's
        if at_sandbox:
            self.fields["mode"].choices = [(Connection.Mode.TEST, Connection.Mode.TEST.label)]  # type: ignore[attr-defined]  # a ChoiceField's

    @property
    def values(self) -> dict[str, Any]:
        """What the form says, by the names of the service."""
        said = dict(self.cleaned_data)
        return {**said, "shops": list(said["shops"])}


class ShopAtProviderForm(forms.Form):
    """What our own shop is called at Bitspark; typed once, since no endpoint tells it."""

    shop_code = forms.CharField(
        label=Connection._meta.get_field("shop_code").verbose_name,
        max_length=64,
        required=False,
        help_text=Connection._meta.get_field("shop_code").help_text,
        widget=forms.TextInput(attrs=_HIDDEN),
    )
    shop_remote_id = forms.CharField(
        label=Connection._meta.get_field("shop_remote_id").verbose_name,
        max_length=128,
        required=False,
        help_text=Connection._meta.get_field("shop_remote_id").help_text,
        widget=forms.TextInput(attrs=_HIDDEN),
    )


class NewConnectionForm(KeyForm, ConnectionForm):
    """A new login, key and all. What Bitspark agreed to besides is said afterwards."""

    domestic_enabled = None  # type: ignore[assignment]  # Django's way to leave an inherited field out

    field_order = ["name", "key", "secret", "shops", "home_shop", "mode", "used_only_here"]
