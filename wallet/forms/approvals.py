"""What a second person types when deciding."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    """Why it is refused."""

    reason = forms.CharField(
        label=_("Why it is refused"),
        max_length=500,
        help_text=_("The person who asked reads it."),
        error_messages={"required": _("Say why; the person who asked reads it.")},
    )


class OneTimeCode(forms.TextInput):
    """A field that is drawn empty always: a code that was typed is never written into a page."""

    def format_value(self, value: object) -> None:
        return None


class CodeForm(forms.Form):
    """The provider's one-time code, typed by whoever approves; sent on at once and kept nowhere."""

    gauth_token = forms.RegexField(
        r"^[0-9]{6,8}$",
        label=_("One-time code"),
        required=False,
        help_text=_(
            "From the authenticator of the provider's login, typed now; empty where the login has none. "
            "It is kept nowhere."
        ),
        widget=OneTimeCode(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
        ),
        error_messages={
            "invalid": _("A code is 6 to 8 digits."),
        },
    )
