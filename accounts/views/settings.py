"""The settings: what is still missing, and the way to each part."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.forms.shop import OperatorForm
from accounts.models import Operator, Permission
from accounts.selectors import setup
from accounts.services import shops
from accounts.views.pages import FormPage, SettingsView, by_name


class Settings(SettingsView):
    """What a first real shop still needs, as steps that lead to the page that does them."""

    may = Permission.SEE_SETTINGS

    def get(self, request: HttpRequest) -> HttpResponse:
        steps = setup.steps(by_name(self.here))
        missing = [step for step in steps if not step.done]
        context = {
            "steps": [{"step": step, "url": _url(step)} for step in steps],
            "missing": len([step for step in missing if step.needed]),
            "operator": Operator.objects.first(),
            "rules_all": self.rules_all,
        }
        return render(request, "accounts/settings.html", context)


def _url(step: setup.Step) -> str:
    if not step.url_name:
        return ""
    return reverse(step.url_name, args=[step.argument] if step.argument else [])


class NameOperator(FormPage):
    """The company whose shops these are; head office's to say."""

    may = Permission.EDIT_SHOPS
    heading = _("The operator")
    button = _("Save")
    done = _("Saved.")

    def form(self, data: object = None) -> OperatorForm:
        return OperatorForm(data, instance=Operator.objects.first())  # type: ignore[arg-type]  # posted data

    def save(self, form: OperatorForm) -> HttpResponse:
        if not self.rules_all:
            return self.refuse(Permission.EDIT_SHOPS)
        shops.name_operator(form.cleaned_data["name"], actor=self.actor)
        return redirect("accounts:settings")

    def back(self) -> str:
        return reverse("accounts:settings")
