"""How far somebody reaches is what their memberships say, and nothing else."""

from courseengine.core.course.activities.base import Audience
from courseengine.core.people.roles import Role
from courseengine.core.policy.actor import STRANGER, Actor, Holding
from courseengine.core.runs.plan import RunFacts

FURULIA, BJORKELIA, OWNER = 1, 2, 9
EVERYBODY = {Audience.EVERYONE}


def held(role: Role, place: int, team: int | None = None, *, kind: str = "team", main: bool = False) -> Holding:
    at = ("Place", "place", None)
    named = (kind, main, *at, "Team", "team") if team else (None, False, *at, None, None)
    return Holding(role, place, team, *named)


def run(school: int = FURULIA) -> RunFacts:
    return RunFacts(
        id=1,
        public_id="run",
        school_id=school,
        owner_id=OWNER,
        school_name="School",
        place_kind="school",
        schedule="standard",
        pace=None,
        starts_on=None,
        pilot=False,
    )


def test_a_stranger_reaches_nothing():
    assert not STRANGER.is_signed_in
    assert not STRANGER.takes_part_in(run())
    assert STRANGER.audiences(run()) == STRANGER.audiences(None) == frozenset()


def test_roles_reach_as_far_as_their_place():
    leader = Actor(1, "Cecilie", (held(Role.SCHOOL_LEADER, FURULIA),))

    assert leader.leads(run())
    assert leader.arranges_at(FURULIA)
    assert leader.audiences(run()) == set(Audience)
    assert not leader.leads(run(BJORKELIA))
    assert leader.audiences(run(BJORKELIA)) == frozenset()


def test_a_resource_teacher_arranges_and_does_not_lead():
    both = Actor(1, "Randi", (held(Role.TEACHER, FURULIA, 5), held(Role.RESOURCE_TEACHER, FURULIA)))

    assert both.arranges_at(FURULIA)
    assert not both.leads(run())
    assert both.audiences(run()) == {Audience.EVERYONE, Audience.LEADERSHIP, Audience.RESOURCE_GROUP}


def test_an_owner_reads_along_and_takes_no_part():
    owner = Actor(1, "Eva", (held(Role.SCHOOL_OWNER, OWNER),))

    assert owner.audiences(run()) == owner.audiences(None) == set(Audience)
    assert not owner.takes_part_in(run())


def test_a_teacher_elsewhere_has_no_audience_here():
    teacher = Actor(1, "Anne", (held(Role.TEACHER, FURULIA),))

    assert teacher.audiences(run()) == EVERYBODY
    assert teacher.audiences(run(BJORKELIA)) == frozenset()


def test_the_team_is_of_the_kind_asked_for_then_the_main_one_then_any():
    teacher = Actor(
        1,
        "Anne",
        (
            held(Role.TEACHER, FURULIA, 5, kind="subject_team"),
            held(Role.TEACHER, FURULIA, 6, kind="grade_team", main=True),
            held(Role.TEACHER, BJORKELIA, 7, main=True),
        ),
    )

    assert teacher.team_in(run(), "subject_team") == 5
    assert teacher.team_in(run(), None) == teacher.team_in(run(), "leader_group") == 6
    assert teacher.team_in(run(BJORKELIA), "subject_team") == 7
    assert teacher.team_in(None, None) is None
    assert Actor(1, "Hanna").team_in(run(), None) is None
