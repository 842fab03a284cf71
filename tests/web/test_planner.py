"""A run's plan on its pages: seen, moved, proposed, published, undone, paused."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from courseengine.core.audit import AuditLine
from courseengine.core.planner.models import PlanDraft, PlanVersion
from courseengine.core.runs import dates
from courseengine.core.runs.models import CourseRun
from tests.web.mail import letters as read_letters
from tests.web.pages import page_of
from tests.web.plan_pages import main_of, opening_on, seen_on, send

pytestmark = pytest.mark.both_databases


@pytest.fixture
def plan(world):
    """The address of Furulia's plan."""
    return f"/plans/{world.runs['furulia'].public_id}"


@pytest.fixture
def kept(database, world):
    """What is stored of Furulia's plan: its run, draft and versions."""

    def look():
        with database.reading() as session:
            run = session.get_one(CourseRun, world.runs["furulia"].id)
            draft = session.get(PlanDraft, run.id)
            versions = session.scalar(select(func.count(PlanVersion.id)).where(PlanVersion.run_id == run.id))
            return run, draft, versions

    return look


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("cecilie", 200), ("jonas", 200), ("eva", 200),
        ("anne", 404), ("david", 404), ("farid", 404), ("gro", 404), ("ylva", 404), ("hanna", 404),
    ],
)  # fmt: skip
def test_planners_see_the_plan_and_nobody_else(as_person, plan, who, status):
    assert as_person(who).get(plan).status_code == status


@pytest.mark.parametrize("who", ["cecilie", "jonas"])
def test_the_menu_leads_there(as_person, plan, who):
    assert f'<a href="{plan}">Planen</a>' in as_person(who).get("/").text


def test_the_plan_leads_to_what_is_done_otherwise_and_to_exceptions(as_person, plan):
    links = page_of(as_person("cecilie").get(plan)).links
    assert {f"{plan}/course", f"{plan}/exceptions"} <= set(links)

    links = page_of(as_person("jonas").get(plan)).links
    assert f"{plan}/course" in links
    assert f"{plan}/exceptions" not in links


def test_the_menu_of_a_teacher_does_not(as_person):
    assert "Planen</a>" not in as_person("anne").get("/").text


def test_the_year_is_shown_month_by_month_with_meetings_and_time(as_person, plan):
    page = main_of(as_person("cecilie").get(plan))

    assert "I dag" in page
    assert "Modul 3 åpner" in page
    assert re.search(r"forarbeid innen \d+\. november", page)
    assert "Fri til og med 1. januar" in page
    assert re.search(r"\d+ t( \d+ min)? i alt", page)


@pytest.mark.usefixtures("mailing")
def test_a_leader_moves_a_date_and_publishes_at_once(as_person, plan, kept, letters, world):
    cecilie = as_person("cecilie")
    later = opening_on(cecilie, plan) + timedelta(weeks=1)

    response = send(cecilie, plan, opens_m3=later.isoformat(), why="Vi trenger en uke til.", act="publish")

    run, draft, versions = kept()
    assert response.status_code == 302
    assert (draft, versions) == (None, 1)
    assert {one.module_id: one.opens_on for one in dates.read(run.dates)}["m3"] == later
    told = [who for message, who in letters() if message == "plan_changed"]
    assert len(told) == len(set(told))
    assert "anne" in told
    assert "cecilie" not in told
    page = main_of(cecilie.get(plan))
    assert "Vi trenger en uke til." in page
    assert opening_on(cecilie, plan) == later


@pytest.mark.usefixtures("mailing")
def test_the_letter_says_what_changes_for_that_person_and_why(app, as_person, database, plan):
    cecilie = as_person("cecilie")
    was = opening_on(cecilie, plan)
    send(cecilie, plan, opens_m3=(was + timedelta(weeks=1)).isoformat(), why="Tentamen.", act="publish")

    letter = read_letters(app, database, "anne@demo.example")[-1]

    assert letter.subject == "Planen ved Furulia skole er endret"
    assert "3 Dybdelæring åpner" in letter.text
    assert "Tentamen." in letter.text


