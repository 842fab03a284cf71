"""Pictures as people may see them: without where, when and with what they were taken.

A picture is read and written anew, so that nothing but what one sees goes along: no position, no
name of a phone, no small preview of what was cut away. It is turned as it was meant to be seen, and
made no larger than a screen shows. Whatever cannot be read as a picture is refused.
"""

import warnings
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps, ImageSequence

from courseengine.base.errors import Invalid

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP"}
"""media type → what the library calls it"""

MOST_POINTS = 50_000_000
"""in all its frames together; more would take the memory of everybody else"""
LONGEST_EDGE = 4096
QUALITY = 90
_KEPT = ("icc_profile", "transparency", "duration", "loop", "disposal", "blend")
"""how it looks, and nothing of where it comes from"""


def without_traces(content: bytes, media_type: str) -> bytes:
    """The picture alone, in the same format."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that it is large is looked at below
            with Image.open(BytesIO(content), formats=[FORMATS[media_type]]) as picture:
                _refuse_huge(picture)
                return _written(picture, FORMATS[media_type])
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise Invalid("The picture cannot be read. Save it again, or choose another one.", field="file") from error


def _refuse_huge(picture: Any) -> None:
    width, height = picture.size
    if width * height * getattr(picture, "n_frames", 1) > MOST_POINTS:
        raise Invalid("The picture is too large. Make it smaller, and add it again.", field="file")


def _written(picture: Any, kind: str) -> bytes:
    out = BytesIO()
    if getattr(picture, "is_animated", False):
        kept = {name: picture.info[name] for name in ("loop",) if name in picture.info}
        frames = [_bare(frame.copy()) for frame in ImageSequence.Iterator(picture)]
        frames[0].save(out, kind, save_all=True, append_images=frames[1:], **kept)
        return out.getvalue()
    if kind == "JPEG":
        picture.draft(picture.mode, (LONGEST_EDGE, LONGEST_EDGE))
    still = ImageOps.exif_transpose(picture)
    still.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    profile = {"icc_profile": still.info["icc_profile"]} if still.info.get("icc_profile") else {}
    _bare(still).save(out, kind, quality=QUALITY, **profile)
    return out.getvalue()


def _bare(picture: Any) -> Any:
    picture.info = {name: picture.info[name] for name in _KEPT if name in picture.info}
    if hasattr(picture, "_exif"):
        picture._exif = None
    return picture
