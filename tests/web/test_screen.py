"""A meeting on the screen: who shows it by which code, what stands on it, and what it costs to follow."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from courseengine.base import clock
from courseengine.core.accounts.models import FailedSignIn, UserSession
from courseengine.core.accounts.sessions import SEEN_EVERY
from courseengine.core.meeting_room.models import MeetingRoom, RoomNote
from courseengine.core.meeting_room.operations import close_room, open_room, press, take_lead
from courseengine.core.meetings.agenda import templates_of
from courseengine.core.meetings.models import Decision, Meeting, MeetingGuest
from courseengine.core.people.models import Membership
from courseengine.core.progress.models import TeamAnswer
from courseengine.core.runs.plan import make_plan
from tests.web.pages import page_of
from tests.web.team_world import JSON, at_the_meeting, hidden


@pytest.fixture
def room(world, database):
    """Anne has opened the room of her team's meeting, which has begun."""
    at_the_meeting(world)
    with database.writing() as session:
        meeting = session.get_one(Meeting, world.meetings["next"].id)
        return open_room(session, meeting, by=world.people["anne"].id, at=clock.now())


@pytest.fixture
def moves(world, database):
    """Anne presses: ``moves("next")``."""

    def move(act):
        with database.writing() as session:
            found = session.get_one(MeetingRoom, world.meetings["next"].id)
            given = {"templates": templates_of(found.meeting, make_plan(world.course, None))}
            press(session, found, act, seen_clock=found.clock, at=clock.now(), methods=world.course.methods, **given)

    return move


@pytest.fixture
def address(world):
    return f"/s/{world.meetings['next'].public_id}"


def show(client, room, act="screen"):
    return client.post("/s", data={"code": room.code, "act": act})


class TestTheCode:
    def test_shows_the_meeting_without_signing_in(self, stranger, room, address):
        answer = show(stranger, room)

        assert (answer.status_code, answer.headers["Location"]) == (302, address)
        assert stranger.get(address).status_code == 200

    def test_may_be_typed_in_capitals_and_in_halves(self, stranger, room, address):
        typed = f" {room.code[:3]}-{room.code[3:]} ".upper()

        assert stranger.post("/s", data={"code": typed}).headers["Location"] == address

    def test_opens_this_meeting_alone_and_nothing_else(self, stranger, room, world, address):
        show(stranger, room)

        assert stranger.get(address).status_code == 200
        assert stranger.get(f"/s/{world.meetings['unrecorded'].public_id}").status_code == 404
        for page in (f"/meetings/{world.meetings['next'].public_id}", "/", "/calendar"):
            assert "Anne" not in stranger.get(page, follow_redirects=True).text
        assert stranger.get(f"/meetings/{world.meetings['next'].public_id}").status_code == 302

    @pytest.mark.parametrize("path", ["", "/live"])
    def test_is_needed(self, stranger, room, address, path):
        assert stranger.get(address + path, headers=JSON).status_code == 401
        assert stranger.get(address + path).headers["Location"] == f"/sign-in?next={address}{path}"
        with stranger.session_transaction() as cookie:
            cookie["room"] = "falsk2"
        assert stranger.get(address + path, headers=JSON).status_code == 401
        assert stranger.get(address + path).headers["Location"] == "/s?over=1"

    @pytest.mark.parametrize("over", ["closed", "held", "cancelled", "the day after"])
    def test_is_over_with_the_meeting(self, stranger, room, database, world, address, over):
        show(stranger, room)
        assert stranger.get(address).status_code == stranger.get(f"{address}/live").status_code == 200

        with database.writing() as session:
            found = session.get_one(MeetingRoom, world.meetings["next"].id)
            if over == "closed":
                close_room(session, found, at=clock.now())
            elif over in ("held", "cancelled"):
                found.meeting.state = over
        if over == "the day after":
            clock.start_at(clock.now() + timedelta(hours=13))

        assert stranger.get(f"{address}/live", headers=JSON).status_code == 401
        assert stranger.get(address).headers["Location"] == "/s?over=1"
        assert "Det møtet er over her" in stranger.get("/s?over=1").text
        assert show(stranger, room).status_code == 422

    def test_of_yesterday_is_not_that_of_today(self, stranger, room, database, world, address):
        show(stranger, room)
        with database.writing() as session:
            session.get_one(MeetingRoom, world.meetings["next"].id).code = "nyere2"

        assert stranger.get(address).headers["Location"] == "/s?over=1"

    def test_lets_somebody_signed_in_show_a_meeting_they_are_not_invited_to(self, as_person, room, address):
        hanna = as_person("hanna")
        assert hanna.get(address).status_code == 404

        show(hanna, room)

        assert hanna.get(address).status_code == 200
        assert hanna.get(address.replace("/s/", "/meetings/")).status_code == 404
        assert "Hanna" not in hanna.get(address).text

    def test_that_is_wrong_is_said_at_the_field(self, stranger, room):
        answer = stranger.post("/s", data={"code": "feilen"})

        assert answer.status_code == 422
        assert "Ingen møter er åpne med den koden" in answer.text
        assert stranger.post("/s", data={"code": " "}).status_code == 422

    def test_is_not_guessed_without_end(self, stranger, room, address):
        wrong = [stranger.post("/s", data={"code": "feilen"}).status_code for _ in range(12)]

        assert wrong[0] == 422
        assert wrong[-1] == 429

    def test_is_right_for_eighty_telephones_of_one_address(self, app, stranger, room, database, world):
        for number in range(30):
            stranger.post("/s", data={"code": f"feil{number}"})

        statuses = {show(app.test_client(), room).status_code for _ in range(80)}

        assert statuses == {302}
        with database.reading() as session:
            assert session.scalars(select(FailedSignIn.failures)).all().count(30) == 1


