"""Rate limits: exact, also when everybody asks at once."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from accounts.models import RateCount
from accounts.services import rates
from accounts.services.rates import Limit, TooMany

FIVE = Limit("test", 5, 60)


@pytest.mark.django_db(transaction=True)
def test_sixteen_at_once_get_no_more_than_there_is():
    start, passed, refused = threading.Barrier(16), [], []

    def ask():
        start.wait()
        try:
            for _ in range(3):
                try:
                    rates.take(FIVE, "alice")
                    passed.append(1)
                except TooMany:
                    refused.append(1)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(16)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert (len(passed), len(refused)) == (5, 43)
    assert RateCount.objects.get().count == 5


@pytest.mark.django_db
def test_the_next_window_begins_anew():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(5):
            rates.take(FIVE, "alice")
        with pytest.raises(TooMany) as refused:
            rates.take(FIVE, "alice")
        assert refused.value.detail["retry_after"] == 60
        clock.shift(timedelta(seconds=60))
        rates.take(FIVE, "alice")


@pytest.mark.django_db
def test_windows_long_over_are_forgotten():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for number in range(30):
            rates.take(FIVE, f"name-{number}")
        clock.shift(timedelta(hours=2))
        rates.take(FIVE, "alice")
    assert RateCount.objects.count() == 1


@pytest.mark.django_db
def test_names_are_kept_hashed_and_never_mixed_up():
    rates.take(FIVE, "a", "bc")
    rates.take(FIVE, "ab", "c")

    keys = list(RateCount.objects.values_list("key", flat=True))
    assert len(set(keys)) == 2
