"""Pages by key: every row once, in order, while rows arrive, and with the index on both databases."""

from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest
from django.db import connection

from accounts.models import Connection, Shop
from accounts.selectors import keyset
from remittance.models import Transfer

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def rows():
    shop = Shop.objects.create(code="K1", name="Key", cash_currency="HKD")
    login = Connection.objects.create(provider="bitspark", name="b", key_fingerprint="f", key_tail="t")
    Transfer.objects.bulk_create(
        # every third shares its moment with the one before
        Transfer(
            shop=shop, connection=login, provider_id=f"p{n}", created_at=NOON + timedelta(minutes=n // 3)
        )
        for n in range(60)
    )
    return Transfer.objects.filter(shop=shop)


def walk(rows, size):
    cursor, seen = "", []
    while True:
        page = keyset.page(rows, cursor, size)
        seen.append([row.pk for row in page.rows])
        if not page.older:
            return seen
        cursor = page.older


@pytest.mark.parametrize("size", [1, 7, 20, 59, 60, 61])
def test_every_row_once_newest_first(rows, size):
    expected = list(rows.order_by("-created_at", "-id").values_list("pk", flat=True))

    assert list(chain.from_iterable(walk(rows, size))) == expected


def test_newer_leads_back_the_same_way(rows):
    first = keyset.page(rows, "", 7)
    second = keyset.page(rows, first.older, 7)

    assert keyset.page(rows, second.newer, 7).rows == first.rows
    assert first.newer == ""


def test_rows_that_arrive_move_nothing(rows):
    first = keyset.page(rows, "", 10)
    expected = keyset.page(rows, first.older, 10).rows
    late = rows.first()
    late.pk, late.public_id, late.provider_id = None, None, "late"
    Transfer.objects.create(
        shop=late.shop, connection=late.connection, provider_id="late", created_at=NOON + timedelta(days=1)
    )

    assert keyset.page(rows, first.older, 10).rows == expected


@pytest.mark.parametrize("cursor", ["x", "bnVsbA", "b3wyMDI2fDE", "é", "b3wyMDI2LTAxLTAxfC0x"])
def test_a_cursor_that_is_not_ours_is_refused(rows, cursor):
    with pytest.raises(keyset.BadCursor):
        keyset.page(rows, cursor, 10)


def test_counts_are_capped(rows, monkeypatch):
    assert keyset.counted(rows) == (60, False)
    monkeypatch.setattr(keyset, "COUNTED_TO", 50)
    assert keyset.counted(rows) == (50, True)


@pytest.mark.parametrize("analyzed", [False, True])
def test_a_deep_page_uses_the_index(rows, analyzed):
    first = rows.first()
    Transfer.objects.bulk_create(
        Transfer(
            shop_id=first.shop_id,
            connection_id=first.connection_id,
            provider_id=f"q{n}",
            created_at=NOON + timedelta(seconds=n),
        )
        for n in range(3000)
    )
    if analyzed:
        connection.cursor().execute("ANALYZE remittance_transfer")
    cursor = keyset.Cursor.read(keyset.page(rows, "", 1500).older)

    plan = keyset._from(rows, cursor)[:11].explain()

    assert "ix_transfer_shop" in plan or "ix_transfer_all" in plan  # both are in the order asked for
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan
