"""Whatever an app sends, the API answers as its description says, and never with a 5xx of its own.

The operations come from the description; requests are made by schemathesis, some as described, some not.
"""

import json
import logging
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from accounts.api.base import DeskAPI
from accounts.services.rates import Limit
from remittance.api.quotes import Quotes
from remittance.api.transfers import Transfers
from remittance.models import Sender
from tests.api import app_of, schema

from .conftest import JUAN

pytestmark = pytest.mark.django_db

EACH = 6  # examples of each operation and mode: about 400 in all
PEOPLE = ["alice", "susan", "carla", "ada"]


@pytest.fixture(autouse=True)
def _no_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    wide = Limit("fuzz", 1_000_000, 60)
    for view in (DeskAPI, Quotes, Transfers):
        monkeypatch.setattr(view, "limits", dict.fromkeys(("POST", "PATCH", "DELETE"), wide))
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)  # hundreds of refusals


def operations() -> Any:
    described = schemathesis.openapi.from_dict(schema())
    return [result.ok() for result in described.get_all_operations()]


OPERATIONS = {f"{one.method.upper()} {one.path}": one for one in operations()}


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_answer_is_a_described_one(request, name, priced, manila, maria):
    """Ids that exist and texts that people write are put in for half of them, so that more than the door
    is tried."""
    harbour = maria.shop
    person = PEOPLE[sorted(OPERATIONS).index(name) % len(PEOPLE)] if name.startswith("GET") else "alice"
    app = app_of(request.getfixturevalue(person), harbour)
    quote = priced()["id"]
    known = {"quote": quote, "sender": str(maria.public_id), "id": str(maria.public_id), "about": "sender"}
    known |= manila | {"account_currency": "HKD", "shop": "HK1", "version": 1, "values": dict(JUAN)}
    ids = st.sampled_from([str(maria.public_id), str(harbour.public_id), str(app.device.public_id), quote])
    modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
    cases = st.one_of([OPERATIONS[name].as_strategy(generation_mode=mode) for mode in modes])

    @settings(
        max_examples=EACH * 2,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases, id=ids, tame=st.booleans())
    def answered(case: Any, id: str, tame: bool) -> None:
        path = OPERATIONS[name].path.replace("{public_id}", id) if tame else case.formatted_path
        if tame and isinstance(case.body, dict):
            case.body = {key: tamed(key, value, known) for key, value in case.body.items()}
        if tame and "Idempotency-Key" in (case.headers or {}):
            case.headers["Idempotency-Key"] = str(uuid4())
        send(app, case, path)

    answered()
    if name == "POST /api/v1/senders":
        assert Sender.objects.count() > 1  # it did get through the door


def tamed(name: str, value: Any, known: dict[str, Any]) -> Any:
    """A value as an app would send it: what exists where there is such a thing, text that can be printed."""
    if name in known:
        return known[name]
    if not isinstance(value, str):
        return value
    if "phone" in name:
        return "+85291234567"
    plain = "".join(one for one in value if one.isascii() and one.isalnum())
    return value if value and value.isascii() and value.isprintable() else plain or "1500"


def send(app: Any, case: Any, path: str) -> None:
    """Put the case through the app, which holds the answer against the description."""
    kwargs = case.as_transport_kwargs(base_url="http://testserver")
    headers = {
        key: value
        for key, value in (kwargs.get("headers") or {}).items()
        if key.lower() not in {"authorization", "content-type", "user-agent"} and str(value).isascii()
    }
    body = kwargs.get("data") or b""
    if kwargs.get("json") is not None:
        body = json.dumps(kwargs["json"])
    query = kwargs.get("params") or {}
    answer = app.generic(
        case.method,
        path,
        body,
        content_type="application/json",
        headers=headers,
        query_params={name: value for name, value in query.items() if isinstance(value, str | int | list)},
    )
    assert answer.status_code < 500 or answer.json()["code"].startswith("provider-"), answer.content
