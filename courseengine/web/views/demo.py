"""The page of a demo that lets anybody in as anybody. Outside a demo it does not exist."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courseengine.base import clock
from courseengine.base.errors import NotFound
from courseengine.core.people.queries import person_with
from courseengine.web.guard import database, public
from courseengine.web.views.account import remember, start_here

bp = Blueprint("demo", __name__)


@bp.get("/demo")
@public
def personas() -> ResponseReturnValue:
    """Everybody one can be."""
    return render_template("demo/personas.html", people=current_app.extensions["demo"].people)


@bp.post("/demo")
@public
def become() -> ResponseReturnValue:
    """Go in as somebody."""
    demo = current_app.extensions["demo"]
    key = request.form.get("person", "")
    if key not in {person[0] for person in demo.people}:
        raise NotFound
    with database.writing() as session:
        person = person_with(session, f"{key}@{demo.domain}")
        # Nobody has a second factor in a demo, and its administrator has something to show.
        token = start_here(session, person.id, at=clock.now(), strong=True)
    remember(token)
    return redirect(url_for("front.front"))
