"""The list of transfers at 100,000 rows, first page and row 50,000, page and API.

Printed as ratios to the same rows by plain SQL and to an empty signed-in page, in the same run; no time
is asserted.
"""

import statistics
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from accounts.selectors import keyset
from remittance.models import Transfer
from tests.people import client_of, device_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.bench.urls")]
ROWS = 100_000
ROUNDS = 15
START = datetime(2026, 1, 1, tzinfo=UTC)
STATUSES = ("accepted", "proved", "confirmed", "declined")


@pytest.fixture
def book(connection_row, harbour, alice):
    for begin in range(0, ROWS, 5000):
        Transfer.objects.bulk_create(
            Transfer(
                shop=harbour,
                connection=connection_row,
                maker=alice,
                provider_id=f"bench-{n}",
                reference=f"HK1-{n}",
                transaction_number=f"TF-{n}",
                state="accepted",
                status_code=STATUSES[n % 4],
                counter_status=STATUSES[n % 4],
                amount=Decimal(n % 9000 + 1),
                currency="PHP",
                destination_name="Philippines",
                recipient_name=f"Juan Cruz {n}",
                created_at=START + timedelta(seconds=n),
            )
            for n in range(begin, begin + 5000)
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return harbour


@pytest.fixture
def connection_row(harbour):
    from accounts.models import Connection

    return Connection.objects.create(provider="bitspark", name="b", key_fingerprint="f", key_tail="t")


def median_ms(call):
    call()
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        response = call()
        taken.append((time.perf_counter() - began) * 1000)
        assert response.status_code == 200
    return statistics.median(taken)


def test_transfer_list(book, alice, harbour):
    browser, app = client_of(alice, harbour), device_of(alice, harbour)
    row = Transfer.objects.order_by("-created_at", "-id")[ROWS // 2]
    deep = str(keyset.Cursor(row.created_at, row.pk))
    raw_at = f"{row.created_at.isoformat()}|{row.pk}"
    calls = {
        ("empty signed-in page", ""): lambda: browser.get("/bench/empty/"),
        ("plain SQL", "first"): lambda: browser.get("/bench/raw/"),
        ("plain SQL", "row 50,000"): lambda: browser.get("/bench/raw/", {"at": raw_at}),
        ("page", "first"): lambda: browser.get("/transfers/"),
        ("page", "row 50,000"): lambda: browser.get("/transfers/", {"at": deep}),
        ("API", "first"): lambda: app.get("/api/v1/transfers/"),
        ("API", "row 50,000"): lambda: app.get("/api/v1/transfers/", {"cursor": deep}),
    }
    times = {name: median_ms(call) for name, call in calls.items()}

    empty = times["empty signed-in page", ""]
    print(f"\n{connection.vendor}, {ROWS:,} transfers, median of {ROUNDS}")
    for (what, where), ms in times.items():
        floor = times.get(("plain SQL", where), empty)
        ratios = f"x{ms / floor:5.1f} plain SQL   x{ms / empty:5.1f} empty page"
        print(f"{what:22} {where:12} {ms:8.1f} ms   {ratios}")
