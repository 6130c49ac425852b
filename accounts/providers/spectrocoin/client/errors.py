"""What can become of a SpectroCoin call.

SpectroCoinError
├── NotSent          nothing left this machine; trying again is safe
├── Refused          a refusal; nothing changed there
│   ├── TokenExpired     1003 or 1004 alone: take a new token and try once more
│   ├── RefreshExpired   2003: the refresh token is spent; authenticate from the beginning
│   └── NotKnownHere     3030: the status of this payment is not told here, which is no failure
├── AlreadySent      3032: this refId was sent before; that one stands, and nothing was sent now
├── Unavailable      a read got 5xx, 429, code 100 or silence; trying again is safe
├── OutcomeUnknown   any other answer to a write, or silence; look it up, never send it again
│   └── Suspicious       403, to a read too: no more writes on this login until a person lifts it
└── MalformedReply   an answer to a read that the document does not describe

A write is Refused only by 203 with the documented list of errors and nothing but REFUSING_CODES in it, or
when its one leg is FAILED with an error. A read, or asking for tokens, is Refused by any documented list.

Unsendable, a ValueError, is ours: what was asked cannot be put into a request, and nothing was opened.
"""

from dataclasses import dataclass, field

# Nothing was done there. Any other code to a write, 100 and 3027 too, leaves open whether money moved.
REFUSING_CODES = frozenset(
    {
        *("1", "97", "1001", "1002", "1003", "1004", "1005", "1008", "1012", "2001", "2002"),
        *("3001", "3002", "3003", "3005", "3006", "3016", "3017", "3020", "3021", "5003", "5021", "6001"),
        *("7006", "7007", "7008", "7009", "7010"),
    }
)
# The document says that an expired token answers 1003; the provider's own client waits for 1004.
EXPIRY_CODES = frozenset({"1003", "1004"})
UNEXPECTED = "100"
REFRESH_EXPIRED = "2003"
NOT_KNOWN_HERE = "3030"
ALREADY_SENT = "3032"


class Unsendable(ValueError):
    """This cannot be said to SpectroCoin; nothing left this machine."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a failed call leaves behind, safe to store: tokens, client id and secret are masked.

    http_status: the answer's status, None when no status line came.
    error_codes: the answer's codes as digits, in their order.
    messages: its messages for people, one each; they are the provider's text, not markup.
    body: the beginning of the answer's body as text, at most 64 KB, masked; "" of an answer to a request for
        tokens.
    cause: the class names of the exceptions underneath, outermost first; "" when an answer came whole.
    """

    http_status: int | None = None
    error_codes: tuple[str, ...] = ()
    messages: tuple[str, ...] = field(default=(), repr=False)
    body: str = field(default="", repr=False)
    cause: str = ""


class SpectroCoinError(Exception):
    """A SpectroCoin call that gave no result; `evidence` holds what was seen.

    The text of the exception names the call, the status and the codes and never quotes the provider, so that
    it may be logged. The exception underneath is `__cause__`.
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


class NotSent(SpectroCoinError):
    """A write of which no byte left: no address, no connection, no trusted certificate."""


class Refused(SpectroCoinError):
    """SpectroCoin said no, in a way that the document describes; nothing changed there."""


class TokenExpired(Refused):
    """1003 or 1004 and nothing else. After a new token the same again means a missing scope or a block."""


class RefreshExpired(Refused):
    """2003 to a refresh: the refresh token is spent."""


class NotKnownHere(Refused):
    """3030 to the status of a payment: expected of what went to an e-mail address."""


class AlreadySent(SpectroCoinError):
    """3032: money was sent with this refId before. No answer tells the payment's id.

    If this refId was in doubt, it went through then; if not, somebody should look. Of a bulk send it does not
    say which refId is meant.
    """


class Unavailable(SpectroCoinError):
    """A read got no usable answer: 5xx, 429, code 100, silence, or no connection."""


class OutcomeUnknown(SpectroCoinError):
    """A write that may have been acted on. Never send it again; look it up.

    payment_id: of a send, the id that was told in an answer that does not tell the outcome; "" if none.
    """

    def __init__(self, said: str, evidence: Evidence | None = None, *, payment_id: str = "") -> None:
        super().__init__(said, evidence)
        self.payment_id = payment_id


class Suspicious(OutcomeUnknown):
    """403, "suspicious activity". What became of a write is unknown; all writes of this login must halt."""


class MalformedReply(SpectroCoinError):
    """An answer to a read that the document does not describe."""
