"""The demo world: two owners, three schools, a kindergarten and a university, in mid-year.

All dates are reckoned from the instant it is made, so that it always looks like today: Furulia is
some ten weeks into its run, has done modules 0 and 1, works on module 2, and module 3 opens in some
days. Furulia and the kindergarten also go through the second package, on its two tracks. Everything
comes to be through the same operations as in a real school. The tests use this world too.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from courseengine.base.clock import begins, day_in_oslo, in_oslo
from courseengine.cli.demo import cast
from courseengine.cli.demo.adaptation import adapt_and_ask
from courseengine.cli.demo.around import put_around_answers
from courseengine.cli.demo.measures import make_measures
from courseengine.cli.demo.networks import build_networks
from courseengine.cli.demo.planner import a_paused_run
from courseengine.cli.demo.school_days import write_calendars
from courseengine.cli.demo.starts import a_school_that_has_not_begun
from courseengine.cli.demo.work import do_the_work
from courseengine.core.accounts.invitations import invite
from courseengine.core.accounts.join_codes import make_code
from courseengine.core.accounts.models import Account, Invitation, JoinCode
from courseengine.core.course.activities.meeting import Meeting as Template
from courseengine.core.course.model import Course
from courseengine.core.measures.models import Measure, WheelItem
from courseengine.core.meetings import outcomes
from courseengine.core.meetings.absences import apologise
from courseengine.core.meetings.models import FollowUp, Meeting
from courseengine.core.meetings.operations import note_attendance, plan_meeting
from courseengine.core.meetings.recording import Minutes
from courseengine.core.people.models import Organisation, Person, RoleRequest, Team
from courseengine.core.people.operations import add_membership, add_organisation, add_person, add_team, make_admin
from courseengine.core.people.partners import invite_partner
from courseengine.core.people.queries import members_of
from courseengine.core.people.roles import PlaceKind, Role, TeamKind
from courseengine.core.people.roles_asked import ask_for_role
from courseengine.core.progress.meetings_held import hold
from courseengine.core.runs.models import CourseRun, PilotApplication
from courseengine.core.runs.operations import open_run
from courseengine.core.runs.plan import paced_dates

DOMAIN = "demo.example"
PACE = "six_months"
SHORT_PACE = "seven_weeks"


@dataclass
class World:
    """What tests and commands want to get hold of."""

    at: datetime
    course: Course
    package: Course
    """the second course"""
    people: dict[str, Person] = field(default_factory=dict)
    places: dict[str, Organisation] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    runs: dict[str, CourseRun] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    codes: dict[str, JoinCode] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    asked: dict[str, RoleRequest] = field(default_factory=dict)
    """roles that wait for an answer, by who asked"""
    measures: dict[str, Measure] = field(default_factory=dict)
    wheel: dict[str, WheelItem] = field(default_factory=dict)
    """Furulia's yearly round, and a thing in another school's"""
    own: dict[str, str] = field(default_factory=dict)
    """activities of a school's own, by the run"""
    pilots: dict[str, PilotApplication] = field(default_factory=dict)
    """schools that wish to pilot"""

    def named(self, name: str) -> Person:
        """The person of that name."""
        return self.people[key_of(name)]

    def day(self, offset: int) -> date:
        """A date, that many days from the day the world was made."""
        return day_in_oslo(self.at) + timedelta(days=offset)

    def workday(self, offset: int) -> date:
        """The same, moved to the Monday after when it is a weekend."""
        day = self.day(offset)
        return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day


def key_of(name: str) -> str:
    """What somebody is called in addresses, and in tests."""
    return name.lower().translate(str.maketrans("øæå", "oea"))


def build_world(session: Session, course: Course, package: Course, *, at: datetime) -> World:
    """Make the whole world, in the transaction of ``session``."""
    world = World(at, course, package)
    _places(session, world)
    _furulia(session, world)
    _kindergarten(session, world)
    _others(session, world)
    _ways_in(session, world)
    _runs(session, world)
    session.flush()
    _meetings(session, world)
    do_the_work(session, world)
    a_school_that_has_not_begun(session, world)
    a_paused_run(session, world, pace=SHORT_PACE)
    session.flush()
    write_calendars(session, world)
    make_measures(session, world)
    build_networks(session, world)
    put_around_answers(session, world)
    adapt_and_ask(session, world)
    session.flush()
    return world


def _places(session: Session, world: World) -> None:
    places = world.places
    # No organisation numbers: a made-up one might be somebody's.
    for key, kind, name, parent in (
        ("skogvik", PlaceKind.OWNER, "Skogvik kommune", ""),
        ("fjellvik", PlaceKind.OWNER, "Fjellvik kommune", ""),
        ("furulia", PlaceKind.SCHOOL, "Furulia skole", "skogvik"),
        ("bjorkelia", PlaceKind.SCHOOL, "Bjørkelia skole", "skogvik"),
        ("maurtua", PlaceKind.KINDERGARTEN, "Maurtua barnehage", "skogvik"),
        ("granli", PlaceKind.SCHOOL, "Granli skole", "fjellvik"),
        ("solli", PlaceKind.SCHOOL, "Solli skole", "fjellvik"),
        ("university", PlaceKind.UNIVERSITY, "Demouniversitetet", ""),
    ):
        places[key] = add_organisation(session, kind=kind, name=name, parent=places.get(parent))


