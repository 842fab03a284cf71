"""A survey: the same statements in two rounds; a person's own answers stay that person's own.

A round opens with a meeting, which need not be in the survey's own module: the first one is
answered before the module begins.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from courseengine.core.course.activities.base import TRANSLATED, Activity, ActivityId, Content, DoneWhen


class Statement(Content):
    """One statement to place oneself on; its wording is the same in every round."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$", max_length=40)] = Field(
        description="lower-case letters, digits and hyphens; kept when the words change"
    )
    text: Annotated[str, Field(min_length=1, max_length=300), TRANSLATED] = Field(description="the words")
    module: str | None = Field(default=None, description="the id of the module it belongs to")


class Survey(Activity):
    """Statements on a scale from 1 to 5, "don't know" beside them, and one open question."""

    kind: Literal["survey"]
    items: tuple[Statement, ...] = Field(min_length=1, description="the statements, each with an id and a text")
    rounds: tuple[ActivityId, ...] = Field(
        default=(),
        description="the meetings its rounds open with, in order; the survey opens with the first one's module",
    )
    question: Annotated[str, TRANSLATED] = Field(default="", description="an open question at the end, voluntary")

    done_when: ClassVar[DoneWhen] = DoneWhen.ANSWERED

    @property
    def opens_with(self) -> ActivityId | None:
        """The meeting its first round opens with."""
        return self.rounds[0] if self.rounds else None
