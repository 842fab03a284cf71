"""Moving pictures and sound: what is played, and its captions and text version.

WCAG 2.2 asks for captions (1.2.2) and a text version (1.2.1, 1.2.3); the activity's own body may
be the text version.
"""

from typing import Annotated

from pydantic import Field

from courseengine.core.course.activities.base import COMPILED, TRANSLATED, Activity, Content, MediaFile

FileName = Annotated[str, Field(min_length=1, max_length=200)]


class Chapter(Content):
    """Where a part begins in what is played, and what it is called."""

    at: int
    """in whole seconds from the beginning"""
    title: str


class Media(Content):
    """What is played."""

    src: FileName = Field(description="a file in the module's media folder, or an https address")
    captions: dict[str, FileName] = Field(
        default_factory=dict, description="a WebVTT file for each language; a video needs the one it is spoken in"
    )
    chapters: FileName | None = Field(default=None, description="a WebVTT file of chapters")
    poster: FileName | None = Field(default=None, description="a still picture to show before it plays")
    transcript: FileName | None = Field(
        default=None, description="a text file with the text version, where the body is not it"
    )
    alt: Annotated[str | None, TRANSLATED] = Field(default=None, description="what the poster shows")
    sample: bool = Field(default=False, description="a stand-in made by machine; said so on the page")
    files: Annotated[tuple[MediaFile, ...], COMPILED] = Field(default=(), description="the files it consists of")
    chapter_list: Annotated[tuple[Chapter, ...], COMPILED] = Field(default=(), description="the chapters, in order")

    spoken: Annotated[str, COMPILED] = Field(default="", description="the language it is spoken in")

    def file(self, name: str) -> MediaFile | None:
        """The file of that name, if it belongs to this activity."""
        return next((file for file in self.files if file.name == name), None)


class Played(Activity):
    """What is played: its body is the text version, and may stand alone."""

    media: Media | None = Field(default=None, description="what is played; without it the text version stands alone")

    def file(self, name: str) -> MediaFile | None:
        """The file of that name, if it belongs to this activity."""
        return (self.media.file(name) if self.media else None) or super().file(name)
