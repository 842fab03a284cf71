"""Leaders see how their own teams are doing; nobody else sees any of it, and nobody sees a person."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from courseengine.base import clock
from courseengine.base.db import Database
from courseengine.cli.demo import cast
from courseengine.core.audit import AuditLine, Event
from courseengine.core.meetings.models import FollowUp
from courseengine.core.meetings.operations import plan_meeting
from courseengine.core.people.models import Team
from courseengine.core.people.operations import add_membership, add_person, add_team
from courseengine.core.people.roles import Role
from courseengine.core.progress.models import Completion, TeamAnswer
from courseengine.core.progress.operations import complete, revoke
from courseengine.core.runs.models import CourseRun
from tests.web.pages import without_tokens

EVERYBODY_ELSE = ["anne", "jonas", "david", "eva", "farid", "gro", "hanna"]
OWN_TASKS = ("m1-i1", "m1-i2")
GRADES_5_TO_7 = "5.–7. trinn"


@pytest.fixture
def pages(world, database: Database) -> dict[str, str]:
    """Every kind of page for leaders, about a team whose leader was not at the meeting."""
    with database.reading() as session:
        answers = select(TeamAnswer).where(
            TeamAnswer.team_id == world.teams["1.–4. trinn"].id, TeamAnswer.activity_id == "m1-g1"
        )
        return {
            "school": f"/leader/{world.places['furulia'].public_id}",
            "team": f"/leader/teams/{world.teams['1.–4. trinn'].public_id}",
            "minutes": f"/leader/meetings/{world.meetings['second'].public_id}",
            "answer": f"/leader/answers/{session.scalars(answers).one().public_id}",
        }


def cells(page: str, team: str, *, table: int) -> list[str]:
    """What stands in a team's line of a table, without labels: 0 is what teams did together, 1 is people."""
    found = page.split('<table class="matrix"')[table + 1].split("</table>")[0]
    row = next(row for row in found.split("<tr")[2:] if f">{team}<" in row)
    found = [cell.partition(">")[2].partition("</span>")[2] for cell in row.split("<td")[1:]]
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in found]


def band(page: str, team: str) -> str:
    """The band of a team in module 1."""
    return cells(page, team, table=1)[0]


@pytest.fixture
def english(database: Database, world) -> None:
    """Cecilie and David read in English, so that words can be compared."""
    with database.writing() as session:
        for key in ("cecilie", "david", "gro"):
            session.get(type(world.people[key]), world.people[key].id).language = "en"


@pytest.mark.both_databases
@pytest.mark.parametrize("page", ["school", "team", "minutes", "answer"])
def test_the_schools_leader_opens_every_page(pages, as_person, page):
    assert as_person("cecilie").get(pages[page]).status_code == 200


@pytest.mark.parametrize("who", EVERYBODY_ELSE)
@pytest.mark.parametrize("page", ["school", "team", "minutes", "answer"])
def test_for_everybody_else_there_is_no_such_page(pages, as_person, who, page):
    person = as_person(who)
    unknown = re.sub(r"[^/]+$", "nothing-here", pages[page])

    refused = person.get(pages[page])

    assert refused.status_code == 404
    assert without_tokens(refused.text.replace(pages[page], unknown)) == without_tokens(person.get(unknown).text)


@pytest.mark.parametrize("page", ["school", "team", "minutes", "answer"])
def test_a_stranger_is_asked_to_sign_in(pages, stranger, page):
    answer = stranger.get(pages[page])

    assert answer.status_code == 302
    assert answer.location.startswith("/sign-in")


def test_a_leader_elsewhere_has_the_same_page_for_their_own_school(world, as_person):
    assert as_person("david").get(f"/leader/{world.places['bjorkelia'].public_id}").status_code == 200


def test_a_planned_meeting_and_a_draft_are_not_there_for_a_leader(world, database, as_person):
    with database.reading() as session:
        drafts = select(TeamAnswer).where(TeamAnswer.delivered_at.is_(None))
        draft = session.scalars(drafts).first().public_id
    leader = as_person("cecilie")

    assert leader.get(f"/leader/meetings/{world.meetings['next'].public_id}").status_code == 404
    assert leader.get(f"/leader/meetings/{world.meetings['unrecorded'].public_id}").status_code == 404
    assert leader.get(f"/leader/answers/{draft}").status_code == 404


