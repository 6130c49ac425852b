"""Pictures drawn anew: what comes out holds the points of the first frame and nothing else."""

from io import BytesIO
from typing import Any

from PIL import Image, ImageOps

MOST_PIXELS = 40_000_000
_MODES = {"JPEG": ("L", "RGB"), "PNG": ("L", "RGB", "RGBA"), "GIF": ("L", "RGB"), "BMP": ("L", "RGB")}
_JPEG_QUALITIES = (90, 75, 60)


class Unreadable(Exception):
    """No decoder reads it whole."""


class TooManyPixels(Exception):
    """It would fill the memory."""


def redrawn(form: str, content: bytes, most_bytes: int) -> bytes:
    """The picture in the same format, without metadata, turned as its camera said.

    A JPEG is drawn coarser while it is larger than `most_bytes`.

    Raises:
        Unreadable, TooManyPixels.
    """
    try:
        with Image.open(BytesIO(content), formats=[form]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise TooManyPixels
            picture.load()
            return _written(form, _bare(form, picture), most_bytes)
    except TooManyPixels:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TooManyPixels from None
    except Exception as error:  # decoders raise what they like about a broken file
        raise Unreadable(type(error).__name__) from error


def _bare(form: str, picture: Image.Image) -> Image.Image:
    upright = ImageOps.exif_transpose(picture)
    clear = "transparency" in upright.info or upright.mode in {"RGBA", "LA", "PA"}
    mode = "RGBA" if clear and "RGBA" in _MODES[form] else upright.mode
    bare = upright.convert(mode if mode in _MODES[form] else "RGB")
    bare.info.clear()  # colour profiles, comments, texts
    return bare


def _written(form: str, picture: Image.Image, most_bytes: int) -> bytes:
    ways: list[dict[str, Any]] = [{"quality": one} for one in _JPEG_QUALITIES] if form == "JPEG" else [{}]
    written = b""
    for way in ways:
        out = BytesIO()
        picture.save(out, format=form, **way)
        written = out.getvalue()
        if len(written) <= most_bytes:
            break
    return written
