from django.urls import URLPattern, URLResolver, path

from .views import accounts, addresses, approvals, callbacks, commands, deposit, deposits, history, limits

app_name = "wallet"

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", accounts.Accounts.as_view(), name="accounts"),
    path("accounts/<uuid:public_id>/", accounts.AccountPage.as_view(), name="account"),
    path("accounts/<uuid:public_id>/edit/", accounts.ProposeTerms.as_view(), name="account-terms"),
    path("accounts/<uuid:public_id>/refresh/", accounts.RefreshAccount.as_view(), name="account-refresh"),
    path("addresses/", addresses.Addresses.as_view(), name="addresses"),
    path("addresses/generate/", addresses.GenerateAddress.as_view(), name="address-generate"),
    path(
        "addresses/memo-account/<uuid:public_id>/", addresses.NameMemoAccount.as_view(), name="memo-account"
    ),
    path("addresses/refresh/", addresses.RefreshAddresses.as_view(), name="addresses-refresh"),
    path("approvals/", approvals.Approvals.as_view(), name="approvals"),
    path("approvals/<uuid:public_id>/", approvals.Approval.as_view(), name="approval"),
    path("approvals/<uuid:public_id>/approve/", approvals.Approve.as_view(), name="approve"),
    path("approvals/<uuid:public_id>/refuse/", approvals.Refuse.as_view(), name="refuse"),
    path("approvals/<uuid:public_id>/withdraw/", approvals.Withdraw.as_view(), name="withdraw"),
    path("callbacks/<uuid:attempt_id>/<str:mac>", callbacks.callback, name="callback"),
    path("deposits/", deposits.Deposits.as_view(), name="deposits"),
    path("deposits/bitcoin/", deposits.PendingBitcoin.as_view(), name="deposits-bitcoin"),
    path("deposits/new/", deposits.NewDeposit.as_view(), name="deposit-new"),
    path("deposits/<uuid:public_id>/", deposit.DepositPage.as_view(), name="deposit"),
    path("deposits/<uuid:public_id>/cancel/", deposit.CancelDeposit.as_view(), name="deposit-cancel"),
    path("deposits/<uuid:public_id>/proofs/", deposit.UploadProof.as_view(), name="deposit-prove"),
    path(
        "deposits/<uuid:public_id>/proofs/<uuid:proof_id>/",
        deposit.ProofFile.as_view(),
        name="deposit-proof",
    ),
    path("deposits/<uuid:public_id>/refresh/", deposit.RefreshDeposit.as_view(), name="deposit-refresh"),
    path("history/", history.History.as_view(), name="history"),
    path("history/file/", history.HistoryFile.as_view(), name="history-file"),
    path("history/<uuid:public_id>/", history.HistoryPage.as_view(), name="history-row"),
    path("history/refresh/<uuid:public_id>/", history.RefreshHistory.as_view(), name="history-refresh"),
    path("settings/limits/", limits.Limits.as_view(), name="limits"),
    path("settings/limits/new/", limits.ProposeLimit.as_view(), name="limit-new"),
    path("settings/limits/<uuid:public_id>/end/", limits.EndLimit.as_view(), name="limit-end"),
    path("commands/<uuid:public_id>/send-again/", commands.SendAgain.as_view(), name="command-send-again"),
    path("commands/<uuid:public_id>/stop/", commands.StopCommand.as_view(), name="command-stop"),
]
