"""How a form's fields are drawn: `partials/_field.html` and its neighbours are built of these."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, RadioSelect, Select
from django.forms.widgets import ChoiceWidget
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def input_kind(field: BoundField) -> str:
    """What a field is drawn as: "check", "choices" (a group with a legend), "hidden", "select", "text"."""
    widget = field.field.widget
    if field.is_hidden:
        return "hidden"
    if isinstance(widget, CheckboxInput):
        return "check"
    if isinstance(widget, RadioSelect) or (isinstance(widget, ChoiceWidget) and widget.use_fieldset):
        return "choices"
    return "select" if isinstance(widget, Select) else "text"


@register.simple_tag
def field_input(field: BoundField, warnings: Iterable[Any] = (), placed: Iterable[Any] = ()) -> SafeString:
    """The input of a bound field, tied by aria-describedby to the help, errors and warnings beside it."""
    own = field.field.widget.attrs
    kind = input_kind(field)
    look = {"check": "form-check-input", "choices": "", "select": "form-select"}.get(kind, "form-control")
    wrong = bool(field.errors) or bool(placed)
    described = [
        f"{field.auto_id}_{part}"
        for part, there in (("help", field.help_text), ("errors", wrong), ("warnings", warnings))
        if there
    ]
    invalid = "is-invalid" if wrong and look else ""
    classes = " ".join(filter(None, (own.get("class", ""), look, invalid)))
    attrs: dict[str, str | bool] = {"class": classes} if classes else {}
    if wrong:
        attrs["aria-invalid"] = "true"
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if kind == "text":
        attrs["dir"] = str(own.get("dir", "auto"))
    return field.as_widget(attrs=attrs)


@register.filter
def fields_with_errors(form: Any) -> list[BoundField]:
    """The visible fields of a form that have errors, in their order."""
    return [field for field in form.visible_fields() if field.errors]


@register.simple_tag
def hidden_values(values: Any) -> SafeString:
    """Hidden inputs for `values`, a mapping or pairs: what was typed and must not get lost."""
    pairs = values.items() if hasattr(values, "items") else values
    return format_html_join("\n", '<input type="hidden" name="{}" value="{}">', pairs)
