"""Sample media, made by machine from the manuscripts.

An activity that says ``sample: true`` about its media gets a stand-in until somebody films the
real thing: a video becomes narrated slides with a poster, a podcast becomes a conversation in two
voices, and both get captions, and chapters where the front matter names a file for them. Only the
beginning of the manuscript is spoken, to the end of a sentence; the whole of it is on the page as
text. Picture, speech and captions all say that this is a sample.

    python tools/media.py content content/packages/a-package
    python tools/media.py --announce content

Speech comes from espeak-ng, pictures and encoding from ffmpeg. Each caption file remembers which
script it was made from, so what has not changed is left alone, and then neither is needed.
"""

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import wave
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from announce import announce
from manuscript import Manuscript, Sentence, language_of, originals_in, read_manuscript
from slides import closing_slide, phrase_slide, title_slide
from tracks import LEAD_IN, Spoken, captions_of, chapters_of, write_track
from wording import MediaError, Voices

RECIPE = 2
"""Counted up when what is made changes, so that everything is made anew."""

WORKERS = 2
"""How many samples are made at a time."""

WORDS = 130
"""About how much of a manuscript is spoken."""

SHORTEST, LONGEST = 45.0, 90.0
"""How long a sample may be, in seconds."""

OPENING_AT, TITLE_AT, CLOSING_AT = -2, -1, 10_000
"""Paragraph numbers of what is said around the manuscript."""

BETWEEN_SENTENCES, BETWEEN_PARAGRAPHS = 0.3, 2 * LEAD_IN
PHRASE = 28
"""A shorter sentence than this says too little to stand alone on a slide."""

SPEED = 150

PACKAGES = {"ffmpeg": "ffmpeg", "espeak-ng": "espeak-ng"}


@dataclass(frozen=True)
class Slide:
    """A picture and when it comes up."""

    svg: str
    start: float


def script_of(manuscript: Manuscript) -> tuple[Sentence, ...]:
    """What is said: that this is a sample, the beginning of the manuscript, and where the rest is."""
    wording = manuscript.wording
    title = manuscript.title if manuscript.title.endswith(("?", "!")) else f"{manuscript.title}."
    return (
        Sentence(wording.opening, paragraph=OPENING_AT),
        Sentence(title, paragraph=TITLE_AT),
        *manuscript.beginning(WORDS),
        *(Sentence(text, paragraph=CLOSING_AT) for text in wording.closing),
    )


def digest_of(manuscript: Manuscript) -> str:
    """A digest of everything the sample is made from."""
    script = [(line.text, line.speaker, line.heading, line.paragraph) for line in script_of(manuscript)]
    wording = manuscript.wording
    around = [wording.introduction, wording.mark, wording.ends, wording.read_on, wording.voices]
    made_from = [RECIPE, manuscript.kind, manuscript.module, script, around, SPEED]
    return hashlib.sha256(json.dumps(made_from, ensure_ascii=False).encode()).hexdigest()[:16]


def is_current(manuscript: Manuscript) -> bool:
    """Whether the sample is there and was made from this very script."""
    if not all(file.is_file() for file in manuscript.files):
        return False
    return f"script {digest_of(manuscript)}" in manuscript.captions.read_text("utf-8")


