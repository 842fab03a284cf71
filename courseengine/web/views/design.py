"""The design page: every component in its states, for those who change the looks and for the tests."""

from datetime import date

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, DateField, EmailField, Form, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from courseengine.web.guard import public

bp = Blueprint("design", __name__)


class _ExampleForm(Form):
    """One field of each sort; with nothing filled in, two of them are wrong."""

    email = EmailField(description="The address your school has registered", validators=[InputRequired()])
    title = StringField("Title", validators=[InputRequired()])
    text = TextAreaField("Minutes", description="No names of pupils")
    day = DateField("Day")
    place = SelectField("Place", choices=[("room", "Room 204"), ("teams", "Teams")])
    kind = RadioField("Who meets?", choices=[("team", "The team"), ("staff", "The whole staff")], default="team")
    tell = BooleanField("Send it to the calendar")


@bp.get("/design")
@public
def design() -> ResponseReturnValue:
    """Show every component with made-up examples."""
    form = _ExampleForm()
    form.validate()
    return render_template("design.html", form=form, opening=g.language.day(date(2026, 12, 1)))
