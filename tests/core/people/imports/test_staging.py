"""A file on its way is read by one reader at a time."""

from courseengine.core.people.imports import staging
from tests.core.people.imports.bringing import (
    NOW,
)


def test_two_readers_do_not_read_one_file(session):
    file = staging.bring(session, what="people", file="p.csv", organisation_id=None, by=None, at=NOW)
    soon, late = NOW + staging.GIVEN_UP_AFTER, NOW + staging.GIVEN_UP_AFTER * 1.01

    assert staging.take(session, at=NOW) is file
    assert staging.take(session, at=soon) is None
    assert staging.take(session, at=late) is file
