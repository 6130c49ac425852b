"""What one attempt came to: the table of answers, in one place.

Whatever is not proven to be "nothing left" or "refused" is UNKNOWN.
"""

import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from accounts.providers.bitspark.client import BitsparkError, NotSent, OutcomeUnknown, Refused
from wallet.selectors.outcomes import Outcome

from .kinds import Answer, DidNotHappen

ACCEPTED, REJECTED, UNKNOWN, NOT_SENT, FENCED = "accepted", "rejected", "unknown", "not_sent", "fenced"


@dataclass(frozen=True)
class Result:
    """What became of one attempt. `text` is the answer, redacted; `error` names exceptions."""

    outcome: str
    outcome_code: str
    evidence: str
    http_status: int | None = None
    refusal: list[str] = field(default_factory=list)
    text: str = ""
    error: str = ""
    needs_person: bool = False
    remote_id: str = ""
    remote_status: str = ""
    differences: list[str] = field(default_factory=list)
    remote: Any = None

    @property
    def executed(self) -> bool:
        return self.outcome == ACCEPTED

    @property
    def answer(self) -> Answer:
        return Answer(
            self.remote_id,
            self.remote_status,
            tuple(self.differences),
            self.remote,
            self.http_status,
            self.text,
        )

    def to_json(self) -> str:
        """For the spool: all but the client's own object."""
        return json.dumps(asdict(replace(self, remote=None)))

    @classmethod
    def from_json(cls, text: str) -> "Result":
        return cls(**json.loads(text))


def of_answer(answer: Answer) -> Result:
    """A success with an id; with other values than asked it is one that a person must see."""
    differs = bool(answer.differences)
    return Result(
        outcome=ACCEPTED,
        outcome_code=Outcome.ACCEPTED_OTHERWISE if differs else Outcome.ACCEPTED,
        evidence="answer",
        http_status=answer.http_status,
        text=answer.text,
        needs_person=differs,
        remote_id=answer.remote_id,
        remote_status=answer.remote_status,
        differences=list(answer.differences),
        remote=answer.remote,
    )


def of_error(error: BaseException) -> Result:
    """What an exception out of the one call means; anything unforeseen is UNKNOWN."""
    match error:
        case DidNotHappen():
            return Result(REJECTED, Outcome.DID_NOT_HAPPEN, "read-back", refusal=[str(error)])
        case NotSent():
            return _of(error, NOT_SENT, Outcome.NOT_SENT, "never-left")
        case Refused():
            code = Outcome.LOGIN_REFUSED if error.http_status == 401 else Outcome.REFUSED
            return _of(error, REJECTED, code, f"refused-{error.http_status}")
        case OutcomeUnknown(fast_path=True):
            return _of(
                error, UNKNOWN, Outcome.WENT_WRONG, error.error_code or "went-wrong", needs_person=True
            )
        case OutcomeUnknown():
            silent = error.http_status is None
            code = Outcome.NO_ANSWER if silent else Outcome.ODD_ANSWER
            return _of(error, UNKNOWN, code, "no-answer" if silent else f"answer-{error.http_status}")
    return Result(UNKNOWN, Outcome.NO_ANSWER, "interrupted", error=type(error).__name__)


def fenced() -> Result:
    """The sender woke up late and held back: nothing was written."""
    return Result(FENCED, Outcome.WAITING, "fenced")


def _of(
    error: BitsparkError, outcome: str, code: str, evidence: str, *, needs_person: bool = False
) -> Result:
    return Result(
        outcome=outcome,
        outcome_code=code,
        evidence=evidence[:64],
        http_status=error.http_status,
        refusal=error.messages,
        text=error.body,
        error=(error.cause or type(error).__name__)[:300],
        needs_person=needs_person,
    )
