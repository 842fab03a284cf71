"""A letter to each person whom a published plan concerns: what changes for them, once.

It is laid in the outbox in the transaction that publishes, in its reader's language; so a meeting
that is moved or cancelled within two days is told at once, and first. Whoever published it knows,
and gets none.
"""

from collections.abc import Mapping
from datetime import datetime

from flask import g

from courseengine.base.i18n import Language, language
from courseengine.core.accounts.leaders import leading_today
from courseengine.core.meetings.timing import is_soon
from courseengine.core.people.queries import people_with
from courseengine.core.planner.differences import Differences, MeetingChange, PersonalChanges
from courseengine.core.planner.operations import Published
from courseengine.core.planner.possible import starts_at
from courseengine.web.letters import address_of, sends_mail, write_to
from courseengine.web.plan_page import PlanAtWork, edition_of
from courseengine.web.plan_words import PlanWords

MOST_LINES = 12
"""in one letter; the rest is on the page"""


def tell_of_plan(page: PlanAtWork, published: Published) -> None:
    """Write to everybody whom it concerns; a pause concerns all who take part."""
    found, version = published.differences, published.version
    paused = found.paused_before != found.paused_after
    nothing = dict.fromkeys(page.school.people if paused else (), PersonalChanges())
    why = "" if version.undone_at else version.why
    tell_of(page, {**nothing, **published.personal}, why=why, found=found)


def tell_of(
    page: PlanAtWork,
    personal: Mapping[int, PersonalChanges],
    *,
    why: str = "",
    found: Differences | None = None,
) -> None:
    """Write to each of these people what changes for them."""
    if not sends_mail():
        return
    all_hear = found or Differences()
    for reader in people_with(g.db, set(personal) - {g.actor.person_id}):
        spoken = language(reader.language)
        said = _lines(page, personal[reader.id], all_hear, spoken)
        if not said:
            continue
        more = len(said) - MOST_LINES
        write_to(
            g.db,
            "plan_changed",
            email=reader.email,
            language=reader.language,
            at=page.at,
            course=edition_of(page.run.course_id, spoken).title,
            place=page.run.organisation.name,
            lines="\n".join(said[:MOST_LINES]),
            more=spoken.ngettext("and %(num)d more", "and %(num)d more", more) if more > 0 else "",
            why=why,
            link=address_of("front.front"),
        )


def _is_soon(change: MeetingChange, at: datetime) -> bool:
    times = [starts_at(one) for one in (change.before, change.after) if one]
    return is_soon(*times, at=at)


def tell_deciders(page: PlanAtWork) -> None:
    """Write to those who lead the school that somebody proposes a change of the plan."""
    if not sends_mail():
        return
    place = page.run.organisation
    for reader in leading_today(g.db, place, on=page.today):
        if reader.id == g.actor.person_id:
            continue
        write_to(
            g.db,
            "plan_proposed",
            email=reader.email,
            language=reader.language,
            at=page.at,
            name=page.draft.changer.name if page.draft else "",
            course=edition_of(page.run.course_id, language(reader.language)).title,
            place=place.name,
            link=address_of("plan_changes.changes", run=page.run.public_id),
        )


def _lines(page: PlanAtWork, changes: PersonalChanges, all_hear: Differences, spoken: Language) -> list[str]:
    course = edition_of(page.run.course_id, spoken)
    words = PlanWords(page.shown, course, page.school, spoken, page.today, page.holds)
    soon = [one for one in changes.meetings if _is_soon(one, page.at)]
    # A letter has room for some lines: what is near comes first.
    said = words.pause_change(all_hear) + [words.meeting_change(one) for one in soon]
    said += [words.module_change(one) for one in changes.modules]
    said += [words.meeting_change(one) for one in changes.meetings if one not in soon]
    return list(dict.fromkeys(said))
