"""Captions and chapters: what is heard when, written as WebVTT."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path

from manuscript import Sentence

CAPTION_LINE = 40
LEAD_IN = 0.325
"""How long before the first word of a part its picture or chapter begins, in seconds."""

Cue = tuple[float, float, str]
"""start, end and what is shown"""


@dataclass(frozen=True)
class Spoken:
    """A sentence and where it lies in the sound, in seconds."""

    sentence: Sentence
    start: float
    end: float


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


def captions_of(spoken: Sequence[Spoken]) -> Iterator[Cue]:
    """Captions with their times: a long sentence is shared out by its letters."""
    for part in spoken:
        captions = caption_lines(part.sentence.text)
        letters = sum(map(len, captions))
        speaker = f"<v {part.sentence.speaker}>" if part.sentence.speaker else ""
        start = part.start
        for caption in captions:
            end = min(start + (part.end - part.start) * len(caption) / letters, part.end)
            yield start, end, speaker + escape(two_lines(caption), quote=False)
            start = end


def chapters_of(talk: Sequence[Spoken], introduction: str, seconds: float) -> Iterator[Cue]:
    """An introduction, then a chapter for each heading that something is said under, to the end."""
    starts = [(0.0, introduction)]
    for heading, parts in groupby(talk, key=lambda part: part.sentence.heading):
        if heading:
            starts.append((next(parts).start - LEAD_IN, heading))
    ends = [*(start for start, _ in starts[1:]), seconds]
    for (start, title), end in zip(starts, ends, strict=True):
        yield start, end, escape(title, quote=False)


def timestamp(seconds: float) -> str:
    """A moment as WebVTT writes it, never later than it is."""
    thousandths = int(seconds * 1000 + 1e-6)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def write_track(cues: Iterator[Cue], digest: str, file: Path) -> None:
    """Write captions or chapters, with the script they were made from in a note."""
    blocks = [f"{timestamp(start)} --> {timestamp(end)}\n{text}" for start, end, text in cues]
    note = f"NOTE\nA sample, made by tools/media.py from script {digest}"
    file.write_text("\n\n".join(["WEBVTT", note, *blocks]) + "\n", "utf-8")
