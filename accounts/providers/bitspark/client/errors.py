"""What can become of a Bitspark call.

BitsparkError
├── NotSent          nothing left this machine; trying again is safe
├── Refused          a documented refusal; nothing changed there
├── Unavailable      a read got 5xx, 429 or silence; trying again is safe
├── OutcomeUnknown   any other answer to a write, or silence; look it up, never send it again
└── MalformedReply   an answer to a read that the document does not describe

A write is Refused only by 401, 403, 404, 406 or 422 with the documented `errors` JSON, or by 400 whose every
error code is `bad_request`. The 400s "Something went wrong" do not say whether money moved: OutcomeUnknown.
A read is Refused by any 4xx but 429 with the documented `errors` JSON.

Unsendable, a ValueError, is ours: what was asked cannot be put into a request, and nothing was opened.
"""

from dataclasses import dataclass, field

REFUSING_STATUSES = frozenset({401, 403, 404, 406, 422})
REFUSING_CODES_OF_400 = frozenset({"bad_request"})
# "Something went wrong" after the order reached their books, or before: nobody can tell. [guess]
FAST_PATH_CODES_OF_400 = frozenset(
    {"send_money_error", "send_domestic_money_error", "payment_withdraw_error", "money_exchange_error"}
)


class Unsendable(ValueError):
    """This cannot be said to Bitspark; nothing left this machine."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a failed call leaves behind, safe to store: keys, signatures and identity numbers are masked.

    http_status: the answer's status, None when no status line came.
    error_codes: the answer's `error_code`s, in their order and spelling.
    messages: its messages for people, one string each; they are the provider's text, not markup.
    body: the beginning of the answer's body as text, at most 64 KB, masked.
    cause: the class names of the exceptions underneath, outermost first; "" when an answer came whole.
    """

    http_status: int | None = None
    error_codes: tuple[str, ...] = ()
    messages: tuple[str, ...] = field(default=(), repr=False)
    body: str = field(default="", repr=False)
    cause: str = ""


class BitsparkError(Exception):
    """A Bitspark call that gave no result; `evidence` holds what was seen.

    The text of the exception names the call, the status and the code and never quotes the provider, so
    that it may be logged. The exception underneath is `__cause__`.
    """

    def __init__(self, said: str, evidence: Evidence | None = None) -> None:
        super().__init__(said)
        self.evidence = evidence or Evidence()

    @property
    def http_status(self) -> int | None:
        return self.evidence.http_status

    @property
    def error_codes(self) -> tuple[str, ...]:
        return self.evidence.error_codes

    @property
    def error_code(self) -> str:
        """The first error code, "" when there is none."""
        return self.evidence.error_codes[0] if self.evidence.error_codes else ""

    @property
    def messages(self) -> list[str]:
        return list(self.evidence.messages)

    @property
    def body(self) -> str:
        return self.evidence.body

    @property
    def cause(self) -> str:
        return self.evidence.cause


class NotSent(BitsparkError):
    """A write of which no byte left: no address, no connection, no trusted certificate."""


class Refused(BitsparkError):
    """Bitspark said no, in a way that the document describes; nothing changed there."""


class Unavailable(BitsparkError):
    """A read got no usable answer: 5xx, 429, silence, or no connection."""


class OutcomeUnknown(BitsparkError):
    """A write that may have been acted on. Never send it again; look it up.

    `fast_path` is True for the 400 codes of FAST_PATH_CODES_OF_400: the provider did answer, so one complete
    scan after a minute is worth making before a person is asked.
    """

    def __init__(self, said: str, evidence: Evidence | None = None, *, fast_path: bool = False) -> None:
        super().__init__(said, evidence)
        self.fast_path = fast_path


class MalformedReply(BitsparkError):
    """An answer to a read that the document does not describe."""
