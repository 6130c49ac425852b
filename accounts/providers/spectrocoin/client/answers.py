"""What an answer means: the one place where a status and a body become a result or an error.

Source: SpectroCoin wallet API, "Introduction" and "Errors". Success is status 200 with the body that is
documented, nothing else: 203, an answer that libraries take for success, is the list of errors.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from accounts.providers.calling import exchanging, strict_json

from .errors import (
    ALREADY_SENT,
    EXPIRY_CODES,
    NOT_KNOWN_HERE,
    REFRESH_EXPIRED,
    REFUSING_CODES,
    UNEXPECTED,
    AlreadySent,
    Evidence,
    MalformedReply,
    NotKnownHere,
    OutcomeUnknown,
    RefreshExpired,
    Refused,
    SpectroCoinError,
    Suspicious,
    TokenExpired,
    Unavailable,
)
from .redaction import Redaction
from .values import Undescribed, digits

T = TypeVar("T")

SUCCESS = 200
ERRORS = 203
SUSPICIOUS = 403

_MAX_MESSAGES = 50
_MAX_MESSAGE = 2_000


@dataclass(frozen=True)
class Reply(exchanging.Reply):
    """What came back of one call, and what its body says."""

    def payload(self) -> Any:
        """The JSON of the body.

        Raises:
            Undescribed: it is not whole, not declared as JSON, or not strict JSON.
        """
        if self.cut or self.overlong:
            raise Undescribed("the body is not whole")
        if self.media_type != "application/json":
            raise Undescribed("the body is not declared as JSON")
        try:
            return strict_json.loads(self.body)
        except strict_json.NotStrictJSON as error:
            raise Undescribed("the body is not strict JSON") from error


class Doubtful(Undescribed):
    """The answer to a send says otherwise than was asked, or not enough; the payment's id may be told."""

    def __init__(self, said: str, payment_id: str = "") -> None:
        super().__init__(said)
        self.payment_id = payment_id


