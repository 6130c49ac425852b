"""People: who works here, as what, and until when."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.forms.staff import InvitationForm, RoleForm
from accounts.models import Device, Invitation, Permission, User
from accounts.selectors import staff as seen
from accounts.services import invitations, links, staff
from accounts.views import shown_once
from accounts.views.pages import Act, FormPage, SettingsView, by_name


class People(SettingsView):
    """The staff of the shops this administrator rules, and the invitations that are still open."""

    may = Permission.EDIT_STAFF

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "people": seen.people(self.shops, all_shops=self.rules_all),
            "invitations": seen.invitations(self.shops, all_shops=self.rules_all),
            "link": shown_once.take(request, "link"),
            "link_for": shown_once.take(request, "link-for"),
            "mailed": shown_once.take(request, "mailed"),
        }
        return render(request, "accounts/person_list.html", context)


class OfOnePerson(SettingsView):
    """What pages and acts about one person share."""

    may = Permission.EDIT_STAFF

    @cached_property
    def person(self) -> User:
        public_id: UUID = self.kwargs["public_id"]
        return get_object_or_404(seen.people(self.shops, all_shops=self.rules_all), public_id=public_id)

    def role_form(self, data: Any = None) -> RoleForm:
        return RoleForm(data, shops=by_name(self.shops), all_shops=self.rules_all)


class Person(OfOnePerson):
    """One person: roles, devices, and what may be done about them."""

    def get(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        return self.draw(self.role_form(self.typed))

    def draw(self, form: RoleForm, status: int = 200) -> HttpResponse:
        mine = {shop.pk for shop in self.shops}
        context = {
            "person": self.person,
            "is_oneself": self.person == self.request.user,
            "roles": [
                {"role": one, "mine": one.shop_id in mine or (one.shop_id is None and self.rules_all)}
                for one in self.person.memberships.all()
            ],
            "devices": seen.devices(Device.objects.filter(user=self.person, shop__in=self.shops)),
            "form": form,
            "link": shown_once.take(self.request, "link"),
        }
        return render(self.request, "accounts/person_detail.html", context, status=status)


class GiveRole(Person):
    """POST `shop` (public id or "all") and `role`."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        form = self.role_form(request.POST)
        if not form.is_valid():
            return self.draw(form, status=422)
        with self.saying_why():
            staff.give_role(self.person, form.chosen_shop, form.cleaned_data["role"], actor=self.actor)
        return redirect("accounts:person", public_id)


class TakeRole(OfOnePerson, Act):
    """POST `shop` (public id or "all")."""

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        form = self.role_form({"shop": request.POST.get("shop", ""), "role": "teller"})
        if form.is_valid():
            with self.saying_why():
                staff.take_role(self.person, form.chosen_shop, actor=self.actor)
        if seen.people(self.shops, all_shops=self.rules_all).filter(pk=self.person.pk).exists():
            return self.done(_("The role is taken."), "accounts:person", public_id)
        return self.done(_("The role is taken."), "accounts:people")


class Deactivate(OfOnePerson, Act):
    """Let a person go."""

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        with self.saying_why():
            staff.deactivate(self.person, actor=self.actor)
        return self.done(_("Deactivated: sessions and devices have ended."), "accounts:person", public_id)


class Reactivate(OfOnePerson, Act):
    """Take a person back."""

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        with self.saying_why():
            staff.reactivate(self.person, actor=self.actor)
        return self.done(_("Active again, with the roles from before."), "accounts:person", public_id)


class GivePasswordLink(OfOnePerson, Act):
    """Show a one-time link with which this person sets a new password."""

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        with self.saying_why():
            staff.link_given(self.person, actor=self.actor)
            shown_once.put(request, "link", _full(request, links.password(self.person)))
        return self.done("", "accounts:person", public_id)


class Invite(FormPage):
    """Invite a colleague by a link that is shown once."""

    may = Permission.EDIT_STAFF
    heading = _("Invite a colleague")
    button = _("Make the link")

    def form(self, data: Any = None) -> InvitationForm:
        return InvitationForm(data, shops=self.shops, all_shops=self.rules_all)

    def save(self, form: InvitationForm) -> HttpResponse:
        said = form.cleaned_data
        invitation, token = invitations.invite(
            actor=self.actor,
            name=said["name"],
            email=said["email"],
            role=said["role"],
            shops=list(said["shops"]),
            all_shops=said.get("all_shops", False),
        )
        link = _full(self.request, links.invitation(token))
        shown_once.put(self.request, "link", link)
        shown_once.put(self.request, "link-for", invitation.name)
        if invitations.mail(invitation, link):
            shown_once.put(self.request, "mailed", invitation.email)
        return redirect("accounts:people")

    def back(self) -> str:
        return reverse("accounts:people")


class WithdrawInvitation(Act):
    """Make an invitation's link worthless."""

    may = Permission.EDIT_STAFF

    def post(self, request: HttpRequest, public_id: UUID) -> HttpResponse:
        visible = seen.invitations(self.shops, all_shops=self.rules_all).values("pk")
        invitation = get_object_or_404(Invitation.objects.filter(pk__in=visible), public_id=public_id)
        with self.saying_why():
            invitations.withdraw(invitation, actor=self.actor)
        return self.done(_("Withdrawn: the link opens nothing."), "accounts:people")


def _full(request: HttpRequest, path: str) -> str:
    return links.absolute(path, f"{request.scheme}://{request.get_host()}")
