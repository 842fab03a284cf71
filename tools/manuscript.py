"""The manuscripts that sample media are made from.

A manuscript is the body of a video or podcast; which parts of it are said, the check decides too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ruamel.yaml import YAML
from wording import Wording, wording_in

from courseengine.core.course.compiling.prose import spoken

FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)
SENTENCE_END = re.compile(r"(?:(?<=[.!?])|(?<=[.!?]»))(?<!Meld\.)(?<!St\.)\s+(?=[«–A-ZÆØÅ0-9])")
TRANSLATION = re.compile(r"\.[a-z]{2,3}$")
QUOTES = str.maketrans("", "", "«»")

SHORT_PARAGRAPH = 8
"""A paragraph of fewer words than this belongs to the thought before it."""


@dataclass(frozen=True)
class Sentence:
    """A sentence, who says it, and where in the manuscript it stands."""

    text: str
    speaker: str | None = None
    heading: str = ""
    paragraph: int = 0
    thought: int = 0
    """short paragraphs in a row are one thought, and one picture"""

    @property
    def said(self) -> str:
        """The sentence as it is handed to the voice."""
        return self.text.translate(QUOTES)


@dataclass(frozen=True)
class Manuscript:
    """What a sample is made from, and the files it becomes."""

    id: str
    kind: str
    title: str
    module: str
    wording: Wording
    sentences: tuple[Sentence, ...]
    src: Path
    captions: Path
    chapters: Path | None
    poster: Path | None

    @property
    def files(self) -> list[Path]:
        """Everything the sample consists of."""
        return [file for file in (self.src, self.captions, self.chapters, self.poster) if file]

    def beginning(self, words: int) -> tuple[Sentence, ...]:
        """Whole paragraphs of about so many words; a long one is cut at a sentence."""
        taken: list[Sentence] = []
        count = 0
        for sentence in self.sentences:
            count += len(sentence.text.split())
            if count > words and taken:
                break
            taken.append(sentence)
        left_over = self.sentences[len(taken) :]
        if left_over and left_over[0].paragraph == taken[-1].paragraph:
            whole = [sentence for sentence in taken if sentence.paragraph != taken[-1].paragraph]
            if sum(len(sentence.text.split()) for sentence in whole) >= 0.7 * words:
                return tuple(whole)
        return tuple(taken)


def sentences_in(body: str) -> Iterator[Sentence]:
    """What is read aloud of a manuscript, sentence by sentence."""
    heading, thought, room = "", -1, False
    for said in spoken(body):
        room = room and said.heading == heading
        heading = said.heading
        if not room or len(said.words.split()) >= SHORT_PARAGRAPH:
            thought += 1
        room = True
        base = Sentence("", said.speaker, heading, said.paragraph, thought)
        for sentence in SENTENCE_END.split(said.words):
            yield replace(base, text=sentence)


def front_matter(path: Path) -> tuple[dict[str, object], str]:
    """The fields on top of a content file, and its body."""
    found = FRONT_MATTER.match(path.read_text("utf-8-sig"))
    if not found:
        return {}, ""
    fields = YAML(typ="safe").load(found[1])
    return (fields if isinstance(fields, dict) else {}), found[2]


def originals_in(course: Path) -> Iterator[Path]:
    """The files of the modules that are not translations, in the order of their paths."""
    return (path for path in sorted(course.glob("modules/*/*.md")) if not TRANSLATION.search(path.stem))


def language_of(course: Path) -> str:
    """The language a course is written in, where a file says no other."""
    file = course / "course.yml"
    fields = YAML(typ="safe").load(file.read_text("utf-8-sig")) if file.is_file() else {}
    return str(fields.get("language", "nb"))


def read_manuscript(path: Path, language: str) -> Manuscript | None:
    """The manuscript in a content file, or None where its media are not samples kept beside it."""
    fields, body = front_matter(path)
    media = fields.get("media")
    if fields.get("kind") not in ("video", "podcast") or not isinstance(media, dict) or not media.get("sample"):
        return None
    if "://" in str(media.get("src")) or not media.get("captions"):
        return None
    language = str(fields.get("language", language))
    captions = media["captions"]
    wording = wording_in(language)
    folder = path.parent / "media"
    module, _ = front_matter(path.parent / "module.md")
    return Manuscript(
        id=str(fields["id"]),
        kind=str(fields["kind"]),
        title=str(fields["title"]),
        module=f"{wording.module} {module['number']}" if "number" in module else str(module.get("title", "")),
        wording=wording,
        sentences=tuple(sentences_in(body)),
        src=folder / str(media["src"]),
        captions=folder / str(captions.get(language) or next(iter(captions.values()))),
        chapters=folder / str(media["chapters"]) if media.get("chapters") else None,
        poster=folder / str(media["poster"]) if media.get("poster") else None,
    )
