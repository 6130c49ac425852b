"""Who may open and do what on the pages of this app: the roles' table, page by page."""

import pytest
from django.urls import reverse

from accounts.models import Connection, Device, Provider
from accounts.services import connections, devices, invitations
from tests.factories.person import person
from tests.people import actor_of

GET, POST = "get", "post"
# method, url name, which thing, what each role gets: teller, supervisor, compliance, administrator
TABLE = [
    (GET, "accounts:devices", "", (200, 200, 200, 200)),
    (GET, "accounts:audit", "", (403, 200, 200, 200)),
    (GET, "accounts:audit-object", "audited", (403, 200, 200, 200)),
    (GET, "accounts:settings", "", (403, 403, 403, 200)),
    (GET, "accounts:shops", "", (403, 403, 403, 200)),
    (GET, "accounts:shop-new", "", (403, 403, 403, 200)),
    (GET, "accounts:shop", "shop", (403, 403, 403, 200)),
    (GET, "accounts:operator", "", (403, 403, 403, 200)),
    (GET, "accounts:people", "", (403, 403, 403, 200)),
    (GET, "accounts:person", "person", (403, 403, 403, 200)),
    (GET, "accounts:invite", "", (403, 403, 403, 200)),
    (GET, "accounts:connections", "", (403, 403, 403, 200)),
    (GET, "accounts:connection-new", "", (403, 403, 403, 200)),
    (GET, "accounts:connection", "connection", (403, 403, 403, 200)),
    (GET, "accounts:connection-edit", "connection", (403, 403, 403, 200)),
    (GET, "accounts:connection-key", "connection", (403, 403, 403, 200)),
    (GET, "accounts:connection-shop", "connection", (403, 403, 403, 200)),
    (GET, "accounts:profile", "", (403, 403, 200, 200)),
    (GET, "accounts:profile-edit", "", (403, 403, 403, 302)),  # read it first: nobody did here
    (POST, "accounts:profile-unmask", "", (403, 403, 302, 403)),
    (GET, "accounts:all-devices", "", (403, 403, 403, 200)),
    (POST, "accounts:connection-pause", "connection", (403, 403, 403, 302)),
    (POST, "accounts:connection-resume", "connection", (403, 403, 403, 302)),
    (POST, "accounts:connection-test", "connection", (403, 403, 403, 302)),
    (POST, "accounts:connection-retire", "connection", (403, 403, 403, 302)),
    (POST, "accounts:person-link", "person", (403, 403, 403, 302)),
    (POST, "accounts:person-deactivate", "person", (403, 403, 403, 302)),
    (POST, "accounts:person-reactivate", "person", (403, 403, 403, 302)),
    (POST, "accounts:role-give", "person", (403, 403, 403, 422)),
    (POST, "accounts:role-take", "person", (403, 403, 403, 302)),
    (POST, "accounts:any-device-revoke", "device", (403, 403, 403, 302)),
    (POST, "accounts:invitation-withdraw", "invitation", (403, 403, 403, 302)),
]
WRONG = {"shop": "x", "role": "admin"}
OPEN = {"accounts:invitation", "accounts:livez", "accounts:readyz", "accounts:kept", "accounts:active-shop"}
# one's own, tried in test_devices; and notes, which are tried on each thing that carries them
OWN = {"accounts:device-renew", "accounts:device-revoke", "accounts:note"}


@pytest.fixture
def things(ada, bob, harbour):
    """One of each, of HK1."""
    device, _ = devices.issue(bob, harbour, "Phone", actor=actor_of(bob, harbour))
    actor = actor_of(ada, None)
    login = connections.create(
        actor=actor, name="Bitspark", key="a1" * 20, secret="b2" * 20, shops=[harbour], home_shop=harbour
    )
    invitation, _ = invitations.invite(actor=actor, name="Dora", role="teller", shops=[harbour])
    return {
        "": [],
        "shop": [harbour.public_id],
        "person": [bob.public_id],
        "device": [device.public_id],
        "connection": [login.public_id],
        "invitation": [invitation.public_id],
        "audited": ["device", device.public_id],
    }


