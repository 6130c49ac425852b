"""The API's description: without a warning, never narrower than the committed one, readable offline."""

import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import get_resolver

from tests.api import schema

COMMITTED = Path(__file__).parent.parent / "api_schema.json"
RENEW = "manage.py spectacular --format openapi-json --file tests/api_schema.json"


def test_the_description_is_sound_and_has_no_warning():
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=StringIO())


def test_the_committed_description_is_the_served_one():
    assert json.loads(COMMITTED.read_text()) == schema(), f"it changed: run {RENEW}"


def test_nothing_is_taken_away_or_narrowed():
    before = json.loads(COMMITTED.read_text())

    assert list(narrowed(before, schema())) == []


def test_every_address_of_the_api_is_described():
    """But those about the description itself."""
    described = set(schema()["paths"])
    routes = {
        f"/api/v1/{pattern.pattern}".replace("<uuid:public_id>", "{public_id}")
        for resolver in get_resolver().url_patterns
        if getattr(resolver, "app_name", None) == "api"
        for pattern in resolver.url_patterns
        if not str(pattern.pattern).endswith("/") and "<rest>" not in str(pattern.pattern)
    }
    assert routes == described


def test_every_operation_has_its_name_and_its_problems():
    for path, methods in schema()["paths"].items():
        for method, operation in methods.items():
            assert operation["operationId"], path
            assert operation["summary"], f"{method} {path}"
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    assert list(answer["content"]) == ["application/problem+json"], (
                        f"{method} {path} {status}"
                    )


# --- what "only adds" means ------------------------------------------------------------------------


def narrowed(before: dict[str, Any], now: dict[str, Any]) -> Any:
    """What an app written against `before` would miss in `now`, in words."""
    for path, methods in before["paths"].items():
        for method, operation in methods.items():
            found = now["paths"].get(path, {}).get(method)
            if found is None:
                yield f"{method} {path} is gone"
                continue
            where = f"{method} {path}"
            yield from _parameters(where, operation.get("parameters", []), found.get("parameters", []))
            old_body, new_body = (_body(one) for one in (operation, found))
            if new_body is not None:
                if old_body is None and found["requestBody"].get("required"):
                    yield f"{where}: a body is needed now"
                yield from _asked(f"{where} body", old_body or {}, new_body, before, now)
            for status, answer in operation["responses"].items():
                told = found["responses"].get(status)
                if told is None:
                    yield f"{where}: {status} is gone"
                    continue
                for media, content in answer.get("content", {}).items():
                    shape = told.get("content", {}).get(media)
                    if shape is None:
                        yield f"{where} {status}: {media} is gone"
                    else:
                        yield from _told(f"{where} {status}", content["schema"], shape["schema"], before, now)


def _parameters(where: str, before: list[Any], now: list[Any]) -> Any:
    old = {(one["in"], one["name"]): one for one in before}
    new = {(one["in"], one["name"]): one for one in now}
    for key in old.keys() - new.keys():
        yield f"{where}: parameter {key[1]} is gone"
    for key, one in new.items():
        was = old.get(key, {})
        if one.get("required") and not was.get("required"):
            yield f"{where}: parameter {key[1]} is needed now"
        if key in old:
            yield from _limits(f"{where} {key[1]}", was["schema"], one["schema"], {}, {})


def _asked(where: str, before: Any, now: Any, old: Any, new: Any) -> Any:
    """A body may ask for less and take more, never the other way round."""
    before, now = _resolved(before, old), _resolved(now, new)
    for name in set(now.get("required", [])) - set(before.get("required", [])):
        yield f"{where}: {name} is needed now"
    if now.get("additionalProperties") is False and before.get("additionalProperties") is not False:
        yield f"{where}: nothing undeclared is taken any more"
    for name, shape in before.get("properties", {}).items():
        if name not in now.get("properties", {}):
            yield f"{where}: {name} is taken no more"
            continue
        inside = now["properties"][name]
        yield from _limits(f"{where}.{name}", shape, inside, old, new)
        yield from _asked(f"{where}.{name}", shape, inside, old, new)


def _limits(where: str, before: Any, now: Any, old: Any, new: Any) -> Any:
    words = _words(now, new)
    before, now, missing = _resolved(before, old), _resolved(now, new), set(_words(before, old)) - set(words)
    if words and missing:
        yield f"{where}: {sorted(map(str, missing))} is taken no more"
    if missing := set(_types(before)) - set(_types(now)) if _types(now) else set():
        yield f"{where}: {sorted(missing)} is taken no more"
    for name in ("maxLength", "maximum", "maxProperties"):
        if name in now and now[name] < before.get(name, float("inf")):
            yield f"{where}: {name} is smaller"
    for name in ("minLength", "minimum"):
        if name in now and now[name] > before.get(name, float("-inf")):
            yield f"{where}: {name} is larger"
    if now.get("pattern") and now["pattern"] != before.get("pattern"):
        yield f"{where}: its pattern changed"


