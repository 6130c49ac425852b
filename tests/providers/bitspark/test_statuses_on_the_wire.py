"""Every status word, put on an object of the running sandbox: it is read as it is, and people read ours."""

import json
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from accounts.providers.bitspark.client import DepositOrder, ExchangeOrder
from remittance.selectors import statuses, top_up_statuses
from wallet.selectors import payment_statuses

HERE = Path(__file__).parent
DOCUMENTED = HERE / "client" / "documented"
TABLE = tomllib.loads((HERE / "errors.toml").read_text())["status"]
NOBODYS = "hibernating"


def codes(kind):
    return [one["code"] for one in TABLE if one["of"] == kind and one["code"] != NOBODYS]


@pytest.fixture
def transfer(sandbox):
    return sandbox.control("transfers", login=0, count=1)["ids"][0]


@pytest.fixture
def deposit(bitspark):
    return bitspark.payments.deposit(DepositOrder(Decimal(10), "usd")).id


@pytest.fixture
def top_up(sandbox):
    return sandbox.ask_top_up("usd", "10")


@pytest.mark.parametrize("code", codes("transfer"))
def test_a_transfers_status_is_read_and_has_its_sentences(sandbox, bitspark, transfer, code):
    sandbox.status(transfer, code)

    (listed,) = bitspark.transfers.page(1).items
    assert listed.status.code == code
    status = statuses.of(code)
    assert status.documented
    assert status.word
    assert status.customer
    assert status.todo
    (row,) = bitspark.history.page(1).items
    assert row.status_code == statuses.counter_code(code), "the history is a V1 list: it hides `suspicious`"


@pytest.mark.parametrize("code", codes("payment"))
def test_a_payments_status_is_read_and_has_its_word(sandbox, bitspark, deposit, code):
    sandbox.status(deposit, code)

    assert bitspark.payments.get(deposit).status_code == code
    assert bitspark.payments.get_v1(deposit).status_code == code
    status = payment_statuses.of(code)
    assert status.is_known
    assert status.word != code


@pytest.mark.parametrize("code", codes("top-up"))
def test_a_top_ups_status_is_read_and_has_its_word(sandbox, bitspark, top_up, code):
    sandbox.status(top_up, code)

    assert bitspark.top_ups.get(top_up).status_code == code
    assert bitspark.top_ups_v1.get(top_up).status_code == code
    assert top_up_statuses.is_known(code)
    word, _tone = top_up_statuses.word_of(code)
    assert word != code


def test_a_word_that_nobody_knows_is_shown_as_it_came(sandbox, bitspark, transfer, deposit, top_up):
    for one in (transfer, deposit, top_up):
        sandbox.status(one, NOBODYS)

    told = bitspark.transfers.get(transfer).status.code
    assert (statuses.of(told).word, statuses.of(told).documented) == (NOBODYS, False)
    paid = payment_statuses.of(bitspark.payments.get(deposit).status_code)
    assert (paid.word, paid.is_known, paid.is_open) == (NOBODYS, False, True)
    asked = bitspark.top_ups.get(top_up)
    assert NOBODYS in top_up_statuses.word_of(asked.status_code, asked.status_message or "")[0]
    assert not top_up_statuses.is_pending(asked.status_code)


def test_an_exchanges_word_that_nobody_knows_is_shown_as_it_came(sandbox, bitspark):
    answer = json.loads((DOCUMENTED / "exchanged.json").read_text())
    answer["data"]["attributes"]["status"] = NOBODYS
    sandbox.fault("status", "/v1/exchanges/exchange_currencies", code=200, body=json.dumps(answer))

    done = bitspark.exchanges.exchange(ExchangeOrder(Decimal(1), "usd", "hkd"))

    status = payment_statuses.of(done.status)
    assert (status.word, status.is_known, status.is_open) == (NOBODYS, False, True)


def test_no_status_at_all_is_not_told():
    assert statuses.of("") is statuses.NOT_TOLD
    assert payment_statuses.of("").word == payment_statuses.NOT_TOLD
    assert top_up_statuses.word_of("")[0] == "not told"