def _person(session: Session, world: World, name: str, language: str = "nb") -> Person:
    key = key_of(name)
    if key not in world.people:
        person = add_person(session, name=name, email=f"{key}@{DOMAIN}", at=world.at, language=language)
        been_here = None if name in cast.NEVER_HERE else begins(world.day(-150))
        session.add(Account(person_id=person.id, password_hash=None, first_signed_in_at=been_here))
        world.people[key] = person
    return world.people[key]


def _join(session: Session, world: World, name: str, place: str, role: Role, team: Team | None = None) -> None:
    add_membership(
        session,
        person=_person(session, world, name),
        organisation=world.places[place],
        role=role,
        team=team,
        main=team is not None,
        starts_on=world.day(-200),
        at=world.at,
    )


def _staff(session: Session, world: World, place: str, teams: dict[str, tuple[str, ...]]) -> None:
    for team_name, names in teams.items():
        team = world.teams[team_name] = add_team(
            session, school=world.places[place], name=team_name, kind=TeamKind.TEAM
        )
        for index, name in enumerate(names):
            _join(session, world, name, place, Role.TEACHER if index else Role.TEAM_LEADER, team)


def _furulia(session: Session, world: World) -> None:
    _staff(session, world, "furulia", cast.TEAMS)
    group = world.teams["Ledergruppa"] = add_team(
        session, school=world.places["furulia"], name="Ledergruppa", kind=TeamKind.LEADER_GROUP
    )
    _join(session, world, "Cecilie", "furulia", Role.SCHOOL_LEADER, group)
    _join(session, world, "Jonas", "furulia", Role.RESOURCE_TEACHER)
    jonas = world.people["jonas"]
    world.asked["jonas"] = ask_for_role(
        session, person=jonas, place=world.places["furulia"], by=jonas, ends_on=world.day(120), at=world.at
    )


def _kindergarten(session: Session, world: World) -> None:
    _staff(session, world, "maurtua", cast.MAURTUA_TEAMS)
    _join(session, world, "Liv", "maurtua", Role.SCHOOL_LEADER)
    _join(session, world, "Alva", "maurtua", Role.TEACHER)


def _others(session: Session, world: World) -> None:
    _staff(session, world, "bjorkelia", cast.BJORKELIA_TEAMS)
    _join(session, world, "David", "bjorkelia", Role.SCHOOL_LEADER)
    _join(session, world, "Eva", "skogvik", Role.SCHOOL_OWNER)
    _join(session, world, "Farid", "university", Role.UNIVERSITY_STAFF)
    _staff(session, world, "solli", cast.SOLLI_TEAMS)
    _join(session, world, "Ylva", "solli", Role.SCHOOL_LEADER)
    _join(session, world, "Wilma", "granli", Role.SCHOOL_LEADER)
    furulia, university = world.places["furulia"], world.places["university"]
    invite_partner(session, furulia, university, by=world.people["cecilie"].id, at=world.at)
    make_admin(session, _person(session, world, "Gro"), operator="Demo", at=world.at)
    _person(session, world, "Hanna")


def _ways_in(session: Session, world: World) -> None:
    """A code on the wall at Furulia, and two whom Cecilie has invited, one of them too long ago."""
    furulia, cecilie = world.places["furulia"], world.people["cecilie"]
    world.codes["furulia"] = make_code(session, furulia, by=cecilie, at=world.at)
    for name, days, role, team in (
        ("Selma", 3, Role.TEACHER, world.teams["8.–10. trinn"]),
        ("Trygve", 30, Role.RESOURCE_TEACHER, None),
    ):
        world.invitations[name.lower()], _ = invite(
            session,
            furulia,
            f"{name.lower()}@{DOMAIN}",
            role,
            by=cecilie,
            name=name,
            team=team,
            language="nb",
            at=world.at - timedelta(days=days),
        )


def start_for(course: Course, today: date) -> date:
    """The Monday to have started on: module 2 has been open for some weeks, module 3 opens in some days.

    In the holidays, when nothing opens for weeks, it is the start that comes nearest to that.
    """
    weeks = course.paces[PACE].weeks
    second, third = [module.id for module in course.modules if weeks.get(module.id)][1:3]
    monday = today - timedelta(days=today.weekday())

    def misses(start: date) -> int:
        dates = paced_dates(course, weeks, start)
        too_new = max(0, 14 - (today - dates[second].opens).days)
        too_near, too_far = max(0, 3 - (ahead := (dates[third].opens - today).days)), max(0, ahead - 30)
        return 100 * (too_new + too_near) + too_far

    return min((monday - timedelta(weeks=ago) for ago in range(52)), key=misses)


