"""Who asks brings along what they hold today, since when, and where they once held something."""

from datetime import timedelta

from courseengine.core.accounts.models import Account
from courseengine.core.accounts.sessions import start_session
from courseengine.core.people.operations import end_now
from courseengine.core.policy.asking import who_asks
from tests.core.town import NOW, SEPTEMBER, TODAY, TOMORROW, YESTERDAY

YESTERDAY_NOON = NOW - timedelta(days=1)


def actor_of(town, person):
    token = start_session(town.session, person.id, at=NOW)
    town.session.flush()
    return who_asks(town.session, token, at=NOW).actor


def anne_of(town):
    person = town.person("Anne")
    town.session.add(Account(person_id=person.id, password_hash=None))
    return person


def test_a_change_of_team_does_not_make_one_a_newcomer(town):
    anne = anne_of(town)
    old = town.belongs(anne, town.furulia)
    end_now(town.session, old, by=None, at=NOW)
    town.belongs(anne, town.furulia, team=town.team("Blue"), starts_on=TODAY)

    assert [(holding.team, holding.since) for holding in actor_of(town, anne).memberships] == [("Blue", SEPTEMBER)]


def test_what_one_has_left_is_known_and_gives_nothing_else(town):
    anne = anne_of(town)
    for place in (town.furulia, town.bjorkelia):
        end_now(town.session, town.belongs(anne, place), by=None, at=NOW)

    actor = actor_of(town, anne)

    assert actor.places_before == {town.furulia.id, town.bjorkelia.id}
    assert (actor.memberships, actor.schools, actor.belongs_to) == ((), frozenset(), frozenset())


def test_what_never_began_was_never_held(town):
    anne = anne_of(town)
    end_now(town.session, town.belongs(anne, town.furulia, starts_on=TOMORROW), by=None, at=NOW)
    town.belongs(anne, town.bjorkelia, starts_on=TODAY + timedelta(days=9))

    assert actor_of(town, anne).places_before == frozenset()


def test_what_ended_on_the_day_it_began_was_never_held(town):
    anne = anne_of(town)
    for place in (town.furulia, town.bjorkelia):
        end_now(town.session, town.belongs(anne, place, starts_on=TODAY), by=None, at=NOW)
    end_now(
        town.session, town.belongs(anne, town.owner, "school_owner", starts_on=YESTERDAY), by=None, at=YESTERDAY_NOON
    )
    town.belongs(anne, town.furulia, starts_on=TODAY)
    never = town.belongs(anne, town.furulia, starts_on=YESTERDAY)
    never.ends_on = YESTERDAY - timedelta(days=1)
    town.session.flush()

    actor = actor_of(town, anne)

    assert actor.places_before == frozenset()
    assert [holding.since for holding in actor.memberships] == [TODAY]
