"""What a meeting's template puts on the table: its agenda, the prework, the tasks it takes up.

Only what the one who asks may know of is linked or named.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import g, url_for

from courseengine.base.i18n import N_, Language
from courseengine.core.course.activities.meeting import Meeting, MeetingRole, Meets
from courseengine.core.meetings.agenda import AgendaLine, proposed_by
from courseengine.core.policy.actions import Action
from courseengine.core.progress.outline import mark_of
from courseengine.core.progress.queries import DONE
from courseengine.core.runs.plan import Plan, PlannedActivity
from courseengine.web.guard import may
from courseengine.web.method_steps import method_shown, role_nouns
from courseengine.web.words import in_language, meta_of, title_of

MEETS_NAMES = {
    Meets.STAFF: N_("For the whole staff"),
    Meets.TEAM: N_("For the team"),
    Meets.SUBJECT_TEAM: N_("For the subject team"),
    Meets.GRADE_TEAM: N_("For the grade team"),
    Meets.LEADER_GROUP: N_("For the leader group"),
    Meets.RESOURCE_GROUP: N_("For the resource group"),
    Meets.LEADER_AND_OWNER: N_("For leader and owner"),
}


@dataclass(frozen=True)
class Link:
    """An activity one can open."""

    title: str
    href: str
    meta: str
    is_done: bool = False


@dataclass(frozen=True)
class Wanted:
    """One part of the prework: an activity, or one of several."""

    links: tuple[Link, ...]

    @property
    def is_done(self) -> bool:
        """Whether one of them is done."""
        return any(link.is_done for link in self.links)


@dataclass(frozen=True)
class Kit:
    """Everything a template supplies, in the reader's language."""

    href: str | None
    """the template's own page, for those who may open it"""
    meets: str
    agenda: tuple[dict[str, object], ...]
    length: int
    decision: str
    prework: tuple[Wanted, ...]
    taken_out: str
    """that prework has been taken out at the place, in words; empty where none has"""
    uses: tuple[Link, ...]
    hands_out: tuple[Link, ...]

    @property
    def next_prework(self) -> Link | None:
        """The first thing that is left to do."""
        return next((wanted.links[0] for wanted in self.prework if not wanted.is_done), None)


def kit_of(
    template: Meeting, plan: Plan, language: Language, marks: Mapping[str, str], *, starts_at: datetime | None = None
) -> Kit:
    """Lay out a template; with ``starts_at`` its agenda has times."""
    wanted = (ids if isinstance(ids, tuple) else (ids,) for ids in template.prework)
    links = (tuple(links_to(ids, plan, language, marks)) for ids in wanted)
    own = next(iter(links_to([template.id], plan, language, marks)), None)
    return Kit(
        href=own.href if own else None,
        meets=language.gettext(MEETS_NAMES[template.meets]),
        agenda=agenda_shown(proposed_by([template]), plan, language, starts_at),
        length=template.length,
        decision=in_language(template.decision, template.language, language),
        prework=tuple(Wanted(group) for group in links if group),
        taken_out=prework_taken_out(template, plan, language),
        uses=tuple(links_to(template.uses, plan, language, marks)),
        hands_out=tuple(links_to(template.hands_out, plan, language, marks)),
    )


def prework_taken_out(template: Meeting, plan: Plan, language: Language) -> str:
    """What to say of prework that the school has hidden, so that nobody looks for it."""
    if template.id not in plan.without_prework or plan.run is None:
        return ""
    _ = language.gettext
    if plan.run.place_kind == "kindergarten":
        all_of_it, some = (
            _("The kindergarten has taken out the prework."),
            _("The kindergarten has taken out some of the prework."),
        )
    else:
        all_of_it, some = _("The school has taken out the prework."), _("The school has taken out some of the prework.")
    return some if template.prework else all_of_it


def links_to(ids: Iterable[str], plan: Plan, language: Language, marks: Mapping[str, str]) -> Iterable[Link]:
    """The activities the reader may open, in order."""
    for id_ in ids:
        planned = planned_activity(plan, id_)
        if planned and may(Action.READ_ACTIVITY, planned):
            activity = planned.activity
            href = url_for("learner.activity", plan=plan.public_id, activity=activity.id)
            yield Link(
                title_of(activity, language), href, meta_of(activity, language), mark_of(activity, marks) == DONE
            )


def planned_activity(plan: Plan, id_: str) -> PlannedActivity | None:
    """An activity at its place in the plan, by any id it has or had."""
    activity, module = plan.course.activity(id_), plan.course.module_of(id_)
    return PlannedActivity(plan, module, activity) if activity and module else None


def agenda_shown(
    lines: Iterable[AgendaLine], plan: Plan | None, language: Language, starts_at: datetime | None
) -> tuple[dict[str, object], ...]:
    """An agenda as pages show it, in the reader's language; with ``starts_at`` it has times. What is cut takes none."""
    passed, shown = timedelta(), []
    for line in lines:
        is_cut = line.state == "cut"
        shown.append(
            {
                "minutes": line.minutes,
                "text": in_language(line.text, line.language, language) if line.language else line.text,
                "at": language.clock(starts_at + passed) if starts_at and not is_cut else None,
                "role": role_nouns(MeetingRole(line.role), language) if line.role else None,
                "method": method_shown(plan.course, line.method, language, minutes=line.minutes) if plan else None,
                "decision": line.decision,
                "cuttable": line.cuttable,
                "cut": is_cut,
                **_opened(plan, language, line.activity_id),
            }
        )
        passed += timedelta() if is_cut else timedelta(minutes=line.minutes)
    return tuple(shown)


def _opened(plan: Plan | None, language: Language, activity_id: str) -> dict[str, object]:
    link = next(iter(links_to([activity_id], plan, language, {})), None) if plan and activity_id else None
    return {"href": link.href, "link": link.title} if link else {}


def own_team(plan: Plan, team_kind: str | None) -> tuple[int, str, str] | None:
    """The id, public id and name of the team that the one who asks works with there."""
    team_id = g.actor.team_in(plan.run, team_kind)
    for holding in g.actor.memberships:
        if team_id is not None and holding.team_id == team_id:
            return team_id, holding.team_public_id, holding.team
    return None
