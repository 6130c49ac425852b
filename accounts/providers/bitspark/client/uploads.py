"""A file on its way to Bitspark, and the multipart body that carries it.

Source: Bitspark API, "Upload" and "Update Profile". The document prints no multipart request; the field names
are its own, the rest is as browsers do it. [guess]
"""

import re
from dataclasses import dataclass, field
from typing import Any

from urllib3 import encode_multipart_formdata

from .errors import Unsendable
from .signing import Form, pairs

_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")


@dataclass(frozen=True)
class File:
    """A file to hand over: its name and media type as they will be told, and its bytes."""

    name: str
    content: bytes = field(repr=False)
    content_type: str


def multipart_body(form: Form, name: str, file: File) -> tuple[bytes, str]:
    """The form with a file in this field as a multipart body, and its media type; `signing` leaves it out.

    Raises:
        Unsendable: the file's name or media type would break out of its line, or cannot be written.
    """
    if not file.name.strip() or any(ord(letter) < 32 or letter in '"\\/\x7f' for letter in file.name):
        raise Unsendable("This is no name for a file.")
    if not _MEDIA_TYPE.fullmatch(file.content_type):
        raise Unsendable("This is no media type.")
    fields: list[tuple[str, Any]] = [*pairs(form), (name, (file.name, file.content, file.content_type))]
    try:
        return encode_multipart_formdata(fields)
    except UnicodeEncodeError as error:
        raise Unsendable("The form holds a character that cannot be sent.") from error
