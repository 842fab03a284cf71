"""Every door has a lock, and the lock works: the map of addresses, walked from end to end."""

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from courseengine.base import clock
from courseengine.core.people.imports import staging
from courseengine.core.progress.models import TeamAnswer
from tests.web.pages import crawl

PUBLIC = {
    "about.accessibility",
    "about.licences",
    "about.live",
    "about.privacy",
    "about.ready",
    "account.choose_language",
    "account.enter",
    "account.sign_in",
    "account.sign_out",
    "catalogue.catalogue",
    "catalogue.course",
    "design.design",
    "front.front",
}
"""Whatever everybody may open; whoever adds to it says why in the commit."""

ACTIVITIES = {
    "learner.answer": "m2-i1",
    "learner.media": "m1-v1",
    "learner.position": "m1-v1",
    "learner.ticks": "m0-s1",
    "team.plan": "m2-m3",
    "team.make_plan": "m2-m3",
}
"""Which activity a route is tried with, where not every kind will do."""

TEAM_TASK = "m2-g1"
"""What every team with a grade has answered."""

EVERYBODY = [
    "anne", "berit", "bjorn", "cecilie", "david", "eva", "farid", "gro", "hanna", "jonas", "liv", "wilma", "ylva",
]  # fmt: skip
"""One of each sort: every role at every kind of place, and nobody at all."""

SENT = {
    "learner.position": {"position": "3"},
    "team_answers.restore": {"version": "1"},
}


def views(app: Flask) -> list[tuple[Rule, str]]:
    """Each route with each of its methods."""
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"})
    ]


@pytest.fixture
def address(app, world, database):
    """Makes an address of a route that is there for somebody."""
    with database.reading() as session:
        written = select(TeamAnswer.team_id, TeamAnswer.public_id).where(TeamAnswer.activity_id == TEAM_TASK)
        answers = dict(session.execute(written).all())

    with database.writing() as session:
        brought = {"organisation_id": world.places["furulia"].id, "by": world.people["cecilie"].id, "at": clock.now()}
        file = staging.bring(session, what="people", file="p.csv", **brought).public_id

    def of(rule: Rule, method: str) -> str:
        known = {
            "plan": world.runs["furulia"].public_id,
            "run": world.runs["furulia"].public_id,
            "module": "1-overordnet-del",
            "activity": ACTIVITIES.get(rule.endpoint, TEAM_TASK if "team" in rule.rule else "m1-t1"),
            "name": "m1-v1.mp4",
            "team": world.teams["1.–4. trinn"].public_id,
            "meeting": world.meetings["next" if "delete" in rule.rule else "second"].public_id,
            "answer": answers[world.teams["8.–10. trinn" if "leader" in rule.rule else "1.–4. trinn"].id],
            "version": 1,
            "school": world.places["furulia"].public_id,
            "place": world.places["furulia"].public_id,
            "file": file,
            "what": "people",
        }
        values = {name: known[name] for name in rule.arguments}
        return app.url_map.bind("localhost").build(rule.endpoint, values, method)

    return of


def test_every_route_says_who_may(app):
    unsaid = [rule.endpoint for rule, _ in views(app) if not hasattr(app.view_functions[rule.endpoint], "guarded_by")]

    assert unsaid == []


def test_public_routes_are_those_we_know(app):
    public = {rule.endpoint for rule, _ in views(app) if app.view_functions[rule.endpoint].guarded_by is None}

    assert public == PUBLIC


def test_guarded_routes_are_not_there_for_those_who_belong_nowhere(app, world, address, as_person):
    people = [as_person(key) for key in ("ingrid", "anne", "cecilie", "gro")]
    hanna = as_person("hanna")
    somebody = {"present": world.people["ingrid"].public_id}

    for rule, method in views(app):
        if rule.endpoint in PUBLIC:
            continue
        path, sent = address(rule, method), SENT.get(rule.endpoint, somebody)
        refused = hanna.open(path, method=method, data=sent)
        statuses = [person.open(path, method=method, data=sent).status_code for person in people]
        assert any(status != 404 for status in statuses), f"nobody gets to {method} {path}"
        assert max(statuses) < 500, f"{method} {path}: {statuses}"
        assert refused.status_code == 404, f"{method} {path}"


def test_strangers_are_asked_to_sign_in_and_brought_back(app, address, stranger):
    for rule, method in views(app):
        if rule.endpoint in PUBLIC or method != "GET":
            continue
        path = address(rule, method)

        response = stranger.get(path)

        assert (response.status_code, response.headers["Location"]) == (302, f"/sign-in?next={path}")


def test_strangers_change_nothing_and_lose_nothing(app, address, stranger):
    for rule, method in views(app):
        if rule.endpoint in PUBLIC or method == "GET":
            continue
        path = address(rule, method)

        response = stranger.open(path, method=method, data={"body": "halvskrevet"})

        assert response.status_code == 401
        assert "halvskrevet" in response.text


@pytest.mark.parametrize("code", ["nb", "nn", "en"])
@pytest.mark.parametrize("who", EVERYBODY)
def test_every_link_of_everybody_leads_to_a_page(as_person, who, code):
    client = as_person(who)
    client.post("/language", data={"language": code})

    wrong = [(path, answer.status_code) for path, answer in crawl(client) if answer.status_code not in (200, 302)]

    assert wrong == []
