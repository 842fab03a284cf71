"""A video: seen alone or together; nine tenths played, or a tick, makes it done."""

from typing import ClassVar, Literal

from pydantic import Field

from courseengine.core.course.activities.base import Activity, DoneWhen
from courseengine.core.course.activities.media import Media


class Video(Activity):
    """A film with captions and a text version."""

    kind: Literal["video"]
    media: Media | None = Field(default=None, description="the film; without it the text version stands alone")

    done_when: ClassVar[DoneWhen] = DoneWhen.PLAYED
