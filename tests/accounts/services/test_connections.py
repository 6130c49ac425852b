"""Connections: keys that go in and never come out, tested against the real sandbox."""

import threading

import pytest
from django.db import connection as database

from accounts.models import AuditEntry, Connection
from accounts.models.sealing import Unreadable
from accounts.services import connections, waiting
from accounts.services.errors import Conflict, ProviderDown, Refused
from tests.people import actor_of

KEY, SECRET = "a1" * 20, "b2" * 20


@pytest.fixture
def actor(ada):
    return actor_of(ada, None)


def make(actor, shops, key=KEY, **more):
    return connections.create(actor=actor, name="Bitspark", key=key, secret=SECRET, shops=shops, **more)


def test_a_key_goes_in_and_only_its_tail_is_readable(actor, harbour):
    made = make(actor, [harbour])

    assert made.login() == (KEY, SECRET)
    assert made.key_tail == KEY[-4:]
    assert connections.serving(harbour) == made


def test_sec_51_no_dump_of_the_database_holds_a_key(actor, harbour):
    make(actor, [harbour])
    with database.cursor() as cursor:
        for table in database.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the database's own names
            dump = str(cursor.fetchall())
            assert KEY not in dump
            assert SECRET not in dump


def test_sec_51_a_sealed_key_moved_to_another_row_does_not_open(actor, harbour, lantern):
    ours, theirs = make(actor, [harbour]), make(actor, [lantern], key="c3" * 20)
    Connection.objects.filter(pk=theirs.pk).update(key_sealed=ours.key_sealed)
    theirs.refresh_from_db()

    with pytest.raises(Unreadable):
        theirs.login()
    ours.key_sealed, ours.secret_sealed = ours.secret_sealed, ours.key_sealed
    with pytest.raises(Unreadable):
        ours.login()


def test_the_same_key_is_never_entered_twice(actor, harbour, lantern):
    make(actor, [harbour])

    with pytest.raises(Refused) as refusal:
        make(actor, [lantern])
    assert refusal.value.code == "key-known"
    assert Connection.objects.count() == 1


def test_a_shop_has_one_connection_at_each_provider(actor, harbour, lantern):
    make(actor, [harbour])

    with pytest.raises(Refused) as refusal:
        make(actor, [lantern, harbour], key="c3" * 20)
    assert refusal.value.code == "shop-served"
    assert Connection.objects.count() == 1


@pytest.mark.parametrize("key", ["", "two words", "Schlüssel", "line\nbreak", "\x00"])
def test_a_key_that_no_header_could_carry_is_refused(actor, harbour, key):
    with pytest.raises(Refused) as refusal:
        make(actor, [harbour], key=key)
    assert refusal.value.code == "key-unusable"


def test_the_home_shop_is_one_of_those_served(actor, harbour, lantern):
    with pytest.raises(Refused):
        make(actor, [harbour], home_shop=lantern)


@pytest.mark.parametrize(
    ("url", "mode"),
    [
        ("http://127.0.0.1:8001/bitspark", "test"),
        ("http://localhost:8001/bitspark", "test"),
        ("http://[::1]:8001/bitspark", "test"),
        ("https://api.provider.example", "live"),
    ],
)
def test_a_login_at_this_machine_is_always_a_test_login(actor, harbour, settings, url, mode):
    settings.BITSPARK_URL = url

    assert make(actor, [harbour], mode="live").mode == mode


def test_a_rotated_key_replaces_the_old_one(actor, harbour):
    made = make(actor, [harbour])
    connections.rotate(made, key="d4" * 20, secret="e5" * 20, actor=actor)

    made.refresh_from_db()
    assert made.login() == ("d4" * 20, "e5" * 20)
    detail = AuditEntry.objects.get(action="connection.key-rotated").detail
    assert (detail["old_tail"], detail["new_tail"]) == ("a1a1", "d4d4")
    make(actor, [], key=KEY)  # the old key is free again


def test_pausing_and_resuming_twice_is_once(actor, harbour):
    made = make(actor, [harbour])
    for _ in range(2):
        connections.pause(made, "401", actor)
    assert (made.is_paused, made.paused_why) == (True, "401")
    for _ in range(2):
        connections.resume(made, actor)
    assert not made.is_paused
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True)) == [
        "connection.created",
        "connection.paused",
        "connection.resumed",
    ]


def test_a_retired_connection_serves_nobody_and_stays(actor, harbour):
    made = make(actor, [harbour])
    connections.retire(made, actor)

    with pytest.raises(Refused) as refusal:
        connections.serving(harbour)
    assert refusal.value.code == "no-connection"
    with pytest.raises(Conflict):
        connections.retire(made, actor)
    make(actor, [harbour], key="c3" * 20)


def test_a_test_asks_bitspark_who_we_are(connection, sandbox, actor):
    found = connections.test(connection, actor)

    assert found.ok
    assert "Harbour Money" in found.words
    connection.refresh_from_db()
    assert connection.active_currency.casefold() == "hkd"
    assert connection.last_good_at is not None
    assert sandbox.seen == [("GET", "/v1/users/me")]
    assert AuditEntry.objects.get(action="connection.tested").detail["ok"] is True


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (
            {"fault": "status", "code": 401, "error_code": "unauthorized", "message": "no"},
            "does not accept this key",
        ),
        ({"fault": "status", "code": 503}, "not available"),
        ({"fault": "drop_before"}, "did not answer"),
        ({"fault": "malformed"}, "do not describe"),
    ],
)
def test_a_test_says_in_words_what_went_wrong(connection, sandbox, actor, fault, words):
    sandbox.fault(path="*/users/me", **fault)

    found = connections.test(connection, actor)

    assert not found.ok
    assert words in found.words
    connection.refresh_from_db()
    assert words in connection.last_failure
    assert connection.login()[0] not in connection.last_failure


def test_a_wrong_secret_is_told_as_such(connection, sandbox, actor):
    connection.seal_login(connection.login()[0], SECRET)
    connection.save()

    assert "does not accept this key" in connections.test(connection, actor).words


def test_a_test_on_a_busy_desk_asks_nobody(connection, sandbox, actor, monkeypatch):
    room = threading.BoundedSemaphore(1)
    monkeypatch.setattr(waiting, "_room", room)
    asked = len(sandbox.seen)

    with room, pytest.raises(ProviderDown) as refusal:
        connections.test(connection, actor)

    assert refusal.value.code == "busy"
    assert len(sandbox.seen) == asked
    assert connections.test(connection, actor).ok


def test_without_a_url_there_is_no_client(actor, harbour, settings):
    settings.BITSPARK_URL = ""

    with pytest.raises(ProviderDown):
        connections.client_for(make(actor, [harbour]))


def test_good_news_is_written_at_most_twice_a_minute(connection, django_assert_num_queries):
    connections.note_good(connection)
    before = connection.last_good_at
    connections.note_good(connection)
    connection.refresh_from_db()
    assert connection.last_good_at == before

    connections.note_failure(connection, "no answer")
    connections.note_good(connection)
    assert connection.last_good_at > before
