"""A podcast: a conversation to hear before a meeting; nine tenths played, or a tick, makes it done."""

from typing import ClassVar, Literal

from courseengine.core.course.activities.base import DoneWhen
from courseengine.core.course.activities.media import Played


class Podcast(Played):
    """A conversation with a text version."""

    kind: Literal["podcast"]

    done_when: ClassVar[DoneWhen] = DoneWhen.PLAYED
    done_how: ClassVar[str] = "listened"
