"""Schools in outline, for those who own them and for universities they have invited.

Sums and bands: no team, no person. The partners' page is the school's or the owner's own: there a
university is invited, and let go.
"""

from datetime import datetime
from http import HTTPStatus

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import NotFound
from courseengine.base.i18n import N_
from courseengine.core.course.model import Course
from courseengine.core.people import partners
from courseengine.core.people.models import Organisation
from courseengine.core.people.roles import PlaceKind, Role
from courseengine.core.policy.actions import Action
from courseengine.core.policy.scopes import SCOPES
from courseengine.core.reports.outline import ModuleSums, outline_of
from courseengine.core.reports.school import report_on
from courseengine.core.runs.plan import Plan
from courseengine.core.runs.queries import runs_at
from courseengine.web.guard import guard
from courseengine.web.leader_words import Column, Row, band_cell, name_of
from courseengine.web.place_nav import place_nav
from courseengine.web.subjects import plan_of, published_plans

bp = Blueprint("outline", __name__)


@bp.get("/places/<place>/schools")
@guard(Action.SEE_OUTLINES, place=Organisation)
def schools(place: Organisation) -> ResponseReturnValue:
    """The schools one sees in outline, as an owner or as a university."""
    found = partners.seen_by(g.db, place, SCOPES[Action.SEE_OUTLINE](g.actor), on=day_in_oslo(clock.now()))
    owns = place.kind == PlaceKind.OWNER
    rows = [
        Row(
            school.name,
            url_for("outline.school", school=school.public_id),
            [],
            "" if owns or not school.parent else school.parent.name,
        )
        for school in found
    ]
    courses = [
        (url_for("adaptation.owner_course", place=place.public_id, course_id=plan.course.id), plan.course)
        for plan in (published_plans() if owns else ())
    ]
    return render_template("outline/schools.html", place=place, rows=rows, owns=owns, courses=courses)


@bp.get("/outline/<school>")
@guard(Action.SEE_OUTLINE, school=Organisation)
def school(school: Organisation) -> ResponseReturnValue:
    """How one school is doing as a whole, in the courses it goes through."""
    at = clock.now()
    plans = [plan for found in runs_at(g.db, [school.id]) if not found[1].ended and (plan := plan_of(*found))]
    return render_template(
        "outline/school.html",
        school=school,
        back=_seen_from(),
        courses=[_course(plan, school, at) for plan in plans],
        columns=_columns(),
    )


def _seen_from() -> str:
    """The list one comes from: an owner's own schools, or those that invited the university."""
    sees = (holding for holding in g.actor.memberships if holding.role in (Role.SCHOOL_OWNER, Role.UNIVERSITY_STAFF))
    return url_for("outline.schools", place=next(sees).place_public_id)


def _columns() -> list[Column]:
    _ = g.language.gettext
    return [
        Column(_("Teams that are done")),
        Column(_("Meetings held")),
        Column(_("Tasks delivered")),
        Column(_("Own tasks"), _("as of midnight")),
    ]


def _course(plan: Plan, school: Organisation, at: datetime) -> tuple[Course, list[Row]]:
    sums = outline_of(report_on(g.db, plan, school.id, at=at))
    return plan.course, [_row(one) for one in sums]


def _row(one: ModuleSums) -> Row:
    _ = g.language.gettext
    behind = g.language.ngettext("%(num)d team is behind", "%(num)d teams are behind", one.behind)
    waived = g.language.ngettext("%(num)d meeting is waived", "%(num)d meetings are waived", one.meetings_waived)
    note = " · ".join(words for words, number in ((behind, one.behind), (waived, one.meetings_waived)) if number)
    cells = [
        _("%(done)s of %(total)s", done=done, total=total) if total else None
        for done, total in (
            (one.done, one.teams),
            (one.meetings_held, one.meetings_required),
            (one.tasks_delivered, one.tasks_required),
        )
    ]
    return Row(name_of(one.module, g.language), None, [*cells, band_cell(one.own_work, g.language)], note)


@bp.get("/places/<place>/partners")
@guard(Action.MANAGE_PEOPLE, place=Organisation)
def place_partners(place: Organisation) -> ResponseReturnValue:
    """The universities that see the place in outline, and those one may invite."""
    if place.kind not in partners.INVITES:
        raise NotFound
    return _partners_page(place)


@bp.post("/places/<place>/partners")
@guard(Action.MANAGE_PEOPLE, place=Organisation)
def change_partners(place: Organisation) -> ResponseReturnValue:
    """Invite a university, or let it go."""
    _, at = g.language.gettext, clock.now()
    theirs = partners.partners_of(g.db, place)
    if "end" in request.form:
        ended = next((one for one in theirs if one.public_id == request.form["end"]), None)
        if ended:
            partners.end_partner(g.db, ended, by=g.actor.person_id, at=at)
            flash(_("%(university)s sees nothing here any more.", university=ended.university.name), "success")
        return redirect(url_for("outline.place_partners", place=place.public_id))
    chosen = request.form.get("university", "")
    there = partners.universities(g.db, on=day_in_oslo(at))
    university = next((one for one in there if one.public_id == chosen), None)
    if university is None or place.kind not in partners.INVITES:
        return _partners_page(place, {"university": N_("Choose a university.")}), HTTPStatus.UNPROCESSABLE_ENTITY
    if university.id not in {one.university_id for one in theirs}:
        partners.invite_partner(g.db, place, university, by=g.actor.person_id, at=at)
    flash(_("%(university)s is a partner now.", university=university.name), "success")
    return redirect(url_for("outline.place_partners", place=place.public_id))


def _partners_page(place: Organisation, errors: dict[str, str] | None = None) -> str:
    theirs = partners.partners_of(g.db, place)
    known = {one.university_id for one in theirs}
    there = partners.universities(g.db, on=day_in_oslo(clock.now()))
    return render_template(
        "outline/partners.html",
        place=place,
        nav=place_nav(place),
        partners=theirs,
        choices=[(one.public_id, one.name) for one in there if one.id not in known],
        errors={name: g.language.gettext(text) for name, text in (errors or {}).items()},
    )
