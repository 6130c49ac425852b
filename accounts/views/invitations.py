"""Accepting an invitation: the one page where someone without a name here becomes a colleague."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.forms import refusals
from accounts.forms.staff import AcceptForm
from accounts.services import invitations
from accounts.services.errors import Conflict, ServiceError
from accounts.views.middleware import address_of


@method_decorator([never_cache, sensitive_post_parameters("password", "password_again")], name="dispatch")
class AcceptInvitation(View):
    """Open the link, choose a username and a password, once. Open to anybody who holds the link."""

    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        invitation = invitations.find(token)
        if invitation is None:
            return self.gone(request)
        return self.draw(request, AcceptForm(initial={"name": invitation.name}))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        if invitations.find(token) is None:
            return self.gone(request)
        form = AcceptForm(request.POST)
        if not form.is_valid():
            return self.draw(request, form, status=422)
        said = form.cleaned_data
        try:
            invitations.accept(
                token,
                name=said["name"],
                username=said["username"],
                password=said["password"],
                address=address_of(request),
            )
        except Conflict:
            return self.gone(request)
        except ServiceError as refusal:
            refusals.place(form, refusal)
            return self.draw(request, form, status=422)
        messages.success(request, _("Welcome. Sign in with the username and password you chose."))
        return redirect("account_login")

    def draw(self, request: HttpRequest, form: AcceptForm, status: int = 200) -> HttpResponse:
        return render(request, "accounts/invitation_accept.html", {"form": form}, status=status)

    def gone(self, request: HttpRequest) -> HttpResponse:
        """Used, withdrawn, expired or never made: one answer, so that nobody learns which."""
        return render(request, "accounts/invitation_gone.html", status=410)
