"""What stands around answers in the demo: a file, talk in a team, a result shown to a network, an answer shared."""

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from courseengine.core.networks.models import Network
from courseengine.core.progress import attachments, comments, publications, sharing
from courseengine.core.progress.models import Publication, TeamAnswer

if TYPE_CHECKING:
    from courseengine.cli.demo.world import World

SHEET = "Kjerneelement;Hvem prøver;Når\nUtforsking;Ingrid;uke 48\nModellering;Mina;uke 49\n"
TASK = "m2-g1"


def put_around_answers(session: Session, world: "World") -> None:
    """Add it all, through the operations of a real school."""
    people, run = world.people, world.runs["furulia"]
    first, middle = _answer(session, world, "1.–4. trinn"), _answer(session, world, "5.–7. trinn")
    attachments.add_file(
        session, first, name="Hvem prøver hva.csv", content=SHEET.encode(), submit_id="demo-file-of-the-first",
        by=people["ingrid"].id, at=world.at, was_delivered=True,
    )  # fmt: skip
    for answer, by, text, submit_id in (
        (first, "ingrid", "Skal vi ta med tidslinja fra møtet også?", "demo-comment-first"),
        (middle, "bjorn", "Jeg har begynt på norsk. Kan noen ta matematikk?", "demo-comment-middle"),
    ):
        comments.add_comment(session, answer, text=text, submit_id=submit_id, by=people[by].id, at=world.at)
    network = session.scalars(select(Network).where(Network.name == "Naboskolene")).one()
    task = world.course.activity(TASK)
    publications.publish(
        session, first, network, title=task.title if task else TASK, submit_id="demo-publication",
        by=people["ingrid"].id, at=world.at,
    )  # fmt: skip
    shown = session.scalars(select(Publication).where(Publication.team_answer_id == first.id)).one()
    publications.comment(
        session, shown, text="Dette vil vi prøve hos oss også.", submit_id="demo-comment-of-david",
        by=people["david"].id, at=world.at,
    )  # fmt: skip
    team_id = world.teams["5.–7. trinn"].id
    sharing.share(session, people["bjorn"].id, run.id, ["m1-i1"], team_id=team_id, at=world.at)
    session.flush()


def _answer(session: Session, world: "World", team: str) -> TeamAnswer:
    own = (TeamAnswer.team_id == world.teams[team].id, TeamAnswer.activity_id == TASK)
    return session.scalars(select(TeamAnswer).where(*own)).one()
