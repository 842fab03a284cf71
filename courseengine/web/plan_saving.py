"""Keeping what a planner has moved: in the draft, or refused with both sides shown."""

from collections.abc import Callable
from http import HTTPStatus

from flask import flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base.errors import Conflict, Invalid
from courseengine.core.planner import operations
from courseengine.core.planner.differences import Differences, differences
from courseengine.core.planner.document import Document, read, written
from courseengine.core.planner.models import PlanVersion
from courseengine.web.forms.planner import Errors
from courseengine.web.plan_page import PlanAtWork

MOST_VERSIONS = 5
"""on the plan's page"""

FIELDS = {"at": "time", "teams": "keys", "slots": "weekday"}
"""what a part of a plan is called in a form, where that is something else"""


def said(errors: Errors) -> dict[str, str]:
    """What is wrong, in the reader's language."""
    return {name: _in_words(error) for name, error in errors.items()}


def _in_words(error: Invalid) -> str:
    """A sentence; with the school it is about, where an owner lets several begin."""
    _, text = g.language.gettext, g.language.gettext(error.message, **error.values)
    if "school" not in error.values:
        return text
    told = _("%(school)s cannot begin like this, so no school has: %(why)s", school=error.values["school"], why=text)
    return f"{told} {_('Leave it out, or change what you ask for.')}"


def tried(errors: Errors, field: str, change: Callable[[], Document], document: Document) -> Document:
    """What comes of a change; the document as it was, and why, where it cannot be done."""
    try:
        return change()
    except Invalid as error:
        errors[FIELDS.get(error.field, error.field) or field] = error
        return document


def keep(page: PlanAtWork, document: Document, *, why: str = "") -> ResponseReturnValue:
    """Keep the document as the draft, with the reason where one is given, and show what it would change."""
    run, by = page.run, g.actor.person_id
    try:
        draft = page.draft or operations.begin_draft(g.db, run, page.course, by=by, at=page.at)
        if page.draft is None and draft.document != written(page.holds):
            # Somebody began one in the same moment, and has changed it.
            return clash_page(page, document)
        operations.save_draft(g.db, run, document, seen=draft.version, by=by, at=page.at, why=why)
    except Conflict:
        return clash_page(page, document)
    flash(g.language.gettext("Saved in the draft. Only those who plan see it."), "success")
    return redirect(url_for("plan_changes.changes", run=run.public_id))


def clash_page(page: PlanAtWork, mine: Document | None) -> ResponseReturnValue:
    """Somebody was faster: what they changed, and what one meant to change oneself."""
    wanted = lines(page, differences(page.shown, mine)) if mine else []
    sent = [(name, value) for name in request.form for value in request.form.getlist(name)]
    html = render_template(
        "planner/clash.html",
        page=page,
        mine=wanted,
        theirs=lines(page, _theirs(page)),
        who=_who(page),
        is_draft=page.draft is not None,
        sent=[one for one in sent if one[0] not in ("csrf_token", "seen")],
    )
    return make_response(html, HTTPStatus.CONFLICT)


def lines(page: PlanAtWork, found: Differences) -> list[str]:
    """What changes, a sentence each; meetings that change alike are one."""
    words = page.words
    said = words.pause_change(found) + [words.module_change(one) for one in found.modules]
    teams: dict[str, list[str]] = {}
    for one in found.meetings:
        meeting = one.after or one.before
        teams.setdefault(words.meeting_change(one), []).extend(meeting.teams if meeting else ())
    said += [f"{text} ({words.teams(ids)})" for text, ids in teams.items()]
    return list(dict.fromkeys(said))


def history_of(page: PlanAtWork) -> list[tuple[PlanVersion, list[str], int]]:
    """The newest versions, each with the first of what it changed, and how much more."""
    found = []
    for version in page.versions[:MOST_VERSIONS]:
        changed = lines(page, differences(read(version.before), read(version.document)))
        if version.number == 1 and not changed:
            changed = [g.language.gettext("The course was started")]
        found.append((version, changed[:2], max(0, len(changed) - 2)))
    return found


def _theirs(page: PlanAtWork) -> Differences:
    """What the other one did: the draft, or the plan that was published meanwhile."""
    if page.draft:
        return differences(page.holds, page.shown)
    holding = page.holding
    return differences(read(holding.before), read(holding.document)) if holding else Differences()


def _who(page: PlanAtWork) -> str:
    if page.draft:
        return page.draft.changer.name
    return page.holding.publisher.name if page.holding else ""
