"""What says no: HTTP 203 with an array of {"code", "message"}; and the two other refusals there are."""

from __future__ import annotations

from collections.abc import Sequence

from werkzeug import Response

from accounts.providers.door.wire import json_reply
from accounts.providers.spectrocoin.sandbox import guesses

# "Errors", "Current available error codes". The words in braces are filled in.
MESSAGES = {
    1: "{message}",  # "Invalid validation", with a message of its own each time
    97: "Unsupported media type",
    100: "Unexpected error",
    1001: "{value} can't be null",
    1002: "{amount} should be more than zero",
    1003: "Forbidden",
    1004: "Unauthorized",
    1005: "Unknown value: {value}",
    1008: "Amount should be more than {amount} {currency}",
    1012: "{currency} is not crypto currency!",
    2001: "Specified client not found for this credentials. client_id: {client_id}, version: {version}",
    2002: "Application for this user is disabled",
    2003: "Refresh token expired, please authenticate.",
    3001: "Balance not enough to send",
    3002: "Invalid email or address",
    3003: "Invalid email address",
    3005: "Sender and receiver should be different",
    3006: "Amount too small to send",
    3016: "Destination count reached. Max allowed destinations: {count}",
    3017: "Data have empty fields",
    3020: "Incorrect receiver.",
    3021: "Destination count reached. Max allowed fiat destinations: {count}",
    3027: "Send currency failed",
    3030: "Failed to get crypto payment",
    3031: "Bad payment id",
    3032: "You have already sent money with this refId",
    5003: "User not verified",
    5021: "Unsupported multiple coins send to email address",
    6001: "Member account {account} not found for this user.",
    7006: "Exceeds {period} user pay limit! - {amount} {currency}",
    7007: "Exceeds {period} user receive limit! - {amount} {currency}",
    7008: "Unsupported currency exchange.",
    7009: "Pay amount can't be smaller than {amount} {currency}",
    7010: "Receive amount can't be smaller than {amount} {currency}",
    13023: "New crypto address generation limit reached",
}

Error = tuple[int, str]


class Refusal(Exception):
    """A validation error, or several in one answer."""

    def __init__(self, errors: Sequence[Error]) -> None:
        super().__init__("; ".join(message for _, message in errors))
        self.errors = list(errors)

    def reply(self) -> Response:
        return json_reply([{"code": code, "message": message} for code, message in self.errors], 203)


class InvalidRequest(Exception):
    """ "Invalid request or internal errors will result HTTP response with code 500"."""


class Suspicious(Exception):
    """ "suspicious activity error (HTTP 403)": of a user, until somebody lifts it."""


def error(code: int, **words: object) -> Error:
    return code, MESSAGES[code].format(**words)


def refused(code: int, **words: object) -> Refusal:
    return Refusal([error(code, **words)])


def bare(status: int) -> Response:
    """An answer whose body the document does not describe."""
    return Response(guesses.BODY_WITHOUT_DOCUMENT, status, content_type="application/json; charset=utf-8")
