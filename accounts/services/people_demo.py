"""Demo people, shops and logins at the sandbox. Never where DEBUG is off."""

import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import Actor, Connection, Membership, Operator, Provider, Role, Shop, User
from accounts.services import connections, shops
from accounts.services.errors import Refused

OPERATOR = "Demo Remittance Group"
SHOPS: dict[str, dict[str, Any]] = {
    "HK1": {
        "name": "Harbour Money",
        "address": "109 Argyle Street, Kowloon, Hong Kong",
        "latitude": Decimal("22.319300"),
        "longitude": Decimal("114.169400"),
        "time_zone": "Asia/Hong_Kong",
        "country": "HK",
        "cash_currency": "HKD",
    },
    "SG1": {
        "name": "Lantern Exchange",
        "address": "12 Serangoon Road, Singapore 217990",
        "latitude": Decimal("1.306600"),
        "longitude": Decimal("103.851700"),
        "time_zone": "Asia/Singapore",
        "country": "SG",
        "cash_currency": "SGD",
    },
}
# username, name, shop (None: all shops), role
PEOPLE: list[tuple[str, str, str | None, str]] = [
    ("alice", "Alice Cheung", "HK1", Role.TELLER),
    ("susan", "Susan Ho", "HK1", Role.SUPERVISOR),
    ("carla", "Carla Mendes", "HK1", Role.COMPLIANCE),
    ("charlie", "Charlie Tan", "SG1", Role.TELLER),
    ("simon", "Simon Goh", "SG1", Role.SUPERVISOR),
    ("chloe", "Chloe Nair", "SG1", Role.COMPLIANCE),
    ("hector", "Hector Wong", None, Role.SUPERVISOR),
    ("ada", "Ada Lim", None, Role.ADMIN),
]
DESK = Actor.the_desk("demo")


@dataclass(frozen=True)
class Login:
    """A demo login as `make run` prints it."""

    username: str
    password: str
    role: str
    shop: str


def load(say: Callable[[str], object]) -> list[Login]:
    """Make the demo people, shops and connections that are missing; safe to run again.

    Raises:
        Refused: `no-demo-here`, DEBUG is off.
    """
    if not settings.DEBUG:
        raise Refused(
            _("Demo people are for a desk with DEBUG on, never for a real one."), code="no-demo-here"
        )
    if not Operator.objects.exists():
        shops.name_operator(OPERATOR, actor=DESK)
    for code, fields in SHOPS.items():
        if not Shop.objects.filter(code=code).exists():
            shops.create(actor=DESK, code=code, **fields)
    logins = _people()
    for line in _connections():
        say(line)
    return logins


def passwords_file() -> Path:
    """Where the demo passwords are kept, out of git, readable by their owner only."""
    return Path(settings.STATE_DIR) / "demo-people.json"


def _people() -> list[Login]:
    path = passwords_file()
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    logins = []
    for username, name, code, role in PEOPLE:
        person, is_new = User.objects.get_or_create(
            username=username, defaults={"name": name, "is_staff": role == Role.ADMIN}
        )
        if is_new or username not in known:
            known[username] = _a_password()
            person.set_password(known[username])
            person.save()
        shop = Shop.objects.get(code=code) if code else None
        Membership.objects.get_or_create(user=person, shop=shop, defaults={"role": role})
        logins.append(
            Login(username, known[username], str(Role(role).label), shop.name if shop else _("All shops"))
        )
    _keep(path, known)
    return logins


def _a_password() -> str:
    """Sixty random bits that can be typed: three groups of four letters and digits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _place in range(4)) for _group in range(3))


def _keep(path: Path, known: dict[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(known, file, indent=1)


def _connections() -> list[str]:
    """Both shops' logins, as the sandbox's control door tells them; or that it does not answer."""
    if not connections.at_sandbox():
        return [_("BITSPARK_URL leads to no sandbox on this machine: no demo connection is made.")]
    try:
        told = requests.get(_control_door("keys"), timeout=10).json()["bitspark"]
    except (requests.RequestException, ValueError, KeyError):
        return [_("The sandbox does not answer: demo connections are made when it runs.")]
    return [line for row in told for line in _connection(row)]


def _control_door(act: str) -> str:
    parts = urlsplit(settings.BITSPARK_URL)
    return urlunsplit((parts.scheme, parts.netloc, f"/_control/{act}", "", ""))


def _connection(row: dict[str, str]) -> list[str]:
    name = str(row["owner"])
    shop = Shop.objects.filter(name=name.partition(",")[0]).first()
    mark = connections.fingerprint(Provider.BITSPARK, row["key"])
    if shop is None or Connection.objects.filter(key_fingerprint=mark).exists():
        return []
    served = Connection.objects.filter(served__shop=shop, served__provider=Provider.BITSPARK).first()
    if served:  # the sandbox was made anew and has other keys
        connections.rotate(served, key=row["key"], secret=row["secret"], actor=DESK)
        return [_("%(name)s has the sandbox's new key.") % {"name": name}]
    connection = connections.create(
        actor=DESK,
        name=name,
        key=row["key"],
        secret=row["secret"],
        shops=[shop],
        home_shop=shop,
        used_only_here=True,
    )
    connections.test(connection, DESK)  # learns which account is the active one
    return [_("%(name)s is connected to the sandbox.") % {"name": name}]
