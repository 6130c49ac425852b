"""Every example answer that the document prints becomes what the client says it becomes.

`documented/examples.csv` lists them in the document's order, `documented/repairs.toml` what had to be mended
before an example was JSON at all, and `documented/printed` holds those as they are printed. The client itself
mends nothing.
"""

import csv
import json
import tomllib

import pytest

from accounts.providers.calling.strict_json import NotStrictJSON, loads
from accounts.providers.spectrocoin.client import HistoryPage, SpectroCoinError

from .calls import EVERY_CALL, example
from .stubs import DOCUMENTED, documented

EXAMPLES = list(csv.DictReader((DOCUMENTED / "examples.csv").read_text().splitlines()))
REPAIRS = tomllib.loads((DOCUMENTED / "repairs.toml").read_text())


def test_every_example_is_strict_json_and_stands_in_the_table():
    files = {path.stem for path in DOCUMENTED.glob("*.json")}
    assert files == {row["file"] for row in EXAMPLES}
    assert len(EXAMPLES) == 21
    for name in files:
        loads(documented(name))


def test_every_repair_is_named_and_no_other_was_made():
    assert {path.stem for path in (DOCUMENTED / "printed").glob("*.txt")} == set(REPAIRS)
    for name, edits in REPAIRS.items():
        mended = (DOCUMENTED / "printed" / f"{name}.txt").read_text()
        for edit in edits:
            assert edit["why"]
            assert mended.count(edit["printed"]) == 1, name
            mended = mended.replace(edit["printed"], edit["mended"])
        assert mended.encode() == documented(name), name


@pytest.mark.parametrize("name", REPAIRS)
def test_a_broken_example_is_refused_as_it_is_printed(name):
    with pytest.raises(NotStrictJSON):
        loads((DOCUMENTED / "printed" / f"{name}.txt").read_bytes())


def test_every_call_has_an_example():
    assert set(EVERY_CALL) == {row["call"] for row in EXAMPLES}


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row["file"])
def test_an_example_becomes_what_the_table_says(row):
    try:
        result = example(row["file"], EVERY_CALL[row["call"]], int(row["status"]))
    except SpectroCoinError as error:
        assert type(error).__name__ == row["becomes"]
        assert error.http_status == int(row["status"])
        if row["status"] == "203":
            (said,) = json.loads(documented(row["file"]))
            assert error.messages == [said["message"]]
            assert error.error_code == str(said["code"])
        return
    told = result if isinstance(result, tuple) else (result,)
    for one in told:
        assert type(one).__name__ == row["becomes"]
        rows = one.items if isinstance(one, HistoryPage) else (one,)
        assert not any(getattr(each, "unread", ()) for each in rows)
