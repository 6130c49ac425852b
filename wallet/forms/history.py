"""What the history can be narrowed to; the page, the file and the API take the same words."""

from collections.abc import Iterable
from datetime import tzinfo
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wallet.selectors.history import Wanted, kind_word

OLDEST, LATEST = 1970, 2200


def _day() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class HistoryFilter(forms.Form):
    """Every field may be empty. What cannot be read is said beside its field, and the rest still counts."""

    kind = forms.CharField(label=_("Type"), required=False, max_length=64)
    status = forms.CharField(label=_("Status in the history"), required=False, max_length=64)
    currency = forms.CharField(label=_("Currency"), required=False, max_length=16)
    first_day = forms.DateField(label=_("From"), required=False, widget=_day(), input_formats=["%Y-%m-%d"])
    last_day = forms.DateField(label=_("To"), required=False, widget=_day(), input_formats=["%Y-%m-%d"])

    def __init__(self, *args: Any, offered: tuple[Iterable[str], ...] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, texts in zip(("kind", "status", "currency"), offered or (), strict=False):
            typed = str(self.data.get(name) or "")
            known = list(texts)
            known += [typed] if typed and typed not in known else []
            words = kind_word if name == "kind" else str
            choices = [("", _("Any")), *((text, words(text)) for text in known)]
            self.fields[name].widget = forms.Select(choices=choices)

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        for name in ("first_day", "last_day"):
            if found.get(name) and not OLDEST <= found[name].year <= LATEST:
                self.add_error(name, _("This day is too far away."))
        first, last = found.get("first_day"), found.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("This is before the first day."))
        return found

    def wanted(self, zone: tzinfo, account: str = "") -> Wanted:
        """What was asked for, as far as it could be read; days are days of `zone`."""
        self.is_valid()
        told = {name: value for name, value in self.cleaned_data.items() if value not in {None, ""}}
        return Wanted(zone=zone, account=account, **told)

    @property
    def is_narrowing(self) -> bool:
        return any(self.data.get(name) for name in self.fields)
