"""How a form is refused: shown again, filled in, with what is wrong at the field and in a summary.

Whoever guesses is slowed here: each try has a brake (``core/accounts/brake.py``), by what is
guessed at and by where the try comes from.
"""

from collections.abc import Mapping
from http import HTTPStatus
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any, Protocol

from flask import Response, after_this_request, current_app, g, make_response, render_template, request

from courseengine.base import clock
from courseengine.base.i18n import N_
from courseengine.core.accounts.brake import Brake, TooManyTries, count_failure
from courseengine.web.guard import database

SLOWED = N_("Too many tries. Wait a little and try again.")


class Form(Protocol):
    """What every form has: the field and the sentence of each error."""

    @property
    def errors(self) -> dict[str, str]:
        """Field → a sentence in the catalogues' source language."""


def shown(template: str, form: Form, status: HTTPStatus = HTTPStatus.OK, **more: Any) -> Response:
    """A page with a form; ``errors`` are for its summary, ``wrong`` for its fields."""
    said = {name: g.language.gettext(sentence) for name, sentence in form.errors.items()}
    wrong: Mapping[str, list[str]] = {name: [sentence] for name, sentence in said.items()}
    page = render_template(template, form=form, errors=list(said.items()), wrong=wrong, **more)
    return make_response(page, status)


def refused(template: str, form: Form, **more: Any) -> Response:
    """The form again, since something in it cannot be."""
    return shown(template, form, HTTPStatus.UNPROCESSABLE_ENTITY, **more)


def slowed(template: str, form: Form, slow: TooManyTries, field: str, **more: Any) -> Response:
    """The form again, since somebody has tried too often."""
    form.errors[field] = SLOWED
    response = shown(template, form, HTTPStatus.TOO_MANY_REQUESTS, **more)
    response.headers["Retry-After"] = str(int(slow.wait.total_seconds()) + 1)
    return response


def brake(kind: str, thing: object) -> Brake:
    """The brake on this request's guess at a thing."""
    return Brake.of(kind, str(thing), _origin(request.remote_addr or ""), str(current_app.secret_key).encode())


def _origin(address: str) -> str:
    """Where a try comes from: whoever has one IPv6 address has the other 2^64 of its network as well."""
    try:
        origin = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(origin, IPv4Address):
        return str(origin)
    return str(origin.ipv4_mapped or ip_network((origin, 64), strict=False))


def tell_nobody_the_address(response: Response) -> Response:
    """For pages whose address holds a token or a code: no page that is linked from there is told of it."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def count_afterwards(brake: Brake, person_id: int | None = None) -> None:
    """Count a failure when the request is over: what it was about to change is rolled back, the count is not."""

    @after_this_request
    def count(response: Response) -> Response:
        with database.writing() as session:
            count_failure(session, brake, at=clock.now(), person_id=person_id)
        return response
