"""A new key and secret for a provider login, in the admin site."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Connection
from accounts.services import connections
from accounts.services.errors import ServiceError

_HIDDEN = {"autocomplete": "off", "spellcheck": "false"}


class ReplaceKeyForm(forms.ModelForm[Connection]):
    """A new key and secret in place of the old ones; both or neither."""

    new_key = forms.CharField(
        label=_("New key"),
        required=False,
        max_length=200,
        widget=forms.PasswordInput(render_value=False, attrs=_HIDDEN),
    )
    new_secret = forms.CharField(
        label=_("New secret"),
        required=False,
        max_length=200,
        widget=forms.PasswordInput(render_value=False, attrs=_HIDDEN),
        help_text=_("Kept encrypted and never shown. Leave both empty to keep the login as it is."),
    )
    actor: Any = None

    class Meta:
        model = Connection
        fields: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        key, secret = said.get("new_key", ""), said.get("new_secret", "")
        if bool(key) != bool(secret):
            raise ValidationError(_("Give the key and its secret together."), code="both")
        if key and self.is_valid_so_far:
            self._rotate(key, secret)
        return said

    @property
    def is_valid_so_far(self) -> bool:
        return not self.errors

    def _rotate(self, key: str, secret: str) -> None:
        """Replace the login now, so that a refusal stands beside its field."""
        try:
            connections.rotate(self.instance, key=key, secret=secret, actor=self.actor)
        except ServiceError as refusal:
            for name, problems in refusal.fields.items():
                self.add_error(f"new_{name}", str(problems[0].message))
            if not refusal.fields:
                raise ValidationError(str(refusal.message), code=refusal.code) from None
