"""`manage.py first_shop`: a first real desk, without demo data."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import AuditChain, Operator, Role, Shop, User
from accounts.selectors import access
from accounts.services import audit

ASKED = {
    "operator": "Harbour Group",
    "code": "hk1",
    "name": "Harbour Money",
    "zone": "Asia/Hong_Kong",
    "currency": "hkd",
    "username": "olga",
    "person": "Olga Ip",
    "email": "",
}


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch):
    monkeypatch.setattr("sys.stdin", StringIO())


def run(**more):
    out = StringIO()
    call_command("first_shop", **{**ASKED, **more}, stdout=out)
    return out.getvalue()


def test_it_sets_up_operator_shop_and_an_administrator_with_a_one_time_link(db, settings):
    settings.PUBLIC_URL = "https://desk.example"
    said = run()

    shop, olga = Shop.objects.get(), User.objects.get()
    assert (Operator.objects.get().name, shop.code, shop.cash_currency) == ("Harbour Group", "HK1", "HKD")
    assert access.role_in(olga, None) == Role.ADMIN
    assert not olga.has_usable_password()
    assert all(audit.verify(chain) is None for chain in AuditChain.objects.all())

    path = re.search(r"https://desk\.example(/\S+)", said)[1]
    client, new = Client(), "another battery horse 8"
    form = client.get(path, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": new, "password2": new})
    client.post("/accounts/login/", {"login": "olga", "password": new})
    page = client.get("/settings/")
    assert page.status_code == 200
    assert "has a connection to Bitspark" in page.content.decode()


def test_a_second_run_changes_nothing(db):
    run()
    with pytest.raises(CommandError, match="has a shop already"):
        run(code="HK2", username="olga2")

    assert (Shop.objects.count(), User.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"zone": "Mars/Base"}, "no time zone"),
        ({"code": "1"}, "capital letters"),
        ({"operator": " "}, "--operator is needed"),
        ({"username": None}, "--username is needed"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_made(db, wrong, words):
    with pytest.raises(CommandError, match=words):
        run(**wrong)

    assert not Operator.objects.exists()
    assert not User.objects.exists()
