"""Proposing a limit."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, Shop
from wallet.services import kinds
from wallet.services.limit_changes import Place

ROLES = [(role.value, role.label) for role in (Role.TELLER, Role.SUPERVISOR)]


class LimitForm(forms.Form):
    """Where it holds, and how much; what is left empty does not limit."""

    shop = forms.ChoiceField(label=_("Shop"), required=False)
    role = forms.ChoiceField(label=_("Role"), choices=ROLES)
    kind = forms.ChoiceField(label=_("Kind of order"))
    currency = forms.RegexField(
        r"^[A-Za-z]{2,8}$",
        label=_("Currency"),
        max_length=8,
        help_text=_("Of what leaves our account, such as USD."),
        error_messages={"invalid": _("A currency is its letters, such as USD.")},
    )
    per_order = forms.DecimalField(
        label=_("By one order"),
        required=False,
        min_value=0,
        max_digits=20,
        decimal_places=8,
        help_text=_("Above it an order waits. Empty: no limit by one order."),
    )
    per_day = forms.DecimalField(
        label=_("In 24 hours"),
        required=False,
        min_value=0,
        max_digits=20,
        decimal_places=8,
        help_text=_("All of one person's orders together. Empty: no limit in 24 hours."),
    )
    why = forms.CharField(label=_("Why"), max_length=500, required=False)

    def __init__(self, data: Any, *, shops: QuerySet[Shop], all_shops: bool, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self._shops = {str(shop.public_id): shop for shop in shops.order_by("name")}
        choices = [(public_id, shop.name) for public_id, shop in self._shops.items()]
        everywhere = [("", _("All shops that have none of their own"))] if all_shops else []
        self.fields["shop"].choices = [*everywhere, *choices]  # type: ignore[attr-defined]  # a ChoiceField's
        self.fields["shop"].required = not all_shops
        self.fields["kind"].choices = [  # type: ignore[attr-defined]  # a ChoiceField's
            (kind.name, kind.label) for kind in kinds.all_kinds() if kind.label
        ]

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("per_order") is None and cleaned.get("per_day") is None and not self.errors:
            self.add_error(
                "per_order", _("Type at least one of the two amounts; “end it” takes a limit away.")
            )
        return cleaned

    @property
    def place(self) -> Place:
        """Where the proposed limit holds; of a form that was found good."""
        typed = self.cleaned_data
        return Place(self._shops.get(typed["shop"]), typed["role"], typed["kind"], typed["currency"])
