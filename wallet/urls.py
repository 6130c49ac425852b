from django.urls import URLPattern, URLResolver, path

from .views import approvals, callbacks, commands, limits

app_name = "wallet"

urlpatterns: list[URLPattern | URLResolver] = [
    path("approvals/", approvals.Approvals.as_view(), name="approvals"),
    path("approvals/<uuid:public_id>/", approvals.Approval.as_view(), name="approval"),
    path("approvals/<uuid:public_id>/approve/", approvals.Approve.as_view(), name="approve"),
    path("approvals/<uuid:public_id>/refuse/", approvals.Refuse.as_view(), name="refuse"),
    path("approvals/<uuid:public_id>/withdraw/", approvals.Withdraw.as_view(), name="withdraw"),
    path("callbacks/<uuid:attempt_id>/<str:mac>", callbacks.callback, name="callback"),
    path("settings/limits/", limits.Limits.as_view(), name="limits"),
    path("settings/limits/new/", limits.ProposeLimit.as_view(), name="limit-new"),
    path("settings/limits/<uuid:public_id>/end/", limits.EndLimit.as_view(), name="limit-end"),
    path("commands/<uuid:public_id>/send-again/", commands.SendAgain.as_view(), name="command-send-again"),
    path("commands/<uuid:public_id>/stop/", commands.StopCommand.as_view(), name="command-stop"),
]
