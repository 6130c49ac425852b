"""The REST API, version 1: every address in one place.

An address has no slash at its end; with one it is answered too, so that no POST is lost to a redirect.
"""

from django.urls import URLPattern, path, re_path
from drf_spectacular.views import SpectacularJSONAPIView

from accounts.api import devices, docs, me, not_found, notes, profile, shops
from remittance.api import (
    destinations,
    events,
    fees,
    holds,
    money_shops,
    quotes,
    receipts,
    recipients,
    senders,
    top_ups,
    transfers,
)
from wallet.api import (
    accounts,
    addresses,
    approvals,
    bank_details,
    commands,
    deposits,
    exchanges,
    history,
    withdrawals,
)

app_name = "api"


def _both(route: str, view: type, name: str) -> list[URLPattern]:
    shown = view.as_view()  # type: ignore[attr-defined]  # each is a view class
    return [path(route, shown, name=name), path(f"{route}/", shown)]


urlpatterns: list[URLPattern] = [
    *_both("accounts", accounts.Accounts, "accounts"),
    *_both("accounts/<uuid:public_id>", accounts.AccountById, "account"),
    *_both("accounts/<uuid:public_id>/terms", accounts.AccountTerms, "account-terms"),
    *_both("accounts/<uuid:public_id>/history", accounts.AccountHistory, "account-history"),
    *_both("addresses", addresses.Addresses, "addresses"),
    *_both("approvals", approvals.Approvals, "approvals"),
    *_both("approvals/<uuid:public_id>", approvals.ApprovalById, "approval"),
    *_both("approvals/<uuid:public_id>/approve", approvals.ApproveApproval, "approval-approve"),
    *_both("approvals/<uuid:public_id>/refuse", approvals.RefuseApproval, "approval-refuse"),
    *_both("approvals/<uuid:public_id>/withdraw", approvals.WithdrawApproval, "approval-withdraw"),
    *_both("bank-details", bank_details.BankDetails, "bank-details"),
    *_both("bank-details/<uuid:public_id>", bank_details.BankDetailById, "bank-detail"),
    *_both("commands", commands.Commands, "commands"),
    *_both("commands/<uuid:public_id>", commands.CommandById, "command"),
    *_both("commands/<uuid:public_id>/send-again", commands.SendCommandAgain, "command-send-again"),
    *_both("commands/<uuid:public_id>/stop", commands.StopCommand, "command-stop"),
    *_both("currencies", destinations.Currencies, "currencies"),
    *_both("deposits", deposits.Deposits, "deposits"),
    *_both("deposits/<uuid:public_id>", deposits.DepositById, "deposit"),
    *_both("deposits/<uuid:public_id>/cancel", deposits.CancelDeposit, "deposit-cancel"),
    *_both("deposits/<uuid:public_id>/proof", deposits.DepositProofs, "deposit-proof"),
    *_both("destinations", destinations.Destinations, "destinations"),
    *_both("destinations/<uuid:public_id>", destinations.DestinationById, "destination"),
    *_both("destinations/<uuid:public_id>/form", destinations.DestinationForm, "destination-form"),
    *_both("devices", devices.Devices, "devices"),
    *_both("devices/<uuid:public_id>", devices.DeviceById, "device"),
    *_both("devices/<uuid:public_id>/renew", devices.RenewDevice, "device-renew"),
    path("docs/", docs.DocsPage.as_view(), name="docs"),
    *_both("events", events.Events, "events"),
    *_both("fees", fees.Fees, "fees"),
    *_both("fees/calculator", fees.Calculator, "fee-calculator"),
    *_both("fees/<uuid:public_id>", fees.FeeById, "fee"),
    *_both("history", history.History, "history"),
    *_both("exchanges", exchanges.Exchanges, "exchanges"),
    *_both("exchanges/rate", exchanges.ExchangeRate, "exchange-rate"),
    *_both("exchanges/<uuid:public_id>", exchanges.ExchangeById, "exchange"),
    *_both("holds", holds.Holds, "holds"),
    *_both("holds/<uuid:public_id>/lift", holds.LiftHold, "hold-lift"),
    *_both("me", me.Me, "me"),
    *_both("memos", addresses.Memos, "memos"),
    *_both("money-shops", money_shops.MoneyShops, "money-shops"),
    *_both("money-shops/<uuid:public_id>", money_shops.MoneyShopById, "money-shop"),
    *_both("notes", notes.Notes, "notes"),
    *_both("profile", profile.ProfileAPI, "profile"),
    *_both("quotes", quotes.Quotes, "quotes"),
    *_both("quotes/<uuid:public_id>", quotes.QuoteById, "quote"),
    *_both("recipients", recipients.Recipients, "recipients"),
    *_both("recipients/<uuid:public_id>", recipients.RecipientById, "recipient"),
    path("schema/", SpectacularJSONAPIView.as_view(), name="schema"),
    *_both("senders", senders.Senders, "senders"),
    *_both("senders/<uuid:public_id>", senders.SenderById, "sender"),
    *_both("senders/<uuid:public_id>/panel", senders.SenderPanel, "sender-panel"),
    *_both("shops", shops.Shops, "shops"),
    *_both("shops/<uuid:public_id>", shops.ShopById, "shop"),
    *_both("top-ups", top_ups.TopUps, "top-ups"),
    *_both("top-ups/<uuid:public_id>", top_ups.TopUpById, "top-up"),
    *_both("top-ups/<uuid:public_id>/approve", top_ups.ApproveTopUp, "top-up-approve"),
    *_both("top-ups/<uuid:public_id>/cancel", top_ups.CancelTopUp, "top-up-cancel"),
    *_both("top-ups/<uuid:public_id>/decline", top_ups.DeclineTopUp, "top-up-decline"),
    *_both("transfers", transfers.Transfers, "transfers"),
    *_both("transfers/<uuid:public_id>", transfers.TransferById, "transfer"),
    *_both("transfers/<uuid:public_id>/receipt", receipts.TransferReceipt, "transfer-receipt"),
    *_both("withdrawals", withdrawals.Withdrawals, "withdrawals"),
    *_both("withdrawals/<uuid:public_id>", withdrawals.WithdrawalById, "withdrawal"),
    re_path(r"^(?P<rest>[\s\S]+)$", not_found.NotFound.as_view()),  # `path` ends at a line's end
]
