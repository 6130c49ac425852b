"""Orders of ours as the history finds them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Model

from . import payment_statuses
from .history_links import Link, Resolver, Words

Status = tuple[str, Words, str]


def of_orders(
    model: type[Model], noun: str, url_name: str, status_of: Callable[[Any], Status] | None = None
) -> Resolver:
    """Who finds the rows of `model`, an OrderRow, by the provider's ids; one query.

    `status_of`: code, word and tone of a row, for everybody; a payment's unless told.
    """
    status = status_of or _status_of_payment

    def resolve(keys: Iterable[tuple[int, str]]) -> Mapping[tuple[int, str], Link]:
        keys = set(keys)
        logins, ids = {login for login, _id in keys}, {remote_id for _login, remote_id in keys}
        rows = model._default_manager.filter(connection__in=logins, provider_id__in=ids)
        found = {}
        for row in rows.select_related("shop"):
            one: Any = row
            code, word, tone = status(one)
            found[one.connection_id, one.provider_id] = Link(
                noun=noun,
                url_name=url_name,
                public_id=one.public_id,
                name=str(one),
                shop=one.shop,
                made_here=one.command_id is not None,
                status=code,
                word=word,
                tone=tone,
                counter_status=code,
                counter_word=word,
                counter_tone=tone,
            )
        return found

    return resolve


def _status_of_payment(row: Any) -> Status:
    status = payment_statuses.of(row.status_code)
    return status.code, status.word, status.tone
