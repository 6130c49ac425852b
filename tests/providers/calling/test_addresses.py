"""Which addresses may be called, and which base URLs can be used."""

import pytest

from accounts.providers.calling.connections import is_loopback, may_be_called
from accounts.providers.calling.exchanging import checked_base_url

OF = {"provider": "The provider", "over_http": "the secret"}
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


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example",
        "http://10.0.0.1",
        "http://localhost.example",
        "ftp://localhost",
        "api.example",
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
        checked_base_url(url, **OF)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example",
        "https://api.example/prefix",
        "http://127.0.0.1:8001/somewhere",
        "http://[::1]:8001",
    ],
)
def test_https_anywhere_and_http_here(url):
    assert checked_base_url(url + "/", **OF) == url


def test_what_counts_as_this_machine():
    assert all(
        is_loopback(host) for host in ("localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "::1", "[::1]")
    )
    assert not any(is_loopback(host) for host in ("localhost.example", "10.0.0.1", "example", ""))
