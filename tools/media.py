"""Sample media, made by machine from the manuscripts.

An activity that says ``sample: true`` about its media gets a stand-in until somebody films the
real thing: a video becomes narrated slides with a poster, a podcast becomes a conversation in two
voices, and both get captions. Only the beginning of the manuscript is spoken, to the end of a
sentence; the whole of it is on the page as text. Picture, speech and captions all say that this
is a sample.

    python tools/media.py content

Speech comes from espeak-ng, pictures and encoding from ffmpeg. Each caption file remembers which
script it was made from, so what has not changed is left alone, and then neither is needed.
"""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from manuscript import Manuscript, Sentence, read_manuscript
from slides import closing_slide, phrase_slide, title_slide

RECIPE = 1
"""Counted up when what is made changes, so that everything is made anew."""

WORDS = 150
"""About how much of a manuscript is spoken."""

SHORTEST, LONGEST = 45.0, 90.0
"""How long a sample may be, in seconds."""

OPENING_AT, TITLE_AT, CLOSING_AT = -2, -1, 10_000
"""Paragraph numbers of what is said around the manuscript."""

OPENING = Sentence("Dette er et eksempel, laget maskinelt fra manuset.", paragraph=OPENING_AT)
CLOSING = (
    Sentence("Her slutter eksempelet.", paragraph=CLOSING_AT),
    Sentence("Resten kan dere lese i manuset.", paragraph=CLOSING_AT),
)

BETWEEN_SENTENCES, BETWEEN_PARAGRAPHS = 0.3, 0.65
CAPTION_LINE = 40
PHRASE = 28
"""A shorter sentence than this says too little to stand alone on a slide."""

SPEED = 150

VOICES = (("nb", 42), ("nb+f2", 58), ("nb+m3", 32))
"""Voice and pitch: the narrator, then those who talk, in the order they are heard."""

PACKAGES = {"ffmpeg": "ffmpeg", "espeak-ng": "espeak-ng"}


class MediaError(Exception):
    """Something the person at the terminal has to mend, in one sentence."""


@dataclass(frozen=True)
class Spoken:
    """A sentence and where it lies in the sound, in seconds."""

    sentence: Sentence
    start: float
    end: float


@dataclass(frozen=True)
class Slide:
    """A picture and when it comes up."""

    svg: str
    start: float


def script_of(manuscript: Manuscript) -> tuple[Sentence, ...]:
    """What is said: that this is a sample, the beginning of the manuscript, and where the rest is."""
    title = manuscript.title if manuscript.title.endswith(("?", "!")) else f"{manuscript.title}."
    return (OPENING, Sentence(title, paragraph=TITLE_AT), *manuscript.beginning(WORDS), *CLOSING)


def digest_of(manuscript: Manuscript) -> str:
    """A digest of everything the sample is made from."""
    script = [(line.text, line.speaker, line.heading, line.paragraph) for line in script_of(manuscript)]
    made_from = [RECIPE, manuscript.kind, manuscript.module, script, VOICES, SPEED]
    return hashlib.sha256(json.dumps(made_from, ensure_ascii=False).encode()).hexdigest()[:16]


def is_current(manuscript: Manuscript) -> bool:
    """Whether the sample is there and was made from this very script."""
    files = [manuscript.src, manuscript.captions, *([manuscript.poster] if manuscript.poster else [])]
    if not all(file.is_file() for file in files):
        return False
    return f"script {digest_of(manuscript)}" in manuscript.captions.read_text("utf-8")


