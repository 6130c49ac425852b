"""How the API describes itself: OpenAPI 3.1, with every problem that an endpoint may answer."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, extend_schema_field
from rest_framework import serializers

from .fields import Asked, Told
from .problems import MEDIA_TYPE

CURSOR = OpenApiParameter("cursor", str, description="From `next_cursor` or `previous_cursor` of a page.")
LIMIT = OpenApiParameter("limit", int, description="Rows a page: 50 unless told; more than 200 are 200.")
KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description="Made and stored by the app before the first try, 1 to 200 plain characters; the same key "
    "with the same body is the same order, for ever.",
)
PROBLEMS = {
    400: "The request cannot be read.",
    401: "`credentials`, `token-expired` or `token-revoked`.",
    403: "`permission`: the role does not cover it; `permission` names what is missing.",
    404: "There is none, or it is another shop's.",
    406: "No such representation.",
    409: "Somebody was first, or what was shown is out of date.",
    413: "The body is larger than 1 MiB.",
    415: "The body is not JSON.",
    422: "Refused; `errors` says what is wrong field by field.",
    429: "Too many requests; `Retry-After` says when to try again.",
    503: "The provider does not answer; nothing was done. `Retry-After` says when to try again.",
}


@extend_schema_field(
    {
        "type": "object",
        "additionalProperties": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "code": {"type": "string", "description": "Stable."},
                    "detail": {"type": "string", "description": "For people, in the asked language."},
                    "provider_message": {"type": "string", "description": "The provider's own words."},
                },
                "required": ["code", "detail"],
            },
        },
    }
)
class Errors(serializers.DictField):
    """What is wrong, by the form's dotted names."""


class ProblemShape(Told):
    """RFC 9457. More may stand beside: what a refusal tells to go on with."""

    type = serializers.CharField(help_text="A URI: `urn:remitdesk:problem:` and the code.")
    code = serializers.CharField(help_text="Stable, never translated.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="For people, in the asked language.")
    request_id = serializers.CharField(help_text="Name it when you ask for help.")
    errors = Errors(  # type: ignore[assignment]  # RFC 9457 extension; a serializer of shape has no errors
        required=False, help_text="By dotted name; an empty name is about the whole."
    )
    permission = serializers.CharField(required=False, help_text="403: what is missing.")
    retry_after = serializers.IntegerField(required=False, help_text="Seconds; also the header.")


class DeskSchema(AutoSchema):
    """Adds to each operation the problems that any such request may meet, and those its view names."""

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        for status in sorted(self._problems()):
            if str(status) not in bodies:
                body = self._get_response_for_code(ProblemShape, str(status), [MEDIA_TYPE], direction)  # type: ignore[no-untyped-call]  # the base class's
                bodies[str(status)] = body | {"description": PROBLEMS[status]}
        return bodies

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> dict[str, Any]:
        """Say of a body that nothing undeclared may stand in it."""
        shape: dict[str, Any] = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]  # the base class's
        return shape | {"additionalProperties": False} if isinstance(serializer, Asked) else shape

    def _problems(self) -> set[int]:
        found = {400, 406, 422, *getattr(self.view, "problems", {}).get(self.method, ())}
        if self.view.permission_classes:
            found |= {401, 403}
        if "{" in self.path:
            found.add(404)
        if self.method != "GET":
            found.add(429)
        if self.method in {"POST", "PATCH"}:
            found |= {413, 415}
        return found


class DeviceScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself
    """`Authorization: Bearer <token>`; `Token <token>` is taken too."""

    target_class = "accounts.api.authentication.DeviceAuthentication"
    name = "device"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "The token that `POST /api/v1/devices` gives: one person, one device, one shop.",
        }


def documented_only(endpoints: list[Any]) -> list[Any]:
    """Leave out the twins of addresses that end in a slash."""
    return [one for one in endpoints if not one[0].endswith("/")]
