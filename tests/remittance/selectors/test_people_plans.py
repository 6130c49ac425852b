"""Lists and searches of people read their indexes, on SQLite with and without statistics; PostgreSQL keeps
its own up to date."""

from datetime import timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Shop
from accounts.selectors import keyset
from remittance.models import Recipient, Sender
from remittance.selectors import people

pytestmark = pytest.mark.django_db
ROWS = 3000


def plan_of(read, table=""):
    """Every query on `table` that `read` makes, explained, as one text."""
    with CaptureQueriesContext(database) as seen:
        read()
    plans = []
    for query in seen.captured_queries:
        if table not in query["sql"]:
            continue
        with database.cursor() as cursor:
            how = "EXPLAIN " if database.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
            cursor.execute(how + query["sql"])
            plans += [str(row) for row in cursor.fetchall()]
    return "\n".join(plans)


@pytest.fixture(params=["analysed"] if database.vendor == "postgresql" else ["no statistics", "analysed"])
def crowd(request, harbour, lantern, connection):
    """Three thousand senders and recipients in two shops, a second apart."""
    now = timezone.now()
    for n, model in ((0, Sender), (1, Recipient)):
        more = {"connection": connection} if model is Recipient else {}
        rows = model.objects.bulk_create(
            model(
                shop=(harbour, lantern)[number % 2],
                first_name=f"N{number}",
                name_key=f"n{number}",
                last_key=f"x{number}",
                phone_key=f"85{n}{number:08}",
                alt_phone_key="" if number % 10 else f"86{n}{number:08}",  # most people have one phone
                **more,
            )
            for number in range(ROWS)
        )
        times = [(now - timedelta(seconds=number), row.pk) for number, row in enumerate(rows)]
        with database.cursor() as cursor:
            cursor.executemany(f"UPDATE {model._meta.db_table} SET created_at = %s WHERE id = %s", times)  # noqa: S608 - our own table
    if request.param == "analysed":
        with database.cursor() as cursor:
            cursor.execute("ANALYZE remittance_sender")
            cursor.execute("ANALYZE remittance_recipient")
    return harbour


def scopes(shop):
    one = people.Scope(Shop.objects.filter(pk=shop.pk), shop)
    return one, people.Scope(Shop.objects.all(), head_office=True)


@pytest.mark.parametrize(("model", "name"), [(Sender, "sender"), (Recipient, "recipient")])
def test_a_page_deep_in_a_list_is_read_along_the_index(crowd, model, name):
    deep = model.objects.order_by("-created_at")[ROWS // 2]
    cursor, table = str(keyset.Cursor(deep.created_at, deep.pk)), model._meta.db_table
    for scope in scopes(crowd):
        plan = plan_of(lambda scope=scope: keyset.page(scope.listed(model.objects.all()), cursor, 50), table)
        assert f"ix_{name}_shop" in plan or f"ix_{name}_all" in plan
        assert "Sort" not in plan
        assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize(
    ("typed", "indexes"),
    [
        ("ab", ["ix_recipient_name", "ix_recipient_last"]),
        ("+63 5551 2345", ["ix_recipient_phone", "ix_recipient_alt_phone", "ix_recipient_account"]),
        ("xx9876", ["ix_recipient_account"]),
    ],
)
def test_a_search_of_recipients_reads_only_its_indexes(crowd, typed, indexes):
    plan = plan_of(lambda: people.find_recipients(scopes(crowd)[0], typed))
    for index in indexes:
        assert index in plan
    assert "Seq Scan on remittance_recipient" not in plan
    assert "SCAN remittance_recipient" not in plan


def test_somebody_alike_is_looked_for_along_the_indexes(crowd):
    keys = {"phone_key": "85000000001", "alt_phone_key": "999", "id_key": "a1"}
    plan = plan_of(lambda: people.possibly_same(**keys, shops=Shop.objects.all()))
    for index in ("ix_sender_phone", "ix_sender_alt_phone", "ix_sender_id"):
        assert index in plan
    assert "Seq Scan on remittance_sender" not in plan
    assert "SCAN remittance_sender" not in plan
