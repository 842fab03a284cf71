"""The worker: what is due goes out, and long files are read.

It runs beside the server, one or several of it, and does what no reader should wait for. What is
to be done stands in the database, so nothing is lost when it stops; each thing is taken in a
transaction of its own, so two workers never do the same. No module opens by it: that follows from
the clock.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event

from flask import Flask

from courseengine.base import clock
from courseengine.base.db import Database
from courseengine.core import audit, outbox
from courseengine.core.accounts import forgetting as accounts
from courseengine.core.meetings.asking import take_unrecorded
from courseengine.core.networks import forgetting as networks
from courseengine.core.people import forgetting as people
from courseengine.integrations import imports
from courseengine.integrations.mail import MailServer, Trouble
from courseengine.web.letters import letter_of
from courseengine.web.meeting_letters import ask_about

log = logging.getLogger(__name__)

PAUSE = 2.0
"""seconds between two looks at what is due"""
FORGET_EVERY = timedelta(hours=1)
ASK_EVERY = timedelta(minutes=10)
"""Between two looks for meetings that nobody has recorded: nobody waits for the letter."""
FORGETFUL = (networks.forget, accounts.forget, people.forget, outbox.forget, audit.forget)
"""Each lets go of what its tables say they keep no longer; upper rooms first, since they may point at lower ones."""


def run(app: Flask, stop: Event, *, pause: float = PAUSE) -> None:
    """Do what is due until told to stop."""
    while not stop.is_set():
        try:
            did_something = do_what_is_due(app, at=clock.now())
        except Exception as error:
            # The type alone: a message may carry what somebody wrote. The next look tries again.
            log.error("worker: %s", type(error).__name__)
            did_something = False
        if not did_something:
            stop.wait(pause)


def do_what_is_due(app: Flask, *, at: datetime) -> bool:
    """One round; whether there was anything to do."""
    rounds: tuple[Callable[[Flask, datetime], bool], ...] = (send_mail, read_imports, ask_about_meetings, forget)
    return sum(one(app, at) for one in rounds) > 0


def send_mail(app: Flask, at: datetime) -> bool:
    """Send the mails that are due; one that is not taken is tried again later."""
    server: MailServer | None = app.extensions["mail_server"]
    database: Database = app.extensions["database"]
    if server is None:
        return False
    with database.writing() as session:
        outbox.forget_given_up(session)
        taken = outbox.take_due(session, at=at)
    for mail in taken:
        try:
            server.send(letter_of(app, mail), at=at)
        except Trouble as error:
            log.warning("mail %d, try %d: %s", mail.id, mail.tries, type(error).__name__)
            continue
        with database.writing() as session:
            outbox.note_sent(session, mail.id, at=at)
    return bool(taken)


def ask_about_meetings(app: Flask, at: datetime) -> bool:
    """Ask, once, about meetings that are over and not recorded; only where mail is sent and asking is of use."""
    last: datetime | None = app.extensions.get("asked_at")
    if not app.extensions["sends_mail"] or (last is not None and at - last < ASK_EVERY):
        return False
    app.extensions["asked_at"] = at
    database: Database = app.extensions["database"]
    # The addresses in the letters are made as a page makes them.
    with app.test_request_context(), database.writing() as session:
        asked = take_unrecorded(session, at=at)
        for meeting in asked:
            ask_about(session, meeting, at=at)
    return bool(asked)


def forget(app: Flask, at: datetime) -> bool:
    """Let go of what has outlived its purpose, once an hour; nobody waits for it, so it is never anything to do."""
    last: datetime | None = app.extensions.get("forgot_at")
    if last is None or at - last >= FORGET_EVERY:
        app.extensions["forgot_at"] = at
        database: Database = app.extensions["database"]
        for room in FORGETFUL:
            with database.writing() as session:
                room(session, at=at)
        imports.sweep(app.extensions["data_dir"])
    return False


def read_imports(app: Flask, at: datetime) -> bool:
    """Read and compare a file that is too long for somebody to wait for."""
    return imports.read_next(app.extensions["database"], app.extensions["data_dir"], now=clock.now)
