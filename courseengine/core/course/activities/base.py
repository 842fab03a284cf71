"""What every activity has, whatever its kind.

An activity is the unit of progress: its id is its identity for as long as the course lives. A
kind says what it is (its fields, what completes it, who it is for by default); it knows neither
forms nor HTML. Fields marked ``Translated`` may be given again in a translation; everything else
is the same in all languages.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, ClassVar, Self

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, PlainValidator


class Content(BaseModel):
    """Anything authors write: frozen, and an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy, which remembers nothing that was reckoned from what it was copied from."""
        copy = super().model_copy(update=update, deep=deep)
        for name in [name for name in vars(copy) if isinstance(getattr(type(self), name, None), cached_property)]:
            del vars(copy)[name]
        return copy


class Translated:
    """Marks a field that a translation may give again."""


class Compiled:
    """Marks a field that the compiler fills in; authors never write it."""


TRANSLATED = Translated()
COMPILED = Compiled()

SafeHTML = Annotated[Markup, PlainValidator(Markup), PlainSerializer(str, return_type=str), COMPILED]
"""HTML that ``base/text.py`` made; the templates need not make it safe again."""

ID_PATTERN = r"^[^\W_][\w.-]*$"
ActivityId = Annotated[str, Field(pattern=ID_PATTERN, max_length=80)]
Title = Annotated[str, Field(min_length=1, max_length=200), TRANSLATED]
LanguageCode = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Minutes = Annotated[int, Field(gt=0, le=1440, strict=True)]


class MediaFile(Content):
    """A file of a published course: the name authors gave it and the content it had then."""

    name: str
    digest: str
    """SHA-256 of its content, in hexadecimal; also its name in the store"""
    size: int
    """in bytes"""
    type: str
    """its media type, such as ``video/mp4``"""


class Audience(StrEnum):
    """Who an activity or a module is for. Whoever is not named does not know that it exists."""

    EVERYONE = "everyone"
    """all who take part in the course"""
    LEADERSHIP = "leadership"
    """school leaders, school owners, resource teachers; university staff read along"""
    RESOURCE_GROUP = "resource_group"
    """school leaders, school owners, resource teachers"""
    LEADERS = "leaders"
    """school leaders and school owners"""


_EACH_WITHIN_THE_ONE_BEFORE = tuple(Audience)


def narrower(one: Audience, other: Audience) -> Audience:
    """Those who are in both audiences: each is within the one before it."""
    return max(one, other, key=_EACH_WITHIN_THE_ONE_BEFORE.index)


class DoneWhen(StrEnum):
    """What makes an activity done for a person."""

    PLAYED = "played"
    """nine tenths played, or the person's own tick"""
    READ = "read"
    """the person's own tick"""
    DELIVERED = "delivered"
    """the person delivered an answer"""
    TEAM_DELIVERED = "team_delivered"
    """the team delivered its answer"""
    MET = "met"
    """the person was at a held meeting, or caught up"""
    TICKED = "ticked"
    """every item is ticked"""
    ANSWERED = "answered"
    """the person answered the survey"""


class Activity(Content):
    """One thing to do, and the unit of progress."""

    kind: str = Field(description="which of the kinds below it is")
    id: ActivityId = Field(description="its identity, the same as the name of the file; never reused")
    title: Title = Field(description="its name")
    minutes: Annotated[int, Field(gt=0, le=1440, strict=True)] | None = Field(
        default=None, description="how long it takes, in whole minutes; a meeting's is the sum of its agenda"
    )
    section: str = Field(default="", description="the id of the section it stands in; module.md decides the order")
    audience: Audience | None = Field(
        default=None, description="who it is for; without it, the kind's own audience within the module's"
    )
    track: str | None = Field(default=None, description="only for this track of the course, such as a kind of school")
    required: bool | None = Field(default=None, description="counts towards the module; without it, the kind decides")
    essence: bool = Field(default=False, description="part of the short path for newcomers and assistants")
    prework_for: tuple[ActivityId, ...] = Field(default=(), description="the meetings it is prework for")
    competence: tuple[str, ...] = Field(default=(), description="tags of what it builds")
    formerly: tuple[ActivityId, ...] = Field(default=(), description="ids it had before; their progress is kept")
    language: LanguageCode | None = Field(
        default=None, description="the language it is written in, where that is not the course's"
    )
    """in a compiled course: the language the text is really in"""

    # What the compiler adds; authors never write these.
    body: SafeHTML = Field(default=Markup(), description="the text that everybody reads")
    leader_body: SafeHTML = Field(default=Markup(), description="the same with what only leaders read, if anything")
    pictures: Annotated[tuple[MediaFile, ...], COMPILED] = Field(default=(), description="the pictures in the text")

    done_when: ClassVar[DoneWhen] = DoneWhen.READ
    done_how: ClassVar[str] = "by_hand"
    """what a completion says of how it was done"""
    audience_by_default: ClassVar[Audience] = Audience.EVERYONE
    required_by_default: ClassVar[bool] = False
    minutes_needed: ClassVar[bool] = True
    body_needed: ClassVar[bool] = False
    """Whether there is nothing to do without a text."""
    counts: ClassVar[bool] = True
    """Whether it is something to do, and so part of a person's progress."""
    team_work: ClassVar[bool] = False
    """Whether it is done together, by a team, rather than alone."""

    def file(self, name: str) -> MediaFile | None:
        """The file of that name, if it belongs to this activity."""
        return next((file for file in self.pictures if file.name == name), None)

    def text_for(self, *, leaders: bool) -> Markup:
        """The text, with the boxes for leaders where ``leaders`` says so."""
        return self.leader_body or self.body if leaders else self.body

    @property
    def opens_with(self) -> ActivityId | None:
        """An activity whose module opens this one too, though its own module may still be shut."""
        return None

    @property
    def is_required(self) -> bool:
        """Whether it counts towards the module."""
        return self.required_by_default if self.required is None else self.required

    @property
    def for_whom(self) -> Audience:
        """Its own audience, or its kind's."""
        return self.audience or self.audience_by_default