def test_one_sentence_a_module_says_which_teams_have_not_done_it(pages, as_person, english):
    page = as_person("cecilie").get(pages["school"]).text

    told = re.findall(r"<li data-kind=\"\w+\">.*?<p>(.*?)</p>", page)
    assert told == [
        "Module 1: 3 of 4 teams are done. Not done: Musikk og drama.",
        "Module 2: 0 of 4 teams are done. Not done: 1.–4. trinn, 5.–7. trinn, 8.–10. trinn and Musikk og drama.",
    ]


def test_team_facts_are_exact(pages, as_person, english):
    page = as_person("cecilie").get(pages["school"]).text

    assert cells(page, "1.–4. trinn", table=0) == ["Done 3 of 3 meetings 3 of 3 tasks", "1 of 3 meetings 1 of 3 tasks"]
    assert "1 meeting planned" in cells(page, GRADES_5_TO_7, table=0)[1]
    assert "1 not recorded" in cells(page, "8.–10. trinn", table=0)[1]
    assert cells(page, "Musikk og drama", table=0)[0] == "Behind 2 of 3 meetings 2 of 3 tasks"


def test_people_are_bands_and_small_teams_are_hidden(pages, as_person, english):
    page = as_person("cecilie").get(pages["school"]).text

    assert cells(page, "Musikk og drama", table=1) == ["Fewer than five", "Fewer than five"]
    assert cells(page, GRADES_5_TO_7, table=1) == ["Most", "Few"]
    assert "They are not counted in the figure for all either." in page


@pytest.mark.parametrize("page", ["school", "team", "minutes", "answer"])
def test_no_page_names_a_person(world, pages, as_person, page):
    """Names are looked for as whole words, apart from the reader's own in the header, and from what a team decided."""
    page = as_person("cecilie").get(pages[page]).text.replace(cast.TEAM_DECISION, "")
    words = set(re.findall(r"\w+", re.sub(r"<[^>]+>", " ", page)))
    staff = {person.name for key, person in world.people.items() if key != "cecilie"}

    assert staff & words == set()


def test_minutes_and_answers_are_read_whole(pages, as_person):
    leader = as_person("cecilie")

    assert "Bokmeldingen går ut i år. Kari lager en kort erstatning" in leader.get(pages["minutes"]).text
    assert "To hull vi vil tette" in leader.get(pages["answer"]).text


def test_minutes_say_what_is_to_be_done_and_not_by_whom(world, pages, database, as_person):
    meeting, ingrid = world.meetings["second"], world.people["ingrid"].id
    made = {"meeting_id": meeting.id, "owner_id": ingrid, "made_by": ingrid, "made_at": meeting.starts_at}
    with database.writing() as session:
        session.add(FollowUp(submit_id="open", text="Spørre elevrådet", due_on=date(2026, 12, 1), **made))
        session.add(FollowUp(submit_id="done", text="Henge opp kartet", done_at=meeting.starts_at, **made))

    page = " ".join(re.sub(r"<[^>]+>", " ", as_person("cecilie").get(pages["minutes"]).text).split())

    assert "Spørre elevrådet Frist 1. desember" in page
    assert "Henge opp kartet Ferdig" in page
    assert "Ingrid" not in page


@pytest.mark.both_databases
@pytest.mark.parametrize(("page", "event"), [("minutes", Event.MINUTES_READ), ("answer", Event.TEAM_ANSWER_READ)])
def test_reading_a_teams_text_leaves_a_line(world, pages, database, as_person, page, event):
    leader = as_person("cecilie")
    before = lines(database)

    leader.get(pages[page])

    (line,) = [line for line in lines(database) if line.id not in {known.id for known in before}]
    assert (line.event, line.actor_id, line.team_id) == (
        event,
        world.people["cecilie"].id,
        world.teams["1.–4. trinn"].id,
    )
    assert line.subject == pages[page].rpartition("/")[2]


