"""What is signed is what is sent, byte for byte, for any form and any filter."""

import hashlib
import hmac
from contextlib import ExitStack
from decimal import Decimal
from urllib.parse import parse_qsl

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.providers.bitspark.client import Order, Unsendable

from .orders import KEY, SECRET, client, sent
from .stubs import Stub, answer, documented

ODD = "[]@+ %20&=~\r\n\t/?#;:,!'()*\"<>\\^`{|}éỄ💸م\u0303"
value = st.text(
    st.sampled_from(ODD + "aA0") | st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12
)
names = st.sampled_from(["first_name", "middle_name", "last_name", "address", "iban", "cnic", "phone_number"])
fields = st.dictionaries(names, value, min_size=1, max_size=5)
amount = st.decimals(min_value="0.00000001", max_value="999999999", places=8)
LOTS = settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def line():
    """A server that books everything, and clients that call it plainly and through a proxy's other URL."""

    def act(visit):
        name = {"POST": "transfer_sent", "PUT": "recipient_updated"}.get(visit.method, "transfers_v2")
        return answer(200, sent() if visit.method == "POST" else documented(name))(visit)

    with ExitStack() as stack:
        stub = stack.enter_context(Stub(act))
        plain = stack.enter_context(client(stub.url))
        proxied = stack.enter_context(client(stub.url, signing_base_url="https://api.bitspark.io"))
        yield stub, {f"http://127.0.0.1:{stub.port}/bitspark": plain, "https://api.bitspark.io": proxied}


def check(visit, base):
    """Sign what arrived, by other means than the client's, and compare."""
    url = base + visit.target.removeprefix("/bitspark")
    expected = hmac.new(SECRET.encode(), visit.body + url.encode(), hashlib.sha512).hexdigest()
    assert visit.headers["sign"] == expected
    assert visit.headers["key"] == KEY
    assert "secret" not in visit.headers
    assert SECRET.encode() not in visit.received
    assert set(visit.headers) <= {
        "host", "key", "sign", "accept", "accept-encoding", "cache-control", "user-agent",
        "content-type", "content-length",
    }  # fmt: skip


@pytest.mark.parametrize("base", [0, 1])
@LOTS
@given(people=st.tuples(fields, fields), asked=amount, callback=value)
def test_orders(line, base, people, asked, callback):
    stub, clients = line
    base, bitspark = list(clients.items())[base]
    recipient, sender = people
    order = Order("usd", asked, "d", "m", "p", "q", recipient, sender, callback)
    before = len(stub.visits)
    if "~" in "".join([*recipient.values(), *sender.values(), callback]):
        with pytest.raises(Unsendable):
            bitspark.transfers.send(order)
        assert len(stub.visits) == before
        return
    bitspark.transfers.send(order)

    visit = stub.visits.pop()
    check(visit, base)
    pairs = parse_qsl(visit.body.decode("ascii"), keep_blank_values=True, strict_parsing=True)
    person = "data[relationships][{}][data][attributes][{}]"
    expected = {
        "account_currency": "usd",
        "data[type]": "transfers",
        "data[attributes][amount]": format(asked, "f"),
        "data[attributes][delivery_method]": "m",
        "data[attributes][provider]": "p",
        "data[attributes][province]": "q",
        "data[attributes][callback_url]": callback,
        "data[relationships][destination][data][type]": "destinations",
        "data[relationships][destination][data][attributes][id]": "d",
        "data[relationships][recipient][data][type]": "recipients",
        "data[relationships][sender][data][type]": "senders",
        **{person.format("recipient", name): told for name, told in recipient.items()},
        **{person.format("sender", name): told for name, told in sender.items()},
    }
    assert len(pairs) == len(expected)
    assert dict(pairs) == expected
    assert len(stub.visits) == before


@LOTS
@given(destination=value, province=value, method=value)
def test_quotes_with_any_choice(line, destination, province, method):
    stub, clients = line
    base, bitspark = next(iter(clients.items()))
    with pytest.raises(Exception, match=r"figure|not one|no id"):  # the stub answers with a list of transfers
        bitspark.quotes.amount_to_pay_v4(
            account_currency="usd",
            amount=Decimal(1),
            destination_id=destination,
            province=province,
            delivery_method=method,
        )

    visit = stub.visits.pop()
    check(visit, base)
    assert parse_qsl(visit.target.partition("?")[2], strict_parsing=True) == [
        ("account_currency", "usd"),
        ("transfer[amount]", "1"),
        ("transfer[amount_to_send]", "0"),
        ("transfer[destination_id]", destination),
        ("transfer[delivery_method]", method),
        ("transfer[province]", province),
    ]
