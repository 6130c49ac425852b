"""Shapes that several settings pages share."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from accounts.forms import refusals
from accounts.models import Role, Shop
from accounts.services.errors import ServiceError
from accounts.views.base import ShopView


class SettingsView(ShopView):
    """A page of an administrator: of the active shop, or of all."""

    @property
    def rules_all(self) -> bool:
        """Whether this person administers all shops, as head office."""
        return bool(self.request.standing.head_office == Role.ADMIN)  # type: ignore[attr-defined]  # ActiveShopMiddleware's


class FormPage(SettingsView):
    """One form on a page: drawn by GET, checked and saved by POST, redrawn with what is wrong beside it."""

    template_name = "accounts/form_page.html"
    refills = True
    heading: str | Promise
    button: str | Promise
    done: str | Promise = ""

    def form(self, data: Any = None) -> BaseForm:
        """The form, empty or with what was posted."""
        raise NotImplementedError

    def save(self, form: Any) -> HttpResponse:
        """Do it and say where to go; a ServiceError is said on the form."""
        raise NotImplementedError

    def back(self) -> str:
        """Where "back" leads."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.draw(self.form(self.typed))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form: Any = self.form(request.POST)
        if form.is_valid():
            try:
                response = self.save(form)
            except ServiceError as refusal:
                refusals.place(form, refusal)
            else:
                if self.done:
                    messages.success(request, str(self.done))
                return response
        return self.draw(form, status=422)

    def draw(self, form: Any, status: int = 200) -> HttpResponse:
        context = {"form": form, "heading": self.heading, "button": self.button, "back": self.back()}
        return render(self.request, self.template_name, {**context, **self.more()}, status=status)

    def more(self) -> dict[str, Any]:
        """What else the template needs."""
        return {}


class Act(SettingsView):
    """One act by POST, with its refusal said above the page that it leads back to."""

    http_method_names = ["post"]

    def done(self, words: str | Promise, *to: Any) -> HttpResponse:
        """Back to a page, saying that it was done unless a refusal was said already."""
        if self.why is None and words:
            messages.success(self.request, str(words))
        return redirect(*to)


def by_name(shops: Any) -> list[Shop]:
    """Shops as a list, by name."""
    return list(shops.order_by("name"))
