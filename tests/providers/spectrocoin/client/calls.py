"""Every call of the document, once, as one would make it; and a call against a stub."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl

from accounts.providers.spectrocoin.client import BuyOrder, SellOrder, SendOrder, SpectroCoin

from .stubs import ROOT, Act, Stub, Visit, answer, documented, url

CLIENT_ID = "wallet_8f452af79dcb7fed5979d11cc33910bb"
SECRET = "test-secret-f00dfeed"
ACCESS = "42e0f8d6cc2f30de2b1dad7cc2df5455b6d05308e6e06495c766dcb43853ba6d17b77b7623899625"
REFRESH = "cfee255c08b61b081588a4de1fc75a89b529619"

BTC = "12KKCFWLPayT8VAbhHRhs7VCS1LPUGGfqv"
NEM = "TAVISI7ETMVMS2C7CN6V2X6AUUGZQYVJ7GLZYP5O"

SEND = SendOrder("EUR", Decimal("13.19"), "test@spectrocoin.com", "ours1")
SEND_BTC = SendOrder("BTC", Decimal("0.002"), BTC, "ours2")
SEND_XEM = SendOrder("XEM", Decimal(2), NEM, "ours3", message="zZnXgCoN")
BULK = (
    SendOrder("BTC", Decimal("0.3"), BTC, "ours4"),
    SendOrder("BTC", Decimal("0.3"), "test@spectrocoin.com", "ours5"),
    SendOrder("BTC", Decimal("0.003"), "wallet@spectrocoin.com", "ours6"),
)
BUY = BuyOrder(Decimal("3.01"), "USD", "EUR")
SELL = SellOrder(Decimal("1.15"), "EUR", "BTC")

Call = Callable[[SpectroCoin], Any]

READS: dict[str, Call] = {
    "status": lambda s: s.sends.status("188"),
    "last_btc": lambda s: s.deposits.last("BTC"),
    "last_dash": lambda s: s.deposits.last("DASH"),
    "last_xem": lambda s: s.deposits.last("XEM"),
    "calculate_buy": lambda s: s.exchange.calculate_buy(BUY),
    "calculate_sell": lambda s: s.exchange.calculate_sell(SellOrder(Decimal("10.15"), "EUR", "BTC")),
    "accounts": lambda s: s.accounts.list(),
    "history": lambda s: s.accounts.history("1505", 1, 4),
}
WRITES: dict[str, Call] = {
    "send": lambda s: s.sends.send(SEND),
    "send_btc": lambda s: s.sends.send(SEND_BTC),
    "send_many": lambda s: s.sends.send_many(BULK),
    "fresh_btc": lambda s: s.deposits.fresh("BTC"),
    "fresh_dash": lambda s: s.deposits.fresh("DASH"),
    "fresh_xem": lambda s: s.deposits.fresh("XEM"),
    "buy": lambda s: s.exchange.buy(BUY),
    "sell": lambda s: s.exchange.sell(SELL),
}
TOKENS: dict[str, Call] = {
    "authenticate": lambda s: s.tokens.authenticate(),
    "refresh": lambda s: s.tokens.refresh(REFRESH),
}
EVERY_CALL = READS | WRITES | TOKENS


def client(at: Stub | str, **options: Any) -> SpectroCoin:
    base = at if isinstance(at, str) else url(at)
    return SpectroCoin(base, CLIENT_ID, SECRET, **{"bearer": lambda: ACCESS, **options})


def made_of(act: Act, call: Call, **options: Any) -> Any:
    """What a call makes of this answer. It went out once, whatever came back."""
    return asked(act, call, **options)[0]


def asked(act: Act, call: Call, **options: Any) -> tuple[Any, Visit]:
    """The same, and the request it made."""
    with Stub(act) as stub, client(stub, **options) as spectrocoin:
        try:
            result = call(spectrocoin)
        finally:
            assert len(stub.visits) <= 1
            assert stub.connections <= 1
    return result, stub.visits[0]


def example(name: str, call: Call, status: int = 200) -> Any:
    """What a call makes of a documented answer."""
    return made_of(answer(status, documented(name)), call)


def path(visit: Visit) -> tuple[str, str]:
    """Method and path, without the root and the query."""
    return visit.method, visit.target.partition("?")[0].removeprefix(ROOT)


def query(visit: Visit) -> dict[str, str]:
    pairs = parse_qsl(visit.target.partition("?")[2], keep_blank_values=True, strict_parsing=True)
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def body(visit: Visit) -> Any:
    """The JSON that was sent, every number as its text."""
    return json.loads(visit.body, parse_float=_text, parse_int=_text)


def _text(number: str) -> str:
    return number
