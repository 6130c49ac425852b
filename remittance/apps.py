from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RemittanceConfig(AppConfig):
    name = "remittance"
    verbose_name = _("Remittance")

    def ready(self) -> None:
        # Models load first. Two of these are imported for the jobs they register.
        from accounts.services import demo, notes, proposals  # noqa: PLC0415
        from remittance.models import Recipient, Sender, TopUp, Transfer  # noqa: PLC0415
        from remittance.selectors import history_links  # noqa: PLC0415
        from remittance.services import mirror_jobs, top_ups, top_ups_demo  # noqa: F401, PLC0415
        from remittance.services.demo import load as load_books  # noqa: PLC0415
        from remittance.services.fee_changes import FeeChange  # noqa: PLC0415
        from remittance.services.people import recipient_doubts  # noqa: F401, PLC0415
        from remittance.services.terms_demo import load as load_terms  # noqa: PLC0415
        from remittance.services.transfer_kind import DomesticKind, TransferKind  # noqa: PLC0415
        from wallet.selectors import history_links as links  # noqa: PLC0415
        from wallet.services import kinds  # noqa: PLC0415

        demo.register(load_books)
        demo.register(load_terms)
        demo.register(top_ups_demo.load)
        for model in (Recipient, Sender, Transfer):
            noun = str(model._meta.model_name)
            notes.register(noun, model, url_name=f"remittance:{noun}")
        kinds.register(TransferKind())
        kinds.register(DomesticKind())
        proposals.register(FeeChange())
        links.register("transfer", ["transfer", "remittance"], history_links.transfers)
        links.register("top-up", ["topup"], history_links.top_ups())
        notes.register("top-up", TopUp, url_name="remittance:top-up")
        for kind in (top_ups.ApproveKind, top_ups.DeclineKind, top_ups.CancelKind, top_ups.CreateKind):
            kinds.register(kind())
