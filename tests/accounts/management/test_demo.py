"""`manage.py demo`: people, shops and connections at the sandbox; twice is once; never for real."""

import json
import stat
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import AuditEntry, Connection, Membership, Shop, User
from accounts.services import connections, demo, people_demo


@pytest.fixture
def desk(db, settings, tmp_path, sandbox, monkeypatch):
    settings.DEBUG = True
    settings.STATE_DIR = tmp_path
    settings.BITSPARK_URL = sandbox.bitspark_url
    monkeypatch.setattr(demo, "_PARTS", [])
    return settings


def run(*args):
    out = StringIO()
    call_command("demo", *args, stdout=out)
    return out.getvalue()


def test_the_printed_logins_work_and_the_shops_are_connected(desk):
    said = run()

    for line in said.splitlines()[-8:]:
        username, password, *_ = line.split()
        client = Client()
        client.post("/accounts/login/", {"login": username, "password": password})
        assert client.get("/devices/").status_code == 200, username
    assert Shop.objects.count() == 2
    assert Connection.objects.count() == 2
    for shop in Shop.objects.all():
        made = connections.serving(shop)
        assert made.mode == "test"
        assert connections.client_for(made).profile.me().id


def test_a_second_run_makes_nothing_new_and_keeps_the_passwords(desk):
    def counts():
        return [model.objects.count() for model in (User, Shop, Membership, Connection, AuditEntry)]

    first = run()
    before = counts()
    second = run()

    assert second.splitlines()[-8:] == first.splitlines()[-8:]
    assert counts() == before


def test_a_sandbox_made_anew_gives_the_connection_its_new_key(desk):
    run()
    made = Connection.objects.order_by("pk").first()
    key, secret = made.login()
    connections.rotate(made, key="a" * 40, secret="b" * 40, actor=people_demo.DESK)
    run()

    made.refresh_from_db()
    assert made.login() == (key, secret)
    assert Connection.objects.count() == 2


def test_the_passwords_lie_in_a_file_of_their_owners(desk):
    run()
    path = people_demo.passwords_file()

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert set(json.loads(path.read_text())) == {one[0] for one in people_demo.PEOPLE}


def test_it_is_refused_where_debug_is_off(desk):
    desk.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG"):
        run()

    assert not User.objects.exists()


def test_without_a_sandbox_the_people_come_all_the_same(desk):
    desk.BITSPARK_URL = "http://127.0.0.1:9/bitspark"

    assert "does not answer" in run()
    assert User.objects.count() == 8


def test_parts_that_other_apps_registered_run_after_the_people(desk):
    seen = []
    demo.register(lambda say: seen.append(User.objects.count()))
    run()
    run("--people-only")

    assert seen == [8]
