"""All twelve endpoints of the document: each has a client method that names it, and its documented errors.

`endpoints.csv` lists them in the document's order, `codes` as printed there; `codes.csv` lists what each code
means to a read, to a write and to a request for tokens. The provider's own client names some that the
document does not.
"""

import contextlib
import csv
import re
from functools import reduce
from pathlib import Path

import pytest

from accounts.providers.spectrocoin.client import SpectroCoinError
from accounts.providers.spectrocoin.client.errors import REFUSING_CODES

from .client.calls import EVERY_CALL, READS, TOKENS, client, path
from .client.stubs import Stub, refusing

HERE = Path(__file__).parent
ENDPOINTS = list(csv.DictReader((HERE / "endpoints.csv").read_text().splitlines()))
CODES = {row["code"]: row for row in csv.DictReader((HERE / "codes.csv").read_text().splitlines())}

every_endpoint = pytest.mark.parametrize("row", ENDPOINTS, ids=lambda row: f"{row['method']} {row['path']}")


def kind(call):
    return "read" if call in READS else "tokens" if call in TOKENS else "write"


@pytest.fixture
def became(ask):
    """The name of the error that a code becomes; the code stands in its evidence."""

    def name(call, code):
        with pytest.raises(SpectroCoinError) as caught:
            ask(refusing(int(code)), EVERY_CALL[call])
        assert caught.value.error_codes == (code,)
        assert caught.value.messages == [f"Said about {code}"]
        assert f"203 {code}" in str(caught.value)
        return type(caught.value).__name__

    return name


def test_there_are_twelve():
    assert len({(row["method"], row["path"]) for row in ENDPOINTS}) == len(ENDPOINTS) == 12


@every_endpoint
def test_it_has_a_client_method_that_names_its_source(row):
    with client("http://127.0.0.1:9/api/r") as spectrocoin:
        method = reduce(getattr, row["client"].split("."), spectrocoin)
    said = " ".join(method.__doc__.split())
    assert f'Source: SpectroCoin wallet API, "{row["section"]}"' in said
    assert row["path"] in said
    assert "Raises:" in said


@every_endpoint
def test_its_calls_go_there(row):
    for call in row["calls"].split():
        with Stub(refusing(1)) as stub, client(stub) as spectrocoin:
            with contextlib.suppress(SpectroCoinError):
                EVERY_CALL[call](spectrocoin)
            method, called = path(stub.visits[0])
        assert method == row["method"]
        assert re.fullmatch(re.sub(r":\w+", r"\\w+", row["path"]), called)


def test_no_call_is_missing():
    assert sorted(call for row in ENDPOINTS for call in row["calls"].split()) == sorted(EVERY_CALL)


@every_endpoint
def test_its_documented_errors_mean_what_the_table_says(row, became):
    for call in row["calls"].split():
        for code in row["codes"].split():
            assert became(call, code) == CODES[code][kind(call)], (call, code)


@pytest.mark.parametrize("code", CODES)
def test_every_code_means_to_each_kind_of_call_what_the_table_says(code, became):
    for call in ("accounts", "send", "send_many", "fresh_btc", "buy", "authenticate", "refresh"):
        assert became(call, code) == CODES[code][kind(call)], call


def test_the_codes_that_refuse_a_write_are_those_and_no_others():
    assert {code for code, row in CODES.items() if row["write"] in {"Refused", "TokenExpired"}} == (
        REFUSING_CODES
    )
