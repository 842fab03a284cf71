"""The command that makes a world of its own and serves it.

Demo mode is an argument of ``create_app`` that only this command gives; no setting and no
variable turns it on. The world lives in a folder of its own that is gone afterwards, and listens
on this machine alone unless told otherwise.
"""

import secrets
import tempfile
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from courseengine.base import clock
from courseengine.base.errors import Invalid
from courseengine.cli.demo import cast
from courseengine.cli.serve import check_address, run_server

WORKERS, THREADS = 2, 8


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
@click.option("--at", "moment", help='Let the clock run on from this moment in Oslo: "2026-12-01 00:00".')
def demo(host: str, port: int, moment: str | None) -> None:
    """Start a demo with invented people; everything is gone when it stops."""
    start = read_moment(moment) if moment else None
    check_address(host, port)
    with tempfile.TemporaryDirectory(prefix="courseengine-demo-") as folder:
        prepare(Path(folder), start or datetime.now(UTC))
        address = f"http://{host}:{port}"
        click.echo(f"\n  {address}/        the demo\n  {address}/demo    everybody you can be:\n")
        for character in cast.CAST:
            click.echo(f"    {character.name:<9} {character.what}")
        click.echo("\n  Stop it with Ctrl-C; everything is gone then.\n")
        serve(Path(folder), start, host=host, port=port)


def read_moment(text: str) -> datetime:
    """A wall time in Oslo, as an instant."""
    try:
        wall = datetime.strptime(text, "%Y-%m-%d %H:%M")  # noqa: DTZ007  the zone is given in the next line
        return clock.in_oslo(wall.date(), wall.time())
    except ValueError as error:
        raise Invalid(
            '--at: expected a moment such as "2026-12-01 00:00", found "%(text)s" (%(why)s)', text=text, why=error
        ) from None


def prepare(folder: Path, at: datetime) -> None:
    """Make the database, publish what ships, and build the world."""
    from courseengine.base import schema
    from courseengine.base.db import connect
    from courseengine.cli.demo.world import build_world
    from courseengine.core.course.compiler import compile_course
    from courseengine.core.course.publishing import publish

    config = settings(folder)
    database = connect(config.database_url, synchronous="NORMAL")
    schema.upgrade(database)
    courses = []
    with database.writing() as session:
        for course_folder in content_folders():
            compiled = compile_course(course_folder)
            if compiled.course is None:
                raise Invalid(
                    "A course that ships does not compile. Look at: courseengine course check %(folder)s",
                    folder=course_folder,
                )
            publish(session, compiled, media_dir=config.media_dir, at=at)
            courses.append(compiled.course)
        build_world(session, *courses, at=at)
    database.engine.dispose()


def settings(folder: Path, base_url: str = "http://127.0.0.1:8000") -> Any:
    """The demo's own settings; nothing of the environment counts."""
    from courseengine.config import Config

    key = folder / "secret_key"
    if not key.exists():
        key.write_text(secrets.token_urlsafe(48), "utf-8")
    return Config(
        data_dir=folder,
        secret_key=key.read_text("utf-8"),
        sqlite_synchronous="NORMAL",
        product_name="Kompetansepakken",
        base_url=base_url,
        secure_cookies="never",  # plain http, also where it is shown on another machine's address
    )


def content_folders() -> list[Path]:
    """The courses that ship, the main one first: beside the package in a checkout, inside it when installed."""
    package = Path(__file__).parents[2]
    installed = package / "content"
    content = installed if installed.is_dir() else package.parent / "content"
    return [content, *sorted(path.parent for path in (content / "packages").glob("*/course.yml"))]


def serve(folder: Path, start: datetime | None, *, host: str, port: int) -> None:
    """Serve the world until told to stop."""
    shift = start - datetime.now(UTC) if start else None
    run_server(
        "demo",
        host=host,
        port=port,
        workers=WORKERS,
        threads=THREADS,
        load=partial(load, folder, shift, f"http://{host}:{port}"),
    )


def load(folder: Path, shift: Any, base_url: str = "http://127.0.0.1:8000") -> Any:
    """The application of one worker process."""
    from courseengine.app import Demo, create_app

    if shift is not None:
        clock.start_at(datetime.now(UTC) + shift)
    return create_app(settings(folder, base_url), the_demo=Demo(tuple(cast.CAST)))