def run(*command: str | Path) -> None:
    """Run a program, and turn its failure into a sentence."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise MediaError(f"{command[0]} failed: {last}")


def voices_of(script: Sequence[Sentence], voices: Voices) -> dict[str | None, tuple[str, int]]:
    """Who speaks with which voice; the narrator has the first."""
    speakers = list(dict.fromkeys(line.speaker for line in script if line.speaker))
    narrator, *others = voices
    return {None: narrator, **{name: others[number % len(others)] for number, name in enumerate(speakers)}}


def speak(manuscript: Manuscript, sound: Path) -> tuple[tuple[Spoken, ...], float]:
    """Write the speech as one WAV file, and tell when each sentence is heard and how long it all is."""
    script = script_of(manuscript)
    voices = voices_of(script, manuscript.wording.voices)
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


def talk_in(spoken: Sequence[Spoken]) -> list[Spoken]:
    """What comes from the manuscript, without what is said around it."""
    return [part for part in spoken if TITLE_AT < part.sentence.paragraph < CLOSING_AT]


def slides_of(manuscript: Manuscript, spoken: Sequence[Spoken]) -> list[Slide]:
    """A title, one slide for each thought, and a last one that leads on to the manuscript."""
    wording = manuscript.wording
    thoughts = [list(parts) for _, parts in groupby(talk_in(spoken), key=lambda part: part.sentence.thought)]
    slides = [Slide(title_slide(wording, manuscript.title, manuscript.module), 0.0)]
    for number, parts in enumerate(thoughts, start=1):
        texts = [part.sentence.text for part in parts]
        phrase = next((text for text in texts if len(text) >= PHRASE), texts[0])
        svg = phrase_slide(wording, phrase, parts[0].sentence.heading, number=number, of=len(thoughts))
        slides.append(Slide(svg, parts[0].start - LEAD_IN))
    last = next(part for part in spoken if part.sentence.paragraph == CLOSING_AT)
    slides.append(Slide(closing_slide(wording), last.start - LEAD_IN))
    return slides


FFMPEG = ("ffmpeg", "-hide_banner", "-loglevel", "error", "-y")
SAME_EVERY_TIME = ("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact")
SOUND = ("-af", "highpass=f=90,lowpass=f=7500,volume=1.4,alimiter=limit=0.7:level=disabled", "-ac", "1")
FILM_SOUND = ("-ar", "16000", "-c:a", "aac", "-b:a", "28k")
PODCAST_SOUND = ("-ar", "22050", "-c:a", "libmp3lame", "-b:a", "32k")
FILM = ("-r", "5", "-c:v", "libx264", "-preset", "veryslow", "-crf", "28", "-tune", "animation", "-g", "300")
POSTER = ("-q:v", "10", "-pix_fmt", "yuvj420p")
"""Slides stand still and speech is narrow: a minute of film is some 380 kB, of a podcast 240 kB."""


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
    run(
        *FFMPEG, "-f", "concat", "-i", listing, "-i", sound, *FILM, "-pix_fmt", "yuv420p", *SOUND, *FILM_SOUND,
        "-threads", "1", "-t", f"{seconds:.3f}", *SAME_EVERY_TIME, "-movflags", "+faststart", manuscript.src,
    )  # fmt: skip
    if manuscript.poster:
        run(*FFMPEG, "-i", sound.with_name("0.png"), *POSTER, *SAME_EVERY_TIME, manuscript.poster)


def make_podcast(manuscript: Manuscript, sound: Path) -> None:
    """Write the conversation."""
    run(*FFMPEG, "-i", sound, *SOUND, *PODCAST_SOUND, "-id3v2_version", "0", *SAME_EVERY_TIME, manuscript.src)


def make(manuscript: Manuscript) -> float:
    """Make the sample, its captions and chapters, and tell how long it became, in seconds."""
    manuscript.src.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        sound = Path(folder) / "speech.wav"
        spoken, seconds = speak(manuscript, sound)
        if not SHORTEST <= seconds <= LONGEST:
            span = f"{SHORTEST:.0f}–{LONGEST:.0f}"
            raise MediaError(f"{manuscript.id} became {seconds:.0f} seconds long, expected {span}; look at WORDS")
        if manuscript.kind == "video":
            make_video(manuscript, spoken, sound, seconds)
        else:
            make_podcast(manuscript, sound)
    digest = digest_of(manuscript)
    if manuscript.chapters:
        chapters = chapters_of(talk_in(spoken), manuscript.wording.introduction, seconds)
        write_track(chapters, digest, manuscript.chapters)
    write_track(captions_of(spoken), digest, manuscript.captions)
    return seconds


def require_programs() -> None:
    """Refuse to begin when a program is missing, and name the packages."""
    missing = [package for program, package in PACKAGES.items() if shutil.which(program) is None]
    if missing:
        raise MediaError(f"Install {' and '.join(missing)} first: apt-get install {' '.join(missing)}")


def samples_in(course: Path) -> list[Manuscript]:
    """The manuscripts whose media are samples, in the order of their paths."""
    language = language_of(course)
    manuscripts = (read_manuscript(path, language) for path in originals_in(course))
    return [manuscript for manuscript in manuscripts if manuscript]


def make_all(manuscripts: Sequence[Manuscript], *, force: bool) -> bool:
    """Make what has changed, print a line for each sample, and tell whether all of them became something."""
    changed = [manuscript for manuscript in manuscripts if force or not is_current(manuscript)]
    if changed:
        require_programs()
    whole = True
    with ThreadPoolExecutor(WORKERS) as pool:
        jobs = {manuscript.src: pool.submit(make, manuscript) for manuscript in changed}
        for manuscript in manuscripts:
            job = jobs.get(manuscript.src)
            if job is None:
                print(f"{manuscript.id}: unchanged")
            elif isinstance(error := job.exception(), MediaError):
                print(error, file=sys.stderr)
                whole = False
            else:
                size = manuscript.src.stat().st_size // 1000
                print(f"{manuscript.id}: {job.result():.0f} seconds, {size} kB", flush=True)
    return whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the samples of some courses, or announce them."""
    parser = argparse.ArgumentParser(description="Make sample media from the manuscripts.")
    parser.add_argument("courses", type=Path, nargs="+", metavar="course", help="a course's folder")
    parser.add_argument("--force", action="store_true", help="make everything anew")
    parser.add_argument("--announce", action="store_true", help="only write in the manuscripts which media they get")
    chosen: Any = parser.parse_args(arguments)
    try:
        if chosen.announce:
            for course in chosen.courses:
                for path in announce(course):
                    print(path)
            return 0
        samples = [sample for course in chosen.courses for sample in samples_in(course)]
        return 0 if make_all(samples, force=chosen.force) else 1
    except MediaError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
