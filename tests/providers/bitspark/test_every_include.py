"""Every read asks for all that the document lets it include, and every documented filter can be sent.

`reads.toml` lists them. What services send for pages: tests/remittance/services/test_asking_for_all.py.
"""

import contextlib
import csv
import tomllib
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from accounts.providers.bitspark.client import BitsparkError
from tests.providers.bitspark.client.calls import F
from tests.providers.bitspark.client.every_call import EVERY_CALL, ROUTE

HERE = Path(__file__).parent
READS = {row["endpoint"]: row for row in tomllib.loads((HERE / "reads.toml").read_text())["read"]}
ENDPOINTS = list(csv.DictReader((HERE / "endpoints.csv").read_text().splitlines()))
WAY = ROUTE | {"delivery_method": "bank", "provider": "bdo", "province": "manila"}
NARROWED = {
    "money_shops": lambda b: b.money_shops.page(1, latitude=Decimal("1.3"), longitude=Decimal("103.8")),
    "validation_rules": lambda b: b.catalogue.validation_rules(
        destination=F, province="manila", delivery_method="bank", provider="bdo"
    ),
    "quote_v1": lambda b: b.quotes.v1(**WAY),
    "quote_v2": lambda b: b.quotes.v2(**WAY),
    "quote_v3": lambda b: b.quotes.amount_to_pay_v3(**WAY),
    "quote_v4": lambda b: b.quotes.amount_to_pay_v4(**WAY),
    "fees": lambda b: b.fees.page(1, currency="usd", active=False, fee_model_type="TopUp", amount=Decimal(5)),
    "rate": lambda b: b.exchanges.rate("usd", "eur", Decimal(5)),
    "top_ups_v1": lambda b: b.top_ups_v1.page(1, kind="owned"),
    "top_ups": lambda b: b.top_ups.page(1, kind="owned"),
    "memos": lambda b: b.memos.page(1, is_used=False),
    "addresses": lambda b: b.addresses.page(1, is_used=False, currency="btc"),
}


@pytest.fixture
def asked(sandbox, bitspark):
    """`asked(call)`: the query that this call sent, whatever the answer was."""

    def sent(call):
        with contextlib.suppress(BitsparkError):  # nothing is there under most ids
            call(bitspark)
        (request,) = sandbox.requests
        return parse_qs(request["query"], keep_blank_values=True)

    return sent


def test_the_table_names_endpoints_of_the_document():
    assert {f"{row['method']} {row['path']}" for row in ENDPOINTS} >= READS.keys()
    assert all(row["call"] in EVERY_CALL for row in READS.values())


@pytest.mark.parametrize("endpoint", [name for name, row in READS.items() if "include" in row])
def test_all_includes_are_asked_for(asked, endpoint):
    row = READS[endpoint]
    (include,) = asked(EVERY_CALL[row["call"]])["include"]
    assert sorted(include.split(",")) == sorted(row["include"])


@pytest.mark.parametrize("call", EVERY_CALL)
def test_nothing_is_included_that_is_not_documented(asked, call):
    documented = [row for row in READS.values() if row["call"] == call and "include" in row]
    assert ("include" in asked(EVERY_CALL[call])) is bool(documented)


@pytest.mark.parametrize("endpoint", [name for name, row in READS.items() if "filters" in row])
def test_every_filter_can_be_sent(asked, endpoint):
    row = READS[endpoint]
    query = asked(NARROWED[row["call"]])
    assert [name for name in row["filters"] if not query.get(name, [""])[0]] == []


def test_a_filter_is_offered_by_a_service_or_says_why_not():
    told = [told for row in READS.values() for told in row.get("filters", {}).values()]
    assert [one for one in told if ("offered" in one) is ("why" in one)] == []
