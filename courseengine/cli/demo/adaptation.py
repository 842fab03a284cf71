"""What Furulia does otherwise than the course, somebody who came last week, and a school that wishes to pilot."""

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from courseengine.base.clock import begins
from courseengine.core.accounts.models import Account
from courseengine.core.course.compiling.own_activity import OwnText
from courseengine.core.people.operations import add_membership, add_person
from courseengine.core.people.roles import Role
from courseengine.core.runs import adapting, pilots
from courseengine.core.runs.adapting import Whose

if TYPE_CHECKING:
    from courseengine.cli.demo.world import World

HIDDEN = "m1-p2"
"""what Furulia has taken out: nobody's prework, and nothing that is required"""
NEWCOMER = "Signe"
CAME_DAYS_AGO = 6
OWN = OwnText(
    kind="text",
    title="Slik bruker vi læreplanene på Furulia",
    minutes=5,
    required=False,
    language="nb",
    body="""Vi har ett felles sted for planene: permen på arbeidsrommet, og samme mappe på nett.

## Tre avtaler

1. Hver plan har én som eier den.
2. Det vi tar bort, står nederst i planen, med dato og grunn.
3. Vi ser på planene på det første fellesmøtet i hver måned.

/// tip
Spør Ingrid om du ikke finner planen for faget ditt.
///
""",
)
WHY = """Vi vil gjerne prøve modulen om tverrfaglige temaer før den åpner for alle.

Da kan de som har prøvd den, være med når vi legger årsplanen."""


def adapt_and_ask(session: Session, world: "World") -> None:
    """Change the course at Furulia, let somebody come late, and let Bjørkelia ask."""
    cecilie, at = world.people["cecilie"].id, world.at - timedelta(days=20)
    whose = Whose(world.course, run=world.runs["furulia"])
    module = world.course.module("m2")
    assert module is not None
    adapting.hide(session, whose, HIDDEN, by=cecilie, at=at)
    own = adapting.write_own(session, whose, module, module.sections[-1].id, OWN, by=cecilie, at=at)
    world.own["furulia"] = own.activity_id
    _newcomer(session, world)
    david = world.people["david"].id
    asked = pilots.ask_for_pilot(
        session, world.places["bjorkelia"], world.course, why=WHY, by=david, at=world.at - timedelta(days=2)
    )
    world.pilots["bjorkelia"] = asked
    world.runs["granli"].feedback_by = world.day(30)


def _newcomer(session: Session, world: "World") -> None:
    key, came = NEWCOMER.lower(), world.day(-CAME_DAYS_AGO)
    person = add_person(session, name=NEWCOMER, email=f"{key}@demo.example", at=begins(came), language="nb")
    session.add(Account(person_id=person.id, password_hash=None, first_signed_in_at=begins(came)))
    world.people[key] = person
    add_membership(
        session,
        person=person,
        organisation=world.places["furulia"],
        role=Role.TEACHER,
        team=world.teams["8.–10. trinn"],
        main=True,
        starts_on=came,
        at=begins(came),
    )
