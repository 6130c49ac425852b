"""Our own references."""

from datetime import UTC, datetime

import pytest

from accounts.models import Shop
from wallet.services import references

pytestmark = pytest.mark.django_db

LATE_EVENING = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)  # in Hong Kong it is the 21st


def test_numbers_run_by_shop_and_day_there(harbour: Shop, lantern: Shop) -> None:
    first = references.next_reference(harbour, LATE_EVENING)
    second = references.next_reference(harbour, LATE_EVENING)
    other = references.next_reference(lantern, LATE_EVENING)

    assert first.startswith("HK1-261121-0001-")
    assert second.startswith("HK1-261121-0002-")
    assert other.startswith("SG1-261121-0001-")


def test_a_reference_knows_itself(harbour: Shop) -> None:
    reference = references.next_reference(harbour, LATE_EVENING)

    assert references.is_reference(reference)
    assert references.is_reference(f" {reference.lower()} ")


@pytest.mark.parametrize("place", [0, 1, 2, 4, 9, 11, 12, 13, 14])
def test_a_slip_of_the_pen_is_noticed(harbour: Shop, place: int) -> None:
    reference = references.next_reference(harbour, LATE_EVENING)
    wrong = "7" if reference[place] != "7" else "8"

    assert not references.is_reference(reference[:place] + wrong + reference[place + 1 :])


def test_two_digits_that_changed_places_are_noticed(harbour: Shop) -> None:
    for _ in range(12):
        reference = references.next_reference(harbour, LATE_EVENING)

    assert not references.is_reference(reference.replace("0012", "0021"))


@pytest.mark.parametrize("text", ["", "HK1", "HK1-261121-0001", "HK1-261121-0001-", "TF-180622-2247-TK8F"])
def test_other_texts_are_none(text: str) -> None:
    assert not references.is_reference(text)
