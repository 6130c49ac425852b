"""One field of a compiled form as a Django form field."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from remittance.selectors.form_spec import Field, full_label, problems, written


class SpecField(forms.Field):
    """Judges exactly as the server check does, because it asks the same functions."""

    def __init__(self, field: Field) -> None:
        self.asked = field
        self.full_label = full_label(field.name)  # for a list of errors away from the headings
        super().__init__(required=field.required, label=str(field.label), widget=_widget(field))

    def clean(self, value: Any) -> str:
        found = problems(self.asked, value)
        if found:
            raise ValidationError([ValidationError(str(one.message), code=one.code) for one in found])
        return written(self.asked, value)


class DestinationField(forms.ChoiceField):
    """Where the money goes: the public ids of destinations."""

    def __init__(self, destinations: list[tuple[str, str]]) -> None:
        super().__init__(
            label=_("Destination"),
            choices=[("", _("Choose…")), *destinations],
            error_messages={"required": _("Choose where the money goes.")},
        )


def _widget(field: Field) -> forms.Widget:
    if field.choices is not None:
        nothing = _("Choose…") if field.required else _("None")
        return forms.Select(choices=[("", nothing), *((one.code, one.name) for one in field.choices)])
    return forms.TextInput(attrs=_attributes(field))


def _attributes(field: Field) -> dict[str, str]:
    """What helps typing; nothing here refuses anything that the check takes."""
    attributes = {"autocomplete": "off", "maxlength": str(field.max_length)}
    if "integer" in field.kinds:
        attributes |= {"inputmode": "numeric", "dir": "ltr"}
    elif "decimal" in field.kinds:
        attributes |= {"inputmode": "decimal", "dir": "ltr"}
    elif "phone" in field.kinds or field.country:
        attributes |= {"inputmode": "tel", "dir": "ltr"}
    elif "email" in field.kinds:
        attributes |= {"inputmode": "email", "dir": "ltr", "autocapitalize": "none", "spellcheck": "false"}
    elif "letters" in field.kinds:
        attributes |= {"autocapitalize": "words", "spellcheck": "false"}
    return attributes
