"""A school asks a university, an ICT guide or a lighthouse teacher for help, and gets an answer.

The school's leaders and its resource teacher ask; whoever is asked answers. Nobody else knows.
"""

from datetime import datetime
from http import HTTPStatus

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Invalid, NotFound
from courseengine.base.i18n import N_
from courseengine.core.networks import help as operations
from courseengine.core.networks import queries
from courseengine.core.networks.models import HelpRequest
from courseengine.core.networks.spans import span_of
from courseengine.core.people.models import Organisation
from courseengine.core.policy.actions import Action
from courseengine.core.policy.scopes import SCOPES
from courseengine.web.forms.networks import AnswerForm, AskForm
from courseengine.web.guard import guard, may
from courseengine.web.network_letters import tell_answered, tell_asked, tell_taken_back
from courseengine.web.plan_nav import plan_nav
from courseengine.web.span_words import when_words
from courseengine.web.tables import Column, Row
from courseengine.web.words import near_day, sentence

bp = Blueprint("help_requests", __name__)

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY
PERSON = "person"
KIND_NAMES = {"course": N_("A course"), "guidance": N_("Guidance")}


@bp.get("/places/<place>/requests")
@guard(Action.ASK_FOR_HELP, place=Organisation)
def at_school(place: Organisation) -> ResponseReturnValue:
    """What a school has asked for, and what was answered."""
    _ = g.language.gettext
    found = queries.asked_by_school(g.db, place)
    rows = [_row(one, _whom(one)) for one in found]
    return render_template(
        "help_requests/school.html",
        place=place,
        nav=plan_nav(place),
        rows=rows,
        columns=[Column(_("Asked")), Column(_("Answer"))],
    )


@bp.get("/places/<place>/requests/new")
@guard(Action.ASK_FOR_HELP, place=Organisation)
def new(place: Organisation) -> ResponseReturnValue:
    """Ask what a school would like, and of whom."""
    return _ask_page(place, AskForm(), {})


@bp.post("/places/<place>/requests/new")
@guard(Action.ASK_FOR_HELP, place=Organisation)
def ask(place: Organisation) -> ResponseReturnValue:
    """Send a request."""
    _, at, form = g.language.gettext, clock.now(), AskForm.read(request.form)
    errors = {name: _(text) for name, text in form.errors.items()}
    if form.first is not None and not errors:
        try:
            made = operations.ask_for_help(g.db, place, _asked(place, form, at), by=g.actor.person_id, at=at)
        except Invalid as error:
            errors[error.field] = _(error.message, **error.values)
        else:
            if made.asked_at == at:
                tell_asked(g.db, made, at=at)
            flash(_("The request is sent."), "success")
            return redirect(url_for("help_requests.asked", asked_help=made.public_id))
    return _ask_page(place, form, errors), UNPROCESSABLE


@bp.get("/requests")
@guard(Action.SEE_CALENDAR)
def received() -> ResponseReturnValue:
    """What the one who asks, or their university, is asked for."""
    _ = g.language.gettext
    scope = SCOPES[Action.SEE_HELP_REQUEST](g.actor)
    found = queries.asked_of(g.db, scope, universities=g.actor.universities, person_id=g.actor.person_id)
    rows = [_row(one, one.school.name) for one in sorted(found, key=lambda one: one.answered_at is not None)]
    return render_template("help_requests/received.html", rows=rows, columns=[Column(_("School")), Column(_("Answer"))])


@bp.get("/requests/<asked_help>")
@guard(Action.SEE_HELP_REQUEST, asked_help=HelpRequest)
def asked(asked_help: HelpRequest) -> ResponseReturnValue:
    """What is asked for, and what was answered."""
    return _request_page(asked_help, AnswerForm(), {})


@bp.post("/requests/<asked_help>/answer")
@guard(Action.SEE_HELP_REQUEST, asked_help=HelpRequest)
def answer(asked_help: HelpRequest) -> ResponseReturnValue:
    """Say yes to one of the days, or no: whoever is asked does."""
    _, at, form = g.language.gettext, clock.now(), AnswerForm.read(request.form)
    errors = {name: _(text) for name, text in form.errors.items()}
    if not may(Action.ANSWER_HELP_REQUEST, asked_help):
        if asked_help.answered_at is None and asked_help.withdrawn_at is None:
            raise NotFound
        # Somebody was faster, or the school has taken it back: the page says which.
        return _request_page(asked_help, form, {"": _too_late(asked_help)}), UNPROCESSABLE
    by = g.actor.person_id
    if not errors:
        try:
            if form.span is not None:
                operations.accept_help(g.db, asked_help, word=form.word, span=form.span, place=form.place, by=by, at=at)
            else:
                operations.refuse_help(g.db, asked_help, word=form.word, by=by, at=at)
        except Invalid as error:
            errors[error.field] = _(error.message, **error.values)
        else:
            tell_answered(g.db, asked_help, at=at)
            flash(_("The answer is sent."), "success")
            return redirect(url_for("help_requests.asked", asked_help=asked_help.public_id))
    return _request_page(asked_help, form, errors), UNPROCESSABLE


