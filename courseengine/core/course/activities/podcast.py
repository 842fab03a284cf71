"""A podcast: a conversation to hear before a meeting; nine tenths played, or a tick, makes it done."""

from typing import ClassVar, Literal

from pydantic import Field

from courseengine.core.course.activities.base import Activity, DoneWhen
from courseengine.core.course.activities.media import Media


class Podcast(Activity):
    """A conversation with a text version."""

    kind: Literal["podcast"]
    media: Media | None = Field(default=None, description="the sound; without it the text version stands alone")

    done_when: ClassVar[DoneWhen] = DoneWhen.PLAYED
