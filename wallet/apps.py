from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WalletConfig(AppConfig):
    name = "wallet"
    verbose_name = _("Wallet")

    def ready(self) -> None:
        # Models load first. One of these is imported for the jobs it registers.
        from accounts.models import Proposal  # noqa: PLC0415
        from accounts.selectors import setup, told_limits  # noqa: PLC0415
        from accounts.services import append_only, demo, notes, proposals  # noqa: PLC0415
        from accounts.views import context  # noqa: PLC0415
        from wallet.selectors.limits import told  # noqa: PLC0415
        from wallet.selectors.setup import steps  # noqa: PLC0415
        from wallet.services import inbox, money_rounds  # noqa: F401, PLC0415
        from wallet.services.limit_changes import LimitChange  # noqa: PLC0415
        from wallet.services.limits_demo import load as load_limits  # noqa: PLC0415
        from wallet.views.approvals import waiting_for  # noqa: PLC0415

        append_only.guard("wallet.RemoteEvent")
        context.count_beside("wallet:approvals", waiting_for)
        notes.register("proposal", Proposal, url_name="wallet:approval", find=inbox.proposal)
        proposals.register(LimitChange())
        setup.register(steps)
        told_limits.register(told)
        demo.register(load_limits)
