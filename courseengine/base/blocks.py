"""The boxes an author may put into a text: tip, time, goal, example, quote, law, leaders, reveal.

    /// law | Overordnet del 3.5
    «Skolen skal være et profesjonsfellesskap …»
    ///

A box is for text only; whatever has progress is an activity with a file of its own. Boxes take
no options. ``proof.py`` sees to it that a box that is not understood is a problem and not text.

What stands in a box for leaders is nobody else's: a text is rendered twice, and for everybody else
from a source that the box was taken out of (``without_leaders``), so that nothing of it is there
to be hidden.
"""

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator
from typing import Any, ClassVar

from markdown import Markdown
from pymdownx.blocks import BlocksExtension, BlocksProcessor  # type: ignore[import-untyped]  # no types for its users
from pymdownx.blocks.block import Block  # type: ignore[import-untyped]  # no types for its users

from courseengine.base.page import Page, page_of


def N_(message: str) -> str:  # the name that message extraction knows
    """Mark a message that is translated later."""
    return message


class Box(Block):  # type: ignore[misc]  # pymdownx has no types for its users
    """A box with a label and, where the author gives one, a title."""

    ARGUMENT = None
    LABEL: ClassVar[str]

    @property
    def page(self) -> Page:
        """The page being rendered."""
        return page_of(self.md)

    def on_init(self) -> None:
        """Take no options, not even the ones that every block of the library has."""
        self.option_spec: dict[str, Any] = {}

    def on_validate(self, parent: etree.Element) -> bool:
        """Give the library the attributes it expects: none."""
        self.options: dict[str, Any] = {"attrs": {}}
        return True

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Make the box, and remember it for the proof."""
        self.page.boxes.append(self.NAME)
        return self.make(parent)

    def make(self, parent: etree.Element) -> etree.Element:
        """A plain box: a label, then the text."""
        box = etree.SubElement(parent, "div", {"class": f"block block-{self.NAME}"})
        title = etree.SubElement(box, "p", {"class": "block-title"})
        title.text = self.argument or self.page.gettext(self.LABEL)
        return box


class Tip(Box):
    """Advice from practice."""

    NAME = "tip"
    LABEL = N_("Tip")


class Time(Box):
    """How long something takes."""

    NAME = "time"
    LABEL = N_("Time")


class Goal(Box):
    """What one is working towards."""

    NAME = "goal"
    LABEL = N_("Goal")


class Example(Box):
    """A case from a school."""

    NAME = "example"
    LABEL = N_("Example")


class Quote(Box):
    """Somebody's words; the title is where they stand."""

    NAME = "quote"

    def make(self, parent: etree.Element) -> etree.Element:
        """A figure that holds the quotation, and its source as the caption."""
        figure = etree.SubElement(parent, "figure", {"class": f"block block-{self.NAME}"})
        etree.SubElement(figure, "blockquote")
        if self.argument:
            etree.SubElement(figure, "figcaption").text = self.argument
        return figure

    def on_add(self, block: etree.Element) -> etree.Element:
        """The text goes into the quotation, before the source."""
        return block[0]


class Law(Quote):
    """The words of a law, a regulation or the curriculum; the title is which."""

    NAME = "law"


class Leaders(Box):
    """For school leaders and school owners only; nobody else is sent it."""

    NAME = "leaders"
    LABEL = N_("For leaders")

    def make(self, parent: etree.Element) -> etree.Element:
        """The box, and that nobody else sees it."""
        box = super().make(parent)
        note = etree.SubElement(box, "p", {"class": "block-note"})
        note.text = self.page.gettext(N_("Only leaders and owners see this."))
        return box


class Reveal(Box):
    """Something to think about before one opens it."""

    NAME = "reveal"
    LABEL = N_("Show")

    def make(self, parent: etree.Element) -> etree.Element:
        """Details that are closed until somebody opens them."""
        details = etree.SubElement(parent, "details", {"class": f"block block-{self.NAME}"})
        etree.SubElement(details, "summary").text = self.argument or self.page.gettext(self.LABEL)
        return details


BOXES: tuple[type[Box], ...] = (Tip, Time, Goal, Example, Quote, Law, Leaders, Reveal)
NAMES: tuple[str, ...] = tuple(box.NAME for box in BOXES)

FENCE = re.compile(r"^[> ]*(`{3,}|~{3,})([^`]*)$")
BOX_LINE = re.compile(r"^([> ]*)(/{3,})\s*(.*?)\s*$")
"""a line that opens a box (slashes and a name) or closes one (slashes alone): what it stands behind, slashes, name"""
_FOR_LEADERS = re.compile(rf"{Leaders.NAME}\b", re.IGNORECASE)


def lines_outside_code(markdown: str) -> Iterator[tuple[int, str]]:
    """The lines that are in no code block, each with its number, the first being 1."""
    fence = ""
    for number, line in enumerate(markdown.split("\n"), 1):
        match = FENCE.match(line)
        if fence:
            if match and match[1].startswith(fence) and not match[2].strip():
                fence = ""
        elif match:
            fence = match[1]
        else:
            yield number, line


def without_leaders(markdown: str) -> str:
    """The text for everybody: every box for leaders is a gap of empty lines.

    A box that is not closed takes the rest of the text with it.
    """
    outside = dict(lines_outside_code(markdown))
    kept = []
    ends: tuple[str, str] | None = None
    for number, line in enumerate(markdown.split("\n"), 1):
        match = BOX_LINE.match(outside.get(number, ""))
        fence = (match[1].replace("> ", ">"), match[2]) if match else None
        if ends is None and match and _FOR_LEADERS.match(match[3]):
            ends, line = fence, ""
        elif ends is not None:
            # What is indented more or less than the box is no end of it: it may belong to a list inside.
            ends, line = (None if match and not match[3] and fence == ends else ends), ""
        kept.append(line)
    return "\n".join(kept)


class BoxesExtension(BlocksExtension):  # type: ignore[misc]  # pymdownx has no types for its users
    """Teaches Markdown the boxes."""

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: BlocksProcessor) -> None:  # the library's name
        """Register every box."""
        for box in BOXES:
            block_mgr.register(box, {})
