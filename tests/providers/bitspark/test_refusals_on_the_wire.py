"""Each failing example that the document prints, answered by the running sandbox: what people read of it."""

import json
import tomllib
from pathlib import Path

import pytest

from accounts.providers.bitspark.client import Refused
from tests.providers.bitspark.client.every_call import EVERY_CALL, WRITES
from wallet.services import results

HERE = Path(__file__).parent
EXAMPLES = tomllib.loads((HERE / "errors.toml").read_text())["example"]


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: f"{row['section']}: {row['file']}")
def test_the_printed_refusal_reaches_people_word_for_word(sandbox, bitspark, row):
    (printed,) = json.loads((HERE / "client" / "documented" / f"{row['file']}.json").read_text())["errors"]
    sandbox.fault("status", **printed)

    with pytest.raises(Refused) as caught:
        EVERY_CALL[row["call"]](bitspark)

    said = printed["message"] if isinstance(printed["message"], list) else [printed["message"]]
    assert caught.value.messages == said
    assert len(sandbox.seen) == 1
    if row["call"] in WRITES:
        result = results.of_error(caught.value)
        assert (result.outcome, result.refusal) == (results.REJECTED, said)