@bp.post("/requests/<asked_help>/withdraw")
@guard(Action.SEE_HELP_REQUEST, asked_help=HelpRequest)
def withdraw(asked_help: HelpRequest) -> ResponseReturnValue:
    """Take it back: the school's own do."""
    if not may(Action.ASK_FOR_HELP, asked_help.school):
        raise NotFound
    at = clock.now()
    try:
        if operations.withdraw_help(g.db, asked_help, at=at):
            tell_taken_back(g.db, asked_help, at=at)
    except Invalid as error:
        return _request_page(asked_help, AnswerForm(), {"": g.language.gettext(error.message)}), UNPROCESSABLE
    flash(g.language.gettext("The request is taken back."), "success")
    return redirect(url_for("help_requests.at_school", place=asked_help.school.public_id))


def _too_late(asked_help: HelpRequest) -> str:
    _ = g.language.gettext
    return _("It is answered already.") if asked_help.answered_at else _("The school has taken its request back.")


def _ask_page(place: Organisation, form: AskForm, errors: dict[str, str]) -> str:
    _ = g.language.gettext
    there, partners = queries.universities_first(g.db, place, on=day_in_oslo(clock.now()))
    names = [
        (one.public_id, _("%(university)s (partner)", university=one.name) if index < partners else one.name)
        for index, one in enumerate(there)
    ]
    choices = [*names, (PERSON, _("An ICT guide, a lighthouse teacher or somebody else"))]
    return render_template(
        "help_requests/ask.html",
        place=place,
        form=form,
        errors=errors,
        whom=choices,
        chosen=form.whom or choices[0][0],
        kinds=[(kind, _(name)) for kind, name in KIND_NAMES.items()],
    )


def _asked(place: Organisation, form: AskForm, at: datetime) -> operations.Asked:
    today = day_in_oslo(at)
    person = operations.person_meant(g.db, place, form.person, on=today) if form.whom == PERSON else None
    there, _partners = queries.universities_first(g.db, place, on=today)
    university = next((one for one in there if one.public_id == form.whom), None)
    assert form.first is not None  # the view has looked
    return operations.Asked(form.kind, form.theme, form.wish, form.first, form.second, university, person)


def _request_page(asked_help: HelpRequest, form: AnswerForm, errors: dict[str, str]) -> str:
    at, gathering = clock.now(), asked_help.gathering
    today = day_in_oslo(at)
    proposed = [day for day in (asked_help.first_date, asked_help.second_date) if day is not None]
    to_come = [day for day in proposed if day >= today]
    return render_template(
        "help_requests/request.html",
        asked=asked_help,
        whom=_whom(asked_help),
        kind=g.language.gettext(KIND_NAMES[asked_help.kind]),
        proposed=[sentence(g.language.day(day, weekday=True, year=True)) for day in proposed],
        days=[(day.isoformat(), sentence(g.language.day(day, weekday=True, year=True))) for day in to_come],
        when=sentence(when_words(span_of(gathering), g.language, at=at)) if gathering else "",
        answers=may(Action.ANSWER_HELP_REQUEST, asked_help),
        asks=may(Action.ASK_FOR_HELP, asked_help.school),
        state=_state(asked_help),
        form=form,
        errors=errors,
    )


def _row(asked_help: HelpRequest, who: str) -> Row:
    href = url_for("help_requests.asked", asked_help=asked_help.public_id)
    return Row(asked_help.theme, href, [who, _state(asked_help)])


def _state(asked_help: HelpRequest) -> str:
    _, at, gathering = g.language.gettext, clock.now(), asked_help.gathering
    if gathering is not None:
        when = when_words(span_of(gathering), g.language, at=at)
        return _("Called off: %(when)s", when=when) if gathering.cancelled_at else _("Yes: %(when)s", when=when)
    if asked_help.answered_at is not None:
        return _("No, %(day)s", day=near_day(day_in_oslo(asked_help.answered_at), g.language, at=at))
    if asked_help.withdrawn_at is not None:
        return _("Taken back")
    return _("Waits for an answer")


def _whom(asked_help: HelpRequest) -> str:
    if asked_help.university is not None:
        return asked_help.university.name
    return asked_help.person.name if asked_help.person is not None else ""
