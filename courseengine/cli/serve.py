"""``courseengine serve``: the site, on this machine's own server.

Each worker is a process with the course in memory. Several threads a worker, since somebody with
a slow line who watches a film holds one for as long as it takes.
"""

import logging
import os
import socket
from collections.abc import Callable
from typing import Any

import click

from courseengine.base.errors import Invalid
from courseengine.cli.context import config, database
from courseengine.cli.work import beside


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="How many processes.")
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 128), help="How many threads in each.")
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the site until it is told to stop."""
    check_address(host, port)
    database().engine.dispose()  # opened to check its tables; the workers open their own
    click.echo(f"{config().product_name} listens on http://{host}:{port} and is reached at {config().base_url}.")
    run_server("wsgi:app", host=host, port=port, workers=workers, threads=threads)


def check_address(host: str, port: int) -> None:
    """Refuse an address that is taken or is not this machine's, before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        raise Invalid(
            "Cannot listen on %(host)s:%(port)d (%(why)s). Name another with --host or --port.",
            host=host,
            port=port,
            why=os.strerror(error.errno) if error.errno else error,
        ) from None


def run_server(
    target: str, *, host: str, port: int, workers: int, threads: int, load: Callable[[], Any] | None = None
) -> None:
    """Hand over to the server; comes back when it was told to stop.

    Each worker makes its application with ``load``, where it is given, and then tells of nothing
    but trouble.
    """
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    # It warns of more threads than cores; ours wait for slow lines, not for the processor.
    logging.getLogger("_granian").addFilter(lambda record: "Python threads" not in record.getMessage())
    server = Server(
        target,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=workers,
        blocking_threads=threads,
        respawn_failed_workers=True,
        workers_kill_timeout=30,
        log_level=LogLevels.warning if load else LogLevels.info,
    )
    with beside(load):
        server.serve(target_loader=load, wrap_loader=False) if load else server.serve()
