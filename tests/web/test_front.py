"""The first page: it says at once where one is, what is next and when one meets."""

from datetime import date, timedelta
from html import unescape

import pytest
from sqlalchemy import update

from courseengine.base import clock
from courseengine.base.i18n import language
from courseengine.core.course.activities.base import Audience
from courseengine.core.meetings.models import MeetingTemplate
from courseengine.core.people.models import Membership
from tests.web.pages import page_of, said

NB = language("nb")


@pytest.fixture
def furulia(world):
    """The address of Furulia's course."""
    return f"/courses/{world.runs['furulia'].public_id}"


@pytest.fixture
def package(world):
    """The address of the second course at Furulia."""
    return f"/courses/{world.runs['furulia-dd'].public_id}"


def came_to_the_school(database, world, key, day):
    with database.writing() as session:
        whose = Membership.person_id == world.people[key].id
        session.execute(update(Membership).where(whose).values(starts_on=day))


def text_of(client):
    return unescape(client.get("/").text)


class TestATeacher:
    def test_goes_on_where_one_is(self, as_person, furulia, package):
        jakob = as_person("jakob")  # has a draft in one course, and has not begun the other

        before = page_of(jakob.get("/")).links
        jakob.post(f"{furulia}/activities/m1-i2/answer", data={"body": "6A.", "version": "1", "act": "deliver"})
        after = page_of(jakob.get("/")).links

        start = f"{package}/activities/survey-dd"
        assert [link for link in before if "/activities/" in link] == [f"{furulia}/activities/m1-i2", start]
        assert [link for link in after if "/activities/" in link] == [f"{furulia}/activities/m1-g3", start]

    def test_is_told_when_her_team_meets_and_what_to_do_before(self, as_person, furulia, world):
        anne = as_person("anne")
        anne.post(f"{furulia}/activities/m2-v1/done", data={"done": "0"})

        page = anne.get("/")

        meeting = world.meetings["next"]
        links = page_of(page).links
        assert f"/meetings/{meeting.public_id}" in links
        assert NB.day(meeting.starts_at, weekday=True) in page.text.lower()
        assert NB.clock(meeting.starts_at) in page.text
        # The film is also what comes next for her; the task is there for the meeting's sake alone.
        assert [links.count(f"{furulia}/activities/{id_}") for id_ in ("m2-v1", "m2-i1", "m2-t1")] == [2, 1, 0]

    def test_is_told_what_to_do_before_a_meeting_that_is_held_for_two_templates(
        self, as_person, furulia, world, database
    ):
        path = f'href="{furulia}/activities/m2-i2"'
        before = as_person("bjorn").get("/").text.count(path)
        with database.writing() as session:
            session.add(MeetingTemplate(meeting_id=world.meetings["next"].id, module_id="m2", activity_id="m2-m3"))

        assert as_person("bjorn").get("/").text.count(path) == before + 1

    def test_is_told_that_no_meeting_is_planned(self, as_person):
        assert said("No meeting is planned.") in text_of(as_person("guro"))

    def test_sees_every_module_with_its_date(self, as_person, world):
        page = text_of(as_person("anne"))

        titles = [module.title for module in world.course.modules if module.audience is Audience.EVERYONE]
        assert [title for title in titles if title not in page] == []
        assert world.course.module("m0").title not in page

    def test_is_told_when_everything_open_is_done(self, as_person, furulia, world, database):
        from courseengine.core.progress.operations import complete

        open_now = [("furulia", world.course, ("m1", "m2")), ("furulia-dd", world.package, ("dd1",))]
        for number, (key, course, modules) in enumerate(open_now):
            assert text_of(as_person("guro")).count(said("You have done everything that is open")) == number
            with database.writing() as session:
                for activity in (activity for module in modules for activity in course.module(module).activities):
                    person, run = world.people["guro"].id, world.runs[key].id
                    complete(session, person, run, activity.id, how=activity.done_how, at=world.at)

        assert text_of(as_person("guro")).count(said("You have done everything that is open")) == 2

    def test_who_has_left_the_school_sees_nothing_of_it(self, as_person, database, world):
        from sqlalchemy import select

        from courseengine.core.people.models import Membership

        guro = as_person("guro")
        assert world.course.title in text_of(guro)

        with database.writing() as session:
            for membership in session.scalars(
                select(Membership).where(Membership.person_id == world.people["guro"].id)
            ):
                membership.ends_on = world.day(-1)

        assert world.course.title not in text_of(guro)


@pytest.mark.parametrize(("minutes", "there"), [(-16, False), (-14, True), (30, True)])
def test_the_room_is_a_tap_away_from_when_people_gather(as_person, world, minutes, there):
    meeting = world.meetings["next"]
    clock.start_at(meeting.starts_at + timedelta(minutes=minutes))

    assert (f'href="/meetings/{meeting.public_id}/room"' in as_person("anne").get("/").text) is there