class Failed(Exception):
    """A 200 whose only leg is FAILED, with this error."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code, self.message = code, message


@dataclass(frozen=True)
class Listed:
    """The documented list of errors: codes as digits, messages as they came."""

    codes: tuple[str, ...]
    messages: tuple[str, ...]


def judge_read(call: str, reply: Reply, redaction: Redaction, take: Callable[[Any], T]) -> T:
    """The result of a read, as `take` makes it from the JSON, in which every secret is masked.

    Raises:
        Suspicious: 403.
        Unavailable: 5xx, 429, code 100, or the answer broke off.
        Refused: the documented list of errors, with 203 or with 200; TokenExpired, NotKnownHere.
        MalformedReply: anything else.
    """
    flaw: Undescribed | None = None
    listed = _listed(reply)
    if reply.status == SUCCESS and listed is None and not reply.cut:
        try:
            return take(redaction.value(reply.payload()))
        except Undescribed as error:
            flaw = error
    evidence = _evidence(reply, listed, redaction)
    said = _said(call, evidence, flaw)
    if reply.status == SUSPICIOUS:
        raise Suspicious(said, evidence)
    if reply.status >= 500 or reply.status == 429 or reply.cut:
        raise Unavailable(said, evidence) from flaw
    if listed is not None:
        raise _refusal_of_a_read(listed)(said, evidence)
    raise MalformedReply(said, evidence) from flaw


def judge_write(call: str, reply: Reply, redaction: Redaction, take: Callable[[Any], T]) -> T:
    """The result of a write, as `take` makes it from the JSON, in which every secret is masked.

    A list of errors with 200 contradicts itself and refuses nothing.

    Raises:
        Refused: 203 with REFUSING_CODES alone, TokenExpired when they are 1003 or 1004 alone; or Failed.
        AlreadySent: 203 with 3032 alone, or Failed with it.
        Suspicious: 403.
        OutcomeUnknown: anything else, and any failure to understand the answer.
    """
    listed = _listed(reply)
    evidence = _evidence(reply, listed, redaction)
    if reply.status != SUCCESS or listed is not None:
        raise _error_of_a_write(reply, listed)(_said(call, evidence, None), evidence)
    try:
        return take(redaction.value(reply.payload()))
    except Failed as failure:
        evidence = replace(evidence, error_codes=(failure.code,), messages=(failure.message,))
        said = _said(call, evidence, None)
        raise (AlreadySent if failure.code == ALREADY_SENT else Refused)(said, evidence) from None
    except Exception as error:  # a bug in reading the answer of a write must not look as if nothing was sent
        payment_id = error.payment_id if isinstance(error, Doubtful) else ""
        raise OutcomeUnknown(_said(call, evidence, error), evidence, payment_id=payment_id) from error


def judge_tokens(call: str, reply: Reply, redaction: Redaction, take: Callable[[Any], T]) -> T:
    """The tokens in an answer, as `take` makes them. Its body is kept nowhere.

    Raises:
        Refused: the documented list of errors, with 203 or with 200; RefreshExpired when it is 2003 alone.
        Suspicious: 403.
        OutcomeUnknown: anything else; code 100 too. Tokens may have been made: authenticate again.
    """
    listed = _listed(reply)
    evidence = _evidence(reply, listed, redaction, body=False)
    said = _said(call, evidence, None)
    if reply.status == SUSPICIOUS:
        raise Suspicious(said, evidence)
    if listed is not None and UNEXPECTED not in listed.codes:
        raise (RefreshExpired if set(listed.codes) == {REFRESH_EXPIRED} else Refused)(said, evidence)
    if reply.status != SUCCESS or listed is not None:
        raise OutcomeUnknown(said, evidence)
    try:
        return take(reply.payload())
    except Exception as error:
        # Not chained: what lies underneath may hold the answer, and that holds the tokens.
        raise OutcomeUnknown(_said(call, evidence, error), evidence) from None


def _refusal_of_a_read(listed: Listed) -> type[SpectroCoinError]:
    codes = set(listed.codes)
    if UNEXPECTED in codes:
        return Unavailable
    if codes <= EXPIRY_CODES:
        return TokenExpired
    return NotKnownHere if codes == {NOT_KNOWN_HERE} else Refused


def _error_of_a_write(reply: Reply, listed: Listed | None) -> type[SpectroCoinError]:
    if reply.status == SUSPICIOUS:
        return Suspicious
    if reply.status != ERRORS or listed is None:
        return OutcomeUnknown
    codes = set(listed.codes)
    if codes == {ALREADY_SENT}:
        return AlreadySent
    if codes <= EXPIRY_CODES:
        return TokenExpired
    return Refused if codes <= REFUSING_CODES else OutcomeUnknown


def _said(call: str, evidence: Evidence, flaw: Exception | None) -> str:
    """The text of an error: the call, the status, the codes, and what of the answer was not as documented."""
    said = " ".join([f"{call}: {evidence.http_status}", *evidence.error_codes])
    if flaw is None:
        return said
    return f"{said}: {flaw if isinstance(flaw, Undescribed) else 'the answer was not understood'}"


def _listed(reply: Reply) -> Listed | None:
    """The documented list of errors in a 203 or 200, or None when it has none."""
    if reply.status not in {SUCCESS, ERRORS}:
        return None
    try:
        payload = reply.payload()
    except Undescribed:
        return None
    if not isinstance(payload, list) or not payload:
        return None
    told = [told_error(entry) for entry in payload]
    entries = [entry for entry in told if entry is not None]
    if len(entries) != len(told):
        return None
    messages = tuple(message for _, message in entries if message)
    return Listed(tuple(code for code, _ in entries), messages[:_MAX_MESSAGES])


def told_error(entry: Any) -> tuple[str, str] | None:
    """The code and message of one error, as the document shows them; None when it is none."""
    if not isinstance(entry, dict) or "code" not in entry:
        return None
    message = entry.get("message")
    if not isinstance(message, str | None):
        return None
    try:
        return digits(entry["code"]), (message or "")[:_MAX_MESSAGE]
    except ValueError:
        return None


def _evidence(reply: Reply, listed: Listed | None, redaction: Redaction, *, body: bool = True) -> Evidence:
    return Evidence(
        http_status=reply.status,
        error_codes=listed.codes[:_MAX_MESSAGES] if listed else (),
        messages=tuple(redaction.text(message) for message in listed.messages) if listed else (),
        body=redaction.excerpt(reply.body) if body else "",
        cause=reply.cause,
    )
