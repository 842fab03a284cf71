"""The page of the audit log and its file: lines as sentences, page by page.

Whoever reads the log reads names, so the reading leaves a line itself, once an hour at most; a file
of it leaves one each time. The line is written before anything is shown.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import g, url_for

from courseengine.base.cells import as_csv
from courseengine.base.clock import OSLO
from courseengine.base.i18n import N_
from courseengine.core import audit
from courseengine.core.reports.log_lines import LogLine
from courseengine.core.reports.log_search import Kind, lines_found
from courseengine.web.audit_words import line_words
from courseengine.web.forms.log import LogForm
from courseengine.web.guard import database
from courseengine.web.leader_words import Column, Row

A_PAGE = 50
MOST_IN_A_FILE = 10_000
SAME_READING = timedelta(hours=1)

KIND_NAMES = {
    Kind.SIGN_INS: N_("Signing in and out"),
    Kind.ACCOUNTS: N_("Accounts"),
    Kind.WAYS_IN: N_("Invitations and join codes"),
    Kind.ROLES: N_("Roles"),
    Kind.TEAMS: N_("Teams"),
    Kind.PLACES: N_("Places and runs"),
    Kind.PLANS: N_("Plans and calendars"),
    Kind.NETWORKS: N_("Networks and requests"),
    Kind.FILES: N_("Files in and out"),
    Kind.READINGS: N_("What was read"),
}


@dataclass(frozen=True)
class LogPage:
    """A page of the log."""

    form: LogForm
    rows: list[Row]
    columns: list[Column]
    kinds: list[tuple[str, str]]
    older: str | None
    """the address of the page after"""
    newest: str
    """the address of the first page of the same search"""
    file: str
    """the address of the same lines as a file"""


def log_page(form: LogForm, *, at: datetime) -> LogPage:
    """Put the page together."""
    _ = g.language.gettext
    _note_reading(at)
    found = [] if form.errors else lines_found(g.db, form.search, most=A_PAGE + 1, before=form.before)
    last = found[A_PAGE - 1].id if len(found) > A_PAGE else None
    return LogPage(
        form=form,
        rows=[_row(line) for line in found[:A_PAGE]],
        columns=[Column(_("Time")), Column(_("Where"))],
        kinds=[("", _("Everything")), *((kind.value, _(name)) for kind, name in KIND_NAMES.items())],
        older=url_for("admin.log", **form.values(), before=last) if last else None,
        newest=url_for("admin.log", **form.values()),
        file=url_for("admin.log_file", **form.values()),
    )


def log_file(form: LogForm, *, at: datetime) -> bytes:
    """The newest lines of the search, for a spreadsheet."""
    _ = g.language.gettext
    with database.writing() as session:
        audit.record(session, audit.Event.LOG_EXPORTED, at=at, actor_id=g.actor.person_id)
    head = [_("Time"), _("What happened"), _("Place"), _("Team")]
    found = [] if form.errors else lines_found(g.db, form.search, most=MOST_IN_A_FILE)
    return as_csv([head, *(_cells(line) for line in found)])


def _note_reading(at: datetime) -> None:
    of = {"actor_id": g.actor.person_id}
    if audit.was_recorded(g.db, audit.Event.LOG_READ, since=at - SAME_READING, **of):
        return
    with database.writing() as session:
        audit.record(session, audit.Event.LOG_READ, at=at, **of)


def _row(line: LogLine) -> Row:
    when = f"{g.language.day(line.at, year=True)} {g.language.clock(line.at)}"
    return Row(line_words(line, g.language), None, [when, ", ".join(filter(None, (line.place, line.team)))])


def _cells(line: LogLine) -> list[str]:
    """The time in Norway as spreadsheets read it, the sentence, and where."""
    return [f"{line.at.astimezone(OSLO):%Y-%m-%d %H:%M:%S}", line_words(line, g.language), line.place, line.team]