def _told(where: str, before: Any, now: Any, old: Any, new: Any) -> Any:
    """An answer may tell more, never less; a field that always came still does."""
    before, now = _resolved(before, old), _resolved(now, new)
    if more := set(_types(now)) - set(_types(before)):
        yield f"{where}: may be {sorted(more)} now"
    for name in set(before.get("required", [])) - set(now.get("required", [])):
        yield f"{where}: {name} may be missing now"
    for name, shape in before.get("properties", {}).items():
        if name not in now.get("properties", {}):
            yield f"{where}: {name} is gone"
        else:
            yield from _told(f"{where}.{name}", shape, now["properties"][name], old, new)
    if "items" in before:
        yield from _told(f"{where}[]", before["items"], now.get("items", {}), old, new)


def _body(operation: Any) -> Any:
    content = operation.get("requestBody", {}).get("content", {})
    return next(iter(content.values()))["schema"] if content else None  # JSON, or a file's multipart form


def _resolved(shape: Any, whole: Any) -> Any:
    parts = [one for one in shape.get("oneOf", shape.get("allOf", [])) if one.get("type") != "null"]
    nullable = any(one.get("type") == "null" for one in shape.get("oneOf", []))
    if len(parts) == 1:
        inside = _resolved(parts[0], whole)
        return inside | {"type": [*_types(inside), "null"]} if nullable else inside
    if "$ref" in shape:
        return whole["components"]["schemas"][shape["$ref"].rpartition("/")[2]]
    return shape


def _types(shape: Any) -> list[str]:
    kind = shape.get("type", [])
    return [kind] if isinstance(kind, str) else list(kind)


def _words(shape: Any, whole: Any) -> list[Any]:
    """The words of a closed list, also of one that is put together."""
    shape = _resolved(shape, whole) if "$ref" in shape else shape
    inside = [word for one in shape.get("oneOf", []) for word in _words(one, whole)]
    return [*shape.get("enum", []), *inside]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda s: s["paths"].pop("/api/v1/me"), "is gone"),
        (lambda s: s["paths"]["/api/v1/devices"].pop("post"), "is gone"),
        (lambda s: s["components"]["schemas"]["OrderBody"]["required"].append("values"), "is needed now"),
        (lambda s: s["components"]["schemas"]["OrderBody"]["properties"].pop("replaces"), "taken no more"),
        (lambda s: s["components"]["schemas"]["TakenShape"]["properties"].pop("state"), "is gone"),
        (
            lambda s: s["components"]["schemas"]["TakenShape"]["required"].remove("poll_after"),
            "may be missing",
        ),
        (lambda s: _property(s, "QuoteShape", "rate").update(type=["string", "null"]), "may be"),
        (lambda s: _property(s, "NoteBody", "text").update(maxLength=10), "is smaller"),
        (lambda s: s["components"]["schemas"]["IdTypeEnum"]["enum"].remove("passport"), "taken no more"),
        (lambda s: s["paths"]["/api/v1/transfers"]["get"]["parameters"].pop(), "is gone"),
        (lambda s: s["paths"]["/api/v1/me"]["get"]["responses"].pop("401"), "401 is gone"),
    ],
    ids=range(11),
)
def test_each_way_to_narrow_it_is_noticed(change, found):
    now = json.loads(json.dumps(schema()))
    change(now)

    assert any(found in one for one in narrowed(schema(), now)), list(narrowed(schema(), now))


def _property(whole: Any, shape: str, name: str) -> Any:
    return whole["components"]["schemas"][shape]["properties"][name]


# --- the page --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_docs_page_needs_nothing_from_elsewhere(client):
    page = client.get("/api/v1/docs/")
    html = page.content.decode()

    assert page.status_code == 200
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert "<style" not in html
    assert not re.search(r"<script(?![^>]*\ssrc=)", html)
    assert not re.search(r"""(src|href)="(https?:)?//""", html)
    script = client.get("/api/v1/docs/?script=")
    assert script["Content-Type"].startswith("application/javascript")
    assert "https://" not in script.content.decode()


@pytest.mark.django_db
def test_the_description_is_served_as_json(client):
    told = client.get("/api/v1/schema/")

    assert told.json()["openapi"] == "3.1.0"
    assert told.json()["paths"].keys() == schema()["paths"].keys()
