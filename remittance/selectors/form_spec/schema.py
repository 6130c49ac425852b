"""A compiled form as JSON Schema, for the apps to draw.

The plain keywords never refuse what the server takes; the `x-` keywords say the rest, so that who
applies them agrees with the server exactly:

`x-required`   true: nothing is left of the text once white space around it is cut
`x-kind`       list of `text decimal integer letters phone email iban`; a text must be all of them
`x-minimum`, `x-maximum`   amounts, inclusive, as text
`x-precision`  digits behind the point at most
`x-chosen`     the code for which this form was made; another one needs the form read again
`x-redraws`    true: the form must be read again when this value changes
`x-country`    two letters: phone numbers typed without a country code are completed for it
`x-group`      route, amount, recipient or sender
`x-asked-by`   who asks for it: rule id, level, and what it asks
`x-blocked`    (of the whole) rule kinds the desk does not know; while there are any, nothing is sent
`x-fingerprint` (of the whole) changes when the form asks for something else

Text is tidied before it is judged: white space around it is cut, any run of it becomes one space.
Choices are compared as they are. Control characters are refused in what is left.
"""

from typing import Any

from django.utils.translation import gettext as _

from .fields import Field, Spec

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(spec: Spec) -> dict[str, Any]:
    """The form as JSON Schema 2020-12; properties are named by the dotted names."""
    return {
        "$schema": DIALECT,
        "type": "object",
        "title": _("Send to %(destination)s") % {"destination": spec.destination_name},
        "properties": {one.name: _property(one) for one in spec.fields},
        "required": [one.name for one in spec.fields if one.required],
        "x-fingerprint": spec.fingerprint,
        "x-blocked": [
            {"field": one.field, "kind": one.kind, "value": one.value, "rule": one.rule, "level": one.level}
            for one in spec.blocked
        ],
    }


def _property(field: Field) -> dict[str, Any]:
    told: dict[str, Any] = {
        "type": "string" if field.required else ["string", "null"],
        "title": str(field.label),
        "maxLength": field.max_length,
        "x-group": field.group,
        "x-kind": list(field.kinds) or ["text"],
        "x-required": field.required,
        "x-asked-by": [
            {"rule": who.rule, "level": who.level, "asks": list(who.asks)} for who in field.asked_by
        ],
    }
    if field.required:
        told["minLength"] = 1
    if field.choices is None:
        told["pattern"] = "^[^~]*$"
    else:
        told |= _choices(field)
    return told | _limits(field)


def _choices(field: Field) -> dict[str, Any]:
    codes: list[dict[str, Any]] = [
        {"const": option.code, "title": option.name} for option in field.choices or ()
    ]
    if not field.required:
        codes += [{"const": "", "title": ""}, {"type": "null"}]
    return {"oneOf": codes}


def _limits(field: Field) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if field.minimum is not None:
        told["x-minimum"] = format(field.minimum, "f")
    if field.maximum is not None:
        told["x-maximum"] = format(field.maximum, "f")
    if field.precision is not None:
        told["x-precision"] = field.precision
    if field.redraws:
        told |= {"x-redraws": True, "x-chosen": field.chosen}
    if field.country:
        told["x-country"] = field.country
    return told
