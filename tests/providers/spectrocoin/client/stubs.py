"""The server that answers as told, with SpectroCoin's ways: its path, its JSON, its list of errors."""

import json
from pathlib import Path
from typing import Any

from tests.providers.bitspark.client.stubs import Act, Stub, Visit, close, drip, hang, raw, reset
from tests.providers.bitspark.client.stubs import answer as answer_of_any_type
from tests.providers.bitspark.client.stubs import response as response_of_any_type

__all__ = [
    "Act",
    "Stub",
    "Visit",
    "answer",
    "close",
    "documented",
    "drip",
    "errors",
    "hang",
    "raw",
    "refusing",
    "reset",
    "response",
    "told",
    "url",
]

DOCUMENTED = Path(__file__).parent / "documented"
ROOT = "/spectrocoin/api/r"
JSON = "application/json;charset=UTF-8"


def url(stub: Stub) -> str:
    return f"http://127.0.0.1:{stub.port}{ROOT}"


def answer(status: int, payload: Any, content_type: str = JSON, *headers: str) -> Act:
    return answer_of_any_type(status, payload, content_type, *headers)


def response(status: int, body: bytes) -> bytes:
    return response_of_any_type(status, body, JSON)


def documented(name: str) -> bytes:
    """An example of the provider's document."""
    return (DOCUMENTED / f"{name}.json").read_bytes()


def told(name: str, **members: Any) -> dict[str, Any]:
    """An example with these members in place of its own."""
    payload: dict[str, Any] = json.loads(documented(name))
    return {**payload, **members}


def errors(*codes: int) -> list[dict[str, Any]]:
    """The list of errors as the document shows it."""
    return [{"code": code, "message": f"Said about {code}"} for code in codes]


def refusing(*codes: int) -> Act:
    return answer(203, errors(*codes))
