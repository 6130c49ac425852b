"""Files for spreadsheets that run nothing: a cell that would be a formula is text.

A cell that begins with one of `= + - @`, a tab or a line's end gets a leading apostrophe, and every cell is
quoted. Source: OWASP, "CSV Injection".
"""

import csv
from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe(cell: str) -> str:
    """This cell as a spreadsheet may read it; a phone number begins with + and is no formula either."""
    text = cell.replace("\x00", "")
    return f"'{text}" if text.startswith(DANGEROUS) else text


class _Line:
    """A file of one line at a time."""

    def write(self, text: str) -> str:
        return text


def written(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a CSV file: commas, all cells quoted, CRLF."""
    writer = csv.writer(_Line(), quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in rows:
        yield writer.writerow([safe(cell) for cell in row])


def download(name: str, rows: Iterable[Sequence[str]]) -> StreamingHttpResponse:
    """A file of that name (plain letters), written while it is read; nobody may keep it on the way."""
    response = StreamingHttpResponse(written(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response
