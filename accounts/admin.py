"""The admin site: every table to look at, masked; shops and connections to change, through their services.

It has no sign-in of its own: people come through the desk's, with its limits and rules.
"""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.forms.replace_key import ReplaceKeyForm
from accounts.models import (
    AuditChain,
    AuditEntry,
    Connection,
    ConnectionShop,
    Device,
    Invitation,
    Membership,
    Note,
    Operator,
    Periodic,
    Permission,
    Profile,
    Proposal,
    RateCount,
    Shop,
    User,
    Worker,
)
from accounts.services import shops
from accounts.views.admin_records import Records, ShopFilter, actor_of, sees_all


def change_password(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """Passwords are changed where the desk changes them."""
    return redirect("account_change_password")


_site: Any = admin.site  # its methods give way to the desk's pages
_site.login = secure_admin_login(_site.login)
_site.password_change = change_password
admin.site.site_title = admin.site.site_header = "Remitdesk"


@admin.register(User)
class UserAdmin(Records):
    """Staff; made by invitation, changed under Settings."""

    shop_path = "memberships__shop"
    hidden = ("password", "first_name", "last_name", "is_superuser")
    list_display = ("username", "name", "email", "is_active", "is_staff", "last_login", "date_joined")
    list_filter = ("is_active", "is_staff", ShopFilter)
    exact = ("public_id", "username", "email")
    ordering = ("username",)


@admin.register(Membership)
class MembershipAdmin(Records):
    """Who is what where."""

    shop_path = "shop"
    list_display = ("user", "role", "shop", "created_at")
    list_filter = ("role", ShopFilter)
    list_select_related = ("user", "shop")
    ordering = ("user__username", "pk")


@admin.register(Invitation)
class InvitationAdmin(Records):
    """One-time links; only their hashes are kept."""

    shop_path = "shops"
    hidden = ("token_hash",)
    list_display = (
        "name",
        "email",
        "role",
        "created_by",
        "created_at",
        "expires_at",
        "accepted_at",
        "withdrawn_at",
    )
    list_filter = ("role", "accepted_at", "withdrawn_at")
    list_select_related = ("created_by",)
    exact = ("public_id", "email")
    ordering = ("-pk",)


@admin.register(Device)
class DeviceAdmin(Records):
    """Phones and tablets; their tokens are kept as hashes and not shown."""

    shop_path = "shop"
    hidden = ("digest", "token_key")
    list_display = ("name", "user", "shop", "created", "expiry", "last_used_at", "revoked_at")
    list_filter = (ShopFilter, "revoked_at")
    list_select_related = ("user", "shop")
    exact = ("public_id",)
    ordering = ("-created",)


@admin.register(Profile)
class ProfileAdmin(Records):
    """Who the providers say that we are; what they told is read on the desk's own page."""

    shop_path = "connection__shops"
    hidden = ("told_sealed",)
    list_display = ("connection", "version", "read_at", "failed_at", "failure")
    list_filter = (ShopFilter,)
    list_select_related = ("connection",)
    exact = ("public_id",)
    ordering = ("connection__name", "pk")


@admin.register(Proposal)
class ProposalAdmin(Records):
    """Changes that took two people, or wait for the second."""

    shop_path = "shop"
    list_display = ("title", "kind", "shop", "state", "outcome", "proposed_by", "proposed_at", "decided_by")
    list_filter = ("state", "kind", "outcome", ShopFilter)
    list_select_related = ("shop", "proposed_by", "decided_by")
    exact = ("public_id", "kind")
    ordering = ("-proposed_at", "-pk")


@admin.register(AuditEntry)
class AuditEntryAdmin(Records):
    """Who did what. The details stay on the desk's own audit page, which knows who may read what."""

    shop_path = "chain__shop"
    hidden = ("detail", "prev_hash")
    list_display = ("number", "chain", "at", "actor_name", "role", "action", "noun", "object_id", "address")
    list_filter = (ShopFilter, "at")
    list_select_related = ("chain__shop",)
    exact = ("object_id", "action", "actor_name")
    ordering = ("-pk",)


@admin.register(AuditChain)
class AuditChainAdmin(Records):
    """The head of each shop's chain."""

    shop_path = "shop"
    list_display = ("__str__", "head_number", "head_hash")
    list_select_related = ("shop",)
    ordering = ("pk",)


@admin.register(Operator)
class OperatorAdmin(Records):
    """The one company; its name is changed through the service, which keeps who did it."""

    list_display = ("name", "created_at")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return sees_all(request) and actor_of(request).may(Permission.EDIT_SHOPS)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [name for name in self._shown(request) if name != "name"]

    def save_model(self, request: HttpRequest, obj: Operator, form: Any, change: bool) -> None:
        shops.name_operator(obj.name, actor=actor_of(request))


@admin.register(Shop)
class ShopAdmin(Records):
    """Shops; changed through the service, which keeps what each setting was and became."""

    list_display = ("code", "name", "country", "time_zone", "cash_currency", "charge", "closed_at")
    list_filter = ("country", "cash_currency")
    shop_path = "pk"
    exact = ("public_id", "code", "name")
    ordering = ("name",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return actor_of(request).may(Permission.EDIT_SHOPS) and self.has_view_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        if not self.has_change_permission(request, obj):
            return self._shown(request)
        return [name for name in self._shown(request) if name not in shops.FIELDS]

    def save_model(self, request: HttpRequest, obj: Shop, form: Any, change: bool) -> None:
        fields = {name: form.cleaned_data[name] for name in shops.FIELDS if name in form.cleaned_data}
        shops.change(obj, actor=actor_of(request), **fields)


@admin.register(Connection)
class ConnectionAdmin(Records):
    """Logins at the providers, by their last four characters."""

    shop_path = "shops"
    hidden = ("key_sealed", "secret_sealed", "key_fingerprint")
    list_display = (
        "name",
        "provider",
        "mode",
        "key_tail",
        "home_shop",
        "paused_at",
        "last_good_at",
        "retired_at",
    )
    list_filter = ("provider", "mode", ShopFilter, "paused_at", "retired_at")
    list_select_related = ("home_shop",)
    exact = ("public_id", "name", "key_tail")
    ordering = ("name",)
    form = ReplaceKeyForm

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return sees_all(request) and actor_of(request).may(Permission.EDIT_CONNECTIONS)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        shown = self._shown(request)
        return [*shown, "new_key", "new_secret"] if self.has_change_permission(request, obj) else shown

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.actor = actor_of(request)
        return form

    def save_model(self, request: HttpRequest, obj: Connection, form: Any, change: bool) -> None:
        """Nothing more to save: the service replaced the login while the form was judged."""


@admin.register(ConnectionShop)
class ConnectionShopAdmin(Records):
    """Which login serves which shop."""

    shop_path = "shop"
    list_display = ("connection", "shop", "provider")
    list_filter = ("provider", ShopFilter)
    list_select_related = ("connection", "shop")
    ordering = ("shop__name", "pk")


@admin.register(Note)
class NoteAdmin(Records):
    """That somebody wrote a note; never what."""

    shop_path = "shop"
    hidden = ("text",)
    list_display = ("public_id", "noun", "object_id", "shop", "author", "at")
    list_filter = (ShopFilter, "at")
    list_select_related = ("shop", "author")
    exact = ("public_id", "object_id")
    ordering = ("-pk",)


@admin.register(Worker)
class WorkerAdmin(Records):
    """Processes that hold jobs or money commands, and when they were last alive."""

    list_display = ("incarnation", "kind", "host", "pid", "started_at", "heartbeat_at", "ended_at")
    list_filter = ("kind", "host")
    exact = ("incarnation", "host")
    ordering = ("-heartbeat_at",)


@admin.register(Periodic)
class PeriodicAdmin(Records):
    """When each job that comes round is due."""

    list_display = ("name", "next_run_at")
    exact = ("name",)
    ordering = ("next_run_at",)


@admin.register(RateCount)
class RateCountAdmin(Records):
    """How often something was tried lately."""

    list_display = ("key", "count", "ends_at")
    exact = ("key",)
    ordering = ("-ends_at",)
