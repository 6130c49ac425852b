"""Reading a list whose order is not documented and whose rows shift while it is read.

Bitspark's lists know pages and nothing else: no time filter, no order, and a row may jump between pages by
being inserted or updated. So rows are told apart by id, the first page and the count are read again at the
end, and a whole reading is repeated until it loses nothing.

Source: Bitspark API, "Pagination": `pagination[offset]` is the number of a page, from 1.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from accounts.providers.bitspark.client import Page

PAGE_SIZE = 100  # [guess] the document names no largest page
MOST_PAGES = 20_000
MOST_ROUNDS = 6
SMALL = 20  # pages; lists up to this length are read until two readings agree


class HasId(Protocol):
    @property
    def id(self) -> str: ...


Row = TypeVar("Row", bound=HasId)
Read = Callable[[int], Page[Row]]
Take = Callable[[Sequence[Row]], bool]  # keeps the rows of a page; whether any was new or changed


@dataclass
class Scan:
    """What became of a reading. complete: nothing was lost, as far as the list tells."""

    pages: int = 0
    complete: bool = False
    total: int | None = None  # as last told
    last_page: int | None = None
    seen: set[str] = field(default_factory=set)


def whole(read: Read[Row], take: Take[Row]) -> Scan:
    """Read every page, again and again until nothing shifted meanwhile; at most six times.

    A row can only be lost by jumping to a page that was read already. Then the first page, the count, or the
    number of ids met tells so, and the list is read once more.

    Raises:
        BitsparkError: a page could not be read; what was taken until then stays taken.
    """
    scan = Scan()
    for _ in range(MOST_ROUNDS):
        before = len(scan.seen)
        first, moved, ended = _round(scan, read, take)
        if first is None:
            return scan  # the list told nothing of its paging: there is nothing more to read
        again = read(1)
        moved = take(again.items) or moved
        stable = ended and _ids(again) == _ids(first) and again.total_count == first.total_count
        scan.pages, scan.total = scan.pages + 1, again.total_count
        scan.seen.update(_ids(again))
        nothing_missing = (
            len(scan.seen) >= again.total_count if again.total_count is not None else len(scan.seen) == before
        )
        scan.complete = stable and nothing_missing
        if scan.complete and not (moved and (scan.last_page or 1) <= SMALL):
            return scan
    return scan


def edges(read: Read[Row], take: Take[Row]) -> Scan:
    """Read from the first page on until a page brings nothing new or changed, then likewise from the last
    page back: whichever way the list is ordered, what happened lately is at one of its ends.

    `complete` says only that no page failed; compare `total` with the rows known to see if some are missing.
    """
    scan = Scan()
    for _ in range(MOST_ROUNDS):
        pages = _forward(scan, read, take)
        if pages < 2:
            break  # one page was enough, so nothing can have slipped behind it
    if scan.last_page and scan.last_page > 1:
        number = scan.last_page
        while number > 1 and _taken(scan, read(number), take):
            number -= 1
    scan.complete = True
    return scan


def look_for(read: Read[Row], ids: set[str], most_pages: int) -> dict[str, Row]:
    """The rows of these ids, looked for from both ends inwards; those beyond `most_pages` are not found."""
    found: dict[str, Row] = {}
    page = read(1)
    last = page.total_pages or 1
    order = [number for step in range(1, last // 2 + 2) for number in (step, last + 1 - step)]
    for number in list(dict.fromkeys(order))[:most_pages]:
        if number != 1:
            page = read(number)
        found.update({row.id: row for row in page.items if row.id in ids})
        if found.keys() >= ids:
            break
    return found


def _round(scan: Scan, read: Read[Row], take: Take[Row]) -> tuple[Page[Row] | None, bool, bool]:
    """One reading from the first page to the last: the first page, whether anything moved, whether it ended
    as a list should. No first page: paging was not told."""
    number, moved, previous, first = 1, False, None, None
    while number <= MOST_PAGES:
        page = read(number)
        moved = _taken(scan, page, take) or moved
        if not page.paging_told:
            scan.complete = len(page.items) != page.size  # fewer: all; more: paging is not its custom
            return None, moved, True
        first = first or page
        if page.next_page is None:
            return first, moved, True
        if not page.items or _ids(page) == previous or page.next_page <= number:
            return first, moved, False  # empty or repeated before its end: do not trust this reading
        previous, number = _ids(page), page.next_page
    return first, moved, False


def _forward(scan: Scan, read: Read[Row], take: Take[Row]) -> int:
    """Pages from the first until a quiet one; how many were read."""
    number, read_now = 1, 0
    while number <= MOST_PAGES:
        page = read(number)
        read_now += 1
        moved = _taken(scan, page, take)
        if not moved or not page.items or page.next_page is None or page.next_page <= number:
            break
        number = page.next_page
    return read_now


def _taken(scan: Scan, page: Page[Row], take: Take[Row]) -> bool:
    scan.pages += 1
    scan.total = page.total_count if page.total_count is not None else scan.total
    scan.last_page = page.total_pages or scan.last_page
    scan.seen.update(_ids(page))
    return take(page.items)


def _ids(page: Page[Row]) -> list[str]:
    return [row.id for row in page.items]
