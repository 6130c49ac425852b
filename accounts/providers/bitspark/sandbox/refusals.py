"""The documented errors body: {"errors": [{"code", "error_code", "message"}]}."""

from __future__ import annotations

from werkzeug import Response

from accounts.providers.bitspark.sandbox import guesses
from accounts.providers.door.wire import json_reply

NOT_JSON_API = "Specified request format not matches Json-API specifications"
SERVER_FAULT = "We had a problem with our server. Try again later."


class Refusal(Exception):
    """An answer that says no. `message` is a list of sentences, in some documented cases a plain string.

    `error_code` is the one of `code` in the examples, unless another is given.
    """

    def __init__(self, code: int, message: list[str] | str, error_code: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.error_code = error_code or guesses.ERROR_CODES[code]

    def reply(self) -> Response:
        error = {"code": self.code, "error_code": self.error_code, "message": self.message}
        return json_reply({"errors": [error]}, self.code)


def not_found() -> Refusal:
    return Refusal(404, ["Could not find record"])


def bad_request(sentence: str = "Invalid request body.") -> Refusal:
    return Refusal(400, [sentence])


def went_wrong(what: str, error_code: str) -> Refusal:
    """ "Errors", the 400s of single endpoints: "Withdraw: Something went wrong. Please check request body."

    Which fault gets it is not described. Here: a form whose types are not the documented ones [guess].
    """
    return Refusal(400, [f"{what}: Something went wrong. Please check request body."], error_code)


def unprocessable(sentences: list[str]) -> Refusal:
    return Refusal(422, sentences)


def insufficient_funds() -> Refusal:
    """Printed as a plain string, not a list, under "Create Withdraw"."""
    return Refusal(422, "Insufficient funds on account")
