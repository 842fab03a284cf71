"""A video: seen alone or together; nine tenths played, or a tick, makes it done."""

from typing import ClassVar, Literal

from courseengine.core.course.activities.base import DoneWhen
from courseengine.core.course.activities.media import Played


class Video(Played):
    """A film with captions and a text version."""

    kind: Literal["video"]

    done_when: ClassVar[DoneWhen] = DoneWhen.PLAYED
    done_how: ClassVar[str] = "watched"
