"""Zip files from strangers, looked through before anything in them is used.

A spreadsheet and a OneRoster file are zip files. One of some kilobytes may unpack to gigabytes,
and its table of contents may lie about it; so everything is unpacked once, without being kept,
and the count stops at the limit (OWASP File Upload Cheat Sheet: archives).
"""

import zipfile
import zlib
from pathlib import Path, PurePosixPath

from courseengine.base.i18n import N_
from courseengine.core.people.imports.said import FileRefused, Said

MOST_ENTRIES = 500
MOST_UNPACKED = 100_000_000
"""bytes, of everything in it together"""
MOST_PRESSED = 200
"""how many times smaller than its content; what is small anyway may be more"""
SMALL = 1_000_000
_CHUNK = 1 << 20


def look_through(path: Path) -> list[str]:
    """The names in the archive; refused when it is broken, locked or larger than it should be."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_sizes(entries, path.stat().st_size)
            for entry in entries:
                _unpack(archive, entry)
            return [entry.filename for entry in entries]
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError):
        raise FileRefused(Said("", N_("The file is damaged or was cut off. Save it anew, and try again."))) from None


def _check_sizes(entries: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    odd = any(_leads_outside(entry.filename) for entry in entries)
    if odd or len(entries) > MOST_ENTRIES:
        raise FileRefused(Said("", N_("The file holds things that no spreadsheet holds.")))
    if unpacked > MOST_UNPACKED or (unpacked > SMALL and unpacked > packed * MOST_PRESSED):
        raise FileRefused(Said("", N_("The file is far larger when it is unpacked than it may be.")))
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileRefused(Said("", N_("The file is locked with a password. Save it without one.")))


def _leads_outside(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in name


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Read it to its end: more than it says, or other than its checksum says, raises."""
    with archive.open(entry) as member:
        while member.read(_CHUNK):
            pass
