"""Pilots: asked for on a page, decided on another, and asked how it went until a day."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from courseengine import jobs
from courseengine.base.clock import begins
from courseengine.core.course.model import Opening
from courseengine.core.outbox import OutgoingMail
from courseengine.core.people.models import Membership, Person
from courseengine.core.people.roles import Role
from courseengine.core.progress.models import Completion
from courseengine.core.runs.models import CourseRun, PilotApplication, PilotFeedback
from courseengine.web.letters import letter_of
from tests.web.hostile import MARKUP
from tests.web.mail import letters as read_letters
from tests.web.mail import link_in


@pytest.fixture
def wish(world):
    """The page of what Bjørkelia wishes, which waits in the demo world."""
    return f"/admin/pilots/{world.pilots['bjorkelia'].public_id}"


@pytest.fixture
def granli(world):
    """Where the pilot at Granli says how it goes."""
    return f"/plans/{world.runs['granli'].public_id}/feedback"


@pytest.fixture
def coming(republish, world):
    """The course, with a last module that opens for all in some months."""
    dates = {**world.course.schedules["standard"], "m5": Opening(opens=world.day(100))}
    republish("lk20", schedules={**world.course.schedules, "standard": dates})


@pytest.mark.both_databases
@pytest.mark.usefixtures("coming")
class TestAsking:
    def test_a_leader_asks_and_an_administrator_sees_it(self, as_person, world):
        page = f"/places/{world.places['solli'].public_id}/pilot"
        data = {"course": world.course.id, "why": f"Vi er nysgjerrige {MARKUP}"}

        assert as_person("ylva").post(page, data=data).status_code == 302

        assert "Venter på svar" in as_person("ylva").get(page).text
        assert "Solli skole" in as_person("gro").get("/admin/pilots").text
        assert "ønsker om pilot venter" in as_person("gro").get("/admin").text

    def test_the_same_wish_is_sent_once(self, as_person, world):
        page = f"/places/{world.places['bjorkelia'].public_id}/pilot"

        answer = as_person("david").post(page, data={"course": world.course.id, "why": "Igjen"})

        assert answer.status_code == 422
        assert "ikke besvart ennå" in answer.text
        assert "Igjen" in answer.text

    @pytest.mark.parametrize("changes", [{"course": ""}, {"course": "nothing"}, {"why": " "}, {"why": "x" * 2001}])
    def test_what_is_wrong_is_said(self, as_person, world, changes):
        page = f"/places/{world.places['solli'].public_id}/pilot"

        assert as_person("ylva").post(page, data={"course": world.course.id, "why": "Ja"} | changes).status_code == 422

    def test_an_owner_asks_for_its_schools_and_is_none_itself(self, as_person, world):
        eva = as_person("eva")
        assert eva.get(f"/places/{world.places['furulia'].public_id}/pilot").status_code == 200
        for method in (eva.get, eva.post):
            assert method(f"/places/{world.places['skogvik'].public_id}/pilot").status_code == 404


@pytest.mark.parametrize(("days", "offered"), [(1, True), (0, False)])
def test_what_is_open_for_all_is_not_offered(as_person, world, republish, days, offered):
    page = f"/places/{world.places['solli'].public_id}/pilot"
    dates = {**world.course.schedules["standard"], "m5": Opening(opens=world.day(days))}
    republish("lk20", schedules={**world.course.schedules, "standard": dates})
    ylva = as_person("ylva")

    assert ("<select" in ylva.get(page).text) == offered
    assert ("Det er ikke noe kurs å være pilot i" not in ylva.get(page).text) == offered
    sent = ylva.post(page, data={"course": world.course.id, "why": "Ja"})
    assert sent.status_code == (302 if offered else 422)


@pytest.mark.both_databases
class TestDeciding:
    def test_granted_the_run_the_school_has_is_the_pilot(self, as_person, wish, world, database):
        data = {"act": "grant", "dates": "keep", "feedback_by": world.day(40).isoformat()}

        assert as_person("gro").post(wish, data=data).status_code == 302

        with database.reading() as session:
            run = session.get(CourseRun, world.runs["bjorkelia"].id)
            assert (run.pilot, run.feedback_by) == (True, world.day(40))
        assert as_person("gro").get(wish).status_code == 404
        assert "Innvilget" in as_person("david").get(f"/places/{world.places['bjorkelia'].public_id}/pilot").text

    def test_with_other_dates_what_was_done_stays(self, as_person, wish, world, database):
        with database.writing() as session:
            run, kjersti = world.runs["bjorkelia"].id, world.people["kjersti"].id
            session.add(Completion(person_id=kjersti, run_id=run, activity_id="m1-v1", how="watched", done_at=world.at))
        address = f"/courses/{world.runs['bjorkelia'].public_id}/modules/1-overordnet-del"

        assert as_person("gro").post(wish, data={"act": "grant", "dates": "schedule:pilot"}).status_code == 302

        assert "activities/m1-v1" in as_person("kjersti").get(address).text
        with database.reading() as session:
            assert session.get(Completion, (kjersti, run, "m1-v1")).revoked_at is None
            assert session.get(CourseRun, run).schedule == "pilot"

    def test_refused_nothing_else_changes(self, as_person, wish, world, database):
        assert as_person("gro").post(wish, data={"act": "refuse"}).status_code == 302

        with database.reading() as session:
            asked = session.get(PilotApplication, world.pilots["bjorkelia"].id)
            assert (asked.granted, asked.run_id) == (False, None)
            assert not session.get(CourseRun, world.runs["bjorkelia"].id).pilot

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"dates": ""}, "Velg når modulene åpner."),
            ({"dates": "schedule:nothing"}, "Datoene"),
            ({"dates": "pace:six_months"}, "Skriv en dato"),
            ({"feedback_by": "i morgen"}, "Skriv en dato"),
            ({"feedback_by": "2020-01-01"}, "innen to år"),
            ({"act": ""}, ""),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_decided(self, as_person, wish, database, changes, said):
        answer = as_person("gro").post(wish, data={"act": "grant", "dates": "keep"} | changes)

        assert answer.status_code == 422
        assert said in answer.text
        with database.reading() as session:
            assert session.scalars(select(PilotApplication.decided_at)).all() == [None]

    def test_whoever_asked_gets_a_letter(self, app, as_person, wish, database, monkeypatch):
        monkeypatch.setitem(app.extensions, "sends_mail", True)
        as_person("gro").post(wish, data={"act": "grant", "dates": "keep"})

        with database.reading() as session:
            row = session.scalars(select(OutgoingMail).where(OutgoingMail.message == "pilot_decided")).one()
            letter = letter_of(app, row)
        assert letter.to.startswith("david@")
        assert "Bjørkelia skole kan være pilot" in letter.text
        assert "Bjørkelia" not in letter.subject


@pytest.mark.both_databases
class TestFeedback:
    def test_a_pilots_leader_is_asked_until_the_day(self, as_person, granli, world, database):
        school = f"/leader/{world.places['granli'].public_id}"
        for path in ("/", school):
            assert granli in as_person("wilma").get(path).text

        with database.writing() as session:
            session.get(CourseRun, world.runs["granli"].id).feedback_by = world.day(-1)

        for path in ("/", school):
            assert granli not in as_person("wilma").get(path).text.replace('class="page-tabs"', "")

    def test_it_is_read_by_whoever_runs_the_installation_without_a_name(self, as_person, granli, database):
        text = f"Modul 1 tok for lang tid {MARKUP}"

        assert as_person("wilma").post(granli, data={"module": "m1", "text": text}).status_code == 302

        page = as_person("gro").get("/admin/pilots/feedback").text
        assert "Modul 1 tok for lang tid" in page
        assert "Granli skole" in page
        assert MARKUP not in page
        assert "Wilma" not in page
        assert "Modul 1 tok for lang tid" in as_person("wilma").get(granli).text

    @pytest.mark.parametrize("data", [{"text": " "}, {"text": "x" * 5001}, {"text": "x", "module": "m9"}])
    def test_what_is_wrong_is_said(self, as_person, granli, database, data):
        assert as_person("wilma").post(granli, data=data).status_code == 422
        with database.reading() as session:
            assert session.scalars(select(PilotFeedback)).all() == []

    def test_only_a_pilot_is_asked(self, as_person, world):
        assert as_person("cecilie").get(f"/plans/{world.runs['furulia'].public_id}/feedback").status_code == 404


@pytest.fixture
def work(app, monkeypatch, mailing, nothing_to_ask):
    """Let the worker look at what is due on a day."""
    monkeypatch.setitem(app.extensions, "reminded_at", None)
    return lambda day: jobs.do_what_is_due(app, at=begins(day) + timedelta(hours=8))


@pytest.mark.both_databases
class TestReminding:
    """Granli is asked until the thirtieth day."""

    def test_the_leader_is_reminded_once_a_week_before(self, app, as_person, database, granli, world, work):
        with database.writing() as session:
            session.get(Person, world.people["wilma"].id).language = "nn"

        work(world.day(22))
        assert read_letters(app, database) == []

        for days in (23, 23, 24, 30):
            work(world.day(days))
        (letter,) = read_letters(app, database)
        assert letter.to == "wilma@demo.example"
        assert "Granli skole er pilot i «" in letter.text
        assert "innan" in letter.text
        assert "Granli" not in letter.subject
        assert link_in(letter, "feedback") == granli
        assert as_person("wilma").get(granli).status_code == 200

    @pytest.mark.parametrize(
        "change",
        [
            {"ended_at": begins(date(2026, 12, 1))},
            {"feedback_by": None},
            {"feedback_by": date(2026, 12, 9)},
            {"pilot": False},
        ],
    )
    def test_nobody_is_reminded_after_the_end_or_the_day(self, app, database, world, work, change):
        with database.writing() as session:
            session.execute(update(CourseRun).where(CourseRun.id == world.runs["granli"].id).values(change))

        work(date(2026, 12, 10))

        assert read_letters(app, database) == []

    def test_nobody_is_reminded_who_has_told(self, app, as_person, database, granli, world, work):
        as_person("wilma").post(granli, data={"text": "Det går bra"})

        work(world.day(24))

        assert read_letters(app, database) == []

    def test_a_leader_who_comes_late_is_reminded_then(self, app, database, world, work):
        leads = (Membership.person_id == world.people["wilma"].id, Membership.role == Role.SCHOOL_LEADER)
        with database.writing() as session:
            session.execute(update(Membership).where(*leads).values(starts_on=world.day(26)))

        work(world.day(25))
        assert read_letters(app, database) == []

        work(world.day(26))
        assert [letter.to for letter in read_letters(app, database)] == ["wilma@demo.example"]


def test_older_feedback_is_a_page_further(as_person, world, database):
    with database.writing() as session:
        for number in range(60):
            given = PilotFeedback(
                run_id=world.runs["granli"].id, text=f"nr{number}.", given_by=world.people["wilma"].id
            )
            given.given_at = world.at
            session.add(given)
    gro = as_person("gro")

    first = gro.get("/admin/pilots/feedback").text
    assert "nr59." in first
    assert "nr9." not in first
    older = first.rpartition("?before=")[2].partition('"')[0]
    assert "nr9." in gro.get(f"/admin/pilots/feedback?before={older}").text
    assert gro.get("/admin/pilots/feedback?before=x").status_code == 200
