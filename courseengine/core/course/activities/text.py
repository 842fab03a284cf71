"""A text to read; a tick makes it done."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from courseengine.core.course.activities.base import TRANSLATED, Activity


class Text(Activity):
    """Something to read, with its sources."""

    kind: Literal["text"]
    sources: Annotated[tuple[str, ...], TRANSLATED] = Field(default=(), description="what it builds on, a line each")

    done_how: ClassVar[str] = "read"
    body_needed: ClassVar[bool] = True
