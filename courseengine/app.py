"""The application: the one place that knows every floor."""

import os
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask_compress import Compress
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from courseengine.base.bounded import Bounded
from courseengine.base.db import connect
from courseengine.config import Config
from courseengine.core.course.library import Library
from courseengine.integrations.mail import MailServer
from courseengine.web import assets, errors, pages, security, signed_in
from courseengine.web.skeleton import Skeletons
from courseengine.web.unchanged import Unchanged
from courseengine.web.views import (
    about,
    account,
    adaptation,
    admin,
    admin_people,
    admin_places,
    calendar,
    catalogue,
    catch_up,
    demo,
    design,
    exceptions,
    feeds,
    front,
    gatherings,
    help_requests,
    imports,
    invitations,
    join,
    leader,
    leader_outcomes,
    learner,
    mailed,
    measures,
    meeting_agenda,
    meeting_changes,
    meeting_people,
    meeting_plans,
    meeting_print,
    milestones,
    networks,
    outcomes,
    outline,
    own,
    own_roles,
    people,
    pilots,
    plan_changes,
    plan_meetings,
    planner,
    publications,
    recording,
    roles,
    room,
    school_days,
    screen,
    sharing,
    starts,
    support_notes,
    team,
    team_answers,
    team_comments,
    team_files,
    waivers,
    wheel,
)

VIEWS = (
    front,
    account,
    mailed,
    join,
    own,
    about,
    catalogue,
    learner,
    catch_up,
    team,
    meeting_plans,
    meeting_agenda,
    meeting_people,
    meeting_changes,
    meeting_print,
    recording,
    outcomes,
    room,
    screen,
    waivers,
    team_answers,
    team_files,
    team_comments,
    publications,
    sharing,
    leader,
    leader_outcomes,
    people,
    invitations,
    roles,
    school_days,
    own_roles,
    imports,
    outline,
    measures,
    wheel,
    milestones,
    networks,
    gatherings,
    help_requests,
    support_notes,
    adaptation,
    exceptions,
    pilots,
    starts,
    planner,
    plan_meetings,
    plan_changes,
    calendar,
    feeds,
    admin,
    admin_places,
    admin_people,
    design,
)
ONE_YEAR = 31_536_000


@dataclass(frozen=True)
class Demo:
    """What turns an application into a demo. No setting makes one: the command alone does."""

    people: tuple[tuple[str, str, str], ...] = ()
    """key, name and what they are there, for the page that lets anybody in as anybody"""
    domain: str = "demo.example"
    """the part of their addresses behind the @"""


@dataclass(frozen=True)
class Operator:
    """What the pages say about whoever runs the installation."""

    accessibility_url: str
    privacy_contact: str


KEPT = 512
"""of each thing that a process keeps, so as not to make it again"""


def create_app(config: Config | None = None, *, the_demo: Demo | None = None) -> Flask:
    """Put the floors together."""
    config = config or Config.read(os.environ)
    app = Flask("courseengine.web", static_folder=None)
    app.secret_key = config.secret_key
    app.extensions["database"] = connect(config.database_url, synchronous=config.sqlite_synchronous)
    app.extensions["library"] = Library(config.media_dir)
    for kept in ("plans", "screens", "rooms"):
        app.extensions[kept] = Bounded(KEPT)
    app.extensions["skeletons"] = Skeletons()
    app.extensions["base_url"] = config.base_url
    app.extensions["self_sign_up"] = config.self_sign_up
    app.extensions["mail_server"] = (
        MailServer(config.mail_url, config.mail_from, config.product_name) if config.mail_url else None
    )
    app.extensions["sends_mail"] = bool(config.mail_url) or the_demo is not None
    app.extensions["data_dir"] = config.data_dir
    app.extensions["operator"] = Operator(config.accessibility_url, config.privacy_contact)
    security.protect(app, secure_cookies=config.cookies_are_secure)
    signed_in.manager().init_app(app, add_context_processor=False)
    pages.prepare(app, product_name=config.product_name, demo=the_demo is not None)
    # Two modules may share a blueprint, where one would be too long.
    for bp in dict.fromkeys(module.bp for module in VIEWS):
        app.register_blueprint(bp)
    if the_demo:
        app.extensions["demo"] = the_demo
        app.register_blueprint(demo.bp)
    errors.register(app)
    _compress(app)
    _serve_static(app, config)
    return app


def _compress(app: Flask) -> None:
    app.config.update(COMPRESS_ALGORITHM=["gzip"], COMPRESS_LEVEL=2, COMPRESS_MIN_SIZE=1000, COMPRESS_STREAMS=False)
    Compress(app)


def _serve_static(app: Flask, config: Config) -> None:
    wsgi: Any = WhiteNoise(
        app.wsgi_app,
        root=str(assets.DIST),
        prefix="static/",
        max_age=ONE_YEAR,
        immutable_file_test=lambda path, url: True,
        allow_all_origins=False,
        add_headers_function=_add_headers,
    )
    wsgi = Unchanged(app, wsgi)
    if config.trusted_proxies:
        hops = config.trusted_proxies
        wsgi = ProxyFix(wsgi, x_for=hops, x_proto=hops, x_host=hops)
    app.wsgi_app = wsgi  # type: ignore[method-assign]  # Flask tells to wrap it so


def _add_headers(headers: Any, _path: str, _url: str) -> None:
    for name, value in security.HEADERS.items():
        headers[name] = value
