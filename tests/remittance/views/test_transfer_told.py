"""What Bitspark tells of a transfer stands on its page, and what it does not tell is "not told"."""

import pytest
from django.urls import reverse

from remittance.models import Transfer
from remittance.services import mirror

pytestmark = pytest.mark.django_db

LABELS = (
    "Country",
    "Paid from our account in",
    "Amount to send",
    "Rate",
    "Group of the status",
    "Made there",
    "Changed there",
)


@pytest.fixture
def read(connection, sandbox):
    """A transfer that Bitspark lists, read into the mirror."""
    sandbox.control("transfers", login=0, count=1, destination="ghana")
    mirror.refresh_transfers(connection)
    return Transfer.objects.get()


def page_of(client, transfer):
    return client.get(reverse("remittance:transfer", args=[transfer.public_id])).content.decode()


def test_everything_that_was_told_is_on_the_page(client_of, hector, read):
    text = page_of(client_of(hector), read)

    assert [label for label in LABELS if f"<dt>{label}</dt>" not in text] == []
    for told in (
        read.destination_country,
        read.account_currency,
        read.status_group,
        read.provider_updated_raw,
    ):
        assert told
        assert f"<bdi>{told}</bdi>" in text or f'<bdi dir="ltr">{told}</bdi>' in text


def test_what_was_not_told_says_so(client_of, hector, read):
    Transfer.objects.update(
        destination_country="",
        account_currency="",
        amount_raw="",
        amount_to_send_raw="",
        exchange_rate_raw="",
        status_group="",
        provider_created_at=None,
        provider_created_on=None,
        provider_updated_raw="",
    )
    told = page_of(client_of(hector), read).split("As Bitspark tells it")[1].split("</section>")[0]
    assert told.count("not told") == len(LABELS) + 1


def test_the_group_of_a_watched_transfer_is_not_for_the_counter(client_of, alice, hector, read, harbour):
    Transfer.objects.update(
        shop=harbour,
        status_code="suspicious",
        counter_status="payment_created_successfully",
        status_group="watched group",
    )
    assert "watched group" in page_of(client_of(hector), read)
    assert "watched group" not in page_of(client_of(alice), read)
