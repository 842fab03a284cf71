"""A school asks for help and gets an answer."""

from datetime import time, timedelta

import pytest

from courseengine.base.errors import Invalid
from courseengine.core.accounts.models import Account
from courseengine.core.networks import help as helping
from courseengine.core.networks.help import Asked
from courseengine.core.networks.spans import Precision, Span, days
from courseengine.core.people.roles import Role
from tests.core.town import NOW, TODAY, TOMORROW, YESTERDAY

FIRST, SECOND = TODAY + timedelta(days=14), TODAY + timedelta(days=21)


@pytest.fixture
def ask(session, places, by):
    """Asks the university, for Furulia."""

    def asked(**more):
        wanted = {"kind": "course", "theme": "Vurdering", "wish": "", "first_date": FIRST, "second_date": SECOND}
        who = {} if "person" in more or "university" in more else {"university": places.university}
        return helping.ask_for_help(session, places.furulia, Asked(**{**wanted, **who, **more}), by=by, at=NOW)

    return asked


def refused(act, *args, **more):
    with pytest.raises(Invalid) as error:
        act(*args, **more)
    return error.value.field


def say_yes(session, request, by, day=FIRST, at=NOW):
    span = Span(Precision.DAY, day, day, time(12), time(14))
    return helping.accept_help(session, request, word="Gjerne", span=span, place="Furulia", by=by, at=at)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"kind": "party"}, "kind"),
        ({"theme": " "}, "theme"),
        ({"first_date": YESTERDAY}, "first_date"),
        ({"second_date": YESTERDAY}, "second_date"),
        ({"second_date": FIRST}, "second_date"),
        ({"second_date": FIRST - timedelta(days=1)}, "second_date"),
        ({"first_date": TODAY + timedelta(days=367), "second_date": None}, "first_date"),
        ({"university": None}, "whom"),
        ({"wish": "x" * 5000}, "wish"),
    ],
)
def test_what_cannot_be_asked_is_refused(ask, more, field):
    assert refused(ask, **more) == field


def test_today_and_in_a_year_can_be_asked_for(ask):
    assert ask(first_date=TODAY, second_date=TODAY + timedelta(days=366)).first_date == TODAY


def test_a_school_is_no_university_and_nobody_asks_themselves(session, town, places, ask, by):
    assert refused(ask, university=places.bjorkelia) == "whom"
    assert refused(ask, person=session.get(type(town.person()), by)) == "person"


def test_pressing_twice_asks_once(town, ask):
    assert ask() is ask()
    assert [event for event, _, _ in town.told()].count("help_asked") == 1


@pytest.mark.parametrize("more", [{"wish": "Noe annet"}, {"kind": "guidance"}, {"second_date": None}])
def test_what_is_asked_otherwise_is_another_request(ask, more):
    assert ask(**more) is not ask()


def test_what_is_taken_back_twice_is_taken_back_once(session, ask):
    request = ask()

    assert helping.withdraw_help(session, request, at=NOW)
    assert not helping.withdraw_help(session, request, at=NOW)


def test_a_yes_makes_a_gathering_of_both_sides(session, town, ask, by):
    request = say_yes(session, ask(wish="Hjelp oss"), by, SECOND)

    gathering = request.gathering
    assert (request.accepted, request.answer, gathering.network, gathering.request) == (True, "Gjerne", None, request)
    assert (gathering.starts_on, gathering.organiser, gathering.target_group) == (SECOND, "Universitetet", "Furulia")
    assert town.told()[-1][0] == "help_answered"


def test_only_a_proposed_day_to_come_is_accepted(session, ask, by):
    request = ask()

    assert refused(say_yes, session, request, by, TOMORROW) == "day"
    assert refused(say_yes, session, request, by, FIRST, at=NOW + timedelta(days=15)) == "day"
    say_yes(session, request, by, SECOND, at=NOW + timedelta(days=15))


def test_a_no_needs_a_word_and_there_is_one_answer(session, ask, by):
    request = ask()

    assert refused(helping.refuse_help, session, request, word=" ", by=by, at=NOW) == "word"
    helping.refuse_help(session, request, word="Ikke nå", by=by, at=NOW)
    assert (request.accepted, request.gathering) == (False, None)
    assert refused(say_yes, session, request, by) == ""
    assert refused(helping.withdraw_help, session, request, at=NOW) == ""


def test_what_was_taken_back_is_not_answered(session, ask, by):
    request = ask()
    helping.withdraw_help(session, request, at=NOW)

    assert refused(say_yes, session, request, by) == ""
    assert refused(helping.refuse_help, session, request, word="Nei", by=by, at=NOW) == ""
    assert ask() is not request


def test_a_gathering_that_was_agreed_on_is_called_off_and_not_deleted(session, ask, by):
    from courseengine.core.networks.gatherings import delete_gathering

    gathering = say_yes(session, ask(), by).gathering

    assert refused(delete_gathering, session, gathering) == ""


def test_a_person_is_found_by_name_or_address_at_the_owners_schools_alone(session, town, places):
    jonas, tor, there = town.person("Jonas Lie"), town.person("Tor"), town.person("Ylva")
    town.belongs(jonas, places.bjorkelia)
    town.belongs(tor, places.furulia, ends_on=YESTERDAY)
    town.belongs(there, places.solli)

    def meant(text):
        return helping.person_meant(session, places.furulia, text, on=TODAY)

    assert meant(" jonas  lie ") is meant(jonas.email.upper()) is jonas
    for text in ("Tor", "Ylva", there.email, "Jonas", ""):
        assert refused(meant, text) == "person"
    town.belongs(town.person("Jonas Lie"), places.furulia)
    assert refused(meant, "Jonas Lie") == "person"
    session.add(Account(person_id=jonas.id, ended_at=NOW))
    session.flush()
    assert meant("Jonas Lie") is not jonas


def test_the_universitys_staff_or_the_person_is_told(session, town, places, ask, by):
    farid, gone = town.person("Farid"), town.person("Gone")
    for person, more in ((farid, {}), (gone, {"ends_on": YESTERDAY})):
        town.belongs(person, places.university, Role.UNIVERSITY_STAFF, **more)
    anne = town.person("Anne")

    assert helping.people_asked(session, ask(), on=TODAY) == [farid]
    assert helping.people_asked(session, ask(person=anne), on=TODAY) == [anne]


def test_whoever_asked_is_told_while_they_belong_there(session, town, places, ask, by):
    request = ask()
    assert helping.asker_to_tell(session, request, on=TODAY) is None

    person = request.asker or session.get(type(town.person()), by)
    town.belongs(person, places.furulia, Role.SCHOOL_LEADER)
    assert helping.asker_to_tell(session, request, on=TODAY) is person


def test_a_week_is_no_answer(session, ask, by):
    span = days(FIRST, FIRST + timedelta(days=2))

    assert refused(helping.accept_help, session, ask(), word="", span=span, place="", by=by, at=NOW) == "day"
