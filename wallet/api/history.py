"""Everything that moved at Bitspark, for the apps."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from accounts.api.fields import Told
from accounts.api.pagination import page, page_of
from accounts.api.problems import Invalid
from accounts.api.schema import CURSOR, LIMIT
from accounts.models import Permission
from accounts.services.errors import FieldProblem
from wallet.forms.history import HistoryFilter
from wallet.models import HistoryRow
from wallet.selectors import history, list_ages
from wallet.selectors.history import Line
from wallet.services import history as mirror

from .scope import InWallet

FILTERS = [
    OpenApiParameter("kind", str, description="As Bitspark calls it: Transfer, BankDeposit ..."),
    OpenApiParameter("status", str, description="As the history itself says."),
    OpenApiParameter("currency", str),
    *(OpenApiParameter(name, OpenApiTypes.DATE) for name in ("first_day", "last_day")),
    CURSOR,
    LIMIT,
]


class HistoryRowShape(Told):
    """One thing that moved. `status` is of the thing itself where the desk knows it."""

    id = serializers.UUIDField()
    created_at = serializers.CharField(
        help_text="A time with offset; a day where only a day was told; first seen here where none was."
    )
    first_seen_at = serializers.DateTimeField()
    kind = serializers.CharField(allow_blank=True, help_text="As Bitspark calls it; an open list.")
    amount = serializers.CharField(allow_null=True)
    currency = serializers.CharField(allow_blank=True)
    status = serializers.CharField(allow_blank=True, help_text="Bitspark's word; an open list.")
    status_word = serializers.CharField()
    status_in_history = serializers.CharField(allow_blank=True)
    about = serializers.CharField(allow_blank=True, help_text="Whom or what it was for.")
    subject_noun = serializers.CharField(allow_null=True, help_text="transfer, deposit, withdrawal, top-up.")
    subject = serializers.UUIDField(allow_null=True, help_text="The desk's own row; null: not made here.")
    made_here = serializers.BooleanField()
    provider_id = serializers.CharField()


class HistoryList(page_of(HistoryRowShape, "HistoryPage")):  # type: ignore[misc]  # made by a function
    """A page of the history, with the age of what it is made of."""

    as_of = serializers.DateTimeField(allow_null=True, help_text="When it was last read from Bitspark.")
    failed_at = serializers.DateTimeField(allow_null=True, help_text="When that last failed, if since.")


HISTORY_PAGE = HistoryList


class OfHistory(InWallet):
    """What the endpoints that list the history share."""

    def page_of(self, request: Any, account: str = "") -> dict[str, Any]:
        """A page of the shop's rows, narrowed as the query asks; of one account of the provider's, or all."""
        form = _asked(request.query_params)
        seen = history.visible([self.shop], head_office=False)
        rows = history.narrowed(seen, form.wanted(self.shop.zone, account), self.actor)
        age = list_ages.of([self.connection], mirror.NOUN)[0]
        return page(request, rows, self.shown) | {"as_of": age.good_at, "failed_at": age.failed_at}

    def shown(self, rows: Iterable[HistoryRow]) -> Iterable[dict[str, Any]]:
        zone = self.shop.zone
        return (line_shown(line, zone) for line in history.lines(list(rows), self.actor))


class History(OfHistory):
    """The shop's rows, newest first."""

    may = Permission.SEE_WALLET

    @extend_schema(
        operation_id="history_list",
        tags=["history"],
        summary="Everything that moved at Bitspark, newest first",
        description="With the page's own filters; days are days of the shop. Devices never read a status "
        "that is for supervisors and compliance alone.",
        parameters=FILTERS,
        responses=HISTORY_PAGE,
    )
    def get(self, request: Any) -> Response:
        return Response(self.page_of(request))


def line_shown(line: Line, zone: Any) -> dict[str, Any]:
    """One line as JSON; its person and shop are those of the device."""
    at = line.told_on.isoformat() if line.told_on else line.created_at.astimezone(zone).isoformat()
    return {
        "id": line.public_id,
        "created_at": at,
        "first_seen_at": line.first_seen_at,
        "kind": line.kind,
        "amount": line.amount_raw or None,
        "currency": line.currency,
        "status": line.status,
        "status_word": str(line.word),
        "status_in_history": line.told_status,
        "about": line.about,
        "subject_noun": line.link.noun if line.link else None,
        "subject": line.link.public_id if line.link else None,
        "made_here": bool(line.link and line.link.made_here),
        "provider_id": line.remote_id,
    }


def _asked(query: Mapping[str, str]) -> HistoryFilter:
    """The page's own filters, as they were asked for.

    Raises:
        Invalid: what cannot be read, by name; an unknown name is one of them.
    """
    asked = {name: text for name, text in query.items() if name not in {"cursor", "limit"}}
    form = HistoryFilter(asked)
    problems = {
        name: [FieldProblem("unknown-field", _("There is no such filter."))]
        for name in sorted(set(asked) - set(form.fields))[:20]
    }
    for name, found in form.errors.items():
        problems[name] = [FieldProblem("invalid", str(text)) for text in list(found)[:1]]
    if problems:
        raise Invalid(problems)
    return form
