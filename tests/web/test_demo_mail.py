"""The mail of a demo: read on a page, since a demo sends none."""

import pytest

from courseengine.app import Demo, create_app
from courseengine.core.accounts.sessions import start_session
from courseengine.web.letters import write_to
from tests.web.conftest import AT
from tests.web.pages import page_of, said


@pytest.fixture
def demo(config, world, database):
    app = create_app(config, the_demo=Demo())
    app.config.update(WTF_CSRF_ENABLED=False)
    app.extensions["database"] = database
    return app


def test_a_letter_is_shown_with_a_link_that_works_wherever_the_demo_is(demo, world, database):
    cecilie = demo.test_client()
    with database.writing() as session:
        token = start_session(session, world.people["cecilie"].id, at=AT)
    with cecilie.session_transaction() as cookie:
        cookie["_user_id"] = token
    assert said("No letter yet") in cecilie.get("/demo/mail").text
    assert "/demo/mail" in page_of(cecilie.get("/")).links

    path = f"/places/{world.places['furulia'].public_id}/invitations"
    cecilie.post(path, data={"people": "ny@demo.example\nen@demo.example", "role": "teacher"})

    page = cecilie.get("/demo/mail")
    links = [link for link in page_of(page).links if link.startswith("/invitations/")]
    assert [page.text.index(email) for email in ("en@demo.example", "ny@demo.example")] == sorted(
        page.text.index(email) for email in ("en@demo.example", "ny@demo.example")
    )
    assert len(links) == 2
    assert demo.test_client().get(links[0]).status_code == 200


def test_a_letter_runs_nothing(demo, database, world):
    with database.writing() as session, demo.app_context():
        write_to(
            session, "already_in", email="x@demo.example", language="nb", at=AT, place="<script>alert(1)</script>",
            address="http://127.0.0.1:8000/sign-in",
        )  # fmt: skip

    page = demo.test_client().get("/demo/mail").text

    assert "alert(1)" in page
    assert "<script>alert" not in page


def test_outside_a_demo_there_is_no_such_page(stranger):
    assert stranger.get("/demo/mail").status_code == 404
