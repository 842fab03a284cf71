"""What the doors around answers are tried with: files, comments, what is shown to a network and shared in a team."""

from typing import Any

from sqlalchemy import select

from courseengine.core.policy.actor import Actor
from courseengine.core.progress.models import (
    Attachment,
    Publication,
    PublicationComment,
    TeamAnswer,
    TeamComment,
)

TASK = "m2-g1"
OWN_TASK = "m2-i1"


def attachment(doors: Any) -> str:
    """The public id of the file that one of Furulia's teams has added to its answer."""
    return _one(doors, select(Attachment.public_id))


def comment(doors: Any, team: str = "5.–7. trinn") -> str:
    """The public id of what Bjørn has said to his team, or of what was said in another."""
    own = TeamAnswer.team_id == doors.world.teams[team].id
    return _one(doors, select(TeamComment.public_id).join(TeamComment.answer).where(own))


def publication(doors: Any) -> str:
    """The public id of what that team shows to the neighbours."""
    return _one(doors, select(Publication.public_id))


def said(doors: Any) -> str:
    """The public id of what David says about it."""
    return _one(doors, select(PublicationComment.public_id))


def _one(doors: Any, asked: Any) -> str:
    with doors.database.reading() as session:
        return str(session.execute(asked).scalar_one())


def _is(name: str) -> Any:
    """One takes away what one has said oneself."""

    def it_is(actor: Actor, _thing: object) -> bool:
        return actor.name == name

    return it_is


def _works_in_a_team(actor: Actor, planned: Any) -> bool:
    """A team's task, and what is shared in a team, are for those who have one."""
    return actor.team_in(planned.plan.run, planned.module.team_kind) is not None


EXAMPLES = {"attachment": attachment, "comment": comment, "publication": publication}
SPECIAL = {
    "publications.remove_comment": {"comment": said},
    "sharing.share": {"activity": lambda doors: OWN_TASK},
    "sharing.shared": {"activity": lambda doors: OWN_TASK},
    "sharing.take_back": {"activity": lambda doors: OWN_TASK},
    "team_comments.add": {"activity": lambda doors: TASK},
    "team_comments.remove": {"answer": lambda doors: doors.answer("5.–7. trinn")},
    "team_files.add": {"activity": lambda doors: TASK},
}
ELSEWHERE = {"comment": lambda doors: comment(doors, "1.–4. trinn")}
ALSO = {
    "publications.remove_comment": _is("David"),
    "sharing.share": _works_in_a_team,
    "sharing.shared": _works_in_a_team,
    "team_comments.add": _works_in_a_team,
    "team_comments.remove": _is("Bjørn"),
    "team_files.add": _works_in_a_team,
}
