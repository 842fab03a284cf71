"""The texts of a course: rendered once, proofread, their links followed within the course.

A link to another activity names its id (``[filmen](m1-v2)``), to a module its id or folder; a
picture names a file in the module's media folder.
"""

import re
from collections.abc import Callable
from difflib import get_close_matches

from markupsafe import Markup

from courseengine.base.blocks import without_leaders
from courseengine.base.i18n import language as language_of
from courseengine.base.page import Page
from courseengine.base.proof import proofread, words_around_leaders
from courseengine.core.course.activities.base import Audience, narrower
from courseengine.core.course.activities.media import Played
from courseengine.core.course.compiling.media_files import MediaCheck
from courseengine.core.course.compiling.written import Written, WrittenActivity, WrittenModule
from courseengine.core.course.problems import Problems
from courseengine.core.course.reader import Document, Loc

_FOOTNOTE = re.compile(r"^[> ]*\[\^([^\]\s]+)\]:", re.MULTILINE)
_FOOTNOTE_USED = re.compile(r"\[\^([^\]\s]+)\](?!:)")
_LEADERS_BOX = 'class="block block-leaders"'


class Texts:
    """Renders and proofreads every text of a course."""

    def __init__(self, written: Written, media: MediaCheck, problems: Problems) -> None:
        """Put the rendered texts into ``written`` and note down what is wrong with them."""
        self.written = written
        self.media = media
        self.problems = problems
        self._activities = written.by_id
        self._slugs = {
            name: module.folder.slug for module in written.modules for name in (module.folder.slug, module.id)
        }

    def run(self) -> None:
        """Every text in every language it is in."""
        self._methods()
        for module in self.written.modules:
            for language, document in {self.written.language: module.document, **module.folder.translations}.items():
                module.bodies[language] = self._module(module, document, language)
            for one in module.activities.values():
                for language, document in {one.language: one.document, **one.translations}.items():
                    self.activity(one, document, language)
                for language, document in one.translations.items() if one.language in one.leader_bodies else ():
                    if one.bodies[language] and language not in one.leader_bodies:
                        message = "lacks the box for leaders that its original has"
                        self.problems.warning(document, "body", message)

    def _methods(self) -> None:
        courses = {self.written.language: self.written.course, **self.written.translated}
        documents = {self.written.language: self.written.document, **self.written.translations}
        for language, course in courses.items():
            texts = self.written.method_texts.setdefault(language, {})
            for code, method in course.methods.items() if course else ():
                self._for_everybody(method.text, documents[language], ("methods", code, "text"))
                proof = proofread(method.text, Page(name=code, gettext=language_of(language).gettext))
                texts[code] = proof.html
                for remark in proof.remarks:
                    note = self.problems.error if remark.level == "error" else self.problems.warning
                    note(documents[language], ("methods", code, "text"), remark.message)

    def _module(self, module: WrittenModule, document: Document, language: str) -> Markup:
        self._for_everybody(document.body, document, "body")
        page = Page(name=module.id, gettext=language_of(language).gettext, address=self._address(None))
        return self._proof(document, document.body, page, one=None, audience=_audience(module))

    def activity(self, one: WrittenActivity, document: Document, language: str) -> None:
        """Render the text for everybody, and once more for leaders where there is a box for them."""
        body = document.body
        if not body.strip() and isinstance(one.activity, Played) and document is one.document:
            body = self._transcript(one, one.activity)
        elif not body.strip() and one.activity is not None and one.activity.body_needed:
            self.problems.error(document, "body", "is missing; this kind of activity is nothing without a text")
        whom = narrower(one.activity.for_whom if one.activity else Audience.EVERYONE, _audience(one.module))
        for_all = without_leaders(body)

        def proof(body: str, audience: Audience) -> Markup:
            page = Page(name=one.id, gettext=language_of(language).gettext, address=self._address(one))
            return self._proof(document, body, page, one=one, audience=audience)

        one.bodies[language] = proof(for_all, whom)
        if for_all != body:
            shown_to_all = set(one.pictures)
            for name in _footnotes_given_away(body, for_all):
                message = f"has a footnote that only a box for leaders refers to, [^{name}]; write it inside the box"
                self.problems.error(document, "body", message)
            one.leader_bodies[language] = proof(body, Audience.LEADERS)
            for name in one.pictures.keys() - shown_to_all:
                message = (
                    f"has a picture in a box for leaders, media/{name}, and all who read the activity could fetch it"
                )
                self.problems.error(document, "body", message)
            both = (words_around_leaders(html[language]) for html in (one.bodies, one.leader_bodies))
            if len(set(both)) > 1 and not self.problems.errors_in(document):
                message = (
                    "has a box for leaders that does not end where it seems; put its end exactly below its beginning"
                )
                self.problems.error(document, "body", message)
        if _LEADERS_BOX in one.bodies[language]:
            self.problems.error(
                document, "body", "has a box for leaders that is not understood; put it on its own lines"
            )

    def _for_everybody(self, text: str, document: Document, loc: Loc | str) -> None:
        """Refuse a box for leaders where a text has one version only."""
        if without_leaders(text) != text:
            message = "has a box for leaders; such a box stands in the text of an activity"
            self.problems.error(document, loc, message)

    def _transcript(self, one: WrittenActivity, activity: Played) -> str:
        name = activity.media.transcript if activity.media else None
        path = one.module.folder.media.get(name) if name else None
        return path.read_text(encoding="utf-8-sig", errors="replace") if path else ""

    def _proof(
        self, document: Document, body: str, page: Page, *, one: WrittenActivity | None, audience: Audience
    ) -> Markup:
        proof = proofread(body.strip("\n"), page)
        first = document.body_line + len(body) - len(body.lstrip("\n"))
        for remark in proof.remarks:
            self.problems.at(document.path, first + remark.line - 1, "body", remark.message, remark.level)
        for reference in proof.references:
            line = first + reference.line - 1
            if reference.picture:
                wrong = self._picture(one, reference.target)
                if wrong:
                    self.problems.at(document.path, line, "body", wrong)
            else:
                wrong = self._link(reference.target, audience)
                if wrong:
                    self.problems.at(document.path, line, "body", wrong, "warning")
        return proof.html

    def _picture(self, one: WrittenActivity | None, target: str) -> str | None:
        if one is None:
            return "a module's introduction has no pictures; put it into an activity"
        return self.media.picture(one, target)

    def _link(self, target: str, audience: Audience) -> str | None:
        id_ = _id(target)
        if id_ in self._slugs:
            return None
        other = self._activities.get(id_)
        if other is None:
            close = get_close_matches(id_, [*self._activities, *self._slugs], n=1)
            hint = f'; did you mean "{close[0]}"?' if close else ""
            return f'has a link to "{id_}", which is not in the course{hint}'
        whom = other.activity.for_whom if other.activity else Audience.EVERYONE
        if narrower(narrower(whom, _audience(other.module)), audience) != audience:
            return f'has a link to "{id_}", which not all who read this may see'
        return None

    def _address(self, one: WrittenActivity | None) -> Callable[[str], str | None]:
        def address(target: str) -> str | None:
            id_ = _id(target)
            fragment = target.partition("#")[2]
            if id_ in self._activities:
                anchor = f"#t-{id_}-{fragment}" if fragment else ""
                return f"../activities/{id_}{anchor}"
            if id_ in self._slugs:
                return f"../modules/{self._slugs[id_]}"
            if one is not None and target in one.module.folder.media:
                return f"../activities/{one.id}/media/{target}"
            return None

        return address


def _footnotes_given_away(body: str, for_all: str) -> list[str]:
    """Footnotes outside the boxes for leaders, so read by all, that only such a box refers to."""
    used, used_by_all = (set(_FOOTNOTE_USED.findall(text)) for text in (body, for_all))
    return sorted((used - used_by_all) & set(_FOOTNOTE.findall(for_all)))


def _id(target: str) -> str:
    return target.removeprefix("activity:").partition("#")[0]


def _audience(module: WrittenModule) -> Audience:
    return module.module.audience if module.module else Audience.EVERYONE
