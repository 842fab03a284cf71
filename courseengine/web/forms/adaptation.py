"""What people send about what a school does otherwise than the course."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from courseengine.base.i18n import N_
from courseengine.core.course.compiling.own_activity import OWN_KINDS, OwnText

LONGEST_TITLE, LONGEST = 200, 1440


@dataclass(frozen=True)
class OwnForm:
    """An activity of one's own, as typed."""

    title: str = ""
    kind: str = "text"
    minutes: str = ""
    section: str = ""
    required: bool = False
    body: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, text: OwnText, section: str) -> "OwnForm":
        """What is kept, to be changed."""
        minutes = "" if text.minutes is None else str(text.minutes)
        return cls(text.title, text.kind, minutes, section, text.required, text.body)

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "OwnForm":
        """Read what was sent."""
        title, minutes = " ".join(form.get("title", "").split()), form.get("minutes", "").strip()
        body = form.get("body", "").replace("\r\n", "\n").replace("\r", "\n")
        errors = {}
        if not title:
            errors["title"] = N_("Write a title.")
        elif len(title) > LONGEST_TITLE or not title.isprintable():
            errors["title"] = N_("Write a shorter title, of letters and ordinary signs.")
        if form.get("kind", "") not in OWN_KINDS:
            errors["kind"] = N_("Choose what kind it is.")
        if not (minutes.isascii() and minutes.isdecimal() and len(minutes) < 5 and 0 < int(minutes) <= LONGEST):
            errors["minutes"] = N_("Write how long it takes, in whole minutes.")
        if not body.strip():
            errors["body"] = N_("Write the text.")
        section, required = form.get("section", ""), form.get("required") == "1"
        return cls(title, form.get("kind", ""), minutes, section, required, body, errors)

    def text(self, language: str) -> OwnText:
        """What it says, written in that language; only for a form without errors."""
        return OwnText(self.kind, self.title, int(self.minutes), self.required, language, self.body)
