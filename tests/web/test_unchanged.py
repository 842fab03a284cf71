"""The short way for those for whom nothing has changed: it says "the same" to whoever was let in, and opens nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from courseengine.base import clock
from courseengine.base.db import connect
from courseengine.core.accounts.models import UserSession
from courseengine.core.people.models import Membership, Person
from courseengine.core.people.operations import make_admin
from tests.web.team_world import Room

PASS = "Following"


@pytest.fixture
def room(world, as_person):
    """The room is open."""
    return Room(world, as_person).open()


@pytest.fixture
def let_in(room, as_person):
    """Somebody who has been let in: how they ask again, and with what."""

    def come(who="tor", part="room/live"):
        client, path = as_person(who), f"{room.url}/{part}"
        first = client.get(path)
        carried = {"If-None-Match": first.headers["ETag"], PASS: first.headers[PASS]}
        return client, path, carried

    return come


@pytest.fixture
def leaves(database, world):
    """Takes somebody out of every team, now."""

    def leave(who):
        with database.writing() as session:
            own = Membership.person_id == world.people[who].id
            session.execute(update(Membership).where(own).values(team_id=None, role="teacher"))

    return leave


def test_one_question_is_enough_and_nothing_is_written(let_in, count_queries):
    client, path, carried = let_in()

    with count_queries() as statements:
        answer = client.get(path, headers=carried)

    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == carried["If-None-Match"]
    assert abs(int(answer.headers["Server-Time"]) - clock.now().timestamp() * 1000) < 5000
    assert answer.headers["Cache-Control"] == "no-store"
    assert [one.split()[0] for one in statements] == ["SELECT"]


@pytest.mark.parametrize("part", ["room/live", "screen"])
def test_what_has_changed_comes_the_long_way(room, let_in, as_person, world, part):
    if part == "screen":
        client = as_person("tor")
        path = room.url.replace("/meetings/", "/s/") + "/live"
        first = client.get(path)
        carried = {"If-None-Match": first.headers["ETag"], PASS: first.headers[PASS]}
    else:
        client, path, carried = let_in()
    assert client.get(path, headers=carried).status_code == 304

    room.press()

    assert client.get(path, headers=carried).status_code == 200


def test_the_leaders_screen_is_not_everybodys(room, as_person):
    path = room.url.replace("/meetings/", "/s/") + "/live"
    anne, tor = as_person("anne"), as_person("tor")
    led, seen = anne.get(path), tor.get(path)

    assert led.headers["ETag"] != seen.headers["ETag"]
    for client, own, other in ((anne, led, seen), (tor, seen, led)):
        carried = {PASS: own.headers[PASS]}
        assert client.get(path, headers=carried | {"If-None-Match": own.headers["ETag"]}).status_code == 304
        assert client.get(path, headers=carried | {"If-None-Match": other.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize("who", ["cecilie", "ingrid", "hanna"])
def test_somebody_elses_pass_opens_nothing(let_in, as_person, who):
    _, path, carried = let_in()

    assert as_person(who).get(path, headers=carried).status_code == 404


def test_without_a_sign_in_it_is_worth_nothing(let_in, stranger):
    _, path, carried = let_in()

    assert stranger.get(path, headers=carried).headers["Location"].startswith("/sign-in")


def test_it_ends_with_the_sign_in(let_in, database, world):
    client, path, carried = let_in()
    with database.writing() as session:
        own = UserSession.person_id == world.people["tor"].id
        session.execute(update(UserSession).where(own).values(ended_at=clock.now()))

    assert client.get(path, headers=carried).headers["Location"].startswith("/sign-in")


def test_it_holds_for_its_own_address_alone(room, let_in, as_person, count_queries):
    client, path, carried = let_in()
    with count_queries() as statements:
        client.get(path.replace("/meetings/", "/s/").replace("/room", ""), headers=carried)

    assert len(statements) > 1


@pytest.mark.parametrize("wrong", ["", "x", ".", "9999999999.0", "-1.0", "29000000.é", "²." + "0" * 36])
def test_a_pass_that_is_none_changes_nothing(let_in, wrong, count_queries):
    client, path, carried = let_in()
    with count_queries() as statements:
        answer = client.get(path, headers=carried | {PASS: wrong})

    assert answer.status_code == 304
    assert len(statements) == 2


def test_whoever_leaves_the_team_sees_nothing_new(room, let_in, leaves):
    client, path, carried = let_in()
    leaves("tor")

    assert client.get(path, headers=carried).status_code == 304
    room.press()
    assert client.get(path, headers=carried).status_code == 404


def test_after_two_minutes_the_policy_is_asked_again(let_in, leaves, count_queries):
    client, path, carried = let_in()
    clock.start_at(clock.now() + timedelta(minutes=2))
    with count_queries() as statements:
        again = client.get(path, headers=carried)
    assert (again.status_code, len(statements)) == (304, 2)
    assert again.headers[PASS] != carried[PASS]

    leaves("tor")
    clock.start_at(clock.now() + timedelta(minutes=2))
    assert client.get(path, headers=carried | {PASS: again.headers[PASS]}).status_code == 404


def test_without_a_database_it_says_so_as_every_page(let_in, app):
    client, path, carried = let_in()
    app.extensions["database"] = connect("sqlite:////nowhere/at-all.db")

    assert client.get(path, headers=carried).status_code == 503


def test_who_administers_gets_none(room, database, world, as_person):
    with database.writing() as session:
        make_admin(session, session.get_one(Person, world.people["tor"].id), operator="Demo", at=clock.now())

    first = as_person("tor").get(f"{room.url}/room/live")

    assert first.status_code == 200
    assert PASS not in first.headers
