"""The mirror of transfers, while rows arrive and change between the pages that are being read."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Connection
from accounts.providers.bitspark.client import Bitspark, Page
from accounts.services import connections
from accounts.services.errors import ProviderDown
from remittance.models import MirrorRead, Transfer
from remittance.services import mirror, tracking
from tests.sandboxes import Sandbox
from wallet.models import RemoteEvent
from wallet.services import scanning

pytestmark = pytest.mark.django_db

ORDERS = ["newest", "oldest", "by-update", "shuffled-stable"]
SIZE = 10


@pytest.fixture(autouse=True)
def _short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "PAGE_SIZE", SIZE)


class Meddled:
    """The real client; between two pages of the list, something happens at the sandbox."""

    def __init__(self, client: Bitspark, acts: list[Callable[[], Any]]) -> None:
        self.client, self.acts, self.transfers = client, acts, self

    def page(self, number: int, size: int) -> Page[Any]:
        page = self.client.transfers.page(number, size)
        if self.acts:
            self.acts.pop(0)()
        return page


def _elsewhere(sandbox: Sandbox, count: int, **more: Any) -> None:
    sandbox.control("transfers", login=0, count=count, **more)


def _there(sandbox: Sandbox) -> dict[str, str]:
    """Every transfer of Harbour's at the sandbox, and its status."""
    owner = sandbox.keys()[0].owner
    return {row["id"]: row["status"] for row in sandbox.books()["transfers"] if row["owner"] == owner}


def _here(connection: Connection) -> dict[str, str]:
    return dict(Transfer.objects.filter(connection=connection).values_list("provider_id", "status_code"))


def _some(sandbox: Sandbox, number: int) -> str:
    return list(_there(sandbox))[number]


@pytest.mark.parametrize("full", [False, True], ids=["ends", "whole"])
@pytest.mark.parametrize("order", ORDERS)
def test_nothing_is_lost_when_rows_arrive_and_change_between_pages(
    connection: Connection, sandbox: Sandbox, order: str, full: bool
) -> None:
    _elsewhere(sandbox, 35)
    sandbox.control("order", order=order)
    meddled = Meddled(
        connections.client_for(connection),
        [
            lambda: _elsewhere(sandbox, 3),
            lambda: sandbox.status(_some(sandbox, 0), "declined"),
            lambda: sandbox.status(_some(sandbox, 34), "proved"),
            lambda: _elsewhere(sandbox, 1),
            lambda: sandbox.status(_some(sandbox, 17), "accepted"),
        ],
    )

    mirror.refresh_transfers(connection, full=full, client=meddled)  # type: ignore[arg-type]  # the real one inside

    assert _here(connection).keys() == _there(sandbox).keys()
    assert MirrorRead.objects.get(connection=connection, noun="transfers").complete
    if not full:  # a row that changed after its page was read is asked about on its own
        Transfer.objects.update(next_poll_at=timezone.now())
        tracking.poll_due(budget=100)
    assert _here(connection) == _there(sandbox)


@pytest.mark.parametrize("order", ORDERS)
def test_what_came_since_is_found_in_every_order(
    connection: Connection, sandbox: Sandbox, order: str
) -> None:
    _elsewhere(sandbox, 35)
    sandbox.control("order", order=order)
    mirror.refresh_transfers(connection, full=True)

    _elsewhere(sandbox, 4)
    mirror.refresh_transfers(connection)

    assert _here(connection) == _there(sandbox)


def test_a_quiet_list_is_read_at_its_ends_only(connection: Connection, sandbox: Sandbox) -> None:
    _elsewhere(sandbox, 35)
    mirror.refresh_transfers(connection, full=True)
    versions = list(Transfer.objects.order_by("pk").values_list("version", "updated_at"))
    before = len(sandbox.seen)

    mirror.refresh_transfers(connection)

    assert len(sandbox.seen) - before == 2  # the first page and the last
    assert list(Transfer.objects.order_by("pk").values_list("version", "updated_at")) == versions


