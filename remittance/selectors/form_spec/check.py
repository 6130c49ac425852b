"""Judging typed values by a compiled form: what every door (page, API, saved recipient) calls."""

from collections.abc import Mapping
from typing import Any
from unicodedata import category

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from . import kinds
from .fields import ABOVE, Field, Problem, Spec, Unknown, tidy
from .labels import full_label
from .phones import completed


def check(spec: Spec, values: Mapping[str, Any]) -> dict[str, list[Problem]]:
    """Everything wrong with `values` (dotted name to text), by field; empty: this may be sent.

    Under `ABOVE` stand problems of the form itself: what blocks sending. Names that the form does
    not ask for are passed over.
    """
    found = {one.name: problems(one, values.get(one.name)) for one in spec.fields}
    found[ABOVE] = [blocking(unknown) for unknown in spec.blocked]
    return {name: listed for name, listed in found.items() if listed}


def clean(spec: Spec, values: Mapping[str, Any]) -> dict[str, str]:
    """What is sent of `values`: only what the form asks, tidied and completed, nothing empty."""
    cleaned = {one.name: written(one, values.get(one.name)) for one in spec.fields}
    return {name: text for name, text in cleaned.items() if text}


def written(field: Field, value: Any) -> str:
    """A typed value as it will be judged and sent; anything that is no text counts as nothing."""
    if not isinstance(value, str):
        return ""
    if field.choices is not None:
        return value
    text = tidy(value)
    if field.country or "phone" in field.kinds:
        text = completed(text, field.country)
    return kinds.iban_written(text) if "iban" in field.kinds else text


def problems(field: Field, value: Any) -> list[Problem]:
    """What is wrong with what was typed into one field; None is the same as nothing typed."""
    if value is not None and not isinstance(value, str):
        return [Problem("not-text", _("Give this as text."))]
    if value and len(value) > field.max_length:
        message = format_lazy(_("At most {count} characters."), count=field.max_length)
        return [Problem("too-long", message)]
    text = written(field, value)
    if not text:
        words = _("Fill this in.") if field.choices is None else _("Choose one.")
        return [Problem("required", words)] if field.required else []
    if field.choices is not None and text not in {option.code for option in field.choices}:
        return [Problem("choice", _("Choose one of those listed."))]
    if field.redraws and text != field.chosen:
        return [Problem("redraw", _("The form for this choice asks for other things: look at it again."))]
    return [*_unsignable(text), *kinds.problems(field, text)]


def _unsignable(text: str) -> list[Problem]:
    """`~` is the one character whose signature cannot be known; control characters nobody can see."""
    found = []
    if "~" in text:
        found.append(Problem("tilde", _("The sign ~ cannot be sent. Leave it out.")))
    if any(category(char) in {"Cc", "Cs"} for char in text):
        found.append(Problem("control", _("There is an invisible character in it. Type it again.")))
    return found


def blocking(unknown: Unknown) -> Problem:
    """Why sending is blocked, in words."""
    if unknown.kind == "rules":
        return Problem("no-rules", _("The rules of this destination could not be read: nothing can be sent."))
    if unknown.kind == "destination":
        return Problem(
            "no-destination", _("The details of this destination were not told: nothing can be sent.")
        )
    message = format_lazy(
        _(
            "Bitspark asks something the desk does not know: “{kind}” {value} for {field}. "
            "A supervisor can let it pass."
        ),
        kind=unknown.kind,
        value=unknown.value,
        field=full_label(unknown.field) if unknown.field else _("the whole form"),
    )
    return Problem("unknown-rule-kind", message)
