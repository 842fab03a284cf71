"""Measures are proposed by one group, decided by another, followed up, and gone through once a year."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from courseengine.base.errors import Conflict, Invalid
from courseengine.core.measures import operations, queries
from courseengine.core.measures.models import Measure
from courseengine.core.measures.operations import Fate, Written
from courseengine.core.measures.status import Status
from tests.core.town import NOW

AUTUMN = NOW.replace(month=9, day=3)
"""in the months in which last year's plan is gone through"""


@pytest.fixture
def rune(town):
    """Whoever proposes and decides; the policy asks elsewhere who may."""
    return town.person("Rune").id


@pytest.fixture
def propose(session, town, rune):
    """Proposes a measure for Furulia."""

    def make(theme="Temauke", *, year=2026, **more):
        at = more.pop("at", NOW)
        group = more.pop("group", "IKT-gruppa")
        return operations.propose(session, town.furulia, year, Written(theme, **more), by=rune, group=group, at=at)

    return make


@pytest.fixture
def plan(session, rune, propose):
    """Proposes one and accepts it."""

    def make(theme="Temauke", **more):
        measure = propose(theme, **more)
        operations.decide(session, measure, accepted=True, group="Ledergruppa", by=rune, at=more.get("at", NOW))
        return measure

    return make


def themes(measures):
    return [measure.theme for measure in measures]


def test_a_proposal_waits_for_a_decision_of_another_group(session, town, rune, propose):
    measure = propose("  Felles \n økt ")
    assert (measure.theme, measure.status, measure.decided_at) == ("Felles økt", "proposed", None)

    operations.decide(session, measure, accepted=True, group="Ledergruppa", by=rune, at=NOW)

    assert (measure.status, measure.proposed_for, measure.decided_in) == ("planned", "IKT-gruppa", "Ledergruppa")
    assert town.told() == [("measure_decided", None, town.furulia.id)]


def test_a_decision_is_made_once(session, rune, propose):
    measure = propose()
    operations.decide(session, measure, accepted=False, group="", by=rune, at=NOW)

    with pytest.raises(Conflict):
        operations.decide(session, measure, accepted=True, group="", by=rune, at=NOW)
    assert measure.status == "refused"


def test_the_same_form_sent_twice_is_one_proposal(session, town, propose, rune):
    first, second = propose(content="En gang"), propose(content="En gang")
    other = propose(content="To ganger")

    assert first.id == second.id != other.id


def test_those_who_decide_add_one_at_once_and_twice_is_once(session, town, rune):
    at_once = {"by": rune, "group": "Ledergruppa", "at": NOW}
    for _ in range(2):
        measure = operations.add_decided(session, town.furulia, 2026, Written("Møteplan"), **at_once)

    assert (measure.status, measure.decided_in) == ("planned", "Ledergruppa")
    assert len(queries.measures_of(session, town.furulia, 2026)) == 1
    assert len(town.told()) == 1


def test_it_is_followed_up_and_may_go_back(session, plan):
    measure = plan()
    for status in (Status.UNDER_WAY, Status.DONE, Status.PLANNED, Status.DROPPED):
        seen = operations.seen_of(measure)
        operations.change(session, measure, Written("Temauke"), status=status, seen=seen, at=NOW)
        assert measure.status == status


@pytest.mark.parametrize("status", [Status.DONE, Status.PLANNED, Status.REFUSED])
def test_a_proposal_is_not_followed_up_before_it_is_decided(session, propose, status):
    measure = propose()

    with pytest.raises(Invalid, match="first"):
        operations.change(session, measure, Written("Nytt"), status=status, seen=operations.seen_of(measure), at=NOW)


def test_the_second_who_changes_it_is_told(session, plan):
    measure = plan()
    seen = operations.seen_of(measure)
    later = NOW + timedelta(minutes=1)
    operations.change(session, measure, Written("Først"), status=Status.PLANNED, seen=seen, at=later)

    with pytest.raises(Conflict):
        operations.change(session, measure, Written("Sist"), status=Status.PLANNED, seen=seen, at=later)
    assert measure.theme == "Først"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"theme": " "}, "theme"),
        ({"theme": "x" * 201}, "theme"),
        ({"content": "x" * 2001}, "content"),
        ({"when": "x" * 201}, "when"),
        ({"due_on": date(2031, 8, 1)}, "due_on"),
        ({"group": "x" * 201}, "group"),
        ({"year": 2030}, "year"),
        ({"year": 2022}, "year"),
    ],
)
def test_what_cannot_stand_in_a_plan_is_refused(session, town, propose, more, field):
    with pytest.raises(Invalid) as refused:
        propose(**more)

    assert refused.value.field == field
    assert session.scalars(select(Measure)).all() == []


