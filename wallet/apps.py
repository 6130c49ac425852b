from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WalletConfig(AppConfig):
    name = "wallet"
    verbose_name = _("Wallet")

    def ready(self) -> None:
        from accounts.services import append_only  # noqa: PLC0415 - models load first
        from wallet.services import money_rounds  # noqa: F401, PLC0415 - its loops register themselves

        append_only.guard("wallet.RemoteEvent")
