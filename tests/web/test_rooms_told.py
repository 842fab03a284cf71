"""Whatever changes what a meeting's room or its screen shows is told to every device that follows it."""

import re

import pytest
from sqlalchemy import select

from courseengine.core.meeting_room.models import MeetingRoom
from courseengine.core.meetings.models import AgendaItem, Decision, FollowUp, Meeting
from courseengine.core.progress.models import TeamAnswer
from tests.web.team_world import Room, hidden, when

TASK, PREWORK = "m2-g1", "m2-i1"
BEFORE = "Det første.\n\nDet andre."


class Told(Room):
    """A meeting that goes on, at an item with a method and a task; somebody follows it."""

    def __init__(self, world, as_person, database):
        super().__init__(world, as_person)
        self.world, self.database = world, database
        with database.writing() as session:
            item = {"minutes": 20, "text": "Runden", "method": "IGP", "activity_id": TASK, "cuttable": True}
            session.add(AgendaItem(meeting_id=world.meetings["next"].id, position=0, **item))
        self.open().press()
        self.write("Mitt poeng", act="share")
        self.meet("record", minutes=BEFORE, minutes_base="", decision="Vi prøver", follow_up="Kopiere")
        self.answer(BEFORE)
        self.meet("attendance", present=world.people["anne"].public_id)

    def one(self, kind, *where):
        with self.database.reading() as session:
            return session.scalars(select(kind).where(*where).order_by(kind.id)).first()

    @property
    def code(self):
        with self.database.reading() as session:
            return session.scalars(select(MeetingRoom.code)).one()

    @property
    def team_answer(self):
        return self.one(TeamAnswer, TeamAnswer.activity_id == TASK, TeamAnswer.team_id == self.team)

    @property
    def team(self):
        return self.world.teams["5.–7. trinn"].id

    def outcome(self, kind):
        return self.one(kind, kind.meeting_id == self.world.meetings["next"].id).public_id

    def sent(self, who, url, **fields):
        return self._hands(who).post(url, data=fields)

    def meet(self, what, who="anne", **fields):
        return self.sent(who, f"{self.url}/{what}", **fields)

    def task(self, what, who="bjorn", activity=TASK, **fields):
        course = self.world.runs["furulia"].public_id
        return self.sent(who, f"/courses/{course}/activities/{activity}/{what}", **fields)

    def answer(self, text, who="anne", **fields):
        return self.task("team-answer", who, body=text, body_base=self.team_answer.body, **fields)

    def of_answer(self, what, **fields):
        return self.sent("anne", f"/team-answers/{self.team_answer.public_id}/{what}", **fields)

    def screen(self, part, **fields):
        screen = self.url.replace("/meetings/", "/s/")
        return self.sent("anne", f"{screen}/{part}", clock=hidden(self.get(), "seen_clock"), **fields)

    def etag(self):
        """What a device is told, that of somebody who does nothing."""
        return self.get("tor", "room/live").headers["ETag"]


@pytest.fixture
def told(world, as_person, database):
    return Told(world, as_person, database)


def shares(told, *, back=False):
    told.task("answer", activity=PREWORK, body="Skrevet før møtet", version="0")
    shared = told.task("share", activity=PREWORK)
    assert shared.status_code == 302
    run = told.world.runs["furulia"].public_id
    return told.sent("bjorn", f"/courses/{run}/shared/{PREWORK}/take-back") if back else shared


def clashes(told):
    """Two have changed the same place of the minutes."""
    told.meet("record", minutes="Annes.\n\nDet andre.", minutes_base=BEFORE)
    page = told._hands("bjorn").get(
        told.meet("record", "bjorn", minutes="Bjørns.\n\nDet andre.", minutes_base=BEFORE).location
    )
    return re.search(r'two-texts"[^>]*>.*?name="version" value="(\d+)"', page.text, re.S)[1]


def answers_clash(told):
    """Two have changed the same place of the team's answer; gives which text waits."""
    told.task("team-answer", "anne", body="Annes.\n\nDet andre.", body_base=BEFORE)
    late = told.task("team-answer", body="Bjørns.\n\nDet andre.", body_base=BEFORE)
    return hidden(told._hands("bjorn").get(late.location), "version")


PREPARED = {
    "sharing.take_back": lambda told: (
        told.task("answer", activity=PREWORK, body="Før", version="0") and told.task("share", activity=PREWORK)
    ),
    "learner.answer": lambda told: shares(told),
    "team.settled": clashes,
    "team_answers.settle_texts": answers_clash,
    "team_answers.reopen": lambda told: told.answer("Ferdig", act="deliver"),
    "team.restored": lambda told: told.meet("cancel", because="Syke"),
    "team_answers.restore": lambda told: told.answer("Et annet svar"),
}
"""what goes before, by the door; what it gives goes to the act"""

