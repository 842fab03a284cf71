"""What kind of file somebody brings: by what is in it, and by what its name ends with.

A browser shows only what both say is a plain picture. Everything else is taken along as a download:
what is known by its own media type, so that the right program opens it, and what is not known, or is
not what its name says, as nothing but bytes.
"""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import PurePath
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile

from courseengine.base.errors import Invalid
from courseengine.base.pictures import FORMATS, without_traces

UNKNOWN = "application/octet-stream"
PDF = "application/pdf"
SHOWN = frozenset(FORMATS)
"""what a browser shows by itself without harm; a PDF is not, since browsers refuse to show a sandboxed one"""
MOST_PARTS = 5000
"""of a packed file whose list of contents is looked at; nothing is ever unpacked"""

_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."


class Brought(NamedTuple):
    """A file as it is kept."""

    name: str
    media_type: str
    content: bytes


def _begins(*signs: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(signs)


def _boxed(*brands: bytes) -> Callable[[bytes], bool]:
    """ISO 14496-12: after its length and ``ftyp`` comes what the file is."""
    return lambda content: content[4:8] == b"ftyp" and (not brands or content[8:12] in brands)


def _riff(form: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(b"RIFF") and content[8:12] == form


def _office(folder: str) -> Callable[[bytes], bool]:
    """ISO 29500: a ZIP with a list of its types, and a folder for each sort of document."""

    def is_it(content: bytes) -> bool:
        names = _parts(content)
        return "[Content_Types].xml" in names and any(name.startswith(folder) for name in names)

    return is_it


def _open_document(media_type: str) -> Callable[[bytes], bool]:
    """ISO 26300-3, 3.3: the first thing in the ZIP, unpacked, is its media type."""
    return lambda content: content[30:150].startswith(b"mimetype" + media_type.encode())


def _parts(content: bytes) -> list[str]:
    try:
        with ZipFile(BytesIO(content)) as packed:
            names = packed.namelist()
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        return []
    return names if len(names) <= MOST_PARTS else []


_OLE = _begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_MP3 = _begins(b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")

_PICTURES: dict[str, Callable[[bytes], bool]] = {
    "image/jpeg": _begins(b"\xff\xd8\xff"),
    "image/png": _begins(b"\x89PNG\r\n\x1a\n"),
    "image/gif": _begins(b"GIF87a", b"GIF89a"),
    "image/webp": _riff(b"WEBP"),
}
_TELLING = (
    _begins(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"),  # TIFF, and what cameras write raw
    _boxed(b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"),
)
"""pictures that say where they were taken, and that we cannot make silent"""

_KNOWN: dict[str, tuple[str, Callable[[bytes], bool]]] = {
    "pdf": (PDF, _begins(b"%PDF-")),
    "docx": (_OOXML + "wordprocessingml.document", _office("word/")),
    "xlsx": (_OOXML + "spreadsheetml.sheet", _office("xl/")),
    "pptx": (_OOXML + "presentationml.presentation", _office("ppt/")),
    "odt": (_ODF + "text", _open_document(_ODF + "text")),
    "ods": (_ODF + "spreadsheet", _open_document(_ODF + "spreadsheet")),
    "odp": (_ODF + "presentation", _open_document(_ODF + "presentation")),
    "doc": ("application/msword", _OLE),
    "xls": ("application/vnd.ms-excel", _OLE),
    "ppt": ("application/vnd.ms-powerpoint", _OLE),
    "mp3": ("audio/mpeg", _MP3),
    "m4a": ("audio/mp4", _boxed()),
    "wav": ("audio/wav", _riff(b"WAVE")),
    "ogg": ("audio/ogg", _begins(b"OggS")),
    "mp4": ("video/mp4", _boxed()),
    "m4v": ("video/mp4", _boxed()),
    "mov": ("video/quicktime", _boxed()),
    "webm": ("video/webm", _begins(b"\x1a\x45\xdf\xa3")),
}
"""what a name ends with → what it is then, and how one sees that it is"""
_PICTURE_NAMES = frozenset({"jpg", "jpeg", "jpe", "jfif", "png", "gif", "webp"})


def brought(content: bytes, name: str, *, longest_name: int) -> Brought:
    """A file with its kind, and a name that is safe to give it again; a picture without its traces."""
    name = _name(name, longest_name)
    ending = PurePath(name).suffix.lstrip(".").lower()
    if any(tells(content) for tells in _TELLING):
        raise Invalid(
            "This picture may say where it was taken, and we cannot remove that. Save it as JPEG or PNG first.",
            field="file",
        )
    for media_type, is_it in _PICTURES.items():
        if is_it(content):
            kind = media_type if ending in _PICTURE_NAMES else UNKNOWN
            return Brought(name, kind, without_traces(content, media_type))
    media_type, is_known = _KNOWN.get(ending, (UNKNOWN, bool))
    return Brought(name, media_type if is_known(content) else UNKNOWN, content)


def _name(given: str, longest: int) -> str:
    """Without folders, with one kind of space; a browser may send the whole path with the strokes of its system."""
    name = PurePath(given.replace("\\", "/")).name
    name = re.sub(r'[<>:"|?*]', "_", "".join(sign for sign in name if sign.isprintable())).strip(" .")
    if len(name) > longest:
        ending = PurePath(name).suffix[:10]
        name = name[: longest - len(ending)].rstrip(" .") + ending
    return name
