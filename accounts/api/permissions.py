"""What a device may do: what its person's role in the shop covers, and what the endpoint asks for."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.models import Actor, Permission
from accounts.services.errors import NotAllowed


class MayDo(BasePermission):
    """Holds a request against the view's `may`: a permission, one per method, or None for any member."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if request.auth is None:
            return False  # rest_framework answers 401
        needed = view.may.get(request.method) if isinstance(view.may, dict) else view.may
        if needed is not None:
            must(request._request.actor, needed)  # type: ignore[attr-defined]  # DeviceAuthentication's
        return True


def must(actor: Actor, permission: Permission) -> None:
    """Refuse unless the role covers it.

    Raises:
        NotAllowed: `permission`, naming what is missing.
    """
    if not actor.may(permission):
        raise NotAllowed(_("Your role does not cover this."), code="permission", permission=permission.value)
