"""The worker lets go of what has outlived its purpose, once an hour."""

import os
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from courseengine import jobs
from courseengine.core.accounts.models import UserSession
from courseengine.core.accounts.sessions import end_session, start_session
from courseengine.integrations import imports
from tests.web.conftest import AT


@pytest.mark.both_databases
def test_ended_sessions_are_forgotten_by_the_worker_once_an_hour(app, database, world, monkeypatch):
    monkeypatch.setitem(app.extensions, "forgot_at", None)
    month_later = AT + timedelta(days=30)

    def sign_in_and_out(at):
        with database.writing() as session:
            token = start_session(session, world.people["anne"].id, at=at)
            session.flush()
            end_session(session, token, at=at)

    def left():
        with database.reading() as session:
            return len(session.scalars(select(UserSession)).all())

    sign_in_and_out(AT)
    assert not jobs.do_what_is_due(app, at=month_later - timedelta(minutes=1))
    assert left() == 1

    jobs.do_what_is_due(app, at=month_later + timedelta(minutes=1))
    assert left() == 1

    jobs.do_what_is_due(app, at=month_later + timedelta(minutes=59))
    assert left() == 0


def test_files_that_nobody_came_back_to_leave_the_disk(app, world, monkeypatch):
    monkeypatch.setitem(app.extensions, "forgot_at", None)
    left = imports.keep(app.extensions["data_dir"], "left", BytesIO(b"x"))
    os.utime(left, (0, 0))

    jobs.do_what_is_due(app, at=AT)

    assert not left.exists()
