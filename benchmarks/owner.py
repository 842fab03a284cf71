"""An owner with eighty schools and four thousand people, and a thousand people elsewhere."""

from datetime import UTC, datetime, timedelta
from itertools import count

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from courseengine.base.clock import day_in_oslo
from courseengine.base.sorting import norwegian_key
from courseengine.core.accounts.models import Account
from courseengine.core.people.models import Membership, Organisation, Person, Team

SCHOOLS, AT_EACH, TEAMS_AT_EACH, ELSEWHERE = 80, 50, 5, 1000
FIRST = ("Aase", "Bjørg", "Ester", "Håkon", "Ingeborg", "Kåre", "Lars", "Mohammed", "Ørjan", "Øyvind", "Åsne", "Zofia")
LAST = ("Aas", "Berg", "Dahl", "Hansen", "Kowalski", "Li", "Moen", "Nordmann", "Sæther", "Ødegård", "Ås")


def grow(session: Session, owner: Organisation) -> None:
    """Give the owner its schools, teams and people."""
    at, numbers = datetime.now(UTC), count(1)
    since = day_in_oslo(at) - timedelta(days=100)
    for number in range(SCHOOLS):
        school = Organisation(kind="school", name=f"{LAST[number % len(LAST)]} skole {number}", parent_id=owner.id)
        session.add(school)
        session.flush()
        teams = [Team(school_id=school.id, kind="team", name=f"{place}. trinn") for place in range(TEAMS_AT_EACH)]
        session.add_all(teams)
        session.flush()
        people = _people(session, numbers, AT_EACH, at)
        session.execute(
            insert(Membership),
            [
                {
                    "person_id": id_,
                    "organisation_id": school.id,
                    "team_id": teams[place % TEAMS_AT_EACH].id if place else None,
                    "role": "teacher" if place else "school_leader",
                    "main": bool(place),
                    "starts_on": since,
                }
                for place, id_ in enumerate(people)
            ],
        )
    _people(session, numbers, ELSEWHERE, at)


def _people(session: Session, numbers: "count[int]", many: int, at: datetime) -> list[int]:
    """Add so many persons; every tenth has never been here."""
    rows = []
    for number in (next(numbers) for _ in range(many)):
        name = f"{FIRST[number % len(FIRST)]} {LAST[number % len(LAST)]} {number}"
        email = f"person{number}@benk.example"
        rows.append({"name": name, "sort_key": norwegian_key(name), "email": email, "created_at": at})
    session.execute(insert(Person), rows)
    ids = list(session.scalars(select(Person.id).order_by(Person.id.desc()).limit(many)))
    session.execute(
        insert(Account), [{"person_id": id_, "first_signed_in_at": at if id_ % 10 else None} for id_ in ids]
    )
    return ids
