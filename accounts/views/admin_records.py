"""What every table of the admin site has in common: who sees which rows, and what of them."""

import uuid
from collections.abc import Callable
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Model, Q, QuerySet, UUIDField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, Shop
from accounts.selectors.keyset import counted
from accounts.services.masking import last_four

STAFF = {Role.ADMIN, Role.SUPERVISOR, Role.COMPLIANCE}


class CappedPaginator(Paginator[Any]):
    """Pages of a table that grows: nothing counts beyond 10,000 rows."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        return counted(rows)[0] if isinstance(rows, QuerySet) else len(rows)


class ShopFilter(admin.SimpleListFilter):
    """One of the shops that the person sees."""

    title = _("shop")
    parameter_name = "shop"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(shop.public_id), shop.name) for shop in shops_of(request)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = _uuid(self.value() or "")
        if chosen is None:
            return queryset
        mine = shops_of(request).filter(public_id=chosen)
        return queryset.filter(**{f"{self.model_admin_path}__in": mine}).distinct()

    def __init__(self, request: HttpRequest, params: Any, model: Any, model_admin: Any) -> None:
        self.model_admin_path = model_admin.shop_path or "shop"
        super().__init__(request, params, model, model_admin)


class Records(admin.ModelAdmin[Any]):
    """A table to look at. Nobody adds, changes or deletes its rows here.

    `shop_path`: the way to the shop a row belongs to; "" for what belongs to the operator, which only
    head office sees. `hidden`: columns never shown (sealed, raw, free words). `masked`: shown by their
    last four characters. `discreet`: shown only to those who read `suspicious`; `instead` names the
    column that others read in a list's place. `exact`: columns that the search box compares whole.
    """

    shop_path: ClassVar[str] = ""
    hidden: ClassVar[tuple[str, ...]] = ()
    masked: ClassVar[tuple[str, ...]] = ()
    discreet: ClassVar[tuple[str, ...]] = ()
    instead: ClassVar[dict[str, str]] = {}
    exact: ClassVar[tuple[str, ...]] = ()

    actions = None
    list_per_page = 50
    show_full_result_count = False
    paginator = CappedPaginator

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_active and request.user.is_staff and actor_of(request).role in STAFF

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        if sees_all(request):
            return rows
        if not self.shop_path:
            return rows.none()
        return rows.filter(**{f"{self.shop_path}__in": shops_of(request)}).distinct()

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return self._discreetly(request, super().get_list_display(request))

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return self._discreetly(request, super().get_list_filter(request))

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only what a list's own filters ask: an address must not tell what a column hides."""
        filters = self.get_list_filter(request)
        offered = {one if isinstance(one, str) else getattr(one, "parameter_name", "") for one in filters}
        return lookup.split("__", maxsplit=1)[0] in offered

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        return self.exact

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Whole numbers and ids, by their index; never a scan for a fragment."""
        term = search_term.strip().replace("\x00", "")
        if not term:
            return queryset, False
        return queryset.filter(self.search(term)), False

    def search(self, term: str) -> Q:
        """Rows where one of the `exact` columns is the term."""
        found = Q(pk__in=[])
        for name in self.exact:
            if isinstance(self.model._meta.get_field(name), UUIDField):
                found |= Q(**{name: _uuid(term)}) if _uuid(term) else Q(pk__in=[])
            else:
                found |= Q(**{name: term})
        return found

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return self._shown(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return self._shown(request)

    def _shown(self, request: HttpRequest) -> list[Any]:
        never = set(self.hidden) | {"id"}
        if not actor_of(request).reads_suspicious:
            never |= set(self.discreet)
        fields = [field for field in self.model._meta.concrete_fields if field.name not in never]
        return [ending(field.name) if field.name in self.masked else field.name for field in fields]

    def _discreetly(self, request: HttpRequest, columns: Any) -> list[Any]:
        if actor_of(request).reads_suspicious:
            return list(columns)
        replaced = [self.instead.get(one, one) if isinstance(one, str) else one for one in columns]
        return [one for one in replaced if one not in self.discreet]


def ending(name: str) -> Callable[[Model], str]:
    """A column that shows only how the value of a field ends."""

    @admin.display(description=name.replace("_", " "))
    def end_of(row: Model) -> str:
        return last_four(getattr(row, name)) or "–"

    return end_of


def actor_of(request: HttpRequest) -> Any:
    """Who acts, as the middleware found."""
    return request.actor  # type: ignore[attr-defined]  # ActiveShopMiddleware's


def sees_all(request: HttpRequest) -> bool:
    """Whether the person is head office, in a role that sees the records."""
    standing = getattr(request, "standing", None)
    return bool(standing and standing.head_office in STAFF)


def shops_of(request: HttpRequest) -> QuerySet[Shop]:
    """The shops whose rows the person sees here."""
    if sees_all(request):
        return Shop.objects.order_by("name")
    return request.shops.order_by("name")  # type: ignore[attr-defined,no-any-return]  # ActiveShopMiddleware's


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
