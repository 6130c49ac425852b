"""What every endpoint stands on."""

import hashlib
import re
from typing import Any, ClassVar, TypeVar

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Actor, Device, Permission, Shop, User
from accounts.services import rates
from accounts.services.rates import Limit

from .fields import Asked
from .problems import Unreadable

Checked = TypeVar("Checked", bound=serializers.Serializer[Any])
May = Permission | dict[str, Permission | None] | None
_KEY = re.compile(r"[\x21-\x7e]{1,200}", re.ASCII)
WRITES = Limit("api-write", 120, 60)


class DeskAPI(APIView):
    """An endpoint for a device: one person, in one shop.

    `may`: what the person's role must cover, the same for all methods or one each. `problems`: the statuses
    beyond the usual ones that a method may answer, for the schema. `limits`: how often a person may call a
    method that writes. Everything is looked up in `self.shop`; another shop's object is a 404.
    """

    may: ClassVar[May] = None
    problems: ClassVar[dict[str, tuple[int, ...]]] = {}
    limits: ClassVar[dict[str, Limit]] = {}

    request: Request

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        method = str(request.method)
        if request.auth is not None and method not in {"GET", "HEAD", "OPTIONS"}:
            limit = self.limits.get(method, WRITES)
            rates.take(limit, str(self.person.public_id))

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Never stored; a GET carries its ETag, and is a 304 for who has it already."""
        done = super().finalize_response(request, response, *args, **kwargs)
        done["Cache-Control"] = "no-store, private"
        if request.method in {"GET", "HEAD"} and done.status_code == 200:
            return _unchanged(request, done.render() if isinstance(done, Response) else done)
        return done

    @property
    def actor(self) -> Actor:
        actor: Actor = self.request._request.actor  # type: ignore[attr-defined]  # DeviceAuthentication's
        return actor

    @property
    def person(self) -> User:
        """Whose device it is."""
        person: User = self.device.user
        return person

    @property
    def device(self) -> Device:
        device: Device = self.request.auth  # type: ignore[assignment]  # DeviceAuthentication's
        return device

    @property
    def shop(self) -> Shop:
        return self.device.shop

    def body(self, shape: type[Asked]) -> dict[str, Any]:
        """The request's body, checked; raises rest_framework's ValidationError, a 422."""
        return _checked(shape, self.request.data)

    def query(self, shape: type[Asked]) -> dict[str, Any]:
        """The query, checked; cursor and limit are the list's own."""
        asked = {
            name: text for name, text in self.request.query_params.items() if name not in {"cursor", "limit"}
        }
        return _checked(shape, asked)

    @property
    def key(self) -> str:
        """The Idempotency-Key of a request that moves money.

        Raises:
            Unreadable: `idempotency-key-missing` or `idempotency-key-unusable`.
        """
        key = self.request.headers.get("Idempotency-Key", "")
        if not key:
            raise Unreadable(
                _("Send an Idempotency-Key, made and stored before the first try."),
                code="idempotency-key-missing",
            )
        if not _KEY.fullmatch(key):
            raise Unreadable(
                _("An Idempotency-Key is 1 to 200 plain characters."), code="idempotency-key-unusable"
            )
        return key


def _checked(shape: type[Asked], data: Any) -> dict[str, Any]:
    asked = shape(data=data if isinstance(data, dict) else None)
    asked.is_valid(raise_exception=True)
    return dict(asked.validated_data)


def _unchanged(request: Request, response: Any) -> Any:
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = tag
    known = [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]
    if tag in known or "*" in known:
        response.status_code = 304
        response.content = b""
        del response["Content-Type"]
    return response
