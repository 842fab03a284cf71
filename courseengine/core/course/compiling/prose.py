"""The words of a course: whether a manuscript is as long as it says, names its sources, and reads easily.

A film is spoken at about 130 words a minute and a conversation at about 150. How hard a text is to
read is told as LIX and nothing to mend: 30 is easy, 40 is what a newspaper asks, 50 is an official
report (C. H. Björnsson, Läsbarhet, 1968).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from courseengine.core.course.activities.text import Text
from courseengine.core.course.compiling.written import Written, WrittenActivity
from courseengine.core.course.problems import Problems

WORDS_A_MINUTE = {"video": 130, "podcast": 150}
"""by kind: how fast it is spoken"""
TOLERANCE = 0.15
WORTH_MEASURING = 100
"""A text of fewer words than this says too little about how it reads."""

_BOX = re.compile(r"^(/{3,}).*?^\1[ \t]*$", re.DOTALL | re.MULTILINE)
_SPEAKER = re.compile(r"\*\*([^*]+?):\*\*\s*")
_DIRECTION = re.compile(r"[*_][^*_].*[*_]", re.DOTALL)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKUP = re.compile(r"[*_`#>|]|\{[^}]*\}")
_WORD = re.compile(r"\w+(?:[-’']\w+)*")
_SENTENCE_END = re.compile(r"[.!?:](?=[\s»”\")]|$)")
LONG_WORD = 7
"""letters from which LIX counts a word as long"""


def check_prose(written: Written, problems: Problems) -> None:
    """Note what is off about the words of every activity."""
    for one in written.activities():
        _length(one, problems)
        _sources(one, problems)
        words = plain(one.document.body)
        if len(_WORD.findall(words)) >= WORTH_MEASURING:
            problems.information(one.document, "body", f"reads as LIX {lix(words):.0f}")


def _length(one: WrittenActivity, problems: Problems) -> None:
    activity = one.activity
    pace = WORDS_A_MINUTE.get(activity.kind) if activity else None
    if pace is None or activity is None or not activity.minutes or not one.document.body.strip():
        return
    expected = pace * activity.minutes
    words = sum(len(said.words.split()) for said in spoken(one.document.body))
    if abs(words - expected) > TOLERANCE * expected:
        message = f"says {activity.minutes}, which is about {expected} words, but the manuscript has {words}"
        problems.warning(one.document, "minutes", message)


def _sources(one: WrittenActivity, problems: Problems) -> None:
    if isinstance(one.activity, Text) and not one.activity.sources:
        problems.warning(one.document, "sources", "are missing; name what the text builds on, a line each")


class Said(NamedTuple):
    """A paragraph that is said, and where it stands in its manuscript."""

    words: str
    speaker: str | None
    heading: str
    """the last heading above it; empty before the first"""
    paragraph: int
    """its number among everything in the manuscript, so that two with the same heading differ"""


def spoken(body: str) -> Iterator[Said]:
    """What is said of a manuscript, paragraph by paragraph.

    Headings, boxes and lines in italics (what is seen) are not said. In a conversation a paragraph
    begins with who speaks, in bold: ``**Læreren:** …``.
    """
    heading = ""
    for number, paragraph in enumerate(re.split(r"\n\s*\n", _BOX.sub("", body))):
        text = " ".join(paragraph.split())
        named = _SPEAKER.match(text)
        if text.startswith("#"):
            heading = _without_markup(text).strip()
        elif text and (named or not _DIRECTION.fullmatch(text)):
            words = text[named.end() :] if named else text
            yield Said(_without_markup(words), named[1] if named else None, heading, number)


def plain(body: str) -> str:
    """A text without its markup, for counting."""
    lines = (line for line in body.split("\n") if not line.lstrip().startswith("///"))
    # A heading and an item of a list are sentences, though no full stop says so.
    ended = (f"{line}." if re.match(r"\s*(#|[-*+] |\d+\. )", line) and line[-1:].isalnum() else line for line in lines)
    return _without_markup("\n".join(ended))


def _without_markup(text: str) -> str:
    return _MARKUP.sub("", _LINK.sub(r"\1", text))


def lix(text: str) -> float:
    """How hard a text is to read: words a sentence, and the share of words of more than six letters."""
    words = _WORD.findall(text)
    sentences = max(1, len(_SENTENCE_END.findall(text)))
    return len(words) / sentences + 100 * sum(len(word) >= LONG_WORD for word in words) / max(1, len(words))
