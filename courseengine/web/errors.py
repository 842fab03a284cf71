"""What went wrong becomes a status and a page: one table.

A page that is not there and one that may not be seen are the same page. An error of ours shows a
number that the operator finds in the log; the log never holds what people wrote.
"""

import logging
import secrets
from http import HTTPStatus

from flask import Flask, Response, current_app, g, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy import exc
from werkzeug.exceptions import HTTPException

from courseengine.base import errors
from courseengine.base.i18n import best_language, language
from courseengine.core.policy.actor import STRANGER
from courseengine.web.guard import LANGUAGE_COOKIE, Refused, ScreenIsOver, SignInFirst, database, identify
from courseengine.web.views import account

log = logging.getLogger(__name__)

RETRY_AFTER = "10"
"""seconds"""

TABLE: dict[type[Exception], HTTPStatus] = {
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.Forbidden: HTTPStatus.NOT_FOUND,
    errors.Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.Conflict: HTTPStatus.CONFLICT,
}


def register(app: Flask) -> None:
    """Answer for every error."""
    app.register_error_handler(Refused, lambda error: error.response)
    app.register_error_handler(ScreenIsOver, lambda error: _screen_is_over())
    app.register_error_handler(SignInFirst, lambda error: account.ask_to_sign_in())
    app.register_error_handler(CSRFError, lambda error: _out_of_date())
    app.register_error_handler(HTTPException, _http_page)
    for kind, status in TABLE.items():
        app.register_error_handler(kind, lambda error, status=status: page(status, _sentence(error)))
    for kind in (exc.OperationalError, exc.TimeoutError):
        app.register_error_handler(kind, lambda error: _busy())
    app.register_error_handler(Exception, _our_fault)


def page(status: HTTPStatus, sentence: str = "") -> Response:
    """The page of a status; as JSON for a script that asks for it."""
    _be_somebody()
    if request.accept_mimetypes.best == "application/json":
        response = make_response(jsonify(error=sentence or status.phrase))
    else:
        known = status in (HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.INTERNAL_SERVER_ERROR)
        response = make_response(
            render_template(
                "errors/page.html",
                status=int(status),
                sentence="" if known else sentence,
                number=_number(status, sentence),
            )
        )
    response.status_code = status
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = RETRY_AFTER
    return response


def _sentence(error: errors.DomainError) -> str:
    """What the domain says, in the reader's language."""
    _be_somebody()
    if isinstance(error, errors.Invalid | errors.Conflict):
        return g.language.gettext(error.message, **error.values) if error.message else ""
    return g.language.gettext(str(error)) if str(error) else ""


def _number(status: HTTPStatus, sentence: str) -> str:
    return sentence if status is HTTPStatus.INTERNAL_SERVER_ERROR else ""


def _http_page(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    response = page(HTTPStatus(error.code))
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After", "Content-Range"):
            response.headers[name] = value
    return response


def _screen_is_over() -> Response:
    """A screen whose meeting is over asks for the next code; a script hears what a stranger does."""
    if request.accept_mimetypes.best == "application/json":
        return account.ask_to_sign_in()
    return make_response(redirect(url_for("screen.ask", over=1)))


def _out_of_date() -> Response:
    """The form is from before the sign-in ended; give it back filled in, after a sign-in where one is needed."""
    _be_somebody()
    view = current_app.view_functions.get(request.endpoint or "")
    if not g.actor.is_signed_in and getattr(view, "guarded_by", None):
        return account.ask_to_sign_in()
    return account.give_back(HTTPStatus.BAD_REQUEST)


def _our_fault(error: Exception) -> Response:
    number = secrets.token_hex(4)
    # The type and the place, never the message: it may carry what somebody wrote.
    log.error("error %s: %s at %s", number, type(error).__name__, _place(error))
    return page(HTTPStatus.INTERNAL_SERVER_ERROR, number)


def _place(error: Exception) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"


def _busy() -> Response:
    """The database is away or locked; what was written comes back, to be sent again."""
    if request.method in ("GET", "HEAD") or request.endpoint in account.SIGNING_IN:
        return page(HTTPStatus.SERVICE_UNAVAILABLE)
    _be_somebody()
    response = account.give_back(HTTPStatus.SERVICE_UNAVAILABLE)
    response.headers["Retry-After"] = RETRY_AFTER
    return response


def _be_somebody() -> None:
    """Know who asks where no view was reached, too: a page that is not there shows no stranger."""
    if "actor" in g:
        return
    try:
        with database.reading() as g.db:
            identify()
    except exc.SQLAlchemyError:
        g.actor = STRANGER
        chosen = request.cookies.get(LANGUAGE_COOKIE)
        g.language = language(chosen or best_language(request.headers.get("Accept-Language", "")))
