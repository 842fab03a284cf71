"""The module's and the activity's pages, put together from parts that are rendered once.

A module's page depends on the course, the language and what its reader may see; only the states,
the progress and the next step are a person's own. An activity that one ticks off is the same for
everybody but for its tick; one with a text of one's own is rendered for its reader alone, and
never kept.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Any, NamedTuple

from flask import g, render_template, url_for
from markupsafe import Markup, escape

from courseengine.base import clock
from courseengine.base.i18n import Language
from courseengine.core.course.activities.base import Activity, narrower
from courseengine.core.course.activities.survey import Survey
from courseengine.core.course.model import Banner, Course, Section
from courseengine.core.people.models import Organisation
from courseengine.core.policy.actions import Action
from courseengine.core.progress.outline import ModuleOutline
from courseengine.core.progress.queries import BEFORE, DONE, PLANNED, STARTED, WAIVED, OwnWork
from courseengine.core.runs.plan import Plan, PlannedActivity
from courseengine.web.guard import may
from courseengine.web.method_steps import method_shown
from courseengine.web.pages import prepared
from courseengine.web.plan_table import duration, plan_table
from courseengine.web.skeleton import part, slot
from courseengine.web.support_notes import notes_shown
from courseengine.web.words import (
    before_they_came,
    in_language,
    lang_of,
    licence_of,
    meta_of,
    minutes_of,
    near_day,
    otherwise_words,
    title_of,
)


class ShownSection(NamedTuple):
    """A section as its reader sees it."""

    section: Section
    activities: list[Activity]
    time: str
    """what it takes, in words"""


def module_page(
    outline: ModuleOutline,
    plan: Plan,
    *,
    met: tuple[int, int] | None,
    takes_part: bool,
    just_done: Activity | None,
    banners: tuple[Banner, ...],
) -> str:
    """A module's page, with a person's own marks in it; ``met`` is how often their team has met or does without."""
    course, module, language = plan.course, outline.module, g.language

    def more() -> dict[str, Any]:
        sections = [(shown.section, [step.activity for step in shown.steps]) for shown in outline.parts]
        return {
            "module": module,
            "plan_id": slot("plan"),
            "just_done": slot("just_done"),
            "parts": [ShownSection(section, shown, _time(shown, language)) for section, shown in sections],
            "meta_of": meta_of,
            "track_of": partial(track_shown, plan),
            "banners": banners,
            "course_lang": lang_of(course.words_in, language),
            "licence": licence_of(course),
            "is_translation_missing": module.language != language.code != course.language,
            "prework_of": partial(prework_of, course, language=language),
        }

    counts = takes_part and outline.total > 0
    return prepared(
        "learner/module.html",
        course.version,
        course.edition,
        module.id,
        plan.run is None,
        banners,
        tuple(step.activity.id for step in outline.steps),
        values={
            **states(outline, language),
            "plan": escape(plan.public_id),
            "otherwise": _otherwise(outline, language),
            "progress": _progress(outline, plan, met) if counts else Markup(),
            "next": _next(course, outline, plan) if counts else Markup(),
            "just_done": just_done_note(just_done, plan),
            "support_notes": notes_shown(course.id, module.id),
        },
        more=more,
    )


def _time(activities: list[Activity], language: Language) -> str:
    minutes = sum(minutes_of(activity) for activity in activities)
    return duration(minutes, language) if minutes else ""


def prework_of(course: Course, activity: Activity, *, language: Language) -> str:
    """The meetings of its own module that it is prework for, in words; others may still be locked."""
    meetings = (_known_to_readers(course, activity, id_) for id_ in activity.prework_for)
    titles = [escape(title_of(meeting, language)) for meeting in meetings if meeting]
    words = Markup(language.gettext("Before “%(meeting)s”"))
    return words % {"meeting": Markup(language.listed(titles))} if titles else ""


def rounds_of(course: Course, activity: Activity) -> Iterator[str]:
    """The titles of the modules in which a survey's rounds open; empty where not all its readers may know of it."""
    own = course.module_of(activity.id)
    for id_ in activity.rounds if isinstance(activity, Survey) and own else ():
        other = course.module_of(id_)
        audience = own.audience_of(activity) if own else activity.for_whom
        known = other and narrower(audience, other.audience) == audience
        yield title_of(other, g.language) if other and known else ""


def _known_to_readers(course: Course, activity: Activity, id_: str) -> Activity | None:
    """A meeting of the same module that all who see the activity see too."""
    own, meeting = course.module_of(activity.id), course.activity(id_)
    if (
        own is None
        or meeting is None
        or course.module_of(id_) is not own
        or meeting.track not in (None, activity.track)
    ):
        return None
    audience = own.audience_of(activity)
    return meeting if narrower(audience, own.audience_of(meeting)) == audience else None


def track_shown(plan: Plan, activity: Activity) -> str | None:
    """The name of its track, for those who read a course without a run and so see all of them."""
    track = plan.course.tracks.get(activity.track) if plan.run is None and activity.track else None
    return in_language(track.title, plan.course.words_in, g.language) if track else None


def states(outline: ModuleOutline, language: Language) -> dict[str, Markup]:
    """Slot → the tag that says how far the activity is."""
    tags: dict[str | None, Markup] = defaultdict(Markup)
    for mark in (DONE, STARTED, PLANNED, BEFORE, WAIVED):
        tags[mark] = part("learner/_state.html", language.code, mark, mark=mark).fill({})
    return {f"state:{step.activity.id}": tags[step.mark] for step in outline.steps}


