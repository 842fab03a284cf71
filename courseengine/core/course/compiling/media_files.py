"""The files of a course: films, sound, captions, pictures, and whether they are what they seem.

A video has captions in the course's language, a video and a podcast have a text version (WCAG
1.2.2, 1.2.1). A file's type is what its name and its first bytes agree on. Files are known by
the digest of their content, so that a published course keeps the files it was published with.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from courseengine.core.course.activities.base import MediaFile
from courseengine.core.course.activities.media import Media, Played
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


def vtt_problems(text: str) -> Iterator[tuple[int, str]]:
    """What is wrong with captions or chapters in WebVTT, by line."""
    lines = text.split("\n")
    if not re.match(r"WEBVTT([ \t]|$)", lines[0]):
        yield 1, "expected WEBVTT as the first line"
        return
    cues, before = 0, 0.0
    for number, line in enumerate(lines, 1):
        if "-->" not in line:
            continue
        match = _TIMING.match(line.strip())
        if match is None:
            yield number, "expected a time such as 00:01.000 --> 00:04.500"
            continue
        start, end = seconds(match[1]), seconds(match[2])
        if end <= start:
            yield number, "ends before it begins"
        elif start < before:
            yield number, "begins before the one above it"
        cues, before = cues + 1, start
    if not cues:
        yield 1, "holds nothing to show"


def ends_at(text: str) -> float:
    """When the last of the captions ends, in seconds."""
    ends = [match[2] for line in text.split("\n") if (match := _TIMING.match(line.strip()))]
    return max(map(seconds, ends), default=0.0)


def seconds(time: str) -> float:
    """A time in WebVTT in seconds."""
    total = 0.0
    for part in time.split(":"):
        total = total * 60 + float(part)
    return total


class MediaCheck:
    """Holds what activities say about files against the files there are."""

    def __init__(self, written: Written, problems: Problems) -> None:
        """Check ``written`` and note down in it the files it consists of."""
        self.written = written
        self.problems = problems
        self._texts_checked: set[Path] = set()

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
        if "files" in one.document.fields["media"]:
            self.problems.error(one.document, ("media", "files"), "there is no such field; the compiler fills it in")
        elsewhere = ":" in media.src
        if elsewhere and not media.src.startswith("https://"):
            expected = "expected a file in media/ or an address that begins with https://"
            self.problems.error(one.document, ("media", "src"), f'{expected}, found "{media.src}"')
        files = tuple(file for loc, name in _fields(media) if (file := self._file(one, loc, name)))
        known = self.written.course is not None
        if known and isinstance(activity, Video) and self.written.language not in media.captions:
            note = self.problems.warning if elsewhere else self.problems.error
            note(one.document, ("media", "captions"), f'captions in "{self.written.language}" are missing')
        one.activity = activity.model_copy(update={"media": media.model_copy(update={"files": files})})

    def _file(self, one: WrittenActivity, loc: Loc, name: str) -> MediaFile | None:
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
            self._captions(one, loc, path)
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

    def _captions(self, one: WrittenActivity, loc: Loc, path: Path) -> None:
        if path in self._texts_checked:
            return
        self._texts_checked.add(path)
        name = f"{one.module.folder.path}/media/{path.name}"
        try:
            text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            self.problems.at(name, 1, str(loc[1]), "is not UTF-8; save it with that encoding")
            return
        for line, message in vtt_problems(text):
            self.problems.at(name, line, str(loc[1]), message)
        self._length(one, text)

    def _length(self, one: WrittenActivity, captions: str) -> None:
        """A film is about as long as it says, as far as its captions tell; a stand-in need not be."""
        activity = one.activity
        if not isinstance(activity, Played) or activity.media is None or activity.media.sample or not activity.minutes:
            return
        minutes = ends_at(captions) / 60
        if abs(minutes - activity.minutes) > max(1.5, activity.minutes / 4):
            message = f"says {activity.minutes}, but the captions end after {minutes:.1f} minutes"
            self.problems.warning(one.document, "minutes", message)


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
