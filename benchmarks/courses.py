"""How long courses take: those that ship, and made-up ones that grow.

A made-up course has modules of twenty activities with texts of a page each, so that a course of a
thousand differs from one of fifty in nothing but its length: compiling should take twenty times as
long, and a module's page the same.
"""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import site
from courseengine.cli.demo.command import content_folders
from courseengine.core.course.compiler import Compiled, compile_course
from courseengine.core.course.publishing import publish
from courseengine.core.course.stored import packed, unpacked
from courseengine.core.people.models import Organisation
from courseengine.core.runs.operations import open_run

IN_A_MODULE = 20
SIZES = (60, 500, 1000)
ROUNDS, REQUESTS = 9, 60
PARAGRAPH = "Teksten er like lang i alle, og den har *litt* av hvert: **sterkt**, [en lenke](https://example.org). " * 4


def made_up(folder: Path, activities: int) -> Path:
    """Write a course with so many activities."""
    modules = activities // IN_A_MODULE
    weeks = ", ".join(f"m{number}: 1" for number in range(modules))
    _write(
        folder / "course.yml",
        f"id: made-up-{activities}\ntitle: Laget\npurpose: Måles.\nlanguage: nb\nextent: {{}}\n"
        f"paces:\n  one: {{title: Én, weeks: {{{weeks}}}}}\n",
    )
    for number in range(modules):
        ids = [f"m{number}-t{place}" for place in range(IN_A_MODULE)]
        at = folder / "modules" / f"{number}-modul"
        _write(
            at / "module.md",
            f"---\nid: m{number}\nnumber: {number}\ntitle: Modul\npurpose: Måles.\n"
            f"sections:\n  - {{id: A, title: Del, activities: [{', '.join(ids)}]}}\n---\n",
        )
        for id_ in ids:
            text = "\n\n".join(["## Overskrift", *[PARAGRAPH] * 4])
            head = f"kind: text\nid: {id_}\ntitle: Tekst\nminutes: 5\nsection: A\nsources: [Ingen]"
            _write(at / f"{id_}.md", f"---\n{head}\n---\n\n{text}\n")
    return folder


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def compiling(folder: Path) -> list[Compiled]:
    """Print what compiling and loading take; gives the smallest and the largest made-up course."""
    took, shipped = _timed(lambda: [compile_course(one) for one in content_folders()])
    print(f"\ncompile what ships: {took:.2f} s (promise: under 3 s)")
    editions = [one.editions for one in shipped if one.editions]
    stored = [packed(one) for one in editions]
    took = median(_timed(lambda: [unpacked(one) for one in stored])[0] for _ in range(5))
    print(f"load what is published: {took:.3f} s (promise: under 0.3 s)")
    made = []
    for size in SIZES:
        course = made_up(folder / str(size), size)
        took, compiled = _timed(partial(compile_course, course))
        print(f"compile {size:>5} activities: {took:.2f} s, {took / size * 1000:.2f} ms each")
        made.append(compiled)
    return [made[0], made[-1]]


def page_costs(app: Any, made: list[Compiled], token: str, school: str) -> None:
    """Print what a module's page costs in the largest course, beside the smallest."""
    paths, cookie = [], site.cookie_for(app, token)
    config = app.extensions["library"].media
    with app.extensions["database"].writing() as session:
        place = session.query(Organisation).filter_by(public_id=school).one()
        for compiled in made:
            publish(session, compiled, media_dir=config, at=datetime.now(UTC))
            course = compiled.course
            assert course is not None
            at, monday = datetime.now(UTC), date(2026, 1, 5)
            run = open_run(session, course=course, school=place, at=at, pace="one", starts_on=monday)
            paths.append(f"/courses/{run.public_id}/modules/0-modul")
    client = app.test_client(use_cookies=False)
    ratios = []
    for _ in range(ROUNDS):
        small, large = (_cpu(client, path, cookie) for path in paths)
        ratios.append(large / small)
    print(f"a module's page, {SIZES[-1]} activities beside {SIZES[0]}: {median(ratios):.2f} × its CPU (promise: 1)")


def _cpu(client: Any, path: str, cookie: str) -> float:
    client.get(path, headers={"Cookie": cookie})
    began = time.process_time()
    for _ in range(REQUESTS):
        status = client.get(path, headers={"Cookie": cookie}).status_code
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
    return time.process_time() - began


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result
