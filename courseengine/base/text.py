"""Markdown to sanitised HTML: the one place where text becomes markup.

What authors write and what people write go the same way: render, sanitise the result (never the
source), mark as safe. Authors have more: boxes, footnotes, attribute lists, pictures. HTML by
hand is nobody's: it shows as the text it is.

Bleach is imported here and nowhere else. Rendering takes milliseconds, and seconds where somebody
wants it to: texts have a length limit, and one that is nested like no text is shown as plain text.
Render when saving or compiling, not when showing.
"""

import re
import threading
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial
from html import unescape
from typing import Any

import bleach
from bleach.html5lib_shim import Filter  # type: ignore[attr-defined]  # missing from its stubs
from markdown.extensions.toc import TocExtension
from markupsafe import Markup, escape

from courseengine.base.blocks import NAMES, BoxesExtension
from courseengine.base.errors import Invalid
from courseengine.base.finish import LANGUAGE_TAG, FinishExtension
from courseengine.base.i18n import language as language_of
from courseengine.base.page import PREFIX, Page, PagedMarkdown

CONTENT_LENGTH = 60_000
"""characters an authored text may have"""
ANSWER_LENGTH = 20_000
"""characters a text written by people may have"""

_DROPPED = frozenset({"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "textarea"})
_DROPPED_SOMEWHERE = re.compile(rf"<({'|'.join(sorted(_DROPPED))})\b", re.IGNORECASE)
_PROTOCOLS = frozenset({"http", "https", "mailto"})
_ANSWER_TAGS = (
    frozenset({"a", "abbr", "blockquote", "br", "code", "dd", "div", "dl", "dt", "em", "hr", "li", "ol", "p", "pre"})
    | {"strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"}
    | {f"h{level}" for level in range(1, 7)}
)
_CONTENT_TAGS = _ANSWER_TAGS | frozenset({"details", "figcaption", "figure", "img", "summary", "var"})
_CLASSES = frozenset(
    {"block", "block-note", "block-title", "footnote", "footnote-backref", "footnote-ref", "highlight", "table-scroll"}
    | {"arithmatex", "task-list", "task-list-item"}
    | {f"block-{name}" for name in NAMES}
)
_CODE_CLASS = re.compile(r"language-[\w+-]+")
_NUMBER = re.compile(r"\d{1,4}")


def render_content(
    markdown: str,
    *,
    name: str = "",
    language: str = "nb",
    address: Callable[[str], str | None] | None = None,
) -> Markup:
    """An authored text as safe HTML.

    ``name`` sets its ids apart from other texts on the page; ``language`` is that of the labels
    of boxes; ``address`` turns links within the course into addresses, and None is no link.
    """
    page = Page(name=name, gettext=language_of(language).gettext)
    if address is not None:
        page.address = address
    return render_page(markdown, page)


def render_page(markdown: str, page: Page) -> Markup:
    """The same, and afterwards ``page`` holds what was found on the way."""
    return _render(markdown, page, authored=True)


def render_answer(markdown: str) -> Markup:
    """What somebody wrote as safe HTML; raises ``Invalid`` when it is longer than we take."""
    return _render(markdown, Page(), authored=False)


def sanitise(html: str, *, authored: bool = False) -> Markup:
    """HTML without anything that could run, load or disguise itself."""
    cleaners = _tools(authored).cleaners
    if _DROPPED_SOMEWHERE.search(html):
        html = cleaners.dropping.clean(html)
    return Markup(cleaners.strict.clean(html))  # the one place that may say so


def slug(text: str) -> str:
    """A text as part of an address: ``1. Å lære å lære`` becomes ``1-a-laere-a-laere``."""
    text = text.lower().translate({ord("æ"): "ae", ord("ø"): "o", ord("ð"): "d", ord("đ"): "d", ord("ŋ"): "n"})
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")


def _render(markdown: str, page: Page, *, authored: bool) -> Markup:
    limit = CONTENT_LENGTH if authored else ANSWER_LENGTH
    if len(markdown) > limit:
        raise Invalid(
            "The text is too long: %(length)d characters, and there is room for %(limit)d.",
            length=len(markdown),
            limit=limit,
        )
    if too_tangled(markdown):
        return _as_it_is(markdown)
    tools = _tools(authored)
    tools.markdown.reset()
    tools.markdown.page = page
    try:
        html = tools.markdown.convert(markdown)
    except (RecursionError, ValueError, AttributeError, IndexError, KeyError):
        # Markdown's extensions are not written for texts that want to hurt them. Nobody's words are lost.
        return _as_it_is(markdown)
    return sanitise(html, authored=authored)


_BRACKETS = 200
_EMPHASIS = 1000
_LINES = 3000
_DEEP = 20
_RUN = re.compile(r"([`*_~^])\1{299}")
_QUOTED = re.compile(r"[> \t]*")


def too_tangled(markdown: str) -> bool:
    """Whether a text nests like no text does; Markdown takes seconds over a few thousand brackets."""
    if _RUN.search(markdown):
        return True
    for paragraph in re.split(r"\n[ \t]*\n", markdown):
        if any(paragraph.count(sign) > _BRACKETS for sign in "[<("):
            return True
        if any(paragraph.count(sign) > _EMPHASIS for sign in "*_`"):
            return True
    lines = markdown.splitlines()
    return len(lines) > _LINES or any(_depth(line) > _DEEP for line in lines)


def _depth(line: str) -> int:
    """How deep a line stands in quotations and lists."""
    start = _QUOTED.match(line)
    before = start.group().expandtabs(4) if start else ""
    return before.count(">") + before.count(" ") // 4


def _as_it_is(text: str) -> Markup:
    lines = Markup("<br>\n").join(escape(line) for line in text.splitlines())
    return Markup("<p>{}</p>").format(lines)


class _Dropping(Filter):  # type: ignore[misc]  # no types for its filters
    """Drops elements whose text was never meant to be read, with the text."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        inside = 0
        for token in super().__iter__():
            dropped = token.get("name") in _DROPPED
            if dropped and token["type"] == "StartTag":
                inside += 1
            elif dropped and token["type"] == "EndTag":
                inside -= 1
            elif not inside and not dropped:
                yield token


_FIXED = {"dir": {"auto"}, "role": {"region", "doc-backlink", "doc-noteref", "doc-endnotes"}}
"""attributes that may have these values and no others, on any element"""


def _attribute(tag: str, name: str, value: str) -> bool:
    """Whether an attribute may stay."""
    if name in _FIXED:
        return value in _FIXED[name]
    match name:
        case "class":
            return all(part in _CLASSES or _CODE_CLASS.fullmatch(part) for part in value.split())
        case "id":
            return value.startswith(PREFIX)
        case "lang":
            return bool(LANGUAGE_TAG.fullmatch(value))
        case "title" | "aria-label":
            return tag in {"a", "abbr", "div", "img"}
        case "href":
            return tag == "a" and _leads_where_links_may(value)
        case "rel":
            return tag == "a" and value == "noopener noreferrer"
        case "src" | "alt":
            return tag == "img" and not value.lstrip().startswith(("//", "\\", "data:"))
        case "align":
            return tag in {"td", "th"} and value in {"left", "right", "center"}
        case "start":
            return tag == "ol" and bool(_NUMBER.fullmatch(value))
        case "tabindex":
            return tag == "div" and value == "0"
    return False


_WHAT_BROWSERS_SKIP = re.compile(r"[\x00-\x20\x7f-\xa0\u200b\ufeff]+")
_SCHEME = re.compile(r"([^/?#:]*):")


def _leads_where_links_may(address: str) -> bool:
    """Whether a link has one of the protocols, or none; the sanitiser takes ``javascript:1`` for a host and a port."""
    address = _WHAT_BROWSERS_SKIP.sub("", unescape(address))
    scheme = _SCHEME.match(address)
    return not address.startswith(("//", "\\", "/\\")) and (scheme is None or scheme[1].lower() in _PROTOCOLS)


class _Cleaners:
    """Two sanitisers with the same rules; the first also drops what must not be read."""

    def __init__(self, tags: frozenset[str]) -> None:
        cleaner = partial(bleach.Cleaner, attributes=_attribute, protocols=_PROTOCOLS, strip=True)
        self.strict = cleaner(tags=tags)
        self.dropping = cleaner(tags=tags | _DROPPED, filters=[_Dropping])


class _Tools:
    """What one thread renders with: neither Markdown nor Bleach may be shared."""

    def __init__(self, *, authored: bool) -> None:
        extensions: list[Any] = [
            "tables",
            "sane_lists",
            "def_list",
            "pymdownx.superfences",
            "pymdownx.tasklist",
        ]
        if authored:
            toc = TocExtension(marker="", slugify=lambda text, _separator: slug(text) or "del")
            extensions += ["footnotes", "abbr", "pymdownx.arithmatex", toc, BoxesExtension()]
        else:
            extensions += ["nl2br"]
        self.markdown = PagedMarkdown(
            extensions=[*extensions, FinishExtension(first_heading=2 if authored else 3, authored=authored)],
            extension_configs={
                "tables": {"use_align_attribute": True},
                "footnotes": {"SEPARATOR": "-", "BACKLINK_TITLE": ""},
                "pymdownx.highlight": {"use_pygments": False},
                # A formula is shown as it is written; the extension keeps Markdown's hands off it.
                "pymdownx.arithmatex": {
                    "generic": True,
                    "inline_tag": "var",
                    "block_tag": "p",
                    "tex_inline_wrap": ["", ""],
                    "tex_block_wrap": ["", ""],
                },
            },
            output_format="html",
        )
        self.cleaners = _Cleaners(_CONTENT_TAGS if authored else _ANSWER_TAGS)


_of_this_thread = threading.local()


def _tools(authored: bool) -> _Tools:
    name = "content" if authored else "answer"
    tools: _Tools | None = getattr(_of_this_thread, name, None)
    if tools is None:
        tools = _Tools(authored=authored)
        setattr(_of_this_thread, name, tools)
    return tools