def test_a_reason_goes_along_in_the_draft_until_it_is_published(as_person, plan, kept):
    jonas, cecilie = as_person("jonas"), as_person("cecilie")
    later = (opening_on(cecilie, plan) + timedelta(weeks=1)).isoformat()

    send(cecilie, plan, opens_m3=later, why="  Tentamen &  tur. ", act="save")
    send(jonas, plan, opens_m4=(opening_on(jonas, plan, "m4") + timedelta(weeks=1)).isoformat(), act="save")

    assert kept()[1].why == "Tentamen & tur."
    assert 'name="why" value="Tentamen &amp; tur."' in cecilie.get(f"{plan}/changes").text
    long = send(cecilie, f"{plan}/changes", why="x" * 501)
    assert long.status_code == 422
    assert f'value="{"x" * 501}"' in long.text


def test_a_reason_too_long_is_told_before_it_is_kept(as_person, plan, kept):
    cecilie = as_person("cecilie")
    later = (opening_on(cecilie, plan) + timedelta(weeks=1)).isoformat()

    for act in ("save", "publish"):
        response = send(cecilie, plan, opens_m3=later, why="x" * 501, act=act)

        assert response.status_code == 422
        assert "500" in main_of(response)
    assert kept()[1:] == (None, 0)
    assert send(cecilie, plan, opens_m3=later, why="x" * 500, act="save").status_code == 302


def test_the_way_to_publishing_stands_before_the_list(as_person, plan):
    jonas = as_person("jonas")
    send(jonas, plan, opens_m3=(opening_on(jonas, plan) + timedelta(weeks=1)).isoformat(), act="save")

    for who in ("cecilie", "jonas"):
        page = as_person(who).get(f"{plan}/changes").text
        assert -1 < page.find('href="#decide"') < page.find('id="moves"') < page.find('id="decide"')


def test_teachers_see_the_new_date_and_no_draft(as_person, plan):
    cecilie, anne = as_person("cecilie"), as_person("anne")
    before = main_of(anne.get("/"))

    send(cecilie, plan, opens_m3=(opening_on(cecilie, plan) + timedelta(weeks=1)).isoformat(), act="save")
    assert main_of(anne.get("/")) == before

    send(cecilie, f"{plan}/changes")
    assert main_of(anne.get("/")) != before


def test_a_resource_teacher_proposes_and_a_leader_publishes(as_person, plan, kept):
    jonas, cecilie = as_person("jonas"), as_person("cecilie")
    later = (opening_on(jonas, plan) + timedelta(weeks=1)).isoformat()

    assert 'value="publish"' not in jonas.get(plan).text
    assert send(jonas, plan, opens_m3=later, act="publish").status_code == 404
    assert send(jonas, plan, opens_m3=later, act="save").status_code == 302
    assert send(jonas, f"{plan}", f"{plan}/changes").status_code == 404
    assert "Foreslått av Jonas" in main_of(cecilie.get(f"{plan}/changes"))
    assert "3 Dybdelæring åpner" in main_of(cecilie.get(f"{plan}/changes"))
    assert send(cecilie, f"{plan}/changes").status_code == 302
    assert kept()[1:] == (None, 1)


@pytest.mark.usefixtures("mailing")
def test_a_proposal_reaches_the_leaders_once_for_each_state_of_it(app, as_person, database, plan, letters, world):
    jonas, cecilie, changes = as_person("jonas"), as_person("cecilie"), f"{plan}/changes"
    leading = f"/leader/{world.places['furulia'].public_id}"
    assert "venter på å bli publisert" not in main_of(cecilie.get(leading))
    send(jonas, plan, opens_m3=(opening_on(jonas, plan) + timedelta(weeks=1)).isoformat(), act="save")

    for _ in range(2):
        assert send(jonas, plan, f"{plan}/propose").status_code == 302

    told = [who for message, who in letters() if message == "plan_proposed"]
    assert told == ["cecilie"]
    assert "Jonas foreslår andre datoer" in read_letters(app, database, "cecilie@demo.example")[-1].text
    assert "Lederen din har fått beskjed" in main_of(jonas.get(changes))
    assert "Jonas endret den sist" in main_of(cecilie.get(leading))
    assert f'href="{changes}"' in cecilie.get(leading).text
    send(jonas, plan, opens_m3=(opening_on(jonas, plan) + timedelta(weeks=1)).isoformat(), act="save")
    send(jonas, plan, f"{plan}/propose")
    assert len([one for one in letters() if one[0] == "plan_proposed"]) == 2


def test_a_draft_seen_too_early_is_not_proposed(as_person, plan):
    jonas = as_person("jonas")
    send(jonas, plan, opens_m3=(opening_on(jonas, plan) + timedelta(weeks=1)).isoformat(), act="save")

    assert jonas.post(f"{plan}/propose", data={"seen": "draft-0"}).status_code == 409


