"""``courseengine db``: the tables of this release."""

import click

from courseengine.cli.context import answer, as_json, count, raw_database


@click.group()
def db() -> None:
    """Bring the database up to date."""


@db.command()
@as_json
def upgrade(json_: bool) -> None:
    """Make the tables, or change those of an earlier release. All of it or nothing."""
    from courseengine.base import schema

    steps = schema.upgrade(raw_database())
    result = {"current": schema.newest(), "taken": [step.name for step in steps]}
    if not steps:
        answer(f"The database is up to date, at {schema.newest()}.", result, json_=json_)
        return
    lines = [f"The database is up to date after {count(len(steps), 'step', 'steps')}:"]
    lines += [f"  {step.name}: {step.does}" for step in steps]
    answer("\n".join(lines), result, json_=json_)


@db.command()
@as_json
def current(json_: bool) -> None:
    """Say which step the database is at, and which this release works on."""
    from courseengine.base import schema

    found, newest = schema.current(raw_database()), schema.newest()
    text = f"The database is at {found or 'no step yet'}; this release works on {newest}."
    if found != newest:
        text += "\nBring it up to date with: courseengine db upgrade"
    answer(text, {"current": found, "newest": newest}, json_=json_)
