"""Whoever comes in by an invitation or a code belongs there once, for as long as the way in says."""

from datetime import date

import pytest
from sqlalchemy import update

from courseengine.base.errors import Invalid
from courseengine.core.people.joining import belong
from courseengine.core.people.models import Organisation, Team
from courseengine.core.people.roles import Role
from tests.core.town import NOW, TODAY, TOMORROW, YESTERDAY


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
