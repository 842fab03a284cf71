"""What the pages about changing a course are made of: a module with everything in it, also what is hidden.

The same pages serve a school's run and an owner's whole course; ``Desk`` says which it is.
"""

import re
from dataclasses import dataclass
from typing import Any

from flask import g, request, url_for
from markupsafe import Markup

from courseengine.base import clock
from courseengine.base.errors import NotFound
from courseengine.core.course.activities.base import Activity, Audience
from courseengine.core.course.model import Module
from courseengine.core.people.models import Organisation
from courseengine.core.people.roles import PlaceKind
from courseengine.core.policy.actions import Action
from courseengine.core.runs.adaptation import Arranged, Kind, Placed, arranged
from courseengine.core.runs.adapting import Whose
from courseengine.core.runs.availability import is_open
from courseengine.core.runs.models import CourseRun
from courseengine.core.runs.plan import Plan, PlannedActivity
from courseengine.web.guard import may
from courseengine.web.pages import MenuItem
from courseengine.web.subjects import plan_of, plan_of_run
from courseengine.web.words import lang_of, meta_of, title_of


@dataclass(frozen=True)
class Desk:
    """Whose course is changed, by whom, and where its pages are."""

    whose: Whose
    plan: Plan
    """as the one who asks has it"""
    audiences: frozenset[Audience]
    changes: bool
    """whether they may change it, or only look"""

    @property
    def run(self) -> CourseRun | None:
        """The run; None for an owner."""
        return self.whose.run

    @property
    def place(self) -> Organisation:
        """The school, or the owner."""
        return self.whose.place

    def url(self, page: str, **more: Any) -> str:
        """The address of one of the pages."""
        if self.whose.run:
            return url_for(f"adaptation.{page}", run=self.whose.run.public_id, **more)
        return url_for(
            f"adaptation.owner_{page}", place=self.whose.place.public_id, course_id=self.whose.course.id, **more
        )

    @property
    def above(self) -> tuple[str, str]:
        """The page they begin at, and its address: the run's plan; an owner's courses."""
        if self.whose.run:
            return g.language.gettext("The plan"), url_for("planner.plan", run=self.whose.run.public_id)
        return g.language.gettext("Courses and plans"), url_for("starts.courses", place=self.whose.place.public_id)

    def sees(self, module: Module, activity: Activity) -> bool:
        """Whether the one who asks may know of an activity, hidden or not."""
        audiences = {module.audience, activity.for_whom}
        return audiences <= self.audiences and self.plan.has(activity)

    def seen(self, module: Module, sections: Arranged) -> frozenset[str]:
        """What they may know of in a module."""
        everything = (placed.activity for _section, there in sections for placed in there)
        return frozenset(one.id for one in everything if self.sees(module, one))

    def modules(self) -> list[Module]:
        """The modules they may know of, as the course has them: of a run, those that it takes."""
        taken = self.plan.openings
        return [one for one in self.whose.course.modules if one.audience in self.audiences and one.id in taken]

    def module(self, id_: str) -> Module:
        """One of them; raises ``NotFound``."""
        found = next((one for one in self.modules() if one.id == id_), None)
        if found is None:
            raise NotFound
        return found

    def reads(self, module: Module, activity: Activity) -> bool:
        """Whether they may read it now, hidden or not."""
        return may(Action.READ_ACTIVITY, PlannedActivity(self.plan, module, activity))


def desk_of_run(run: CourseRun) -> Desk:
    """Where a school's course is changed."""
    plan = plan_of_run(run.public_id)
    published = plan_of(run.course_id, None)
    if plan is None or published is None:
        raise NotFound
    whose = Whose(published.course, run=run)
    return Desk(whose, plan, g.actor.audiences(plan.run), may(Action.CHANGE_PLAN, run))


def desk_of_owner(place: Organisation, course_id: str) -> Desk:
    """Where an owner changes a course for all its schools."""
    published = plan_of(course_id, None)
    if place.kind != PlaceKind.OWNER or published is None:
        raise NotFound
    return Desk(Whose(published.course, owner=place), published, g.actor.audiences(None), changes=True)


_PICTURE = re.compile(r'<img\b[^>]*\bsrc="\.\./[^>]*>')


def body_apart(desk: Desk, activity: Activity) -> Markup:
    """Its text on a page of another address: links lead into the course, and hidden pictures are not served."""
    body = _PICTURE.sub("", str(activity.body))
    return Markup(body.replace('href="../', f'href="{url_for("catalogue.course", course=desk.plan.public_id)}/'))


@dataclass(frozen=True)
class Row:
    """One activity as the page lists it."""

    activity: Activity
    title: str
    meta: str
    href: str | None
    placed: Placed
    edit: str | None
    is_first: bool
    is_last: bool


@dataclass(frozen=True)
class Part:
    """A section of the page."""

    id: str
    title: str
    lang: str | None
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class CoursePage:
    """One module, with links to the others."""

    module: Module
    tabs: list[MenuItem]
    parts: tuple[Part, ...]
    hidden: int
    is_moved: bool
    """whether its order is another than the course's"""


def course_page(desk: Desk) -> CoursePage:
    """The module that the address names, else the one that opened last, with everything in it."""
    modules = desk.modules()
    if not modules:
        raise NotFound
    asked = request.args.get("module")
    module = desk.module(asked) if asked else _newest(desk, modules)
    overrides = desk.whose.overrides(g.db)
    sections = arranged(desk.whose.course, overrides, module)
    seen = desk.seen(module, sections)
    ids = [placed.activity.id for _, there in sections for placed in there if placed.activity.id in seen]
    parts = tuple(
        Part(
            section.id,
            section.title,
            lang_of(module.language, g.language),
            tuple(_row(desk, module, placed, ids) for placed in there if placed.activity.id in seen),
        )
        for section, there in sections
    )
    shown = [row for part in parts for row in part.rows]
    mine = [one for one in overrides if one.of_owner == (desk.run is None)]
    return CoursePage(
        module=module,
        tabs=[_tab(desk, one, module) for one in modules],
        parts=parts,
        hidden=sum(row.placed.is_hidden for row in shown),
        is_moved=any(one.kind == Kind.MOVE and one.module_id == module.id for one in mine),
    )


def _newest(desk: Desk, modules: list[Module]) -> Module:
    opened = [one for one in modules if is_open(desk.plan.openings[one.id], at=clock.now())]
    return opened[-1] if opened else modules[0]


def _tab(desk: Desk, module: Module, current: Module) -> MenuItem:
    _ = g.language.gettext
    label = _("Module %(number)s", number=module.number) if module.number is not None else title_of(module, g.language)
    return MenuItem(desk.url("course", module=module.id), label, module is current)


def _row(desk: Desk, module: Module, placed: Placed, ids: list[str]) -> Row:
    activity, own = placed.activity, placed.own
    may_edit = desk.changes and own is not None and own.of_owner == (desk.run is None)
    return Row(
        activity=activity,
        title=title_of(activity, g.language),
        meta=meta_of(activity, g.language),
        href=desk.url("activity", activity=activity.id) if desk.reads(module, activity) else None,
        placed=placed,
        edit=desk.url("edit", activity=activity.id) if may_edit else None,
        is_first=activity.id == ids[0],
        is_last=activity.id == ids[-1],
    )
