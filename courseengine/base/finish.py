"""The last touches on a text while it is still a tree: ids, links, headings, tables, attributes.

Markdown extensions for ``text.py``. None of them makes a text safe (the sanitiser does, after
them); they make it fit into a page and note down what ``proof.py`` asks for.
"""

import re
import xml.etree.ElementTree as etree

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.attr_list import AttrListTreeprocessor, get_attrs_and_remainder
from markdown.inlinepatterns import HTML_RE, InlineProcessor
from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor

from courseengine.base.page import page_of

LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ID = re.compile(r"[\w-]+")
_LEFT_OVER = re.compile(r"\{(?::|[.#][\w-])[^{}\n]*\}?")
_EXTERNAL = re.compile(r"(https?:)?//", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_HEADING = re.compile(r"h[1-6]")
_FROM_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_READ_AS_ONE = frozenset({"p", "li", "dd", "dt", "td", "th", "figcaption", "summary"})
"""elements whose text has one direction; the browser finds out which"""


def is_internal(target: str) -> bool:
    """Whether a link leads to something in the same course: no scheme but ``activity:``, no host."""
    return target.startswith("activity:") or not (_SCHEME.match(target) or target.startswith(("/", "#", "\\")))


class HandWrittenHtml(InlineProcessor):
    """Notes down tags and leaves them as the text they are."""

    def __init__(self, md: Markdown) -> None:
        """Look for what Markdown itself would take for HTML."""
        super().__init__(HTML_RE, md)

    def handleMatch(  # type: ignore[override]  # the library's name; None means "not mine"
        self, m: re.Match[str], data: str
    ) -> tuple[None, None, None]:
        """Write the tag down; leave the text alone."""
        if m.group(0) not in page_of(self.md).html:
            page_of(self.md).html.append(m.group(0))
        return None, None, None


class AttributeLists(AttrListTreeprocessor):
    """``{#id}`` and ``{lang=en}`` after a heading, a paragraph or a word; nothing else."""

    def run(self, doc: etree.Element) -> None:
        """Assign what may be assigned, then look for lists that were taken for text."""
        super().run(doc)
        for element in doc.iter():
            if element.tag in ("code", "pre"):
                continue
            texts = (element.text, *(child.tail for child in element))
            for text in texts:
                for left in _LEFT_OVER.findall(str(text or "")):
                    self._note(left, "nothing stands right before it that it could belong to")

    def assign_attrs(self, elem: etree.Element, attrs_string: str, *, strict: bool = False) -> str:
        """Assign an id or a language; write everything else down as a problem."""
        attributes, remainder = get_attrs_and_remainder(attrs_string)
        if strict and remainder:
            return remainder
        for name, value in attributes:
            if name == "id" and value and _ID.fullmatch(value):
                elem.set("id", value)
            elif name == "lang" and value and LANGUAGE_TAG.fullmatch(value):
                elem.set("lang", value)
            else:
                shown = f".{value}" if name == "." else name
                self._note("{" + attrs_string, f'expected #id or lang=en, found "{shown}"')
        return remainder

    def _note(self, text: str, why: str) -> None:
        page_of(self.md).attributes.append((text, why))


class Finish(Treeprocessor):
    """Fits a text into its page."""

    def __init__(self, md: Markdown, first_heading: int) -> None:
        """Headings begin at ``first_heading``: the page has headings of its own above them."""
        super().__init__(md)
        self.first_heading = first_heading

    def run(self, root: etree.Element) -> None:
        """Touch every element once."""
        page = page_of(self.md)
        for element in root.iter():
            if not isinstance(element.tag, str):
                continue
            if element.get("id"):
                page.ids.add(element.attrib["id"])
                element.set("id", page.prefix + element.attrib["id"])
            if element.tag == "a":
                self._link(element)
            elif element.tag == "img":
                self._picture(element)
            elif _HEADING.fullmatch(element.tag):
                self._heading(element)
            if (element.tag in _READ_AS_ONE or _HEADING.fullmatch(element.tag)) and _FROM_RIGHT_TO_LEFT.search(
                "".join(element.itertext())
            ):
                element.set("dir", "auto")
        self._let_tables_scroll(root)

    def _link(self, element: etree.Element) -> None:
        page = page_of(self.md)
        target = element.get("href", "").strip()
        if element.get("class") == "footnote-backref":
            element.attrib.pop("title", None)
            element.set("aria-label", page.gettext("Back to the text"))
        elif element.get("class") != "footnote-ref":
            page.links.append(target)
        if target.startswith("#"):
            element.set("href", f"#{page.prefix}{target[1:]}")
        elif _EXTERNAL.match(target):
            element.set("rel", "noopener noreferrer")
        elif is_internal(target):
            self._address(element, "href", target)

    def _picture(self, element: etree.Element) -> None:
        target = element.get("src", "").strip()
        page_of(self.md).pictures.append((target, element.get("alt", "")))
        if is_internal(target):
            self._address(element, "src", target)

    def _address(self, element: etree.Element, attribute: str, target: str) -> None:
        address = page_of(self.md).address(target)
        if address is None:
            del element.attrib[attribute]
        else:
            element.set(attribute, address)

    def _heading(self, element: etree.Element) -> None:
        level = int(element.tag[1])
        page_of(self.md).headings.append((level, "".join(element.itertext()).strip()))
        shifted = level if self.first_heading == 2 else level + self.first_heading - 1
        element.tag = f"h{min(6, max(self.first_heading, shifted))}"

    def _let_tables_scroll(self, root: etree.Element) -> None:
        """A wide table scrolls in its own box, also by keyboard, and the page does not."""
        for parent in list(root.iter()):
            for place, child in enumerate(parent):
                if child.tag == "table":
                    label = page_of(self.md).gettext("Table")
                    box = etree.Element(
                        "div",
                        {"class": "table-scroll", "role": "region", "tabindex": "0", "aria-label": label},
                    )
                    box.tail, child.tail = child.tail, None
                    parent[place] = box
                    box.append(child)


class TickBoxes(Postprocessor):
    """Shows ``[x]`` as a sign: a form control in a text would ask for a label and a use."""

    def run(self, text: str) -> str:
        """Replace the library's disabled controls, which nobody can write by hand."""
        return text.replace('<input type="checkbox" disabled checked/>', "☑").replace(
            '<input type="checkbox" disabled/>', "☐"
        )


class FinishExtension(Extension):
    """Puts the last touches in their place: after everything that builds the tree."""

    def __init__(self, *, first_heading: int, authored: bool) -> None:
        """Authored texts have attribute lists and pictures; people's texts have neither."""
        super().__init__()
        self.first_heading = first_heading
        self.authored = authored

    def extendMarkdown(self, md: Markdown) -> None:  # the library's name
        """Take HTML out of Markdown, and put the touches in."""
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.register(HandWrittenHtml(md), "html", 90)
        if self.authored:
            md.treeprocessors.register(AttributeLists(md), "attr_list", 8)
        else:
            for pattern in ("image_link", "image_reference", "short_image_ref"):
                md.inlinePatterns.deregister(pattern)
        md.treeprocessors.register(Finish(md, self.first_heading), "finish", 4)
        md.postprocessors.register(TickBoxes(md), "tick_boxes", 5)
