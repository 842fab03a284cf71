"""Proofreading an authored text: what Markdown would show as text without a word of warning.

A box with an unknown name, an attribute list that is not understood, a tag: Markdown takes them
for text and says nothing. Here the source is held against what was made of it, and every
difference is a problem with its line, counted from the first line of the text.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from html.parser import HTMLParser
from typing import Literal

from markupsafe import Markup

from courseengine.base.blocks import BOX_LINE, NAMES, lines_outside_code
from courseengine.base.finish import is_internal
from courseengine.base.page import Page
from courseengine.base.text import CONTENT_LENGTH, render_page, too_tangled

_BOX_START = re.compile(r"([\w-]+)[ ]*(\|.*)?")
_HEADING = re.compile(r"^[> ]{0,3}(#{1,6})[^#]")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\](:?)")
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_FOLLOWED = re.compile(r"(https?://|mailto:)", re.IGNORECASE)


@dataclass(frozen=True)
class Remark:
    """Something wrong in a text, and on which of its lines."""

    line: int
    message: str
    level: Literal["error", "warning"] = "error"


@dataclass(frozen=True)
class Reference:
    """A link to something in the same course, or a picture."""

    line: int
    target: str
    picture: bool = False


@dataclass(frozen=True)
class Proof:
    """A text as HTML, what is wrong with it, and what it refers to."""

    html: Markup
    remarks: tuple[Remark, ...]
    references: tuple[Reference, ...]


def proofread(markdown: str, page: Page) -> Proof:
    """Render an authored text for ``page`` and say what its author should know."""
    if len(markdown) > CONTENT_LENGTH:
        message = f"is too long: {len(markdown)} characters, and there is room for {CONTENT_LENGTH}"
        return Proof(Markup(), (Remark(1, message),), ())
    if too_tangled(markdown):
        return Proof(Markup(), (Remark(1, "is nested too deeply, or has too many lines or brackets"),), ())
    html = render_page(markdown, page)
    lines = list(_outside_code(markdown))
    remarks = [*_boxes(lines, page), *_tags(lines, page), *_headings(lines, page), *_footnotes(lines)]
    remarks += _descriptions(lines, page)
    references = []
    for reference in _references(lines, page):
        if not reference.target:
            remarks.append(Remark(reference.line, "has a link or a picture that leads nowhere"))
        elif reference.target.startswith("#"):
            if reference.target[1:] not in page.ids:
                message = f'has a link to "{reference.target[:60]}", which no heading here is called'
                remarks.append(Remark(reference.line, message, "warning"))
        elif is_internal(reference.target):
            references.append(reference)
        elif not _FOLLOWED.match(reference.target):
            expected = "expected an https address, an e-mail address (mailto:) or the id of an activity"
            remarks.append(Remark(reference.line, f'{expected}, found "{reference.target[:60]}"'))
        elif reference.picture:
            remarks.append(Remark(reference.line, f'expected a picture in media/, found "{reference.target[:60]}"'))
    return Proof(html, tuple(remarks), tuple(references))


def words_around_leaders(html: str) -> str:
    """What a finished text says outside its boxes for leaders, without its footnotes: to compare two versions."""
    reader = _AroundLeaders()
    reader.feed(html)
    return " ".join("".join(reader.words).split())


class _AroundLeaders(HTMLParser):
    """Collects the words of a text that stand in no box for leaders."""

    LEFT_OUT = frozenset({"block-leaders", "footnote", "footnote-ref"})
    EMPTY = frozenset({"br", "hr", "img"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._inside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.EMPTY and (
            self._inside or not self.LEFT_OUT.isdisjoint((dict(attrs).get("class") or "").split())
        ):
            self._inside += 1

    def handle_endtag(self, tag: str) -> None:
        if self._inside and tag not in self.EMPTY:
            self._inside -= 1

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.words.append(data)


Lines = list[tuple[int, str]]


def _outside_code(markdown: str) -> Iterator[tuple[int, str]]:
    """The lines that are not in a code block, without what stands between backticks."""
    for number, line in lines_outside_code(markdown):
        yield number, _CODE.sub("", line)


def _boxes(lines: Lines, page: Page) -> Iterator[Remark]:
    remarks: list[Remark] = []
    open_boxes: list[tuple[int, str, int]] = []
    understood: Counter[str] = Counter()
    options_from: int | None = None
    for number, line in lines:
        match = BOX_LINE.match(line)
        indent = len(line) - len(line.lstrip(" "))
        if options_from is not None and line.strip() and indent >= options_from:
            remarks.append(Remark(number, f'has an unknown option "{line.strip()[:40]}"; boxes take no options'))
            continue
        options_from = indent + 4 if match and match[3] else None
        if match is None:
            continue
        length = len(match[2])
        if match[3]:
            name = _named(match[3], number, remarks)
            same = next((box for box in open_boxes if box[0] == length), None)
            if same:
                remarks.append(Remark(same[2], _unclosed(same[1], number)))
                open_boxes.remove(same)
            if name:
                understood[name] += 1
            open_boxes.append((length, name or match[3][:20], number))
        elif open_boxes and any(box[0] == length for box in open_boxes):
            while open_boxes[-1][0] != length:
                _length, name, where = open_boxes.pop()
                remarks.append(Remark(where, _unclosed(name, number)))
            open_boxes.pop()
        else:
            remarks.append(Remark(number, f'has "{match[2]}", but no box is open that it could close'))
    remarks += [Remark(where, _unclosed(name, None)) for _length, name, where in open_boxes]
    if not remarks and understood != Counter(page.boxes):
        first = next((number for number, line in lines if BOX_LINE.match(line)), 1)
        remarks.append(Remark(first, "has a box that is not understood; put an empty line before and after it"))
    yield from remarks


def _named(text: str, number: int, remarks: list[Remark]) -> str | None:
    match = _BOX_START.fullmatch(text)
    name = (match[1] if match else text.split()[0]).lower()
    if name not in NAMES:
        close = get_close_matches(name, NAMES, n=1)
        hint = f'; did you mean "{close[0]}"?' if close else ""
        remarks.append(Remark(number, f'has an unknown box "{name}"; expected one of {", ".join(NAMES)}{hint}'))
        return None
    if match is None:
        remarks.append(Remark(number, f'has a box that is not understood; write "/// {name} | Title"'))
        return None
    return name


def _unclosed(name: str, before: int | None) -> str:
    where = f"; expected /// before line {before}" if before else "; expected /// on a line of its own"
    nested = " (a box inside another has another number of slashes)" if before else ""
    return f'has a box "{name}" that is not closed{where}{nested}'


def _tags(lines: Lines, page: Page) -> Iterator[Remark]:
    opened = {tag.strip("<>/").split()[0] for tag in page.html if not tag.startswith("</")}
    for tag in page.html:
        if tag.startswith("</") and tag.strip("</>") in opened:
            continue  # said of the tag that opens it
        yield Remark(_line_of(lines, tag.split("\n")[0]), f'has HTML, which is not allowed: "{tag[:40]}"')
    for text, why in page.attributes:
        yield Remark(_line_of(lines, text), f'has an attribute list that is not understood, "{text[:40]}": {why}')


def _headings(lines: Lines, page: Page) -> Iterator[Remark]:
    places = [number for number, line in lines if _HEADING.match(line)]
    above = 1
    for place, (level, _text) in enumerate(page.headings):
        number = places[place] if len(places) == len(page.headings) else 1
        if level == 1:
            yield Remark(number, "has a heading of level 1 (#); headings in a text begin at ##", "warning")
        elif level > above + 1:
            expected = "#" * (above + 1)
            yield Remark(number, f"skips a heading level; expected {expected}, found {'#' * level}", "warning")
        above = max(level, 2) if level == 1 else level


def _footnotes(lines: Lines) -> Iterator[Remark]:
    defined: dict[str, int] = {}
    used: dict[str, int] = {}
    for number, line in lines:
        for match in _FOOTNOTE.finditer(line):
            is_definition = match[2] and not line[: match.start()].strip()
            (defined if is_definition else used).setdefault(match[1], number)
    for name in used.keys() - defined.keys():
        yield Remark(used[name], f"has a footnote without a text: [^{name}]")
    for name in defined.keys() - used.keys():
        yield Remark(defined[name], f"has a footnote that nothing refers to: [^{name}]", "warning")


def _references(lines: Lines, page: Page) -> Iterator[Reference]:
    seen: Counter[str] = Counter()
    for target in page.links:
        yield Reference(_line_of(lines, target, after=seen[target]), target)
        seen[target] += 1
    for target, _alt in page.pictures:
        yield Reference(_line_of(lines, target, after=seen[target]), target, picture=True)
        seen[target] += 1


def _descriptions(lines: Lines, page: Page) -> Iterator[Remark]:
    for target, alt in page.pictures:
        if not alt.strip():
            yield Remark(_line_of(lines, target), f'has a picture without a description: "{target}"', "warning")


def _line_of(lines: Lines, text: str, *, after: int = 0) -> int:
    """The line on which ``text`` stands, after so many other times that it stands somewhere."""
    found = 1
    for number, line in lines:
        times = line.count(text) if text else line.count("]()")
        if times:
            found = number
            after -= times
            if after < 0:
                break
    return found
