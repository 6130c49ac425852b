"""`manage.py demo`: demo people, shops and books; prints who may sign in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.services import demo, people_demo
from accounts.services.errors import ServiceError


class Command(BaseCommand):
    help = "Make demo people, shops and books; print the logins. Safe to run again; refused with DEBUG off."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--people-only", action="store_true", help="leave the books empty")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            logins = people_demo.load(self.stdout.write)
            if not options["people_only"]:
                demo.load_parts(self.stdout.write)
        except ServiceError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{'sign in as':<12}{'password':<18}{'role':<22}shop")
        for login in logins:
            self.stdout.write(f"{login.username:<12}{login.password:<18}{login.role:<22}{login.shop}")
