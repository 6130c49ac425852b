"""A client small enough to be seen right: it writes JSON as it is told, and knows nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from http.client import HTTPConnection
from typing import Any

EMAIL = "someone@elsewhere.example"
BTC = "12KKCFWLPayT8VAbhHRhs7VCS1LPUGGfqv"  # the document's own
DASH = "Xxbit2NkZ4YfAyrgWCSQtRzDjvPJyPFZ4n"
XEM = "TAVISI7ETMVMS2C7CN6V2X6AUUGZQYVJ7GLZYP5O"
ETH = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"  # EIP-55's own

ALL = "send_currency currency_exchange user_account"


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    headers: dict[str, str]

    @property
    def json(self) -> Any:
        return json.loads(self.text, parse_float=Decimal)

    @property
    def codes(self) -> list[int]:
        """Of a validation error: 203 and an array."""
        assert self.status == 203, (self.status, self.text)
        return [error["code"] for error in self.json]


@dataclass
class Caller:
    """One application's calls."""

    url: str  # with the mount: http://127.0.0.1:1234/spectrocoin/api/r
    client_id: str
    client_secret: str
    access: str = ""
    refresh_token: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def raw(self, method: str, target: str, body: str | None, headers: Mapping[str, str]) -> Answer:
        host, _, mount = self.url.removeprefix("http://").partition("/")
        line = HTTPConnection(host, timeout=60)
        try:
            line.request(method, f"/{mount}{target}", body, dict(headers))
            answer = line.getresponse()
            return Answer(answer.status, answer.read().decode(), dict(answer.getheaders()))
        finally:
            line.close()

    def __call__(self, method: str, target: str, body: Any = None) -> Answer:
        """`body`: text is sent as it is, anything else as JSON."""
        text = body if body is None or isinstance(body, str) else json.dumps(body)
        headers = {"Authorization": f"Bearer {self.access}"}
        if text is not None:
            headers["Content-Type"] = "application/json"
        return self.raw(method, target, text, {**headers, **self.headers})

    def auth(self, **changes: Any) -> Answer:
        body = {
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "version": "1.0",
            "scope": ALL,
        }
        return self._keep(self("POST", "/oauth2/auth", {**body, **changes}))

    def refresh(self, **changes: Any) -> Answer:
        body = {
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "version": "1.0",
            "refresh_token": self.refresh_token,
        }
        return self._keep(self("POST", "/oauth2/refresh", {**body, **changes}))

    def _keep(self, answer: Answer) -> Answer:
        if answer.status == 200:
            self.access, self.refresh_token = answer.json["access_token"], answer.json["refresh_token"]
        return answer

    def get(self, target: str) -> Any:
        answer = self("GET", target)
        assert answer.status == 200, (answer.status, answer.text)
        return answer.json

    def send(self, currency: str, *entries: Any) -> Answer:
        return self("POST", f"/wallet/send/{currency}", list(entries))

    def sent(self, currency: str, *entries: Any) -> list[dict[str, Any]]:
        """Send what must be answered with 200; the entries."""
        answer = self.send(currency, *entries)
        assert answer.status == 200, (answer.status, answer.text)
        return list(answer.json["sendCurrencyData"])

    def account(self, currency: str) -> dict[str, Any]:
        rows = self.get("/wallet/accounts")["accounts"]
        return dict(next(row for row in rows if row["currencyCode"] == currency))

    def balance(self, currency: str) -> Decimal:
        return Decimal(self.account(currency)["balance"])

    def history(self, currency: str, query: str = "?size=100") -> list[dict[str, Any]]:
        answer = self.get(f"/wallet/account/{self.account(currency)['accountId']}{query}")
        return list(answer.get("history", []))

    def status(self, payment_id: int | str) -> dict[str, Any]:
        return dict(self.get(f"/wallet/send/status/{payment_id}"))


def to(receiver: str, amount: Any, **more: Any) -> dict[str, Any]:
    return {"amount": amount, "receiver": receiver, **more}
