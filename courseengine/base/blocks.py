"""The boxes an author may put into a text: tip, time, goal, example, quote, law, reveal.

    /// law | Overordnet del 3.5
    «Skolen skal være et profesjonsfellesskap …»
    ///

A box is for text only; whatever has progress is an activity with a file of its own. Boxes take
no options. ``proof.py`` sees to it that a box that is not understood is a problem and not text.
"""

import xml.etree.ElementTree as etree
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


class Reveal(Box):
    """Something to think about before one opens it."""

    NAME = "reveal"
    LABEL = N_("Show")

    def make(self, parent: etree.Element) -> etree.Element:
        """Details that are closed until somebody opens them."""
        details = etree.SubElement(parent, "details", {"class": f"block block-{self.NAME}"})
        etree.SubElement(details, "summary").text = self.argument or self.page.gettext(self.LABEL)
        return details


BOXES: tuple[type[Box], ...] = (Tip, Time, Goal, Example, Quote, Law, Reveal)
NAMES: tuple[str, ...] = tuple(box.NAME for box in BOXES)


class BoxesExtension(BlocksExtension):  # type: ignore[misc]  # pymdownx has no types for its users
    """Teaches Markdown the boxes."""

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: BlocksProcessor) -> None:  # the library's name
        """Register every box."""
        for box in BOXES:
            block_mgr.register(box, {})
