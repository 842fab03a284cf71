"""The files of a course: films, sound, captions, pictures, and whether they are what they seem.

A video has captions in the language it is written in, a video and a podcast have a text version (WCAG
1.2.2, 1.2.1). Captions and chapters are WebVTT, do not overlap and do not run past what they belong
to. A file's type is what its name and its first bytes agree on. Files are known by the digest of
their content, so that a published course keeps the files it was published with.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import takewhile
from pathlib import Path

from tinytag import TinyTag, TinyTagException

from courseengine.core.course.activities.base import MediaFile
from courseengine.core.course.activities.media import Chapter, Media, Played
from courseengine.core.course.activities.video import Video
from courseengine.core.course.compiling.written import Written, WrittenActivity
from courseengine.core.course.problems import Problems, did_you_mean
from courseengine.core.course.reader import Document, Loc

TYPES: dict[str, tuple[str, bytes]] = {
    ".mp4": ("video/mp4", rb"....ftyp"),
    ".webm": ("video/webm", rb"\x1a\x45\xdf\xa3"),
    ".mp3": ("audio/mpeg", rb"ID3|\xff[\xe0-\xff]"),
    ".m4a": ("audio/mp4", rb"....ftyp"),
    ".ogg": ("audio/ogg", rb"OggS"),
    ".jpg": ("image/jpeg", rb"\xff\xd8\xff"),
    ".jpeg": ("image/jpeg", rb"\xff\xd8\xff"),
    ".png": ("image/png", rb"\x89PNG"),
    ".webp": ("image/webp", rb"RIFF....WEBP"),
    ".vtt": ("text/vtt", rb""),
    ".txt": ("text/plain", rb""),
    ".md": ("text/markdown", rb""),
}
"""by the end of the name: the type, and how the content begins"""

_SOUND_OR_FILM = ("video/", "audio/")
_TIMING = re.compile(r"^((?:\d+:)?[0-5]\d:[0-5]\d\.\d{3})[ \t]+-->[ \t]+((?:\d+:)?[0-5]\d:[0-5]\d\.\d{3})(?:[ \t].*)?$")
_TAG = re.compile(r"<[^>]*>")
_COMPILED = ("files", "chapter_list", "spoken")
_SLACK = 0.5
"""How many seconds captions may run past the end: players and encoders do not agree to the last frame."""


class NotAMediaFile(Exception):
    """The file is not what its name says; the message is what is wrong."""


def media_file(path: Path) -> MediaFile:
    """The file as a published course knows it; raises ``NotAMediaFile``."""
    known = TYPES.get(path.suffix.lower())
    if known is None:
        raise NotAMediaFile(f'expected one of {", ".join(TYPES)}, found "{path.suffix}"')
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        beginning = file.read(16)
        file.seek(0)
        while chunk := file.read(1 << 20):
            digest.update(chunk)
            size += len(chunk)
    if not re.match(known[1], beginning, re.DOTALL):
        raise NotAMediaFile(f"is not the {known[0]} that its name says")
    return MediaFile(name=path.name, digest=digest.hexdigest(), size=size, type=known[0])


def length_of(path: Path) -> float | None:
    """How long a film or a sound is, in seconds; None where its kind of file does not tell."""
    try:
        return TinyTag.get(path, tags=False).duration or None
    except TinyTagException:
        return None


@dataclass(frozen=True)
class Cue:
    """One caption or chapter: where it stands in the file, when it is shown, and what it says."""

    line: int
    start: float
    end: float
    text: str


def cues_in(text: str) -> Iterator[Cue]:
    """The captions or chapters in WebVTT, those whose times can be read."""
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if match := _TIMING.match(line.strip()):
            said = " ".join(takewhile(str.strip, lines[number:]))
            yield Cue(number, seconds(match[1]), seconds(match[2]), unescape(_TAG.sub("", said)).strip())


def vtt_problems(text: str) -> Iterator[tuple[int, str]]:
    """What is wrong with captions or chapters in WebVTT, by line."""
    lines = text.split("\n")
    if not re.match(r"WEBVTT([ \t]|$)", lines[0]):
        yield 1, "expected WEBVTT as the first line"
        return
    for number, line in enumerate(lines, 1):
        if "-->" in line and not _TIMING.match(line.strip()):
            yield number, "expected a time such as 00:01.000 --> 00:04.500"
    before = 0.0
    for cue in cues_in(text):
        if cue.end <= cue.start:
            yield cue.line, "ends before it begins"
        elif cue.start < before:
            yield cue.line, "begins before the one above it has ended"
        before = max(before, cue.end)
    if "-->" not in text:
        yield 1, "holds nothing to show"


def seconds(time: str) -> float:
    """A time in WebVTT in seconds."""
    total = 0.0
    for part in time.split(":"):
        total = total * 60 + float(part)
    return total


def timestamp(seconds: float) -> str:
    """Seconds as a time in WebVTT."""
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    hours, minutes = divmod(minutes, 60)
    return (f"{hours:02}:" if hours else "") + f"{minutes:02}:{rest / 1000:06.3f}"


class MediaCheck:
    """Holds what activities say about files against the files there are."""

    def __init__(self, written: Written, problems: Problems) -> None:
        """Check ``written`` and note down in it the files it consists of."""
        self.written = written
        self.problems = problems
        self._cues: dict[Path, tuple[Cue, ...]] = {}
        """the captions and chapters that are read and checked, by file"""
        self._lengths: dict[Path, float | None] = {}
        """how long what is played is, by file"""

    def run(self) -> None:
        """Check everything that is played; then look for files that nobody uses."""
        for one in self.written.activities():
            if isinstance(one.activity, Played):
                self._played(one, one.activity)
        for module in self.written.modules:
            used = {name for one in module.activities.values() for name in _names(one)}
            for name in module.folder.media.keys() - used:
                path = f"{module.folder.path}/media/{name}"
                self.problems.at(path, 1, "file", "is not used by any activity", "warning")

    def picture(self, one: WrittenActivity, name: str) -> str | None:
        """What is wrong with a picture in a text, if anything."""
        path = one.module.folder.media.get(name)
        if path is None:
            return f"there is no file media/{name}{did_you_mean(name, one.module.folder.media)}"
        try:
            file = self._known(path)
        except NotAMediaFile as error:
            return f"media/{name} {error}"
        if not file.type.startswith("image/"):
            return f"expected a picture, but media/{name} is {file.type}"
        one.pictures[name] = file
        return None

    def _played(self, one: WrittenActivity, activity: Played) -> None:
        text_version = one.document.body.strip() or (activity.media and activity.media.transcript)
        if not text_version:
            self.problems.error(one.document, "body", "a text version is missing; write it as the text of this file")
        media = activity.media
        if media is None:
            return
        for name in one.document.fields["media"].keys() & set(_COMPILED):
            self.problems.error(one.document, ("media", name), "there is no such field; the compiler fills it in")
        elsewhere = ":" in media.src
        if elsewhere and not media.src.startswith("https://"):
            expected = "expected a file in media/ or an address that begins with https://"
            self.problems.error(one.document, ("media", "src"), f'{expected}, found "{media.src}"')
        # The text version is the activity's text, and only what a reader may read of it is sent.
        files = tuple(
            file
            for loc, name in _fields(media)
            if (file := self._file(one, media, loc, name)) and loc != ("media", "transcript")
        )
        known = self.written.course is not None
        if known and isinstance(activity, Video) and one.language not in media.captions:
            note = self.problems.warning if elsewhere else self.problems.error
            note(one.document, ("media", "captions"), f'captions in "{one.language}" are missing')
        if media.poster and not media.alt:
            self.problems.warning(one.document, ("media", "poster"), "is not described; say in alt what it shows")
        told: dict[str, object] = {"files": files, "chapter_list": self._chapters(one, media), "spoken": one.language}
        one.activity = _holding(activity, told)
        for language, translation in one.translated.items():
            if isinstance(translation, Played):
                one.translated[language] = _holding(translation, told)

    def _chapters(self, one: WrittenActivity, media: Media) -> tuple[Chapter, ...]:
        path = one.module.folder.media.get(media.chapters or "")
        cues = self._cues.get(path, ()) if path else ()
        return tuple(Chapter(at=int(cue.start), title=cue.text) for cue in cues if cue.text)

    def _file(self, one: WrittenActivity, media: Media, loc: Loc, name: str) -> MediaFile | None:
        path = one.module.folder.media.get(name)
        if path is None:
            near = did_you_mean(name, one.module.folder.media)
            self.problems.error(one.document, loc, f"there is no file media/{name}{near}")
            return None
        try:
            file = self._known(path)
        except NotAMediaFile as error:
            self.problems.error(one.document, loc, f"media/{name} {error}")
            return None
        self._fits(one.document, loc, file)
        if file.type == "text/vtt":
            self._track(one, media, loc, path)
        return file

    def _known(self, path: Path) -> MediaFile:
        file = media_file(path)
        self.written.media[file.digest] = path
        return file

    def _fits(self, document: Document, loc: Loc, file: MediaFile) -> None:
        expected: dict[str | int, tuple[str, ...]] = {
            "src": _SOUND_OR_FILM,
            "captions": ("text/vtt",),
            "chapters": ("text/vtt",),
            "poster": ("image/",),
            "transcript": ("text/plain", "text/markdown"),
        }
        if not file.type.startswith(expected[loc[1]]):
            wanted = " or ".join(kind.rstrip("/") for kind in expected[loc[1]])
            self.problems.error(document, loc, f"expected {wanted}, but media/{file.name} is {file.type}")

    def _track(self, one: WrittenActivity, media: Media, loc: Loc, path: Path) -> None:
        """Captions or chapters: what is wrong with them, and whether they fit what is played."""
        name, field = f"{one.module.folder.path}/media/{path.name}", str(loc[1])
        if path not in self._cues:
            self._cues[path] = self._read(name, field, path)
        last = max(self._cues[path], key=lambda cue: cue.end, default=None)
        if last is None:
            return
        if field == "captions":
            self._length(one, last.end)
        length = self._length_of(one.module.folder.media.get(media.src))
        if length and last.end > length + _SLACK:
            ends = f"ends at {timestamp(last.end)}, but media/{media.src} at {timestamp(length)}"
            self.problems.at(name, last.line, field, ends)

    def _length_of(self, path: Path | None) -> float | None:
        if path and path not in self._lengths:
            self._lengths[path] = length_of(path)
        return self._lengths[path] if path else None

    def _read(self, name: str, field: str, path: Path) -> tuple[Cue, ...]:
        try:
            text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            self.problems.at(name, 1, field, "is not UTF-8; save it with that encoding")
            return ()
        for line, message in vtt_problems(text):
            self.problems.at(name, line, field, message)
        return tuple(cues_in(text))

    def _length(self, one: WrittenActivity, seconds: float) -> None:
        """A film is about as long as it says, as far as its captions tell; a stand-in need not be."""
        activity = one.activity
        if not isinstance(activity, Played) or activity.media is None or activity.media.sample or not activity.minutes:
            return
        minutes = seconds / 60
        if abs(minutes - activity.minutes) > max(1.5, activity.minutes / 4):
            message = f"says {activity.minutes}, but the captions end after {minutes:.1f} minutes"
            self.problems.warning(one.document, "minutes", message)


def _holding(activity: Played, told: dict[str, object]) -> Played:
    """The activity with what the compiler found about its media."""
    media = activity.media.model_copy(update=told) if activity.media else None
    return activity.model_copy(update={"media": media})


def _fields(media: Media) -> Iterator[tuple[Loc, str]]:
    """The files a film or a sound consists of, each with the field that names it."""
    if ":" not in media.src:
        yield ("media", "src"), media.src
    for language, name in media.captions.items():
        yield ("media", "captions", language), name
    for field in ("chapters", "poster", "transcript"):
        name = getattr(media, field)
        if name is not None:
            yield ("media", field), name


def _names(one: WrittenActivity) -> set[str]:
    media = one.activity.media if isinstance(one.activity, Played) else None
    return {name for _loc, name in _fields(media)} | one.pictures.keys() if media else set(one.pictures)
