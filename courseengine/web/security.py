"""What guards every request and every response: CSRF, where a change may come from, headers, cookies.

CSRF tokens are checked for every changing request, and a change sent by another site's page is
refused by its Fetch Metadata (W3C Fetch Metadata Request Headers, 2.4). The Content-Security-
Policy allows nothing by default and nothing inline. Forms are short, but where a view takes a file.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request, session
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import BadRequest, Forbidden, NotFound

csrf = CSRFProtect()

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "media-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "manifest-src": "'self'",
    "require-trusted-types-for": "'script'",
}

HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
HSTS = "max-age=31536000"


FORM_AROUND = 100_000
"""bytes of a form beside its file"""

View = TypeVar("View", bound=Callable[..., Any])


def takes_file(most: int) -> Callable[[View], View]:
    """Let this view be sent a file, by somebody who has signed in; everything else is short."""

    def decorate(view: View) -> View:
        view.most_bytes = most + FORM_AROUND  # type: ignore[attr-defined]  # ``allow_files`` reads it
        return view

    return decorate


def protect(app: Flask, *, secure_cookies: bool) -> None:
    """Put the guards in front of every view."""
    app.config.update(
        SESSION_COOKIE_NAME="__Host-session" if secure_cookies else "session",
        SESSION_COOKIE_SECURE=secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        # A long reflection is never lost to a clock; the token ends with the sign-in.
        WTF_CSRF_TIME_LIMIT=None,
        # A page whose address holds a token sends no Referer, so none can be asked for; the token and
        # Sec-Fetch-Site say where a form comes from.
        WTF_CSRF_SSL_STRICT=False,
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
    )
    app.before_request(refuse_other_sites)
    app.before_request(allow_files)
    csrf.init_app(app)
    app.before_request(refuse_nul)
    app.after_request(add_headers)


def refuse_other_sites() -> None:
    """Refuse a change that a page of another site sent."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    if request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
        raise Forbidden


def allow_files() -> None:
    """Raise the limit before anybody reads the form, where the view takes a file."""
    view = current_app.view_functions.get(request.endpoint or "")
    most = getattr(view, "most_bytes", None)
    if most and "_user_id" in session:
        request.max_content_length = most


def refuse_nul() -> None:
    """Refuse a NUL byte: PostgreSQL takes none in a text, and nobody types one."""
    if "\0" in request.path or any("\0" in value for _, value in request.args.items(multi=True)):
        raise NotFound
    if request.method == "POST" and any("\0" in value for _, value in request.form.items(multi=True)):
        raise BadRequest


def add_headers(response: Response) -> Response:
    """Say on every response what a browser may do with it."""
    headers = response.headers
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", HSTS)
    # Not cached: a shared computer in the staff room would show the last person's page.
    headers.setdefault("Cache-Control", "no-store")
    return response
