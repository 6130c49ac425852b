"""Every error, failing example and status of the provider's document has a test and a sentence.

`errors.toml` lists them.
"""

import csv
import json
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from accounts.providers.bitspark.client import STATUSES
from accounts.providers.bitspark.client.errors import FAST_PATH_CODES_OF_400, REFUSING_CODES_OF_400
from wallet.selectors.outcomes import Outcome

from .named_tests import is_there, says

HERE = Path(__file__).parent
DOCUMENTED = HERE / "client" / "documented"
TABLE = tomllib.loads((HERE / "errors.toml").read_text())
ROWS = TABLE["example"] + TABLE["status"]


def named(row):
    return f"{row.get('section') or row['of']}: {row.get('file') or row['code']}"


def test_the_table_has_the_documents_nineteen_errors():
    assert len(TABLE["error"]) == 19
    codes = Counter(f"{one['code']} {one['error_code']}" for one in TABLE["error"])
    assert [code for code, count in codes.items() if count > 1] == ["400 payment_cancel_error"]
    assert all(one["means"] for one in TABLE["error"])


def test_every_error_comes_to_something_that_has_sentences():
    for one in TABLE["error"]:
        assert one["becomes"] in Outcome.values
        assert one["read"] in TABLE["reads"]


def test_the_codes_that_the_client_tells_apart_are_documented():
    documented = {one["error_code"] for one in TABLE["error"]}
    assert documented >= FAST_PATH_CODES_OF_400 | REFUSING_CODES_OF_400


def test_the_table_has_every_failing_example_once():
    examples = csv.DictReader((DOCUMENTED / "examples.csv").read_text().splitlines())
    printed = [(one["section"], one["call"], one["file"]) for one in examples if one["status"] != "200"]
    assert [(one["section"], one["call"], one["file"]) for one in TABLE["example"]] == printed


def test_the_table_has_every_status_of_a_transfer_once():
    rows = [one["code"] for one in TABLE["status"] if one["of"] == "transfer" and one.get("documented", True)]
    assert rows == list(STATUSES)


def test_the_table_has_every_status_that_an_example_prints():
    printed = set()
    for path in DOCUMENTED.glob("*.json"):
        data = json.loads(path.read_text()).get("data", [])
        for one in data if isinstance(data, list) else [data]:
            told = one["attributes"]
            status = told.get("status_code") or told.get("status") or ""
            printed.add(status["code"] if isinstance(status, dict) else status)
    assert printed - {""} <= {one["code"] for one in TABLE["status"] if one.get("documented", True)}


def test_each_kind_of_status_has_a_word_that_nobody_knows():
    unknown = {one["of"] for one in TABLE["status"] if one["code"] == "hibernating"}
    assert unknown == {one["of"] for one in TABLE["status"]}


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_it_has_a_test_and_a_sentence(row):
    assert row["tests"]
    assert [test for test in row["tests"] if not is_there(test)] == []
    assert says(row["ours"]), row["ours"]
