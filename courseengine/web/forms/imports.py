"""What people send to import: a file, and what it is a file of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePath
from typing import IO

from werkzeug.datastructures import FileStorage

from courseengine.base.i18n import N_
from courseengine.integrations.people_files import FORMS

LONGEST_NAME = 200


@dataclass(frozen=True)
class BringForm:
    """A file somebody chose."""

    what: str
    """``people`` or ``places``"""
    name: str
    """as it is called where it comes from, without its folders"""
    content: IO[bytes]
    """what is in it; nothing where no file was chosen"""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Mapping[str, str], files: Mapping[str, FileStorage], *, what: str = "") -> "BringForm":
        """Read what was sent; ``what`` where the page leaves no choice."""
        what = what or form.get("what", "people")
        file = files.get("file")
        name = _name(file.filename or "") if file else ""
        errors = {}
        if not name:
            errors["file"] = N_("Choose a file.")
        if what not in FORMS:
            errors["what"] = N_("Say what the file is about.")
        return cls(what, name, file.stream if file else BytesIO(), errors)


def _name(given: str) -> str:
    """A browser may send the whole path, with the strokes of its own system."""
    name = PurePath(given.replace("\\", "/")).name
    return "".join(sign for sign in name if sign.isprintable()).strip()[-LONGEST_NAME:]