class TestWhatStandsThere:
    def test_before_the_first_item(self, stranger, room, address):
        show(stranger, room)
        page = stranger.get(address).text

        assert "Neste:" in page
        assert f"{room.code[:3]}-{room.code[3:]}".upper() in page.upper()
        assert 'class="qr"' in page
        assert "data-clock" not in page

    def test_item_clock_and_what_comes_next(self, stranger, room, moves, address, world):
        moves("next")
        agenda = world.course.activity("m2-m1").agenda
        show(stranger, room)

        page = stranger.get(address).text

        assert f"Punkt 1 av {len(agenda)}" in page
        assert agenda[0].text in page
        assert agenda[1].text in page
        assert "data-ends=" in page

    def test_a_clock_that_stands_says_what_is_left(self, stranger, room, moves, address):
        moves("next")
        moves("pause")
        show(stranger, room)

        page = stranger.get(address).text

        assert "data-ends=" not in page
        assert "data-left=" in page
        assert "Klokka står" in page

    def test_no_menu_and_nobodys_name(self, stranger, as_person, room, moves, address, world):
        moves("next")
        show(stranger, room)

        for client in (stranger, as_person("bjorn"), as_person("anne")):
            page = client.get(address)
            assert not [person.name for person in world.people.values() if f">{person.name}<" in page.text]
            assert "Anne" not in page.text
            assert page_of(client.get("/s")).path == "/s"
            assert "site-header" not in page.text

    def test_how_many_are_ready_and_what_is_shared(self, stranger, room, moves, address, database, world):
        moves("next"), moves("next")  # the second item begins in silence
        with database.writing() as session:
            item = session.get_one(MeetingRoom, room.meeting_id).item_id
            for who, shared in (("anne", True), ("bjorn", False)):
                note = RoomNote(meeting_id=room.meeting_id, item_id=item, person_id=world.people[who].id)
                note.text, note.written_at, note.ready_at = f"Tanke fra {who}", clock.now(), clock.now()
                note.shared_at = clock.now() if shared else None
                session.add(note)
        show(stranger, room)

        page = stranger.get(address).text

        assert "2 av 2 klare" in page
        assert "Tanke fra anne" in page
        assert "Tanke fra bjorn" not in page

    def test_the_decision_when_whoever_leads_opens_it(self, stranger, as_person, room, address, database):
        with database.writing() as session:
            session.add(Decision(meeting_id=room.meeting_id, text="Vi prøver **eksempelet**."))
        show(stranger, room)
        assert "eksempelet" not in stranger.get(address).text

        as_person("anne").post(f"{address}/open", data={"what": "decision"})

        assert "<strong>eksempelet</strong>" in stranger.get(address).text
        as_person("anne").post(f"{address}/open", data={"what": ""})
        assert "eksempelet" not in stranger.get(address).text

    def test_a_draft_is_shown_by_the_team_and_not_by_those_who_call_it_together(
        self, stranger, room, moves, address, database, world
    ):
        moves("next")
        with database.writing() as session:
            found = session.get_one(MeetingRoom, room.meeting_id)
            found.shown, found.item.activity_id = "answer", "m2-g1"
            meeting = session.get_one(Meeting, room.meeting_id)
            task = (TeamAnswer.team_id == meeting.teams[0].id, TeamAnswer.activity_id == "m2-g1")
            answer = session.scalars(select(TeamAnswer).where(*task)).one()
            answer.body, answer.delivered_at = "Et utkast", None
        show(stranger, room)
        assert "Et utkast" in stranger.get(address).text

        with database.writing() as session:
            session.get_one(Meeting, room.meeting_id).joint = True
        assert "Et utkast" not in stranger.get(address).text

        with database.writing() as session:
            session.scalars(select(TeamAnswer).where(TeamAnswer.body == "Et utkast")).one().delivered_at = clock.now()
        assert "Et utkast" in stranger.get(address).text

    def test_an_answer_that_is_code_stays_text(self, hostile_world, app, as_person):
        address = f"/s/{hostile_world.meetings['next'].public_id}"

        page = as_person("anne").get(address)

        assert page.status_code == 200
        assert page_of(page).handlers == []

    @pytest.mark.parametrize("who", ["anne", "bjorn"])
    def test_is_a_rehearsal_for_whoever_is_invited(self, as_person, world, address, who):
        page = as_person(who).get(address)

        assert page.status_code == 200
        assert world.course.activity("m2-m1").agenda[0].text in page.text
        assert 'class="qr"' not in page.text

    @pytest.mark.parametrize("who", ["cecilie", "david", "eva", "gro", "hanna"])
    def test_is_not_there_for_others(self, as_person, room, address, who):
        assert as_person(who).get(address).status_code == 404
        assert as_person(who).get(f"{address}/live").status_code == 404


