"""What people who mean harm, or only have long names, would write into the demo world.

Nothing of it may run, break a page or be lost. It comes on top of the demo world and through the
same operations: a person in Anne's team, a team of its own that met and delivered, and texts of
Anne's own.
"""

from datetime import timedelta

from sqlalchemy.orm import Session

from courseengine.cli.demo.world import World
from courseengine.core.accounts.models import Account
from courseengine.core.course.activities.meeting import Meeting as Template
from courseengine.core.measures.operations import Written, add_decided, propose
from courseengine.core.measures.round import Phase
from courseengine.core.measures.wheel import Entry, add_item
from courseengine.core.meetings.agenda import make_own
from courseengine.core.meetings.models import CaughtUp
from courseengine.core.meetings.operations import note_attendance, plan_meeting
from courseengine.core.networks import spans
from courseengine.core.networks.gatherings import GatheringDraft, make_gathering, sign_up
from courseengine.core.networks.help import Asked, ask_for_help
from courseengine.core.networks.notes import write_note
from courseengine.core.networks.operations import NetworkDraft, add_person, make_network
from courseengine.core.people.operations import add_membership, add_team
from courseengine.core.people.operations import add_person as make_person
from courseengine.core.people.roles import Role
from courseengine.core.progress.meetings_held import hold
from courseengine.core.progress.operations import save_answer
from courseengine.core.progress.team_answers import deliver_team_answer, save_team_answer
from courseengine.core.school_days.days import DayKind, school_year
from courseengine.core.school_days.operations import change_days

MARKUP = "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>"
FORMULA = '=HYPERLINK("https://evil.example";"klikk")'
RIGHT_TO_LEFT = "יעל שרה הכהן"
TEMPLATE = "{{ 7331*7 }} %(name)s {% raw %} %s"
LONG = "Aslaug" * 33
NAMES = {
    "markup": MARKUP,
    "formula": FORMULA,
    "right_to_left": RIGHT_TO_LEFT,
    "template": TEMPLATE,
    "long": LONG,
}
TEXT = f"""{MARKUP}

[klikk](javascript:window.hacked=1) ![bilde](https://evil.example/x.png) <https://evil.example>

{{: onclick="window.hacked=1" }} {TEMPLATE}

| {FORMULA} | {RIGHT_TO_LEFT} |

{"Donaudampfschifffahrtsgesellschaft" * 20}
"""
"""Markup, links that are code, a picture elsewhere, attributes, a formula and a word without an end."""


def make_hostile(session: Session, world: World) -> None:
    """Add it all; the persons are known by the keys of ``NAMES``, the team and the meeting as ``hostile``."""
    school, at = world.places["furulia"], world.at
    team = world.teams["hostile"] = add_team(session, school=school, name=MARKUP)
    for key, name in NAMES.items():
        person = world.people[key] = make_person(session, name=name, email=f"{key}@demo.example", at=at)
        session.add(Account(person_id=person.id, password_hash=None))
        _join(session, world, key, team, Role.TEAM_LEADER if key == "markup" else Role.TEACHER)
    guest = world.people["guest"] = make_person(
        session, name=f"{MARKUP} {LONG[:100]}", email="guest@demo.example", at=at
    )
    session.add(Account(person_id=guest.id, password_hash=None))
    _join(session, world, "guest", world.teams["5.–7. trinn"], Role.TEACHER)
    session.flush()
    change_days(session, school, {world.day(30): (DayKind.PLANNING, MARKUP)}, by=world.people["markup"].id, at=at)
    _met(session, world)
    _wrote(session, world)
    _mean_to(session, world)
    _networks(session, world)


def _join(session: Session, world: World, key: str, team: object, role: Role) -> None:
    add_membership(
        session,
        person=world.people[key],
        organisation=world.places["furulia"],
        role=role,
        team=team,  # type: ignore[arg-type]  # a Team
        main=True,
        starts_on=world.day(-200),
        at=world.at,
    )


