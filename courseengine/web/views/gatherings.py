"""A network's gatherings: made, changed, called off and deleted; and those who sign up for them.

Whoever signs up is told so: those who manage the gathering see the name, all others how many come.
"""

from http import HTTPStatus

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.clock import day_in_oslo
from courseengine.base.errors import Conflict, Invalid, NotFound
from courseengine.core.networks import gatherings as operations
from courseengine.core.networks.models import Gathering, Network
from courseengine.core.networks.spans import span_of
from courseengine.core.policy.actions import Action
from courseengine.web.forms.networks import SEPARATOR, GatheringForm, pair_in
from courseengine.web.guard import guard, may
from courseengine.web.module_links import address_of_module, module_choices, module_known, whole_name
from courseengine.web.network_letters import tell_cancelled, tell_moved
from courseengine.web.span_words import typed_words, when_words
from courseengine.web.views.networks import bp
from courseengine.web.words import field_errors, sentence

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get("/networks/<network>/gatherings/new")
@guard(Action.MANAGE_NETWORK, network=Network)
def new_gathering(network: Network) -> ResponseReturnValue:
    """Ask what a gathering is to be."""
    if network.ended_on is not None:
        raise NotFound
    return _form_page(network, None, GatheringForm(organiser=network.organisation.name), {})


@bp.post("/networks/<network>/gatherings/new")
@guard(Action.MANAGE_NETWORK, network=Network)
def make_gathering(network: Network) -> ResponseReturnValue:
    """Let the network meet."""
    at = clock.now()
    form = GatheringForm.read(request.form, today=day_in_oslo(at))
    errors = _words(form.errors)
    if form.span is not None and not errors:
        try:
            draft = form.draft(form.span, _module(form, None))
            made = operations.make_gathering(g.db, network, draft, by=g.actor.person_id, at=at)
        except Invalid as error:
            errors = field_errors(error, g.language)
        else:
            return _back(made, g.language.gettext("The gathering is made."))
    return _form_page(network, None, form, errors), UNPROCESSABLE


@bp.get("/gatherings/<gathering>")
@guard(Action.SEE_GATHERING, gathering=Gathering)
def gathering(gathering: Gathering) -> ResponseReturnValue:
    """What it is about, when and where, and who comes."""
    return _gathering_page(gathering)


@bp.get("/gatherings/<gathering>/change")
@guard(Action.MANAGE_GATHERING, gathering=Gathering)
def change_gathering(gathering: Gathering) -> ResponseReturnValue:
    """Show what is said about it, to be changed."""
    if gathering.cancelled_at is not None:
        raise NotFound
    return _form_page(gathering.network, gathering, _stored(gathering), {})


@bp.post("/gatherings/<gathering>/change")
@guard(Action.MANAGE_GATHERING, gathering=Gathering)
def gathering_changed(gathering: Gathering) -> ResponseReturnValue:
    """Say something else about it; what is soon is told to those who come."""
    at, by = clock.now(), g.actor.person_id
    form = GatheringForm.read(request.form, today=day_in_oslo(at))
    errors = _words(form.errors)
    if form.span is not None and not errors:
        try:
            draft = form.draft(form.span, _module(form, gathering))
            if operations.change_gathering(g.db, gathering, draft, at=at, seen=form.seen):
                tell_moved(g.db, gathering, by=by, at=at)
        except Conflict as error:
            # With what is stored now as seen: whoever saves again means it.
            errors = {"": g.language.gettext(error.message)}
            return _form_page(gathering.network, gathering, form, errors), HTTPStatus.CONFLICT
        except Invalid as error:
            errors = field_errors(error, g.language)
        else:
            return _back(gathering, g.language.gettext("Saved."))
    return _form_page(gathering.network, gathering, form, errors), UNPROCESSABLE


@bp.get("/gatherings/<gathering>/cancel")
@guard(Action.MANAGE_GATHERING, gathering=Gathering)
def cancel_gathering(gathering: Gathering) -> ResponseReturnValue:
    """Ask before it is called off, or deleted where nobody counts on it."""
    if gathering.cancelled_at is not None:
        raise NotFound
    count = operations.count_signed_up(g.db, gathering)
    return render_template(
        "networks/cancel.html",
        gathering=gathering,
        when=_when(gathering),
        count=count,
        may_delete=not count and gathering.network_id is not None,
    )


