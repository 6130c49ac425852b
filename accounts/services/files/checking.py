"""Whether a file is what its name says, and nothing more; pictures come out drawn anew.

Its ending, its first bytes and a decoder must agree. What cannot be looked into whole is refused.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from accounts.services.errors import FieldProblem, Refused

from . import pdfs, pictures

MOST_BYTES = 5 * 1024 * 1024


@dataclass(frozen=True)
class FileType:
    """How files of one type begin and are served, and what Pillow calls it ("" for no picture)."""

    magic: tuple[bytes, ...]
    media_type: str
    picture: str = ""


_JPEG = FileType((b"\xff\xd8\xff",), "image/jpeg", "JPEG")
TYPES: dict[str, FileType] = {
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "gif": FileType((b"GIF87a", b"GIF89a"), "image/gif", "GIF"),
    "png": FileType((b"\x89PNG\r\n\x1a\n",), "image/png", "PNG"),
    "bmp": FileType((b"BM",), "image/bmp", "BMP"),
    "pdf": FileType((b"%PDF-",), "application/pdf"),
}


@dataclass(frozen=True)
class Cleaned:
    """A file fit to be kept. `sha256` is of the bytes as they were given, `content` what became of them."""

    name: str
    ending: str
    media_type: str
    content: bytes
    sha256: str


def cleaned(name: str, content: bytes) -> Cleaned:
    """The file, looked into and cleaned: pictures without metadata, documents as they are.

    Raises:
        Refused: `file-empty`, `file-too-large`, `file-type` (the ending is none of those taken),
            `file-disguised` (ending and content disagree), `file-unreadable`, `file-pixels`,
            `file-active` (a document with scripts, launch actions or files in it).
    """
    if not content:
        raise refused("file-empty", _("The file is empty."))
    must_be_small(len(content))
    ending = PurePosixPath(name.replace("\\", "/")).suffix.lstrip(".").lower()
    kind = TYPES.get(ending)
    if kind is None:
        raise refused("file-type", _("Only these files are taken: %s.") % ", ".join(TYPES))
    if not content.startswith(kind.magic):
        raise refused("file-disguised", _("What is in the file is not what its name says."))
    fit = _looked_into(kind, content)
    must_be_small(len(fit))
    return Cleaned(_name(name, ending), ending, kind.media_type, fit, hashlib.sha256(content).hexdigest())


def must_be_small(size: int) -> None:
    """Raises: Refused `file-too-large`, of so many bytes."""
    if size > MOST_BYTES:
        raise refused("file-too-large", _("A file has at most 5 MB."))


def _looked_into(kind: FileType, content: bytes) -> bytes:
    try:
        if kind.picture:
            return pictures.redrawn(kind.picture, content, MOST_BYTES)
        pdfs.must_be_still(content)
    except pictures.TooManyPixels:
        raise refused("file-pixels", _("The picture has more than 40 million points.")) from None
    except pdfs.Active:
        words = _("The document holds a script, an action or another file; print it to a plain PDF first.")
        raise refused("file-active", words) from None
    except (pictures.Unreadable, pdfs.Unreadable):
        raise refused("file-unreadable", _("The file cannot be read; it may be damaged or locked.")) from None
    return content


def refused(code: str, words: str) -> Refused:
    """A refusal that stands beside the field `file`."""
    return Refused(words, code=code, fields={"file": [FieldProblem(code, words)]})


def _name(name: str, ending: str) -> str:
    """What people may read of its name: letters, digits, and few signs."""
    stem = PurePosixPath(name.replace("\\", "/")).name.rpartition(".")[0]
    plain = re.sub(r"[^\w .()-]", "_", stem).strip(" .")[:80] or "file"
    return f"{plain}.{ending}"
