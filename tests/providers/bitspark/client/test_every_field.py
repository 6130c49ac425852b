"""No field that an example shows is overlooked: change any one, and what is read of the answer changes.

LITTLE lists the objects of which only these fields are read, and why.
"""

import copy
import dataclasses
import json
from typing import Any

import pytest

from accounts.providers.bitspark.client import BitsparkError, Page

from .every_call import EVERY_CALL
from .orders import client
from .stubs import Stub, answer, close, documented
from .test_examples import EXAMPLES

SHOWN = {row["call"]: row["file"] for row in EXAMPLES if row["status"] == "200" and row["file"] != "success"}
RAW = {"raw", "profile_raw", "info_raw", "meta"}
# Accounts in a top-up are the customer's, or ours as a side effect: not kept. Its currency is told by its
# code alone, which V1 has as an attribute.
LITTLE_OF_V1: dict[str, set[str]] = {"accounts": set(), "currencies": set()}
LITTLE_OF_V2: dict[str, set[str]] = {"currencies": {"code"}}
LITTLE = {
    name.format(version): little
    for name in ("top_ups_v{}", "top_up_created_v{}", "top_up_v{}")
    for version, little in ((1, LITTLE_OF_V1), (2, LITTLE_OF_V2))
}


def places(payload: dict[str, Any]) -> list[tuple[str, dict[str, Any], str]]:
    """Each object's type, the attributes that hold a field, and the field's name."""
    data = payload["data"]
    objects = [*(data if isinstance(data, list) else [data]), *payload.get("included", [])]
    return [(one["type"], one["attributes"], name) for one in objects for name in one["attributes"]]


def another(value: Any) -> Any:
    """A value of the same kind that is not this one."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, dict):
        return "no hash"
    if isinstance(value, list):
        return []
    if isinstance(value, int | float):
        return value + 1
    return "2001-01-01" if value and "T" in str(value) else "7777"


def read(result: Any) -> Any:
    """All that was read, without the answer itself."""
    if isinstance(result, Page):
        result = result.items
    if isinstance(result, tuple):
        return [read(one) for one in result]
    if dataclasses.is_dataclass(result):
        return {
            field.name: read(getattr(result, field.name))
            for field in dataclasses.fields(result)
            if field.name not in RAW
        }
    return result


@pytest.fixture(scope="module")
def ask():
    with Stub(close) as stub, client(stub.url) as bitspark:

        def made(call: str, payload: dict[str, Any]) -> Any:
            stub.act = answer(200, payload)
            try:
                return read(EVERY_CALL[call](bitspark))
            except BitsparkError as error:
                return str(error)

        yield made


@pytest.mark.parametrize("call", SHOWN)
def test_every_field_of_an_example_is_read(ask, call):
    name = SHOWN[call]
    payload = json.loads(documented(name))
    before = ask(call, payload)
    for index, (kind, _, field) in enumerate(places(payload)):
        changed = copy.deepcopy(payload)
        attributes = places(changed)[index][1]
        attributes[field] = another(attributes[field])
        little = LITTLE.get(name, {})
        left_alone = kind in little and field not in little[kind]
        assert (ask(call, changed) == before) is left_alone, (kind, field)
