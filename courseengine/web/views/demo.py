"""The pages of a demo: be anybody, and read the mail that a demo does not send. Outside one they do not exist."""

import re
from typing import NamedTuple

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from courseengine.base import clock
from courseengine.base.errors import NotFound
from courseengine.core.outbox import OutgoingMail
from courseengine.core.people.queries import person_with
from courseengine.web.guard import database, public
from courseengine.web.letters import letter_of
from courseengine.web.views.account import remember, start_here

bp = Blueprint("demo", __name__)

MOST_LETTERS = 20


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


class Shown(NamedTuple):
    """A letter as a demo shows it."""

    to: str
    subject: str
    pieces: list[tuple[str, str | None]]
    """the text in pieces, each with where it leads when it is an address of ours"""


@bp.get("/demo/mail")
@public
def mail() -> ResponseReturnValue:
    """The letters that would have gone out, the newest first."""
    mails = g.db.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc()).limit(MOST_LETTERS))
    return render_template("demo/mail.html", letters=[_shown(one) for one in mails])


def _shown(mail: OutgoingMail) -> Shown:
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # it stands for one
    letter, ours = letter_of(app, mail), str(app.extensions["base_url"])
    pieces = re.split(rf"({re.escape(ours)}\S*)", letter.text)
    # Without the host, so that the links work wherever the demo is reached.
    return Shown(
        letter.to,
        letter.subject,
        [(piece, (piece.removeprefix(ours) or "/") if piece.startswith(ours) else None) for piece in pieces],
    )
