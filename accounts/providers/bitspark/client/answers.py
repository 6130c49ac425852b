"""What an answer means: the one place where a status and a body become a result or an error.

Source: Bitspark API, "Errors". Statuses are compared for equality; `error_code` is text, except on a 400.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from accounts.providers.calling import exchanging, strict_json

from .documents import Document, Undescribed
from .errors import (
    FAST_PATH_CODES_OF_400,
    REFUSING_CODES_OF_400,
    REFUSING_STATUSES,
    Evidence,
    MalformedReply,
    OutcomeUnknown,
    Refused,
    Unavailable,
)
from .redaction import Redaction

T = TypeVar("T")

READ_STATUSES = frozenset({200})
# The document prints no success status; these say "done". 203 is a proxy's word, not Bitspark's. [guess]
WRITE_STATUSES = frozenset({200, 201, 202})
DELETE_STATUSES = frozenset({200, 204})

_MAX_MESSAGES = 50
_MAX_MESSAGE = 2_000


@dataclass(frozen=True)
class Reply(exchanging.Reply):
    """What came back of one call, and what its body says."""

    @property
    def is_json(self) -> bool:
        return self.media_type == "application/json" or (
            self.media_type.startswith("application/") and self.media_type.endswith("+json")
        )

    def payload(self) -> Any:
        """The JSON of the body.

        Raises:
            Undescribed: it is not whole, not declared as JSON, or not strict JSON.
        """
        if self.cut or self.overlong:
            raise Undescribed("the body is not whole")
        if not self.is_json:
            raise Undescribed("the body is not declared as JSON")
        try:
            return strict_json.loads(self.body)
        except strict_json.NotStrictJSON as error:
            raise Undescribed("the body is not strict JSON") from error


@dataclass(frozen=True)
class _Refusal:
    codes: tuple[str, ...]
    messages: tuple[str, ...]


def judge_read(call: str, reply: Reply, redaction: Redaction, take: Callable[[Document], T]) -> T:
    """The result of a read, as `take` makes it from the document.

    Raises:
        Unavailable: 5xx, 429, or the answer broke off.
        Refused: any other 4xx with the documented errors.
        MalformedReply: anything else.
    """
    flaw: Undescribed | None = None
    if reply.status in READ_STATUSES and not reply.cut:
        try:
            return take(Document.read(reply.payload()))
        except Undescribed as error:
            flaw = error
    refusal = _refusal(reply)
    evidence = _evidence(reply, refusal, redaction)
    said = _said(call, evidence, flaw)
    if reply.status >= 500 or reply.status == 429 or reply.cut:
        raise Unavailable(said, evidence) from flaw
    if refusal is not None and reply.status < 500:
        raise Refused(said, evidence)
    raise MalformedReply(said, evidence) from flaw


def judge_write(
    call: str,
    reply: Reply,
    redaction: Redaction,
    take: Callable[[Document | None], T],
    *,
    deletes: bool = False,
    acknowledges: bool = False,
) -> T:
    """The result of a write, as `take` makes it from the document; None stands for an empty body.

    The document shows no answer to a deletion: any body will do that is JSON and no error. [guess]
    acknowledges: the answer is documented as `{ "Success": "200 OK" }`, which `take` gets as None. It tells
    no new state, so that what became of the thing is read, never concluded from this.

    Raises:
        Refused: as the module `errors` lists, nothing else.
        OutcomeUnknown: anything else, and any failure to understand the answer.
    """
    flaw: Exception
    if reply.status not in (DELETE_STATUSES if deletes else WRITE_STATUSES):
        refusal = _refusal(reply)
        evidence = _evidence(reply, refusal, redaction)
        _refuse(_said(call, evidence, None), refusal, evidence)
    try:
        empty = not reply.body and not reply.cut and not reply.overlong
        payload = None if empty else reply.payload()
        if deletes and not (isinstance(payload, dict) and "errors" in payload):
            return take(None)
        if acknowledges:
            _acknowledged(payload)
            return take(None)
        return take(None if empty else Document.read(payload))
    except Exception as error:  # a bug in reading the answer of a write must not look as if nothing was sent
        flaw = error
    evidence = _evidence(reply, None, redaction)
    raise OutcomeUnknown(_said(call, evidence, flaw), evidence) from flaw


def _acknowledged(payload: Any) -> None:
    """Raises: Undescribed when the answer is not the one that says success and nothing else."""
    said = payload.get("Success") if isinstance(payload, dict) and "errors" not in payload else None
    if not isinstance(said, str) or not said.startswith("200"):
        raise Undescribed("the answer does not say success")


def _said(call: str, evidence: Evidence, flaw: Exception | None) -> str:
    """The text of an error: the call, the status, the codes, and what of the answer was not as documented."""
    said = " ".join([f"{call}: {evidence.http_status}", *evidence.error_codes])
    if flaw is None:
        return said
    return f"{said}: {flaw if isinstance(flaw, Undescribed) else 'the answer was not understood'}"


def _refuse(said: str, refusal: _Refusal | None, evidence: Evidence) -> NoReturn:
    status = evidence.http_status
    if refusal is not None:
        codes = set(refusal.codes)
        if status in REFUSING_STATUSES:
            raise Refused(said, evidence)
        if status == 400 and codes and codes <= REFUSING_CODES_OF_400:
            raise Refused(said, evidence)
        if status == 400 and codes & FAST_PATH_CODES_OF_400:
            raise OutcomeUnknown(said, evidence, fast_path=True)
    raise OutcomeUnknown(said, evidence)


def _refusal(reply: Reply) -> _Refusal | None:
    """The documented errors of this answer, or None when it has none.

    An entry has an `error_code`, or a `message`, a string or an array of them. One that speaks of 5xx inside
    a 4xx is not taken for a refusal.
    """
    if reply.status < 400:
        return None
    try:
        payload = reply.payload()
    except Undescribed:
        return None
    entries = payload.get("errors") if isinstance(payload, dict) else None
    if not isinstance(entries, list) or not entries:
        return None
    codes: list[str] = []
    messages: list[str] = []
    for entry in entries:
        if not _documented(entry):
            return None
        codes += [entry["error_code"]] if entry.get("error_code") else []
        messages += _messages(entry.get("message"))
    return _Refusal(tuple(codes), tuple(messages[:_MAX_MESSAGES]))


def _documented(entry: Any) -> bool:
    if not isinstance(entry, dict) or not ("error_code" in entry or "message" in entry):
        return False
    code, word, message = entry.get("code"), entry.get("error_code"), entry.get("message")
    if code is not None and not str(code).startswith("4"):
        return False
    return isinstance(word, str | None) and isinstance(message, str | list | None)


def _messages(message: Any) -> list[str]:
    """The messages in a string, an array or null; an array's odd members are kept as JSON."""
    if message is None:
        return []
    texts = message if isinstance(message, list) else [message]
    return [(text if isinstance(text, str) else strict_json.dumps(text))[:_MAX_MESSAGE] for text in texts]


def _evidence(reply: Reply, refusal: _Refusal | None, redaction: Redaction) -> Evidence:
    return Evidence(
        http_status=reply.status,
        error_codes=tuple(redaction.text(code)[:100] for code in refusal.codes) if refusal else (),
        messages=tuple(redaction.text(message) for message in refusal.messages) if refusal else (),
        body=redaction.excerpt(reply.body),
        cause=reply.cause,
    )
