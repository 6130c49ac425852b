"""Transfers as the history finds them: with the status of the newest list, not of the one that masks."""

from collections.abc import Iterable, Mapping
from typing import Any

from remittance.models import TopUp, Transfer
from wallet.selectors import order_links
from wallet.selectors.history_links import Link, Resolver, Words

from . import statuses, top_up_statuses

URL_NAME = "remittance:transfer"


def transfers(keys: Iterable[tuple[int, str]]) -> Mapping[tuple[int, str], Link]:
    """The transfers behind these pairs of a login's key and Bitspark's id. One query."""
    keys = set(keys)
    rows = Transfer.objects.filter(
        connection__in={login for login, _id in keys}, provider_id__in={remote for _login, remote in keys}
    ).select_related("shop")
    return {(row.connection_id, row.provider_id): _link(row) for row in rows}


def top_ups() -> Resolver:
    """Who finds top-ups."""
    return order_links.of_orders(TopUp, "top-up", "remittance:top-up", _status_of_top_up)


def _status_of_top_up(row: Any) -> tuple[str, Words, str]:
    return row.status_code, *top_up_statuses.word_of(row.status_code, row.status_message)


def _link(row: Transfer) -> Link:
    status, counter = statuses.of(row.status_code), statuses.for_counter(row)
    return Link(
        noun="transfer",
        url_name=URL_NAME,
        public_id=row.public_id,
        name=row.reference or row.transaction_number or row.provider_id,
        shop=row.shop,
        made_here=row.command_id is not None,
        status=row.status_code,
        word=status.word,
        tone=status.tone,
        counter_status=counter.code if row.status_code else "",
        counter_word=counter.word,
        counter_tone=counter.tone,
    )
