"""A meeting on paper: for those invited, and all teams' at once for those who help them."""

from datetime import timedelta

import pytest

from courseengine.core.course.activities.meeting import Meeting as Template
from courseengine.core.meetings.models import Meeting, MeetingDuty, MeetingTemplate
from courseengine.core.meetings.operations import plan_meeting
from courseengine.core.people.operations import add_membership
from courseengine.core.people.roles import Role
from tests.web.hostile import MARKUP
from tests.web.pages import said

OWN_NAMES = ("Anne", "Bjørn", "Siri")


@pytest.fixture
def sheet(world):
    return f"/meetings/{world.meetings['next'].public_id}/print"


@pytest.fixture
def kit(world):
    return f"/courses/{world.runs['furulia'].public_id}/activities/m2-m1/kit"


@pytest.fixture
def one_more(database, world):
    """Another team plans the same meeting, some days from now."""

    def plan(team, *, days=4):
        template = world.course.activity("m2-m1")
        assert isinstance(template, Template)
        with database.writing() as session:
            return planned(session, world, template, team, days=days).id

    return plan


def planned(session, world, template, team, *, days, title=""):
    return plan_meeting(
        session,
        run_id=world.runs["furulia"].id,
        module_id="m2",
        activity=template,
        teams=[world.teams[team].id],
        starts_at=world.at + timedelta(days=days),
        length=60,
        place="Rom 7",
        title=title,
        by=world.people["ingrid"].id,
        submit_id=f"one-more-{team}-{days}",
        joint=False,
        at=world.at,
    )


def test_a_sheet_has_the_agenda_with_times_the_steps_and_the_invited(as_person, sheet, world):
    page = as_person("anne").get(sheet)

    main = page.text.split("<main", 1)[1]
    assert all(f"<li>{name}</li>" in main for name in OWN_NAMES)
    assert main.count('class="time"') == len(world.course.activity("m2-m1").agenda)
    assert "<details" not in main.split("<article", 1)[1]
    assert 'class="method"' in main


def test_a_sheet_names_who_does_what(as_person, sheet, database, world):
    with database.writing() as session:
        session.add(
            MeetingDuty(meeting_id=world.meetings["next"].id, duty="recorder", person_id=world.people["bjorn"].id)
        )

    assert f"<dt>{said('Takes the minutes')}</dt><dd>Bjørn</dd>" in as_person("anne").get(sheet).text


@pytest.mark.parametrize("who", ["ingrid", "cecilie", "david", "eva", "farid", "gro", "hanna"])
def test_a_sheet_is_for_those_invited(as_person, sheet, who):
    assert as_person(who).get(sheet).status_code == 404


def test_a_kit_has_a_sheet_for_each_team(as_person, kit, one_more):
    one_more("1.–4. trinn")
    one_more("8.–10. trinn", days=5)

    page = as_person("cecilie").get(kit).text

    assert page.count('<article class="paper') == 3
    assert all(f"<li>{name}</li>" in page for name in ("Anne", "Ingrid", "Unni"))


def test_a_kit_leaves_out_what_is_over_held_or_cancelled(as_person, kit, one_more, database):
    states = {"8.–10. trinn": "held", "Musikk og drama": "cancelled"}
    for team, state in states.items():
        id_ = one_more(team)
        with database.writing() as session:
            session.get_one(Meeting, id_).state = state
    one_more("1.–4. trinn", days=-1)

    assert as_person("cecilie").get(kit).text.count('<article class="paper') == 1


def test_a_meeting_for_several_templates_is_in_each_kit(as_person, kit, one_more, database):
    id_ = one_more("1.–4. trinn")
    with database.writing() as session:
        session.add(MeetingTemplate(meeting_id=id_, module_id="m2", activity_id="m2-m3"))

    page = as_person("cecilie").get(kit.replace("m2-m1", "m2-m3"))

    assert "Rom 7" in page.text


def test_without_a_planned_meeting_a_kit_is_the_agenda(as_person, kit):
    page = as_person("cecilie").get(kit.replace("m2-m1", "m2-m3")).text

    assert page.count('<article class="paper') == 1
    assert "Når og hvor:" in page
    assert "<li>Anne</li>" not in page


def test_a_resource_teacher_prints_for_all_teams_without_their_names(as_person, kit, one_more, database, world):
    one_more("1.–4. trinn")
    with database.writing() as session:
        add_membership(
            session,
            person=session.merge(world.people["ingrid"]),
            organisation=session.merge(world.places["furulia"]),
            role=Role.RESOURCE_TEACHER,
            at=world.at,
        )

    page = as_person("ingrid").get(kit).text

    assert page.count('<article class="paper') == 2
    assert "<li>Ingrid</li>" in page  # her own team's
    assert "<li>Anne</li>" not in page


@pytest.mark.parametrize("who", ["anne", "david", "eva", "farid", "gro", "hanna"])
def test_a_kit_is_for_leaders_and_the_resource_teacher(as_person, kit, who):
    assert as_person(who).get(kit).status_code == 404


def test_only_a_meeting_has_a_kit(as_person, kit):
    assert as_person("cecilie").get(kit.replace("m2-m1", "m2-t1")).status_code == 404


def test_a_kit_asks_as_often_for_many_teams_as_for_one(as_person, kit, one_more, count_queries):
    client, counts = as_person("cecilie"), []
    client.get(kit)
    for team in ("1.–4. trinn", "8.–10. trinn", "Musikk og drama"):
        one_more(team)
        with count_queries() as statements:
            client.get(kit)
        counts.append(len(statements))

    assert counts[0] == counts[-1]


def test_the_way_to_paper_is_where_one_looks_for_it(as_person, sheet, kit):
    assert sheet in as_person("anne").get(sheet.removesuffix("/print")).text
    assert kit in as_person("cecilie").get(kit.removesuffix("/kit")).text
    assert kit not in as_person("anne").get(kit.removesuffix("/kit")).text


def test_hostile_names_stay_names(as_person, hostile_world, app):
    template = hostile_world.course.activity("m2-m1")
    assert isinstance(template, Template)
    with app.extensions["database"].writing() as session:
        planned(session, hostile_world, template, "hostile", days=4, title=MARKUP)
    kit = f"/courses/{hostile_world.runs['furulia'].public_id}/activities/m2-m1/kit"

    assert "<script>window" not in as_person("cecilie").get(kit).text
