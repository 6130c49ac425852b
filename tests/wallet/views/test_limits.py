"""The page of limits: proposing, changing and ending them."""

from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Proposal, Role, Shop, User
from tests.factories.person import person
from tests.pages import form_at
from tests.people import SignIn
from wallet.models import Limit

pytestmark = pytest.mark.django_db
PAGE, NEW = "/settings/limits/", "/settings/limits/new/"


@pytest.fixture
def adam(harbour: Shop) -> User:
    """Administrator of HK1 alone."""
    return person("adam", "Adam Fong", harbour, Role.ADMIN)


@pytest.fixture
def limit(harbour: Shop) -> Limit:
    return Limit.objects.create(
        shop=harbour, role=Role.TELLER, kind="transfer", currency="USD", per_order=Decimal(500)
    )


def typed(harbour: Shop, **changes: Any) -> dict[str, Any]:
    return {
        "shop": str(harbour.public_id),
        "role": "teller",
        "kind": "transfer",
        "currency": "usd",
        "per_order": "500",
        "per_day": "2000",
    } | changes


def text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("role", "page", "new", "end"),
    [
        ("teller", 403, 403, 403),
        ("supervisor", 403, 403, 403),
        ("compliance", 200, 403, 403),
        ("admin", 200, 200, 302),
    ],
)
def test_each_role_gets_what_it_may(
    client_of: SignIn, harbour: Shop, limit: Limit, role: str, page: int, new: int, end: int
) -> None:
    client = client_of(person("someone", "Some One", harbour, role))

    assert client.get(PAGE).status_code == page
    assert client.get(NEW).status_code == new
    assert client.post(NEW, {}).status_code == (422 if new == 200 else new)
    assert client.post(f"{PAGE}{limit.public_id}/end/").status_code == end


def test_proposing_changes_nothing_yet_and_the_page_says_that_it_waits(
    client_of: SignIn, adam: User, harbour: Shop
) -> None:
    client = client_of(adam)
    form = form_at(client.get(NEW), NEW)

    page = text(client.post(NEW, form | typed(harbour), follow=True))

    assert not Limit.objects.exists()
    assert Proposal.objects.get().change["currency"] == "USD"
    assert "A change waits for a second person:" in page
    assert "No limit is set" in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("per_order", "-1"),
        ("per_order", "1e3000"),
        ("per_order", "NaN"),
        ("per_order", "0.123456789"),
        ("per_day", "499"),
        ("currency", "U$"),
        ("kind", "nothing"),
        ("role", "admin"),
        ("shop", ""),
    ],
)
def test_what_makes_no_sense_is_said_beside_its_field(
    client_of: SignIn, adam: User, harbour: Shop, field: str, value: str
) -> None:
    answer = client_of(adam).post(NEW, typed(harbour, **{field: value}))

    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert not Proposal.objects.exists()


def test_a_limit_says_something(client_of: SignIn, adam: User, harbour: Shop) -> None:
    assert client_of(adam).post(NEW, typed(harbour, per_order="", per_day="")).status_code == 422


def test_sec_5_another_shop_is_no_choice(client_of: SignIn, adam: User, lantern: Shop) -> None:
    assert client_of(adam).post(NEW, typed(lantern)).status_code == 422
    assert not Proposal.objects.exists()


def test_sec_3_another_shops_limits_are_not_seen(client_of: SignIn, limit: Limit, lantern: Shop) -> None:
    stranger = client_of(person("stranger", "Strange R", lantern, Role.ADMIN))

    assert "500" not in text(stranger.get(PAGE))
    assert stranger.get(f"{NEW}?limit={limit.public_id}").status_code == 404
    assert stranger.post(f"{PAGE}{limit.public_id}/end/").status_code == 404


def test_changing_begins_with_what_holds(client_of: SignIn, adam: User, limit: Limit) -> None:
    form = form_at(client_of(adam).get(f"{NEW}?limit={limit.public_id}"), NEW)

    assert Decimal(form["per_order"]) == 500
    assert (form["role"], form["kind"], form["currency"]) == ("teller", "transfer", "USD")


def test_ending_waits_for_compliance(client_of: SignIn, adam: User, carla: User, limit: Limit) -> None:
    client_of(adam).post(f"{PAGE}{limit.public_id}/end/")
    proposal = Proposal.objects.get()
    assert not Limit.objects.exclude(ended_at=None).exists()

    client_of(carla).post(f"/approvals/{proposal.public_id}/approve/", {"version": 1})

    page = text(client_of(adam).get(PAGE))
    assert "What held before" in page
    assert not Limit.objects.filter(ended_at=None).exists()


def test_all_shops_are_head_offices_to_limit(
    client_of: SignIn, ada: User, adam: User, carla: User, harbour: Shop
) -> None:
    client_of(ada).post(NEW, typed(harbour, shop=""))
    proposal = Proposal.objects.get()
    assert proposal.shop is None

    assert client_of(carla).get(f"/approvals/{proposal.public_id}/").status_code == 404
    holly = client_of(person("holly", "Holly", None, Role.COMPLIANCE))
    holly.post(f"/approvals/{proposal.public_id}/approve/", {"version": 1})

    assert Limit.objects.get().shop is None
    assert "All shops" in text(client_of(adam).get(PAGE))


def test_the_settings_hint_at_limits_until_tellers_have_some(
    client_of: SignIn, adam: User, harbour: Shop
) -> None:
    words = f"{harbour.name} has limits for tellers"
    step = next(one["step"] for one in _steps(client_of(adam)) if one["step"].what == words)
    assert (step.done, step.needed) == (False, False)

    Limit.objects.create(shop=None, role=Role.TELLER, kind="transfer", currency="USD", per_order=Decimal(500))
    step = next(one["step"] for one in _steps(client_of(adam)) if one["step"].what == words)
    assert step.done


def _steps(client: Any) -> list[Any]:
    return list(client.get("/settings/").context["steps"])
