"""A team's result, shown to a network: published, read, commented on, withdrawn."""

from http import HTTPStatus

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.errors import Conflict, Invalid, NotFound
from courseengine.core.policy.actions import Action
from courseengine.core.progress import publications
from courseengine.core.progress.models import Publication, TeamAnswer
from courseengine.web.around_answer import new_id, place_if_any, place_of
from courseengine.web.forms.around import CommentForm, submit_id_in
from courseengine.web.guard import guard, may
from courseengine.web.views.learner import activity_page, activity_url

bp = Blueprint("publications", __name__)


@bp.post("/team-answers/<answer>/publish")
@guard(Action.WRITE_TEAM_ANSWER, answer=TeamAnswer)
def publish(answer: TeamAnswer) -> ResponseReturnValue:
    """Show the team's result to one of its networks."""
    planned, by = place_of(answer), g.actor.person_id
    networks = publications.networks_to_show(g.db, answer.team.school_id, person_id=by)
    network = next((one for one in networks if one.public_id == request.form.get("network")), None)
    try:
        if network is None:
            raise Invalid("Choose a network.", field="network")
        publications.publish(
            g.db,
            answer,
            network,
            title=planned.activity.title,
            submit_id=submit_id_in(request.form),
            by=by,
            at=clock.now(),
        )
    except (Invalid, Conflict) as error:
        status = HTTPStatus.CONFLICT if isinstance(error, Conflict) else HTTPStatus.UNPROCESSABLE_ENTITY
        sentence = g.language.gettext(error.message, **error.values)
        return activity_page(planned, around_errors={"network": sentence}), status
    flash(g.language.gettext("%(network)s can read it now.", network=network.name), "success")
    return redirect(activity_url(planned.plan, planned.activity.id, _anchor="shown"))


@bp.get("/published/<publication>")
@guard(Action.READ_PUBLICATION, publication=Publication)
def publication(publication: Publication) -> ResponseReturnValue:
    """What the team shows, and what the network says about it."""
    return _page(publication)


@bp.post("/published/<publication>/comments")
@guard(Action.READ_PUBLICATION, publication=Publication)
def comment(publication: Publication) -> ResponseReturnValue:
    """Say something about it to the network."""
    by = g.actor.person_id
    try:
        form = CommentForm.read(request.form)
        publications.comment(g.db, publication, text=form.text, submit_id=form.submit_id, by=by, at=clock.now())
    except Invalid as error:
        sentence = g.language.gettext(error.message, **error.values)
        return _page(publication, typed=request.form.get("text", ""), error=sentence), HTTPStatus.UNPROCESSABLE_ENTITY
    return redirect(url_for("publications.publication", publication=publication.public_id, _anchor="comments"))


@bp.post("/published/<publication>/comments/<comment>/remove")
@guard(Action.READ_PUBLICATION, publication=Publication)
def remove_comment(publication: Publication, comment: str) -> ResponseReturnValue:
    """Take away what one has said oneself."""
    if not publications.remove_comment(g.db, publication, comment, by=g.actor.person_id):
        raise NotFound
    flash(g.language.gettext("The comment is removed."), "success")
    return redirect(url_for("publications.publication", publication=publication.public_id, _anchor="comments"))


@bp.post("/published/<publication>/withdraw")
@guard(Action.WITHDRAW_PUBLICATION, publication=Publication)
def withdraw(publication: Publication) -> ResponseReturnValue:
    """Let nobody in the network read it any more."""
    publications.withdraw(g.db, publication, by=g.actor.person_id, at=clock.now())
    said = g.language.gettext("%(network)s can no longer read it.", network=publication.network.name)
    flash(said, "success")
    planned = place_if_any(publication.answer)
    if planned is None or not may(Action.READ_ACTIVITY, planned):
        return redirect(url_for("front.front"))
    return redirect(activity_url(planned.plan, planned.activity.id, _anchor="shown"))


def _page(publication: Publication, *, typed: str = "", error: str = "") -> str:
    network, own = publication.network, may(Action.WITHDRAW_PUBLICATION, publication)
    return render_template(
        "networks/publication.html",
        shown=publication,
        team=publication.answer.team,
        network=network,
        sees_network=may(Action.SEE_NETWORK, network),
        own=own,
        comments=publications.comments_on(g.db, publication),
        takes_comments=network.ended_on is None,
        submit_id=new_id(),
        typed=typed,
        error=error,
    )
