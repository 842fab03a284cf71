"""Whoever comes in by an invitation or a code belongs there once, for as long as the way in says."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from sqlalchemy import select, update

from courseengine.base.errors import Invalid
from courseengine.core.people.joining import belong
from courseengine.core.people.models import Membership, Organisation, Person, Team
from courseengine.core.people.queries import lasts
from courseengine.core.people.roles import Role
from courseengine.core.people.teams import end_team
from tests.core.town import NOW, TODAY, TOMORROW, YESTERDAY, build_town


def join(town, person, place=None, **more):
    return belong(town.session, person, place or town.furulia, Role.TEACHER, at=NOW, **more)


def test_nobody_belongs_to_a_place_for_longer_than_there_is_one(town):
    town.furulia.ends_on = TOMORROW

    assert join(town, town.person()).ends_on == TOMORROW
    assert join(town, town.person(), ends_on=date(2027, 6, 30)).ends_on == TOMORROW
    assert join(town, town.person(), ends_on=TODAY).ends_on == TODAY


def test_each_place_has_a_main_team(town):
    anne, blue, red = town.person(), town.team("Blue"), town.team("Red", town.bjorkelia)

    join(town, anne, team=blue)
    join(town, anne, town.bjorkelia, team=red)
    join(town, anne, team=town.team("Green"))

    assert town.held(anne) == [
        ("Furulia", "teacher", "Blue", True),
        ("Bjørkelia", "teacher", "Red", True),
        ("Furulia", "teacher", "Green", False),
    ]


def test_what_ended_while_one_waited_is_joined_no_more(town):
    """Whoever held the place before us ended the team, or the place; we had read both before."""
    blue, session = town.team("Blue"), town.session
    behind = {"synchronize_session": False}
    session.execute(update(Team).where(Team.id == blue.id).values(ended_on=TODAY), execution_options=behind)
    last_day = update(Organisation).where(Organisation.id == town.bjorkelia.id).values(ends_on=YESTERDAY)
    session.execute(last_day, execution_options=behind)

    with pytest.raises(Invalid):
        join(town, town.person(), team=blue)
    with pytest.raises(Invalid):
        join(town, town.person(), town.bjorkelia)


def test_one_who_ends_a_team_and_one_who_joins_it_wait_for_each_other(database):
    with database.writing() as session:
        town = build_town(session)
        blue, anne, by = town.team("Blue").id, town.person().id, town.person().id
    start = Barrier(2)

    def end():
        start.wait()
        with database.writing() as session:
            end_team(session, session.get_one(Team, blue), by=by, at=NOW)

    def come():
        with database.writing() as session:
            team, person = session.get_one(Team, blue), session.get_one(Person, anne)
            start.wait(timeout=5)
            belong(session, person, team.school, Role.TEACHER, team=team, at=NOW)

    with ThreadPoolExecutor(2) as pool:
        ended, came = pool.submit(end), pool.submit(come)
        ended.result()
        refused = came.exception()

    with database.reading() as session:
        held = session.scalars(select(Membership).where(Membership.person_id == anne, lasts(TODAY))).all()
        assert (refused is None or isinstance(refused, Invalid), [one.team_id for one in held if one.team_id]) == (
            True,
            [],
        )
