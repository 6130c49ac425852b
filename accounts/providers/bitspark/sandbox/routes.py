"""A way to pay out: destination, province, delivery method, provider, and whether they belong together."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.providers.bitspark.sandbox.world.places import Destination


@dataclass(frozen=True)
class Route:
    destination: Destination
    province: str = ""
    delivery_method: str = ""
    provider: str = ""

    def levels(self) -> dict[str, str]:
        """Under the names that dependency_levels uses. Every level stands, "" where nothing was said."""
        return {
            "destinations": self.destination.id,
            "provinces": self.province,
            "delivery_methods": self.delivery_method,
            "providers": self.provider,
        }

    def missing_parts(self) -> list[str]:
        """What the destination's `fields` asks for and the sender left out."""
        asked = self.destination.fields()
        parts = {
            "province": self.province,
            "delivery_method": self.delivery_method,
            "provider": self.provider,
        }
        names = {"province": "Province", "delivery_method": "Delivery method", "provider": "Provider"}
        return [
            f"{names[part]} can't be blank" for part, value in parts.items() if part in asked and not value
        ]

    def unknown_parts(self) -> list[str]:
        """What was given and does not exist there, or not together."""
        sentences = []
        methods = self.destination.methods
        if self.province and self.province not in self.destination.provinces:
            sentences.append("Province is invalid")
        if self.delivery_method and self.delivery_method not in methods:
            sentences.append("Delivery method is invalid")
        elif self.delivery_method and not self._province_fits():
            sentences.append("Delivery method is not available in this province")
        if self.provider and not self._provider_fits():
            sentences.append("Provider is invalid")
        return sentences

    def _province_fits(self) -> bool:
        place = self.destination.provinces.get(self.province)
        return place is None or self.delivery_method in place[1]

    def _provider_fits(self) -> bool:
        methods = self.destination.methods
        offered = [methods.get(self.delivery_method, {})] if self.delivery_method else list(methods.values())
        return any(self.provider in providers for providers in offered)
