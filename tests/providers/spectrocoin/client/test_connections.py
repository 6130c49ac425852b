"""Where calls may go."""

import socket

import pytest

from accounts.providers.spectrocoin.client import NotSent

from .calls import SEND, client
from .stubs import Stub, answer, documented


def resolving(monkeypatch, *answers):
    """DNS that gives these lists of addresses, one after another."""
    told = iter(answers)

    def getaddrinfo(host, port, *_args, **_options):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in next(told)]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["10.1.2.3"], ["93.184.216.34", "127.0.0.1"], []])
def test_a_name_that_leads_inside_is_not_called(monkeypatch, addresses):
    with Stub(answer(200, documented("sent"))) as stub:
        resolving(monkeypatch, addresses)
        with client(f"https://api.example:{stub.port}") as spectrocoin, pytest.raises(NotSent) as caught:
            spectrocoin.sends.send(SEND)
        assert stub.connections == 0
    assert "AddressRefused" in caught.value.cause


def test_localhost_that_leads_outside_is_not_called(monkeypatch):
    resolving(monkeypatch, ["93.184.216.34"])
    with client("http://localhost:8001") as spectrocoin, pytest.raises(NotSent):
        spectrocoin.sends.send(SEND)


def test_a_name_is_looked_up_once_and_the_judged_address_is_the_called_one(monkeypatch):
    called = []

    def connected(_connection, _family, address, _seconds):
        called.append(address)
        raise ConnectionRefusedError

    resolving(monkeypatch, ["93.184.216.34"], ["127.0.0.1"])
    monkeypatch.setattr("accounts.providers.calling.connections._Guarded._connected", connected)
    with client("https://api.example") as spectrocoin, pytest.raises(NotSent):
        spectrocoin.sends.send(SEND)
    assert called == [("93.184.216.34", 443)]


def test_the_next_address_is_tried_when_one_refuses(monkeypatch):
    with Stub(answer(200, documented("sent"))) as stub:
        resolving(monkeypatch, ["127.0.0.2", "127.0.0.1"])
        with client(f"http://localhost:{stub.port}") as spectrocoin:
            assert spectrocoin.sends.send(SEND).payment_id == "153"


@pytest.mark.parametrize(
    "url", ["http://api.example", "https://user:word@api.example", "https://api.example?a=b"]
)
def test_a_base_url_that_is_not_plain_https_is_refused(url):
    with pytest.raises(ValueError, match=r"."):
        client(url)