ACTS = {
    "room.opened": lambda told, _: told.post("close") and told.post("open"),
    "room.closed": lambda told, _: told.post("close"),
    "room.here": lambda told, _: told.post("here", "bjorn"),
    "room.lead": lambda told, _: told.post("lead", "bjorn"),
    "room.note": lambda told, _: told.post("note", "anne", item=told.item(), text="Klar", act="ready"),
    "room.press": lambda told, _: told.press("next_step"),
    "room.use": lambda told, _: told.post(
        "use", "anne", item=told.item(), of=told.world.people["bjorn"].public_id, task=TASK
    ),
    "room.watched": lambda told, _: told.post("watched", film="m2-v1"),
    "screen.arrived": lambda told, _: told.sent("bjorn", f"/k/{told.code}"),
    "screen.moved_on": lambda told, _: told.screen("press", act="next"),
    "screen.opened": lambda told, _: told.screen("open", what="answer"),
    "team.attendance": lambda told, _: told.meet("attendance", present=told.world.people["bjorn"].public_id),
    "team.record": lambda told, _: told.meet("record", decision="En til", act="decision"),
    "team.settled": lambda told, version: told.meet("two-texts", version=version, keep="both", minutes_base=BEFORE),
    "team.add_outcome": lambda told, _: told.meet("decisions", decision="Enda en"),
    "team.change_outcome": lambda told, _: told.meet(f"decisions/{told.outcome(Decision)}", act="remove"),
    "team.done": lambda told, _: told.meet(f"follow-ups/{told.outcome(FollowUp)}/done", "bjorn"),
    "team.duties": lambda told, _: told.meet("duties", timekeeper=told.world.people["bjorn"].public_id),
    "team.change_agenda": lambda told, _: told.meet("agenda", **{"new-text": "Til slutt", "new-minutes": "5"}),
    "team.moved": lambda told, _: told.meet("move", **when(told.world, time="15:15")),
    "team.cancelled": lambda told, _: told.meet("cancel", because="Syke"),
    "team.restored": lambda told, _: told.meet("restore"),
    "team_answers.save": lambda told, _: told.answer("Et nytt svar"),
    "team_answers.reopen": lambda told, _: told.of_answer("reopen"),
    "team_answers.restore": lambda told, _: told.of_answer("restore", version="1"),
    "team_answers.settle_texts": lambda told, version: told.of_answer("settle", version=version, keep="both"),
    "sharing.share": lambda told, _: shares(told),
    "sharing.take_back": lambda told, _: told.sent(
        "bjorn", f"/courses/{told.world.runs['furulia'].public_id}/shared/{PREWORK}/take-back"
    ),
    "learner.answer": lambda told, _: told.task("answer", activity=PREWORK, body="Endret", version="1"),
}
ELSEWHERE = {
    "screen.typed": "opens a page",
    "team.apology": "the room shows who is there",
    "team.caught_up": "after the meeting",
    "team.change_guests": "the room shows who is there",
    "team.deleted": "its room goes with it",
    "team.make_own": "there is no room yet",
    "team.make_plan": "there is no room yet",
    "team.make_together": "there is no room yet",
    "team.take_over": "changes the agenda as a new item does",
}


def test_every_door_that_may_change_a_room_is_walked_through(app):
    doors = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in rule.methods}
    theirs = {one for one in doors if one.partition(".")[0] in ("room", "screen", "team", "team_answers", "sharing")}

    assert {*ACTS, *ELSEWHERE} == theirs | {"learner.answer"}


@pytest.mark.parametrize("door", ACTS)
def test_those_who_follow_hear_of_it(told, door):
    before = PREPARED.get(door, lambda told: None)(told)
    etag = told.etag()

    answer = ACTS[door](told, before)

    assert answer.status_code == 302
    assert told.etag() != etag


def test_a_held_meeting_closes_its_room(told, world):
    etag = told.etag()

    told.meet("record", act="hold")

    assert told.etag() != etag
    with told.database.reading() as session:
        assert session.get_one(Meeting, world.meetings["next"].id).state == "held"
        assert session.scalars(select(MeetingRoom.code)).all() == [None]


def test_what_is_shared_of_the_preparations_is_read_by_the_writers_team_alone(told, world):
    shares(told)
    told.task("answer", activity=PREWORK, body="Endret i siste liten", version="1")

    shared = told.get("anne", "room/live").json["parts"]["shared"]
    assert "Bjørn" in shared
    assert "Endret i siste liten" in shared

    shares(told, back=True)
    assert "Endret" not in told.get("anne", "room/live").json["parts"]["shared"]


def test_two_texts_that_wait_are_said_in_the_room_and_lead_to_the_task(told):
    assert "#answer" not in told.get("tor", "room/live").json["parts"]["answer"].partition("data-autosave-both")[0]
    answers_clash(told)

    waits = told.get("tor", "room/live").json["parts"]["answer"]
    assert re.search(rf'icon.*href="/courses/[^"]+/{TASK}#answer"', waits.partition("data-autosave-status")[0], re.S)


def test_a_text_that_was_begun_in_another_team_is_not_taken_in_the_room(told, world):
    page = told.get()
    team = re.search(r'name="team" value="([^"]+)"', page.text)[1]
    assert team == world.teams["5.–7. trinn"].public_id
    assert f"?team={team}" in page.text

    other = {"team": world.teams["1.–4. trinn"].public_id, "back": "room", "meeting": "x"}
    assert told.answer("Deres", **other).status_code == 422
