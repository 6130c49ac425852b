"""Connections: our logins at the providers. Keys go in and never come out."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from accounts.forms.connection import ConnectionForm, KeyForm, NewConnectionForm, ShopAtProviderForm
from accounts.models import Connection, ConnectionShop, Permission
from accounts.services import connections
from accounts.views.pages import Act, FormPage, SettingsView

no_keys_in_reports = method_decorator(sensitive_post_parameters("key", "secret"), name="dispatch")


class ConnectionView(SettingsView):
    """Whoever looks sees connections whose shops they all administer; head office sees every one."""

    may = Permission.EDIT_CONNECTIONS

    @property
    def mine(self) -> QuerySet[Connection]:
        found = Connection.objects.order_by("retired_at", "name", "pk").prefetch_related("shops")
        if self.rules_all:
            return found
        elsewhere = ConnectionShop.objects.exclude(shop__in=self.shops)
        return found.filter(served__shop__in=self.shops).exclude(served__in=elsewhere).distinct()

    @cached_property
    def connection(self) -> Connection:
        public_id: UUID = self.kwargs["public_id"]
        return get_object_or_404(self.mine, public_id=public_id)


class Connections(ConnectionView):
    """All of them, the retired last."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "accounts/connection_list.html", {"connections": self.mine})


class ConnectionPage(ConnectionView):
    """One connection: whom it serves, how it does, and what may be done with it."""

    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        context = {"connection": self.connection, "asks_for_callbacks": bool(settings.PUBLIC_URL)}
        return render(request, "accounts/connection_detail.html", context)


@no_keys_in_reports
class NewConnection(ConnectionView, FormPage):
    """Enter a login."""

    heading = _("New connection to Bitspark")
    button = _("Save the connection")
    done = _("Saved. Test it now.")

    def form(self, data: Any = None) -> NewConnectionForm:
        return NewConnectionForm(data, shops=self.shops, at_sandbox=connections.at_sandbox())

    def save(self, form: NewConnectionForm) -> HttpResponse:
        connection = connections.create(actor=self.actor, **form.values)
        return redirect("accounts:connection", connection.public_id)

    def back(self) -> str:
        return reverse("accounts:connections")


class EditConnection(ConnectionView, FormPage):
    """Change all but the key."""

    heading = _("Change the connection")
    button = _("Save")
    done = _("Saved.")

    def form(self, data: Any = None) -> ConnectionForm:
        connection = self.connection
        initial = {
            "name": connection.name,
            "shops": list(connection.shops.all()),
            "home_shop": connection.home_shop,
            "mode": connection.mode,
            "used_only_here": connection.used_only_here,
            "domestic_enabled": connection.domestic_enabled,
        }
        return ConnectionForm(data, initial=initial, shops=self.shops, at_sandbox=connections.at_sandbox())

    def save(self, form: ConnectionForm) -> HttpResponse:
        connections.change(self.connection, actor=self.actor, **form.values)
        return redirect("accounts:connection", self.connection.public_id)

    def back(self) -> str:
        return reverse("accounts:connection", args=[self.connection.public_id])


@no_keys_in_reports
class RotateKey(ConnectionView, FormPage):
    """Put a new key in place of the old one."""

    heading = _("Replace the key")
    button = _("Replace the key")
    done = _("The key is replaced. Test it now.")

    def form(self, data: Any = None) -> KeyForm:
        return KeyForm(data)

    def save(self, form: KeyForm) -> HttpResponse:
        said = form.cleaned_data
        connections.rotate(self.connection, key=said["key"], secret=said["secret"], actor=self.actor)
        return redirect("accounts:connection", self.connection.public_id)

    def back(self) -> str:
        return reverse("accounts:connection", args=[self.connection.public_id])


class ShopAtProvider(ConnectionView, FormPage):
    """What our own shop is called at Bitspark, from its QR code."""

    heading = _("Our shop at Bitspark")
    button = _("Save")
    done = _("Saved.")

    def form(self, data: Any = None) -> ShopAtProviderForm:
        connection = self.connection
        initial = {"shop_code": connection.shop_code, "shop_remote_id": connection.shop_remote_id}
        return ShopAtProviderForm(data, initial=initial)

    def save(self, form: ShopAtProviderForm) -> HttpResponse:
        connections.tell_shop(self.connection, actor=self.actor, **form.cleaned_data)
        return redirect("accounts:connection", self.connection.public_id)

    def back(self) -> str:
        return reverse("accounts:connection", args=[self.connection.public_id])


class TestConnection(ConnectionView, Act):
    """Ask the provider whose login this is; moves nothing."""

    __test__ = False  # a page, whatever pytest makes of its name

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        with self.saying_why():
            found = connections.test(self.connection, self.actor)
            (messages.success if found.ok else messages.error)(request, found.words)
        return self.done("", "accounts:connection", public_id)


class PauseConnection(ConnectionView, Act):
    """POST `why`: send nothing through it until it is resumed."""

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        why = " ".join(request.POST.get("why", "").split()) or str(_("Paused by hand."))
        with self.saying_why():
            connections.pause(self.connection, why, self.actor)
        return self.done(_("Paused: no money is sent through it."), "accounts:connection", public_id)


class ResumeConnection(ConnectionView, Act):
    """Let money be sent through it again."""

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        with self.saying_why():
            connections.resume(self.connection, self.actor)
        return self.done(_("Resumed."), "accounts:connection", public_id)


class RetireConnection(ConnectionView, Act):
    """Use it no more; its history stays."""

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        with self.saying_why():
            connections.retire(self.connection, self.actor)
        return self.done(_("Retired: it serves no shop any more."), "accounts:connections")
