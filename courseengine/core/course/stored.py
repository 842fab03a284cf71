"""How a published course lies in the database and in the media store.

Serving a published course needs this and no compiler, so it stands apart. Only what a school
writes itself is compiled while serving (``compiling/own_activity.py``).
"""

import zlib
from pathlib import Path

from pydantic import TypeAdapter

from courseengine.core.course.model import Course

EDITIONS: TypeAdapter[dict[str, Course]] = TypeAdapter(dict[str, Course])
"""How editions become JSON and come back."""


def packed(editions: dict[str, Course]) -> bytes:
    """Editions as they are stored."""
    return zlib.compress(EDITIONS.dump_json(editions), level=6)


def unpacked(stored: bytes) -> dict[str, Course]:
    """Editions as they were when they were stored; what a newer release has added is passed over."""
    return EDITIONS.validate_json(zlib.decompress(stored), extra="ignore")


def media_path(store: Path, digest: str) -> Path:
    """Where a file lies in the store."""
    return store / digest[:2] / digest
