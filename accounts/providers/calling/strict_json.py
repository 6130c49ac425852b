"""JSON as the document's answers are written, and nothing looser.

Numbers become `int` or `Decimal`, never float. Refused: NaN and Infinity, a name twice in one object, numbers
of absurd length or exponent, nesting deeper than 50, text that is not UTF-8, halves of surrogate pairs, NUL.
"""

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NoReturn

MAX_DEPTH = 50
MAX_DIGITS = 64
MAX_EXPONENT = 40

_NUMBER = re.compile(r"(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?", re.ASCII)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class NotStrictJSON(ValueError):
    """The text is not JSON of the strict kind. The text itself is not quoted."""


def loads(body: bytes) -> Any:
    """The value in this body.

    Raises:
        NotStrictJSON: it is not JSON, or JSON of a kind that is refused (see the module).
    """
    try:
        value = json.loads(
            body.decode("utf-8"),
            parse_float=decimal,
            parse_int=_integer,
            parse_constant=_no_constant,
            object_pairs_hook=_once_each,
        )
    except NotStrictJSON:
        raise
    except (ValueError, RecursionError) as error:
        raise NotStrictJSON(f"Not JSON: {type(error).__name__}.") from None
    _walk(value)
    return value


def decimal(text: str) -> Decimal:
    """This number, exactly.

    Raises:
        NotStrictJSON: it is no plain decimal number, or has more than 64 digits or an exponent beyond 40.
    """
    match = _NUMBER.fullmatch(text) if len(text) <= MAX_DIGITS + 8 else None
    if match is None:
        raise NotStrictJSON("Not a number that an amount can be.")
    digits = len(match[2]) + len(match[3] or "")
    if digits > MAX_DIGITS or abs(int(match[4] or 0)) > MAX_EXPONENT:
        raise NotStrictJSON("A number beyond all amounts.")
    return Decimal(text)


def dumps(value: Any) -> str:
    """JSON text of what `loads` gave, every number in plain notation and digit for digit."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(str(k))}: {dumps(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(dumps(item) for item in value) + "]"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, float):
        raise TypeError("A float is no amount.")
    return json.dumps(value)


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise NotStrictJSON("A number beyond all amounts.")
    return int(text)


def _no_constant(name: str) -> NoReturn:
    raise NotStrictJSON(f"{name} is not JSON.")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise NotStrictJSON("A name stands twice in one object.")
    return made


def _walk(value: Any) -> None:
    level = _nested([value])
    for _ in range(MAX_DEPTH):
        level = _nested([inner for item in level for inner in _inside(item)])
    if level:
        raise NotStrictJSON("Nested too deep.")


def _inside(container: Any) -> list[Any]:
    return [*container.keys(), *container.values()] if isinstance(container, dict) else container


def _nested(values: list[Any]) -> list[Any]:
    """The containers among these; their text is checked on the way."""
    if any(isinstance(value, str) and _UNSTORABLE.search(value) for value in values):
        raise NotStrictJSON("Text that no database holds.")
    return [value for value in values if isinstance(value, (dict, list))]
