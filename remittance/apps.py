from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RemittanceConfig(AppConfig):
    name = "remittance"
    verbose_name = _("Remittance")

    def ready(self) -> None:
        # Models load first. Two of these are imported for the jobs they register.
        from accounts.services import append_only, demo  # noqa: PLC0415
        from remittance.services import mirror_jobs  # noqa: F401, PLC0415
        from remittance.services.demo import load as load_books  # noqa: PLC0415
        from remittance.services.people import recipient_doubts  # noqa: F401, PLC0415
        from remittance.services.transfer_kind import TransferKind  # noqa: PLC0415
        from wallet.services import kinds  # noqa: PLC0415

        append_only.guard("remittance.Note")
        demo.register(load_books)
        kinds.register(TransferKind())
