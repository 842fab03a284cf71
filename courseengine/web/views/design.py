"""The design page: every component in its states, for those who change the looks and for the tests."""

from datetime import date

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from courseengine.core.school_days.days import DayKind
from courseengine.core.school_days.named import named
from courseengine.web.guard import public
from courseengine.web.shared_texts import waiting_text
from courseengine.web.year_sheet import months_of

bp = Blueprint("design", __name__)


@bp.get("/design")
@public
def design() -> ResponseReturnValue:
    """Show every component with made-up examples."""
    own = {date(2026, 8, 13): (DayKind.PLANNING, "Planning together"), date(2026, 9, 28): (DayKind.OFF, "Autumn break")}
    months = months_of(2026, named(own, {}, date(2026, 8, 1), date(2026, 9, 30)), g.language, marked=own)[:2]
    ours, theirs = "We begin with the picture.", "We begin with the text."
    return render_template(
        "design.html",
        opening=g.language.day(date(2026, 12, 1)),
        since=date(2026, 3, 1),
        months=months,
        waiting=waiting_text(1, chosen=ours, stands=theirs, writer=None, other="Bjørn"),
    )
