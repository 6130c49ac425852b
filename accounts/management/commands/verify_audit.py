"""`manage.py verify_audit`: walk every audit chain and say which is broken, and where."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import AuditChain
from accounts.services import audit


class Command(BaseCommand):
    help = (
        "Check every audit chain from its first entry and print its head. Keep the printed heads off this "
        "machine: a chain that was rewritten as a whole shows only against an older head."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        broken = []
        for chain in AuditChain.objects.select_related("shop").order_by("pk"):
            wrong = audit.verify(chain)
            if wrong is not None:
                broken.append(f"{chain}: entry {wrong} is changed or missing")
                continue
            self.stdout.write(f"{chain}: {chain.head_number} entries, head {chain.head_hash}")
        if broken:
            raise CommandError("\n".join(broken))
