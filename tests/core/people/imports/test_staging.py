"""A file on its way is read by one reader at a time, and forgotten when its time is over."""

from datetime import UTC, datetime

from sqlalchemy import func, select

from courseengine.core.people.imports import staging
from courseengine.core.people.models import PeopleImport
from tests.core.people.imports.bringing import (
    FURULIA,
    HEADER,
    NOW,
    bring,
    carry_out,
    fates,
)


def test_what_was_left_is_forgotten_a_day_after(session):
    left, done = bring(session, FURULIA), carry_out(session, HEADER + "A;B;;;;C;c@x.no;teacher;;")
    late = datetime(2026, 11, 25, 23, 31, tzinfo=UTC)
    assert staging.has_work(session, at=NOW) is False
    assert staging.has_work(session, at=late) is True

    assert staging.forget_old(session, at=late) == [left.public_id]

    assert (fates(session, left), fates(session, done)) == ([], [])
    assert (left.state, done.state) == ("dropped", "done")
    assert staging.has_work(session, at=late) is False
    staging.forget_old(session, at=datetime(2028, 12, 1, tzinfo=UTC))
    assert session.scalar(select(func.count()).select_from(PeopleImport)) == 0


def test_two_readers_do_not_read_one_file(session):
    file = staging.bring(session, what="people", file="p.csv", organisation_id=None, by=None, at=NOW)
    soon, late = NOW + staging.GIVEN_UP_AFTER, NOW + staging.GIVEN_UP_AFTER * 1.01

    assert staging.take(session, at=NOW) is file
    assert staging.take(session, at=soon) is None
    assert staging.take(session, at=late) is file
