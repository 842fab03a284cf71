"""What a course is, once it is compiled: whole, frozen and in one language.

A course is compiled into one edition a language. All editions have the same modules, activities
and ids; where a text is not translated, an edition carries the original and says so in
``language``.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import ConfigDict, Field

from courseengine.core.course.activities import AnyActivity
from courseengine.core.course.activities.base import (
    TRANSLATED,
    Activity,
    ActivityId,
    Audience,
    Content,
    SafeHTML,
    narrower,
)
from courseengine.core.course.activities.meeting import MeetingRole, Meets


class Reckoning(Content):
    """Content that keeps what it has reckoned out of its fields; a copy with other fields reckons anew."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy, with some fields changed."""
        copy = super().model_copy(update=update, deep=deep)
        for name in copy.__dict__.keys() - type(copy).model_fields.keys():
            del copy.__dict__[name]
        return copy


class Section(Content):
    """A part of a module: a heading and its activities in order."""

    id: str
    title: Annotated[str, Field(min_length=1, max_length=120), TRANSLATED]
    activities: tuple[AnyActivity, ...]


class Module(Reckoning):
    """One step of the course; it opens on a date."""

    id: str
    number: int | None
    slug: str
    """its name in addresses: ``1-overordnet-del``"""
    title: str
    purpose: str
    goals: tuple[str, ...]
    audience: Audience
    team_kind: str | None
    """the kind of team that works in it; None means a person's main team"""
    meetings_required: int
    tasks_required: int | None
    """how many team tasks it takes; None means all that are required"""
    sections: tuple[Section, ...]
    body: SafeHTML
    """an introduction"""
    language: str
    """the language the title, purpose, goals and body are really in"""

    @cached_property
    def activities(self) -> tuple[Activity, ...]:
        """All of its activities, in the order of the page."""
        return tuple(activity for section in self.sections for activity in section.activities)

    def audience_of(self, activity: Activity) -> Audience:
        """Who an activity of this module is for: those who are in its audience and in the module's."""
        return narrower(self.audience, activity.for_whom)

    @property
    def name(self) -> str:
        """How one speaks of it in commands and logs: "1 Overordnet del"."""
        return self.title if self.number is None else f"{self.number} {self.title}"


class Opening(Content):
    """When a module opens in a schedule, and by when it should be done."""

    opens: date = Field(description="it opens at 00:00 in Oslo on this day")
    done_by: date | None = Field(default=None, description="by when it should be done")


class Pace(Content):
    """How many school weeks each module takes, from whatever start."""

    title: Annotated[str, TRANSLATED]
    weeks: dict[str, Annotated[int, Field(gt=0, le=60)]]


class MethodStep(Content):
    """One step of a method."""

    text: Annotated[str, Field(min_length=1, max_length=300), TRANSLATED] = Field(description="what one does")
    minutes: Annotated[int, Field(gt=0, le=240)] | None = Field(
        default=None, description="how long it takes; without it, what is left of the time there is"
    )
    role: MeetingRole | None = Field(default=None, description="who carries it")
    alone: bool = Field(default=False, description="done in silence, everybody alone")
    repeated: bool = Field(default=False, description="one of the steps that are gone through again in every round")


class Method(Content):
    """A way of working together that tasks and agendas refer to by its code."""

    title: str
    text: SafeHTML
    """what one should know before the steps"""
    steps: tuple[MethodStep, ...] = ()


PlaceFor = Literal["school", "kindergarten"]
"""A kind of place that a course can be for."""


class Track(Content):
    """A way through the course for one kind of place; what names no track is for all."""

    title: Annotated[str, Field(min_length=1, max_length=80), TRANSLATED] = Field(description="its name")
    places: tuple[PlaceFor, ...] = Field(min_length=1, description="the kinds of place that follow it")


class Banner(Content):
    """Something to know about the course as a whole."""

    kind: Literal["notice", "feedback", "unmaintained"] = Field(
        description="a notice, a wish for feedback, or that nobody keeps the course up to date any more"
    )
    text: Annotated[str, Field(min_length=1, max_length=400), TRANSLATED] = Field(description="what it says")
    since: date | None = Field(default=None, description="shown from 00:00 in Oslo on this day")
    until: date | None = Field(default=None, description="the last day it is shown")

    def is_shown(self, on: date) -> bool:
        """Whether it is shown that day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


class CertificateRule(Content):
    """What it takes, in each module, for the module to be done for a person."""

    everything: bool = Field(default=False, description="everything that counts; the three numbers say nothing then")
    individual_tasks: Annotated[int, Field(ge=0)] = Field(default=2, description="individual tasks delivered")
    team_tasks: Annotated[int, Field(ge=0)] = Field(default=2, description="team tasks delivered")
    meetings: Annotated[int, Field(ge=0)] = Field(default=2, description="meetings held, or caught up with")


class Course(Reckoning):
    """The whole package, in one language."""

    id: str
    title: str
    purpose: str
    language: str
    """the language the course was written in"""
    languages: tuple[str, ...]
    """all it is offered in, its own first"""
    edition: str
    """the language of this edition"""
    words_in: str = ""
    """the language its own words (title, purpose, methods, banners) are really in in this edition"""
    modules: tuple[Module, ...]
    schedules: dict[str, dict[str, Opening]]
    """schedule → module id → dates"""
    release: str | None
    """the schedule whose dates hold for all; None means that everything is released"""
    paces: dict[str, Pace]
    methods: dict[str, Method]
    # What a course published by an earlier release does not have, it has by default.
    places: tuple[PlaceFor, ...] = ("school",)
    """the kinds of place it is for"""
    partly_translated: tuple[str, ...] = ()
    """the languages of which only a part is meant to be there"""
    tracks: dict[str, Track] = Field(default_factory=dict)
    banners: tuple[Banner, ...] = ()
    certificate: CertificateRule
    licence: str
    version: str
    """a digest of everything the course consists of"""

    @cached_property
    def _modules(self) -> dict[str, Module]:
        return {key: module for module in self.modules for key in (module.id, module.slug)}

    @cached_property
    def _activities(self) -> dict[str, tuple[Module, Activity]]:
        return {
            key: (module, activity)
            for module in self.modules
            for activity in module.activities
            for key in (*activity.formerly, activity.id)
        }

    def track_at(self, place: str) -> str | None:
        """The track that a kind of place follows; None where the course has none for it."""
        return next((name for name, track in self.tracks.items() if place in track.places), None)

    def banners_on(self, day: date) -> Iterator[Banner]:
        """What is to be known about the course that day."""
        return (banner for banner in self.banners if banner.is_shown(day))

    def module(self, id_or_slug: str) -> Module | None:
        """The module of that id or slug."""
        return self._modules.get(id_or_slug)

    def activity(self, id_: ActivityId) -> Activity | None:
        """The activity of that id, or of an id it had before."""
        found = self._activities.get(id_)
        return found[1] if found else None

    def module_of(self, id_: ActivityId) -> Module | None:
        """The module an activity stands in."""
        found = self._activities.get(id_)
        return found[0] if found else None


__all__ = [
    "Banner",
    "CertificateRule",
    "Course",
    "Meets",
    "Method",
    "MethodStep",
    "Module",
    "Opening",
    "Pace",
    "Section",
    "Track",
]
