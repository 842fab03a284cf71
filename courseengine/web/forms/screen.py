"""What is sent to a screen: a code, and what to do with it; a press, and on which clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from courseengine.base.i18n import N_
from courseengine.web.forms.join import LONGEST_CODE

HERE, SCREEN = "here", "screen"


@dataclass(frozen=True)
class RoomCodeForm:
    """A room's code as it was typed, and whether one shows the meeting or says that one is here."""

    code: str = ""
    act: str = SCREEN
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "RoomCodeForm":
        """Read what was sent."""
        code = form.get("code", "").strip()[:LONGEST_CODE]
        act = HERE if form.get("act") == HERE else SCREEN
        return cls(code, act, {} if code else {"code": N_("Write the code.")})


@dataclass(frozen=True)
class PressForm:
    """Forwards or back, and the press before, as the page showed it."""

    act: str
    clock: int

    @classmethod
    def read(cls, form: Mapping[str, str]) -> "PressForm":
        """Read what was sent; what is no number is no press that there was."""
        clock = form.get("clock", "")
        return cls(form.get("act", ""), int(clock) if clock.isascii() and clock.isdigit() and len(clock) < 9 else -1)
