"""Inviting, accepting, and giving a role."""

from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, Shop

ALL_SHOPS = "all"


class ShopsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic when run
    """Shops by their public ids, among those the view allows."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Shop.objects.none(), to_field_name="public_id", **kwargs)


class InvitationForm(forms.Form):
    """Whom to invite, as what, for which shops. `shops` and `all_shops` say what the inviter may give."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("The link is shown to you as well.")
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    shops = ShopsField(label=_("Shops"), required=False)
    all_shops = forms.BooleanField(label=_("All shops, as head office"), required=False)

    def __init__(self, *args: Any, shops: Any, all_shops: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shops"].queryset = shops  # type: ignore[attr-defined]  # a ModelMultipleChoiceField's
        if not all_shops:
            del self.fields["all_shops"]

    def clean(self) -> dict[str, Any] | None:
        if not self.cleaned_data.get("shops") and not self.cleaned_data.get("all_shops"):
            self.add_error("shops", _("Choose at least one shop, or all shops."))
        return self.cleaned_data


class AcceptForm(forms.Form):
    """What a person who was invited says of themselves."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As colleagues read it."))
    username = forms.CharField(
        label=_("Username"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
        help_text=_("You sign in with it."),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("12 to 128 characters, and not a common one. Four ordinary words make a good one."),
    )
    password_again = forms.CharField(
        label=_("The same password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password_again(self) -> str:
        again = str(self.cleaned_data["password_again"])
        if self.cleaned_data.get("password") not in {None, again}:
            raise forms.ValidationError(_("The two passwords differ."), code="differ")
        return again


class RoleForm(forms.Form):
    """A role in one shop, or in all."""

    shop = forms.ChoiceField(label=_("Shop"))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)

    def __init__(self, *args: Any, shops: list[Shop], all_shops: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._shops = {str(shop.public_id): shop for shop in shops}
        choices = [(public_id, shop.name) for public_id, shop in self._shops.items()]
        everywhere = [(ALL_SHOPS, _("All shops"))] if all_shops else []
        self.fields["shop"].choices = [*everywhere, *choices]  # type: ignore[attr-defined]  # a ChoiceField's

    @property
    def chosen_shop(self) -> Shop | None:
        """The shop, None for all of them."""
        return self._shops.get(self.cleaned_data["shop"])
