"""Errors as RFC 9457 problem details: `type` and `code` are stable, `title` and `detail` are for people.

Every problem has `type`, `code`, `title`, `status`, `detail` and `request_id`; `errors` lists what is wrong
field by field, under the form's dotted names. What else a refusal tells (`quote`, `twin` ...) stands beside.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import structlog
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.core.signals import got_request_exception
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.exceptions import ErrorDetail
from rest_framework.response import Response

from accounts.selectors.keyset import BadCursor
from accounts.services.errors import FieldProblem, NotAllowed, ServiceError

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:remitdesk:problem:"
OURS = frozenset({"type", "code", "title", "status", "detail", "errors", "request_id"})
TITLES = {
    400: gettext_lazy("The request cannot be read"),
    401: gettext_lazy("Sign in first"),
    403: gettext_lazy("Not allowed"),
    404: gettext_lazy("Not found"),
    405: gettext_lazy("Not possible here"),
    406: gettext_lazy("No such representation"),
    409: gettext_lazy("It has changed"),
    413: gettext_lazy("Too large"),
    415: gettext_lazy("Send JSON"),
    422: gettext_lazy("Refused"),
    429: gettext_lazy("Too many requests"),
    500: gettext_lazy("Something went wrong here"),
    503: gettext_lazy("The provider does not answer"),
}
DRF_CODES = {
    "not_authenticated": "credentials",
    "authentication_failed": "credentials",
    "permission_denied": "permission",
    "method_not_allowed": "method-not-allowed",
    "not_acceptable": "not-acceptable",
    "unsupported_media_type": "unsupported-media-type",
    "parse_error": "malformed",
}
# a role is missing nothing where the person is the wrong one: of their own order, or of somebody else's
OWN_CODES = frozenset({"own-order", "own-proposal", "not-yours"})
# rest_framework's and Django's words for what is wrong with a field, as ours
FIELD_CODES = {
    "blank": "required",
    "null": "required",
    "invalid_choice": "choice",
    "max_length": "too-long",
    "max_digits": "too-long",
    "null_characters_not_allowed": "control",
    "surrogate_characters_not_allowed": "control",
}


class Unreadable(exceptions.APIException):
    """400: the request itself is not as the API reads one; `code` says in what."""

    status_code = 400
    default_code = "malformed"


class Invalid(ServiceError):
    """422: fields that cannot be taken as they are."""

    def __init__(self, fields: Mapping[str, Sequence[FieldProblem]]) -> None:
        super().__init__(_("Something in the request needs correcting."), code="invalid", fields=fields)


def problem_handler(exc: Exception, context: Mapping[str, Any]) -> Response:
    """Turn whatever a view raised into a problem; what nobody foresaw is logged and says nothing inside."""
    request = context["request"]
    match exc:
        case ServiceError():
            response = _of_service(exc)
        case BadCursor():
            response = problem(400, "bad-cursor", _("This cursor was not made here."))
        case Http404() | ObjectDoesNotExist():
            response = problem(404, "not-found", _("There is nothing here under that address."))
        case PermissionDenied():
            response = problem(403, "permission", _("Your role does not cover this."))
        case exceptions.ValidationError():
            response = _of_service(Invalid(flattened(exc.detail)))
        case exceptions.APIException():
            response = _of_framework(exc)
        case _:
            got_request_exception.send(sender=None, request=request._request)
            log.exception("api-error", path=request.path)
            response = problem(500, "server-error", _("Nobody foresaw this. Try again later."))
    response.data["request_id"] = getattr(request._request, "request_id", "")
    if response.status_code == 401:
        response["WWW-Authenticate"] = 'Token realm="api"'
    return response


def problem(status: int, code: str, detail: Any, **more: Any) -> Response:
    """A problem as a response; `request_id` is added by the handler."""
    data = {
        "type": f"{TYPE}{code}",
        "code": code,
        "title": str(TITLES.get(status, TITLES[422])),
        "status": status,
        "detail": str(detail),
        **{name: in_words(value) for name, value in more.items() if name not in OURS or name == "errors"},
    }
    response = Response(data, status=status, content_type=MEDIA_TYPE)
    if "retry_after" in more:
        response["Retry-After"] = str(int(more["retry_after"]))
    return response


def in_words(value: Any) -> Any:
    """Translatable text within lists and mappings as text, ready for JSON."""
    match value:
        case Promise():
            return str(value)
        case Mapping():
            return {str(name): in_words(one) for name, one in value.items()}
        case list() | tuple():
            return [in_words(one) for one in value]
    return value


def errors_of(fields: Mapping[str, Iterable[FieldProblem]]) -> dict[str, list[dict[str, str]]]:
    """Field problems as they stand in `errors`; the provider's words where it said any."""
    return {name: [_field(one) for one in problems] for name, problems in fields.items()}


def flattened(detail: Any, prefix: str = "") -> dict[str, list[FieldProblem]]:
    """A serializer's complaints by dotted name."""
    found: dict[str, list[FieldProblem]] = {}
    if isinstance(detail, Mapping):
        for name, inside in detail.items():
            here = prefix if name == "non_field_errors" else f"{prefix}.{name}" if prefix else str(name)
            found |= flattened(inside, here)
    elif isinstance(detail, list):
        plain = [one for one in detail if isinstance(one, ErrorDetail)]
        if plain:
            found[prefix] = [FieldProblem(_code(str(one.code)), str(one)) for one in plain]
        for number, one in enumerate(detail):
            if isinstance(one, Mapping) and one:
                found |= flattened(one, f"{prefix}.{number}")
    return found


def _code(code: str) -> str:
    return FIELD_CODES.get(code, code.replace("_", "-"))


def _field(one: FieldProblem) -> dict[str, str]:
    told = {"code": one.code, "detail": str(one.message)}
    return told | {"provider_message": one.provider_message} if one.provider_message else told


def _of_service(refusal: ServiceError) -> Response:
    lacks = isinstance(refusal, NotAllowed) and refusal.code not in OWN_CODES
    code = "permission" if lacks else refusal.code
    more = dict(refusal.detail)
    if refusal.fields:
        more["errors"] = errors_of(refusal.fields)
    if refusal.status == 503:
        more.setdefault("retry_after", 30)
    return problem(refusal.status, code, refusal.message, **more)


def _of_framework(exc: exceptions.APIException) -> Response:
    codes = exc.get_codes()
    code = codes if isinstance(codes, str) else exc.default_code
    return problem(exc.status_code, DRF_CODES.get(code, code.replace("_", "-")), exc.detail)
