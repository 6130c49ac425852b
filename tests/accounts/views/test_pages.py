"""The settings pages do what they say, in few queries that do not grow with rows."""

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.models import AuditEntry, Connection, Device, Invitation, Operator, Shop, User
from accounts.selectors import access
from accounts.services import audit, connections, devices, invitations, staff
from tests.factories.person import person
from tests.factories.shop import ShopFactory
from tests.people import actor_of

# What every page of head office's administrator costs by itself: session (read, save in its savepoint),
# person, memberships, shops, whether a TEST connection is in sight.
QUERIES = {
    "accounts:devices": 9,
    "accounts:audit": 11,
    "accounts:settings": 15,
    "accounts:shops": 9,
    "accounts:people": 13,
    "accounts:connections": 10,
    "accounts:all-devices": 9,
}


def fill(count, ada, shops):
    """More of everything that the lists show."""
    for n in range(count):
        shop = ShopFactory.create()
        someone = person(f"p{shop.code}", f"Person {n}", shop, "teller")
        devices.issue(someone, shop, "Phone", actor=actor_of(someone, shop))
        devices.issue(ada, shop, "Mine", actor=actor_of(ada, shop))
        connections.create(
            actor=actor_of(ada, None), name=shop.code, key=f"k{shop.code}", secret="s", shops=[shop]
        )
        invitations.invite(actor=actor_of(ada, None), name="Dora", role="teller", shops=[shop])


@pytest.mark.parametrize("name", QUERIES)
def test_queries_do_not_grow_with_rows(client_of, ada, harbour, name, django_assert_num_queries):
    client = client_of(ada)
    fill(1, ada, [harbour])
    client.get(reverse(name))
    with django_assert_num_queries(QUERIES[name]):
        client.get(reverse(name))

    fill(5, ada, [harbour])
    with django_assert_num_queries(QUERIES[name]):
        assert client.get(reverse(name)).status_code == 200


def test_the_active_shop_is_switched_and_remembered(client_of, hector, harbour, lantern):
    client = client_of(hector)
    assert client.get("/devices/").context["desk"].shop is None

    answer = client.post("/active-shop/", {"shop": str(lantern.public_id), "next": "/devices/"})
    assert answer.url == "/devices/"
    assert client.get("/devices/").context["desk"].shop == lantern

    client.post("/active-shop/", {"shop": ""})
    assert client.get("/devices/").context["desk"].shop is None


def test_a_person_with_two_roles_acts_in_the_active_shops_and_sees_only_shops_of_that_role(
    client_of, alice, harbour, lantern, ada
):
    staff.give_role(alice, lantern, "supervisor", actor=actor_of(ada, None))
    client = client_of(alice, lantern)
    page = client.get("/audit/")
    assert page.status_code == 200
    assert list(page.wsgi_request.shops) == [lantern]

    client.post("/active-shop/", {"shop": str(harbour.public_id)})
    assert client.get("/audit/").status_code == 403


def test_a_shop_is_set_up_and_changed(client_of, ada):
    client = client_of(ada)
    shop = {
        "code": "MN1",
        "name": "Manila",
        "time_zone": "Asia/Manila",
        "country": "PH",
        "cash_currency": "php",
        "charge": "10",
        "tolerance_percent": "0.5",
        "other_charges_percent": "5",
        "send_within_seconds": "120",
        "latitude": "14.5995",
        "longitude": "120.9842",
    }
    assert client.post("/settings/shops/new/", shop).status_code == 302
    made = Shop.objects.get(code="MN1")
    assert (made.cash_currency, made.time_zone) == ("PHP", "Asia/Manila")

    wrong = client.post(
        f"/settings/shops/{made.public_id}/", {**shop, "charge": "-1", "time_zone": "Mars/Base"}
    )
    assert wrong.status_code == 422
    assert "A charge is not negative" in wrong.content.decode()
    assert 'value="-1"' in wrong.content.decode()


def test_a_colleague_is_invited_by_a_link_shown_once(client_of, client, ada, harbour):
    admin = client_of(ada)
    admin.post(
        "/settings/people/invite/", {"name": "Dora Yip", "role": "teller", "shops": [str(harbour.public_id)]}
    )
    body = admin.get("/settings/people/").content.decode()
    link = "/invitations/" + body.partition("/invitations/")[2].partition("/")[0] + "/"
    assert link not in admin.get("/settings/people/").content.decode()

    assert 'value="Dora Yip"' in client.get(link).content.decode()
    answer = client.post(
        link,
        {
            "name": "Dora Yip",
            "username": "dora",
            "password": "correct horse battery 9",
            "password_again": "correct horse battery 9",
        },
    )
    assert answer.url == "/accounts/login/"
    assert access.role_in(User.objects.get(username="dora"), harbour) == "teller"
    assert client.get(link).status_code == 410
    assert Invitation.objects.get().accepted_by.username == "dora"


