"""Tasks: one that a person answers alone, and one that a team answers together."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from courseengine.core.course.activities.base import TRANSLATED, Activity, ActivityId, DoneWhen


class IndividualTask(Activity):
    """Written alone and private; delivering makes it done."""

    kind: Literal["individual_task"]
    product: Annotated[str, TRANSLATED] = Field(default="", description="what comes out of it")
    method: str | None = Field(default=None, description="the code of a method that course.yml describes")

    done_when: ClassVar[DoneWhen] = DoneWhen.DELIVERED
    required_by_default: ClassVar[bool] = True
    body_needed: ClassVar[bool] = True


class TeamTask(Activity):
    """One shared answer; any member delivers it for all."""

    kind: Literal["team_task"]
    product: Annotated[str, TRANSLATED] = Field(default="", description="what comes out of it")
    method: str | None = Field(default=None, description="the code of a method that course.yml describes")
    used_in: tuple[ActivityId, ...] = Field(default=(), description="the meetings that take it up")
    fills: Literal["annual_wheel"] | None = Field(
        default=None, description="which of the school's plans its answer goes into; the task's page leads there"
    )

    done_when: ClassVar[DoneWhen] = DoneWhen.TEAM_DELIVERED
    required_by_default: ClassVar[bool] = True
    body_needed: ClassVar[bool] = True
    team_work: ClassVar[bool] = True
