"""Where calls may go."""

import socket

import pytest

from accounts.providers.calling.connections import is_loopback, may_be_called
from accounts.providers.spectrocoin.client import NotSent
from accounts.providers.spectrocoin.client.transport import checked_base_url

from .calls import SEND, client
from .stubs import Stub, answer, documented

PRIVATE = [
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "127.0.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104  refused, not bound to
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b::a9fe:a9fe",
    "2002:a00:1::1",
    "2001:0:a00:1::1",
    "not an address",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_no_private_address_is_called_for_a_public_name(address):
    assert not may_be_called(address, loopback=False)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"]
)
def test_public_addresses_are_called(address):
    assert may_be_called(address, loopback=False)
    assert not may_be_called(address, loopback=True)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_this_machine_is_called_when_it_was_named(address):
    assert may_be_called(address, loopback=True)


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
    "url",
    [
        "http://spectrocoin.com/api/r",
        "http://10.0.0.1",
        "http://localhost.example",
        "ftp://localhost",
        "spectrocoin.com",
        "",
        "https://",
        "https://user:word@api.example",
        "https://api.example?a=b",
        "https://api.example/#x",
        "https://API.example",
        "https://api.example/a b",
    ],
)
def test_a_base_url_that_is_not_plain_https_is_refused(url):
    with pytest.raises(ValueError, match=r"."):
        checked_base_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example",
        "https://api.example/prefix",
        "http://127.0.0.1:8001/spectrocoin/api/r",
        "http://[::1]:8001",
    ],
)
def test_https_anywhere_and_http_here(url):
    assert checked_base_url(url + "/") == url


def test_what_counts_as_this_machine():
    assert all(
        is_loopback(host) for host in ("localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "::1", "[::1]")
    )
    assert not any(is_loopback(host) for host in ("localhost.example", "10.0.0.1", "example", ""))
