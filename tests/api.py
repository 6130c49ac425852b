"""An app as tests meet it: a client that holds every answer against the published schema."""

import json
from functools import cache
from typing import Any

import jsonschema_rs
from django.urls import resolve
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from accounts.models import Device, Shop, User

PREFIX = "/api/v1"


@cache
def schema() -> dict[str, Any]:
    """The OpenAPI description, as it is served."""
    made = SchemaGenerator().get_schema(request=None, public=True)
    return dict(json.loads(json.dumps(made, default=str)))


class App(APIClient):
    """A device's client. `app.get("transfers")`; every answer must be one that the schema describes."""

    device: Device

    def generic(self, method: str, path: str, *args: Any, **extra: Any) -> Any:
        response = super().generic(
            method, f"{PREFIX}/{path}" if not path.startswith("/") else path, *args, **extra
        )
        check(method, response)
        return response


def app_of(user: User, shop: Shop, name: str = "Counter phone") -> App:
    """The person's app in this shop, with a fresh token."""
    device, token = Device.objects.create(user=user, shop=shop, name=name)
    app = App()
    app.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    app.device = device
    return app


def check(method: str, response: Any) -> None:
    """Fail unless the schema describes this status, media type and body for this operation."""
    path = response.request["PATH_INFO"]
    template = f"{PREFIX}/{resolve(path).route.removeprefix('api/v1/').rstrip('/')}".replace(
        "<uuid:public_id>", "{public_id}"
    )
    operation = schema()["paths"].get(template, {}).get(method.lower())
    if operation is None or response.status_code in {304, 405}:
        return
    described = operation["responses"].get(str(response.status_code))
    assert described is not None, (
        f"{method} {template} answers {response.status_code}: {response.content[:500]}"
    )
    media_type = response.headers.get("Content-Type", "").partition(";")[0]
    if "content" not in described:
        assert not response.content
        return
    assert media_type in described["content"], f"{template}: {media_type}"
    if media_type.endswith("json"):
        _validator(json.dumps(described["content"][media_type]["schema"])).validate(
            json.loads(response.content)
        )


@cache
def _validator(shape: str) -> Any:
    whole = {"components": schema()["components"], **json.loads(shape)}
    return jsonschema_rs.Draft202012Validator(whole)