@pytest.mark.parametrize("row", TABLE)
@pytest.mark.parametrize("place", range(4), ids=["teller", "supervisor", "compliance", "admin"])
def test_each_role_gets_what_the_table_says(client_of, harbour, things, place, row):
    method, name, thing, codes = row
    someone = person("someone", "Some One", harbour, ["teller", "supervisor", "compliance", "admin"][place])
    answer = getattr(client_of(someone), method)(reverse(name, args=things[thing]))

    assert answer.status_code == codes[place]
    if answer.status_code == 403:
        assert "Missing permission" in answer.content.decode()


@pytest.mark.parametrize("row", TABLE)
def test_sec_3_another_shops_administrator_finds_nothing_of_ours(client_of, lantern, things, row):
    """Each id of HK1 replayed by SG1's administrator: 404, and nothing changed; lists hold no word of HK1."""
    method, name, thing, _ = row
    stranger = person("stranger", "Strange R", lantern, "admin")
    before = state()
    answer = getattr(client_of(stranger), method)(
        reverse(name, args=things[thing]), {"shop": "x", "role": "admin"}
    )

    if thing and name != "accounts:audit-object":
        assert answer.status_code == 404
    body = answer.content.decode()
    for canary in ("Harbour Money", "Bob Lau", "Dora", "Phone", "…a1a1"):
        assert canary not in body
    assert state() == before


def state():
    return (
        list(Connection.objects.values_list("pk", "paused_at", "retired_at")),
        list(Device.objects.values_list("pk", "revoked_at")),
    )


def test_the_table_names_every_page_of_this_app():
    from accounts import urls

    named = {f"accounts:{pattern.name}" for pattern in urls.urlpatterns}
    assert named == {name for _, name, _, _ in TABLE} | OPEN | OWN


@pytest.mark.parametrize("row", TABLE)
def test_without_a_sign_in_every_page_leads_to_it(client, things, row):
    method, name, thing, _ = row
    answer = getattr(client, method)(reverse(name, args=things[thing]))

    assert answer.status_code in {302, 303}
    assert answer.url.startswith("/accounts/login/")


def test_sec_5_a_foreign_shop_in_a_form_is_no_choice(client_of, harbour, lantern):
    adam = person("adam", "Adam", harbour, "admin")
    client = client_of(adam)
    theirs = str(lantern.public_id)

    for path, data in (
        ("/settings/people/invite/", {"name": "Eve", "role": "admin", "shops": [theirs]}),
        (
            "/settings/connections/new/",
            {"name": "x", "key": "k1", "secret": "s1", "shops": [theirs], "mode": "test"},
        ),
        (f"/settings/people/{adam.public_id}/role/give/", {"shop": theirs, "role": "admin"}),
    ):
        assert client.post(path, data).status_code == 422
    assert client.post("/active-shop/", {"shop": theirs}).status_code == 404
    assert client.post("/active-shop/", {"shop": "' OR 1=1"}).status_code == 404
    assert not Connection.objects.filter(provider=Provider.BITSPARK).exists()


def test_sec_6_posting_more_fields_than_a_form_has_changes_nothing_more(client_of, ada, harbour):
    client_of(ada).post(
        f"/settings/shops/{harbour.public_id}/",
        {
            "name": "Harbour",
            "time_zone": "UTC",
            "cash_currency": "HKD",
            "charge": "0",
            "tolerance_percent": "0.5",
            "other_charges_percent": "5",
            "send_within_seconds": "120",
            "code": "XX1",
            "id": "99",
            "public_id": "00000000-0000-0000-0000-000000000000",
            "closed_at": "2020-01-01",
        },
    )

    kept = harbour.public_id
    harbour.refresh_from_db()
    assert (harbour.name, harbour.code, harbour.public_id, harbour.closed_at) == (
        "Harbour",
        "HK1",
        kept,
        None,
    )


def test_sec_6_an_invited_person_gives_themselves_nothing(client, ada, harbour, lantern):
    _, token = invitations.invite(actor=actor_of(ada, None), name="Dora", role="teller", shops=[harbour])
    client.post(
        f"/invitations/{token}/",
        {
            "name": "Dora",
            "username": "dora",
            "password": "correct horse battery 9",
            "password_again": "correct horse battery 9",
            "role": "admin",
            "is_staff": "on",
            "is_superuser": "on",
            "all_shops": "on",
            "shops": str(lantern.public_id),
        },
    )

    from accounts.models import User

    dora = User.objects.get(username="dora")
    assert (dora.is_staff, dora.is_superuser) == (False, False)
    assert [(one.shop, one.role) for one in dora.memberships.all()] == [(harbour, "teller")]
