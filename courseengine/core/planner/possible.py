"""Whether a plan, or one meeting of it, can be at all."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from courseengine.base.clock import in_oslo
from courseengine.base.errors import Invalid
from courseengine.core.course.model import Course
from courseengine.core.meetings.operations import LONGEST_PLACE
from courseengine.core.meetings.timing import LONGEST, SHORTEST
from courseengine.core.planner.document import Document, PlannedMeeting
from courseengine.core.planner.openings import open_already


def starts_at(meeting: PlannedMeeting) -> datetime:
    """The instant it begins; raises ``Invalid`` where the clocks change just then."""
    try:
        return in_oslo(meeting.day, meeting.at)
    except ValueError:
        raise Invalid(
            "The clocks change on %(day)s, so %(time)s is not one time. Choose another.",
            field="at",
            day=meeting.day,
            time=f"{meeting.at:%H:%M}",
        ) from None


def refuse_impossible_meeting(meeting: PlannedMeeting) -> None:
    """Raise ``Invalid`` for a meeting too short or too long, with an essay for a place, or at no time."""
    if not SHORTEST <= meeting.length <= LONGEST:
        raise Invalid(
            "A meeting lasts from %(shortest)d to %(longest)d minutes.",
            field="length",
            shortest=SHORTEST,
            longest=LONGEST,
        )
    if len(meeting.place) > LONGEST_PLACE:
        raise Invalid("There is room for %(limit)d characters here.", field="place", limit=LONGEST_PLACE)
    starts_at(meeting)


def refuse_impossible_plan(document: Document, course: Course, teams: Iterable[str], *, today: date) -> None:
    """Raise ``Invalid`` for a document that cannot become a plan."""
    if not document.modules:
        raise Invalid("Choose at least one module.", field="modules")
    for dates in document.modules:
        if course.module(dates.module_id) is None:
            raise Invalid(
                'The course has no module "%(module)s" any more. Take it out of the plan.',
                field="modules",
                module=dates.module_id,
            )
    at_work = set(teams)
    for one in document.meetings:
        if one.is_ahead and one.meeting is None:
            _refuse_new_meeting(one, course, at_work, today)


def refuse_shutting(document: Document, holds: Document, course: Course, *, today: date, pilot: bool) -> None:
    """Raise ``Invalid`` where a module that is open by the plan that holds would be shut again, or left out."""
    dated = {one.module_id: one for one in document.modules}
    for one in open_already(holds, course, today=today, pilot=pilot):
        module, now = course.module(one.module_id), dated.get(one.module_id)
        if module is None or (now is not None and now.opens_on <= today):
            continue
        if now is None:
            raise Invalid('"%(module)s" has opened, so it stays in the plan.', field="modules", module=module.name)
        raise Invalid(
            '"%(module)s" opened on %(day)s, and what has opened stays open. Let it keep that day.',
            field="opens_on",
            module=module.name,
            day=one.opens_on,
        )


def _refuse_new_meeting(one: PlannedMeeting, course: Course, at_work: Collection[str], today: date) -> None:
    refuse_impossible_meeting(one)
    if course.activity(one.activity_id) is None:
        raise Invalid(
            "The course no longer has the meeting that is planned on %(day)s. Take it out of the plan.", day=one.day
        )
    if not set(at_work) >= set(one.teams) or not (one.teams or one.joint):
        raise Invalid(
            "The meeting on %(day)s is for a team that is no more. Take it out, or draw up the plan again.", day=one.day
        )
    if one.day < today:
        raise Invalid("The meeting on %(day)s is new, and that day has passed. Choose a later one.", day=one.day)
