"""What a person sends from an activity's page."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class AnswerForm:
    """An answer, the version it started from, and what to do with it."""

    body: str
    version: int
    act: str
    """``save``, ``deliver`` or ``take_back``"""

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "AnswerForm":
        """Read what was sent; line breaks as one character, as they are stored."""
        version = form.get("version", "0")
        return cls(
            form.get("body", "").replace("\r\n", "\n"),
            int(version) if version.isdecimal() and len(version) < 10 else 0,
            form.get("act", "save"),
        )