def _progress(outline: ModuleOutline, plan: Plan, met: tuple[int, int] | None) -> Markup:
    done_by = outline.opening.done_by
    if done_by and before_they_came(done_by, plan, g.actor):
        done_by = None
    figures = {
        "done": outline.done,
        "total": outline.total,
        "held": met[0] if met else None,
        "waived": met[1] if met else 0,
        "required": outline.module.meetings_required,
        "done_by": near_day(done_by, g.language, at=clock.now()) if done_by else None,
    }
    return part("learner/_progress.html", g.language.code, *figures.values(), **figures).fill({})


def _otherwise(outline: ModuleOutline, language: Language) -> Markup:
    """That it opened at another time for the reader, and why."""
    words = otherwise_words(outline.opening, language, at=clock.now())
    return Markup('<p class="muted">{}</p>').format(words) if words else Markup()


def _next(course: Course, outline: ModuleOutline, plan: Plan) -> Markup:
    step = outline.next
    if step is None:
        return Markup()
    key = (course.version, course.edition, g.language.code, step.activity.id)
    return part("learner/_next.html", *key, activity=step.activity).fill({"plan": escape(plan.public_id)})


def just_done_note(activity: Activity | None, plan: Plan) -> Markup:
    """What was just marked done, and the way back."""
    if activity is None:
        return Markup()
    return Markup(render_template("learner/_just_done.html", just_done=activity, plan_id=plan.public_id))


@dataclass(frozen=True)
class ActivityPage:
    """Everything an activity's page says besides what its reader has written."""

    planned: PlannedActivity
    leads: bool
    """whether the one who asks reads what the text says to leaders"""
    does: bool
    is_done: bool
    previous: Activity | None
    next: Activity | None
    just_done: Activity | None
    ticked_by_hand: bool
    section: tuple[Section, tuple[Activity, ...]]
    """the section it stands in, and what its reader sees of it"""

    def prepared(self, own: OwnWork | None) -> str:
        """The page of an activity that is the same for everybody but for its tick."""
        plan, activity = self.planned.plan, self.planned.activity

        def more() -> dict[str, Any]:
            return self._context(slot("plan"), slot("just_done")) | {"work": SimpleNamespace(position=slot("position"))}

        return prepared(
            "learner/activity.html",
            plan.course.version,
            plan.course.edition,
            activity.id,
            self.leads,
            plan.run is None,
            self.does,
            self.is_done,
            self.previous.id if self.previous else None,
            self.next.id if self.next else None,
            *(activity.id for activity in self.section[1]),
            values={
                "plan": escape(plan.public_id),
                "position": escape(own.position if own else 0),
                "just_done": just_done_note(self.just_done, plan),
            },
            more=more,
        )

    def rendered(self, work: Any, **more: Any) -> str:
        """The page of an activity in which one writes; nothing of it is kept."""
        plan = self.planned.plan
        return render_template(
            "learner/activity.html",
            **self._context(plan.public_id, just_done_note(self.just_done, plan)),
            work=work,
            plan_table=partial(plan_table, plan, g.language),
            filled=_filled(self.planned),
            **more,
        )

    def _context(self, plan_id: str, just_done: Markup) -> dict[str, Any]:
        plan, activity = self.planned.plan, self.planned.activity
        return {
            "planned": self.planned,
            "plan_id": plan_id,
            "activity": activity,
            "meta": meta_of(activity, g.language),
            "track": track_shown(plan, activity),
            "body": activity.text_for(leaders=self.leads),
            "method": method_shown(plan.course, getattr(activity, "method", None), g.language),
            "rounds": list(rounds_of(plan.course, activity)),
            "is_translation_missing": activity.language != g.language.code != plan.course.language,
            "licence": licence_of(plan.course),
            "place_kind": plan.run.place_kind if plan.run else "school",
            "does": self.does,
            "is_done": self.is_done,
            "previous": _link(self.previous, plan_id),
            "next": _link(self.next, plan_id),
            "ticked_by_hand": self.ticked_by_hand,
            "just_done": just_done,
            "beside": self._beside(plan_id),
        }

    def _beside(self, plan_id: str) -> dict[str, Any]:
        section, activities = self.section
        module, code = self.planned.module, g.language.code
        return {
            "title": section.title,
            "lang": None if module.language == code else module.language,
            "activities": [
                {
                    "href": url_for("learner.activity", plan=plan_id, activity=activity.id),
                    "title": activity.title,
                    "kind": activity.kind,
                    "lang": None if activity.language in ("", code) else activity.language,
                    "current": activity.id == self.planned.activity.id,
                }
                for activity in activities
            ],
        }


def _filled(planned: PlannedActivity) -> dict[str, Any] | None:
    """The page of the school's plan that a task's answer goes into, and whether the reader changes it."""
    run = planned.plan.run
    if run is None or getattr(planned.activity, "fills", None) != "annual_wheel":
        return None
    place = g.db.get_one(Organisation, run.school_id)
    if not may(Action.SEE_WHEEL, place):
        return None
    return {"href": url_for("wheel.wheel", place=place.public_id), "changes": may(Action.CHANGE_WHEEL, place)}


def _link(activity: Activity | None, plan_id: str) -> dict[str, str] | None:
    if activity is None:
        return None
    return {
        "href": url_for("learner.activity", plan=plan_id, activity=activity.id),
        "title": title_of(activity, g.language),
    }
