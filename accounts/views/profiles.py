"""Who Bitspark says that we are, and changing it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from accounts.forms import refusals
from accounts.forms.profile import ProfileForm
from accounts.models import Connection, Permission, Profile
from accounts.selectors import provider_links
from accounts.services import connections, profiles
from accounts.services.errors import Conflict, ProviderDown, Refused, ServiceError
from accounts.views.base import ShopView

no_passwords_in_reports = method_decorator(
    sensitive_post_parameters("current_password", "password", "password_confirmation", "id_number"),
    name="dispatch",
)


class OfProfile(ShopView):
    """A page on the profile of the login that serves the active shop (all shops: the first that has one)."""

    may = Permission.SEE_PROFILE

    @property
    def connection(self) -> Connection | None:
        for shop in [self.shop] if self.shop else self.shops.order_by("name"):
            try:
                return connections.serving(shop)
            except Refused:
                continue
        return None

    def shown(self, *, unmasked: bool = False, reason_error: str = "", status: int = 200) -> HttpResponse:
        connection = self.connection
        profile = profiles.told_of(connection) if connection else None
        told = profile.told if profile else {}
        context = {
            "connection": connection,
            "profile": profile,
            "told": told,
            "unmasked": unmasked,
            "reason_error": reason_error,
            "image": provider_links.shown(told.get("image")),
            "proof": provider_links.shown(told.get("proof_url")),
        }
        return render(self.request, "accounts/profile_detail.html", context, status=status)


class ProfilePage(OfProfile):
    """What Bitspark holds; POST reads it again."""

    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.shown()

    def post(self, request: HttpRequest) -> HttpResponse:
        connection = self.connection
        if connection is not None:
            with self.saying_why():
                profiles.refresh(connection)
                messages.success(request, _("Read again just now."))
        return redirect("accounts:profile")


class UnmaskProfile(OfProfile):
    """POST a reason: the identity number in full, once."""

    http_method_names = ["post"]
    may = Permission.UNMASK_IDENTITY

    def post(self, request: HttpRequest) -> HttpResponse:
        if not self.actor.may(Permission.SEE_PROFILE):
            return self.refuse(Permission.SEE_PROFILE)
        connection = self.connection
        profile = profiles.told_of(connection) if connection else None
        if profile is None:
            return redirect("accounts:profile")
        try:
            profiles.note_unmasked(profile, request.POST.get("reason", ""), self.actor)
        except ServiceError as refusal:
            return self.shown(reason_error=str(refusal.message), status=422)
        return self.shown(unmasked=True)


@no_passwords_in_reports
class EditProfile(OfProfile):
    """Change it, with the password of the moment."""

    http_method_names = ["get", "post"]
    may = Permission.EDIT_PROFILE
    refills = True

    def get(self, request: HttpRequest) -> HttpResponse:
        profile = self.profile
        if profile is None:
            messages.warning(request, _("Read the profile first; then it can be changed."))
            return redirect("accounts:profile")
        return self.draw(profile, self.form(profile, self.typed))

    def post(self, request: HttpRequest) -> HttpResponse:
        profile = self.profile
        if profile is None:
            return redirect("accounts:profile")
        form = self.form(profile, request.POST, request.FILES)
        if not form.is_valid():
            return self.draw(profile, form, status=422)
        try:
            self.save(profile, form)
        except ServiceError as refusal:
            refusals.place(form, refusal)
            if isinstance(refusal, Conflict):
                profile = self.profile or profile
            return self.draw(profile, form, status=refusal.status)
        messages.success(request, _("Bitspark was told; this is what it holds now."))
        return redirect("accounts:profile")

    def save(self, profile: Profile, form: ProfileForm) -> None:
        said = form.cleaned_data
        profiles.change(
            profile,
            form.values,
            current_password=said["current_password"],
            new_password=said.get("password", ""),
            proof=(said["proof"].name, said["proof"].read()) if said.get("proof") else None,
            actor=self.actor,
            seen=self.version,
        )

    @property
    def profile(self) -> Profile | None:
        connection = self.connection
        row = profiles.told_of(connection) if connection else None
        return row if row is not None and row.read_at is not None else None

    def form(self, profile: Profile, data: Any, given: Any = None) -> ProfileForm:
        try:
            listed = [(one.provider_id, one.code) for one in profiles.currencies(profile.connection)]
        except ProviderDown:  # the active account stays as it is; all else may be typed
            listed = []
        return ProfileForm(data, given, told=profile.told, currencies=listed)

    def draw(self, profile: Profile, form: ProfileForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "profile": profile}
        return render(self.request, "accounts/profile_form.html", context, status=status)