def _runs(session: Session, world: World) -> None:
    today = world.day(0)
    next_monday = today + timedelta(days=7 - today.weekday())
    last_monday = next_monday - timedelta(weeks=2)
    for key, course, place, dates, pilot in (
        ("maurtua", world.package, "maurtua", {"pace": SHORT_PACE, "starts_on": last_monday}, False),
        ("furulia-dd", world.package, "furulia", {"pace": SHORT_PACE, "starts_on": last_monday}, False),
        ("furulia", world.course, "furulia", {"pace": PACE, "starts_on": start_for(world.course, today)}, False),
        ("bjorkelia", world.course, "bjorkelia", {"pace": PACE, "starts_on": next_monday}, False),
        ("granli", world.course, "granli", {"schedule": "pilot"}, True),
        ("solli", world.course, "solli", {"schedule": "regional"}, False),
    ):
        world.runs[key] = open_run(
            session,
            course=course,
            school=world.places[place],
            pilot=pilot,
            at=world.at,
            **dates,  # type: ignore[arg-type]  # one of two ways to dates
        )


def _plan(
    session: Session,
    world: World,
    key: str,
    activity_id: str,
    teams: list[str],
    day: date,
    by: str,
    *,
    joint: bool = False,
) -> Meeting:
    template = world.course.activity(activity_id)
    module = world.course.module_of(activity_id)
    assert isinstance(template, Template)
    assert module is not None
    starts_at = in_oslo(day, cast.AFTERNOON)
    meeting = world.meetings[key] = plan_meeting(
        session,
        run_id=world.runs["furulia"].id,
        module_id=module.id,
        activity=template,
        teams=[world.teams[name].id for name in teams],
        starts_at=starts_at,
        length=template.length,
        place="Personalrommet" if joint else "Rom 204",
        by=world.people[by].id,
        submit_id=f"demo-{key}",
        joint=joint,
        at=min(world.at, starts_at - timedelta(days=10)),
    )
    return meeting


def _hold(session: Session, meeting: Meeting, by: Person, absent: set[str], minutes: str, decision: str) -> None:
    session.flush()
    at = meeting.starts_at + timedelta(minutes=meeting.length)
    day = day_in_oslo(meeting.starts_at)
    for team in meeting.teams:
        for person in members_of(session, team.id, on=day):
            if person.name not in absent:
                note_attendance(session, meeting, person.id, present=True, by=by.id, at=at)
    hold(session, meeting, by.id, decision=decision, minutes=Minutes(minutes), at=at)


def _follow_up(session: Session, meeting: Meeting, by: str, who: str, text: str, due: date, world: World) -> None:
    wanted = outcomes.Wanted(text, world.people[who].id, due)
    outcomes.put(session, meeting, FollowUp, wanted, by=world.people[by].id, at=world.at, submit_id=f"demo-{text[:20]}")


def _meetings(session: Session, world: World) -> None:
    people, everyone = world.people, list(cast.TEAMS)
    direction = _plan(session, world, "direction", "m0-m1", ["Ledergruppa"], world.workday(-90), "cecilie")
    _hold(session, direction, people["cecilie"], set(), cast.LEADERS_MINUTES, cast.LEADERS_DECISION)
    held = (
        ("start", "m0-m3", everyone, -80, cast.START_MINUTES, cast.START_DECISION),
        ("first", "m1-m1", everyone, -62, cast.MINUTES, cast.DECISION),
        ("cafe", "m1-m2", everyone, -48, cast.CAFE_MINUTES, cast.CAFE_DECISION),
        ("pupils", "m1-m3", everyone[:-1], -36, cast.PUPILS_MINUTES, cast.PUPILS_DECISION),
    )
    for key, activity_id, teams, day, minutes, decision in held:
        meeting = _plan(session, world, key, activity_id, teams, world.workday(day), "cecilie", joint=True)
        _hold(session, meeting, people["cecilie"], {"Tor", "Nils", "Frode"}, minutes, decision)
    second = _plan(session, world, "second", "m2-m1", ["1.–4. trinn"], world.workday(-8), "ingrid")
    _hold(session, second, people["ingrid"], {"Mina"}, cast.TEAM_MINUTES, cast.TEAM_DECISION)
    _follow_up(session, second, "ingrid", "jonas", cast.TEAM_FOLLOW_UP, world.workday(4), world)
    _follow_up(session, world.meetings["pupils"], "cecilie", "anne", cast.PUPILS_FOLLOW_UP, world.workday(9), world)
    _plan(session, world, "unrecorded", "m2-m1", ["8.–10. trinn"], world.workday(-6), "unni")
    following = _plan(session, world, "next", "m2-m1", ["5.–7. trinn"], world.workday(2), "anne")
    session.flush()
    apologise(session, following, people["tor"].id, cast.APOLOGY, at=world.at)
