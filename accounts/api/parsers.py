"""JSON as RFC 8259 has it, and no more: what other readers may take in two ways is refused."""

import codecs
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

DEEPEST = 50


class TooLarge(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too-large"
    default_detail = "The request is larger than 1 MiB."


class StrictJSONParser(BaseParser):
    """Refuses duplicate names, NaN and Infinity, numbers no exact amount can be, half surrogate pairs,
    anything deeper than 50 levels, and bodies beyond DATA_UPLOAD_MAX_MEMORY_SIZE."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        most = int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)
        body = stream.read(most + 1)
        if len(body) > most:
            raise TooLarge(_("The request is larger than 1 MiB."))
        try:
            return read_json(body)
        except ValueError as error:
            raise ParseError(str(error), code="malformed-json") from error


def read_json(body: bytes) -> Any:
    """The value of a JSON text.

    Raises:
        ValueError: it is none, or one that not every reader takes the same way; says why.
    """
    try:
        text = codecs.decode(body, "utf-8")
        value = json.loads(
            text, object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_exact, parse_int=_whole
        )
        text.encode()
    except RecursionError:
        raise ValueError(_("The JSON is nested too deeply.")) from None
    except UnicodeError:
        raise ValueError(_("The JSON is not UTF-8.")) from None
    _must_be_sound(value)
    return value


def _unique(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(_("A name stands twice in one JSON object."))
        found[name] = value
    return found


def _no_constant(text: str) -> Any:
    raise ValueError(_("JSON has no number called %s.") % text)


def _exact(text: str) -> Decimal:
    """A number with a fraction or an exponent, within what a double can hold."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(_("This number cannot be read.")) from None
    if len(text) > 400 or abs(number.adjusted()) > 308:
        raise ValueError(_("A number in the JSON is too large or too small."))
    return number


def _whole(text: str) -> int:
    if len(text) > 20:
        raise ValueError(_("A number in the JSON is too large or too small."))
    return int(text)


def _must_be_sound(value: Any) -> None:
    """Depth, and texts that UTF-8 can write: `\\ud800` alone is a text no database takes."""
    level: list[Any] = [value]
    depth = 0
    while level:
        depth += 1
        if depth > DEEPEST + 1:
            raise ValueError(_("The JSON is nested too deeply."))
        inside: list[Any] = []
        for one in level:
            if isinstance(one, dict):
                inside += [*one.keys(), *one.values()]
            elif isinstance(one, list):
                inside += one
            elif isinstance(one, str):
                _must_be_writable(one)
        level = inside


def _must_be_writable(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError(_("The JSON holds half of a surrogate pair.")) from None