def step(page):
    return re.search(r'class="screen-step">([^<]+)', page)[1]


class TestPressing:
    def test_moves_on_by_whoever_leads(self, as_person, room, address):
        anne = as_person("anne")
        first = anne.get(address)

        for _ in range(10):
            anne.post(f"{address}/press", data={"act": "next", "clock": hidden(first, "clock")})

        assert "Punkt 1 av" in anne.get(address).text

    def test_is_nothing_for_others(self, as_person, stranger, room, address, database, world):
        show(stranger, room)
        assert "/press" in as_person("anne").get(address).text

        for client in (as_person("bjorn"), stranger):
            assert "/press" not in client.get(address).text
            for path in ("press", "open"):
                answer = client.post(f"{address}/{path}", data={"act": "next", "clock": "0", "what": "answer"})
                assert answer.status_code == 404

    def test_follows_who_leads(self, as_person, room, address, database, world):
        with database.writing() as session:
            found = session.get_one(MeetingRoom, world.meetings["next"].id)
            take_lead(session, found, by=world.people["bjorn"].id, at=clock.now())

        assert "/press" in as_person("bjorn").get(address).text
        assert "/press" not in as_person("anne").get(address).text

    @pytest.mark.parametrize("now", ["moved", "guest"])
    def test_is_over_for_whoever_led_and_records_nothing_any_more(self, as_person, room, address, database, world, now):
        bjorn, press = as_person("bjorn"), {"act": "next", "clock": "0", "what": "decision"}
        with database.writing() as session:
            session.get_one(MeetingRoom, room.meeting_id).led_by = world.people["bjorn"].id
        assert "/press" in bjorn.get(address).text

        with database.writing() as session:
            for one in session.scalars(select(Membership).where(Membership.person_id == world.people["bjorn"].id)):
                one.team_id = None
            if now == "guest":
                guest = {"person_id": world.people["bjorn"].id, "invited_by": world.people["anne"].id}
                session.add(MeetingGuest(meeting_id=room.meeting_id, invited_at=clock.now(), **guest))
        show(bjorn, room)

        assert bjorn.get(address).status_code == 200
        for page in (bjorn.get(address).text, bjorn.get(f"{address}/live").text):
            assert "/press" not in page
        for path in ("press", "open"):
            assert bjorn.post(f"{address}/{path}", data=press).status_code == 404

    def test_goes_on_step_by_step_where_the_item_has_steps(self, as_person, room, address, moves):
        moves("next")
        moves("next")
        anne = as_person("anne")
        alone = anne.get(address)
        assert re.search(r'value="next_step".*PageDown|PageDown.*value="next_step"', alone.text)

        anne.post(f"{address}/press", data={"act": "next_step", "clock": hidden(alone, "clock")})

        after = anne.get(address).text
        assert "Punkt 2 av" in after
        assert step(after) != step(alone.text)

    @pytest.mark.parametrize("form", [{"act": "cut"}, {"act": "next", "clock": "x"}, {}])
    def test_what_is_no_press_changes_nothing(self, as_person, room, address, form):
        as_person("anne").post(f"{address}/press", data=form)

        assert "Punkt 1" not in as_person("anne").get(address).text