def test_the_owner_changes_a_schools_plan(as_person, plan, kept):
    eva = as_person("eva")

    send(eva, plan, opens_m3=(opening_on(eva, plan) + timedelta(weeks=1)).isoformat(), act="publish")

    assert kept()[2] == 1


def test_publishing_and_undoing_are_logged_and_undoing_puts_the_date_back(as_person, database, plan, kept):
    cecilie = as_person("cecilie")
    was = opening_on(cecilie, plan)
    send(cecilie, plan, opens_m3=(was + timedelta(weeks=1)).isoformat(), act="publish")
    asked = cecilie.get(f"{plan}/undo").text
    version = re.search(r'name="version" value="([^"]+)"', asked)[1]

    response = cecilie.post(f"{plan}/undo", data={"version": version})

    assert response.status_code == 302
    assert opening_on(cecilie, plan) == was
    with database.reading() as session:
        events = session.scalars(select(AuditLine.event).order_by(AuditLine.id)).all()
    assert events[-2:] == ["run_planned", "run_plan_undone"]


def test_undoing_twice_says_that_it_is_done(as_person, plan):
    cecilie = as_person("cecilie")
    for _ in range(2):
        send(cecilie, plan, opens_m3=(opening_on(cecilie, plan) + timedelta(weeks=1)).isoformat(), act="publish")
    version = re.search(r'name="version" value="([^"]+)"', cecilie.get(f"{plan}/undo").text)[1]

    cecilie.post(f"{plan}/undo", data={"version": version})

    assert cecilie.post(f"{plan}/undo", data={"version": version}).status_code == 409


def test_a_form_from_an_older_plan_changes_nothing_and_shows_both(as_person, plan, kept):
    cecilie, eva = as_person("cecilie"), as_person("eva")
    old, was = seen_on(cecilie, plan), opening_on(cecilie, plan)
    send(eva, plan, opens_m4=(opening_on(eva, plan, "m4") + timedelta(weeks=1)).isoformat(), act="publish")

    moved = {"seen": old, "opens_m3": (was + timedelta(weeks=1)).isoformat(), "act": "publish"}
    response = cecilie.post(plan, data=moved)

    assert response.status_code == 409
    assert "3 Dybdelæring åpner" in main_of(response)
    assert "4 Tverrfaglige tema åpner" in main_of(response)
    assert "Eva" in main_of(response)
    assert kept()[2] == 1
    again = re.search(r'name="seen" value="([^"]+)"', response.text)[1]
    assert cecilie.post(plan, data={**moved, "seen": again}).status_code == 302
    assert kept()[2] == 2


def test_a_draft_seen_too_early_is_not_published(as_person, plan, kept):
    cecilie, jonas = as_person("cecilie"), as_person("jonas")
    send(jonas, plan, opens_m3=(opening_on(jonas, plan) + timedelta(weeks=1)).isoformat(), act="save")
    old = seen_on(cecilie, f"{plan}/changes")
    send(jonas, plan, opens_m4=(opening_on(jonas, plan, "m4") + timedelta(weeks=1)).isoformat(), act="save")

    assert cecilie.post(f"{plan}/changes", data={"seen": old}).status_code == 409
    assert kept()[2] == 0


@pytest.mark.parametrize("typed", ["", "31.2.2027", "tirsdag", "0000-00-00"])
def test_a_date_that_is_none_is_told_and_kept_as_typed(as_person, plan, kept, typed):
    response = send(as_person("cecilie"), plan, opens_m3=typed, act="publish")

    assert response.status_code == 422
    assert "Skriv en dato" in main_of(response)
    assert f'name="opens_m3" value="{typed}"' in response.text
    assert kept()[1:] == (None, 0)


def test_a_module_that_has_not_opened_opens_on_no_day_that_has_passed(as_person, plan, kept, world):
    yesterday = world.day(-1).isoformat()

    response = send(as_person("cecilie"), plan, opens_m3=yesterday, act="publish")

    assert response.status_code == 422
    assert "er passert" in main_of(response)
    assert f'name="opens_m3" value="{yesterday}"' in response.text
    assert kept()[1:] == (None, 0)


