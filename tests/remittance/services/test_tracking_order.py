"""Whatever order statuses are read in, the path shown is one the provider documents, or it is flagged."""

import random

import pytest

from accounts.providers.bitspark.client import STATUSES, reachable
from remittance.selectors import statuses
from remittance.services.tracking.order import judge

WORDS = [*STATUSES, "hibernating", "suspicious_hold"]
SEQUENCES = 10_000


def _walk(seed: int) -> list[tuple[str, str, str, bool]]:
    """A shuffled history: (shown before, shown after, source, flagged) for each reading."""
    dice = random.Random(seed)
    shown, base, steps = "", "", []
    for _ in range(12):
        new, source = dice.choice(WORDS), dice.choice(["v1show", "v2list"])
        if source == "v1show" and statuses.is_suspicious(new):
            new = statuses.COUNTER_CODE
        verdict = judge(shown, base, new, source, repeated=dice.random() < 0.3)
        before = shown
        shown = new if verdict.moves else shown
        if shown in STATUSES and not statuses.is_suspicious(shown):
            base = shown
        steps.append((before, shown, source, bool(verdict.anomaly)))
    return steps


def test_the_shown_path_follows_the_document_or_is_flagged() -> None:
    for seed in range(SEQUENCES):
        plain = "unknown"
        for before, after, source, flagged in _walk(seed):
            if before and before != after and not flagged:
                assert reachable(before, after) or reachable(plain, after) or before not in STATUSES, seed
                assert not (statuses.is_suspicious(before) and source == "v1show"), seed
            if after in STATUSES and not statuses.is_suspicious(after) and after:
                plain = after


@pytest.mark.parametrize("old", ["payment_commited_successfully", "accepted", "confirmed"])
def test_what_may_be_the_mask_of_suspicious_is_read_in_the_list_first(old: str) -> None:
    verdict = judge(old, old, "payment_created_successfully", "v1show", repeated=False)

    assert verdict.look_again and not verdict.moves and not verdict.anomaly


@pytest.mark.parametrize("new", ["failed", "payout_failed"])
@pytest.mark.parametrize("old", [code for code in STATUSES if code != "suspicious"])
def test_failure_may_follow_anything(old: str, new: str) -> None:
    if old != new:
        assert judge(old, old, new, "v1show", repeated=False).moves
