"""How a service says no, so that pages and the API can say why.

ServiceError
├── Refused        the desk's own rules forbid it; nothing happened
├── Conflict       somebody else was first, or what was shown is out of date
├── NotAllowed     the role does not cover it
└── ProviderDown   a provider is needed for this and does not answer; nothing was sent
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True)
class FieldProblem:
    """What is wrong with one field: a stable code, words, and the provider's own words if it said any."""

    code: str
    message: Words
    provider_message: str = ""


class ServiceError(Exception):
    """A refusal with a stable `code`, translated `message`, problems per dotted field name, and `detail`
    (JSON-able, for the API)."""

    status = 422

    def __init__(
        self,
        message: Words,
        *,
        code: str,
        fields: Mapping[str, Sequence[FieldProblem]] | None = None,
        status: int | None = None,
        **detail: Any,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.fields = dict(fields or {})
        self.detail = detail
        if status is not None:
            self.status = status

    def __str__(self) -> str:
        return str(self.message)


class Refused(ServiceError):
    """The desk's own rules forbid it; nothing happened."""


class Conflict(ServiceError):
    """Somebody else was first, or what was shown is out of date."""

    status = 409


class NotAllowed(ServiceError):
    """The role does not cover it; `detail["permission"]` names what is missing."""

    status = 403


class ProviderDown(ServiceError):
    """A provider is needed for this and does not answer; `detail["retry_after"]` in seconds."""

    status = 503
