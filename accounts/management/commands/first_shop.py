"""`manage.py first_shop`: the first operator, shop and administrator of a real desk."""

import getpass
import sys
import zoneinfo
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.crypto import constant_time_compare

from accounts.models import Shop
from accounts.services import first_shop, links
from accounts.services.errors import ServiceError


class Command(BaseCommand):
    help = (
        "Set up the operator, its first shop and an administrator. What is not given is asked. Without a "
        "terminal, or with --link, a one-time link for the administrator's password is printed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--operator", help="the company whose shops these are")
        parser.add_argument("--code", help="the shop's code, such as HK1")
        parser.add_argument("--name", help="the shop's name")
        parser.add_argument("--zone", help="its time zone, such as Asia/Hong_Kong")
        parser.add_argument("--currency", help="the currency in its drawer, such as HKD")
        parser.add_argument("--username", help="the administrator's username")
        parser.add_argument("--person", help="the administrator's name")
        parser.add_argument("--email", default=None, help="the administrator's e-mail (may be empty)")
        parser.add_argument(
            "--link", action="store_true", help="print a link instead of asking for a password"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        asked = {
            "operator": self._text(options, "operator", "Company"),
            "code": self._text(options, "code", "Shop code").upper(),
            "name": self._text(options, "name", "Shop name"),
            "zone": self._text(options, "zone", "Time zone"),
            "currency": self._text(options, "currency", "Cash currency").upper(),
            "username": self._text(options, "username", "Administrator's username"),
            "person": self._text(options, "person", "Administrator's name"),
            "email": self._text(options, "email", "Administrator's e-mail", empty=True),
        }
        _check(asked)
        with_link = options["link"] or not sys.stdin.isatty()
        password = None if with_link else self._password()
        try:
            shop, person = first_shop.set_up(**asked, password=password)
        except ServiceError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{shop.name} ({shop.code}) is set up; {person.username} is its administrator.")
        if with_link:
            link = links.absolute(links.password(person), _here())
            self.stdout.write(f"Open this once, within three days, to choose a password:\n{link}")
        self.stdout.write("Sign in and open Settings: it says what is still missing.")

    def _text(self, options: dict[str, Any], option: str, prompt: str, empty: bool = False) -> str:
        given = options[option]
        if given is None and sys.stdin.isatty():
            given = input(f"{prompt}: ")
        given = (given or "").strip()
        if not given and not empty:
            raise CommandError(f"--{option} is needed: {prompt}.")
        return str(given)

    def _password(self) -> str:
        password = getpass.getpass("Administrator's password (12 characters or more): ")
        if not constant_time_compare(password, getpass.getpass("The same again: ")):
            raise CommandError("The two passwords differ. Nothing was set up.")
        try:
            validate_password(password)
        except ValidationError as wrong:
            raise CommandError(" ".join(wrong.messages)) from None
        return password


def _here() -> str:
    """Where this desk answers, as far as the environment says it."""
    if settings.DEBUG:
        return "http://localhost:8000"
    named = [host.lstrip(".") for host in settings.ALLOWED_HOSTS if host != "*"]
    return f"https://{named[0]}" if named else ""


def _check(asked: dict[str, str]) -> None:
    if asked["zone"] not in zoneinfo.available_timezones():
        raise CommandError(f"{asked['zone']} is no time zone of this machine. Write it as Asia/Hong_Kong.")
    shop = Shop(code=asked["code"], name=asked["name"], cash_currency=asked["currency"])
    try:
        shop.clean_fields()
    except ValidationError as wrong:
        raise CommandError(
            "; ".join(f"{field}: {' '.join(said)}" for field, said in wrong.message_dict.items())
        ) from None
