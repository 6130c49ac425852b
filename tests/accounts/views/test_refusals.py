"""What a view lets out becomes the page that says it, not a 500."""

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.services import connections
from accounts.services.errors import Conflict, NotAllowed, ProviderDown, Refused
from accounts.views import settings as settings_page
from tests.people import actor_of


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (ProviderDown("Bitspark is away.", code="down", retry_after=17), (503, "Bitspark is away.")),
        (NotAllowed("Not you.", code="permission", permission="lift-hold"), (403, "lift a hold")),
        (NotAllowed("Not you.", code="permission"), (403, "Not you.")),
        (Conflict("Susan was first.", code="late"), (409, "Susan was first.")),
        (Refused("<b>No</b>", code="no"), (422, "&lt;b&gt;No&lt;/b&gt;")),
    ],
)
def test_a_services_refusal_has_its_page(client_of, ada, monkeypatch, refusal, said):
    status, words = said

    def fail(self, request):
        raise refusal

    monkeypatch.setattr(settings_page.Settings, "get", fail)
    answer = client_of(ada).get("/settings/")

    assert answer.status_code == status
    assert words in answer.content.decode()
    assert answer.headers.get("Retry-After") == ("17" if status == 503 else None)


def test_sec_60_a_bug_shows_no_trace(ada, monkeypatch, settings):
    def fail(self, request):
        raise ZeroDivisionError("the secret of the machine")

    settings.DEBUG = False
    monkeypatch.setattr(settings_page.Settings, "get", fail)
    client = Client(raise_request_exception=False)
    client.force_login(ada)
    answer = client.get("/settings/")

    assert answer.status_code == 500
    body = answer.content.decode()
    assert "secret of the machine" not in body
    assert "Traceback" not in body
    assert answer["X-Request-Id"]


def test_a_page_that_needs_a_permission_names_it(client_of, alice):
    answer = client_of(alice).get("/settings/")

    assert answer.status_code == 403
    assert "see the settings" in answer.content.decode()


def test_the_navigation_leads_only_where_the_role_may(client_of, alice, ada):
    def ways(user):
        return {way.url for way in client_of(user).get("/devices/").context["desk"].nav}

    assert "/settings/" in ways(ada)
    assert "/settings/" not in ways(alice)
    assert "/audit/" not in ways(alice)
    for user in (ada, alice):
        client = client_of(user)
        assert not {client.get(url).status_code for url in ways(user)} & {403, 404, 500}


def test_a_shop_with_a_test_connection_says_so(client_of, alice, charlie, ada):
    harbour = alice.memberships.get().shop
    connections.create(actor=actor_of(ada, None), name="T", key="k", secret="s", shops=[harbour], mode="test")

    assert client_of(alice).get("/devices/").context["desk"].is_test
    assert not client_of(charlie).get("/devices/").context["desk"].is_test


def test_the_middleware_leaves_signed_out_pages_alone(db, django_assert_num_queries):
    client = Client()
    with django_assert_num_queries(0):
        answer = client.get("/accounts/login/")
    assert isinstance(answer, HttpResponse)