def run(*command: str | Path) -> None:
    """Run a program, and turn its failure into a sentence."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise MediaError(f"{command[0]} failed: {last}")


def voices_of(script: Sequence[Sentence]) -> dict[str | None, tuple[str, int]]:
    """Who speaks with which voice; the narrator has the first."""
    speakers = list(dict.fromkeys(line.speaker for line in script if line.speaker))
    others = VOICES[1:]
    return {None: VOICES[0], **{name: others[number % len(others)] for number, name in enumerate(speakers)}}


def speak(script: Sequence[Sentence], sound: Path) -> tuple[tuple[Spoken, ...], float]:
    """Write the speech as one WAV file, and tell when each sentence is heard and how long it all is."""
    voices = voices_of(script)
    piece = sound.with_name("sentence.wav")
    spoken: list[Spoken] = []
    clock = 0.0
    with wave.open(str(sound), "wb") as whole:
        for before, line in zip((None, *script), script, strict=False):
            voice, pitch = voices[line.speaker]
            run("espeak-ng", "-v", voice, "-p", str(pitch), "-s", str(SPEED), "-w", piece, line.said)
            with wave.open(str(piece), "rb") as part:
                if before is None:
                    whole.setparams(part.getparams())
                rate, frames = part.getframerate(), part.readframes(part.getnframes())
            same = before is not None and before.paragraph == line.paragraph
            pause = BETWEEN_SENTENCES if same else BETWEEN_PARAGRAPHS
            whole.writeframes(bytes(2 * round(pause * rate)) + frames)
            start = clock + round(pause * rate) / rate
            clock = start + len(frames) / 2 / rate
            spoken.append(Spoken(line, start, clock))
        whole.writeframes(bytes(2 * round(BETWEEN_PARAGRAPHS * rate)))
    return tuple(spoken), clock + round(BETWEEN_PARAGRAPHS * rate) / rate


def caption_lines(text: str) -> list[str]:
    """The text in captions of at most two lines, as even as they come."""
    words, pieces = text.split(), -(-len(text) // (2 * CAPTION_LINE - 6))
    target = len(text) / pieces
    captions: list[list[str]] = [[]]
    for word in words:
        if captions[-1] and len(" ".join((*captions[-1], word))) > target and len(captions) < pieces:
            captions.append([])
        captions[-1].append(word)
    return [" ".join(caption) for caption in captions]


def two_lines(text: str) -> str:
    """The caption broken near its middle, if it is longer than a line."""
    if len(text) <= CAPTION_LINE:
        return text
    breaks = [found.start() for found in re.finditer(" ", text)]
    middle = min(breaks, key=lambda at: abs(at - len(text) / 2))
    return f"{text[:middle]}\n{text[middle + 1 :]}"


def timestamp(seconds: float) -> str:
    """A moment as WebVTT writes it."""
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def cues(spoken: Sequence[Spoken]) -> Iterator[tuple[float, float, str]]:
    """Captions with their times: a long sentence is shared out by its letters."""
    for part in spoken:
        captions = caption_lines(part.sentence.text)
        letters = sum(map(len, captions))
        start = part.start
        for caption in captions:
            end = min(start + (part.end - part.start) * len(caption) / letters, part.end)
            speaker = part.sentence.speaker
            yield start, end, f"<v {speaker}>{two_lines(caption)}" if speaker else two_lines(caption)
            start = end


def write_captions(spoken: Sequence[Spoken], digest: str, file: Path) -> None:
    """Write the captions, with the script they were made from in a note."""
    blocks = [f"{timestamp(start)} --> {timestamp(end)}\n{text}" for start, end, text in cues(spoken)]
    note = f"NOTE\nA sample, made by tools/media.py from script {digest}"
    file.write_text("\n\n".join(["WEBVTT", note, *blocks]) + "\n", "utf-8")


def slides_of(manuscript: Manuscript, spoken: Sequence[Spoken]) -> list[Slide]:
    """A title, one slide for each thought, and a last one that leads on to the manuscript."""
    body = [part for part in spoken if TITLE_AT < part.sentence.paragraph < CLOSING_AT]
    thoughts = [list(parts) for _, parts in groupby(body, key=lambda part: part.sentence.thought)]
    slides = [Slide(title_slide(manuscript.title, manuscript.module), 0.0)]
    for number, parts in enumerate(thoughts, start=1):
        texts = [part.sentence.text for part in parts]
        phrase = next((text for text in texts if len(text) >= PHRASE), texts[0])
        svg = phrase_slide(phrase, parts[0].sentence.heading, number=number, of=len(thoughts))
        slides.append(Slide(svg, parts[0].start - BETWEEN_PARAGRAPHS / 2))
    last = next(part for part in spoken if part.sentence.paragraph == CLOSING_AT)
    slides.append(Slide(closing_slide(), last.start - BETWEEN_PARAGRAPHS / 2))
    return slides


FFMPEG = ("ffmpeg", "-hide_banner", "-loglevel", "error", "-y")
SAME_EVERY_TIME = ("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact")
SOUND = ("-af", "highpass=f=90,lowpass=f=7500,volume=1.4,alimiter=limit=0.8:level=disabled", "-ac", "1", "-ar", "22050")


def make_video(manuscript: Manuscript, spoken: Sequence[Spoken], sound: Path, seconds: float) -> None:
    """Write the film and its poster."""
    slides = slides_of(manuscript, spoken)
    ends = [slide.start for slide in slides[1:]] + [seconds]
    playlist = ["ffconcat version 1.0"]
    for number, (slide, end) in enumerate(zip(slides, ends, strict=True)):
        svg, picture = sound.with_name(f"{number}.svg"), sound.with_name(f"{number}.png")
        svg.write_text(slide.svg, "utf-8")
        run(*FFMPEG, "-i", svg, picture)
        playlist += [f"file {picture.name}", f"duration {end - slide.start:.3f}"]
    playlist.append(f"file {picture.name}")
    listing = sound.with_name("slides.txt")
    listing.write_text("\n".join(playlist) + "\n", "utf-8")
    picture_codec = ("-r", "10", "-c:v", "libx264", "-preset", "slow", "-crf", "26", "-tune", "stillimage")
    run(
        *FFMPEG, "-f", "concat", "-i", listing, "-i", sound, *picture_codec, "-g", "100", "-pix_fmt", "yuv420p",
        *SOUND, "-c:a", "aac", "-b:a", "48k", "-threads", "1", "-t", f"{seconds:.3f}", *SAME_EVERY_TIME,
        "-movflags", "+faststart", manuscript.src,
    )  # fmt: skip
    if manuscript.poster:
        first = sound.with_name("0.png")
        run(*FFMPEG, "-i", first, "-q:v", "4", "-pix_fmt", "yuvj420p", *SAME_EVERY_TIME, manuscript.poster)


def make_podcast(manuscript: Manuscript, sound: Path) -> None:
    """Write the conversation."""
    run(
        *FFMPEG, "-i", sound, *SOUND, "-c:a", "libmp3lame", "-b:a", "40k",
        "-id3v2_version", "0", *SAME_EVERY_TIME, manuscript.src,
    )  # fmt: skip


def make(manuscript: Manuscript) -> float:
    """Make the sample and its captions, and tell how long it became, in seconds."""
    manuscript.src.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        sound = Path(folder) / "speech.wav"
        spoken, seconds = speak(script_of(manuscript), sound)
        if not SHORTEST <= seconds <= LONGEST:
            span = f"{SHORTEST:.0f}–{LONGEST:.0f}"
            raise MediaError(f"{manuscript.id} became {seconds:.0f} seconds long, expected {span}; look at WORDS")
        if manuscript.kind == "video":
            make_video(manuscript, spoken, sound, seconds)
        else:
            make_podcast(manuscript, sound)
    write_captions(spoken, digest_of(manuscript), manuscript.captions)
    return seconds


def require_programs() -> None:
    """Refuse to begin when a program is missing, and name the packages."""
    missing = [package for program, package in PACKAGES.items() if shutil.which(program) is None]
    if missing:
        raise MediaError(f"Install {' and '.join(missing)} first: apt-get install {' '.join(missing)}")


def samples_in(content: Path) -> list[Manuscript]:
    """The manuscripts whose media are samples, in the order of their paths."""
    manuscripts = (read_manuscript(path) for path in sorted(content.glob("**/modules/*/*.md")))
    return [manuscript for manuscript in manuscripts if manuscript]


def main(arguments: Sequence[str] | None = None) -> int:
    """Make what has changed, and print a line for each sample."""
    parser = argparse.ArgumentParser(description="Make sample media from the manuscripts.")
    parser.add_argument("content", type=Path, help="the course's folder")
    parser.add_argument("--force", action="store_true", help="make everything anew")
    chosen: Any = parser.parse_args(arguments)
    try:
        for manuscript in samples_in(chosen.content):
            if is_current(manuscript) and not chosen.force:
                print(f"{manuscript.id}: unchanged")
                continue
            require_programs()
            seconds = make(manuscript)
            print(f"{manuscript.id}: {seconds:.0f} seconds, {manuscript.src.stat().st_size // 1000} kB")
    except MediaError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