class TestOthers:
    def test_a_leader_finds_how_the_teams_are_doing(self, as_person, world):
        links = page_of(as_person("cecilie").get("/")).links

        assert f"/leader/{world.places['furulia'].public_id}" in links
        assert f"/leader/{world.places['furulia'].public_id}" not in page_of(as_person("anne").get("/")).links

    def test_a_leader_in_a_year_of_the_region_s_own_reads_the_year_of_its_dates(self, as_person, world, database):
        came_to_the_school(database, world, "ylva", date(2019, 8, 1))
        page = unescape(as_person("ylva").get("/").text)

        assert "Frist 31.\N{NO-BREAK SPACE}januar 2020" in page

    def test_nobody_is_late_with_what_was_before_they_came(self, as_person, world, database):
        came_to_the_school(database, world, "ylva", date(2020, 1, 31))
        assert "Frist 31.\N{NO-BREAK SPACE}januar 2020" in unescape(as_person("ylva").get("/").text)

        came_to_the_school(database, world, "ylva", date(2020, 2, 1))
        assert "Frist 31.\N{NO-BREAK SPACE}januar 2020" not in unescape(as_person("ylva").get("/").text)

    def test_a_leader_whose_run_begins_later_is_told_when(self, as_person, world):
        page = text_of(as_person("david"))

        assert world.places["bjorkelia"].name in page
        assert said("You have done everything that is open") not in page

    def test_a_leader_whose_school_has_not_begun_can_begin(self, as_person, world):
        page = as_person("marte").get("/")

        assert f"/places/{world.places['elvelia'].public_id}/courses" in page_of(page).links
        assert said("You do not belong to a place here yet") not in unescape(page.text)

    def test_others_at_a_school_that_has_not_begun_wait_for_their_leader(self, as_person, world, database):
        with database.writing() as session:
            leads = (Membership.organisation_id == world.places["elvelia"].id, Membership.role == "school_leader")
            session.execute(update(Membership).where(*leads).values(role="teacher"))
        page = as_person("marte").get("/")

        assert said("When your leader starts one, it shows up here.") in unescape(page.text)
        assert f"/places/{world.places['elvelia'].public_id}/courses" not in page_of(page).links

    @pytest.mark.parametrize("who", ["eva", "farid"])
    def test_owner_and_university_read_the_course(self, as_person, who, world):
        page = page_of(as_person(who).get("/"))

        assert f"/courses/{world.course.id}/modules/1-overordnet-del" in page.links

    def test_an_administrator_finds_the_administration(self, as_person):
        assert "/admin" in page_of(as_person("gro").get("/")).links

    def test_somebody_without_a_place_is_told_what_to_do(self, as_person):
        assert said("You do not belong to a place here yet") in text_of(as_person("hanna"))


class TestStrangers:
    def test_see_which_courses_there_are_and_how_to_get_in(self, stranger, world):
        response = stranger.get("/")

        page, links = unescape(response.text), page_of(response).links
        assert "/sign-in" in links
        for course in (world.course, world.package):
            assert course.title in page
            assert course.purpose in page
            assert f"/courses/{course.id}" in links

    def test_are_one_link_away_from_its_modules_and_their_dates(self, stranger, world):
        address = next(link for link in page_of(stranger.get("/")).links if link.endswith(world.course.id))

        page = unescape(stranger.get(address).text)

        everyone = [module for module in world.course.modules if module.audience is Audience.EVERYONE]
        assert [module.title for module in everyone if module.title not in page or module.purpose not in page] == []
        assert NB.day(world.course.schedules["standard"]["m2"].opens, year=True) in page

    def test_see_nothing_that_is_inside(self, stranger, world):
        inside = [person.name for person in world.people.values() if len(person.name) > 4]
        inside += [place.name for place in world.places.values()]
        inside += [world.course.module("m0").purpose]
        for course in (world.course, world.package):
            inside += [activity.title for module in course.modules for activity in module.activities]
        for path in ("/", "/courses", f"/courses/{world.course.id}", f"/courses/{world.package.id}"):
            page = unescape(stranger.get(path).text)
            assert [text for text in inside if text in page] == [], path


@pytest.mark.parametrize("code", ["nb", "nn", "en"])
@pytest.mark.parametrize("who", ["anne", "cecilie", "eva"])
def test_is_there_in_every_language(as_person, who, code):
    client = as_person(who)
    client.post("/language", data={"language": code})

    assert f'<html lang="{code}"' in client.get("/").text