@bp.post("/gatherings/<gathering>/cancel")
@guard(Action.MANAGE_GATHERING, gathering=Gathering)
def gathering_cancelled(gathering: Gathering) -> ResponseReturnValue:
    """Call it off; what is soon is told to those who would come."""
    at = clock.now()
    if operations.cancel_gathering(g.db, gathering, at=at):
        tell_cancelled(g.db, gathering, by=g.actor.person_id, at=at)
    return _back(gathering, g.language.gettext("The gathering is called off."))


@bp.post("/gatherings/<gathering>/delete")
@guard(Action.MANAGE_GATHERING, gathering=Gathering)
def delete_gathering(gathering: Gathering) -> ResponseReturnValue:
    """Take it away, while nobody counts on it."""
    network = gathering.network
    try:
        operations.delete_gathering(g.db, gathering)
    except Invalid as error:
        return _gathering_page(gathering, error=g.language.gettext(error.message)), UNPROCESSABLE
    flash(g.language.gettext("The gathering is deleted."), "success")
    return redirect(url_for("networks.network", network=network.public_id) if network else url_for("networks.mine"))


@bp.post("/gatherings/<gathering>/sign-up")
@guard(Action.SEE_GATHERING, gathering=Gathering)
def sign_up(gathering: Gathering) -> ResponseReturnValue:
    """Say that one comes, or that one does not after all."""
    _, at, person_id = g.language.gettext, clock.now(), g.actor.person_id
    comes = request.form.get("act") != "withdraw"
    try:
        if comes:
            operations.sign_up(g.db, gathering, person_id, at=at)
        else:
            operations.withdraw(g.db, gathering, person_id, at=at)
    except Invalid as error:
        return _gathering_page(gathering, error=_(error.message)), UNPROCESSABLE
    return _back(gathering, _("You are signed up.") if comes else _("You are no longer signed up."))


def _gathering_page(gathering: Gathering, *, error: str = "") -> str:
    at = clock.now()
    manages = may(Action.MANAGE_GATHERING, gathering)
    module = module_known(gathering.course_id, gathering.module_id)
    return render_template(
        "networks/gathering.html",
        gathering=gathering,
        when=_when(gathering),
        module=(address_of_module(module), whole_name(module.module)) if module else None,
        sees_network=gathering.network is not None and may(Action.SEE_NETWORK, gathering.network),
        sees_request=gathering.request is not None and may(Action.SEE_HELP_REQUEST, gathering.request),
        comes=operations.has_signed_up(g.db, gathering, g.actor.person_id),
        count=operations.count_signed_up(g.db, gathering),
        people=operations.signed_up(g.db, gathering) if manages else [],
        takes=operations.takes_sign_ups(gathering, at=at),
        is_over=gathering.ends_on < day_in_oslo(at),
        manages=manages,
        error=error,
    )


def _form_page(
    network: Network | None, gathering: Gathering | None, form: GatheringForm, errors: dict[str, str]
) -> str:
    modules = module_choices()
    return render_template(
        "networks/gathering_form.html",
        network=network,
        gathering=gathering,
        form=form,
        errors=errors,
        seen=operations.seen_of(gathering) if gathering else "",
        modules=[("", g.language.gettext("None")), *modules],
    )


def _stored(gathering: Gathering) -> GatheringForm:
    by = gathering.sign_up_by
    module = f"{gathering.course_id}{SEPARATOR}{gathering.module_id}" if gathering.module_id else ""
    return GatheringForm(
        theme=gathering.theme,
        when=typed_words(span_of(gathering), g.language),
        begins=f"{gathering.begins:%H:%M}" if gathering.begins else "",
        ends=f"{gathering.ends:%H:%M}" if gathering.ends else "",
        place=gathering.place,
        link=gathering.link,
        content=gathering.content,
        target_group=gathering.target_group,
        organiser=gathering.organiser,
        sign_up_by=f"{by.day}.{by.month}.{by.year}" if by else "",
        module=module,
    )


def _module(form: GatheringForm, gathering: Gathering | None) -> tuple[str, str] | None:
    """The module it takes up; one that whoever changes the gathering does not know stays what it was."""
    if form.module in dict(module_choices()):
        return pair_in(form.module)
    if gathering is not None and gathering.course_id and gathering.module_id:
        hidden = module_known(gathering.course_id, gathering.module_id) is None
        return (gathering.course_id, gathering.module_id) if hidden else None
    return None


def _when(gathering: Gathering) -> str:
    return sentence(when_words(span_of(gathering), g.language, at=clock.now()))


def _words(errors: dict[str, str]) -> dict[str, str]:
    return {name: g.language.gettext(text) for name, text in errors.items()}


def _back(gathering: Gathering, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("networks.gathering", gathering=gathering.public_id))
