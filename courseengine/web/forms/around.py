"""What people send around an answer: a file, a comment, the network that is to see it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from werkzeug.datastructures import FileStorage

from courseengine.base.errors import Invalid

_SUBMIT_ID = re.compile(r"[\w-]{16,64}")


def submit_id_in(form: Mapping[str, str]) -> str:
    """The id of the form, so that what is sent twice is done once."""
    sent = form.get("submit_id", "")
    if not _SUBMIT_ID.fullmatch(sent):
        raise Invalid("This form is out of date. Open it again.")
    return sent


@dataclass(frozen=True)
class FileForm:
    """A file somebody chose."""

    submit_id: str
    name: str
    content: bytes
    was_delivered: bool
    """whether the page said that leaders read it too"""

    @classmethod
    def read(cls, form: Mapping[str, str], files: Mapping[str, FileStorage], *, most: int) -> "FileForm":
        """Read what was sent, and of a file that is too large no more than shows that it is."""
        file = files.get("file")
        if file is None or not file.filename:
            raise Invalid("Choose a file.", field="file")
        return cls(submit_id_in(form), file.filename, file.stream.read(most + 1), form.get("readers") == "leaders")


@dataclass(frozen=True)
class CommentForm:
    """What somebody says."""

    submit_id: str
    text: str

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "CommentForm":
        """Read what was sent."""
        return cls(submit_id_in(form), form.get("text", ""))
