"""A person's limits, as the app that has limits tells them; nothing while there is none."""

from collections.abc import Callable

from accounts.models import Shop

Teller = Callable[[Shop, str], dict[str, str]]
_tellers: list[Teller] = []


def register(teller: Teller) -> None:
    """Have `teller(shop, role)` asked; said once, when its app is ready."""
    if teller not in _tellers:
        _tellers.append(teller)


def limits_of(shop: Shop, role: str) -> dict[str, str]:
    """What this role may do by itself in this shop: `transfer.USD.per_order` -> "1000"."""
    return {name: amount for teller in _tellers for name, amount in teller(shop, role).items()}
