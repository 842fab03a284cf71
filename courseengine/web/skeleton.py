"""Parts of pages that are rendered once, with places that a request fills in.

What a page says depends mostly on the course and the language, and little on who reads. So a part
is rendered once with *slots* for what differs; a request joins its pieces. This is what keeps the
busiest pages within their promise, and templates stay templates.

A slot is a word of this process's own, made of letters and digits so that it survives in text, in
attributes and in addresses. It is random, so that nobody can write one into a course.
"""

import re
import secrets
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from contextvars import ContextVar
from functools import lru_cache
from threading import Lock
from typing import Any

from flask import current_app, session
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from courseengine.base.bounded import Bounded

KEPT = 2048

_OPEN, _CLOSE = (f"slot{secrets.token_hex(6)}" for _ in range(2))
_SLOT = re.compile(f"{_OPEN}(.*?){_CLOSE}")
_signed: Bounded[str, str] = Bounded(KEPT)
_making: ContextVar[bool] = ContextVar("making a skeleton", default=False)


@lru_cache(maxsize=KEPT)
def slot(name: str) -> Markup:
    """A place in a part that a request fills in."""
    return Markup(f"{_OPEN}{escape(name)}{_CLOSE}")


def csrf_token() -> str:
    """The request's CSRF token; in a part that is rendered once, the place for it."""
    return slot("csrf") if _making.get() else _signed_token()


def _signed_token() -> str:
    """The session's token, signed once a process: signing takes a tenth of a busy page.

    The signature carries a time, which nothing looks at, since a form may lie open for days.
    """
    raw = session.get("csrf_token")
    signed = _signed.get(raw) if raw else None
    if signed is None:
        signed = generate_csrf()
        _signed[session["csrf_token"]] = signed
    return signed


class Skeleton:
    """A part with slots: texts and the names of the slots between them."""

    def __init__(self, text: str) -> None:
        """Take a rendered part to pieces."""
        pieces = _SLOT.split(text)
        self._texts, self._names = pieces[::2], pieces[1::2]

    def fill(self, values: Mapping[str, str]) -> Markup:
        """The part with its slots filled; every value is markup already."""
        filled = [self._texts[0]]
        for name, text in zip(self._names, self._texts[1:], strict=True):
            filled += (values[name], text)
        return Markup("".join(filled))


class Skeletons:
    """The parts this process has rendered, the most used ones."""

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: OrderedDict[Hashable, Skeleton] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], str]) -> Skeleton:
        """The part of that key, made at most once while it is kept."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        made = Skeleton(make())
        with self._lock:
            self._kept[key] = made
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made


def part(template: str, *key: Hashable, more: Callable[[], dict[str, Any]] = dict, **context: Any) -> Skeleton:
    """A template as a skeleton. ``key`` is everything its text depends on.

    ``more`` gives the context that takes work to make; it is asked only when the part is made.
    """

    skeletons: Skeletons = current_app.extensions["skeletons"]
    return skeletons.get((template, *key), lambda: _text(template, context | more()))


def rendered(template: str, **context: Any) -> Skeleton:
    """A template as a skeleton, for whoever keeps it themselves."""
    return Skeleton(_text(template, context))


def _text(template: str, context: Mapping[str, Any]) -> str:
    before = _making.set(True)
    try:
        return current_app.jinja_env.get_template(template).render(context)
    finally:
        _making.reset(before)
