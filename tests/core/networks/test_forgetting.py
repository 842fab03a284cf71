"""What the room forgets, and when."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from courseengine.core.measures.operations import Written, propose
from courseengine.core.networks import gatherings, spans
from courseengine.core.networks import help as helping
from courseengine.core.networks.forgetting import forget
from courseengine.core.networks.gatherings import GatheringDraft
from courseengine.core.networks.models import Gathering, GatheringSignUp, HelpRequest, NetworkMember
from courseengine.core.networks.operations import add_place, end_member, end_network
from courseengine.core.networks.queries import member_of
from tests.core.town import NOW, TODAY

DAY = TODAY + timedelta(days=7)


@pytest.fixture
def count(session):
    """How many rows there are, years after now."""

    def counted(kind, *, days):
        forget(session, at=NOW + timedelta(days=days))
        return session.scalar(select(func.count()).select_from(kind))

    return counted


def test_who_came_is_forgotten_after_a_year_and_the_gathering_stays(session, town, made, by, count):
    gathering = gatherings.make_gathering(
        session, made(), GatheringDraft("Tema", spans.days(DAY), sign_up_by=DAY), by=by, at=NOW
    )
    gatherings.sign_up(session, gathering, town.person().id, at=NOW)

    assert count(GatheringSignUp, days=7 + 365) == 1
    assert count(GatheringSignUp, days=7 + 366) == 0
    assert count(Gathering, days=3000) == 1


def test_who_has_left_a_network_is_forgotten_after_two_years(session, made, places, by, count):
    network = made()
    add_place(session, network, places.solli, by=by, at=NOW)
    end_member(session, member_of(session, network, places.solli.public_id), by=by, at=NOW)
    session.flush()

    assert count(NetworkMember, days=730) == 2
    assert count(NetworkMember, days=731) == 1


def test_who_belonged_to_a_network_that_ended_is_forgotten_after_two_years(session, made, by, count):
    made("leader", "Ledere")
    end_network(session, made(), by=by, at=NOW)

    assert count(NetworkMember, days=730) == 2
    assert count(NetworkMember, days=731) == 1


def test_a_measure_outlives_the_gathering_it_is_linked_to(session, places, by, count):
    asked = helping.Asked("course", "Tema", "", DAY, None, places.university)
    request = helping.ask_for_help(session, places.furulia, asked, by=by, at=NOW)
    helping.accept_help(session, request, word="", span=spans.days(DAY), place="", by=by, at=NOW)
    linked = Written("Kurs", gathering_id=request.gathering_id)
    measure = propose(session, places.furulia, 2026, linked, by=by, group="", at=NOW)

    assert count(Gathering, days=731) == 0
    session.refresh(measure)
    assert (measure.theme, measure.gathering_id) == ("Kurs", None)


def test_a_request_goes_after_two_years_with_what_came_of_it(session, places, by, count):
    asked = helping.Asked("course", "Tema", "", DAY, None, places.university)
    request = helping.ask_for_help(session, places.furulia, asked, by=by, at=NOW)
    helping.accept_help(session, request, word="", span=spans.days(DAY), place="", by=by, at=NOW)
    session.flush()

    assert (count(HelpRequest, days=730), count(Gathering, days=730)) == (1, 1)
    assert (count(HelpRequest, days=731), count(Gathering, days=731)) == (0, 0)
