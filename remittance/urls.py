from django.urls import URLPattern, URLResolver, path

from remittance.views import (
    confirm,
    fees,
    follow_ups,
    form_fields,
    holds,
    money_shops,
    recipients,
    refresh,
    rules,
    send,
    senders,
    top_up,
    top_ups,
    transfer,
    transfers,
)

app_name = "remittance"

urlpatterns: list[URLPattern | URLResolver] = [
    path("connections/<uuid:public_id>/refresh/<str:noun>/", refresh.RefreshNow.as_view(), name="refresh"),
    path("fees/", fees.Fees.as_view(), name="fees"),
    path("fees/calculator/", fees.Calculator.as_view(), name="fee-calculator"),
    path("fees/new/", fees.ProposeFee.as_view(), name="fee-new"),
    path("fees/<uuid:public_id>/", fees.FeePage.as_view(), name="fee"),
    path("follow-ups/", follow_ups.FollowUps.as_view(), name="follow-ups"),
    path("follow-ups/<uuid:public_id>/", follow_ups.ChangeFollowUp.as_view(), name="follow-up"),
    path("holds/<uuid:public_id>/lift/", holds.LiftHold.as_view(), name="hold-lift"),
    path("money-shops/", money_shops.MoneyShops.as_view(), name="money-shops"),
    path("money-shops/<uuid:public_id>/", money_shops.MoneyShopPage.as_view(), name="money-shop"),
    path("recipients/", recipients.Recipients.as_view(), name="recipients"),
    path("recipients/new/", recipients.NewRecipient.as_view(), name="recipient-new"),
    path("recipients/<uuid:public_id>/", recipients.ShowRecipient.as_view(), name="recipient"),
    path(
        "recipients/<uuid:public_id>/delete/", recipients.DeleteRecipient.as_view(), name="recipient-delete"
    ),
    path("recipients/<uuid:public_id>/edit/", recipients.EditRecipient.as_view(), name="recipient-edit"),
    path("recipients/<uuid:public_id>/hold/", holds.HoldRecipient.as_view(), name="recipient-hold"),
    path(
        "recipients/<uuid:public_id>/settle/", recipients.SettleRecipient.as_view(), name="recipient-settle"
    ),
    path(
        "recipients/<uuid:public_id>/unmask/", recipients.UnmaskRecipient.as_view(), name="recipient-unmask"
    ),
    path("rules/", rules.ShowRules.as_view(), name="rules"),
    path("rules/accept/", rules.AcceptRuleKind.as_view(), name="rule-kind-accept"),
    path("rules/withdraw/", rules.WithdrawRuleKind.as_view(), name="rule-kind-withdraw"),
    path("send/", send.Send.as_view(), name="send"),
    path("send/confirm/", confirm.Confirm.as_view(), name="confirm"),
    path("send/fields/", form_fields.SendFields.as_view(), name="send-fields"),
    path("senders/", senders.Senders.as_view(), name="senders"),
    path("senders/new/", senders.NewSender.as_view(), name="sender-new"),
    path("senders/<uuid:public_id>/", senders.ShowSender.as_view(), name="sender"),
    path("senders/<uuid:public_id>/agree-id/", senders.AgreeToExpiredId.as_view(), name="sender-agree-id"),
    path("senders/<uuid:public_id>/edit/", senders.EditSender.as_view(), name="sender-edit"),
    path("senders/<uuid:public_id>/hold/", holds.HoldSender.as_view(), name="sender-hold"),
    path("senders/<uuid:public_id>/panel/", senders.SenderPanel.as_view(), name="sender-panel"),
    path("senders/<uuid:public_id>/unmask/", senders.UnmaskSender.as_view(), name="sender-unmask"),
    path("top-ups/", top_ups.TopUps.as_view(), name="top-ups"),
    path("top-ups/new/", top_ups.NewTopUp.as_view(), name="top-up-new"),
    path("top-ups/poster/", top_ups.Poster.as_view(), name="top-up-poster"),
    path("top-ups/<uuid:public_id>/", top_up.TopUpPage.as_view(), name="top-up"),
    path("top-ups/<uuid:public_id>/approve/", top_up.ApproveTopUp.as_view(), name="top-up-approve"),
    path("top-ups/<uuid:public_id>/cancel/", top_up.CancelTopUp.as_view(), name="top-up-cancel"),
    path("top-ups/<uuid:public_id>/decline/", top_up.DeclineTopUp.as_view(), name="top-up-decline"),
    path("top-ups/<uuid:public_id>/refresh/", top_up.RefreshTopUp.as_view(), name="top-up-refresh"),
    path("transfers/", transfers.Transfers.as_view(), name="transfers"),
    path("transfers/<uuid:public_id>/", transfer.TransferPage.as_view(), name="transfer"),
    path("transfers/<uuid:public_id>/not-kept/", transfer.SayNotKept.as_view(), name="not-kept"),
    path("transfers/<uuid:public_id>/receipt/", transfer.ReceiptPage.as_view(), name="receipt"),
    path("transfers/<uuid:public_id>/refresh/", transfer.RefreshTransfer.as_view(), name="refresh-transfer"),
    path("transfers/<uuid:public_id>/stop/", transfer.StopTransfer.as_view(), name="stop"),
]
