"""Join codes: read from a wall, typed as people type, and never worth more than taking part."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from courseengine.base.errors import Invalid
from courseengine.core import audit
from courseengine.core.accounts import join_codes
from courseengine.core.accounts.models import JoinCode
from courseengine.core.people.models import Membership, Organisation, Person
from courseengine.core.people.operations import add_membership
from tests.core.accounts.conftest import AT, furnish


def make(session, here, team=None):
    return join_codes.make_code(session, here.school, team=team, by=here.cecilie, at=AT)


def test_a_code_has_eight_letters_and_digits_that_look_like_nothing_else(session, here):
    codes = {make(session, here).code for _ in range(20)}

    assert len(codes) == 20
    assert all(re.fullmatch("[a-hjkmnp-z2-9]{8}", code) for code in codes)
    assert join_codes.shown("abcdefgh") == "abcd-efgh"


@pytest.mark.parametrize("typed", ["{}", " {} ", "{} ".upper()])
def test_a_code_is_found_as_people_type_it(session, here, typed):
    code = make(session, here)
    spaced = f"{code.code[:4]} {code.code[4:].upper()}"

    for text in (code.code, join_codes.shown(code.code), spaced):
        assert join_codes.code_typed(session, typed.format(text), at=AT) is code


@pytest.mark.parametrize("typed", ["", "abcd", "abcd-efg", "abcdefghj", "%' or 1=1 --", "ÆØÅæøåää", "x" * 10_000])
def test_what_is_no_code_finds_none(session, here, typed):
    make(session, here)

    assert join_codes.code_typed(session, typed, at=AT) is None


def test_a_new_code_ends_the_old_one(session, here):
    old, of_team = make(session, here), make(session, here, here.team)

    new = join_codes.renew_code(session, old, by=here.cecilie, at=AT)

    assert join_codes.code_typed(session, old.code, at=AT) is None
    assert join_codes.code_typed(session, new.code, at=AT) is new
    assert join_codes.codes_of(session, here.school) == [new, of_team]
    events = list(session.scalars(select(audit.AuditLine.event).order_by(audit.AuditLine.id)))[-4:]
    assert events == ["join_code_made", "join_code_made", "join_code_ended", "join_code_made"]


def test_a_code_can_be_ended(session, here):
    code = make(session, here)

    join_codes.end_code(session, code, by=here.cecilie, at=AT)

    assert join_codes.code_typed(session, code.code, at=AT) is None
    assert join_codes.codes_of(session, here.school) == []


def test_a_code_ends_with_its_team_and_its_place(session, here):
    of_team, of_school = make(session, here, here.team), make(session, here)
    assert join_codes.code_typed(session, of_team.code, at=AT) is of_team

    here.team.ended_on = AT.date()
    assert join_codes.code_typed(session, of_team.code, at=AT) is None
    assert join_codes.code_typed(session, of_school.code, at=AT) is of_school

    here.school.ends_on = AT.date()
    assert join_codes.code_typed(session, of_school.code, at=AT) is of_school
    assert join_codes.code_typed(session, of_school.code, at=AT + timedelta(days=1)) is None


def test_only_schools_have_codes_and_only_their_own_teams(session, here):
    for place in (here.owner, here.university):
        with pytest.raises(Invalid, match="join code"):
            join_codes.make_code(session, place, by=here.eva, at=AT)
    with pytest.raises(Invalid, match="school's teams"):
        make(session, here, here.their_team)


def test_a_code_makes_a_participant(session, here):
    membership = join_codes.join(session, make(session, here, here.team), here.hanna, at=AT)

    assert (membership.role, membership.team_id, membership.main) == ("teacher", here.team.id, True)


def test_whoever_is_there_already_joins_once(session, here):
    of_team, of_school = make(session, here, here.team), make(session, here)
    add_membership(session, person=here.hanna, organisation=here.school, role="team_leader", team=here.team, at=AT)

    assert join_codes.join(session, of_team, here.hanna, at=AT) is None
    assert join_codes.join(session, of_school, here.hanna, at=AT) is None
    assert join_codes.join(session, of_school, here.anne, at=AT) is None


def test_a_codes_lines_do_not_hold_it(session, here):
    code = make(session, here)

    assert not session.scalar(select(audit.AuditLine).where(audit.AuditLine.subject.contains(code.code)))


def test_two_who_renew_at_once_leave_one_in_use_and_two_who_join_are_two(database):
    with database.writing() as session:
        here = furnish(session)
    start = Barrier(2)

    def renew(_number):
        start.wait()
        with database.writing() as session:
            school, by = session.get(Organisation, here.school.id), session.get(Person, here.cecilie.id)
            return join_codes.make_code(session, school, by=by, at=AT).code

    def twice(_number):
        start.wait()
        with database.writing() as session:
            code = session.scalar(select(JoinCode).where(JoinCode.ended_at.is_(None)))
            return join_codes.join(session, code, session.get(Person, here.hanna.id), at=AT) is not None

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(renew, range(2)))
        joined = list(pool.map(twice, range(2)))

    with database.reading() as session:
        assert session.scalar(select(func.count()).where(JoinCode.ended_at.is_(None))) == 1
        assert session.scalar(select(func.count()).where(Membership.person_id == here.hanna.id)) == 1
    assert sorted(joined) == [False, True]
