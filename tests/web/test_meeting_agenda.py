"""A meeting's agenda is changed by plain forms, and what was typed is never lost."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from courseengine.base import clock
from courseengine.core.meeting_room.models import MeetingRoom
from courseengine.core.meetings.models import AgendaItem, FollowUp, Meeting
from courseengine.core.meetings.operations import cancel_meeting
from tests.web.pages import page_of


def address(world, key="next"):
    return f"/meetings/{world.meetings[key].public_id}/agenda"


def filled(page):
    """The fields of the form as a browser would send them back."""
    sent = {name: [value] for name, value in page_of(page).form("/agenda").fields.items()}
    return sent | {"items": [name.removeprefix("was-text-") for name in sent if name.startswith("was-text-")]}


def keys(page):
    return filled(page)["items"]


def rows(database, world, key="next"):
    with database.reading() as session:
        own = select(AgendaItem).where(AgendaItem.meeting_id == world.meetings[key].id)
        return [(row.text, row.minutes) for row in session.scalars(own.order_by(AgendaItem.position))]


def test_an_item_is_written_and_one_taken_off(world, as_person, database):
    client = as_person("anne")
    page = client.get(address(world))
    first = keys(page)[0]

    client.post(address(world), data=filled(page) | {"new-text": ["Kaffe"], "new-minutes": ["5"], "decision": ["1"]})
    page = client.get(address(world))
    client.post(address(world), data=filled(page) | {f"text-{keys(page)[0]}": ["Vi begynner"], "act": ["save"]})
    page = client.get(address(world))
    client.post(address(world), data=filled(page) | {"act": [f"remove:{keys(page)[1]}"]})

    found = rows(database, world)
    assert first.startswith("m2-m1.")
    assert (found[0][0], found[-1]) == ("Vi begynner", ("Kaffe", 5))
    assert len(found) == len(keys(page)) - 1
    shown = client.get(f"/meetings/{world.meetings['next'].public_id}").text
    assert "Kaffe" in shown
    assert "Vi begynner" in shown


def test_ten_equal_posts_have_one_effect(world, as_person, database):
    client = as_person("anne")
    page = client.get(address(world))
    sent = filled(page) | {"new-text": ["Kaffe"], "new-minutes": ["5"]}

    answers = {client.post(address(world), data=sent).status_code for _ in range(10)}

    assert answers == {302}
    assert [text for text, _ in rows(database, world)].count("Kaffe") == 1


def test_of_two_who_change_the_same_item_the_second_sees_both(world, as_person, database):
    anne, bjorn = as_person("anne"), as_person("bjorn")
    page = anne.get(address(world))
    key = keys(page)[0]
    anne.post(address(world), data=filled(page) | {f"text-{key}": ["Annes"]})
    before = bjorn.get(address(world))
    own = keys(before)[0]
    anne.post(address(world), data=filled(before) | {f"text-{own}": ["Annes igjen"]})

    answer = bjorn.post(address(world), data=filled(before) | {f"text-{own}": ["Bjørns"], "new-text": ["Kaffe"]})

    assert answer.status_code == 409
    assert "\nBjørns</textarea>" in answer.text
    assert "Annes igjen" in answer.text
    assert 'value="Kaffe"' in answer.text
    assert "Bjørns" not in str(rows(database, world))
    assert bjorn.post(address(world), data=filled(answer)).status_code == 302
    assert rows(database, world)[0][0] == "Bjørns"


def test_what_was_typed_wrongly_comes_back_at_its_field(world, as_person):
    client = as_person("anne")
    page = client.get(address(world))
    key = keys(page)[0]

    answer = client.post(address(world), data=filled(page) | {f"minutes-{key}": ["many"], "new-text": ["Kaffe"]})

    assert answer.status_code == 422
    assert f'href="#minutes-{key}"' in answer.text
    assert f'id="minutes-{key}-error"' in answer.text
    assert 'value="many"' in answer.text
    assert 'value="Kaffe"' in answer.text


def test_a_stale_button_does_nothing_and_keeps_the_words(world, as_person, database):
    client = as_person("anne")
    page = client.get(address(world))
    client.post(address(world), data=filled(page) | {"new-text": ["Kaffe"], "new-minutes": ["5"]})
    before = rows(database, world)

    client.post(address(world), data=filled(page) | {"act": [f"down:{keys(page)[0]}"], "new-text": ["Te"]})

    assert [text for text, _ in rows(database, world)] == [*(text for text, _ in before), "Te"]


def test_the_sum_says_when_the_agenda_is_too_long(world, as_person, database):
    client = as_person("anne")
    assert "mer enn møtet varer" not in client.get(address(world)).text
    with database.writing() as session:
        session.get_one(Meeting, world.meetings["next"].id).length = 20

    for path in (address(world), f"/meetings/{world.meetings['next'].public_id}"):
        assert "mer enn møtet varer" in client.get(path).text


def test_what_an_earlier_meeting_left_is_put_on_it(world, as_person, database):
    with database.writing() as session:
        first = session.get_one(Meeting, world.meetings["first"].id)
        earlier = Meeting(
            submit_id="earlier", run_id=first.run_id, module_id="", activity_id="", title="Før", length=60,
            starts_at=world.at - timedelta(days=3), planned_by=first.planned_by, changed_at=world.at, state="held",
        )  # fmt: skip
        earlier.teams = list(session.get_one(Meeting, world.meetings["next"].id).teams)
        session.add(earlier)
        session.flush()
        made = {"made_by": first.planned_by, "made_at": world.at}
        session.add(FollowUp(submit_id="f", meeting_id=earlier.id, text="Spørre elevrådet", **made))
    client = as_person("bjorn")
    page = client.get(address(world))
    key = re.search(r'Spørre elevrådet.*?name="key" value="([^"]+)"', page.text, re.DOTALL)
    assert key

    for _ in range(2):
        client.post(f"{address(world)}/left-over", data={"key": key[1]})

    assert rows(database, world)[0] == ("Spørre elevrådet", 5)
    assert [text for text, _ in rows(database, world)].count("Spørre elevrådet") == 1


def test_the_item_a_meeting_is_at_is_not_taken_off(world, as_person, database):
    client = as_person("anne")
    client.post(address(world), data=filled(client.get(address(world))) | {"new-text": ["Kaffe"]})
    page = client.get(address(world))
    key = keys(page)[0]
    with database.writing() as session:
        by = world.people["anne"].id
        opened = {"opened_by": by, "opened_at": world.at}
        session.add(MeetingRoom(meeting_id=world.meetings["next"].id, item_id=int(key), **opened))

    assert client.post(address(world), data=filled(page) | {"act": [f"remove:{key}"]}).status_code == 422


@pytest.mark.parametrize("key", ["second", "cancelled"])
def test_what_is_held_or_called_off_has_no_agenda_to_change(world, as_person, database, key):
    if key == "cancelled":
        with database.writing() as session:
            meeting = session.get_one(Meeting, world.meetings["next"].id)
            cancel_meeting(session, meeting, because="", at=clock.now())
    who, meeting = ("ingrid", "second") if key == "second" else ("anne", "next")
    client = as_person(who)

    assert client.get(address(world, meeting)).status_code == 302
    assert client.post(address(world, meeting), data={"new-text": "Kaffe", "new-minutes": "5"}).status_code == 422


@pytest.mark.parametrize(("who", "status"), [("bjorn", 200), ("ingrid", 404), ("cecilie", 404), ("david", 404)])
def test_the_team_makes_its_own_agenda(world, as_person, who, status):
    assert as_person(who).get(address(world)).status_code == status
