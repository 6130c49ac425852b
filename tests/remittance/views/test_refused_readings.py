"""What people read when Bitspark refuses to tell, or cannot: each documented error, on each thing read.

tests/providers/bitspark/errors.toml lists the errors. What was read before stays, with its age.
"""

import tomllib
from contextlib import suppress
from html import unescape
from pathlib import Path

import pytest
from django.urls import reverse

from accounts.models import Profile
from accounts.services import profiles
from accounts.services.errors import ProviderDown
from remittance.models import MirrorRead
from remittance.services import mirror, top_ups
from wallet.models import Account, ListRead
from wallet.services import deposit_addresses, history
from wallet.services.deposits import polling as deposits

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).parent.parent.parent / "providers" / "bitspark" / "errors.toml"
ERRORS = {(one["code"], one["error_code"]) for one in tomllib.loads(TABLE.read_text())["error"]}
# What is read, by what keeps how that went, and the page that says so.
READINGS = {
    "transfers": (mirror.refresh_transfers, MirrorRead, "remittance:transfers"),
    "recipients": (mirror.refresh_recipients, MirrorRead, "remittance:recipients"),
    "money-shops": (mirror.refresh_money_shops, MirrorRead, "remittance:money-shops"),
    "fees": (mirror.refresh_fees, MirrorRead, "remittance:fees"),
    "top-ups": (top_ups.refresh_top_ups, MirrorRead, "remittance:top-ups"),
    "destinations": (mirror.refresh_catalogue, MirrorRead, None),
    "history": (history.refresh, ListRead, "wallet:history"),
    "addresses": (deposit_addresses.refresh, ListRead, "wallet:addresses"),
    "bitcoin": (deposits.refresh_pending_bitcoin, ListRead, "wallet:deposits-bitcoin"),
    "accounts": (mirror.refresh_balances, Account, "wallet:accounts"),
    "profile": (profiles.refresh, Profile, "accounts:profile"),
}


@pytest.fixture
def failing(open_counter, sandbox):
    """`failing(name, error)`: what was kept of reading it while everything is answered with that error."""

    def sentence(name, error):
        read, keeps, _ = READINGS[name]
        sandbox.reset()
        sandbox.fault("status", times=0, code=error[0], error_code=error[1], message="Not now")
        with suppress(ProviderDown):
            read(open_counter)
        rows = keeps.objects.filter(connection=open_counter).exclude(failed_at=None)
        return rows.order_by("-failed_at")[0].failure

    return sentence


@pytest.mark.parametrize("name", READINGS)
def test_every_error_leaves_its_sentence(failing, name):
    for error in sorted(ERRORS):
        kept = failing(name, error)
        assert str(error[0]) in kept or (name == "accounts" and kept == "Not now"), error


@pytest.mark.parametrize("name", [name for name, (_, _, page) in READINGS.items() if page])
def test_its_page_says_that_it_could_not_load_and_keeps_what_was_read(
    failing, open_counter, client_of, hector, harbour, carla, name
):
    read, _, page = READINGS[name]
    read(open_counter)
    kept = failing(name, (503, "service_unavailable"))

    response = client_of(carla if name == "profile" else hector, harbour).get(reverse(page))

    shown = response.content.decode()
    assert "could not load" in shown
    assert kept in unescape(shown) or name == "accounts", "an account's own page says why"
    assert "not read yet" not in shown.casefold()