class TestFollowing:
    def test_is_answered_by_nothing_while_nothing_changes(self, stranger, room, moves, address):
        moves("next")
        show(stranger, room)
        first = stranger.get(f"{address}/live")
        version = first.json["version"]

        same = stranger.get(f"{address}/live", headers={"If-None-Match": f'"{version}"'})
        moves("pause")
        changed = stranger.get(f"{address}/live", headers={"If-None-Match": f'"{version}"'})

        assert (same.status_code, same.text) == (304, "")
        assert abs(int(same.headers["Server-Time"]) - clock.now().timestamp() * 1000) < 5000
        assert changed.status_code == 200
        assert changed.json["parts"].keys() == {"head", "now", "clock", "beside", "foot", "press"}
        assert "Klokka står" in changed.json["parts"]["clock"]

    def test_page_and_answer_agree_on_the_version(self, as_person, stranger, room, moves, address):
        moves("next")
        show(stranger, room)

        for client in (stranger, as_person("anne"), as_person("bjorn")):
            shown = client.get(address).text.partition('data-version="')[2].partition('"')[0]
            answer = client.get(f"{address}/live", headers={"If-None-Match": f'"{shown}"'})
            assert answer.status_code == 304

    def test_says_what_is_read_out(self, stranger, room, moves, address, world):
        moves("next")
        show(stranger, room)

        assert world.course.activity("m2-m1").agenda[0].text in stranger.get(f"{address}/live").json["said"]

    def test_costs_two_questions_and_writes_nothing(self, stranger, as_person, room, moves, address, count_queries):
        moves("next")
        show(stranger, room)
        for client in (stranger, as_person("anne")):
            version = client.get(f"{address}/live").json["version"]
            with count_queries() as statements:
                answer = client.get(f"{address}/live", headers={"If-None-Match": f'"{version}"'})
            assert answer.status_code == 304
            assert len(statements) == 2, statements
            assert {statement.split()[0] for statement in statements} == {"SELECT"}

    def test_does_not_prolong_a_session(self, as_person, room, address, database, world):
        anne = as_person("anne")
        seen = select(UserSession.seen_at).where(UserSession.person_id == world.people["anne"].id)
        with database.reading() as session:
            before = session.scalars(seen).all()
        clock.start_at(clock.now() + SEEN_EVERY * 2)

        anne.get(f"{address}/live")
        with database.reading() as session:
            assert session.scalars(seen).all() == before
        anne.get(address)
        with database.reading() as session:
            assert session.scalars(seen).all() != before

    def test_the_end_moves_on_while_the_clock_stands(self, stranger, room, moves, address):
        moves("next")
        moves("pause")
        show(stranger, room)
        version = stranger.get(f"{address}/live").json["version"]

        clock.start_at(clock.now() + timedelta(minutes=2))

        later = stranger.get(f"{address}/live", headers={"If-None-Match": f'"{version}"'})
        assert later.status_code == 200