@pytest.mark.parametrize("page", ["school", "team"])
def test_figures_leave_no_line(pages, database, as_person, page):
    leader = as_person("cecilie")
    before = len(lines(database))

    leader.get(pages[page])

    assert len(lines(database)) == before


@pytest.mark.parametrize("page", ["minutes", "answer"])
def test_a_refused_reading_leaves_no_line(pages, database, as_person, page):
    other = as_person("david")
    before = len(lines(database))

    other.get(pages[page])

    assert len(lines(database)) == before


def lines(database: Database) -> list[AuditLine]:
    with database.reading() as session:
        return list(session.scalars(select(AuditLine).order_by(AuditLine.id)))


def test_a_leader_who_belongs_to_the_team_is_sent_to_their_own_pages(world, pages, database, as_person):
    with database.writing() as session:
        team = session.get(Team, world.teams["1.–4. trinn"].id)
        person = session.get(type(world.people["cecilie"]), world.people["cecilie"].id)
        add_membership(
            session, person=person, organisation=team.school, role=Role.TEACHER, team=team, main=True, at=clock.now()
        )
    leader = as_person("cecilie")

    assert leader.get(pages["team"]).location == f"/teams/{world.teams['1.–4. trinn'].public_id}"
    assert leader.get(pages["minutes"]).location == f"/meetings/{world.meetings['second'].public_id}"
    assert leader.get(pages["answer"]).location.endswith("/activities/m1-g1")


def test_a_joint_meeting_is_read_where_the_leader_was_invited(world, as_person):
    first = world.meetings["first"].public_id

    assert as_person("cecilie").get(f"/leader/meetings/{first}").location == f"/meetings/{first}"


def test_how_many_are_prepared_is_told_to_the_teams_alone(world, database, as_person):
    with database.writing() as session:
        meeting = plan_meeting(
            session,
            run_id=world.runs["furulia"].id,
            module_id="m1",
            activity=world.course.activity("m1-m1"),
            teams=[team.id for team in world.teams.values() if team.school_id == world.places["furulia"].id],
            starts_at=clock.now() + timedelta(days=3),
            length=60,
            place="",
            by=world.people["cecilie"].id,
            submit_id="prepared",
            joint=True,
            at=clock.now(),
        )
        address = f"/meetings/{meeting.public_id}"
    number = re.compile(r"\d+ (of|av) \d+ (are ready|er klare|er klar)")

    assert number.search(as_person("anne").get(address).text)
    for arranging in ("cecilie", "jonas"):
        page = as_person(arranging).get(address)
        assert page.status_code == 200
        assert not number.search(page.text)


def test_figures_about_people_stand_still_during_the_day(world, pages, database, as_person, english):
    """All of a team deliver at noon; its band moves at midnight in Oslo, and not a minute before."""
    leader, run = as_person("cecilie"), world.runs["furulia"].id
    team = [world.people[key].id for key in ("anne", "bjorn", "ola", "pia", "ragnar", "siri", "tor")]
    with database.writing() as session:
        for row in session.scalars(select(Completion).where(Completion.person_id.in_(team))):
            session.delete(row)
    assert band(leader.get(pages["school"]).text, GRADES_5_TO_7) == "Few"

    with database.writing() as session:
        for person in team:
            for task in OWN_TASKS:
                complete(session, person, run, task, how="delivered", at=clock.now())

    seen = []
    for wall_time in (datetime(2026, 11, 17, 23, 59), datetime(2026, 11, 18, 0, 1)):  # noqa: DTZ001  wall times
        clock.start_at(clock.in_oslo(wall_time.date(), wall_time.time()))
        seen.append(band(as_person("cecilie").get(pages["school"]).text, GRADES_5_TO_7))
    assert seen == ["Few", "Most"]

    with database.writing() as session:
        for person in team:
            revoke(session, person, run, "m1-i1", at=clock.now())
    assert band(as_person("cecilie").get(pages["school"]).text, GRADES_5_TO_7) == "Most"

    with database.writing() as session:
        for person in team:
            complete(session, person, run, "m1-i1", how="delivered", at=clock.now())
    clock.start_at(clock.in_oslo(date(2026, 11, 19), time(0, 1)))
    assert band(as_person("cecilie").get(pages["school"]).text, GRADES_5_TO_7) == "Most"


