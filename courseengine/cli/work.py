"""``courseengine work``: the worker, for whoever runs the site on a server of their own."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from threading import Event
from typing import Any

import click

from courseengine.cli.context import database


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, and stop.")
def work(once: bool) -> None:
    """Send mail and read long files until told to stop. ``courseengine serve`` has one of its own."""
    database().engine.dispose()  # opened to check its tables
    if once:
        from courseengine import jobs
        from courseengine.base import clock

        while jobs.do_what_is_due(_application(), at=clock.now()):
            pass
    else:
        _run(_application)


def _application() -> Any:
    from courseengine.app import create_app

    return create_app()


@contextmanager
def beside(load: Callable[[], Any] | None) -> Iterator[None]:
    """A worker in a process of its own for as long as the server runs."""
    worker = get_context("spawn").Process(target=_run, args=(load or _application,), daemon=True)
    worker.start()
    try:
        yield
    finally:
        worker.terminate()
        worker.join(timeout=30)


def _run(load: Callable[[], Any]) -> None:
    from courseengine import jobs

    stop = Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    jobs.run(load(), stop)
