"""Every example answer that the document prints becomes what the client says it becomes.

`documented/examples.csv` lists them in the document's order, `documented/repairs.toml` what had to be mended
before an example was JSON at all, and `documented/printed` holds those as they are printed. The client itself
mends nothing.
"""

import csv
import json
import re
import tomllib

import pytest

from accounts.providers.bitspark.client import BitsparkError, Page
from accounts.providers.calling.strict_json import NotStrictJSON, loads

from .calls import asked
from .every_call import EVERY_CALL
from .stubs import DOCUMENTED, documented

EXAMPLES = list(csv.DictReader((DOCUMENTED / "examples.csv").read_text().splitlines()))
REPAIRS = tomllib.loads((DOCUMENTED / "repairs.toml").read_text())
# What cannot be read in an example, because the example is of nothing in particular.
UNREAD = {"pagination": ("status",)}


def test_every_example_is_strict_json_and_stands_in_the_table():
    files = {path.stem for path in DOCUMENTED.glob("*.json")}
    assert files == {row["file"] for row in EXAMPLES}
    for name in files:
        loads(documented(name))
        assert b'"..."' not in documented(name)


def test_every_repair_is_named_and_no_other_was_made():
    assert {path.stem for path in (DOCUMENTED / "printed").glob("*.txt")} == set(REPAIRS)
    for name, repair in REPAIRS.items():
        text = (DOCUMENTED / "printed" / f"{name}.txt").read_text()
        mended, ellipses = re.subn(r',\s*"\.\.\."', "", text)
        assert ellipses == repair["ellipses"], name
        for edit in repair.get("edits", []):
            assert edit["why"]
            assert mended.count(edit["printed"]) == 1, name
            mended = mended.replace(edit["printed"], edit["mended"])
        assert mended.encode() == documented(name), name


@pytest.mark.parametrize("name", [name for name, repair in REPAIRS.items() if "edits" in repair])
def test_a_broken_example_is_refused_as_it_is_printed(name):
    with pytest.raises(NotStrictJSON):
        loads((DOCUMENTED / "printed" / f"{name}.txt").read_bytes())


def test_nearly_every_call_has_an_example():
    # Deleting a recipient is the one call whose answer is not printed.
    assert set(EVERY_CALL) - {row["call"] for row in EXAMPLES} == {"recipient_delete"}


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: f"{row['call']}-{row['status']}-{row['file']}")
def test_an_example_becomes_what_the_table_says(row):
    call = EVERY_CALL[row["call"]]
    try:
        result, _ = asked(row["file"], call, int(row["status"]))
    except BitsparkError as error:
        said = json.loads(documented(row["file"]))["errors"][0]
        assert type(error).__name__ == row["becomes"]
        message = said["message"]
        assert error.messages == (message if isinstance(message, list) else [message])
        assert error.error_code == said["error_code"]
        assert error.http_status == said["code"]
        return
    assert type(result).__name__ == row["becomes"]
    told = result.items if isinstance(result, Page) else result if isinstance(result, tuple) else (result,)
    assert told
    for one in told:
        assert getattr(one, "unread", ()) == UNREAD.get(row["file"], ())