def test_used_withdrawn_and_invented_links_answer_alike(client, ada, harbour):
    withdrawn, token = invitations.invite(actor=actor_of(ada, None), name="D", role="teller", shops=[harbour])
    invitations.withdraw(withdrawn, actor=actor_of(ada, None))

    answers = [client.get(f"/invitations/{one}/") for one in (token, "x" * 43)]
    assert [answer.status_code for answer in answers] == [410, 410]


def test_a_person_is_deactivated_and_given_a_link_for_a_new_password(client_of, client, ada, alice):
    admin, path = client_of(ada), f"/settings/people/{alice.public_id}/"
    admin.post(f"{path}link/")
    body = admin.get(path).content.decode()
    link = body.partition("http://testserver")[2].partition("<")[0].strip()
    assert client.get(link, follow=True).status_code == 200
    assert "/reset/key/" in link

    admin.post(f"{path}deactivate/")
    alice.refresh_from_db()
    assert not alice.is_active
    new = "another battery horse 8"
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": new, "password2": new})
    client.post("/accounts/login/", {"login": "alice", "password": new})
    assert client.get("/devices/").status_code == 302


def test_ones_own_page_offers_no_change_of_oneself(client_of, ada, harbour):
    client, path = client_of(ada), f"/settings/people/{ada.public_id}/"
    assert "Give this role" not in client.get(path).content.decode()

    client.post(f"{path}deactivate/")
    ada.refresh_from_db()
    assert ada.is_active


def test_a_device_is_added_its_token_shown_once_and_revoked(client_of, alice, harbour):
    client = client_of(alice)
    client.post("/devices/", {"name": "Counter phone"})
    body = client.get("/devices/").content.decode()
    device = Device.objects.get()
    assert device.token_key in body
    assert device.token_key not in client.get("/devices/").content.decode()

    client.post(f"/devices/{device.public_id}/renew/")
    client.post(f"/devices/{device.public_id}/revoke/")
    device.refresh_from_db()
    assert device.revoked_at is not None


def test_another_persons_device_is_not_ones_own(client_of, alice, bob, harbour):
    device, _ = devices.issue(bob, harbour, "Phone", actor=actor_of(bob, harbour))

    for act in ("renew", "revoke"):
        assert client_of(alice).post(f"/devices/{device.public_id}/{act}/").status_code == 404


def test_head_office_chooses_a_shop_before_adding_a_device(client_of, hector, harbour):
    answer = client_of(hector).post("/devices/", {"name": "Phone"})

    assert answer.status_code == 422
    assert "Choose a shop first" in answer.content.decode()


def test_a_connection_is_entered_tested_and_never_shows_its_key(client_of, ada, harbour, sandbox, settings):
    settings.BITSPARK_URL = sandbox.bitspark_url
    logins = sandbox.keys()
    login = next(one for one in logins if one.owner.startswith("Harbour"))
    client = client_of(ada)
    client.post(
        "/settings/connections/new/",
        {
            "name": "Bitspark HK",
            "key": login.key,
            "secret": login.secret,
            "shops": [str(harbour.public_id)],
            "home_shop": str(harbour.public_id),
            "mode": "test",
        },
    )
    made = Connection.objects.get()
    path = f"/settings/connections/{made.public_id}/"
    tested = client.post(f"{path}test/", follow=True).content.decode()
    assert "It works. Bitspark knows this login as" in tested

    client.post(f"{path}pause/", {"why": "audit"})
    pages = [
        client.get(path),
        client.get("/settings/connections/"),
        client.get(f"{path}edit/"),
        client.get(f"{path}key/"),
        client.get("/audit/"),
        client.post(f"{path}key/", {"key": login.key, "secret": ""}),
    ]
    for page in pages:
        body = page.content.decode()
        assert login.key not in body
        assert login.secret not in body
    assert f"…{login.key[-4:]}" in pages[0].content.decode()


HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)> javascript:alert(1) \u202eevil'


def test_sec_27_what_bitspark_says_of_itself_is_text(client_of, ada, connection, settings):
    for field in ("last_failure", "paused_why"):
        Connection.objects.update(**{field: HOSTILE, "paused_at": "2026-11-20T00:00:00Z"})
    body = client_of(ada).get(f"/settings/connections/{connection.public_id}/").content.decode()

    assert "<script>alert" not in body
    assert "<img src=x" not in body
    assert "&lt;script&gt;alert(1)" in body


def test_a_connection_that_serves_two_shops_is_not_one_shops_administrators(client_of, ada, harbour, lantern):
    made = connections.create(
        actor=actor_of(ada, None), name="Both", key="k1", secret="s1", shops=[harbour, lantern]
    )
    adam = person("adam", "Adam", harbour, "admin")

    assert client_of(adam).get(f"/settings/connections/{made.public_id}/").status_code == 404
    assert client_of(ada).get(f"/settings/connections/{made.public_id}/").status_code == 200


