"""The kinds of value that requests and answers are made of. Nothing is converted on the way in."""

import re
from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from accounts.models.money import scaled

_AMOUNT = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20})?", re.ASCII)


class Text(serializers.CharField):
    """Text, and nothing that would have to be made into text."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 300)
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            raise serializers.ValidationError(_("Give this as text."), code="not-text")
        return str(super().to_internal_value(data))


@extend_schema_field(
    {"type": "string", "pattern": r"^[0-9]{1,20}(\.[0-9]{1,20})?$", "examples": ["1500.50"], "maxLength": 41}
)
class Amount(serializers.Field[Decimal, str, str, Any]):
    """An amount as text in plain digits, in major units: no sign, exponent, separator or other digits."""

    takes_zero: ClassVar[bool] = False

    def to_internal_value(self, data: Any) -> Decimal:
        if not isinstance(data, str):
            raise serializers.ValidationError(_("Give an amount as text, as “1500.50”."), code="not-text")
        if not _AMOUNT.fullmatch(data):
            raise serializers.ValidationError(_("Write plain digits, such as 1500.50."), code="amount")
        amount = Decimal(data)
        try:
            scaled(amount)
        except ValidationError as error:
            raise serializers.ValidationError(error.messages, code=error.code) from error
        if not amount and not self.takes_zero:
            raise serializers.ValidationError(_("An amount is more than zero."), code="amount")
        return amount

    def to_representation(self, value: Decimal) -> str:
        return format(value, "f")


class AmountOrZero(Amount):
    """An amount that may be zero."""

    takes_zero = True


@extend_schema_field(
    {"type": "object", "additionalProperties": {"type": "string", "maxLength": 300}, "maxProperties": 60}
)
class Values(serializers.Field[dict[str, str], dict[str, str], dict[str, str], Any]):
    """Typed values by the form's dotted names, all of them text."""

    def to_internal_value(self, data: Any) -> dict[str, str]:
        if not isinstance(data, dict) or len(data) > 60:
            raise serializers.ValidationError(_("Give an object of texts, 60 at most."), code="not-object")
        for name, text in data.items():
            if not isinstance(text, str) or len(name) > 80:
                raise serializers.ValidationError(_("Each of these must be text."), code="not-text")
            if "\x00" in text or "\x00" in name:
                raise serializers.ValidationError(_("There is an invisible character in it."), code="control")
        return dict(data)

    def to_representation(self, value: dict[str, str]) -> dict[str, str]:
        return value


# The two below have comments for docstrings, which the schema would print beside everything built on them.


class Asked(serializers.Serializer[Any]):
    # a request's body or query: only what is declared may stand in it

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := sorted(set(data) - set(self.fields))):
            raise serializers.ValidationError(
                {
                    name[:80]: [ErrorDetail(str(_("There is no such field.")), "unknown-field")]
                    for name in unknown[:20]
                }
            )
        return super().to_internal_value(data)


class Told(serializers.Serializer[Any]):
    # the shape of an answer, for the schema: answers are built as plain values, and tests hold both together
    pass
