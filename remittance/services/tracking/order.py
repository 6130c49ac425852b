"""Which way a status may go.

Source: Bitspark API, "Transfer statuses list", column "From statuses". Skipping steps is normal. To go back,
or to a word that is not in the list, never is: it is followed only when the V2 list says it again later.
"""

from dataclasses import dataclass

from accounts.providers.bitspark.client import STATUSES, reachable
from remittance.selectors.statuses import (
    BACKWARDS,
    COUNTER_CODE,
    SUSPICIOUS,
    UNDOCUMENTED_STATUS,
    is_suspicious,
)
from wallet.models import RemoteEvent

LIST = RemoteEvent.Source.LIST
# From `suspicious` the table leads nowhere, but such transfers do go on: as from where they were. [guess]
EARLIEST_BEFORE_SUSPICIOUS = COUNTER_CODE


@dataclass(frozen=True)
class Verdict:
    """What to do with a status that was read.

    moves: the shown status becomes this one. keep: the observation is worth an event. look_again: read it
    once more, from the V2 list. anomaly: the code of what is odd, "".
    """

    moves: bool = False
    keep: bool = True
    look_again: bool = False
    anomaly: str = ""


def judge(old: str, base: str, new: str, source: str, *, repeated: bool) -> Verdict:
    """Whether the shown status `old` moves to `new`, which `source` shows.

    base: the last documented status before `old`, other than `suspicious`; "" when there was none.
    repeated: the same oddity was seen before, long enough ago.
    """
    if new == old:
        return Verdict()
    if is_suspicious(old) and source != LIST:
        # V1 shows `suspicious` as another word, so only the V2 list may end it.
        return Verdict(keep=new != COUNTER_CODE, look_again=new != COUNTER_CODE)
    anomaly = BACKWARDS if new in STATUSES else UNDOCUMENTED_STATUS
    if not old:
        return Verdict(moves=True, anomaly="" if anomaly == BACKWARDS else anomaly)
    if _forward(old, base, new):
        return Verdict(moves=True)
    if new == COUNTER_CODE and source != LIST and reachable(old, SUSPICIOUS):
        return Verdict(look_again=True)  # may be `suspicious` behind its mask
    followed = repeated and source == LIST
    return Verdict(moves=followed, look_again=not followed, anomaly=anomaly)


def _forward(old: str, base: str, new: str) -> bool:
    if reachable(old, new):
        return True
    if old in STATUSES and not is_suspicious(old):
        return False
    before = base or (EARLIEST_BEFORE_SUSPICIOUS if is_suspicious(old) else "unknown")
    return reachable(before, new)
