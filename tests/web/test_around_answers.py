"""Files, comments, what is shown to a network, and what is shared: around the answers to tasks."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from courseengine.base import clock
from courseengine.core.audit import AuditLine
from courseengine.core.people.models import Membership
from courseengine.core.progress.models import (
    Answer,
    Attachment,
    Publication,
    PublicationComment,
    TeamAnswer,
    TeamComment,
)
from tests.web.hostile import MARKUP

SUBMIT = "a-form-that-is-sent-once"


def task(world, activity="m2-g1"):
    return f"/courses/{world.runs['furulia'].public_id}/activities/{activity}"


def picture(kind="JPEG"):
    """A photograph that says where and with what it was taken."""
    photo = Image.new("RGB", (40, 20), "red")
    exif = photo.getexif()
    exif[0x010F], exif[0x8825] = "Secret phone", {1: "N", 2: (59.0, 54.0, 0.0)}
    out = BytesIO()
    photo.save(out, kind, exif=exif)
    return out.getvalue()


@pytest.fixture
def add(world, as_person):
    """Adds a file as somebody; gives the response."""

    def added(who, content, name, *, activity="m2-g1", submit_id=SUBMIT, readers="team"):
        sent = {"submit_id": submit_id, "readers": readers, "file": (BytesIO(content), name)}
        return as_person(who).post(f"{task(world, activity)}/files", data=sent)

    return added


@pytest.fixture
def rows(database):
    def found(kind, *where):
        with database.reading() as session:
            return list(session.scalars(select(kind).where(*where).order_by(kind.id)))

    return found


def of_team(world, team):
    return TeamAnswer.team_id == world.teams[team].id, TeamAnswer.activity_id == "m2-g1"


class TestFiles:
    def test_the_team_opens_what_one_has_added_without_its_traces(self, world, as_person, add, rows):
        assert add("anne", picture(), "Tavla.jpg").status_code == 302

        page = as_person("bjorn").get(task(world)).text
        opened = as_person("bjorn").get(re.search(r'href="([^"]+/files/[^"]+)"', page)[1])
        assert "Tavla.jpg" in page
        assert opened.mimetype == "image/jpeg"
        assert b"Secret phone" not in opened.data
        assert dict(Image.open(BytesIO(opened.data)).getexif()) == {}
        assert opened.headers["Content-Disposition"] == "inline; filename=Tavla.jpg"
        assert opened.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert opened.headers["X-Content-Type-Options"] == "nosniff"
        assert opened.headers["Cache-Control"] == "no-store"
        assert len(rows(Attachment, Attachment.name == "Tavla.jpg")) == 1

    @pytest.mark.parametrize(
        ("name", "content"),
        [("side.html", b"<script>alert(1)</script>"), ("tegning.svg", b"<svg onload='alert(1)'/>"), ("x.pdf", b"MZ")],
    )
    def test_what_could_run_is_a_download_of_bytes(self, world, as_person, add, name, content):
        add("anne", content, name)

        page = as_person("anne").get(task(world)).text
        opened = as_person("anne").get(re.search(r'href="([^"]+/files/[^"]+)"', page)[1])

        assert opened.mimetype == "application/octet-stream"
        assert opened.headers["Content-Disposition"] == f"attachment; filename={name}"
        assert opened.data == content

    def test_a_name_of_any_letters_comes_back(self, world, as_person, add):
        add("anne", b"%PDF-1.7", "mine filer/Årsplan – «ny».pdf")

        page = as_person("anne").get(task(world)).text
        opened = as_person("anne").get(re.search(r'href="([^"]+/files/[^"]+)"', page)[1])

        assert opened.mimetype == "application/pdf"
        assert opened.headers["Content-Disposition"].startswith("attachment; ")
        assert "filename*=UTF-8''%C3%85rsplan%20%E2%80%93%20%C2%ABny%C2%BB.pdf" in opened.headers["Content-Disposition"]

    def test_a_form_that_somebody_else_has_used_adds_nothing_and_says_so(self, add, rows):
        add("anne", b"a", "a.txt", submit_id="the-form-of-somebody")

        assert add("bjorn", b"b", "b.txt", submit_id="the-form-of-somebody").status_code == 409
        assert add("anne", b"c", "c.txt", activity="m1-g1", submit_id="the-form-of-somebody").status_code == 409
        assert [one.name for one in rows(Attachment, Attachment.submit_id == "the-form-of-somebody")] == ["a.txt"]

    def test_sent_twice_it_is_there_once(self, add, rows):
        add("anne", b"a", "a.txt")
        add("anne", b"a", "a.txt")

        assert len(rows(Attachment, Attachment.submit_id == SUBMIT)) == 1

    def test_a_file_may_come_before_the_text(self, world, as_person, add, rows):
        assert add("anne", b"a", "a.txt", activity="m2-g2").status_code == 302

        assert "a.txt" in as_person("bjorn").get(task(world, "m2-g2")).text
        saved = as_person("bjorn").post(
            f"{task(world, 'm2-g2')}/team-answer", data={"version": 1, "body": "Vi", "body_base": ""}
        )
        assert saved.status_code == 302
        assert [one.body for one in rows(TeamAnswer, TeamAnswer.activity_id == "m2-g2")] == ["Vi"]

    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [
            ("tom.txt", b"", "Filen er tom."),
            ("stor.txt", b"a" * (10 * 1024 * 1024 + 1), "høyst 10 MB"),
            ("raar.jpg", b"\xff\xd8\xff no picture", "Bildet kan ikke leses"),
            ("mobil.heic", b"\0\0\0\x18ftypheic", "JPEG eller PNG"),
            ("", b"", "Velg en fil."),
        ],
    )
    def test_what_cannot_be_kept_is_refused_with_a_sentence(self, add, rows, name, content, said):
        before = len(rows(Attachment))

        refused = add("anne", content, name)

        assert refused.status_code == 422
        assert said in refused.text
        assert len(rows(Attachment)) == before

    def test_twenty_files_are_enough(self, add, rows):
        for number in range(20):
            assert add("anne", b"a", f"{number}.txt", submit_id=f"{SUBMIT}-{number}").status_code == 302

        assert add("anne", b"a", "20.txt", submit_id=f"{SUBMIT}-20").status_code == 422
        assert len(rows(Attachment, Attachment.name.like("%.txt"))) == 20

    def test_leaders_open_it_once_the_answer_is_delivered_and_the_team_sees_that(self, world, as_person, rows):
        (answer,) = rows(TeamAnswer, *of_team(world, "1.–4. trinn"))
        (file,) = rows(Attachment)
        url = f"/team-answers/{answer.public_id}/files/{file.public_id}"
        before = len(rows(AuditLine, AuditLine.event == "team_answer_read"))

        assert as_person("anne").get(url).status_code == 404
        assert as_person("david").get(url).status_code == 404
        assert as_person("eva").get(url).status_code == 404
        assert as_person("ingrid").get(url).status_code == 200
        assert as_person("cecilie").get(url).status_code == 200
        assert len(rows(AuditLine, AuditLine.event == "team_answer_read")) == before + 1
        assert file.name in as_person("cecilie").get(f"/leader/answers/{answer.public_id}").text

        as_person("ingrid").post(f"/team-answers/{answer.public_id}/reopen")
        assert as_person("cecilie").get(url).status_code == 404

    def test_whoever_did_not_know_that_it_was_delivered_is_asked_again(self, add, rows):
        late = add("ingrid", b"a", "a.txt")

        assert late.status_code == 409
        assert "lederne kan lese det nå" in late.text
        assert add("ingrid", b"a", "a.txt", readers="leaders").status_code == 302

    def test_any_member_takes_it_away_and_nobody_else(self, world, as_person, rows):
        (answer,) = rows(TeamAnswer, *of_team(world, "1.–4. trinn"))
        (file,) = rows(Attachment)
        url = f"/team-answers/{answer.public_id}/files/{file.public_id}/remove"

        assert as_person("cecilie").post(url).status_code == 404
        assert as_person("mina").post(url).status_code == 302
        assert as_person("ingrid").post(url).status_code == 302
        assert rows(Attachment) == []


class TestComments:
    def test_the_team_reads_them_and_leaders_do_not(self, world, as_person, rows):
        (answer,) = rows(TeamAnswer, *of_team(world, "1.–4. trinn"))

        assert "tidslinja fra møtet" in as_person("mina").get(task(world)).text
        assert "tidslinja fra møtet" not in as_person("anne").get(task(world)).text
        assert "tidslinja fra møtet" not in as_person("cecilie").get(f"/leader/answers/{answer.public_id}").text
        assert "tidslinja fra møtet" not in as_person("cecilie").get(task(world)).text

    def test_one_says_something_once_and_takes_it_away_oneself(self, world, as_person, rows):
        anne, said = as_person("anne"), {"submit_id": SUBMIT, "text": f"Bra! {MARKUP}"}
        anne.post(f"{task(world)}/comments", data=said)
        anne.post(f"{task(world)}/comments", data=said)
        (comment,) = rows(TeamComment, TeamComment.submit_id == SUBMIT)
        (answer,) = rows(TeamAnswer, *of_team(world, "5.–7. trinn"))
        url = f"/team-answers/{answer.public_id}/comments/{comment.public_id}/remove"

        page = as_person("bjorn").get(task(world)).text
        assert "Bra!" in page
        assert MARKUP not in page
        assert as_person("bjorn").post(url).status_code == 404
        assert anne.post(url).status_code == 302
        assert rows(TeamComment, TeamComment.submit_id == SUBMIT) == []

    def test_an_empty_or_endless_one_is_refused_and_kept_on_the_page(self, world, as_person):
        url = f"{task(world)}/comments"

        assert as_person("anne").post(url, data={"submit_id": SUBMIT, "text": " "}).status_code == 422
        long = as_person("anne").post(url, data={"submit_id": SUBMIT, "text": "x" * 4001})
        assert long.status_code == 422
        assert "x" * 4001 in long.text
        assert as_person("anne").post(url, data={"text": "Uten id"}).status_code == 422


class TestShownToANetwork:
    @pytest.fixture
    def shown(self, rows):
        (found,) = rows(Publication)
        return found

    def test_the_networks_members_read_it_and_nobody_else(self, as_person, shown):
        url = f"/published/{shown.public_id}"

        statuses = {
            who: as_person(who).get(url).status_code
            for who in ("ingrid", "anne", "cecilie", "david", "eva", "farid", "gro", "ylva", "hanna")
        }

        assert statuses == {
            "ingrid": 200, "anne": 200, "cecilie": 200, "david": 200,
            "eva": 404, "farid": 404, "gro": 404, "ylva": 404, "hanna": 404,
        }  # fmt: skip
        assert shown.title in as_person("david").get(network_page(as_person, "david")).text

    def test_it_stays_as_it_was_while_the_team_writes_on(self, world, as_person, rows, shown):
        (answer,) = rows(TeamAnswer, *of_team(world, "1.–4. trinn"))
        as_person("ingrid").post(f"/team-answers/{answer.public_id}/reopen")
        new = {"version": answer.version, "body": "Ganske nytt", "body_base": answer.body}
        as_person("ingrid").post(f"{task(world)}/team-answer", data=new)

        assert "Ganske nytt" not in as_person("david").get(f"/published/{shown.public_id}").text
        assert "Det ser ikke nettverket" in as_person("ingrid").get(task(world)).text

    def test_withdrawn_it_is_gone_for_everybody_with_what_was_said(self, world, as_person, rows, shown):
        url = f"/published/{shown.public_id}"
        assert as_person("david").post(f"{url}/withdraw").status_code == 404
        assert as_person("cecilie").post(f"{url}/withdraw").status_code == 404
        assert as_person("mina").post(f"{url}/withdraw").status_code == 302
        assert as_person("mina").post(f"{url}/withdraw").status_code == 302

        assert as_person("david").get(url).status_code == 404
        assert as_person("ingrid").get(url).status_code == 404
        assert shown.title not in as_person("david").get(network_page(as_person, "david")).text
        assert rows(PublicationComment) == []
        (left,) = rows(Publication)
        assert (left.title, left.body) == ("", "")
        assert len(rows(AuditLine, AuditLine.event == "result_withdrawn")) == 1

    def test_it_is_withdrawn_also_when_the_course_has_lost_the_task(self, as_person, database, shown):
        with database.writing() as session:
            session.get_one(TeamAnswer, shown.team_answer_id).activity_id = "lost"
        url = f"/published/{shown.public_id}"

        assert as_person("ingrid").post(f"{url}/withdraw").status_code == 302
        assert as_person("david").get(url).status_code == 404

    def test_members_say_something_and_take_it_away(self, as_person, rows, shown):
        url, said = f"/published/{shown.public_id}", {"submit_id": SUBMIT, "text": "Fint!"}
        for _ in range(2):
            assert as_person("anne").post(f"{url}/comments", data=said).status_code == 302
        (comment,) = rows(PublicationComment, PublicationComment.submit_id == SUBMIT)

        assert "Fint!" in as_person("david").get(url).text
        assert as_person("david").post(f"{url}/comments/{comment.public_id}/remove").status_code == 404
        assert as_person("anne").post(f"{url}/comments/{comment.public_id}/remove").status_code == 302
        assert "Fint!" not in as_person("david").get(url).text
        assert as_person("farid").post(f"{url}/comments", data=said).status_code == 404

    def test_only_a_delivered_answer_is_shown_to_ones_own_network_and_once(self, world, as_person, rows, shown):
        (draft,) = rows(TeamAnswer, *of_team(world, "5.–7. trinn"))
        network = {"network": network_page(as_person, "anne").rpartition("/")[2]}
        url = f"/team-answers/{draft.public_id}/publish"

        assert as_person("anne").post(url, data=network | {"submit_id": SUBMIT}).status_code == 422
        sent = {"version": draft.version, "body": draft.body, "body_base": draft.body, "act": "deliver"}
        as_person("anne").post(f"{task(world)}/team-answer", data=sent)
        assert as_person("anne").post(url, data={"submit_id": SUBMIT, "network": "unknown"}).status_code == 422
        for _ in range(2):
            assert as_person("anne").post(url, data=network | {"submit_id": SUBMIT}).status_code == 302
        again = as_person("bjorn").post(url, data=network | {"submit_id": f"{SUBMIT}-2"})
        assert again.status_code == 409
        assert len(rows(Publication, Publication.team_answer_id == draft.id)) == 1
        assert len(rows(AuditLine, AuditLine.event == "result_published", AuditLine.team_id == draft.team_id)) == 1


def network_page(as_person, who):
    found = re.search(r'href="(/networks/[^"]+)">Naboskolene', as_person(who).get("/networks").text)
    assert found
    return found[1]


class TestShared:
    def test_the_team_reads_what_a_member_shares_until_it_is_taken_back(self, world, as_person):
        bjorn, url = as_person("bjorn"), task(world, "m1-i1")
        shared = as_person("anne").get(f"{url}/shared").text
        own = bjorn.get(url).text
        assert "Teamet ditt kan lese dette" in own

        assert "Bjørn" in shared
        assert "Bjørn" not in as_person("ingrid").get(f"{url}/shared").text
        assert "Bjørn" not in as_person("cecilie").get(f"{url}/shared").text
        assert as_person("david").get(f"{url}/shared").status_code == 404

        back = bjorn.post(f"/courses/{world.runs['furulia'].public_id}/shared/m1-i1/take-back")
        assert back.status_code == 302
        assert "Bjørn" not in as_person("anne").get(f"{url}/shared").text.partition("<main")[2]
        assert "Bare du kan lese dette" in bjorn.get(url).text

    def test_one_shares_a_draft_and_what_comes_after(self, world, as_person, rows):
        anne, url = as_person("anne"), task(world, "m2-i1")
        assert "Del med 5.–7. trinn" in anne.get(url).text

        assert anne.post(f"{url}/share").status_code == 302
        (answer,) = rows(Answer, Answer.activity_id == "m2-i1", Answer.person_id == world.people["anne"].id)
        anne.post(f"{url}/answer", data={"version": answer.version, "body": "Endret siden", "body_base": answer.body})

        assert "Endret siden" in as_person("bjorn").get(f"{url}/shared").text
        assert "1 annen deler" in as_person("bjorn").get(url).text
        assert "5.–7. trinn" in anne.get(f"/courses/{world.runs['furulia'].public_id}/written").text

    def test_nothing_is_shared_where_nothing_is_written(self, world, as_person, rows):
        assert as_person("anne").post(f"{task(world, 'm2-i2')}/share").status_code == 302

        assert rows(Answer, Answer.activity_id == "m2-i2", Answer.shared_at.is_not(None)) == []

    def test_leaving_the_team_ends_it(self, world, as_person, database):
        url = f"{task(world, 'm1-i1')}/shared"
        assert "Bjørn" in as_person("anne").get(url).text.partition("<main")[2]

        with database.writing() as session:
            held = session.scalars(
                select(Membership).where(
                    Membership.person_id == world.people["bjorn"].id,
                    Membership.team_id == world.teams["5.–7. trinn"].id,
                )
            ).one()
            held.ends_on = world.day(0)
        clock.start_at(world.at + timedelta(days=1))

        assert "Bjørn" not in as_person("anne").get(url).text.partition("<main")[2]


@pytest.mark.both_databases
def test_ten_equal_forms_at_once_have_one_effect(world, as_person, rows):
    """Of each form that makes something."""
    network = {"network": network_page(as_person, "ingrid").rpartition("/")[2]}
    (answer,) = rows(TeamAnswer, *of_team(world, "8.–10. trinn"))
    (shown,) = rows(Publication)

    def send(url, sent, hands):
        return hands.post(url, data=sent())

    def file():
        return {"submit_id": f"{SUBMIT}-file", "file": (BytesIO(b"a"), "a.txt"), "readers": "team"}

    text = {"submit_id": f"{SUBMIT}-text", "text": "Hei"}
    for who, url, sent in (
        ("anne", f"{task(world, 'm2-g2')}/files", file),
        ("anne", f"{task(world, 'm2-g2')}/comments", text.copy),
        ("anne", f"/published/{shown.public_id}/comments", text.copy),
        ("unni", f"/team-answers/{answer.public_id}/publish", lambda: network | {"submit_id": f"{SUBMIT}-shown"}),
    ):
        hands = [as_person(who) for _ in range(10)]
        with ThreadPoolExecutor(10) as pool:
            statuses = {one.status_code for one in pool.map(partial(send, url, sent), hands)}
        assert statuses == {302}, url

    for kind in (Attachment, TeamComment, PublicationComment, Publication):
        assert len(rows(kind, kind.submit_id.like(f"{SUBMIT}%"))) == 1
    assert (
        len(rows(TeamAnswer, TeamAnswer.activity_id == "m2-g2", TeamAnswer.team_id == world.teams["5.–7. trinn"].id))
        == 1
    )
