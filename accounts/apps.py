from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from accounts.services import append_only  # noqa: PLC0415 - models load first

        append_only.guard("accounts.AuditEntry")
        append_only.guard("accounts.Note")
        post_migrate.connect(append_only.after_migrate, dispatch_uid="append-only")
