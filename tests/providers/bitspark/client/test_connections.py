"""Where calls may go."""

import socket

import pytest

from accounts.providers.bitspark.client import NotSent

from .orders import ORDER, client, sent
from .stubs import Stub, answer


def resolving(monkeypatch, *answers):
    """DNS that gives these lists of addresses, one after another."""
    told = iter(answers)

    def getaddrinfo(host, port, *_args, **_options):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in next(told)]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["10.1.2.3"], ["93.184.216.34", "127.0.0.1"], []])
def test_a_name_that_leads_inside_is_not_called(monkeypatch, addresses):
    with Stub(answer(200, sent())) as stub:
        resolving(monkeypatch, addresses)
        with client(f"https://api.example:{stub.port}") as bitspark, pytest.raises(NotSent) as caught:
            bitspark.transfers.send(ORDER)
        assert stub.connections == 0
    assert "AddressRefused" in caught.value.cause


def test_localhost_that_leads_outside_is_not_called(monkeypatch):
    resolving(monkeypatch, ["93.184.216.34"])
    with client("http://localhost:8001") as bitspark, pytest.raises(NotSent):
        bitspark.transfers.send(ORDER)


def test_a_name_is_looked_up_once_and_the_judged_address_is_the_called_one(monkeypatch):
    called = []

    def connected(_connection, _family, address, _seconds):
        called.append(address)
        raise ConnectionRefusedError

    resolving(monkeypatch, ["93.184.216.34"], ["127.0.0.1"])
    monkeypatch.setattr("accounts.providers.calling.connections._Guarded._connected", connected)
    with client("https://api.example") as bitspark, pytest.raises(NotSent):
        bitspark.transfers.send(ORDER)
    assert called == [("93.184.216.34", 443)]


def test_the_next_address_is_tried_when_one_refuses(monkeypatch):
    with Stub(answer(200, sent())) as stub:
        resolving(monkeypatch, ["127.0.0.2", "127.0.0.1"])
        with client(f"http://localhost:{stub.port}") as bitspark:
            assert bitspark.transfers.send(ORDER).differences == ()


@pytest.mark.parametrize(
    "url", ["http://api.example", "https://user:word@api.example", "https://api.example?a=b"]
)
def test_a_base_url_that_is_not_plain_https_is_refused(url):
    with pytest.raises(ValueError, match=r"."):
        client(url)
