"""A client small enough to be seen right: it signs as the document says, and knows nothing else."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote_plus

FORM = "application/x-www-form-urlencoded"
SEND = "/v1/transactions/send_money"


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    headers: dict[str, str]

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def sentences(self) -> Any:
        return self.json["errors"][0]["message"]


def pairs(form: Mapping[str, Any], namespace: str = "") -> list[str]:
    """Every leaf as an escaped pair, unsorted."""
    found: list[str] = []
    for key, value in form.items():
        name = f"{namespace}[{key}]" if namespace else key
        if isinstance(value, Mapping):
            found += pairs(value, name)
        else:
            found.append(f"{quote_plus(name)}={quote_plus(value)}")
    return found


def encode(form: Mapping[str, Any]) -> str:
    return "&".join(sorted(pairs(form)))


def digest(secret: str, text: str) -> str:
    return hmac.new(secret.encode(), text.encode(), hashlib.sha512).hexdigest()


@dataclass
class Caller:
    """One login's calls. `headers` are sent with each and win over what is made here."""

    url: str  # with the mount: http://127.0.0.1:1234/bitspark
    key: str
    secret: str
    headers: dict[str, str] = field(default_factory=dict)
    url_first: bool = False  # the other order, "both are correct"
    signed_as: str = ""  # sign over this base instead of `url`

    def __call__(
        self, method: str, target: str, form: Mapping[str, Any] | None = None, **headers: str
    ) -> Answer:
        body = encode(form) if form else ""
        signed = (self.signed_as or self.url) + target
        text = signed + body if self.url_first else body + signed
        sent = {"Key": self.key, "Sign": digest(self.secret, text)}
        if body:
            sent["Content-Type"] = FORM
        return self.raw(method, target, body, {**sent, **self.headers, **headers})

    def multipart(
        self, method: str, target: str, fields: Mapping[str, str], files: Mapping[str, tuple[str, str]]
    ) -> Answer:
        """A form with files (name: file name, text), signed over the URL alone."""
        parts = [f'form-data; name="{name}"\r\n\r\n{value}' for name, value in fields.items()]
        for name, (called, text) in files.items():
            parts.append(f'form-data; name="{name}"; filename="{called}"\r\n\r\n{text}')
        body = "".join(f"--cut\r\nContent-Disposition: {part}\r\n" for part in parts) + "--cut--\r\n"
        sign = digest(self.secret, (self.signed_as or self.url) + target)
        sent = {"Key": self.key, "Sign": sign, "Content-Type": "multipart/form-data; boundary=cut"}
        return self.raw(method, target, body, {**sent, **self.headers})

    def raw(self, method: str, target: str, body: str, headers: Mapping[str, str]) -> Answer:
        host, _, mount = self.url.removeprefix("http://").partition("/")
        line = HTTPConnection(host, timeout=20)
        try:
            line.request(method, f"/{mount}{target}", body or None, dict(headers))
            answer = line.getresponse()
            return Answer(answer.status, answer.read().decode(), dict(answer.getheaders()))
        finally:
            line.close()

    def get(self, target: str) -> Any:
        answer = self("GET", target)
        assert answer.status == 200, answer.text
        return answer.json

    def balance(self, currency: str) -> str:
        account = self.get(f"/v1/accounts/me?account_currency={currency}")
        return str(account["data"]["attributes"]["balance"])

    def send(self, order: Mapping[str, Any]) -> Answer:
        return self("POST", SEND, order)

    def sent(self, order: Mapping[str, Any]) -> str:
        """Send what must be taken; its id."""
        answer = self.send(order)
        assert answer.status == 200, answer.text
        return str(answer.json["data"]["id"])

    def show(self, id: str) -> dict[str, Any]:
        return dict(self.get(f"/v1/transactions/remittances/{id}")["data"]["attributes"])

    def listed(self, query: str = "") -> list[dict[str, Any]]:
        return list(self.get(f"/v2/transactions/remittances{query}")["data"])


def order(destination_id: str, **changes: Any) -> dict[str, Any]:
    """A transfer that Philippines, bank, takes as it is. Names with a dot change a person:
    order(id, **{"recipient.last_name": "Decline"}); None leaves a field out.
    """
    values: dict[str, str | None] = {
        "account_currency": "usd",
        "amount": "1000",
        "delivery_method": "bank",
        "provider": "metrobank",
        "province": "cebu",
        "recipient.first_name": "Maria",
        "recipient.last_name": "Santos",
        "recipient.phone_number": "+639171234567",
        "recipient.bank_account_number": "0012345678",
        "recipient.beneficiary_name": "Maria Santos",
        **changes,
    }
    form: dict[str, Any] = {
        "account_currency": values.pop("account_currency"),
        "data": {
            "type": "transfers",
            "attributes": {},
            "relationships": {
                "destination": {"data": {"type": "destinations", "attributes": {"id": destination_id}}},
                "recipient": {"data": {"type": "recipients", "attributes": {}}},
            },
        },
    }
    relations = form["data"]["relationships"]
    for name, value in values.items():
        owner, _, part = name.rpartition(".")
        if value is None:
            continue
        if owner == "sender":
            relations.setdefault("sender", {"data": {"type": "senders", "attributes": {}}})
        target = relations[owner]["data"]["attributes"] if owner else form["data"]["attributes"]
        target[part] = value
    return form
