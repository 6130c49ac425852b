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
        from wallet.models import BankDetail, Deposit, Exchange, Withdrawal  # noqa: PLC0415
        from wallet.selectors import history_links, order_links  # noqa: PLC0415
        from wallet.selectors.limits import told  # noqa: PLC0415
        from wallet.selectors.setup import steps  # noqa: PLC0415
        from wallet.services import history_rounds, inbox, kinds, money_rounds  # noqa: F401, PLC0415
        from wallet.services.account_terms import AccountTerms  # noqa: PLC0415
        from wallet.services.bank_details import PayoutDetail  # noqa: PLC0415
        from wallet.services.deposits import rounds  # noqa: F401, PLC0415
        from wallet.services.deposits.cancel_kind import DepositCancelKind  # noqa: PLC0415
        from wallet.services.deposits.demo import load as load_deposits  # noqa: PLC0415
        from wallet.services.deposits.kind import DepositKind  # noqa: PLC0415
        from wallet.services.exchanges.kind import ExchangeKind  # noqa: PLC0415
        from wallet.services.limit_changes import LimitChange  # noqa: PLC0415
        from wallet.services.limits_demo import load as load_limits  # noqa: PLC0415
        from wallet.services.withdrawals import polling  # noqa: F401, PLC0415
        from wallet.services.withdrawals.demo import load as load_withdrawals  # noqa: PLC0415
        from wallet.services.withdrawals.kind import WithdrawalKind  # noqa: PLC0415
        from wallet.views.approvals import waiting_for  # noqa: PLC0415

        append_only.guard("wallet.RemoteEvent")
        context.count_beside("wallet:approvals", waiting_for)
        notes.register("proposal", Proposal, url_name="wallet:approval", find=inbox.proposal)
        kinds.register(DepositKind())
        kinds.register(DepositCancelKind())
        kinds.register(WithdrawalKind())
        kinds.register(ExchangeKind())
        proposals.register(PayoutDetail())
        notes.register("withdrawal", Withdrawal, url_name="wallet:withdrawal")
        notes.register("exchange", Exchange, url_name="wallet:exchange")
        notes.register("bank-detail", BankDetail, url_name="wallet:bank-detail")
        notes.register("deposit", Deposit, url_name="wallet:deposit")
        proposals.register(LimitChange())
        proposals.register(AccountTerms())
        for noun, word, model in (("deposit", "deposit", Deposit), ("withdrawal", "withdraw", Withdrawal)):
            history_links.register(noun, [word], order_links.of_orders(model, noun, f"wallet:{noun}"))
        setup.register(steps)
        told_limits.register(told)
        demo.register(load_limits)
        demo.register(load_deposits)
        demo.register(load_withdrawals)
