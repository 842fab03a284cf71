"""Anne, who has an account."""

import pytest
from sqlalchemy.orm import Session

from courseengine.core.accounts.brake import Brake
from courseengine.core.accounts.entry import set_password
from courseengine.core.people.models import Person
from courseengine.core.people.operations import add_person
from tests.instants import oslo

NOON = oslo(2026, 11, 22, 12, 0)
SECRET = b"a secret of at least thirty-two bytes"
PASSWORD = "grønn stol under bordet"
BRAKE = Brake.of("sign_in", "anne@demo.example", "192.0.2.1", SECRET)


@pytest.fixture
def anne(session: Session) -> Person:
    """Somebody with a password."""
    person = add_person(session, name="Anne Lie", email="anne@demo.example", at=NOON)
    set_password(session, person.id, PASSWORD)
    session.flush()
    return person
