"""What the services ask Bitspark for: all includes that are documented, and the filters that pages offer.

tests/providers/bitspark/reads.toml lists both.
"""

import re
import tomllib
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from accounts.services import profiles
from remittance.models import Destination, Fee, MoneyShop, TopUp, Transfer
from remittance.selectors.fees import Wanted
from remittance.selectors.form_spec import Choice
from remittance.services import mirror, quotes, top_ups, tracking
from wallet.services import deposit_addresses, history
from wallet.services.deposits import polling as deposits
from wallet.services.exchanges import rates

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).parent.parent.parent / "providers" / "bitspark" / "reads.toml"
READS = tomllib.loads(TABLE.read_text())["read"]
CHOICE = {"province": "metro_manila", "delivery_method": "bank", "provider": "bdo_unibank"}


@pytest.fixture
def desk(open_counter, sandbox, harbour, teller):
    """Every read that a service makes, by the name that the table has for it."""
    sandbox.control("transfers", login=0, count=1)
    top_up = sandbox.ask_top_up("hkd", "500")
    philippines = Destination.objects.get(name="Philippines")
    route = quotes.Route(philippines, "bank", "bdo_unibank", "metro_manila", "HKD")

    def refresh_one_of_each():
        tracking.refresh_one(Transfer.objects.get())
        top_ups.refresh_one(TopUp.objects.get(provider_id=top_up))
        mirror.refresh_fee(Fee.objects.first())
        mirror.refresh_money_shop(MoneyShop.objects.first())

    return {
        "mirror.refresh_catalogue": lambda: mirror.refresh_catalogue(open_counter),
        "mirror.rules_now": lambda: mirror.rules_now(open_counter, philippines, Choice(**CHOICE)),
        "mirror.refresh_balances": lambda: mirror.refresh_balances(open_counter),
        "mirror.refresh_recipients": lambda: mirror.refresh_recipients(open_counter),
        "mirror.refresh_transfers": lambda: mirror.refresh_transfers(open_counter),
        "mirror.refresh_money_shops": lambda: mirror.refresh_money_shops(open_counter),
        "mirror.refresh_fees": lambda: mirror.refresh_fees(open_counter),
        "mirror.refresh_fees, narrowed": lambda: mirror.refresh_fees(
            open_counter, Wanted("HKD", True, "TopUp", Decimal(5))
        ),
        "top_ups.refresh_top_ups": lambda: top_ups.refresh_top_ups(open_counter),
        "deposit_addresses.refresh": lambda: deposit_addresses.refresh(open_counter),
        "deposits.refresh_pending_bitcoin": lambda: deposits.refresh_pending_bitcoin(open_counter),
        "history.refresh": lambda: history.refresh(open_counter),
        "profiles.refresh": lambda: profiles.refresh(open_counter),
        "quotes.price": lambda: quotes.price(route, Decimal(1500), shop=harbour, actor=teller),
        "rates.ask": lambda: rates.ask(open_counter, "hkd", "usd", Decimal(100)),
        "one of each": refresh_one_of_each,
    }


def matched(request):
    """The row of the table for a request, None where the document lets it ask for nothing more."""
    for row in READS:
        method, path = row["endpoint"].split(" ")
        if method == request["method"] and re.fullmatch(re.sub(r":\w+", "[^/]+", path), request["path"]):
            return row
    return None


def test_every_include_is_asked_for_and_every_offered_filter_sent(desk, sandbox):
    missing, sent = [], set()
    for name, read in desk.items():
        seen = len(sandbox.requests)
        read()
        for request in sandbox.requests[seen:]:
            row, query = matched(request), parse_qs(request["query"])
            if row is None:
                continue
            include = query.get("include", [""])[0].split(",")
            missing += [(name, row["endpoint"], one) for one in row.get("include", []) if one not in include]
            sent |= {(name.partition(",")[0], row["endpoint"], one) for one in query}

    assert missing == []
    offered = {
        (told["offered"], row["endpoint"], name)
        for row in READS
        for name, told in row.get("filters", {}).items()
        if "offered" in told and row["call"] != "quote_v3"  # asked only where V4 is not known
    }
    assert offered - sent == set()


def test_v3_is_asked_with_the_whole_way_too(desk, sandbox):
    sandbox.fault("status", "/v4/*", code=404, error_code="not_found")
    desk["quotes.price"]()
    query = parse_qs(sandbox.requests[-1]["query"])
    assert sandbox.requests[-1]["path"].startswith("/v3/")
    assert {f"transfer[{name}]" for name in CHOICE} <= query.keys()


def test_both_lists_of_top_ups_are_asked_for(desk, sandbox):
    desk["top_ups.refresh_top_ups"]()
    asked = [parse_qs(one["query"]) for one in sandbox.requests if one["path"] == "/v2/top_ups"]
    assert {one["filter[top_up_type]"][0] for one in asked} == {"requested", "owned"}
