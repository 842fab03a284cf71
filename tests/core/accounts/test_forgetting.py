"""What is let go of, and when: both sides of every edge."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from courseengine.core import audit, outbox
from courseengine.core.accounts import forgetting
from courseengine.core.accounts.brake import count_failure
from courseengine.core.accounts.links import LASTS, make_link
from courseengine.core.accounts.models import FailedSignIn, Invitation, JoinCode, MailedLink, UserSession
from courseengine.core.accounts.sessions import IDLE, end_session, start_session
from courseengine.core.people import forgetting as people_forgetting
from courseengine.core.people.models import Partnership, PeopleImport, PeopleImportRow, RoleRequest
from courseengine.core.people.operations import add_organisation
from tests.core.accounts.conftest import BRAKE, NOON

A_SECOND, A_DAY = timedelta(seconds=1), timedelta(days=1)


@pytest.fixture
def school(session):
    return add_organisation(session, kind="school", name="Furulia")


def left_after(session, table, age, forget=forgetting.forget):
    """How many rows are left just before that age, and just after it."""
    session.flush()
    left = []
    for at in (NOON + age - A_SECOND, NOON + age + A_SECOND):
        forget(session, at=at)
        left.append(session.scalar(select(func.count()).select_from(table)))
    return left


def test_a_session_is_forgotten_thirty_days_after_it_ended(session, anne):
    end_session(session, start_session(session, anne.id, at=NOON - timedelta(hours=1)), at=NOON)

    assert left_after(session, UserSession, 30 * A_DAY) == [1, 0]


def test_so_is_one_that_nobody_ended(session, anne):
    start_session(session, anne.id, at=NOON)

    assert left_after(session, UserSession, 30 * A_DAY + IDLE) == [1, 0]


def test_a_mailed_link_is_forgotten_a_day_after_it_expired(session, anne):
    make_link(session, anne.id, "password", at=NOON)

    assert left_after(session, MailedLink, A_DAY + LASTS) == [1, 0]


def test_failed_tries_are_forgotten_after_a_day(session):
    count_failure(session, BRAKE, at=NOON)

    assert left_after(session, FailedSignIn, A_DAY) == [3, 0]


@pytest.mark.parametrize(
    "over",
    [
        {"used_at": NOON, "expires_at": NOON + A_DAY},
        {"withdrawn_at": NOON, "expires_at": NOON + A_DAY},
        {"expires_at": NOON},
    ],
)
def test_an_invitation_is_forgotten_thirty_days_after_it_was_over(session, school, over):
    session.add(
        Invitation(
            token_hash="x", email="k@demo.example", organisation_id=school.id, role="teacher",
            made_at=NOON - 14 * A_DAY, **over,
        )
    )  # fmt: skip

    assert left_after(session, Invitation, 30 * A_DAY) == [1, 0]


def test_a_join_code_is_forgotten_a_year_after_it_ended(session, anne, school):
    session.add(JoinCode(code="k7mf", organisation_id=school.id, made_by=anne.id, made_at=NOON, ended_at=NOON))

    assert left_after(session, JoinCode, 365 * A_DAY) == [1, 0]


def test_a_mail_is_forgotten_after_thirty_days(session):
    outbox.post(session, "password", email="anne@demo.example", language="nb", values={}, at=NOON)

    assert left_after(session, outbox.OutgoingMail, 30 * A_DAY, outbox.forget) == [1, 0]


def test_a_line_of_the_log_is_forgotten_after_two_years(session):
    audit.record(session, audit.Event.SIGN_IN_REFUSED, at=NOON)

    assert left_after(session, audit.AuditLine, 730 * A_DAY, audit.forget) == [1, 0]


@pytest.mark.parametrize("more", [{"state": "done", "ended_at": NOON}, {"state": "ready"}, {"state": "reading"}])
def test_the_rows_of_a_file_are_forgotten_a_day_after_it_was_done_or_left(session, anne, more):
    file = PeopleImport(what="people", file="folk.csv", made_by=anne.id, made_at=NOON, moved_at=NOON, **more)
    session.add(file)
    session.flush()
    session.add(PeopleImportRow(import_id=file.id, line=2, key="", fate="created", cells="{}"))

    assert left_after(session, PeopleImportRow, A_DAY, people_forgetting.forget) == [1, 0]
    session.refresh(file)
    assert file.state == ("done" if more["state"] == "done" else "dropped")


def test_what_was_asked_and_decided_is_forgotten_after_two_years(session, anne, school):
    session.add(
        RoleRequest(
            person_id=anne.id, organisation_id=school.id, role="school_leader", asked_at=NOON, asked_by=anne.id,
            decided_at=NOON, granted=True,
        )
    )  # fmt: skip

    assert left_after(session, RoleRequest, 730 * A_DAY, people_forgetting.forget) == [1, 0]


def test_a_partnership_is_forgotten_two_years_after_it_ended(session, anne, school):
    university = add_organisation(session, kind="university", name="Universitetet")
    between = {"organisation_id": school.id, "university_id": university.id, "made_by": anne.id, "made_at": NOON}
    session.add_all([Partnership(**between), Partnership(**between, ended_at=NOON, ended_by=anne.id)])

    assert left_after(session, Partnership, 730 * A_DAY, people_forgetting.forget) == [2, 1]