def test_a_run_is_chosen_among_the_schools_own(world, pages, database, as_person):
    with database.writing() as session:
        earlier = session.get(CourseRun, world.runs["furulia"].id)
        session.add(
            CourseRun(
                course_id=earlier.course_id,
                organisation_id=earlier.organisation_id,
                schedule="standard",
                opened_at=clock.now() - timedelta(days=900),
                ended_at=clock.now() - timedelta(days=400),
            )
        )
    leader = as_person("cecilie")
    page = leader.get(pages["school"]).text
    other = re.search(r'href="(\?run=[\w-]+)"', page)

    assert other
    assert leader.get(pages["school"] + other[1]).status_code == 200
    assert leader.get(f"{pages['school']}?run={world.runs['furulia'].public_id}").text.count("matrix-label") > 0
    assert leader.get(f"{pages['school']}?run={world.runs['bjorkelia'].public_id}").status_code == 404
    assert leader.get(f"{pages['school']}?run=").status_code == 404


@pytest.mark.parametrize("teams", [1, 6])
def test_the_page_costs_nine_statements_with_three_people_and_with_sixty(
    world, database, as_person, count_queries: Callable, teams
):
    """David's school begins with two teams; more of them cost nothing more."""
    place = world.places["bjorkelia"]
    with database.writing() as session:
        school = session.get(type(place), place.id)
        for number in range(teams):
            team = add_team(session, school=school, name=f"Team {number}")
            for member in range(3 if teams == 1 else 10):
                email = f"t{number}m{member}@example.org"
                person = add_person(session, name="Somebody", email=email, at=clock.now())
                add_membership(
                    session,
                    person=person,
                    organisation=school,
                    role=Role.TEACHER,
                    team=team,
                    main=True,
                    starts_on=date(2026, 1, 1),
                    at=clock.now(),
                )
    clock.start_at(clock.in_oslo(date(2027, 3, 1), time(12)))
    leader = as_person("david")
    leader.get("/")

    with count_queries() as statements:
        page = leader.get(f"/leader/{place.public_id}")

    assert page.status_code == 200
    assert len(statements) == 9


def test_the_page_weighs_little(pages, as_person):
    assert len(as_person("cecilie").get(pages["school"]).data) <= 20_000


def test_hostile_names_stay_text(hostile_world, as_person):
    page = as_person("cecilie").get(f"/leader/{hostile_world.places['furulia'].public_id}")

    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "<img" not in page.text


def test_a_school_without_a_run_is_told_so(world, database, as_person):
    with database.writing() as session:
        run = session.get(CourseRun, world.runs["bjorkelia"].id)
        session.delete(run)

    page = as_person("david").get(f"/leader/{world.places['bjorkelia'].public_id}")

    assert page.status_code == 200
    assert "<table" not in page.text


def test_before_the_first_opening_the_page_says_what_comes(world, as_person, english):
    page = as_person("david").get(f"/leader/{world.places['bjorkelia'].public_id}").text

    assert "No module has opened yet." in page
    assert "There are no teams yet" not in page
    assert re.search(r"Module 1: Opens \d+\s\w+", page)


def test_an_administrator_sees_courses_runs_and_counted_places_and_nobody(world, as_person, english):
    page = as_person("gro").get("/admin")
    words = set(re.findall(r"\w+", re.sub(r"<[^>]+>", " ", page.text)))

    assert page.status_code == 200
    assert {"Furulia", "Bjørkelia", "Owner", "School", "Kindergarten", "University"} <= words
    assert {person.name for key, person in world.people.items() if key != "gro"} & words == set()


@pytest.mark.parametrize("who", ["anne", "cecilie", "eva", "farid", "hanna"])
def test_administration_is_for_administrators(world, as_person, who):
    assert as_person(who).get("/admin").status_code == 404