def test_a_module_that_has_opened_is_not_shut_again(as_person, plan, kept, world):
    cecilie, later = as_person("cecilie"), world.day(7).isoformat()
    asked = [
        (plan, {"opens_m2": later, "act": "publish"}),
        (plan, {"opens_m2": later, "act": "save"}),
        (f"{plan}/modules/m2", {"opens_on": later, "done_by": "", "act": "dates"}),
    ]

    for address, sent in asked:
        response = send(cecilie, address, **sent)

        assert response.status_code == 422
        assert "det som er åpnet, forblir åpent" in main_of(response)
    assert kept()[1:] == (None, 0)


def test_sending_what_is_there_already_publishes_nothing(as_person, plan, kept):
    cecilie = as_person("cecilie")

    response = send(cecilie, plan, opens_m3=opening_on(cecilie, plan).isoformat(), act="publish")

    assert response.status_code == 422
    assert kept()[2] == 0


def test_a_module_is_stretched_and_what_comes_after_moves(as_person, plan):
    cecilie = as_person("cecilie")
    was = opening_on(cecilie, plan, "m4")

    response = send(cecilie, f"{plan}/modules/m3", number="1", act="stretch")

    assert response.status_code == 302
    assert opening_on(cecilie, plan, "m4") > was


def test_everything_from_a_module_on_is_moved(as_person, plan):
    cecilie = as_person("cecilie")
    before = {id_: opening_on(cecilie, plan, id_) for id_ in ("m3", "m4", "m5")}

    send(cecilie, f"{plan}/modules/m4", number="2", act="shift")

    weeks = timedelta(weeks=2)
    after = {id_: opening_on(cecilie, plan, id_) for id_ in ("m3", "m4", "m5")}
    assert after == {"m3": before["m3"], "m4": before["m4"] + weeks, "m5": before["m5"] + weeks}


@pytest.mark.parametrize("number", ["", "0", "mye", "1000", "1,5"])
def test_weeks_that_are_none_are_told(as_person, plan, number):
    response = send(as_person("cecilie"), f"{plan}/modules/m3", number=number, act="shift")

    assert response.status_code == 422
    assert "helt antall uker" in main_of(response)


def test_an_end_before_the_start_is_told(as_person, plan):
    response = send(
        as_person("cecilie"), f"{plan}/modules/m3", opens_on="2027-02-01", done_by="2027-01-01", act="dates"
    )

    assert response.status_code == 422
    assert "1. januar 2027" in main_of(response)


def test_what_was_set_by_hand_says_so_and_can_be_let_go(as_person, plan):
    cecilie = as_person("cecilie")
    send(cecilie, f"{plan}/modules/m3", opens_on="2026-12-14", done_by="", act="dates")
    module = f"{plan}/modules/m3"

    assert "Satt for hånd" in main_of(cecilie.get(module))
    send(cecilie, module, act="loosen")
    assert "Satt for hånd" not in main_of(cecilie.get(module))


def test_a_module_that_the_plan_has_not_is_not_there(as_person, plan):
    assert as_person("cecilie").get(f"{plan}/modules/m9").status_code == 404


def test_a_dropped_draft_leaves_the_plan(as_person, plan, kept):
    cecilie = as_person("cecilie")
    was = opening_on(cecilie, plan)
    send(cecilie, plan, opens_m3=(was + timedelta(weeks=1)).isoformat(), act="save")

    send(cecilie, plan, f"{plan}/drop")

    assert kept()[1] is None
    assert opening_on(cecilie, plan) == was


def test_an_older_page_drops_no_draft_of_somebody_else(as_person, plan, kept):
    cecilie = as_person("cecilie")
    later = opening_on(cecilie, plan) + timedelta(weeks=1)
    send(cecilie, plan, opens_m3=later.isoformat(), act="save")
    old = seen_on(cecilie, plan)
    send(as_person("jonas"), plan, opens_m3=(later + timedelta(weeks=1)).isoformat(), act="save")

    response = cecilie.post(f"{plan}/drop", data={"seen": old})

    assert response.status_code == 409
    assert kept()[1] is not None


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("field", ["opens_on", "done_by"])
def test_a_day_in_another_age_is_told(as_person, plan, kept, field, day):
    sent = {"opens_on": "2026-12-14", "done_by": "2027-01-20", field: day}

    response = send(as_person("cecilie"), f"{plan}/modules/m3", act="dates", **sent)

    assert response.status_code == 422
    assert "Se på årstallet" in main_of(response)
    assert kept()[1] is None
