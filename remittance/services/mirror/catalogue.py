"""Destinations, validation rules and currencies."""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from django.db import models
from django.utils import timezone

from accounts.models import Connection
from accounts.providers.bitspark import client as bitspark
from accounts.services import connections
from accounts.services.errors import ProviderDown
from accounts.services.waiting import in_provider_room
from remittance.models import Currency, Destination, Rule
from remittance.services.reading.as_told import as_told

from .reads import reading
from .rows import bring


class Choice(Protocol):
    """What of a destination was chosen; codes, "" where nothing is."""

    @property
    def province(self) -> str: ...
    @property
    def delivery_method(self) -> str: ...
    @property
    def provider(self) -> str: ...


@in_provider_room()
def refresh_catalogue(connection: Connection) -> None:
    """Read destinations, rules and currencies anew; one that fails does not keep the others from being read.

    Raises:
        ProviderDown: one or more could not be read.
    """
    client = connections.client_for(connection)
    failures = []
    for noun, model, read, columns in (
        ("destinations", Destination, client.catalogue.destinations, _destination),
        ("rules", Rule, client.catalogue.validation_rules, _rule),
        ("currencies", Currency, client.catalogue.currencies, _currency),
    ):
        try:
            _refresh(connection, noun, model, read, columns)
        except ProviderDown as down:
            failures.append(down)
    if failures:
        raise failures[0]


@in_provider_room()
def rules_now(connection: Connection, destination: Destination, choice: Choice) -> list[Rule]:
    """The rules for exactly this choice, read now with all four filters: unsaved rows, the mirror stays.

    Raises:
        ProviderDown: no answer; nothing may be sent on rules that are not known.
    """
    client = connections.client_for(connection)
    with reading(connection, "rules-now") as found:
        rules = client.catalogue.validation_rules(
            destination=destination.provider_id,
            province=choice.province,
            delivery_method=choice.delivery_method,
            provider=choice.provider,
        )
        found.rows = len(rules)
    return [
        Rule(connection=connection, provider_id=key, last_seen_at=timezone.now(), **_rule(rule))
        for key, rule in _by_id(rules).items()
    ]


def _refresh(
    connection: Connection,
    noun: str,
    model: type[models.Model],
    read: Callable[[], tuple[Any, ...]],
    columns: Callable[[Any], dict[str, Any]],
) -> None:
    now = timezone.now()
    with reading(connection, noun) as found:
        told = _by_id(read())
        found.rows = len(told)
        bring(model, connection, {key: columns(row) for key, row in told.items()}, now)


def _by_id(told: Iterable[Any]) -> dict[str, Any]:
    """What was told, by id. Two things under one id are both kept: a lost rule would be a wrong form."""
    rows: dict[str, Any] = {}
    for row in told:
        key, again = row.id, 1
        while key in rows and rows[key].raw != row.raw:
            again += 1
            key = f"{row.id}#{again}"
        rows[key[:128]] = row
    return rows


def _destination(told: bitspark.Destination) -> dict[str, Any]:
    info = (told.info_raw or {}).get("attributes") or {}
    return {
        "code": told.code[:80],
        "name": (told.name or told.code)[:120],
        "currency": told.currency_name.upper()[:16],
        "available": told.available is not False,
        "fields": as_told(told.fields),
        "told": told.info_told,
        "raw": as_told({"destination": told.raw, "info": told.info_raw}),
        **{
            name: as_told(info.get(name) or [])
            for name in ("provinces", "delivery_methods", "providers", "account_types")
        },
    }


def _rule(told: bitspark.ValidationRule) -> dict[str, Any]:
    attributes = told.raw.get("attributes") or {}
    return {
        "object_type": (told.object_type or "")[:40],
        "level": (told.level or "")[:40],
        "code": (told.code or "")[:80],
        "dependency_levels": as_told(attributes.get("dependency_levels") or []),
        "lower_levels": as_told(attributes.get("lower_levels") or []),
        "fields_info": as_told(attributes.get("fields_info") or {}),
        "raw": as_told(told.raw),
    }


def _currency(told: bitspark.Currency) -> dict[str, Any]:
    precision = told.precision if told.precision is not None and 0 <= told.precision <= 18 else 2
    return {
        "code": (told.code or told.name).upper()[:16],
        "name": (told.name or told.code)[:80],
        "has_account": told.account is not False,
        "currency_type": (told.currency_type or "")[:32],
        "precision": precision,
        "raw": as_told(told.raw),
    }
