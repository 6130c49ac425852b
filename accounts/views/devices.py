"""Devices: one's own, and for an administrator those of the staff."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from accounts.forms import refusals
from accounts.forms.device import DeviceForm
from accounts.models import Device, Permission
from accounts.selectors import staff as seen
from accounts.services import devices
from accounts.services.errors import ServiceError
from accounts.views import shown_once
from accounts.views.base import ShopView
from accounts.views.pages import Act


class MyDevices(ShopView):
    """One's own devices; POST `name` adds one for the active shop, its token shown once."""

    may = None
    refills = True

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.draw(DeviceForm(self.typed))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DeviceForm(request.POST)
        if self.shop is None:
            form.add_error(None, _("Choose a shop first: a device belongs to one."))
        if not form.is_valid() or self.shop is None:
            return self.draw(form, status=422)
        try:
            device, token = devices.issue(
                request.user,  # type: ignore[arg-type]  # signed in, says ShopView
                self.shop,
                form.cleaned_data["name"],
                actor=self.actor,
            )
        except ServiceError as refusal:
            refusals.place(form, refusal)
            return self.draw(form, status=422)
        shown_once.put(request, "token", token)
        shown_once.put(request, "token-for", device.name)
        return redirect("accounts:devices")

    def draw(self, form: DeviceForm, status: int = 200) -> HttpResponse:
        context: dict[str, Any] = {
            "devices": seen.devices(Device.objects.filter(user=self.request.user)),  # type: ignore[misc]  # signed in
            "form": form,
            "token": shown_once.take(self.request, "token"),
            "token_for": shown_once.take(self.request, "token-for"),
        }
        return render(self.request, "accounts/device_list.html", context, status=status)


class MyDevice(ShopView):
    """What one may do with a device of one's own."""

    http_method_names = ["post"]
    may = None

    def device(self, public_id: UUID) -> Device:
        mine = Device.objects.filter(user=self.request.user)  # type: ignore[misc]  # signed in, says ShopView
        return get_object_or_404(mine, public_id=public_id)


class RevokeMyDevice(MyDevice):
    """End one's own device."""

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        with self.saying_why():
            devices.revoke(self.device(public_id), actor=self.actor)
        return redirect("accounts:devices")


class RenewMyDevice(MyDevice):
    """Let one's own device live 30 days more."""

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        with self.saying_why():
            devices.renew(self.device(public_id), actor=self.actor)
        return redirect("accounts:devices")


class AllDevices(ShopView):
    """The devices of the staff, in the shops this administrator rules."""

    may = Permission.EDIT_STAFF

    def get(self, request: HttpRequest) -> HttpResponse:
        found = seen.devices(Device.objects.filter(shop__in=self.shops))
        return render(request, "accounts/device_list.html", {"devices": found, "of_staff": True})


class RevokeDevice(Act):
    """End a device of somebody on the staff."""

    may = Permission.EDIT_STAFF

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        device: Device = get_object_or_404(Device.objects.filter(shop__in=self.shops), public_id=public_id)
        with self.saying_why():
            devices.revoke(device, actor=self.actor)
        return self.done(_("Revoked: the device is signed out."), "accounts:all-devices")
