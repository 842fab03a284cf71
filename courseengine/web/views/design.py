"""The design page: every component in its states, for those who change the looks and for the tests."""

from datetime import date

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from courseengine.web.guard import public

bp = Blueprint("design", __name__)


@bp.get("/design")
@public
def design() -> ResponseReturnValue:
    """Show every component with made-up examples."""
    return render_template("design.html", opening=g.language.day(date(2026, 12, 1)), since=date(2026, 3, 1))
