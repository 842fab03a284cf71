"""The pages about one place's people, and the line of links between them."""

from flask import current_app, g, request, url_for

from courseengine.base.i18n import N_
from courseengine.core.people.models import Organisation
from courseengine.web.pages import MenuItem

PAGES = (
    ("people.people", N_("People and teams")),
    ("invitations.overview", N_("Invitations")),
    ("roles.roles", N_("Leaders")),
    ("imports.new", N_("Import")),
    ("outline.place_partners", N_("Partners")),
)


def place_nav(place: Organisation) -> list[MenuItem]:
    """The pages about the place's people, as far as they are built."""
    there = [(name, label) for name, label in PAGES if name in current_app.view_functions]
    return [
        MenuItem(url_for(name, place=place.public_id), g.language.gettext(label), request.endpoint == name)
        for name, label in there
    ]
