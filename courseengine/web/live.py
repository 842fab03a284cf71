"""Pages that follow a meeting: what their scripts ask every second, and what they are answered.

A page that follows has on its main element ``data-follow`` (the address it asks), ``data-version``
(what it shows), ``data-now`` (``now()``) and ``data-sentence`` (what would be read out of it now), and
in it regions ``data-live="name"``. A region that somebody writes in waits; a button in it keeps the
focus as long as it has an ``id``. A form ``data-press`` is sent without a load. As long as the version
is the same, the answer is 304 and nothing more. Every answer says what time it is here,
since the clocks of telephones and projectors go wrong: a ``time`` with ``data-clock`` counts down
``data-left`` seconds, which stand, or to ``data-ends``, milliseconds of the server's time.

The address is guarded with ``Followed``, so that asking costs two questions, writes nothing and
does not prolong anybody's session; while nothing changes it is one, see ``unchanged.py``.
``frontend/js/follow.js`` is the other half.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus

from flask import Response, jsonify, request

from courseengine.base import clock
from courseengine.web.passes import give_pass

SERVER_TIME = "Server-Time"


def now() -> int:
    """What time it is here, in milliseconds, for a page's clocks."""
    return instant(clock.now())


def instant(at: datetime) -> int:
    """An instant as a page's clocks reckon it."""
    return int(at.timestamp() * 1000)


def answer(version: str, parts: Callable[[], Mapping[str, str]], said: str = "") -> Response:
    """Nothing where the page shows this version already; else its parts anew, and a sentence to be read out.

    The sentence may come with the parts, under the name ``said``.
    """
    if request.if_none_match.contains(version):
        response = Response(status=HTTPStatus.NOT_MODIFIED)
    else:
        regions = dict(parts())
        said = regions.pop("said", said)
        response = jsonify(version=version, now=now(), parts=regions, said=said)
    response.set_etag(version)
    at = clock.now()
    response.headers[SERVER_TIME] = str(instant(at))
    give_pass(response, at=at)
    return response
