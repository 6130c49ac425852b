"""Where money can be sent in the invented world: destinations, provinces, methods, providers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from accounts.providers.bitspark.sandbox.world.atlas import ATLAS

ACCOUNT_TYPES = [{"name": "Current", "code": "current"}, {"name": "Saving", "code": "saving"}]
METHOD_NAMES = {"bank": "Bank deposit", "pickup": "Cash pickup", "mobile_wallet": "Mobile wallet"}


@dataclass(frozen=True)
class Destination:
    """One destination; the document calls `fields` the "list of required fields for validations"."""

    code: str
    name: str
    currency: str
    limits: str  # V4's limits_info
    smallest: str  # below it the transfer is taken, then ends as amount_too_small
    provinces: dict[str, tuple[str, tuple[str, ...]]]  # code: name, methods there
    methods: dict[str, dict[str, str]]  # method code: its providers, code to name
    account_types: bool = False

    @property
    def id(self) -> str:
        return str(uuid5(NAMESPACE_URL, f"bitspark-sandbox/destinations/{self.code}"))

    @property
    def has_providers(self) -> bool:
        return any(self.methods.values())

    def fields(self) -> list[str]:
        asked = ["validations", "delivery_method"]
        if self.has_providers:
            asked.insert(0, "provider")
        if self.provinces:
            asked.insert(0, "province")
        return asked

    def resource(self) -> dict[str, Any]:
        """As "Available Destinations" prints it."""
        return {
            "id": self.id,
            "type": "destinations",
            "attributes": {
                "code": self.code,
                "name": self.name,
                "currency_name": self.currency.upper(),
                "available": True,
                "fields": self.fields(),
            },
            "relationships": {"destination_info": {"data": {"id": self.code, "type": "destination_infos"}}},
        }

    def info(self) -> dict[str, Any]:
        """As its `included` prints it; account_types only where there are any."""
        attributes: dict[str, Any] = {
            "provinces": [
                {"name": name, "delivery_methods": list(methods), "code": code}
                for code, (name, methods) in self.provinces.items()
            ],
            "delivery_methods": [
                {"name": METHOD_NAMES[code], "providers": list(providers), "code": code}
                for code, providers in self.methods.items()
            ],
            "providers": [
                {"name": name, "code": code}
                for providers in self.methods.values()
                for code, name in providers.items()
            ],
        }
        if self.account_types:
            attributes["account_types"] = ACCOUNT_TYPES
        return {"id": self.code, "type": "destination_infos", "attributes": attributes}


DESTINATIONS = {code: Destination(code=code, **facts) for code, facts in ATLAS.items()}


def by_id(id: str) -> Destination | None:
    return next((one for one in DESTINATIONS.values() if one.id == id), None)
