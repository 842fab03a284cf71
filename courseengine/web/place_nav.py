"""The pages about one place's people, and the line of links between them."""

from flask import g, request, url_for

from courseengine.base.i18n import N_
from courseengine.core.people.models import Organisation
from courseengine.core.people.partners import INVITES
from courseengine.core.people.roles import LEADING, PlaceKind
from courseengine.web.pages import MenuItem

PAGES = (
    ("people.people", N_("People and teams")),
    ("invitations.overview", N_("Invitations")),
    ("roles.roles", N_("Leaders")),
    ("imports.new", N_("Import")),
    ("outline.place_partners", N_("Partners")),
)


LED = frozenset({"roles.roles"})
INVITING = frozenset({"outline.place_partners"})


def place_nav(place: Organisation) -> list[MenuItem]:
    """The pages about the place's people; what a place of its kind has not is left out."""
    if place.kind == PlaceKind.OPERATOR:
        return []  # administrators are made on the command line alone
    left_out = (frozenset() if place.kind in LEADING else LED) | (frozenset() if place.kind in INVITES else INVITING)
    return [
        MenuItem(url_for(name, place=place.public_id), g.language.gettext(label), request.endpoint == name)
        for name, label in PAGES
        if name not in left_out
    ]
