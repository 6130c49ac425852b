"""What every page of the desk stands on."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.views import View

from accounts.models import Actor, Permission, Shop
from accounts.services.errors import ServiceError
from accounts.views import errors, kept


class ShopView(View):
    """A page for signed-in people whose role in the active shop allows `may` (None: any member of staff).

    `self.actor`: who acts. `self.shop`: the active shop, None for head office looking at all.
    `self.shops`: the shops to look things up in; another shop's object is a 404. They are those where
    the person's role is the active one, so that `may` holds for each of them. `self.here`: the active
    shop alone, or all of `self.shops`; what a list shows.

    A POST whose sign-in expired is kept until the person is back. With `refills = True` the page is
    then opened by GET with `self.typed`, the fields as posted, to draw the form filled; otherwise the
    person sees what they typed and may send it again, unless `moves_money`: then only by the page's own form.
    """

    may: ClassVar[Permission | None]
    refills: ClassVar[bool] = False
    moves_money: ClassVar[bool] = False

    actor: Actor
    shop: Shop | None
    shops: QuerySet[Shop]
    why: ServiceError | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return kept.sign_in_first(request)
        self.actor, self.shop, self.shops = request.actor, request.shop, request.shops  # type: ignore[attr-defined]  # ActiveShopMiddleware's
        if self.may is not None and not self.actor.may(self.may):
            return errors.missing(request, self.may)
        return super().dispatch(request, *args, **kwargs)

    @property
    def here(self) -> QuerySet[Shop]:
        """The shops that a list on this page shows."""
        return self.shops.filter(pk=self.shop.pk) if self.shop else self.shops

    @property
    def typed(self) -> QueryDict | None:
        """What this person posted to this very address before signing in again, None if nothing."""
        return kept.typed(self.request)

    @property
    def version(self) -> int:
        """The version of the object that the page showed, as posted.

        Raises:
            BadRequest: none was posted.
        """
        try:
            return int(self.request.POST["version"])
        except (KeyError, ValueError):
            raise BadRequest("version") from None

    @contextmanager
    def saying_why(self) -> Iterator[None]:
        """Turn a ServiceError into a message, kept in `self.why`; anything else is a bug."""
        try:
            yield
        except ServiceError as refusal:
            self.why = refusal
            messages.error(self.request, str(refusal.message))

    def refuse(self, permission: Permission) -> HttpResponse:
        """The 403 page for a permission that only part of this page needs."""
        return errors.missing(self.request, permission)
