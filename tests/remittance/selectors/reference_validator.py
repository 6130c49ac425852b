"""A tiny validator of our form schemas, written from what `form_spec.schema` says of the `x-` keywords.

It shares no line with the desk: it is what the author of a mobile app would write.
"""

import re
import unicodedata
from decimal import Decimal
from typing import Any

import phonenumbers
from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend


def tidied(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _iban_mod_97(text: str) -> bool:
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", text):
        return False
    return int("".join(str(int(char, 36)) for char in text[4:] + text[:4])) % 97 == 1


def _is_name(text: str) -> bool:
    soft = set("-‐‑–'’‘ʼ`.· ")
    rest = [unicodedata.category(char)[0] for char in text if char not in soft]
    return "L" in rest and set(rest) <= {"L", "M"}


KINDS = {
    "text": lambda text: True,
    "decimal": lambda text: bool(re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text)),
    "integer": lambda text: bool(re.fullmatch(r"-?[0-9]+", text)),
    "letters": _is_name,
    "phone": lambda text: bool(re.fullmatch(r"\+[1-9][0-9]{6,14}", text)),
    "email": lambda text: bool(re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", text)),
    "iban": _iban_mod_97,
}


def _phone(text: str, country: str) -> str:
    western = "".join(str(unicodedata.digit(char, char)) for char in text)
    if not re.fullmatch(r"\+?[0-9 ()./\-]+", western):
        return text
    if western.startswith("+"):
        return "+" + re.sub(r"[^0-9+]", "", western[1:])
    try:
        number = phonenumbers.parse(western, country or None)
    except phonenumbers.NumberParseException:
        return text
    return f"+{number.country_code}{phonenumbers.national_significant_number(number)}"


def _as_judged(value: str, schema: dict[str, Any]) -> str:
    if "oneOf" in schema:
        return value
    text = tidied(value)
    if "x-country" in schema or "phone" in schema["x-kind"]:
        text = _phone(text, schema.get("x-country", ""))
    if "iban" in schema["x-kind"]:
        text = re.sub(r"[\s.\-]", "", text).upper()
    return text


def _required(validator: Any, wanted: bool, value: Any, schema: dict[str, Any]) -> Any:
    if wanted and isinstance(value, str) and not _as_judged(value, schema):
        yield ValidationError("required")


def _kind(validator: Any, kinds: list[str], value: Any, schema: dict[str, Any]) -> Any:
    text = _as_judged(value, schema) if isinstance(value, str) else ""
    if not text:
        return
    if any(unicodedata.category(char) in {"Cc", "Cs"} for char in text):
        yield ValidationError("control")
    for kind in kinds:
        if not KINDS[kind](text):
            yield ValidationError(kind)


def _figure(value: Any, schema: dict[str, Any]) -> Decimal | None:
    text = _as_judged(value, schema) if isinstance(value, str) else ""
    return Decimal(text) if KINDS["decimal"](text) else None


def _minimum(validator: Any, least: str, value: Any, schema: dict[str, Any]) -> Any:
    figure = _figure(value, schema)
    if figure is not None and figure < Decimal(least):
        yield ValidationError("minimum")


def _maximum(validator: Any, most: str, value: Any, schema: dict[str, Any]) -> Any:
    figure = _figure(value, schema)
    if figure is not None and figure > Decimal(most):
        yield ValidationError("maximum")


def _precision(validator: Any, places: int, value: Any, schema: dict[str, Any]) -> Any:
    figure = _figure(value, schema)
    if figure is not None and -figure.as_tuple().exponent > places:
        yield ValidationError("precision")


def _chosen(validator: Any, code: str, value: Any, schema: dict[str, Any]) -> Any:
    if isinstance(value, str) and _as_judged(value, schema) not in ("", code):
        yield ValidationError("redraw")


def _blocked(validator: Any, blocked: list[Any], value: Any, schema: dict[str, Any]) -> Any:
    if blocked:
        yield ValidationError("blocked")


WithOurKeywords = extend(
    Draft202012Validator,
    {
        "x-required": _required,
        "x-kind": _kind,
        "x-minimum": _minimum,
        "x-maximum": _maximum,
        "x-precision": _precision,
        "x-chosen": _chosen,
        "x-blocked": _blocked,
    },
)