def test_a_plan_shows_first_what_one_works_on(session, town, rune, propose, plan):
    propose("foreslått")
    plan("senere", due_on=date(2027, 5, 1))
    plan("snart", due_on=date(2027, 1, 1))
    done = plan("ferdig")
    operations.change(session, done, Written("ferdig"), status=Status.DONE, seen=operations.seen_of(done), at=NOW)

    found = queries.measures_of(session, town.furulia, 2026)

    assert themes(found) == ["snart", "senere", "foreslått", "ferdig"]
    assert themes(queries.measures_of(session, town.furulia, 2026, Status.DONE)) == ["ferdig"]
    assert queries.counts(session, town.furulia, 2026) == {Status.PLANNED: 2, Status.PROPOSED: 1, Status.DONE: 1}
    assert queries.measures_of(session, town.bjorkelia, 2026) == []
    assert queries.years_with_measures(session, town.furulia) == [2026]


class TestGoingThrough:
    def test_what_was_not_done_is_carried_over_and_keeps_its_decision(self, session, town, plan):
        measure = plan("Egen time", year=2025, due_on=date(2026, 5, 1), when="Våren")

        number = operations.go_through(session, town.furulia, 2025, {measure.public_id}, Fate.CARRY_OVER, at=AUTUMN)

        (after,) = queries.measures_of(session, town.furulia, 2026)
        assert number == 1
        assert (after.theme, after.status, after.decided_in, after.due_on) == (
            "Egen time",
            "planned",
            "Ledergruppa",
            None,
        )
        assert (after.carried_from_id, measure.reviewed_on) == (measure.id, date(2026, 9, 3))
        assert queries.reviewed_on(session, town.furulia, 2025) == date(2026, 9, 3)

    def test_carried_over_twice_is_once(self, session, town, plan):
        chosen = {plan("Egen time", year=2025).public_id}
        numbers = [
            operations.go_through(session, town.furulia, 2025, chosen, Fate.CARRY_OVER, at=AUTUMN) for _ in range(2)
        ]

        assert numbers == [1, 0]
        assert len(queries.measures_of(session, town.furulia, 2026)) == 1

    @pytest.mark.parametrize(("fate", "status"), [(Fate.DONE, "done"), (Fate.DROP, "dropped")])
    def test_what_is_done_or_dropped_stays_in_last_years_plan(self, session, town, plan, fate, status):
        measure = plan(year=2025)

        operations.go_through(session, town.furulia, 2025, {measure.public_id}, fate, at=AUTUMN)

        assert measure.status == status
        assert queries.measures_of(session, town.furulia, 2026) == []
        assert queries.to_go_through(session, town.furulia, 2025) == []

    def test_only_what_is_chosen_and_of_that_place_is_touched(self, session, town, plan, propose, rune):
        chosen, left = plan("a", year=2025), propose("b", year=2025)
        elsewhere = operations.propose(session, town.bjorkelia, 2025, Written("c"), by=rune, group="", at=NOW)
        ids = {chosen.public_id, elsewhere.public_id}

        assert operations.go_through(session, town.furulia, 2025, ids, Fate.DROP, at=AUTUMN) == 1
        assert (left.status, elsewhere.status) == ("proposed", "proposed")
        assert themes(queries.to_go_through(session, town.furulia, 2025)) == ["b"]

    def test_a_review_during_the_year_does_not_count_for_the_one_after_it(self, session, town, plan):
        measure = plan(year=2025)
        measure.reviewed_on = date(2026, 7, 31)
        assert queries.to_go_through(session, town.furulia, 2025) == [measure]

        measure.reviewed_on = date(2026, 8, 1)
        assert queries.to_go_through(session, town.furulia, 2025) == []


def test_a_long_plan_takes_as_many_questions_as_a_short_one(session, town, statements, propose):
    counts = []
    for number in (1, 3, 12):
        for index in range(number):
            propose(f"{number} {index}")
        session.flush()
        session.expire_all()
        with statements() as asked:
            queries.measures_of(session, town.furulia, 2026)
        counts.append(len(asked))

    assert len(set(counts)) == 1