def test_the_audit_log_is_paged_and_narrowed(client_of, ada, susan, harbour, lantern):
    for n in range(60):
        devices.issue(
            susan, harbour, f"Phone {n}", actor=actor_of(susan, harbour)
        ) if n < 20 else staff.link_given(susan, actor=actor_of(ada, None))
    client = client_of(ada)
    first = client.get("/audit/")
    assert len(first.context["rows"]) == 50
    second = client.get(f"/audit/{first.context['older_url']}")
    seen = [row["entry"].pk for page in (first, second) for row in page.context["rows"]]
    assert seen == sorted(AuditEntry.objects.values_list("pk", flat=True), reverse=True)
    back = client.get(f"/audit/{second.context['newer_url']}")
    assert [row["entry"].pk for row in back.context["rows"]] == seen[:50]

    by_action = client.get("/audit/?action=device.").context["rows"]
    assert len(by_action) == 20
    by_actor = client.get(f"/audit/?actor={susan.public_id}").context["rows"]
    assert {row["entry"].actor_id for row in by_actor} == {susan.pk}


def test_sec_4_the_audit_log_of_a_shop_holds_no_word_of_another(client_of, susan, charlie, lantern):
    devices.issue(charlie, lantern, "Canary phone", actor=actor_of(charlie, lantern))
    device = Device.objects.get()
    client = client_of(susan)

    for path in ("/audit/", f"/audit/device/{device.public_id}/", f"/audit/?actor={charlie.public_id}"):
        body = client.get(path).content.decode()
        assert "Canary" not in body
        assert "Charlie" not in body


def test_an_administrator_reads_that_but_not_what_of_customers(client_of, ada, harbour, alice):
    with transaction.atomic():
        audit.record(
            "sender.created", actor=actor_of(alice, harbour), shop=harbour, noun="sender", name="Canary Chan"
        )
        audit.record(
            "transfer.status", actor=actor_of(alice, harbour), shop=harbour, noun="transfer", to="suspicious"
        )
    body = client_of(ada).get("/audit/").content.decode()

    assert "sender.created" in body
    assert "Canary" not in body
    assert "suspicious" not in body


def test_the_settings_say_what_is_missing(client_of, ada, harbour, settings):
    client = client_of(ada)
    body = client.get("/settings/").content.decode()
    for words in ("The operator is named", "Harbour Money has a connection to Bitspark", "has a teller"):
        assert words in body
    before = client.get("/settings/").context["missing"]

    client.post("/settings/operator/", {"name": "Harbour Group"})
    person("tess", "Tess", harbour, "teller")

    assert Operator.objects.get().name == "Harbour Group"
    assert client.get("/settings/").context["missing"] == before - 2


def test_only_head_office_names_the_operator_and_makes_shops(client_of, harbour):
    adam = person("adam", "Adam", harbour, "admin")
    client = client_of(adam)

    assert client.post("/settings/operator/", {"name": "Mine"}).status_code == 403
    assert not Operator.objects.exists()
    new = {"code": "ZZ1", "name": "Z", "time_zone": "UTC", "cash_currency": "HKD", "charge": "0"}
    rest = {"tolerance_percent": "0.5", "other_charges_percent": "5", "send_within_seconds": "120"}
    assert client.post("/settings/shops/new/", {**new, **rest}).status_code == 422
    assert Shop.objects.count() == 1


def test_sec_9_reading_the_pages_changes_nothing(client_of, ada, harbour):
    fill(1, ada, [harbour])
    client = client_of(ada)

    def everything():
        return [
            list(model.objects.order_by("pk").values())
            for model in (AuditEntry, Connection, Device, Invitation, Shop, User)
        ]

    before = everything()
    for name in QUERIES:
        client.get(reverse(name))
    assert everything() == before


def test_an_entry_reads_as_lines_not_as_a_machines_words(client_of, susan, harbour):
    with transaction.atomic():
        audit.record(
            "thing.done",
            actor=actor_of(susan, harbour),
            shop=harbour,
            asked={"first_name": "Ana", "tags": ["a", "b"]},
            empty=None,
            blank="",
            ok=True,
        )
    rows = client_of(susan).get("/audit/").context["rows"]

    assert sorted(rows[0]["said"]) == [("asked.first_name", "Ana"), ("asked.tags", "a, b"), ("ok", "yes")]


def test_the_page_of_a_login_says_when_no_callback_is_asked_for(connection, ada, settings, client_of):
    address = reverse("accounts:connection", args=[connection.public_id])

    assert "none is asked for: by polling" in client_of(ada).get(address).content.decode()
    settings.PUBLIC_URL = "https://desk.example"
    assert "by polling" not in client_of(ada).get(address).content.decode()
