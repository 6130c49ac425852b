"""Money shops, mirrored from the real sandbox and found by distance."""

from decimal import Decimal

import pytest

from accounts.models import Connection, Shop
from accounts.selectors import provider_links
from accounts.services import connections
from accounts.services.errors import ProviderDown
from remittance.models import MoneyShop
from remittance.selectors import freshness, money_shops
from remittance.services import mirror
from tests.sandboxes import Sandbox

pytestmark = pytest.mark.django_db
SINGAPORE = (Decimal("1.3066"), Decimal("103.8517"))


def test_all_shops_are_read_with_what_they_take_for_a_top_up(connection: Connection) -> None:
    mirror.refresh_money_shops(connection)

    rows = MoneyShop.objects.filter(connection=connection, gone_at=None)
    assert rows.count() >= 12
    assert rows.filter(details_at=None).count() == 0
    assert all(set(entry) == {"currency", "fee"} for entry in money_shops.commissions(rows[0]))
    assert freshness.of(connection, "money-shops").complete


def test_our_distances_are_the_ones_that_the_provider_tells(connection: Connection) -> None:
    mirror.refresh_money_shops(connection)
    place = money_shops.Place(*SINGAPORE, "typed")
    told = connections.client_for(connection).money_shops.page(
        1, 100, latitude=SINGAPORE[0], longitude=SINGAPORE[1]
    )

    ours = {near.shop.provider_id: near.kilometres for near in money_shops.nearest(connection, place)}

    assert [shop.id for shop in told.items] == list(ours)
    for shop in told.items:
        assert ours[shop.id] == pytest.approx(float(shop.distance), rel=0.005, abs=0.05)


def test_distances_run_from_the_shop_and_else_from_hong_kong(harbour: Shop) -> None:
    own = money_shops.place_of(harbour, None, None)
    bare = money_shops.place_of(Shop(code="X1"), None, None)

    assert (own.whose, own.latitude) == ("shop", harbour.latitude)
    assert (bare.whose, bare.latitude) == ("hong-kong", Decimal("22.2799146"))
    assert money_shops.place_of(harbour, *SINGAPORE).whose == "typed"


def test_a_shop_without_a_place_stands_last(connection: Connection) -> None:
    mirror.refresh_money_shops(connection)
    lost = MoneyShop.objects.filter(connection=connection).order_by("pk")[0]
    MoneyShop.objects.filter(pk=lost.pk).update(latitude="", longitude="")

    near = money_shops.nearest(connection, money_shops.place_of(None, None, None))

    assert near[-1].shop == lost
    assert near[-1].kilometres is None


def test_a_list_that_cannot_be_read_leaves_the_rows_and_says_so(
    connection: Connection, sandbox: Sandbox
) -> None:
    mirror.refresh_money_shops(connection)
    before = MoneyShop.objects.filter(gone_at=None).count()
    sandbox.fault("status", "/v1/money_shops", status=503)

    with pytest.raises(ProviderDown):
        mirror.refresh_money_shops(connection)

    assert MoneyShop.objects.filter(gone_at=None).count() == before
    assert freshness.of(connection, "money-shops").could_not_load


@pytest.mark.parametrize(
    "link",
    [
        "http://bitspark-upload-staging.s3.amazonaws.com/x.jpg",
        "https://user@bitspark-upload-staging.s3.amazonaws.com/x.jpg",
        "https://bitspark-upload-staging.s3.amazonaws.com:8443/x.jpg",
        "https://bitspark-upload-staging.s3.amazonaws.com.evil.example/x.jpg",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/x",
        "https://2852039166/x",
        "https://0xa9fea9fe/x",
        "https:\\\\bitspark-upload-staging.s3.amazonaws.com/x.jpg",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "//bitspark-upload-staging.s3.amazonaws.com/x.jpg",
        "https://[bad",
        "",
        None,
    ],
)
def test_a_told_link_to_anywhere_else_is_not_shown(link: str | None) -> None:
    assert provider_links.shown(link) == ""


def test_a_told_link_to_a_listed_host_is_shown() -> None:
    link = "https://bitspark-upload-staging.s3.amazonaws.com/uploads/x.jpg"

    assert provider_links.shown(link) == link
