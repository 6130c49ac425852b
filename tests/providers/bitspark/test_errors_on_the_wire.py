"""Every documented error, answered by the running sandbox to every call: what comes of it, what people read.

`errors.toml` lists them. What a person reads of a write is the same for every money command: one place says
what an answer means (wallet/services/results.py), one has its sentences (wallet/selectors/outcomes.py).
"""

import tomllib
from pathlib import Path

import pytest

from accounts.providers.bitspark.client import BitsparkError, OutcomeUnknown, Refused, Unavailable
from tests.providers.bitspark.client.every_call import READS, WRITES
from wallet.selectors.outcomes import ACCOUNTS, Outcome
from wallet.services import list_reads, results

TABLE = tomllib.loads((Path(__file__).parent / "errors.toml").read_text())
ERRORS = {f"{one['code']} {one['error_code']}": one for one in TABLE["error"]}
SAFE, IN_DOUBT = (
    "Nothing was sent and nothing left our account.",
    "We may have sent it. Do not send it again.",
)

every_error = pytest.mark.parametrize("name", ERRORS)


@pytest.fixture
def failing(sandbox, bitspark):
    """`failing(error)(call)`: what that call raises while the sandbox answers everything with that error."""

    def answered(error):
        sandbox.fault("status", times=0, code=error["code"], error_code=error["error_code"], message="No")

        def raised(call):
            with pytest.raises(BitsparkError) as caught:
                call(bitspark)
            return caught.value

        return raised

    return answered


@every_error
def test_a_read_leaves_a_sentence(failing, name):
    error = ERRORS[name]
    raised = failing(error)
    for call in READS.values():
        trouble = raised(call)
        assert type(trouble) is (Unavailable if error["code"] >= 500 else Refused)
        assert trouble.http_status == error["code"]
        assert trouble.error_code in {error["error_code"], ""}, "not told of a 5xx"
        words = list_reads.why_not(trouble)
        assert TABLE["reads"][error["read"]] in words
        assert str(error["code"]) in words


@every_error
def test_a_write_leaves_three_sentences_and_goes_out_once(failing, sandbox, name):
    error = ERRORS[name]
    raised = failing(error)
    for made, call in enumerate(WRITES.values(), 1):
        trouble = raised(call)
        assert len(sandbox.seen) == made
        assert type(trouble) is (Refused if error["becomes"].endswith("refused") else OutcomeUnknown)
        result = results.of_error(trouble)
        assert result.outcome_code == error["becomes"]
        assert result.refusal == (["No"] if error["code"] < 500 else []), "their words stand beside ours"
        account = ACCOUNTS[Outcome(result.outcome_code)]
        assert account.happened
        assert account.next
        assert (account.safe == SAFE) is account.safe_to_repeat is (result.outcome == results.REJECTED)
        assert (account.safe == IN_DOUBT) is (result.outcome == results.UNKNOWN)
