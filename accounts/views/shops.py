"""Setting up shops."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.forms.shop import ShopForm
from accounts.models import Permission, Shop
from accounts.services import shops
from accounts.services.errors import NotAllowed
from accounts.views.pages import FormPage, SettingsView, by_name


class Shops(SettingsView):
    """The shops this administrator may set up."""

    may = Permission.EDIT_SHOPS

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(
            request, "accounts/shop_list.html", {"shops": by_name(self.shops), "rules_all": self.rules_all}
        )


class NewShop(FormPage):
    """A new shop; head office's to make."""

    may = Permission.EDIT_SHOPS
    heading = _("New shop")
    button = _("Set up the shop")
    done = _("The shop is set up.")

    def form(self, data: Any = None) -> ShopForm:
        return ShopForm(data)

    def save(self, form: ShopForm) -> HttpResponse:
        if not self.rules_all:
            raise NotAllowed(
                _("Only an administrator of all shops may do this."),
                code="permission",
                permission=Permission.EDIT_SHOPS.value,
            )
        shops.create(actor=self.actor, **form.values)
        return redirect("accounts:shops")

    def back(self) -> str:
        return reverse("accounts:shops")


class EditShop(FormPage):
    """A shop's settings, all but its code."""

    may = Permission.EDIT_SHOPS
    button = _("Save")
    done = _("Saved.")

    @cached_property
    def subject(self) -> Shop:
        public_id: UUID = self.kwargs["public_id"]
        return get_object_or_404(self.shops, public_id=public_id)

    @property
    def heading(self) -> str:  # type: ignore[override]  # the shop's own name
        return f"{self.subject.name} ({self.subject.code})"

    def form(self, data: Any = None) -> ShopForm:
        return ShopForm(data, instance=Shop.objects.get(pk=self.subject.pk))

    def save(self, form: ShopForm) -> HttpResponse:
        shops.change(self.subject, actor=self.actor, **form.values)
        return redirect("accounts:shops")

    def back(self) -> str:
        return reverse("accounts:shops")

    def more(self) -> dict[str, Any]:
        return {"audit_url": reverse("accounts:audit-object", args=["shop", self.subject.public_id])}
