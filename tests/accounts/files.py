"""Files as people hand them in: small pictures and documents, and some that are not what they say."""

from io import BytesIO
from typing import Any

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject


def picture(form: str = "PNG", size: tuple[int, int] = (8, 6), **saved: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, (200, 30, 60)).save(out, format=form, **saved)
    return out.getvalue()


def pdf(change: Any = None) -> bytes:
    """A page with nothing on it; `change(writer)` adds to it before it is written."""
    writer = PdfWriter()
    writer.add_blank_page(width=72, height=72)
    if change is not None:
        change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def with_launch(writer: PdfWriter) -> None:
    _opens_by(writer, "/Launch", "/F", "calc.exe")


def with_script(writer: PdfWriter) -> None:
    _opens_by(writer, "/JavaScript", "/JS", "app.alert('hello')")


def _opens_by(writer: PdfWriter, action: str, key: str, text: str) -> None:
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject("/S"): NameObject(action), NameObject(key): TextStringObject(text)}
    )


def with_file(writer: PdfWriter) -> None:
    writer.add_attachment("inside.txt", b"something else")
