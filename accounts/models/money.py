"""Exact money in the database: a scaled 64-bit integer in the column, a Decimal outside.

Django's DecimalField goes through a binary float on SQLite and loses digits; this field does not.
"""

from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import Combinable, register_combinable_fields
from django.utils.translation import gettext_lazy as _

_Set = TypeVar("_Set")
_Get = TypeVar("_Get")
PLACES = 8
SCALE = Decimal(10) ** PLACES
LARGEST = Decimal(2**63 - 1) / SCALE


def plain(amount: Decimal) -> str:
    """Write an amount in plain digits, never with an exponent, without trailing zeros."""
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def scaled(amount: Decimal) -> int:
    """The integer that stands for `amount` in a column.

    Raises:
        ValidationError: not finite, more than 8 decimals, or beyond 92,233,720,368.
    """
    if not amount.is_finite():
        raise ValidationError(_("This is not an amount."), code="invalid")
    if abs(amount) > LARGEST:
        raise ValidationError(_("This amount is too large."), code="too_large")
    whole = amount * SCALE
    if whole != whole.to_integral_value():
        raise ValidationError(_("An amount has at most 8 decimals."), code="too_many_decimals")
    return int(whole)


def fits(amount: Decimal | None) -> bool:
    """Whether a provider's figure can stand in a column as it is."""
    return amount is not None and amount.is_finite() and abs(amount) <= LARGEST


class MoneyField(models.Field[_Set, _Get]):
    """An amount in major units of the currency beside it, exact to 8 decimals, on every database.

    Takes Decimal, int or text in plain digits; refuses float, more decimals and anything beyond
    92,233,720,368 in either direction, with a ValidationError. In a database
    expression a bare Decimal would be added unscaled: write `Value(Decimal("1.5"), MoneyField())`. It is no
    integer field to Django, so that annotating or filtering with such a mixture is an error; `update` cannot
    tell, and a test keeps it out of this code.
    """

    _pyi_private_set_type: Decimal | int | str | Combinable  # for django-stubs, which adds None by `null`
    _pyi_private_get_type: Decimal

    description = _("Exact amount")

    def get_internal_type(self) -> str:
        return "BigIntegerField"  # the column

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Decimal | None:
        # A sum comes back as Decimal on PostgreSQL and int on SQLite; both are whole numbers.
        return None if value is None else Decimal(plain(Decimal(int(value)) / SCALE))

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        if isinstance(value, bool | float):
            raise ValidationError(_("A float is not exact: give an amount as Decimal or text."), code="float")
        try:
            return Decimal(str(value).strip())
        except InvalidOperation:
            raise ValidationError(_("This is not an amount."), code="invalid") from None

    def get_prep_value(self, value: Any) -> int | None:
        if hasattr(value, "resolve_expression"):
            return value  # type: ignore[no-any-return]  # an expression prepares itself
        amount = self.to_python(value)
        return None if amount is None else scaled(amount)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return value if prepared else self.get_prep_value(value)

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else plain(cast(Decimal, value))

    def formfield(self, **kwargs: Any) -> Any:
        kept = {name: kwargs[name] for name in ("help_text", "initial", "widget") if name in kwargs}
        return forms.DecimalField(
            required=not self.blank, label=self.verbose_name, decimal_places=PLACES, localize=False, **kept
        )


for _connector in (Combinable.ADD, Combinable.SUB):
    register_combinable_fields(MoneyField, _connector, MoneyField, MoneyField)
