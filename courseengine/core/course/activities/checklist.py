"""A checklist for those who lead; it is done when every item is ticked."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from courseengine.core.course.activities.base import TRANSLATED, Activity, Audience, Content, DoneWhen


class ChecklistItem(Content):
    """One thing to tick; its id is kept when the words change."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$", max_length=40)] = Field(
        description="lower-case letters, digits and hyphens; kept when the words change"
    )
    text: Annotated[str, Field(min_length=1, max_length=300), TRANSLATED] = Field(description="the words")


class Checklist(Activity):
    """Things to see to."""

    kind: Literal["checklist"]
    items: tuple[ChecklistItem, ...] = Field(min_length=1, description="what is ticked, each with an id and a text")

    done_when: ClassVar[DoneWhen] = DoneWhen.TICKED
    audience_by_default: ClassVar[Audience] = Audience.RESOURCE_GROUP
    required_by_default: ClassVar[bool] = True
    minutes_needed: ClassVar[bool] = False