def test_a_page_of_known_rows_costs_no_query_per_row(
    connection: Connection, sandbox: Sandbox, django_assert_max_num_queries: Any
) -> None:
    _elsewhere(sandbox, 20)
    with django_assert_max_num_queries(40):
        mirror.refresh_transfers(connection, full=True)
    with django_assert_max_num_queries(16):
        mirror.refresh_transfers(connection)


def test_a_mirrored_row_says_what_was_told_and_is_not_made_here(
    connection: Connection, sandbox: Sandbox
) -> None:
    _elsewhere(sandbox, 1)

    mirror.refresh_transfers(connection)

    row = Transfer.objects.get()
    told = row.raw["attributes"]
    assert not row.made_here and row.reference == ""
    assert row.amount_raw == told["amount"] and row.amount == Decimal(told["amount"])
    assert row.recipient_told is not None and row.recipient_name
    assert (
        row.provider_created_on is not None and row.provider_created_at is None
    )  # the list tells a bare day
    assert row.shop == connection.shops.get()  # the login serves one shop alone
    assert RemoteEvent.objects.filter(remote_id=row.provider_id).count() == 1
    assert not row.follow_ups.exists()  # a history that is read for the first time is no news


def test_rows_of_a_login_of_several_shops_are_head_offices(
    connection: Connection, lantern: Any, sandbox: Sandbox
) -> None:
    connection.served.create(shop=lantern, provider=connection.provider)
    _elsewhere(sandbox, 1)

    mirror.refresh_transfers(connection)

    assert Transfer.objects.get().shop is None


def test_an_undocumented_status_is_stored_shown_and_flagged(connection: Connection, sandbox: Sandbox) -> None:
    _elsewhere(sandbox, 1)
    sandbox.status(_some(sandbox, 0), "hibernating")

    mirror.refresh_transfers(connection)

    row = Transfer.objects.get()
    assert (row.status_code, row.anomaly) == ("hibernating", "undocumented-status")


def test_what_was_read_before_a_failure_is_kept(connection: Connection, sandbox: Sandbox) -> None:
    _elsewhere(sandbox, 35)
    sandbox.fault("html", path="/v2/transactions/remittances*", after=2)

    with pytest.raises(ProviderDown):
        mirror.refresh_transfers(connection, full=True)

    assert 20 <= Transfer.objects.count() < 35
    read = MirrorRead.objects.get(connection=connection, noun="transfers")
    assert read.failed_at is not None and read.good_at is None

    mirror.refresh_transfers(connection)
    assert Transfer.objects.count() == 35


class Shifting:
    """Pages of numbers that answer as a list of that shape would, counting wrongly on demand."""

    def __init__(self, pages: list[list[str]], total: int | None) -> None:
        self.pages, self.total, self.taken = pages, total, set[str]()

    def read(self, number: int) -> Page[Any]:
        rows = tuple(_Row(one) for one in self.pages[number - 1])
        following = number + 1 if number < len(self.pages) else None
        told = self.total is not None
        return Page(rows, number, 2, told, self.total, len(self.pages), following, None, None)

    def take(self, rows: Any) -> bool:
        new = {row.id for row in rows} - self.taken
        self.taken |= new
        return bool(new)


class _Row:
    def __init__(self, own: str) -> None:
        self.id = own


@pytest.mark.parametrize(
    ("pages", "total", "complete"),
    [
        ([["a", "b"], ["c"]], 3, True),
        ([["a", "b"], ["c"]], 4, False),  # it counts one more than it shows
        ([["a", "b"], []], 2, True),
        ([["a", "b"], [], ["c"]], 3, False),  # empty before its end
        ([["a", "b"], ["a", "b"], ["c"]], 3, False),  # a repeated page
        ([["a"]], None, True),  # no paging told, fewer rows than asked for
        ([["a", "b"]], None, False),  # no paging told: nobody knows whether more exist
    ],
)
def test_a_reading_is_complete_only_if_nothing_can_be_missing(
    pages: list[list[str]], total: int | None, complete: bool
) -> None:
    shifting = Shifting(pages, total)

    assert scanning.whole(shifting.read, shifting.take).complete is complete
