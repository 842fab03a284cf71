"""The operator's statements, and whether the service is alive and ready."""

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from courseengine.web.assets import built
from courseengine.web.guard import database, public, unasked

bp = Blueprint("about", __name__)


@bp.get("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """How accessible the service is, and where to report what is not."""
    return render_template("about/accessibility.html", operator=current_app.extensions["operator"])


@bp.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """What the service knows about people, who sees it, and whom to ask."""
    return render_template("about/privacy.html", operator=current_app.extensions["operator"])


@bp.get("/licences")
@public
def licences() -> ResponseReturnValue:
    """What others have made that this stands on."""
    return render_template("about/licences.html", packages=built().packages)


@bp.get("/live")
@unasked
def live() -> ResponseReturnValue:
    """The process answers."""
    return "ok\n", {"Content-Type": "text/plain"}


@bp.get("/ready")
@unasked
def ready() -> ResponseReturnValue:
    """The process and its database answer."""
    try:
        with database.reading() as session:
            session.execute(text("select 1"))
    except SQLAlchemyError:
        return "not ready\n", 503, {"Content-Type": "text/plain"}
    return "ok\n", {"Content-Type": "text/plain"}
