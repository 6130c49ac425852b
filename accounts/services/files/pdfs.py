"""Whether a PDF only lies still: no script, no action that starts something, no other file inside."""

import re
import time
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

MOST_OBJECTS = 50_000
MOST_SECONDS = 10.0
DEEPEST = 60
# Keys that hold something that acts, or another file.
ACTIVE_KEYS = frozenset(
    {"/JS", "/JavaScript", "/AA", "/EF", "/EmbeddedFile", "/EmbeddedFiles", "/XFA", "/RichMedia", "/AF"}
)
# What actions and objects call themselves, under /S, /Type or /Subtype.
ACTIVE_NAMES = frozenset(
    {
        *("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/GoToR", "/Rendition", "/Movie"),
        *("/Sound", "/RichMedia", "/RichMediaExecute", "/EmbeddedFile", "/FileAttachment", "/Screen", "/3D"),
    }
)
# Looked for in the bytes too: a reader that mends broken files may find what the tables do not list.
_RAW = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia)\b")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


class Unreadable(Exception):
    """It cannot be looked into whole."""


class Active(Exception):
    """It holds something that acts; the text names it."""


def must_be_still(content: bytes) -> None:
    """Look into every object of the document.

    Raises:
        Unreadable: encrypted, damaged, without pages, too large to look through, or followed by other data.
        Active: it holds a script, an action, or another file.
    """
    if content.rpartition(b"%%EOF")[2].strip(b"\r\n\t \x00") or b"%%EOF" not in content:
        raise Unreadable("there is something behind its end")
    unescaped = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)
    if found := _RAW.search(unescaped):
        raise Active(found[1].decode())
    try:
        _look(PdfReader(BytesIO(content)))
    except (Active, Unreadable):
        raise
    except Exception as error:  # parsers raise what they like about a broken file
        raise Unreadable(type(error).__name__) from error


def _look(reader: PdfReader) -> None:
    if reader.is_encrypted:
        raise Unreadable("it is locked")
    if not len(reader.pages):
        raise Unreadable("it has no pages")
    until = time.monotonic() + MOST_SECONDS
    _look_into(reader.trailer, 0)
    for one in _objects(reader):
        if time.monotonic() > until:
            raise Unreadable("it takes too long to read")
        _look_into(one, 0)


def _objects(reader: PdfReader) -> Iterator[Any]:
    """Every object that its tables list."""
    numbers = {(number, generation) for generation, rows in reader.xref.items() for number in rows}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > MOST_OBJECTS:
        raise Unreadable("it has too many parts")
    for number, generation in sorted(numbers):
        if number:
            yield reader.get_object(IndirectObject(number, generation, reader))


def _look_into(value: Any, depth: int) -> None:
    """Look at what stands here; what is only referred to has its own turn."""
    if depth > DEEPEST:
        raise Unreadable("it is nested too deeply")
    if isinstance(value, DictionaryObject | StreamObject):
        for key, inner in value.items():
            if key in ACTIVE_KEYS:
                raise Active(str(key))
            named = inner.get_object() if isinstance(inner, IndirectObject) and key == "/S" else inner
            if key in {"/S", "/Type", "/Subtype"} and str(named) in ACTIVE_NAMES:
                raise Active(str(named))
            if not isinstance(inner, IndirectObject):
                _look_into(inner, depth + 1)
    elif isinstance(value, ArrayObject):
        for inner in value:
            if not isinstance(inner, IndirectObject):
                _look_into(inner, depth + 1)