def _met(session: Session, world: World) -> None:
    template = world.course.activity("m1-m1")
    assert isinstance(template, Template)
    by = world.people["markup"].id
    starts_at = world.at - timedelta(days=5)
    meeting = world.meetings["hostile"] = plan_meeting(
        session,
        run_id=world.runs["furulia"].id,
        module_id="m1",
        activity=template,
        teams=[world.teams["hostile"].id],
        starts_at=starts_at,
        length=template.length,
        place=f"{MARKUP}{FORMULA}",
        title=MARKUP,
        by=by,
        submit_id="hostile",
        joint=False,
        at=starts_at - timedelta(days=3),
    )
    session.flush()
    make_own(session, meeting, template)[0].text, meeting.guests = MARKUP, MARKUP
    over = starts_at + timedelta(minutes=template.length)
    for key in NAMES:
        note_attendance(session, meeting, world.people[key].id, present=True, by=by, at=over)
    hold(
        session, meeting, by, decision=f"{MARKUP} {FORMULA}", no_decision_because="", minutes=TEXT,
        seen=meeting.version, at=over,
    )  # fmt: skip
    line = CaughtUp(meeting_id=meeting.id, person_id=world.people["guest"].id, line=f"{MARKUP}{FORMULA}")
    line.caught_up_at = over
    session.add(line)


def _wrote(session: Session, world: World) -> None:
    run, at = world.runs["furulia"].id, world.at - timedelta(days=1)
    by = world.people["markup"].id
    team = world.teams["hostile"].id
    save_team_answer(session, team_id=team, run_id=run, activity_id="m2-g1", body=TEXT, seen=0, by=by, at=at)
    deliver_team_answer(session, team_id=team, run_id=run, activity_id="m2-g1", by=by, at=at)
    for person in ("anne", "markup"):
        seen = 1 if person == "anne" else 0  # Anne has a draft already
        save_answer(session, world.people[person].id, run, "m2-i1", TEXT, seen=seen, at=at)


def _mean_to(session: Session, world: World) -> None:
    """Measures and things in the yearly round, of a school and its owner."""
    year, day, at = school_year(world.day(0)), world.day(0), world.at
    for place, by in (("furulia", "cecilie"), ("skogvik", "eva")):
        asked = {"by": world.people[by].id, "group": f"{MARKUP}{FORMULA}", "at": at}
        for name in NAMES.values():
            written = Written(name, TEXT, TEMPLATE, RIGHT_TO_LEFT, day, LONG)
            propose(session, world.places[place], year, written, **asked)
            add_decided(session, world.places[place], year, Written(f"{name[:150]} 2", responsible=MARKUP), **asked)
    for name in NAMES.values():
        entry = Entry(Phase.MAP, name, day, day, name)
        add_item(session, world.places["furulia"], entry, by=world.people["cecilie"].id, at=at)


def _networks(session: Session, world: World) -> None:
    """A network, a gathering, a request and a note."""
    at, places, cecilie = world.at, world.places, world.people["cecilie"].id
    draft = NetworkDraft(kind="teacher", name=f"{MARKUP} {TEMPLATE}", about=TEXT[:3000])
    network = make_network(session, places["furulia"], draft, by=cecilie, at=at)
    add_person(session, network, world.people["markup"], by=cecilie, at=at)
    line = f"{MARKUP}{FORMULA}"
    gathering = GatheringDraft(
        MARKUP, spans.days(world.day(3)), content=TEXT[:3000], place=line, target_group=LONG[:150], organiser=line,
        link="https://example.org/%22onclick=%22window.hacked=1", sign_up_by=world.day(2),
    )  # fmt: skip
    made = make_gathering(session, network, gathering, by=cecilie, at=at)
    sign_up(session, made, world.people["markup"].id, at=at)
    asked = Asked("course", MARKUP, TEXT[:3000], world.day(9), None, person=world.people["markup"])
    ask_for_help(session, places["furulia"], asked, by=cecilie, at=at)
    by = world.people["farid"].id
    write_note(session, places["university"], course_id="lk20", module_id="m2", text=TEXT, by=by, at=at)
