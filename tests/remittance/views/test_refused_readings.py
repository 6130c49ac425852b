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
from remittance.models import MirrorRead, TopUp, Transfer
from remittance.services import mirror, top_ups, tracking
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


def test_one_thing_that_is_refused_says_so(open_counter, sandbox):
    sandbox.control("transfers", login=0, count=1)
    sandbox.ask_top_up("hkd", "500")
    mirror.refresh_transfers(open_counter)
    top_ups.refresh_top_ups(open_counter)
    sandbox.fault("status", times=0, code=403, error_code="insufficient_permissions")

    for read, one in ((tracking.refresh_one, Transfer), (top_ups.refresh_one, TopUp)):
        with pytest.raises(ProviderDown) as caught:
            read(one.objects.get())
        assert str(caught.value) == ("Bitspark refused to say (403). What you see is as old as it says.")
